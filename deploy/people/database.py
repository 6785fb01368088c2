"""The database beside the files of people: sessions, failed attempts to sign in, and what people did."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "people.db"
_VERSION = 2
_TABLES = """
CREATE TABLE session (
    id TEXT PRIMARY KEY, login TEXT NOT NULL, user TEXT NOT NULL, stamp TEXT NOT NULL,
    began REAL NOT NULL, issued REAL NOT NULL, seen REAL NOT NULL, replaced REAL) WITHOUT ROWID;
CREATE INDEX session_by_user ON session (user);
CREATE TABLE attempt (subject TEXT NOT NULL, time REAL NOT NULL);
CREATE INDEX attempt_by_subject ON attempt (subject, time);
CREATE INDEX attempt_by_time ON attempt (time);
CREATE TABLE audit (
    id INTEGER PRIMARY KEY, time REAL NOT NULL, user TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,
    result TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '');
CREATE INDEX audit_by_time ON audit (time);
CREATE INDEX audit_by_subject ON audit (subject);
CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
"""
_FROM_VERSION = {
    1: "ALTER TABLE audit ADD COLUMN reason TEXT NOT NULL DEFAULT ''; CREATE INDEX audit_by_subject ON audit (subject)",
}
"""What brings a file of an older version one version further."""


class PeopleDatabase:
    """One SQLite file that only its owner may read; safe to use from several threads and processes."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = directory / NAME
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._lock = threading.RLock()
        self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        with self.writing() as database:
            (version,) = database.execute("PRAGMA user_version").fetchone()
            steps = [_TABLES] if version == 0 else [_FROM_VERSION[older] for older in range(version, _VERSION)]
            for statement in ";".join(steps).split(";"):
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {max(version, _VERSION)}")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction."""
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """To ask something."""
        with self._lock:
            yield self._database

    def close(self) -> None:
        """Ends the use of the file."""
        with self._lock:
            self._database.close()
