"""The loop around the core: answers after the disk, whatever happens to either."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from deploy.engine import runtime as runtime_module
from deploy.engine.core import commands as c
from deploy.engine.core.events import decode
from deploy.engine.core.machine import step
from deploy.engine.core.replies import Done, InstanceEnded, JobAvailable, MessagePublished, Note, Reason, Rejection
from deploy.engine.core.snapshot import whole
from deploy.engine.core.state import State
from deploy.engine.failures import EngineBusy, EngineFault, EngineUnavailable
from deploy.engine.journal.directory import DataDirectory
from deploy.engine.journal.recovery import LAYOUT, recover
from deploy.engine.journal.snapshots import Snapshots
from deploy.engine.journal.steps import Journal
from deploy.engine.limits import Limits
from deploy.engine.runtime import Runtime
from deploy.errors import AlurError
from tests.deploy.engine.runtime.models import Clock, deployed, heard, started, taken

pytestmark = pytest.mark.anyio

SECRET = "Siti Rahasiawati"


def seen(state: State | None) -> Any:
    assert state is not None
    return whole(state)


def replayed_whole(path: Path) -> Any:
    """The state by every step from the first one."""
    journal = Journal(path / "journal.db")
    try:
        return whole(recover(journal, Snapshots(path / "no-snapshot.db", LAYOUT)).state)
    finally:
        journal.close()


async def test_cases_live_on_after_a_restart_from_snapshot_and_journal(tmp_path: Path) -> None:
    runtime = await Runtime.open(tmp_path)
    await deployed(runtime, "kerja", "orang")
    keys = [await started(runtime, "kerja", nomor=number) for number in range(5)]
    for job in (await taken(runtime))[:2]:
        assert await runtime.submit(c.CompleteJob(job, {"hasil": 1})) == Done()
    position, before = runtime.journal_position, seen(runtime.state)
    await runtime.close()

    again = await Runtime.open(tmp_path)
    assert again.journal_position == position
    assert seen(again.state) == before == replayed_whole(tmp_path)
    await started(again, "orang")
    for key in keys:
        await again.submit(c.CancelInstance(key))
    before = seen(again.state)
    await again.close()
    assert replayed_whole(tmp_path) == before


async def test_without_its_snapshot_the_state_is_the_same(tmp_path: Path) -> None:
    runtime = await Runtime.open(tmp_path)
    await deployed(runtime)
    await started(runtime)
    before = seen(runtime.state)
    await runtime.close()
    for name in ("snapshot.db", "search.db"):
        (tmp_path / name).unlink()
    again = await Runtime.open(tmp_path)
    assert seen(again.state) == before
    assert again.projection.position() == again.journal_position
    await again.close()


async def test_a_damaged_snapshot_is_said_and_gone_without(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    runtime = await Runtime.open(tmp_path)
    await deployed(runtime)
    await started(runtime)
    before = seen(runtime.state)
    await runtime.close()
    connection = sqlite3.connect(tmp_path / "snapshot.db")
    connection.execute("UPDATE cases SET content = x'00'")
    connection.commit()
    connection.close()
    again = await Runtime.open(tmp_path)
    assert "The snapshot is not used" in caplog.text
    assert seen(again.state) == before
    await again.close()


async def test_a_journal_that_lost_its_end_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    runtime = await Runtime.open(tmp_path)
    await deployed(runtime)
    await started(runtime)
    await runtime.close()
    connection = sqlite3.connect(tmp_path / "journal.db")
    connection.execute("DELETE FROM steps WHERE position = (SELECT max(position) FROM steps)")
    connection.commit()
    connection.close()
    with pytest.raises(AlurError, match="the end of the journal is missing"):
        await Runtime.open(tmp_path)
    with DataDirectory(tmp_path):  # and it lets the directory go
        pass


async def test_two_engines_cannot_use_one_directory(tmp_path: Path) -> None:
    runtime = await Runtime.open(tmp_path)
    with pytest.raises(AlurError, match="in use by process"):
        await Runtime.open(tmp_path)
    await deployed(runtime)
    await runtime.close()


async def test_nothing_is_answered_before_the_commit_not_even_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = await Runtime.open(tmp_path)
    await deployed(runtime)
    allowed = threading.Event()
    commit = Journal.commit

    def held(journal: Journal) -> None:
        assert allowed.wait(30)
        commit(journal)

    monkeypatch.setattr(Journal, "commit", held)
    message = c.PublishMessage("jawaban", "a", 60_000, "sekali")
    first = asyncio.create_task(runtime.submit(message))
    second = asyncio.create_task(runtime.submit(message))
    look = asyncio.create_task(runtime.submit(c.ActivateJobs("kerja", "uji", 1000, 1)))
    for _ in range(20):
        await asyncio.sleep(0.005)
    assert not any(task.done() for task in (first, second, look))
    position = runtime.journal_position
    allowed.set()
    assert isinstance(await first, MessagePublished)
    refused = await second
    assert isinstance(refused, Rejection)
    assert refused.reason is Reason.ALREADY_EXISTS
    await look
    assert runtime.journal_position == position + 1
    await runtime.close()


async def test_commands_that_arrive_together_share_a_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = await Runtime.open(tmp_path)
    await deployed(runtime)
    commits = []
    commit = Journal.commit
    monkeypatch.setattr(Journal, "commit", lambda journal: (commits.append(1), commit(journal))[1])
    before = runtime.journal_position
    await asyncio.gather(*(started(runtime) for _ in range(200)))
    assert runtime.journal_position == before + 200
    assert len(commits) <= 3
    await runtime.close()


async def test_notes_come_after_the_answer_that_they_belong_to(tmp_path: Path) -> None:
    runtime = await Runtime.open(tmp_path)
    await deployed(runtime)
    order: list[object] = []
    runtime.on_note(order.append)
    created = await runtime.submit(c.CreateInstance("kerja"))
    order.append(created)
    await asyncio.sleep(0)
    kinds = [type(entry).__name__ for entry in order]
    assert kinds == ["InstanceCreated", "JobAvailable"]
    await runtime.close()


async def test_too_many_at_once_are_turned_away_and_the_rest_is_carried_out(tmp_path: Path) -> None:
    runtime = await Runtime.open(tmp_path, limits=Limits(commands=10))
    await deployed(runtime)
    answers = await asyncio.gather(*(started(runtime) for _ in range(50)), return_exceptions=True)
    turned_away = [answer for answer in answers if isinstance(answer, EngineBusy)]
    assert len(turned_away) == 40
    assert runtime.state is not None
    assert runtime.state.active_cases() == 10
    await runtime.close()


# --- time ------------------------------------------------------------------------------------------------------------


async def test_a_timer_fires_at_its_time_and_not_before(tmp_path: Path) -> None:
    runtime = await Runtime.open(tmp_path)
    await deployed(runtime, "waktu")
    notes: list[Note] = []
    runtime.on_note(notes.append)
    await started(runtime, "waktu", tunda="PT0.3S")
    due = runtime.state.next_due() if runtime.state else None
    assert due is not None
    await heard(notes, lambda note: isinstance(note, JobAvailable))
    assert runtime.now() >= due
    await runtime.close()


async def test_what_fell_due_while_the_engine_was_down_fires_after_the_start(tmp_path: Path) -> None:
    clock = Clock()
    runtime = await Runtime.open(tmp_path, machine=clock)
    await deployed(runtime, "waktu")
    for _ in range(450):  # more than one tick takes
        await started(runtime, "waktu", tunda="PT1H")
    await runtime.close()
    clock.now += 7_200_000
    again = await Runtime.open(tmp_path, machine=clock)
    notes: list[Note] = []
    again.on_note(notes.append)
    async with asyncio.timeout(30):
        while len(notes) < 450:
            await asyncio.sleep(0.01)
    assert len(await taken(again, 1000)) == 450
    await again.close()


async def test_a_clock_set_forward_is_noticed(tmp_path: Path) -> None:
    clock = Clock()
    runtime = await Runtime.open(tmp_path, machine=clock)
    await deployed(runtime, "waktu")
    notes: list[Note] = []
    runtime.on_note(notes.append)
    await started(runtime, "waktu", tunda="PT1H")
    clock.now += 3_600_000
    await heard(notes, lambda note: isinstance(note, JobAvailable))
    await runtime.close()


async def test_the_engines_time_never_goes_back_when_the_machines_does(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    runtime = await Runtime.open(tmp_path, machine=clock)
    await deployed(runtime)
    began = runtime.now()
    clock.now -= 3_600_000
    assert runtime.now() == began
    assert caplog.text.count("the engine's time stands still") == 1
    await started(runtime)
    await runtime.close()
    again = await Runtime.open(tmp_path, machine=clock)
    assert again.now() == began
    await started(again)
    clock.now = began + 5
    assert again.now() == began + 5
    await again.close()
    journal = Journal(tmp_path / "journal.db")
    times = [entry.now for entry in journal.read()]
    journal.close()
    assert times == sorted(times)


async def test_a_pinned_clock_stays_pinned_over_a_restart_and_pinning_fires_what_is_due(tmp_path: Path) -> None:
    clock = Clock()
    runtime = await Runtime.open(tmp_path, machine=clock)
    await deployed(runtime, "waktu")
    await started(runtime, "waktu", tunda="PT48H")
    later = clock.now + 72 * 3_600_000
    await runtime.submit(c.PinClock(later))
    notes: list[Note] = []
    runtime.on_note(notes.append)
    await heard(notes, lambda note: isinstance(note, JobAvailable))
    await runtime.close()
    clock.now += 1000
    again = await Runtime.open(tmp_path, machine=clock)
    assert again.now() == later
    await again.submit(c.ResetClock())
    assert again.now() == clock.now
    await again.close()


# --- the disk and faults ---------------------------------------------------------------------------------------------


class Refusing:
    """A disk that is full for a while."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = False
        for name in ("commit", "reopen"):
            monkeypatch.setattr(Journal, name, self._guarded(getattr(Journal, name)))

    def _guarded(self, work: Any) -> Any:
        def guarded(journal: Journal) -> None:
            if self.full:
                raise sqlite3.OperationalError("database or disk is full")
            work(journal)

        return guarded


async def test_a_full_disk_acknowledges_nothing_and_is_got_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    disk = Refusing(monkeypatch)
    runtime = await Runtime.open(tmp_path, limits=Limits(retry_seconds=0.02))
    await deployed(runtime)
    await started(runtime)
    before, position = seen(runtime.state), runtime.journal_position
    disk.full = True
    answers = await asyncio.gather(*(started(runtime) for _ in range(20)), return_exceptions=True)
    assert all(isinstance(answer, EngineUnavailable) and "disk is full" in answer.reason for answer in answers)
    with pytest.raises(EngineUnavailable, match="disk is full"):
        await started(runtime)
    assert "disk is full" in runtime.trouble
    disk.full = False
    async with asyncio.timeout(20):
        while runtime.state is None:
            await asyncio.sleep(0.01)
    assert (seen(runtime.state), runtime.journal_position) == (before, position)
    await started(runtime)
    assert runtime.journal_position == position + 1
    before = seen(runtime.state)
    await runtime.close()
    assert replayed_whole(tmp_path) == before
    assert caplog.text.count("no command is acknowledged until it can") == 1
    assert "The state is whole again" in caplog.text


async def test_a_really_full_file_is_got_over(tmp_path: Path) -> None:
    """SQLite itself refuses: the file may not grow beyond some pages."""
    runtime = await Runtime.open(tmp_path, limits=Limits(retry_seconds=0.02))
    await deployed(runtime)
    connection = runtime._journal._connection
    connection.execute(f"PRAGMA max_page_count={connection.execute('PRAGMA page_count').fetchone()[0] + 3}")
    acknowledged, refused = [], 0
    for number in range(40):
        try:
            acknowledged.append(await started(runtime, nomor="x" * 3000, urut=number))
        except EngineUnavailable as failure:
            refused += "full" in failure.reason
            async with asyncio.timeout(20):
                while runtime.state is None:
                    await asyncio.sleep(0.01)
    assert refused >= 1
    assert len(acknowledged) >= 30
    assert runtime.state is not None
    assert set(runtime.state.cases) == set(acknowledged)
    await runtime.close()


async def test_a_disk_that_does_not_answer_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = await Runtime.open(tmp_path, limits=Limits(commit_seconds=0.5))
    await deployed(runtime)
    allowed = threading.Event()
    commit = Journal.commit
    monkeypatch.setattr(Journal, "commit", lambda journal: (allowed.wait(60), commit(journal))[1])
    with pytest.raises(EngineUnavailable, match="has not confirmed"):
        await started(runtime)
    allowed.set()
    await started(runtime)
    assert runtime.state is not None
    assert runtime.state.active_cases() == 2
    await runtime.close()


async def test_a_fault_of_the_core_harms_its_own_command_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def faulty(state: State, command: c.Command, now: int) -> Any:
        outcome = step(state, command, now)  # it has changed the state by then
        if isinstance(command, c.CreateInstance) and "rusak" in command.variables:
            raise ValueError(f"cannot handle {dict(command.variables)}")
        return outcome

    runtime = await Runtime.open(tmp_path)
    await deployed(runtime)
    monkeypatch.setattr(runtime_module, "step", faulty)
    good = [asyncio.create_task(started(runtime)) for _ in range(3)]
    bad = asyncio.create_task(started(runtime, rusak=SECRET))
    after = [asyncio.create_task(started(runtime)) for _ in range(3)]
    with pytest.raises(EngineFault, match="ValueError"):
        await bad
    keys = await asyncio.gather(*good, *after)
    assert runtime.state is not None
    assert set(runtime.state.cases) == set(keys)
    before = seen(runtime.state)
    await runtime.close()
    assert replayed_whole(tmp_path) == before
    assert "in faulty" in caplog.text
    assert SECRET not in caplog.text


async def test_a_timer_that_the_core_fails_on_does_not_stop_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(state: State, command: c.Command, now: int) -> Any:
        if isinstance(command, c.Tick):
            raise RuntimeError
        return step(state, command, now)

    runtime = await Runtime.open(tmp_path)
    await deployed(runtime, "waktu", "kerja")
    monkeypatch.setattr(runtime_module, "step", faulty)
    await started(runtime, "waktu", tunda="PT0.01S")
    await asyncio.sleep(0.05)
    for _ in range(20):
        await started(runtime)
    assert len(await taken(runtime, 100)) == 20
    monkeypatch.setattr(runtime_module, "step", step)
    notes: list[Note] = []
    runtime.on_note(notes.append)
    await heard(notes, lambda note: isinstance(note, JobAvailable))
    await runtime.close()


async def test_logs_hold_no_variables(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    runtime = await Runtime.open(tmp_path)
    await deployed(runtime)
    await started(runtime, nama=SECRET)
    await runtime.close()
    assert SECRET not in caplog.text


# --- snapshots and the search database -------------------------------------------------------------------------------


async def test_snapshots_are_taken_as_cases_change_and_hold_what_the_journal_gives(tmp_path: Path) -> None:
    runtime = await Runtime.open(tmp_path)
    await deployed(runtime)
    for _ in range(3):
        await asyncio.gather(*(started(runtime) for _ in range(300)))
        for job in await taken(runtime, 200):
            await runtime.submit(c.CompleteJob(job))
    async with asyncio.timeout(20):
        while not (tmp_path / "snapshot.db").exists():
            await asyncio.sleep(0.01)
    before = seen(runtime.state)
    await runtime.close()
    connection = sqlite3.connect(tmp_path / "snapshot.db")
    cases = connection.execute("SELECT key, content FROM cases ORDER BY key").fetchall()
    globals_, position = connection.execute("SELECT globals, position FROM snapshot").fetchone()
    connection.close()
    assert position == runtime.journal_position
    assert (globals_, cases) == (before.globals, before.cases)
    assert replayed_whole(tmp_path) == before


async def test_a_snapshot_that_cannot_be_written_is_made_up_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    refusing = True
    save = Snapshots.save

    def full(snapshots: Snapshots, *arguments: Any) -> None:
        if refusing:
            raise sqlite3.OperationalError("database or disk is full")
        save(snapshots, *arguments)

    monkeypatch.setattr(Snapshots, "save", full)
    runtime = await Runtime.open(tmp_path)
    await deployed(runtime)
    await asyncio.gather(*(started(runtime) for _ in range(300)))
    async with asyncio.timeout(20):
        while "The snapshot cannot be written" not in caplog.text:
            await asyncio.sleep(0.01)
    refusing = False
    await asyncio.gather(*(started(runtime) for _ in range(10)))
    before = seen(runtime.state)
    monkeypatch.setattr("time.monotonic", lambda: 1e12)  # the pause after the failure is over
    await runtime.close()
    again = await Runtime.open(tmp_path)
    assert seen(again.state) == before
    await again.close()


async def test_reads_see_what_was_just_acknowledged(tmp_path: Path) -> None:
    runtime = await Runtime.open(tmp_path)
    await deployed(runtime)
    for number in range(1, 6):
        await started(runtime)
        found = runtime.projection.read(lambda database: database.execute("SELECT count(*) FROM instance").fetchone())
        assert found[0] == number
    await runtime.close()


async def test_a_search_database_of_another_journal_is_made_anew(tmp_path: Path) -> None:
    runtime = await Runtime.open(tmp_path / "a")
    await deployed(runtime)
    await asyncio.gather(*(started(runtime) for _ in range(30)))
    assert runtime.projection.position() == runtime.journal_position
    await runtime.close()
    other = await Runtime.open(tmp_path / "b")
    await deployed(other)
    await other.close()
    (tmp_path / "b" / "search.db").write_bytes((tmp_path / "a" / "search.db").read_bytes())
    again = await Runtime.open(tmp_path / "b")
    count = again.projection.read(lambda database: database.execute("SELECT count(*) FROM instance").fetchone())
    assert count[0] == 0
    await again.close()


async def test_the_end_of_a_case_is_told(tmp_path: Path) -> None:
    runtime = await Runtime.open(tmp_path)
    await deployed(runtime)
    notes: list[Note] = []
    runtime.on_note(notes.append)
    key = await started(runtime)
    for _ in range(2):
        for job in await taken(runtime):
            await runtime.submit(c.CompleteJob(job))
    ended = await heard(notes, lambda note: isinstance(note, InstanceEnded))
    assert isinstance(ended, InstanceEnded)
    assert (ended.key, ended.completed) == (key, True)
    await runtime.close()


async def test_what_is_in_the_journal_can_be_read_as_events(tmp_path: Path) -> None:
    import json

    runtime = await Runtime.open(tmp_path)
    await deployed(runtime)
    await started(runtime, nama="Siti \udc80 ☂")
    await runtime.close()
    journal = Journal(tmp_path / "journal.db")
    events = [decode(array) for entry in journal.read() for array in json.loads(entry.events)]
    journal.close()
    assert any(getattr(event, "variables", None) == {"nama": "Siti \udc80 ☂"} for event in events)


async def test_no_space_for_a_new_directory_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("deploy.engine.journal.steps._create", no_space)
    with pytest.raises(AlurError, match="No space left on device"):
        await Runtime.open(tmp_path)
    monkeypatch.undo()
    await (await Runtime.open(tmp_path)).close()


async def test_a_backup_made_while_it_runs_gives_the_state_of_that_moment(tmp_path: Path) -> None:
    runtime = await Runtime.open(tmp_path / "a")
    await deployed(runtime)
    await asyncio.gather(*(started(runtime) for _ in range(20)))
    before = seen(runtime.state)
    (tmp_path / "b").mkdir()
    source, target = sqlite3.connect(tmp_path / "a" / "journal.db"), sqlite3.connect(tmp_path / "b" / "journal.db")
    source.backup(target)
    source.close()
    target.close()
    await started(runtime)
    await runtime.close()
    restored = await Runtime.open(tmp_path / "b")
    assert seen(restored.state) == before
    await started(restored)
    await restored.close()


async def test_after_a_long_replay_the_snapshot_is_there_before_the_first_command(tmp_path: Path) -> None:
    runtime = await Runtime.open(tmp_path)
    await deployed(runtime)
    await asyncio.gather(*(started(runtime) for _ in range(300)))
    before, position = seen(runtime.state), runtime.journal_position
    await runtime.close()
    (tmp_path / "snapshot.db").unlink()
    again = await Runtime.open(tmp_path)
    connection = sqlite3.connect(tmp_path / "snapshot.db")
    assert connection.execute("SELECT position FROM snapshot").fetchone() == (position,)
    connection.close()
    assert again.state is not None
    assert not again.state.dirty
    assert seen(again.state) == before
    await again.close()
    assert replayed_whole(tmp_path) == before
