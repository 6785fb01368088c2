"""What the checks report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A fault of the process: code, the element's id, a sentence (Indonesian) and what to do."""

    kode: str
    element: str
    kalimat: str
    remedy: str
    langkah: str | None = None
    """kode of the SOP row that the element comes from, None where it belongs to the whole process."""

    def __str__(self) -> str:
        return f"{self.element}: {self.kalimat} {self.remedy} [{self.kode}]"
