"""Which case numbers were given out."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from deploy.errors import AlurError
from deploy.exits import Exit


class CaseBook:
    """Which case numbers (`nomorPerkara`) were given out, one file each, so that none is used twice.

    A file is made exclusively before the case starts, so two clerks at once cannot both get it. Cases that were
    started elsewhere do not pass here; the engine is asked about those.
    """

    def __init__(self, home: Path) -> None:
        self._folder = home / "cases"

    def claim(self, office: str, number: str) -> Path:
        """Takes the number for a case. Raises AlurError (exit 2) when it was used."""
        folder = self._folder / office
        folder.mkdir(parents=True, exist_ok=True)
        entry = folder / hashlib.sha256(number.strip().casefold().encode()).hexdigest()
        try:
            handle = os.open(entry, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            raise used_twice(number) from None
        os.close(handle)
        return entry


def used_twice(number: str) -> AlurError:
    """The refusal of a case number that another case has."""
    return AlurError(
        f"There is already a case with nomorPerkara {number!r}.",
        "Each incoming letter has its own agenda number; look the case up, or give the right number.",
        Exit.USAGE,
    )
