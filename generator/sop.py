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

from generator.sop_references import reference_problems

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


AKSI_BERSAMA = frozenset(
    {Aksi.TERIMA, Aksi.PERIKSA, Aksi.PARAF, Aksi.TANDA_TANGAN, Aksi.NOMOR, Aksi.ARSIP, Aksi.PROSES, Aksi.LAIN}
)
"""What several performers can do at the same time: they read and decide, and write nothing that the others write."""


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
    """Number of copies, counted in `satuan`."""
    satuan: Literal["rangkap", "lembar", "eksemplar", "buah", "set"] = "rangkap"
    """What is counted: copies of a paper (rangkap), sheets or photographs (lembar), and so on."""


class Waktu(Model):
    """The time of a kegiatan (mutu baku: waktu). `teks` is what the SOP says, verbatim."""

    teks: str = ""
    durasi: Durasi | None = None
    """Working time after which the step is late; for a range, its upper end."""
    jadwal: VariableName | None = None
    """Instead of a duration: name of the process variable that holds the scheduled date."""
    tingkat_dua: Durasi | None = None
    """Working time after the deadline at which the breach is reported a second time (level 2)."""
    alasan: str | None = None
    """Why there is no deadline; said in review.md."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if self.durasi and self.jadwal:
            raise ValueError("waktu memakai durasi atau jadwal, tidak keduanya")
        if self.tingkat_dua and not (self.durasi or self.jadwal):
            raise ValueError("tingkat_dua memerlukan durasi atau jadwal")
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


class Pilihan(Tujuan):
    """One more outcome of a decision besides Ya and Tidak; like Tidak it asks for a note."""

    kode: Slug
    nama: Teks
    """The answer as it stands on the flow and in the form, e.g. `Kembalikan ke Korpel`."""


class Keputusan(Model):
    """The decision after a kegiatan: approval (`Setuju?`) or completeness (`Lengkap?`)."""

    jenis: Literal["persetujuan", "kelengkapan"]
    pertanyaan: Teks = "Setuju?"
    ya: Tujuan | None = None
    """Where Ya goes on when not to the next row, e.g. past a row that only corrects."""
    tidak: Tujuan
    pilihan: tuple[Pilihan, ...] = ()
    """For `persetujuan`: the person who decides also chooses where the case goes back to."""
    asal: Literal["tersurat", "tersirat"] = "tersurat"
    """`tersirat`: the SOP leaves the else-branch out and the loop is a default that the owner may remove."""

    @model_validator(mode="after")
    def _outcomes(self) -> Self:
        kodes = [p.kode for p in self.pilihan]
        if self.pilihan and self.jenis == "kelengkapan":
            raise ValueError("pilihan hanya untuk keputusan persetujuan")
        if len({*kodes, "ya", "tidak"}) < len(kodes) + 2:
            raise ValueError("kode pilihan harus berbeda satu sama lain dan berbeda dari `ya` dan `tidak`")
        if self.ya is not None and self.ya == self.tidak:
            raise ValueError("ya dan tidak menuju tempat yang sama; hapus keputusan ini")
        return self


class Syarat(Model):
    """The condition on which a kegiatan is done; otherwise it is skipped, up to and including the step `sampai`.

    Either a person answers `pertanyaan` in the form of an earlier step (`ditanya_pada`), or the start form knows it:
    `data` is one of `nilai`, or simply filled in where `nilai` is empty.
    """

    pertanyaan: Teks
    ditanya_pada: Kode | None = None
    data: Annotated[str, StringConstraints(pattern=r"^permohonan\.[a-z][A-Za-z0-9]*$", max_length=60)] | None = None
    nilai: tuple[Teks, ...] = ()
    sampai: Kode | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.ditanya_pada is None) == (self.data is None):
            raise ValueError("isi tepat satu dari `ditanya_pada` (kode langkah) atau `data` (isian formulir awal)")
        if self.nilai and self.data is None:
            raise ValueError("nilai hanya untuk syarat dengan `data`")
        return self


class Balasan(Model):
    """A wait for the answer of an outside party (issued, returned, refused)."""

    dari: Slug
    surat: VariableName
    pengingat: Durasi | None = None
    """Interval between reminders to the party; None: no reminder until the owner settles it."""
    pengingat_kedua: Durasi | None = None
    """Interval of a second reminder: then the first comes once only. Both count from the beginning of the wait."""
    dikembalikan: Tujuan
    ditolak: Tujuan
    tanpa_balasan: Tujuan | None = None
    """Where the case goes when the office gives up waiting; None: it waits until an answer comes."""

    @model_validator(mode="after")
    def _first_reminder(self) -> Self:
        if self.pengingat_kedua and not self.pengingat:
            raise ValueError("pengingat_kedua memerlukan pengingat")
        return self


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
    bersama: tuple[Slug, ...] = ()
    """Further roles that do the same kegiatan at the same time; the case goes on when all are done."""
    syarat: Syarat | None = None
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

    @model_validator(mode="after")
    def _combination(self) -> Self:
        ways = [name for name in ("keputusan", "balasan", "kolektif") if getattr(self, name) is not None]
        if len(ways) > 1:
            raise ValueError(f"{' dan '.join(ways)} tidak dapat dalam satu langkah; pisahkan menjadi dua langkah")
        if not self.bersama:
            return self
        other = sorted(a.value for a in self.aksi if a not in AKSI_BERSAMA)
        decision = self.keputusan
        several = decision is not None and (decision.jenis == "kelengkapan" or bool(decision.pilihan))
        if other or several or self.balasan or self.kolektif:
            what = ", ".join(other) or "kelengkapan, pilihan, balasan, atau kolektif"
            raise ValueError(f"langkah bersama tidak dapat memuat {what}; pisahkan menjadi langkah sendiri")
        if self.pelaksana in self.bersama or len(set(self.bersama)) < len(self.bersama):
            raise ValueError("pelaksana dan bersama memuat peran yang sama lebih dari sekali")
        return self


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


class Isian(Model):
    """One more field of the start form; its value is `permohonan.<kode>`."""

    kode: VariableName
    nama: Teks
    pilihan: tuple[Teks, ...] = ()
    """Where given, the person chooses one of these."""
    wajib: bool = True


ISIAN_PEMOHON = ("nama", "nip", "pangkat", "unitKerja", "email", "tanggalSurat")
ISIAN_SURAT = ("instansi", "nomorSurat", "tanggalSurat", "perihal", "email")
"""Fields of `permohonan` that every start form has, for an applicant and for a letter or an order."""


class Mulai(Model):
    """How a case starts: what the start form asks besides `nomorPerkara`."""

    jenis: Literal["permohonan", "surat", "perintah"] = "permohonan"
    pihak: Slug | None = None
    """The outside party that asks (a pool with a message flow into the first step)."""
    nama: Teks = "Permohonan diterima"
    """Name of the start event."""
    daftar: VariableName | None = None
    """Name of the list of people the start form asks for (collective work)."""
    isian: tuple[Isian, ...] = ()
    """What else the start form asks, e.g. what a letter or a `syarat` needs."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Names under `permohonan` that the start form writes."""
        applicant = self.jenis == "permohonan" and self.daftar is None
        return (*(ISIAN_PEMOHON if applicant else ISIAN_SURAT), *(i.kode for i in self.isian))


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
            raise ValueError("\n".join(problems))
        return self
