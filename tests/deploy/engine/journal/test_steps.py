"""The journal alone: what is committed stays, what was torn is gone, what was damaged is found."""

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.engine.journal.directory import DataDirectory
from deploy.engine.journal.steps import FORMAT, Journal, JournalDamagedError, Place
from deploy.errors import AlurError

WRITER = """
import sys
from pathlib import Path
from deploy.engine.journal.steps import Journal
journal = Journal(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    for part in range(3):
        journal.append(1000 + number, 1000 + number, f'["{number}.{part}"]')
    journal.stage()
    journal.commit()
    sys.stdout.write(f"{journal.end.position}\\n")
    sys.stdout.flush()
for part in range(3):
    journal.append(5000, 5000, '["never"]')
journal.stage()
print("staged", flush=True)
sys.stdin.read()
"""


def filled(path: Path, batches: int = 4, each: int = 5) -> Journal:
    journal = Journal(path)
    for number in range(batches):
        for part in range(each):
            journal.append(1000 + number, 2000 + number, f'[["vs",{number},{part},{{"nama":"{"x" * 100}"}}]]')
        journal.stage()
        journal.commit()
    return journal


def damage(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(statement)
    connection.close()


def contents(folder: Path) -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.name != "lock"}


def test_what_was_committed_is_read_again_in_order(tmp_path: Path) -> None:
    journal = filled(tmp_path / "journal.db")
    end = journal.end
    journal.close()
    again = Journal(tmp_path / "journal.db")
    assert again.end == end == Place(20, end.checksum, 2003)
    steps = list(again.read())
    assert [step.position for step in steps] == list(range(1, 21))
    assert (steps[7].now, steps[7].machine) == (1001, 2001)
    assert steps[7].events.startswith('[["vs",1,2,')
    assert list(again.read(17)) == steps[17:]
    again.close()


def test_a_batch_that_was_not_committed_is_gone_after_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), "7"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        acknowledged = [line.strip() for line in iter(writer.stdout.readline, "staged\n")]
        writer.send_signal(signal.SIGKILL)
    assert acknowledged[-1] == "21"
    journal = Journal(path)
    assert journal.end.position == 21
    assert [step.events for step in journal.read()][-1] == '["6.2"]'
    journal.close()


@pytest.mark.parametrize("cut", [1, 700, 4096, 12_000])
def test_a_torn_end_of_the_log_loses_whole_transactions_only(tmp_path: Path, cut: int) -> None:
    """As a loss of power leaves it: the last bytes of the log never reached the disk."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    journal = filled(tmp_path / "a" / "journal.db")
    for name in ("journal.db", "journal.db-wal"):
        shutil.copy(tmp_path / "a" / name, tmp_path / "b" / name)
    journal.close()
    log = tmp_path / "b" / "journal.db-wal"
    os.truncate(log, log.stat().st_size - cut)
    torn = Journal(tmp_path / "b" / "journal.db")
    assert torn.end.position % 5 == 0
    assert torn.end.position < 20
    assert len(list(torn.read())) == torn.end.position
    torn.append(1, 1, "[]")
    torn.stage()
    torn.commit()
    assert len(list(torn.read())) == torn.end.position
    torn.close()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE steps SET events = replace(events, 'nama', 'mana') WHERE position = 7", "step at position 7"),
        ("UPDATE steps SET now = now + 1 WHERE position = 12", "step at position 12"),
        ("UPDATE steps SET events = CAST(x'ff00' AS TEXT) WHERE position = 3", "step at position 3"),
        ("UPDATE steps SET events = (SELECT events FROM steps WHERE position = 1) WHERE position = 2", "position 2"),
        ("DELETE FROM steps WHERE position = 9", "position 9 is missing"),
        ("DELETE FROM steps WHERE position BETWEEN 9 AND 11", "position 9-11 is missing"),
    ],
)
def test_damage_in_the_middle_is_found_and_named_and_nothing_is_changed(
    tmp_path: Path, statement: str, said: str
) -> None:
    filled(tmp_path / "journal.db").close()
    damage(tmp_path / "journal.db", statement)
    journal = Journal(tmp_path / "journal.db")
    before = contents(tmp_path)
    with pytest.raises(JournalDamagedError, match=said) as failure:
        list(journal.read())
    assert "backup" in failure.value.remedy
    assert contents(tmp_path)["journal.db"] == before["journal.db"]
    journal.close()


@pytest.mark.parametrize("place", [0, 100, 5 * 4096])
def test_a_file_with_damaged_pages_is_refused_with_a_sentence(tmp_path: Path, place: int) -> None:
    path = tmp_path / "journal.db"
    filled(path, batches=40).close()
    with path.open("r+b") as stream:
        stream.seek(place)
        stream.write(b"\xa5" * 4000)
    before = path.read_bytes()
    with pytest.raises(AlurError, match=r"is damaged|not an engine's journal"):
        list(Journal(path).read())
    assert path.read_bytes() == before


def test_a_newer_versions_directory_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    filled(path).close()
    damage(path, f"PRAGMA user_version={FORMAT + 1}")
    before = contents(tmp_path)
    with pytest.raises(AlurError, match="written by a newer Alur") as failure:
        Journal(path)
    assert "Nothing was changed" in failure.value.message
    assert contents(tmp_path) == before


def test_an_older_versions_directory_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    filled(path).close()
    damage(path, "PRAGMA user_version=0")
    before = contents(tmp_path)
    with pytest.raises(AlurError, match="cannot upgrade"):
        Journal(path)
    assert contents(tmp_path) == before


def test_somebody_elses_database_is_not_taken_for_a_journal(tmp_path: Path) -> None:
    damage(tmp_path / "journal.db", "CREATE TABLE steps (position INTEGER)")
    with pytest.raises(AlurError, match="not an engine's journal"):
        Journal(tmp_path / "journal.db")


def test_the_log_is_moved_into_the_file_beside_commits_and_begins_anew(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    log = tmp_path / "journal.db-wal"
    sizes = []
    for _ in range(300):
        for _ in range(20):
            journal.append(1, 1, f'["{"x" * 1000}"]')
        journal.stage()
        if journal.wants_checkpoint:
            journal.checkpoint()
        journal.commit()
        sizes.append(log.stat().st_size)
    assert (tmp_path / "journal.db").stat().st_size > 4_000_000
    assert max(sizes) < 6_000_000
    assert len(list(journal.read())) == 6000
    journal.close()


def test_a_full_disk_loses_nothing_that_was_committed_and_is_got_over(tmp_path: Path) -> None:
    journal = filled(tmp_path / "journal.db")
    pages = journal._connection.execute("PRAGMA page_count").fetchone()[0]
    journal._connection.execute(f"PRAGMA max_page_count={pages + 2}")

    def fill() -> None:
        for _ in range(20):
            journal.append(1, 1, f'["{"x" * 5000}"]')
            journal.stage()
            journal.commit()

    with pytest.raises(sqlite3.OperationalError, match="full"):
        fill()
    journal.reopen()
    last = journal.end.position
    assert last >= 20
    assert len(list(journal.read())) == last
    journal.append(2, 2, "[]")
    journal.stage()
    journal.commit()
    assert [step.position for step in journal.read(last)] == [last + 1]
    journal.close()


def test_commits_are_synced(tmp_path: Path) -> None:
    """As the system sees it: every COMMIT syncs the log before the next thing is done."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not on this machine")
    trace = tmp_path / "trace"
    done = subprocess.run(
        [strace, "-f", "-e", "trace=fdatasync,fsync,write", "-y", "-o", str(trace),
         sys.executable, "-c", WRITER, str(tmp_path / "journal.db"), "5"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if done.returncode or "ptrace" in done.stderr:
        pytest.skip("strace may not look at processes here")
    calls = trace.read_text().splitlines()
    acknowledged = [number for number, line in enumerate(calls) if "write(1<" in line]
    assert len(acknowledged) >= 5
    previous = 0
    for number in acknowledged[:5]:
        assert any("sync(" in line and "journal.db-wal" in line for line in calls[previous:number])
        previous = number


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    with DataDirectory(tmp_path / "engine") as directory:
        journal = filled(directory.journal)
        modes = {entry.name: stat.S_IMODE(entry.stat().st_mode) for entry in directory.path.iterdir()}
        assert modes == {"lock": 0o600, "journal.db": 0o600, "journal.db-wal": 0o600, "journal.db-shm": 0o600}
        assert stat.S_IMODE(directory.path.stat().st_mode) == 0o700
        assert directory.size() >= directory.journal.stat().st_size
        journal.close()


def test_a_directory_in_use_names_who_has_it(tmp_path: Path) -> None:
    with DataDirectory(tmp_path), pytest.raises(AlurError, match=f"in use by process {os.getpid()}") as failure:
        DataDirectory(tmp_path)
    assert "alur down" in failure.value.remedy
    DataDirectory(tmp_path).close()


def test_a_directory_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AlurError, match="cannot be used: Not a directory"):
        DataDirectory(tmp_path / "file" / "engine")


def test_what_a_killed_creation_left_behind_does_no_harm(tmp_path: Path) -> None:
    other = filled(tmp_path / "other.db")
    for name in ("journal.db.new-wal", "journal.db.new-journal"):
        shutil.copy(tmp_path / "other.db-wal", tmp_path / name)
    other.close()
    (tmp_path / "journal.db.new").write_bytes(b"half a file")
    journal = filled(tmp_path / "journal.db", batches=1)
    assert len(list(journal.read())) == 5
    assert not list(tmp_path.glob("*.new*"))
    journal.close()
