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
from tests.workers.registers import DAY, NOW, OFFICE, RULE, letter, signed
from workers.notifying import LetterNotice, Outbox, Receiver
from workers.numbering import Register
from workers.storage import Cases, Deadline, Deadlines, Inbox, Receipt
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
    if version >= 4:
        fill_the_rest(storage)
    storage.close()


def fill_the_rest(storage: Storage) -> None:
    """A row in each of the other tables."""
    inbox, cases, deadlines = Inbox(storage), Cases(storage), Deadlines(storage)
    for message, status in (("m-1", "dikorelasi"), ("m-2", "ditolak"), ("m-3", "diterima")):
        inbox.receive("kanwil", message, "1-pengantar-1", {"macam": "balasan"}, NOW)
        if status != "diterima":
            inbox.mark("kanwil", message, status, NOW)  # type: ignore[arg-type]
    notice = LetterNotice("1-pengantar-1", OFFICE, "Kantor", "Surat", "B-1", DAY, "Usul", "Kanwil")
    Outbox(storage, no_receiver, None).put(notice, Receiver("kanwil", "Kanwil", "tu@kanwil.example.test"), NOW)
    cases.record_receipt(Receipt("1-pengantar-1", "Penerima", DAY, "", "ptsp"), NOW)
    deadlines.put(Deadline(77, 1, OFFICE, "periksa", NOW, NOW), NOW)
    deadlines.record_breach(
        77, 1, process_instance=1, kantor=OFFICE, sop="s", langkah="periksa", perkara="1/2025", at=NOW
    )
    cases.withdraw(9, kantor=OFFICE, perkara="9/2025", alasan="dicabut", at=NOW)
    cases.close(9, perkara="9/2025", at=NOW)


def no_receiver(office: str, receiver: str) -> Receiver:
    """Nothing is sent."""
    raise LookupError(f"{office}/{receiver}")


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
