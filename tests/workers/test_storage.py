"""Opening, transactions and failures of the storage."""

from __future__ import annotations

import datetime as dt
import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.workers.postgres_cluster import Cluster
from tests.workers.registers import DAY, NOW, RULE, Place, letter, signed
from workers.numbering import Register
from workers.storage import (
    Archive,
    LetterKey,
    LetterNotFound,
    Letters,
    SchemaMismatch,
    Storage,
    StorageError,
    StorageLocked,
    StorageUnavailable,
)
from workers.storage.queries import Query, load
from workers.storage.times import loaded, stored

SQL = Path(__file__).resolve().parents[2] / "workers" / "sql"


@pytest.mark.parametrize("url", ["", "alur.db", "sqlite://alur.db", "sqlite:///", "mysql://u:geheim@h/d"])
def test_a_wrong_url_is_told_without_its_password(url: str) -> None:
    with pytest.raises(StorageError) as error:
        Storage.open(url)
    assert "geheim" not in str(error.value)


def test_postgres_needs_the_directory_of_the_letters() -> None:
    with pytest.raises(StorageError, match="directory"):
        Storage.open("postgresql://localhost/alur")


def test_an_unreachable_server_may_be_tried_again_and_its_password_is_not_told(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable) as error:
        Storage.open("postgresql://u:geheim@127.0.0.1:1/alur", letters=tmp_path)
    assert error.value.retryable
    assert "geheim" not in str(error.value)


def test_a_wrong_database_is_told_by_its_name(postgres: Cluster, tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match='"tidak_ada" does not exist'):
        Storage.open(postgres.url("tidak_ada"), letters=tmp_path)


def test_an_unreadable_url_is_told_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be read") as error:
        Storage.open("postgresql://u:geheim@host/alur?tidak_ada=1", letters=tmp_path)
    assert "geheim" not in str(error.value)


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    place = Place(f"sqlite:///{tmp_path}/alur.db", tmp_path)
    with place.open() as storage:
        for process in range(1, 60):
            signed(storage, process)
    path = tmp_path / "alur.db"
    content = bytearray(path.read_bytes())
    content[4096 * 2 :] = b"\xff" * (len(content) - 4096 * 2)
    path.write_bytes(content)
    with pytest.raises(StorageError, match=r"damaged|not a database"), place.open() as storage:
        letter(storage, 100)


def test_one_worker_process_per_sqlite_file_and_the_holder_is_named(tmp_path: Path) -> None:
    place = Place(f"sqlite:///{tmp_path}/alur.db", tmp_path)
    with place.open():
        code = (
            "import sys; from workers.storage import *\n"
            "try: Storage.open(sys.argv[1])\n"
            "except StorageLocked as error: print(error)"
        )
        told = subprocess.run(
            [sys.executable, "-c", code, place.url], capture_output=True, text=True, check=True
        ).stdout
        assert f"process {os.getpid()} on" in told
        with pytest.raises(StorageLocked):
            place.open()
    place.open().close()


def test_a_command_may_write_beside_the_worker(place: Place) -> None:
    with place.open() as worker, place.open("command") as command:
        letter(command, 7)
        assert Letters(worker).get("7-pengantar-1").status == "konsep"
        with place.open("read") as reader:
            assert Letters(reader).get("7-pengantar-1").versi == 0
            with pytest.raises(StorageError, match="reading only"):
                letter(reader, 8)


def test_there_is_nothing_to_read_before_the_first_worker(tmp_path: Path) -> None:
    place = Place(f"sqlite:///{tmp_path}/alur.db", tmp_path)
    with pytest.raises(StorageError, match="alur work"):
        place.open("read")
    assert not (tmp_path / "alur.db").exists()
    with pytest.raises(SchemaMismatch, match="alur work"):
        place.open("command")


def test_another_file_is_not_taken_for_a_register(tmp_path: Path) -> None:
    (tmp_path / "alur.db").write_bytes(b"not a database at all, but long enough to look like a page" * 40)
    with pytest.raises(StorageError, match="not a database"):
        Storage.open(f"sqlite:///{tmp_path}/alur.db")


def test_commits_are_durable_and_foreign_keys_hold(tmp_path: Path) -> None:
    with Storage.open(f"sqlite:///{tmp_path}/alur.db") as storage:
        with storage.transaction() as session:
            pragmas = {
                name: session._execute(f"PRAGMA {name}").fetchone()[0]  # type: ignore[attr-defined]
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
        assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}


def test_joined_transactions_are_kept_or_lost_together(storage: Storage) -> None:
    with storage.transaction():
        letter(storage, 1)
        with storage.read() as session:
            assert session.one(load("letters")["by_id"], id="1-pengantar-1") is not None
    assert Letters(storage).get("1-pengantar-1").status == "konsep"

    def caught_on_the_way() -> None:
        with storage.transaction():
            letter(storage, 2)
            try:
                with storage.transaction():
                    letter(storage, 3)
                    raise KeyError
            except KeyError:
                pass

    with pytest.raises(StorageError, match="none of it is kept"):
        caught_on_the_way()
    for process in (2, 3):
        with pytest.raises(LetterNotFound):
            Letters(storage).get(f"{process}-pengantar-1")
    letter(storage, 4)  # the storage is usable as before


def test_readers_see_only_what_is_committed(storage: Storage) -> None:
    seen: list[bool] = []

    def look() -> None:
        with storage.read() as session:
            seen.append(session.one(load("letters")["by_id"], id="1-pengantar-1") is not None)

    with storage.transaction():
        letter(storage, 1)
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    look()
    assert seen == [False, True]


def test_a_closed_storage_says_so(place: Place) -> None:
    storage = place.open()
    storage.close()
    with pytest.raises((StorageError, RuntimeError), match="closed"):
        letter(storage, 1)


def test_a_server_that_restarts_costs_one_retry(postgres: Cluster, postgres_template: str, tmp_path: Path) -> None:
    with Place(postgres.create(postgres_template), tmp_path).open() as storage:
        key = signed(storage, 1)
        postgres.kill_connections()
        with pytest.raises(StorageUnavailable):
            Register(storage).take(key, RULE, DAY, NOW)
        assert Register(storage).take(key, RULE, DAY, NOW).urut == 1


def test_a_full_disk_is_worth_a_retry_and_gives_no_number(tmp_path: Path) -> None:
    with Storage.open(f"sqlite:///{tmp_path}/alur.db") as storage:
        with storage.transaction() as session:
            pages = session._execute("PRAGMA page_count").fetchone()[0]  # type: ignore[attr-defined]
            session._execute(f"PRAGMA max_page_count={pages}")  # type: ignore[attr-defined]
        made = 0
        with pytest.raises(StorageUnavailable, match="full"):  # noqa: PT012 - some letters fit into the last pages
            for process in range(1, 500):
                signed(storage, process)
                made += 1
        with storage.transaction() as session:
            session._execute("PRAGMA max_page_count=100000")  # type: ignore[attr-defined]
        Letters(storage).get(f"{made}-pengantar-1")
        assert Register(storage).take(signed(storage, 600), RULE, DAY, NOW).urut == 1


def test_a_busy_file_may_be_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.storage.sqlite._BUSY_SECONDS", 0.1)
    with Storage.open(f"sqlite:///{tmp_path}/alur.db") as storage:
        other = sqlite3.connect(tmp_path / "alur.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailable, match="busy"):
            letter(storage, 1)
        other.execute("ROLLBACK")
        other.close()
        assert letter(storage, 1).status == "konsep"


def test_times_have_a_zone_and_sort_as_text() -> None:
    jakarta = dt.timezone(dt.timedelta(hours=7))
    moments = [
        dt.datetime(2025, 1, 1, 6, 59, 59, 999_999, jakarta),
        dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
        dt.datetime(2025, 1, 1, 0, 0, 0, 1, dt.UTC),
    ]
    assert [stored(moment) for moment in moments] == sorted(stored(moment) for moment in moments)
    assert [loaded(stored(moment)) for moment in moments] == moments
    with pytest.raises(ValueError, match="zone"):
        stored(dt.datetime(2025, 1, 1))


QUERIES = [(path.stem, query) for path in sorted(SQL.glob("*.sql")) for query in load(path.stem).values()]
SOURCES = "".join(path.read_text(encoding="utf-8") for path in SQL.parent.rglob("*.py"))


BY_NAME = [(file, query) for file, query in QUERIES if file != "state"]  # the state report runs all of its file


@pytest.mark.parametrize(("file", "query"), BY_NAME, ids=lambda value: getattr(value, "name", value))
def test_every_query_is_used(file: str, query: Query) -> None:
    name = query.name.removesuffix("_sqlite").removesuffix("_postgres")
    assert re.search(rf'"{name}(_\{{database.dialect\}}|_postgres)?"', SOURCES), (
        f"{file}.sql {query.name} is used nowhere"
    )


def test_every_query_is_accepted_by_the_database(storage: Storage) -> None:
    other = {"sqlite": "postgres", "postgres": "sqlite"}[storage.dialect]
    checked = 0
    for _, query in QUERIES:
        if query.name.endswith(f"_{other}") or query.name in ("lock_versions", "create_version_table"):
            continue  # of one database alone, or run by every opening
        parameters = dict.fromkeys(re.findall(r"(?<!:):([a-z_0-9]+)", query.text))
        explained = replace(query, text=f"EXPLAIN {query.text}", postgres=f"EXPLAIN {query.postgres}")
        with storage.transaction() as session:
            assert session.all(explained, **parameters)
        checked += 1
    assert checked > 60


@pytest.mark.parametrize(
    "text",
    [
        "-- name: a\nSELECT 1",
        "-- name: a\n-- Why.\n",
        "-- name: a\n-- Why.\nSELECT 1; SELECT 2;",
        "-- name: a\n-- Why.\nSELECT 1;\n-- name: a\n-- Why.\nSELECT 2;",
    ],
)
def test_a_query_file_that_breaks_the_rules_is_refused(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "x.sql").write_text(text, encoding="utf-8")
    monkeypatch.setattr("workers.storage.queries.files", lambda _: tmp_path)
    with pytest.raises(ValueError, match=r"x\.sql: query a"):
        load("x")


@pytest.mark.parametrize(
    "make",
    [
        lambda: LetterKey(0, "pengantar"),
        lambda: LetterKey(1, "../../etc"),
        lambda: LetterKey(1, ""),
        lambda: LetterKey(1, "a", 0),
        lambda: LetterKey(1, "a", 100),
    ],
)
def test_a_key_that_is_none_is_refused(make: Callable[[], LetterKey]) -> None:
    with pytest.raises(ValueError, match="not a letter key"):
        make()


def test_what_holds_names_is_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        database = tmp_path / "alur.db"
        with Storage.open(f"sqlite:///{database}", letters=tmp_path / "letters") as storage:
            key = signed(storage, 1)
            Register(storage).take(key, RULE, DAY, NOW)
            stored = Archive(storage).store(key.letter_id, b"isi", NOW).path
            files = [database, *tmp_path.glob("alur.db-*"), tmp_path / "alur.db.lock", stored]
            assert len(files) > 3
            assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
            assert {folder.stat().st_mode & 0o777 for folder in list(stored.parents)[:3]} == {0o700}
        database.chmod(0o644)  # as an earlier release made it
        with Storage.open(f"sqlite:///{database}", letters=tmp_path / "letters"):
            assert database.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)
