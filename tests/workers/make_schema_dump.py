"""Writes the dumps that the migration tests begin from: run once for a version, before the next migration is added."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.workers.postgres_cluster import Cluster, _binaries
from tests.workers.registers import DAY, NOW, RULE, letter, signed
from workers.numbering import Register
from workers.storage.migrations import migrate, migrations
from workers.storage.postgres import PostgresDatabase
from workers.storage.session import Database
from workers.storage.sqlite import SqliteDatabase
from workers.storage.store import Storage

DUMPS = Path(__file__).parent / "data" / "schemas"


def fill(database: Database, version: int) -> None:
    """The letters that the tests look for."""
    migrate(database, upto=version)
    storage = Storage(database, Path())
    Register(storage).take(signed(storage, 1), RULE, DAY, NOW)
    signed(storage, 2)
    letter(storage, 3)
    storage.close()


def main() -> None:
    """Dump every version that has no dump yet, except the newest."""
    DUMPS.mkdir(parents=True, exist_ok=True)
    newest = len(migrations("sqlite"))
    cluster = Cluster()
    try:
        for version in range(1, newest):
            with tempfile.TemporaryDirectory() as directory:
                target = DUMPS / f"sqlite-{version}.sql"
                if not target.exists():
                    path = Path(directory) / "alur.db"
                    fill(SqliteDatabase(path, worker=True, read_only=False), version)
                    connection = sqlite3.connect(path)
                    target.write_text("\n".join(connection.iterdump()) + "\n", encoding="utf-8")
                    connection.close()
            target = DUMPS / f"postgres-{version}.sql"
            if not target.exists():
                url = cluster.create()
                fill(PostgresDatabase(url, read_only=False), version)
                program = shutil.which("pg_dump") or str(_binaries() / "pg_dump")
                done = subprocess.run(
                    [program, "--inserts", "--no-owner", "--no-comments", url],
                    capture_output=True,
                    text=True,
                    check=True,
                    env={**os.environ, "PGTZ": "UTC"},
                )
                # The client's own commands and the emptied search path do not belong into one script of statements.
                lines = [
                    line
                    for line in done.stdout.splitlines()
                    if not line.startswith(("\\", "--", "SET ", "SELECT pg_catalog.set_config"))
                ]
                target.write_text("\n".join(line for line in lines if line.strip()) + "\n", encoding="utf-8")
    finally:
        cluster.stop()


if __name__ == "__main__":
    sys.exit(main())
