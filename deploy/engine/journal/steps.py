"""The journal: one row per step, many rows per transaction, a checksum that chains every row to the one before.

SQLite in WAL mode with `synchronous=FULL` syncs the log to the disk in each COMMIT
(https://www.sqlite.org/pragma.html#pragma_synchronous); a transaction that was torn by a crash is rolled back by it.
The chain finds what SQLite cannot see: a row that changed or went missing in the middle.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from deploy.engine.journal.directory import remove_database
from deploy.errors import AlurError

FORMAT = 1
"""Version of the data directory. A step written by a newer one is never touched; see `_require_our_format`."""

_APPLICATION = 0x416C7572  # "Alur": marks the file as ours
_CHECKPOINT_BYTES = 2 * 1024 * 1024
_COMMIT_OVERHEAD = 8192  # a commit writes whole pages: about two more than its rows fill
_FETCH = 500
_SIZES = (100, 10, 1)
_ROW = "(?, ?, ?, ?, ?)"
_INSERTS = {size: f"INSERT INTO steps VALUES {', '.join([_ROW] * size)}" for size in _SIZES}  # noqa: S608 - marks only


class Step(NamedTuple):
    """One step as stored. `now` is the engine's time, `machine` the machine's (ms); `events` is a JSON array."""

    position: int
    now: int
    machine: int
    events: str
    checksum: int


@dataclass(frozen=True)
class Place:
    """Where the journal ends: position, checksum of that row, the machine's time then. Position 0: nothing yet."""

    position: int = 0
    checksum: int = 0
    machine: int = 0


class JournalDamagedError(AlurError):
    """The journal on disk is not what was written. Its files are left as they are."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(
            f"The journal {path} is damaged: {what}. Nothing was changed.",
            f"Copy the directory {path.parent} away as it is. Then put the last good backup of journal.db in its "
            "place, delete journal.db-wal, journal.db-shm, snapshot.db and search.db beside it, and start again.",
        )


class Journal:
    """The journal of a data directory, which the caller has locked.

    `append`, `stage` and `rollback` belong to one thread; `commit` may run in another one while nobody else uses the
    journal. SQLite's errors come out as they are (`sqlite3.Error`).
    """

    def __init__(self, path: Path) -> None:
        """Open, or make, the journal. Raises AlurError when it is damaged, of a newer version or somebody else's."""
        self.path = path
        if path.exists():
            _require_our_format(path)
        else:
            _create(path)
        try:
            self._connection = connect(path)
            self._connection.execute("PRAGMA wal_autocheckpoint=0")
            self._connection.execute("PRAGMA cache_spill=OFF")
            self.end = self._read_end()
        except sqlite3.DatabaseError as failure:
            raise _for_people(path, failure) from failure
        self._rows: list[Step] = []
        self._unchecked = 0
        self._finish_checkpoint = False

    def _read_end(self) -> Place:
        row = self._connection.execute(
            "SELECT position, checksum, machine FROM steps ORDER BY position DESC LIMIT 1"
        ).fetchone()
        return Place(*row) if row else Place()

    def append(self, now: int, machine: int, events: str) -> int:
        """Take a step into the batch that is being filled and return its position."""
        position = self.end.position + 1
        checksum = chained(self.end.checksum, position, now, machine, events)
        self._rows.append(Step(position, now, machine, events, checksum))
        self.end = Place(position, checksum, machine)
        return position

    def stage(self) -> None:
        """Write the batch into an open transaction, in memory. Nothing of it is on the disk before `commit`."""
        rows = self._rows
        self._rows = []
        self._connection.execute("BEGIN")
        # Many rows in one statement: SQLite lets other threads run at each statement, and getting the turn back takes
        # its time.
        begin = 0
        for size in _SIZES:
            while len(rows) - begin >= size:
                values = [value for row in rows[begin : begin + size] for value in row]
                self._connection.execute(_INSERTS[size], values)
                begin += size
        self._unchecked += sum(len(row.events) for row in rows) + _COMMIT_OVERHEAD

    def commit(self) -> None:
        """Bring the staged batch onto the disk. When this returns it survives a loss of power."""
        self._connection.execute("COMMIT")
        if self._finish_checkpoint:
            # What `checkpoint` left over is little; without this the log would only grow under steady load.
            self._finish_checkpoint = False
            try_checkpoint(self._connection)

    @property
    def wants_checkpoint(self) -> bool:
        """Whether the log has grown so that `checkpoint` is worth it."""
        return self._unchecked > _CHECKPOINT_BYTES

    def checkpoint(self) -> None:
        """Move what was committed from the log into the file proper, beside running commits (in another thread)."""
        self._unchecked = 0
        connection = connect(self.path)
        try:
            try_checkpoint(connection)
        finally:
            connection.close()
        self._finish_checkpoint = True

    def read(self, after: int = 0) -> Generator[Step, None, None]:
        """The committed steps behind a position, checked one by one. May run in any thread.

        Raises JournalDamagedError at the first one that is not what was written.
        """
        connection = connect(self.path)
        try:
            yield from _checked(connection, self.path, after)
        except sqlite3.DatabaseError as failure:
            raise _for_people(self.path, failure) from failure
        finally:
            connection.close()

    def checksum_at(self, position: int) -> int | None:
        """The checksum of the step at a position; None when there is no such step."""
        if position == 0:
            return 0
        row = self._connection.execute("SELECT checksum FROM steps WHERE position = ?", (position,)).fetchone()
        return None if row is None else int(row[0])

    def reopen(self) -> None:
        """After a failed write: forget everything that is not on the disk.

        Raises `sqlite3.Error` while the disk cannot be written; it is tried out with a write of its own.
        """
        self.close()
        self._connection = connect(self.path)
        self._connection.execute("PRAGMA wal_autocheckpoint=0")
        self._connection.execute("PRAGMA cache_spill=OFF")
        self._connection.execute("UPDATE trial SET room = zeroblob(262144)")
        self._connection.execute("UPDATE trial SET room = NULL")
        self._rows = []
        self.end = self._read_end()

    def close(self) -> None:
        """Close the file; what was not committed is gone."""
        self._connection.close()


def connect(path: Path) -> sqlite3.Connection:
    """A connection with the settings that make a commit durable."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    connection.text_factory = _text
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def _text(raw: bytes) -> str:
    # What is damaged is to be found by its checksum, not by a decoder.
    return raw.decode("utf-8", "replace")


def try_checkpoint(connection: sqlite3.Connection) -> None:
    """A checkpoint that waits for nobody. When the disk is full the log keeps what it has."""
    try:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    except sqlite3.OperationalError:
        return


def chained(before: int, position: int, now: int, machine: int, events: str) -> int:
    """The checksum of a row: over its content, beginning with the checksum of the row before."""
    return crc32(f"{position} {now} {machine} {events}".encode(), before)


def _checked(connection: sqlite3.Connection, path: Path, after: int) -> Iterator[Step]:
    position, checksum = after, 0
    if after:
        before = connection.execute("SELECT checksum FROM steps WHERE position = ?", (after,)).fetchone()
        if before is None:
            raise JournalDamagedError(path, f"position {after} is missing")
        checksum = before[0]
    rows = connection.execute(
        "SELECT position, now, machine, events, checksum FROM steps WHERE position > ? ORDER BY position", (position,)
    )
    while found := rows.fetchmany(_FETCH):
        for row in found:
            step = Step(*row)
            if step.position != position + 1:
                missing = str(position + 1) if step.position == position + 2 else f"{position + 1}-{step.position - 1}"
                raise JournalDamagedError(path, f"position {missing} is missing")
            position = step.position
            if chained(checksum, position, step.now, step.machine, step.events) != step.checksum:
                raise JournalDamagedError(path, f"the step at position {position} is not what was written")
            checksum = step.checksum
            yield step


def _create(path: Path) -> None:
    # Under another name first: a journal is there as a whole or not at all.
    temporary = path.with_name(f"{path.name}.new")
    remove_database(temporary)
    os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    connection = sqlite3.connect(temporary, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous=OFF")  # it is synced once, at the end
        connection.execute("BEGIN")
        connection.execute(f"PRAGMA application_id={_APPLICATION}")
        connection.execute(f"PRAGMA user_version={FORMAT}")
        connection.execute(
            "CREATE TABLE steps (position INTEGER PRIMARY KEY, now INTEGER NOT NULL, machine INTEGER NOT NULL, "
            "events TEXT NOT NULL, checksum INTEGER NOT NULL)"
        )
        connection.execute("CREATE TABLE trial (id INTEGER PRIMARY KEY, room BLOB)")
        connection.execute("INSERT INTO trial VALUES (1, NULL)")
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()
    _sync(temporary)
    os.replace(temporary, path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _require_our_format(path: Path) -> None:
    # From the file itself, before SQLite has it in its hands: nothing of a newer version's directory is changed.
    with path.open("rb") as stream:
        header = stream.read(100)
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        raise JournalDamagedError(path, "it does not begin as a database")
    application = int.from_bytes(header[68:72], "big")
    version = int.from_bytes(header[60:64], "big")
    if application != _APPLICATION:
        raise AlurError(
            f"The file {path} is not an engine's journal.", "Move it away, or choose another directory with ALUR_HOME."
        )
    if version > FORMAT:
        raise AlurError(
            f"The data directory {path.parent} was written by a newer Alur (data version {version}; this one reads up "
            f"to {FORMAT}). Nothing was changed.",
            "Use that Alur or a newer one, or choose another state directory with ALUR_HOME.",
        )
    if version < FORMAT:
        raise AlurError(
            f"The data directory {path.parent} has data version {version}, which this Alur (version {FORMAT}) cannot "
            "upgrade. Nothing was changed.",
            "Use the Alur that wrote it, or choose another state directory with ALUR_HOME.",
        )


def _for_people(path: Path, failure: sqlite3.DatabaseError) -> AlurError:
    if isinstance(failure, sqlite3.OperationalError):
        return AlurError(
            f"The journal {path} cannot be read: {failure}.", "Check the disk and who may use the directory."
        )
    return JournalDamagedError(path, str(failure))
