"""The values that `sop.yaml` is made of, below the step: who, which letter, which paper, how long.

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
