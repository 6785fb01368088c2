"""Snapshots: the state at some position, so that recovery replays only what came after it.

They are kept in a file of their own, so that saving one never holds up a commit, and may be lost: the journal gives the
state again, only slower. Each save writes what changed since the one before in one transaction.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from deploy.engine.journal.directory import remove_database
from deploy.engine.journal.steps import Place

_FETCH = 1000


class SnapshotUnusableError(Exception):
    """A snapshot that was damaged. Recovery goes without it."""


@dataclass(frozen=True)
class SavedState:
    """A snapshot as found: where it was taken, everything outside of cases, and the cases by root key."""

    place: Place
    globals: bytes
    cases: Iterable[tuple[int, bytes]]


class Snapshots:
    """The snapshot file of a data directory. `layout` names how the core packs; another one's snapshots are dropped."""

    def __init__(self, path: Path, layout: int) -> None:
        self.path = path
        self._layout = layout
        self._connection: sqlite3.Connection | None = None

    @contextmanager
    def saved(self) -> Iterator[SavedState | None]:
        """The last snapshot, read while the block runs; None when there is none that can be used.

        A file that cannot be read, or that another version wrote, counts as none and is removed.
        """
        try:
            found = self._find() if self.path.exists() else None
        except sqlite3.DatabaseError:
            found = None
        if found is None:
            self.drop()
        yield found

    def _find(self) -> SavedState | None:
        connection = self._open()
        row = connection.execute(
            "SELECT layout, position, checksum, machine, globals FROM snapshot WHERE id = 1"
        ).fetchone()
        if row is None or row[0] != self._layout:
            return None
        return SavedState(Place(row[1], row[2], row[3]), row[4], self._cases(connection))

    @staticmethod
    def _cases(connection: sqlite3.Connection) -> Iterator[tuple[int, bytes]]:
        rows = connection.execute("SELECT key, content, checksum FROM cases ORDER BY key")
        while found := rows.fetchmany(_FETCH):
            for key, content, checksum in found:
                if crc32(content) != checksum:
                    raise SnapshotUnusableError(f"the case {key} in it is not what was written")
                yield key, content

    def save(self, place: Place, globals_: bytes, cases: Mapping[int, bytes | None]) -> None:
        """Bring the snapshot to a place that the journal has on the disk. A case of None is over.

        Raises `sqlite3.Error` when it cannot be written; the one before is then still whole.
        """
        connection = self._open()
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "INSERT OR REPLACE INTO cases VALUES (?, ?, ?)",
                [(key, content, crc32(content)) for key, content in cases.items() if content is not None],
            )
            connection.executemany(
                "DELETE FROM cases WHERE key = ?", [(key,) for key, content in cases.items() if content is None]
            )
            connection.execute(
                "INSERT OR REPLACE INTO snapshot VALUES (1, ?, ?, ?, ?, ?)",
                (self._layout, place.position, place.checksum, place.machine, globals_),
            )
            connection.execute("COMMIT")
        except sqlite3.Error:
            self.close()
            raise

    def drop(self) -> None:
        """Remove the snapshot."""
        self.close()
        remove_database(self.path)

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            self._connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode=WAL")
            # A loss of power may take the last snapshots, never break the one that is left.
            self._connection.execute("PRAGMA synchronous=NORMAL")
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS cases "
                "(key INTEGER PRIMARY KEY, content BLOB NOT NULL, checksum INTEGER NOT NULL)"
            )
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS snapshot (id INTEGER PRIMARY KEY, layout INTEGER NOT NULL, "
                "position INTEGER NOT NULL, checksum INTEGER NOT NULL, machine INTEGER NOT NULL, globals BLOB NOT NULL)"
            )
        return self._connection
