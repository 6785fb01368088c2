"""The reviewed SOP: the model that `sop.yaml` holds and that every later stage starts from."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from generator.sop.references import SopReferenceError, reference_problems
from generator.sop.start import Mulai, StatusTemuan, TemuanSop
from generator.sop.steps import Langkah, opening_rows
from generator.sop.values import Identitas, Model, Pelaksana, PihakLuar, Slug, Sumber, Surat, Teks


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
    def office_steps(self) -> tuple[Langkah, ...]:
        """The rows from the first one on that the office does: those that a case can come back to."""
        return self.langkah[opening_rows(self.langkah, {p.kode for p in self.pihak_luar}) :]

    @property
    def open_findings(self) -> tuple[TemuanSop, ...]:
        """Findings that the owner has not settled."""
        return tuple(t for t in self.temuan if t.status is StatusTemuan.TERBUKA)

    @model_validator(mode="after")
    def _references(self) -> Self:
        problems = reference_problems(
            roles=self.pelaksana,
            parties=self.pihak_luar,
            letters=self.surat,
            steps=self.langkah,
            start=self.mulai,
            findings=self.temuan,
        )
        if problems:
            raise SopReferenceError(problems)
        return self
