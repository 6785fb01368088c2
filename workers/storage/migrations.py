"""Numbered schema migrations, each applied once and in its own transaction together with its record."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files

from workers.storage.errors import SchemaMismatch
from workers.storage.queries import Dialect, load
from workers.storage.session import Database, Session
from workers.storage.times import stored

_QUERIES = load("schema")
_FILE = re.compile(r"(\d{3})_([a-z0-9_]+)\.sql")


@dataclass(frozen=True)
class Migration:
    """One step of the schema."""

    version: int
    name: str
    text: str

    @property
    def sha256(self) -> str:
        """Hash of the statements, to notice an edited migration."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def migrations(dialect: Dialect) -> list[Migration]:
    """All steps in order: `NNN_name.sql`, followed by `NNN_name.<dialect>.sql` where the databases differ."""
    folder = files("workers") / "sql" / "migrations"
    found = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        match = _FILE.fullmatch(entry.name)
        if match:
            text = entry.read_text(encoding="utf-8")
            special = folder / f"{match[1]}_{match[2]}.{dialect}.sql"
            if special.is_file():
                text += special.read_text(encoding="utf-8")
            found.append(Migration(int(match[1]), match[2], text))
    if [step.version for step in found] != list(range(1, len(found) + 1)):
        raise ValueError("migrations must be numbered 001, 002, ... without holes")
    return found


def migrate(database: Database, *, upto: int | None = None) -> int:
    """Bring the schema to the newest version (or `upto`) and return the version reached.

    Raises SchemaMismatch when a newer Alur made the schema or an applied migration is not the one of this release.
    """
    steps = migrations(database.dialect)
    target = len(steps) if upto is None else upto
    while True:
        with database.write() as session:
            if session.dialect == "postgres":
                session.all(_QUERIES["lock_versions"])
            session.run(_QUERIES["create_version_table"])
            version = _verified(session, steps)
            if version >= target:
                return version
            step = steps[version]
            session.script(step.text)
            session.run(
                _QUERIES["record_version"],
                versi=step.version,
                nama=step.name,
                sha256=step.sha256,
                pada=stored(dt.datetime.now(dt.UTC)),
            )


def verify(database: Database) -> None:
    """Raise SchemaMismatch unless the schema is exactly that of this release; changes nothing."""
    steps = migrations(database.dialect)
    with database.read() as session:
        known = session.one(_QUERIES[f"has_version_table_{database.dialect}"])
        version = _verified(session, steps) if known and known["banyak"] else 0
    if version < len(steps):
        raise SchemaMismatch(
            f"The letter register has schema version {version}, this release needs {len(steps)}: "
            "start `alur work` once, it brings the schema up to date."
        )


def _verified(session: Session, steps: list[Migration]) -> int:
    applied = session.all(_QUERIES["applied_versions"])
    if len(applied) > len(steps):
        raise SchemaMismatch(
            f"The letter register has schema version {len(applied)}, this release knows {len(steps)}: use a newer Alur."
        )
    for row, step in zip(applied, steps, strict=False):
        if (row["versi"], row["sha256"]) != (step.version, step.sha256):
            raise SchemaMismatch(
                f"Schema version {row['versi']} ({row['nama']}) of the letter register was made by another release "
                "than this one: use the release that made it, or restore a backup."
            )
    return len(applied)
