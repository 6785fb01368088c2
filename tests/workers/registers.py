"""Makes letters for the tests of storage, numbering and sending."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from workers.numbering import RegisterRule
from workers.storage import Access, Drafts, Letter, LetterDetail, LetterKey, Letters, Storage

OFFICE = "kemenag-dki"
KIND = "surat-pengantar"
NOW = dt.datetime(2025, 3, 4, 2, 0, tzinfo=dt.UTC)
DAY = dt.date(2025, 3, 4)
RULE = RegisterRule(OFFICE, KIND, "B-{nomor}/Kk.09.1/1/{klasifikasi}/{bulan:02}/{tahun}", klasifikasi="KP.07.6")


@dataclass(frozen=True)
class Place:
    """Where a storage is."""

    url: str
    letters: Path

    def open(self, access: Access = "worker") -> Storage:
        """Open it, once more on PostgreSQL."""
        return Storage.open(self.url, letters=self.letters, access=access)


def letter(storage: Storage, process: int, slot: str = "pengantar", putaran: int = 1, *, jenis: str = KIND) -> Letter:
    """A draft."""
    detail = LetterDetail(OFFICE, "karpeg-kemenag", jenis, f"{process}/2025", "Surat Pengantar", "Usul Karpeg")
    return Letters(storage).ensure(LetterKey(process, slot, putaran), detail, NOW)


def signed(
    storage: Storage, process: int, slot: str = "pengantar", putaran: int = 1, *, jenis: str = KIND
) -> LetterKey:
    """A signed letter's key."""
    made = letter(storage, process, slot, putaran, jenis=jenis)
    Drafts(storage).lock(made.id, "Isi surat.", langkah="tandatangan", oleh="kepala", at=NOW)
    return LetterKey(process, slot, putaran)
