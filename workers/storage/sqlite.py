"""SQLite: write-ahead log, every commit synced to disk, one writing connection and several readers."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workers.storage.errors import StorageConflict, StorageError, StorageUnavailable
from workers.storage.pool import Pool
from workers.storage.queries import Dialect, Query
from workers.storage.session import Row, Session
from workers.storage.writer_lock import WriterLock

_BUSY_SECONDS = 10.0
_READERS = 8


class SqliteSession:
    """Statements on one connection."""

    dialect: Dialect = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._execute = connection.execute

    def all(self, query: Query, **parameters: object) -> list[Row]:
        return self._execute(query.text, parameters).fetchall()

    def one(self, query: Query, **parameters: object) -> Row | None:
        rows = self._execute(query.text, parameters).fetchall()
        if len(rows) > 1:
            raise StorageError(f"query {query.name} gave {len(rows)} rows where one was expected")
        return rows[0] if rows else None

    def run(self, query: Query, **parameters: object) -> int:
        return self._execute(query.text, parameters).rowcount

    def script(self, text: str) -> None:
        # Not executescript(), which would commit the open transaction first.
        statement = ""
        for line in text.splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                self._execute(statement)
                statement = ""
        if statement.strip():
            self._execute(statement)


def keep_private(path: Path) -> None:
    """The file, made now if it is new, is for its owner alone: letters hold names. One of another owner stays."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    for file in (path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm"))):
        if file.exists() and file.stat().st_uid == os.geteuid():
            file.chmod(0o600)


class SqliteDatabase:
    """A file. `worker` holds the writer's lock; without it (a short command beside a running worker) SQLite's own
    write lock keeps order; with `read_only` nothing can be changed."""

    dialect: Dialect = "sqlite"

    def __init__(self, path: Path, *, worker: bool, read_only: bool) -> None:
        self._path = path
        self._read_only = read_only
        if read_only and not path.exists():
            raise StorageError(f"There is no letter register at {path} yet: it begins with the first `alur work`.")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not read_only:
                keep_private(path)  # its journal files get the same mode from SQLite
            self._lock = WriterLock(path) if worker else None
        except OSError as error:
            raise StorageError(f"{path} cannot be opened: {error.strerror}.") from error
        self._mutex = threading.Lock()
        self._closed = False
        self._readers: Pool[sqlite3.Connection] = Pool(
            self._connect_reader, sqlite3.Connection.close, lambda reader: not reader.in_transaction, _READERS
        )
        try:
            self._writer = None if read_only else self._connect()
        except BaseException:
            if self._lock:
                self._lock.release()
            raise
        self._session = SqliteSession(self._writer) if self._writer else None

    @contextmanager
    def write(self) -> Iterator[Session]:
        writer, session = self._writer, self._session
        if writer is None or session is None:
            raise StorageError(f"{self._path} was opened for reading only.")
        with self._mutex:
            if self._closed:
                raise StorageError("the storage is closed")
            try:
                # IMMEDIATE: two transactions that read first and write later could otherwise not be put in order.
                writer.execute("BEGIN IMMEDIATE")
                try:
                    yield session
                    writer.execute("COMMIT")
                except BaseException:
                    if writer.in_transaction:
                        writer.execute("ROLLBACK")
                    raise
            except sqlite3.OperationalError as error:
                raise _told(self._path, error) from error
            except sqlite3.IntegrityError as error:
                raise StorageConflict(str(error)) from error
            except sqlite3.DatabaseError as error:
                raise StorageError(f"{self._path} is damaged ({error}): restore it from a backup.") from error

    @contextmanager
    def read(self) -> Iterator[Session]:
        try:
            with self._readers.lend() as reader:
                reader.execute("BEGIN")
                try:
                    yield SqliteSession(reader)
                finally:
                    reader.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            raise _told(self._path, error) from error
        except sqlite3.DatabaseError as error:
            raise StorageError(f"{self._path} is damaged ({error}): restore it from a backup.") from error

    def close(self) -> None:
        with self._mutex:
            self._closed = True
            self._readers.close()
            if self._writer:
                self._writer.close()
            if self._lock:
                self._lock.release()

    def _connect(self) -> sqlite3.Connection:
        try:
            # Threads share the writer under the mutex, and a reader belongs to one block at a time.
            connection = sqlite3.connect(
                self._path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
            )
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode=WAL").fetchall()
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            return connection
        except sqlite3.OperationalError as error:
            raise _told(self._path, error) from error
        except sqlite3.DatabaseError as error:
            raise StorageError(f"{self._path} is not a database of Alur: {error}.") from error

    def _connect_reader(self) -> sqlite3.Connection:
        connection = self._connect()
        connection.execute("PRAGMA query_only=ON")
        return connection


def _told(path: Path, error: sqlite3.OperationalError) -> StorageError:
    code = error.sqlite_errorcode & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StorageUnavailable(f"{path} is busy: another process has been writing for {_BUSY_SECONDS:.0f} s.")
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return StorageUnavailable(f"{path} cannot be written: {error}. Look for a full or failing disk.")
    return StorageError(f"{path}: {error}")
