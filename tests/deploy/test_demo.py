"""The demonstration's own parts: patience, the clock, and how a clerk fills in a form."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from deploy.camunda import Case, EngineClient
from deploy.demo.clock import DemoClock, RunningClock, demo_begin
from deploy.demo.performance import clear_leftovers, perform
from deploy.demo.waiting import Patience
from deploy.errors import AlurError
from deploy.exits import Exit

FRIDAY = dt.datetime(2026, 12, 31, 16, 59, 59, tzinfo=dt.UTC)


class Time:
    """Passes when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def patience(time: Time, said: list[str]) -> Patience:
    return Patience(lambda: "tugas", 100.0, said.append, time, time.sleep)


def test_a_long_wait_says_what_for_and_ends() -> None:
    time, said = Time(), list[str]()
    waiting = patience(time, said)
    for _ in range(101):
        waiting.pause(1.0)
    with pytest.raises(AlurError, match="100 seconds; still waiting for tugas") as failure:
        waiting.pause(1.0)
    assert failure.value.exit_code is Exit.FINDING
    assert said == [f"... waiting for tugas, for {n} s now (at most 100 s)" for n in (31, 61, 91)]


def test_a_short_wait_says_nothing_and_begins_anew_with_each_step() -> None:
    time, said = Time(), list[str]()
    waiting = patience(time, said)
    for _ in range(10):
        for _ in range(29):
            waiting.pause(1.0)
        waiting.again()
    assert said == []


class Engine:
    """Keeps what its clock was told."""

    def __init__(self) -> None:
        self.told: list[dt.datetime | str] = []
        self.away = False

    def pin_clock(self, moment: dt.datetime) -> None:
        if self.away:
            raise AlurError("away", "come back", Exit.ENGINE_DOWN)
        self.told.append(moment)

    def reset_clock(self) -> None:
        self.told.append("reset")


def clock(engine: Engine, begin: dt.datetime | None = None, now: Callable[[], dt.datetime] | None = None) -> DemoClock:
    return DemoClock(cast(EngineClient, engine), now or (lambda: FRIDAY), begin)


def test_the_clock_stands_for_the_block_and_is_the_machines_again_also_after_a_failure() -> None:
    engine = Engine()
    with pytest.raises(RuntimeError), clock(engine) as moved, moved.standing_at(FRIDAY):
        raise RuntimeError
    assert engine.told == ["reset", FRIDAY, "reset", "reset"]


def test_begun_at_another_time_the_clock_runs_from_there_and_is_reset_at_the_end() -> None:
    engine = Engine()
    with clock(engine, begin=FRIDAY) as moved:
        first = moved.now()
        deadline = time.monotonic() + 30
        while len(engine.told) < 5:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        with moved.standing_at(FRIDAY + dt.timedelta(days=4)):
            standing = len(engine.told)
        assert engine.told[standing - 1] == FRIDAY + dt.timedelta(days=4)
    pinned = [moment for moment in engine.told if isinstance(moment, dt.datetime)]
    running = [moment for moment in pinned if moment < FRIDAY + dt.timedelta(days=1)]
    assert FRIDAY <= first < FRIDAY + dt.timedelta(minutes=1)
    assert running == sorted(running)
    assert engine.told[0] == engine.told[-1] == "reset"


def test_a_clock_that_cannot_be_moved_is_told_unless_it_may_be_away() -> None:
    engine = Engine()
    engine.away = True
    moved = RunningClock(cast(EngineClient, engine), dt.timedelta(days=1))
    with moved, pytest.raises(AlurError, match="away"):
        moved.now()
    with RunningClock(cast(EngineClient, engine), dt.timedelta(days=1), patient=True) as patient:
        assert patient.now() > dt.datetime.now(dt.UTC)


@pytest.mark.parametrize("text", ["besok", "2026-12-31T23:59:30"])
def test_a_beginning_that_is_no_moment_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALUR_DEMO_BEGIN", text)
    with pytest.raises(AlurError, match="is not a moment"):
        demo_begin()


def test_the_beginning_is_read_with_its_offset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALUR_DEMO_BEGIN", "2026-12-31T23:59:59+07:00")
    found: Any = demo_begin()
    assert found.astimezone(dt.UTC) == FRIDAY


class Cases:
    """An engine with running cases by key and nomorPerkara."""

    def __init__(self, **numbers: str) -> None:
        self.numbers = numbers

    def cases(self, *, state: str) -> tuple[Case, ...]:
        assert state == "ACTIVE"
        return tuple(Case(key, "p", "ACTIVE", False, FRIDAY) for key in self.numbers)

    def variables(self, key: str) -> dict[str, Any]:
        return {"nomorPerkara": self.numbers[key]}

    def cancel(self, key: str) -> None:
        del self.numbers[key]


def test_what_an_earlier_demonstration_left_is_cancelled_and_nobody_elses_case_is_touched() -> None:
    engine = Cases(k1="DEMO-1", k2="DEMO-2")
    clear_leftovers(cast(EngineClient, engine))
    assert engine.numbers == {}
    busy = Cases(k1="DEMO-1", k3="B-17/2026")
    with pytest.raises(AlurError, match=r"Other cases are running \(B-17/2026\)") as failure:
        clear_leftovers(cast(EngineClient, busy))
    assert failure.value.exit_code is Exit.FINDING
    assert busy.numbers == {"k3": "B-17/2026"}


def test_the_demonstration_leaves_clusters_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALUR_HOME", str(tmp_path))
    monkeypatch.setenv("ALUR_ENGINE_REST_URL", "https://camunda.kantor.example")
    with pytest.raises(AlurError, match="embedded engine alone") as failure:
        perform()
    assert failure.value.exit_code is Exit.USAGE
    assert list(tmp_path.iterdir()) == []
