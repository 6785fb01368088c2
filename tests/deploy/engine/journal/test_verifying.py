"""The part of the journal that a start does not read is read afterwards."""

import sqlite3
from pathlib import Path

import pytest

from deploy.engine.journal.steps import Journal
from deploy.engine.journal.verifying import Verification
from tests.deploy.engine.journal.test_steps import damage, filled


def read_through(verification: Verification) -> int:
    rounds = 0
    while not verification.done:
        verification.some(7)
        rounds += 1
        assert rounds < 100
    return rounds


def test_a_whole_journal_is_read_once_in_slices(tmp_path: Path) -> None:
    journal = filled(tmp_path / "journal.db")
    verification = Verification(journal, 17)
    assert read_through(verification) == 3
    assert verification.damage == ""
    assert Verification(journal, 0).done
    journal.close()


def test_damage_is_said_once_and_ends_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    filled(tmp_path / "journal.db").close()
    damage(tmp_path / "journal.db", "UPDATE steps SET machine = 0 WHERE position = 12")
    journal = Journal(tmp_path / "journal.db")
    verification = Verification(journal, 20)
    assert read_through(verification) == 2
    assert "position 12" in verification.damage
    assert caplog.text.count("Cases go on from the snapshot") == 1
    journal.close()


def test_it_keeps_no_reader_open_that_would_hold_up_the_log(tmp_path: Path) -> None:
    journal = filled(tmp_path / "journal.db")
    Verification(journal, 20).some(5)
    connection = sqlite3.connect(tmp_path / "journal.db")
    assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    connection.close()
    journal.close()
