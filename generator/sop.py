"""The reviewed SOP: the model that `sop.yaml` holds and that every later stage starts from.

Field names are the regulation's Indonesian words (PermenPAN-RB 35/2012), because process owners edit them in
`sop.yaml`; docs/glossary.md maps them to BPMN. Every value is frozen. Durations are ISO 8601 with office meaning:
minutes and hours are working time, `D` is a working day, `W` is a working week.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
"""Lower-case words joined by hyphens: SOP slugs, roles (also Camunda candidate groups), outside parties, offices."""

Kode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9]*$", max_length=50)]
"""UpperCamelCase name of a step, given once and kept: the BPMN id is `Task_<Kode>`."""

VariableName = Annotated[str, StringConstraints(pattern=r"^[a-z][A-Za-z0-9]*$", max_length=40)]
"""lowerCamelCase name that is also a process variable."""

_TIME = r"T(?:\d+H(?:\d+M)?|\d+M)"
Durasi = Annotated[
    str,
    StringConstraints(pattern=rf"^P(?:\d+W(?:\d+D)?(?:{_TIME})?|\d+D(?:{_TIME})?|{_TIME})$", max_length=20),
]
"""ISO 8601 duration in working time: `PT15M`, `PT1H30M`, `P3D`, `P1W`."""

Teks = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Model(BaseModel):
    """Frozen value; an unknown field is an error, so that a typing mistake in sop.yaml never passes silently."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Aksi(StrEnum):
    """What happens in a kegiatan, in the order written; decides machine work and the fields of the form.

    One row may hold several. `nomor`, `arsip` and `kirim` are done by workers, `konsep` by a worker and then a person,
    everything else by a person. `konsep` and `koreksi` let the person edit the letter's text, `periksa`, `paraf` and
    `tanda_tangan` only read it.
    """

    TERIMA = "terima"
    PERINTAH = "perintah"
    DISPOSISI = "disposisi"
    DATA = "data"
    PERIKSA_BERKAS = "periksa_berkas"
    JADWAL = "jadwal"
    KONSEP = "konsep"
    PERIKSA = "periksa"
    KOREKSI = "koreksi"
    PARAF = "paraf"
    TANDA_TANGAN = "tanda_tangan"
    NOMOR = "nomor"
    ARSIP = "arsip"
    KIRIM = "kirim"
    ANTAR = "antar"
    CATAT_BALASAN = "catat_balasan"
    REKAM = "rekam"
    PROSES = "proses"
    SERAH = "serah"
    LAIN = "lain"


class Identitas(Model):
    """The identity block of the SOP (PermenPAN-RB 35/2012, lampiran: bagian identitas). Dates are ISO 8601."""

    judul: Teks
    nomor: str | None = None
    instansi: str | None = None
    unit: str | None = None
    tanggal_pembuatan: dt.date | None = None
    tanggal_revisi: dt.date | None = None
    tanggal_efektif: dt.date | None = None
    disahkan_oleh: str | None = None
    dasar_hukum: tuple[str, ...] = ()
    kualifikasi_pelaksana: tuple[str, ...] = ()
    keterkaitan: tuple[str, ...] = ()
    peralatan: tuple[str, ...] = ()
    peringatan: str | None = None
    pencatatan: tuple[str, ...] = ()


class Sumber(Model):
    """The document this SOP was read from; `berkas` is relative to the folder of sop.yaml."""

    berkas: str
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    tabel: int = 1
    """Which SOP table in the document, counted from 1."""


class Pelaksana(Model):
    """A role column of the SOP: a lane and a candidate group."""

    kode: Slug
    nama: Teks


class PihakLuar(Model):
    """A party outside the office (receiving office, applicant): a black-box pool, even with a column of its own."""

    kode: Slug
    nama: Teks
    punya_kolom: bool = False
    """True where the SOP draws the party as a role column."""


class Surat(Model):
    """A letter that the case produces; `kode` names its slot and its process variable."""

    kode: VariableName
    nama: Teks
    """Kind as people say it, e.g. `Surat pengantar`."""
    perihal: Teks
    jenis: Slug = "surat-keluar"
    """Letter kind: chooses the register of the office."""
    tujuan: tuple[Slug, ...] = ()
    """Outside parties it may go to; with more than one, a person chooses in the form."""
    sumber_nomor: Literal["alur", "luar"] = "alur"
    """`luar`: the number comes from another system (e.g. SRIKANDI) and a person types it."""


class Kelengkapan(Model):
    """One required document of a kegiatan (mutu baku: persyaratan/kelengkapan)."""

    nama: Teks
    salinan: int | None = Field(default=None, ge=1, le=100)
    """Number of copies (rangkap, lembar)."""


class Waktu(Model):
    """The time of a kegiatan (mutu baku: waktu). `teks` is what the SOP says, verbatim."""

    teks: str = ""
    durasi: Durasi | None = None
    """Working time after which the step is late; for a range, its upper end."""
    jadwal: VariableName | None = None
    """Instead of a duration: name of the process variable that holds the scheduled date."""
    alasan: str | None = None
    """Why there is no deadline; said in review.md."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if self.durasi and self.jadwal:
            raise ValueError("waktu memakai durasi atau jadwal, tidak keduanya")
        return self


class Tujuan(Model):
    """Where a branch goes on: back to a step (`ke`) or to an end of the process (`selesai`, the name of the end)."""

    ke: Kode | None = None
    selesai: Teks | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.ke is None) == (self.selesai is None):
            raise ValueError("isi tepat satu dari `ke` (kode langkah) atau `selesai` (nama akhir)")
        return self


class Keputusan(Model):
    """The decision after a kegiatan: approval (`Setuju?`) or completeness (`Lengkap?`)."""

    jenis: Literal["persetujuan", "kelengkapan"]
    pertanyaan: Teks = "Setuju?"
    tidak: Tujuan
    asal: Literal["tersurat", "tersirat"] = "tersurat"
    """`tersirat`: the SOP leaves the else-branch out and the loop is a default that the owner may remove."""


class Balasan(Model):
    """A wait for the answer of an outside party (issued, returned, refused)."""

    dari: Slug
    surat: VariableName
    pengingat: Durasi | None = None
    """Interval between reminders to the party; None: no reminder until the owner settles it."""
    dikembalikan: Tujuan
    ditolak: Tujuan


class Kolektif(Model):
    """Work done once per item of a list (multi-instance), e.g. once per PNS."""

    daftar: VariableName
    """Process variable with the list; every item has `nama` and `nip`."""
    per: Teks
    """What an item is called, e.g. `PNS`."""
    setelah: Kode | None = None
    """Only items that were done in that earlier collective step."""


class Langkah(Model):
    """One row of the SOP table."""

    kode: Kode
    no: str
    """Number as shown; display only."""
    nama: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=60)]
    """Short name on the diagram: verb and object."""
    pelaksana: Slug
    uraian: Teks
    """The SOP's own text, verbatim."""
    aksi: tuple[Aksi, ...] = ()
    surat: VariableName | None = None
    """The letter that konsep, periksa, paraf, tanda_tangan, nomor, arsip and kirim are about."""
    kelengkapan: tuple[Kelengkapan, ...] = ()
    kelengkapan_teks: str = ""
    waktu: Waktu = Waktu()
    output: str = ""
    keterangan: str = ""
    daftar: VariableName | None = None
    """For `data`: process variable with the list of people that this step records (nama, nip)."""
    keputusan: Keputusan | None = None
    balasan: Balasan | None = None
    kolektif: Kolektif | None = None
    baris: int | None = Field(default=None, ge=1)
    """Line of the source document (1-based), where the format has lines."""


class StatusTemuan(StrEnum):
    TERBUKA = "terbuka"
    SELESAI = "selesai"


class TemuanSop(Model):
    """A finding of the reading that the owner has to settle or has settled; codes are explained in docs/findings/."""

    kode: Slug
    langkah: Kode | None = None
    bidang: str | None = None
    """Field of the step (or of the SOP) the finding is about, e.g. `pelaksana`."""
    kalimat: Teks
    status: StatusTemuan = StatusTemuan.TERBUKA
    keputusan: str | None = None
    """What the owner settled, and why."""


class Mulai(Model):
    """How a case starts: what the start form asks besides `nomorPerkara`."""

    jenis: Literal["permohonan", "surat", "perintah"] = "permohonan"
    pihak: Slug | None = None
    """The outside party that asks (a pool with a message flow into the first step)."""
    nama: Teks = "Permohonan diterima"
    """Name of the start event."""
    daftar: VariableName | None = None
    """Name of the list of people the start form asks for (collective work)."""


class Sop(Model):
    """One reviewed SOP."""

    skema: Literal[1] = 1
    slug: Slug
    kantor: Slug
    """Office file (calendar, registers, addresses) that the workers use for this SOP."""
    identitas: Identitas
    sumber: Sumber | None = None
    mulai: Mulai
    pelaksana: tuple[Pelaksana, ...] = Field(min_length=1)
    """Order is the order of the lanes."""
    pihak_luar: tuple[PihakLuar, ...] = ()
    surat: tuple[Surat, ...] = ()
    langkah: tuple[Langkah, ...] = Field(min_length=1)
    selesai: Teks = "Selesai"
    """Name of the end of the happy path."""
    temuan: tuple[TemuanSop, ...] = ()

    def step(self, kode: str) -> Langkah:
        """The step with that kode; KeyError if there is none."""
        for langkah in self.langkah:
            if langkah.kode == kode:
                return langkah
        raise KeyError(kode)

    def role(self, kode: str) -> Pelaksana:
        """The role with that kode; KeyError if there is none."""
        for pelaksana in self.pelaksana:
            if pelaksana.kode == kode:
                return pelaksana
        raise KeyError(kode)

    def letter(self, kode: str) -> Surat:
        """The letter with that kode; KeyError if there is none."""
        for surat in self.surat:
            if surat.kode == kode:
                return surat
        raise KeyError(kode)

    def party(self, kode: str) -> PihakLuar:
        """The outside party with that kode; KeyError if there is none."""
        for pihak in self.pihak_luar:
            if pihak.kode == kode:
                return pihak
        raise KeyError(kode)

    @property
    def open_findings(self) -> tuple[TemuanSop, ...]:
        """Findings that the owner has not settled."""
        return tuple(t for t in self.temuan if t.status is StatusTemuan.TERBUKA)

    @model_validator(mode="after")
    def _references(self) -> Self:
        problems = list(reference_problems(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self


def reference_problems(sop: Sop) -> list[str]:
    """Sentences (Indonesian) about references inside the SOP that lead nowhere or names given twice."""
    problems: list[str] = []
    roles = [p.kode for p in sop.pelaksana]
    parties = [p.kode for p in sop.pihak_luar]
    letters = [s.kode for s in sop.surat]
    kodes = [s.kode for s in sop.langkah]
    for what, names in (("pelaksana", roles), ("pihak_luar", parties), ("surat", letters), ("langkah", kodes)):
        problems += [
            f"{what}: kode `{n}` dipakai lebih dari sekali" for n in sorted({n for n in names if names.count(n) > 1})
        ]
    if sop.mulai.pihak is not None and sop.mulai.pihak not in parties:
        problems.append(f"mulai.pihak: `{sop.mulai.pihak}` tidak ada di pihak_luar")
    for surat in sop.surat:
        problems += [
            f"surat {surat.kode}: tujuan `{t}` tidak ada di pihak_luar" for t in surat.tujuan if t not in parties
        ]
    for s in sop.langkah:
        where = f"langkah {s.no} ({s.kode})"
        if s.pelaksana not in roles and s.pelaksana not in parties:
            problems.append(f"{where}: pelaksana `{s.pelaksana}` tidak ada di daftar pelaksana")
        if s.surat is not None and s.surat not in letters:
            problems.append(f"{where}: surat `{s.surat}` tidak ada di daftar surat")
        targets = [s.keputusan.tidak] if s.keputusan else []
        if s.balasan:
            targets += [s.balasan.dikembalikan, s.balasan.ditolak]
            if s.balasan.dari not in parties:
                problems.append(f"{where}: balasan.dari `{s.balasan.dari}` tidak ada di pihak_luar")
            if s.balasan.surat not in letters:
                problems.append(f"{where}: balasan.surat `{s.balasan.surat}` tidak ada di daftar surat")
        problems += [
            f"{where}: kembali ke `{t.ke}`, langkah itu tidak ada"
            for t in targets
            if t.ke is not None and t.ke not in kodes
        ]
        if s.kolektif and s.kolektif.setelah is not None and s.kolektif.setelah not in kodes:
            problems.append(f"{where}: kolektif.setelah `{s.kolektif.setelah}`, langkah itu tidak ada")
    problems += [
        f"temuan {t.kode}: langkah `{t.langkah}` tidak ada"
        for t in sop.temuan
        if t.langkah is not None and t.langkah not in kodes
    ]
    return problems
