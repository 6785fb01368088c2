"""The snapshot file: whole or not there, and never taken for what it is not."""

import sqlite3
from pathlib import Path

import pytest

from deploy.engine.journal.snapshots import Snapshots, SnapshotUnusableError
from deploy.engine.journal.steps import Place

LAYOUT = 7


def content(snapshots: Snapshots) -> tuple[Place, bytes, dict[int, bytes]] | None:
    with snapshots.saved() as saved:
        return None if saved is None else (saved.place, saved.globals, dict(saved.cases))


def test_each_save_brings_the_one_before_up_to_date(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path / "snapshot.db", LAYOUT)
    assert content(snapshots) is None
    snapshots.save(Place(3, 33, 333), b"satu", {1: b"a", 2: b"b", 3: b"c"})
    snapshots.save(Place(5, 55, 555), b"dua", {2: None, 3: b"cc", 4: b"d"})
    snapshots.close()
    again = Snapshots(tmp_path / "snapshot.db", LAYOUT)
    assert content(again) == (Place(5, 55, 555), b"dua", {1: b"a", 3: b"cc", 4: b"d"})
    again.close()


def test_a_save_that_fails_leaves_the_one_before(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path / "snapshot.db", LAYOUT)
    snapshots.save(Place(3, 33, 333), b"satu", {1: b"a"})
    connection = snapshots._open()
    connection.execute(f"PRAGMA max_page_count={connection.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        snapshots.save(Place(4, 44, 444), b"dua", {1: None, 2: b"x" * 20_000})
    assert content(snapshots) == (Place(3, 33, 333), b"satu", {1: b"a"})
    snapshots.save(Place(4, 44, 444), b"dua", {1: None, 2: b"x" * 20_000})
    assert content(snapshots) == (Place(4, 44, 444), b"dua", {2: b"x" * 20_000})
    snapshots.close()


def test_a_snapshot_of_another_layout_is_none(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path / "snapshot.db", LAYOUT)
    snapshots.save(Place(3, 33, 333), b"satu", {1: b"a"})
    snapshots.close()
    other = Snapshots(tmp_path / "snapshot.db", LAYOUT + 1)
    assert content(other) is None
    assert not (tmp_path / "snapshot.db").exists()


@pytest.mark.parametrize("rest", [b"", b"not a database at all, but long enough to look at" * 100])
def test_a_file_that_is_no_snapshot_is_none(tmp_path: Path, rest: bytes) -> None:
    (tmp_path / "snapshot.db").write_bytes(rest)
    snapshots = Snapshots(tmp_path / "snapshot.db", LAYOUT)
    assert content(snapshots) is None
    snapshots.save(Place(1, 1, 1), b"", {})
    assert content(snapshots) == (Place(1, 1, 1), b"", {})
    snapshots.close()


def test_a_case_that_was_damaged_is_named_while_reading(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path / "snapshot.db", LAYOUT)
    snapshots.save(Place(3, 33, 333), b"satu", {1: b"a", 2: b"b"})
    snapshots._open().execute("UPDATE cases SET content = x'63' WHERE key = 2")
    with pytest.raises(SnapshotUnusableError, match="case 2"):
        content(snapshots)
    snapshots.close()
