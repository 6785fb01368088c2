"""Findings: what the compiler saw, could not decide, or decided on weak evidence.

A finding has a code (explained in docs/findings/<code>.md), a severity that belongs to the code, a place in the source
document, a sentence in Bahasa Indonesia and a remedy.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from generator.finding_codes import CATALOGUE


class Severity(StrEnum):
    """`tolak`: nothing can be made of it; `selesaikan`: the owner has to settle it; `catatan`: good to know."""

    TOLAK = "tolak"
    SELESAIKAN = "selesaikan"
    CATATAN = "catatan"


@dataclass(frozen=True)
class Place:
    """Where in a source document. All numbers count from 1; `cell` is the column."""

    file: str
    line: int | None = None
    page: int | None = None
    sheet: str | None = None
    table: int | None = None
    row: int | None = None
    cell: int | None = None

    def __str__(self) -> str:
        named = (
            ("lembar", self.sheet),
            ("halaman", self.page),
            ("tabel", self.table),
            ("baris", self.line if self.line is not None else self.row),
            ("sel", self.cell),
        )
        return ", ".join([self.file, *(f"{word} {value}" for word, value in named if value is not None)])


@dataclass(frozen=True)
class Finding:
    """One finding. `langkah` is the kode of the step and `bidang` the field of sop.yaml it is about."""

    kode: str
    kalimat: str
    place: Place | None = None
    langkah: str | None = None
    bidang: str | None = None

    def __post_init__(self) -> None:
        if self.kode not in CATALOGUE:
            raise ValueError(f"finding code {self.kode!r} is not in the catalogue")

    @property
    def severity(self) -> Severity:
        return Severity(CATALOGUE[self.kode].severity)

    @property
    def remedy(self) -> str:
        return CATALOGUE[self.kode].remedy


class SourceRefusedError(Exception):
    """The document cannot be read as an SOP: what is wrong, where, and what to do."""

    def __init__(self, kode: str, kalimat: str, place: Place | None = None, remedy: str | None = None) -> None:
        self.finding = Finding(kode, kalimat, place)
        self.remedy = remedy or self.finding.remedy
        where = f"{place}: " if place else ""
        super().__init__(f"{where}{kalimat} {self.remedy}")
