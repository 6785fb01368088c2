"""Deleting the personal data around letters whose cases ended long enough ago; the book itself is kept.

UU 27/2022 (PDP), Article 16(2)g: personal data is destroyed or deleted when its retention ends. UU 43/2009 (Kearsipan):
letters and the book are archives, whose retention the office's JRA sets. So the register's rows always stay, and the
files of the letters go only when asked for, after the office has handed them over to its archive.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from workers.storage import Storage, StorageUnavailable
from workers.storage.queries import load
from workers.storage.times import stored

_QUERIES = load("purge")


@dataclass(frozen=True)
class Purgeable:
    """What a purge would delete, or did."""

    letters: tuple[str, ...]
    """Ids of letters whose texts, messages, answers and receivers' names go."""
    files: tuple[str, ...]
    """Files of final letters, relative to the letters' folder; empty unless they were asked for."""
    open_cases: tuple[tuple[int, str], ...]
    """Process instance and nomorPerkara of cases with letters from before the date whose end was never told."""


class Retention:
    """Finding and deleting what is too old."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def find(self, before: dt.datetime, *, kantor: str = "", files: bool = False) -> Purgeable:
        """What `purge` with the same arguments would delete; changes nothing."""
        with self._storage.read() as session:
            rows = session.all(_QUERIES["letters"], sebelum=stored(before), kantor=kantor)
            earlier = session.all(_QUERIES["purged_with_file"], kantor=kantor) if files else []
            cases = session.all(_QUERIES["open_cases"], sebelum=stored(before), kantor=kantor)
        return Purgeable(
            tuple(row["id"] for row in rows),
            tuple(row["arsip"] for row in (*rows, *earlier) if files and row["arsip"] is not None),
            tuple((row["proses"], row["perkara"]) for row in cases),
        )

    def purge(self, before: dt.datetime, at: dt.datetime, *, kantor: str = "", files: bool = False) -> Purgeable:
        """Delete in one transaction for each letter; what was deleted. Again with the same date: nothing is left.

        Kept of each letter: number, dates, perihal, office, parties, hashes of its versions and of its file, proof of
        sending. Raises StorageUnavailable when a file cannot be deleted; its row has forgotten it by then.
        """
        found = self.find(before, kantor=kantor, files=files)
        for letter_id in found.letters:
            with self._storage.transaction() as session:
                for name in ("purge_drafts", "purge_messages", "purge_receipts", "purge_answers"):
                    session.run(_QUERIES[name], surat=letter_id)
                session.run(_QUERIES["mark_purged"], surat=letter_id, pada=stored(at))
        for relative in found.files:
            with self._storage.transaction() as session:
                session.run(_QUERIES["forget_file"], arsip=relative)
            try:
                (self._storage.letters / relative).unlink(missing_ok=True)
            except OSError as error:
                raise StorageUnavailable(f"The file {relative} cannot be deleted: {error.strerror}.") from error
        with self._storage.transaction() as session:
            session.run(_QUERIES["purge_stray_answers"], sebelum=stored(before))
        return found
