"""How a case starts, and what the reading found: the parts of the SOP that are no row."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from generator.sop.values import Kode, Model, Slug, Teks, VariableName


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
