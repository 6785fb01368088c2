"""Timers: dates, durations, cycles, start events, the clock."""

from __future__ import annotations

import pytest

from deploy.engine.core import commands as c
from deploy.engine.core.replies import Reason
from tests.deploy.engine.core.drawing import boundary, catch, cycle, date, duration, end, start
from tests.deploy.engine.core.play import START, Play, bpmn, flows, service

LINE = start() + "{}" + end() + flows("start>a", "a>end")
HOUR = 3_600_000


def one(element: str) -> Play:
    play = Play()
    play.deploy(bpmn(LINE.format(element)))
    return play


def reminding(definition: str, *, cancel: bool = False) -> tuple[Play, int]:
    play = Play()
    body = start() + service("a") + boundary("b", "a", definition, cancel=cancel) + end() + end("e")
    play.deploy(bpmn(body + flows("start>a", "a>end", "b>e")))
    return play, play.start()


def test_a_duration_is_waited_for() -> None:
    """A catch event with a duration goes on when it is over, never earlier. [timer events]"""
    play = one(catch("a", duration("PT1H")))
    key = play.start()
    play.wait(HOUR - 1)
    assert play.active(key) == ["a"]
    play.wait(1)
    assert play.ended(key)
    play.check()


@pytest.mark.parametrize(
    "definition", [date("2020-01-01T00:00:00Z"), date("=date and time(d)"), duration("PT0S"), duration("-PT1H"),
                   duration("=duration(n)")]
)  # fmt: skip
def test_what_is_past_fires_at_once(definition: str) -> None:
    """A date in the past, a duration of zero or less: the timer fires immediately. [timer events]"""
    play = one(catch("a", definition))
    key = play.start(d="2020-01-01T00:00:00Z", n="-PT1S")
    play.wait(0)
    assert play.ended(key)
    play.check()


def test_a_date_with_a_zone_is_that_moment() -> None:
    """A date is a moment, whatever zone it is written in. [timer events]"""
    play = one(catch("a", date("2027-01-15T15:30:00+07:00")))
    key = play.start()
    play.wait(HOUR // 2 - 1)
    assert not play.ended(key)
    play.wait(1)
    assert play.ended(key)
    play.check()


@pytest.mark.parametrize("value", [None, 5, "soon", "R3/PT1S"])
def test_a_timer_that_cannot_be_read_is_an_incident(value: object) -> None:
    """A timer expression that gives no such text is an incident. [incidents]"""
    play = one(catch("a", duration("=when")))
    key = play.start(when=value)
    assert play.incidents(key) == ["EXTRACT_VALUE_ERROR"]
    play.ok(c.SetVariables(key, {"when": "PT1S"}))
    play.resolve(key)
    play.wait(1000)
    assert play.ended(key)
    play.check()


def test_an_interrupting_timer_ends_its_activity() -> None:
    """An interrupting boundary timer ends the activity and goes its way. [timer events]"""
    play, key = reminding(duration("PT1H"), cancel=True)
    play.take("a", timeout=10 * HOUR)
    play.wait(HOUR)
    assert play.ended(key)
    assert play.passed("b") == 1
    play.check()


def test_a_non_interrupting_timer_fires_once_and_leaves_its_activity() -> None:
    """A non-interrupting timer with a duration fires once; the activity goes on. [timer events]"""
    play, key = reminding(duration("PT1H"))
    play.wait(HOUR)
    play.wait(10 * HOUR)
    assert play.passed("b") == 1
    assert play.active(key) == ["a"]
    play.check()


def test_a_cycle_repeats_as_often_as_it_says() -> None:
    """`R3/PT10S` fires three times, each ten seconds after the one before. [timer events]"""
    play, key = reminding(cycle("R3/PT10S"))
    for n in range(1, 6):
        play.wait(9_999)
        play.wait(1)
        assert play.passed("b") == min(n, 3)
    assert play.active(key) == ["a"]
    play.check()


def test_a_cycle_without_number_repeats_until_its_activity_ends() -> None:
    """`R/PT10S` repeats without end, but not longer than its activity. [timer events]"""
    play, key = reminding(cycle("R/PT10S"))
    for _ in range(7):
        play.wait(10_000)
    assert play.passed("b") == 7
    play.job("a")
    assert play.ended(key)
    assert play.state.next_due() is None
    play.check()


def test_a_cycle_may_begin_at_a_moment() -> None:
    """A cycle with a start fires first then, afterwards by its interval. [timer events]"""
    play, _ = reminding(cycle("R2/2027-01-15T09:00:00Z/PT1M"))
    play.wait(HOUR - 1)
    assert play.passed("b") == 0
    play.wait(1)
    play.wait(60_000)
    play.wait(60_000)
    assert play.passed("b") == 2
    play.check()


def test_a_missed_cycle_fires_once_and_goes_on_from_now() -> None:
    """What a cycle missed while nothing ran comes once, not as often as it was missed. [maintainers]"""
    play, _ = reminding(cycle("R/PT10S"))
    play.wait(95_000)
    assert play.passed("b") == 1
    play.wait(9_999)
    assert play.passed("b") == 1
    play.wait(1)
    assert play.passed("b") == 2
    play.check()


def test_a_cycle_that_is_a_little_late_does_not_drift() -> None:
    """An interval counts from when the timer was due, not from when it fired. [timer events]"""
    play, _ = reminding(cycle("R/PT10S"))
    play.wait(12_000)
    play.wait(7_999)
    assert play.passed("b") == 1
    play.wait(1)
    assert play.passed("b") == 2
    play.check()


def test_a_cron_expression_is_a_cycle() -> None:
    """A cycle may be a cron expression, in UTC. [timer events]"""
    play, _ = reminding(cycle("0 0 9-17 * * MON-FRI"))
    play.wait(HOUR)
    assert play.passed("b") == 1
    play.wait(HOUR)
    assert play.passed("b") == 2
    play.check()


def starting(definition: str, more: str = "") -> bytes:
    return bpmn(start(inner=definition) + service("w") + flows("start>w") + more)


def test_a_timer_start_event_starts_instances() -> None:
    """A timer start event starts an instance each time; a new version takes over. [timer events]"""
    play = Play()
    play.deploy(starting(cycle("R2/PT1M")))
    play.wait(60_000)
    assert play.state.active_cases() == 1
    play.deploy(starting(cycle("R1/PT5M")))
    play.wait(60_000)
    assert play.state.active_cases() == 1
    play.wait(240_000)
    assert play.state.active_cases() == 2
    play.check()


def test_a_start_date_in_the_past_starts_once_at_deployment() -> None:
    """A timer start event whose date is past starts an instance when it is deployed. [seen]"""
    play = Play()
    play.deploy(starting(date("2020-01-01T00:00:00Z")))
    play.wait(0)
    play.wait(HOUR)
    assert play.state.active_cases() == 1
    play.check()


def test_a_start_timer_that_cannot_be_evaluated_refuses_the_whole_deployment() -> None:
    """A start timer is evaluated at deployment; when that fails, nothing is deployed. [timer events]"""
    play = Play()
    good = bpmn(start() + flows(), "q")
    command = c.Deploy((("q.bpmn", good), ("p.bpmn", starting(date('=date and time("no date")')))))
    assert play.refused(command).reason is Reason.INVALID_ARGUMENT
    assert not play.state.definitions
    play.check()


def test_late_timers_fire_after_a_restart() -> None:
    """Timers that fell due while the engine was down fire when it is back. [seen]"""
    from deploy.engine.core.snapshot import restore, whole

    play = one(catch("a", duration("PT1H")))
    key = play.start()
    packed = whole(play.state)
    again = Play(state=restore(packed.globals, [(r, p) for r, p in packed.cases if p]), now=play.now + 5 * HOUR)
    assert again.state.next_due() == START + HOUR
    again.wait(0)
    assert again.ended(key)


def test_a_pinned_clock_is_the_engine_s_time() -> None:
    """A pinned clock decides what is due, and what FEEL calls now; reset, the machine's time is back. [clock]"""
    play = one(catch("a", duration("PT1H")))
    key = play.start()
    play.ok(c.PinClock(START + HOUR))
    play.wait(0)
    assert play.ended(key)
    play.ok(c.PinClock(START))
    key = play.start()
    play.wait(10 * HOUR)
    assert not play.ended(key)
    play.ok(c.ResetClock())
    play.wait(0)
    assert play.ended(key)
    assert play.refused(c.PinClock(-1)).reason is Reason.INVALID_ARGUMENT
    play.check()


def test_only_so_many_fall_due_in_one_step() -> None:
    """A tick fires a bounded number of timers and says that there are more. [seen]"""
    play = one(catch("a", duration("PT1S")))
    for _ in range(5):
        play.start()
    play.now += 1000
    assert play.ok(c.Tick(2)).more
    assert play.state.active_cases() == 3
    play.wait(0)
    assert play.state.active_cases() == 0
    play.check()
