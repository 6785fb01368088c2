"""The storage of the workers: letters, register, outbox, deadlines and answers in one database, files beside it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal

from workers.storage.errors import StorageError
from workers.storage.migrations import migrate, verify
from workers.storage.postgres import PostgresDatabase
from workers.storage.queries import Dialect
from workers.storage.session import Database, Session
from workers.storage.sqlite import SqliteDatabase

Access = Literal["worker", "command", "read"]
"""worker: long-lived and writing; the only one on a SQLite file. command: a short change beside it. read: none."""


class _Open(threading.local):
    session: Session | None = None
    broken = False


class Storage:
    """Thread-safe and blocking; asyncio code calls it with `asyncio.to_thread`. Calls take well under 10 ms."""

    def __init__(self, database: Database, letters: Path) -> None:
        """Use `open`."""
        self._database = database
        self._open = _Open()
        self.letters = letters
        """Directory of the archived letters."""

    @classmethod
    def open(cls, url: str, *, letters: Path | None = None, access: Access = "worker") -> Storage:
        """Open `sqlite:///relative`, `sqlite:////absolute` or `postgresql://...` and bring its schema up to date.

        `letters` is the directory of the archived letters: by default `letters` beside the SQLite file; PostgreSQL
        needs it said, and all workers must see the same one. With access `command` and `read` the schema must be
        current already. Raises StorageLocked, SchemaMismatch, StorageUnavailable, and StorageError for a wrong URL.
        """
        database: Database
        if url.startswith("sqlite:///"):
            path = Path(url.removeprefix("sqlite:///"))
            if not path.name:
                raise StorageError(f"{url} names no file; write sqlite:///path/to/alur.db.")
            letters = letters or path.parent / "letters"
            database = SqliteDatabase(path, worker=access == "worker", read_only=access == "read")
        elif url.startswith(("postgresql://", "postgres://")):
            if letters is None:
                raise StorageError("With PostgreSQL the directory of the archived letters must be given as well.")
            database = PostgresDatabase(url, read_only=access == "read")
        else:
            # Not the URL itself: it may hold a password.
            raise StorageError("A storage URL begins with sqlite:/// or postgresql://.")
        try:
            if access == "worker":
                migrate(database)
            else:
                verify(database)
        except BaseException:
            database.close()
            raise
        return cls(database, letters)

    @property
    def dialect(self) -> Dialect:
        """Which database it is."""
        return self._database.dialect

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """All or nothing. Inside another transaction of the same thread it joins that one.

        When a joined block raises, the outer transaction cannot commit any more, even if the error is caught on the
        way: half of a change must not become durable. Never await inside: a transaction belongs to one thread.
        """
        state = self._open
        if state.session is not None:
            try:
                yield state.session
            except BaseException:
                state.broken = True
                raise
            return
        with self._database.write() as session:
            state.session, state.broken = session, False
            try:
                yield session
                if state.broken:
                    raise StorageError("a part of this transaction failed, so none of it is kept")
            finally:
                state.session = None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent view; inside a transaction of the same thread it sees that transaction's changes."""
        if self._open.session is not None:
            yield self._open.session
            return
        with self._database.read() as session:
            yield session

    def statement(self) -> AbstractContextManager[Session]:
        """As `transaction`, for work that is exactly one statement: saves PostgreSQL two round trips of three."""
        if self._open.session is None and isinstance(self._database, PostgresDatabase):
            return self._database.single()
        return self.transaction()

    def close(self) -> None:
        """Close all connections and give the writer's lock up."""
        self._database.close()

    def __enter__(self) -> Storage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
