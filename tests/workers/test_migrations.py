"""Every older schema becomes exactly the newest one, with its data.

`data/schemas/<database>-<version>.sql` are dumps of registers as earlier releases left them, with letters in them;
they are never changed. A new migration adds the dump of the version before it, by
`python -m tests.workers.make_schema_dump`.
"""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from tests.workers.make_schema_dump import no_receiver
from tests.workers.postgres_cluster import Cluster
from tests.workers.registers import DAY, NOW, RULE, Place, letter, signed
from workers.notifying import Outbox
from workers.numbering import Register
from workers.storage import Cases, Deadlines, Inbox, LetterKey, Letters, SchemaMismatch, Storage
from workers.storage import migrations as module
from workers.storage.migrations import migrations

DUMPS = Path(__file__).parent / "data" / "schemas"
NEWEST = len(migrations("sqlite"))


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A database of the test's own, whose schema it may spoil."""
    if request.param == "sqlite":
        return Place(f"sqlite:///{tmp_path}/alur.db", tmp_path / "letters")
    cluster: Cluster = request.getfixturevalue("postgres")
    return Place(cluster.create(request.getfixturevalue("postgres_template")), tmp_path / "letters")


def sqlite_schema(path: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(path) as connection:
        return sorted(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall())


def postgres_schema(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return [
            *connection.execute(
                "SELECT table_name, column_name, data_type, is_nullable, column_default "
                "FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
            ).fetchall(),
            *connection.execute("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"),
            *connection.execute(
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
            ),
            *connection.execute(
                "SELECT proname, prosrc, pg_get_function_arguments(oid) FROM pg_proc "
                "WHERE pronamespace = 'public'::regnamespace ORDER BY 1"
            ),
        ]


def check_data(storage: Storage, version: int) -> None:
    """What every dump holds: letter 1 numbered, letter 2 signed, letter 3 a draft; later ones all tables filled."""
    if version >= 4:
        check_the_rest(storage, version)
    letters = Letters(storage)
    assert letters.get("1-pengantar-1").nomor == "B-1/Kk.09.1/1/KP.07.6/03/2025"
    assert [letters.get(f"{n}-pengantar-1").status for n in (1, 2, 3)] == ["bernomor", "ditandatangani", "konsep"]
    assert Register(storage).take(LetterKey(2, "pengantar"), RULE, DAY, NOW).urut == 2
    assert Register(storage).missing(RULE, DAY.year) == []


def check_the_rest(storage: Storage, version: int) -> None:
    inbox, cases = Inbox(storage), Cases(storage)
    assert [a.status for a in inbox.of_letter("1-pengantar-1")] == ["dikorelasi", "ditolak", "diterima"]
    # One from before it was recorded whether its case took it is no finding for ever.
    passed_on = "diterima perkara" if version == 4 else "diteruskan"
    assert {e.state for e in inbox.entries()} == {passed_on, "ditolak", "diterima"}
    [message] = Outbox(storage, no_receiver, None).of_letter("1-pengantar-1")
    assert (message.kind, message.status, message.penerima) == ("surat", "menunggu", "kanwil")
    assert [r.penerima for r in cases.receipts("1-pengantar-1")] == ["Penerima"]
    deadlines = Deadlines(storage)
    kept = deadlines.get(77)
    assert kept is not None
    assert (kept.langkah, kept.tenggat) == ("periksa", NOW)
    assert [b.tenggat for b in deadlines.breaches(1)] == [NOW]
    assert (cases.withdrawn(9), cases.closed(9)) == ("dicabut", NOW)


@pytest.mark.parametrize("version", range(1, NEWEST))
def test_sqlite_from_every_older_version(version: int, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "old.db") as connection:
        connection.executescript((DUMPS / f"sqlite-{version}.sql").read_text(encoding="utf-8"))
    connection.close()
    Storage.open(f"sqlite:///{tmp_path}/new.db").close()
    with Storage.open(f"sqlite:///{tmp_path}/old.db") as storage:
        check_data(storage, version)
    assert sqlite_schema(tmp_path / "old.db") == sqlite_schema(tmp_path / "new.db")


@pytest.mark.parametrize("version", range(1, NEWEST))
def test_postgres_from_every_older_version(
    version: int, postgres: Cluster, postgres_template: str, tmp_path: Path
) -> None:
    url = postgres.create()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET check_function_bodies = off")  # as pg_dump has it: functions come before tables
        connection.execute((DUMPS / f"postgres-{version}.sql").read_text(encoding="utf-8"))  # type: ignore[arg-type]
    with Storage.open(url, letters=tmp_path) as storage:
        check_data(storage, version)
    assert postgres_schema(url) == postgres_schema(postgres.url(postgres_template))


def test_migrating_twice_changes_nothing(place: Place) -> None:
    with place.open() as storage:
        letter(storage, 1)
    with place.open() as storage:
        assert Letters(storage).get("1-pengantar-1").status == "konsep"


def test_several_workers_that_start_at_once_migrate_once(postgres: Cluster, tmp_path: Path) -> None:
    place = Place(postgres.create(), tmp_path)
    with ThreadPoolExecutor(6) as pool:
        for storage in pool.map(lambda _: place.open(), range(6)):
            storage.close()
    with place.open() as storage:
        assert Register(storage).take(signed(storage, 1), RULE, DAY, NOW).urut == 1


def execute(place: Place, statement: str) -> None:
    if place.url.startswith("sqlite"):
        with sqlite3.connect(place.url.removeprefix("sqlite:///")) as connection:
            connection.execute(statement)
        connection.close()
    else:
        with psycopg.connect(place.url) as server:
            server.execute(statement)  # type: ignore[arg-type]


@pytest.mark.parametrize("access", ["worker", "command", "read"])
def test_a_newer_or_different_schema_is_not_touched(place: Place, access: str) -> None:
    place.open().close()
    execute(place, "INSERT INTO schema_version VALUES (999, 'nanti', 'x', 'x')")
    with pytest.raises(SchemaMismatch, match="newer Alur"):
        place.open(access)  # type: ignore[arg-type]
    execute(place, "DELETE FROM schema_version WHERE versi = 999")
    execute(place, "UPDATE schema_version SET sha256 = 'lain' WHERE versi = 1")
    with pytest.raises(SchemaMismatch, match="another release"):
        place.open(access)  # type: ignore[arg-type]


def test_a_migration_that_fails_leaves_the_version_before(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.open().close()
    dialect = "sqlite" if place.url.startswith("sqlite") else "postgres"
    steps = migrations(dialect)  # type: ignore[arg-type]
    broken = module.Migration(NEWEST + 1, "rusak", "CREATE TABLE baru (a TEXT);\nCREATE TABLE surat (a TEXT);")
    with monkeypatch.context() as patch:
        patch.setattr(module, "migrations", lambda _: [*steps, broken])
        with pytest.raises(Exception, match=r"surat|DuplicateTable"):
            place.open()
    good = module.Migration(NEWEST + 1, "baik", "CREATE TABLE baru (a TEXT);")
    with monkeypatch.context() as patch:
        patch.setattr(module, "migrations", lambda _: [*steps, good])
        place.open().close()
