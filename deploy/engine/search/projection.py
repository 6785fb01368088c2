"""The search database as a whole: fed with committed events, asked by the REST API and the pages."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from deploy.engine.core.events import Event
from deploy.engine.search import cases, definitions, history, query, schema, statistics, waiting, work
from deploy.engine.search.conditions import Sql
from deploy.engine.search.query import Entity, Found
from deploy.engine.search.tables import Derivations, Tables

T = TypeVar("T")
_log = logging.getLogger(__name__)

_DERIVE: Derivations = {
    **definitions.DERIVE,
    **cases.DERIVE,
    **work.DERIVE,
    **waiting.DERIVE,
}

Batch = tuple[int, int, list[Event]]
"""Position in the journal, the engine's time (ms) of the step, its events."""


class Projection:
    """Open from the first call to `close`. Safe to use from several threads; one call at a time does something."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._database = _open(path)
        self._tables = Tables(self._database)
        self._position = self._read_position()

    def close(self) -> None:
        """Ends the use of the file."""
        with self._lock:
            self._database.close()

    # --- feeding -----------------------------------------------------------------------------------------------------

    def position(self) -> int:
        """The last position of the journal that is in here; 0 when nothing is."""
        return self._position

    def project(self, batches: Sequence[Batch]) -> None:
        """Derives rows from the events of committed steps, in one transaction. Steps that are in here already are
        left out, so the same journal can be projected again from anywhere."""
        with self._lock:
            tables = self._tables
            position = self._position
            derive = _DERIVE.get
            try:
                self._database.execute("BEGIN IMMEDIATE")
                for at, now, events in batches:
                    if at <= position:
                        continue
                    for event in events:
                        work_on = derive(type(event))
                        if work_on is not None:
                            work_on(tables, event, now)
                    if tables.resolved:
                        history.resolutions(tables, now)
                    position = at
                tables.flush()
                self._database.execute("INSERT OR REPLACE INTO meta VALUES ('position', ?)", (position,))
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                self._tables = Tables(self._database)
                raise
            self._position = position

    def _read_position(self) -> int:
        found = self._database.execute("SELECT value FROM meta WHERE name = 'position'").fetchone()
        return int(found[0]) if found else 0

    # --- asking ------------------------------------------------------------------------------------------------------

    def search(self, entity: Entity, request: Mapping[str, Any], fixed: Sql = ("1", [])) -> Found:
        """A page of rows; see `query.search`. Raises `QueryError`."""
        with self._lock:
            return query.search(self._database, entity, request, fixed)

    def get(self, entity: Entity, key: int) -> dict[str, Any] | None:
        """One row as the public API shows it."""
        with self._lock:
            return query.get(self._database, entity, key)

    def read(self, ask: Callable[[sqlite3.Connection], T]) -> T:
        """Whatever else `ask` finds with its own SQL; it must only read."""
        with self._lock:
            return ask(self._database)


def _open(path: Path) -> sqlite3.Connection:
    database = _connect(path)
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, schema.VERSION):
        _log.info("The search database %s is of another version and is made anew from the journal.", path.name)
        database.close()
        for part in ("", "-wal", "-shm"):
            path.with_name(path.name + part).unlink(missing_ok=True)
        database = _connect(path)
        version = 0
    if version == 0:
        database.executescript(f"BEGIN; {schema.TABLES} PRAGMA user_version = {schema.VERSION}; COMMIT;")
    database.create_function("error_hash", 1, statistics.error_hash, deterministic=True)
    return database


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("PRAGMA temp_store = MEMORY")
    return database
