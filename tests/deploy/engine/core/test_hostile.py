"""What nobody should do to an engine, and what it does then."""

from __future__ import annotations

import itertools
import json
import time
from typing import Any

import pytest

from deploy.engine.core import commands as c
from deploy.engine.core import events as e
from deploy.engine.core import step as limits
from tests.deploy.engine.core.drawing import (
    call,
    catch,
    declared_message,
    declared_signal,
    end,
    exclusive,
    loop,
    manual,
    message,
    signal,
    start,
    sub,
    throw,
)
from tests.deploy.engine.core.play import Play, bpmn, flows, mapping, service

LINE = start() + "{}" + end() + flows("start>a", "a>end")


def test_a_loop_that_a_job_could_leave_but_does_not_stops_with_an_incident(monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal that calls itself again and again stops with an incident; resolved, it goes on as far again. [seen]"""
    monkeypatch.setattr(limits, "MAX_IN_STEP", 200)
    play = Play()
    s = declared_signal("s")
    play.deploy(bpmn(start(inner=signal("s")) + end("end", signal("s")) + flows("start>end"), outside=s))
    play.ok(c.BroadcastSignal("s"))
    (stuck,) = [root for root, _ in play.state.unpacked()]
    assert play.incidents(stuck) == ["UNKNOWN"]
    play.check()
    play.resolve(stuck)
    assert play.state.active_cases() == 1
    play.deploy(bpmn(LINE.format(service("a")), "q"))
    play.start("q")
    assert play.take("a"), "the engine goes on"
    play.check()


def test_what_is_entered_too_often_in_a_scope_waits_for_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """More elements of one scope in one step than allowed: an incident, from which it can go on. [seen]"""
    monkeypatch.setattr(limits, "MAX_ENTERED", 5)
    play = Play()
    names = [f"t{n}" for n in range(12)]
    ways = flows("start>t0", *(f"{a}>{b}" for a, b in itertools.pairwise(names)))
    play.deploy(bpmn(start() + "".join(manual(name) for name in names) + ways))
    key = play.start()
    assert play.active(key) == ["t4"]
    while not play.ended(key):
        assert play.incidents(key) == ["UNKNOWN"]
        play.resolve(key)
    assert play.passed("t11") == 1
    play.check()


def test_items_of_a_loop_are_no_endless_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """A multi-instance activity may have more items than a scope may enter elements. [seen]"""
    monkeypatch.setattr(limits, "MAX_ENTERED", 5)
    play = Play()
    play.deploy(bpmn(LINE.format(manual("a", inner=loop()))))
    assert play.ended(play.start(items=list(range(100))))
    play.check()


def test_deep_nesting_and_deep_calls() -> None:
    """Twenty nested sub-processes in a hundred processes that call each other: started, ended, cancelled. [seen]"""
    own = call("k", "p", extra=mapping({"n": "=n - 1"}))
    inner = exclusive("x", "x_stop") + own + service("stop") + flows("x>k:=n > 0", "x>stop")
    body = start("i19") + inner + flows("i19>x")
    for n in reversed(range(19)):
        body = start(f"i{n}") + sub(f"s{n + 1}", body) + flows(f"i{n}>s{n + 1}")
    play = Play()
    play.deploy(bpmn(body))
    key = play.start(n=99)
    (job,) = play.take("stop")
    case = play.state.case(key)
    assert case is not None
    assert len(case.instances) == 100
    play.check()
    play.ok(c.CancelInstance(key))
    assert play.ended(key)
    key = play.start(n=99)
    (job,) = play.take("stop")
    play.ok(c.CompleteJob(job.key))
    assert play.ended(key)
    key = play.start(n=150)
    assert play.incidents(key) == ["CALLED_ELEMENT_ERROR"]
    play.check()


def _seconds(items: int) -> float:
    play = Play()
    task = service("a", inner=loop(results="out", result="=r"))
    play.deploy(bpmn(LINE.format(task)))
    begin = time.perf_counter()
    key = play.start(items=list(range(items)))
    for job in play.ok(c.ActivateJobs("a", "w", 1000, items, ("item",))).jobs:
        play.ok(c.CompleteJob(job.key, {"r": 1}))
    spent = time.perf_counter() - begin
    assert play.ended(key)
    assert play.result(key)["out"] == [1] * items
    return spent


def test_a_loop_of_ten_thousand_takes_linear_time() -> None:
    """Ten times as many items take about ten times as long, not a hundred times. [seen]"""
    small = min(_seconds(1_000) for _ in range(2))
    assert _seconds(10_000) < small * 40


@pytest.mark.parametrize(
    "value",
    [
        "x" * 400_000,
        list(range(100_000)),
        {f"k{n}": n for n in range(20_000)},
        "\ud800 lone \udfff",
        "emoji \U0001f600 \u0000 null",
        10**300,
        -0.0,
        1e-300,
        0.1,
        2**63,
        [[]],
        {"": {"": None}},
        {"a.b": {"with space": {"-": 1}}},
    ],
    ids=lambda value: str(value)[:12].encode("ascii", "replace").decode(),
)
def test_values_come_back_as_they_went_in(value: Any) -> None:
    """Large and odd values survive events, snapshot and an expression that passes them on. [seen]"""
    play = Play()
    play.deploy(bpmn(LINE.format(service("a", extra=mapping({"copy": "=x"})))))
    key = play.start(x=value)
    (job,) = play.take("a")
    assert json.dumps(job.variables["x"]) == json.dumps(value)
    assert job.variables["copy"] == value
    for event in play.events:
        text = json.dumps(e.encode(event)).encode("ascii")
        assert e.decode(json.loads(text)) == event
    play.check()
    play.ok(c.CompleteJob(job.key))
    assert play.ended(key)
    play.check()


def test_deeply_nested_json() -> None:
    """A hundred lists in each other are a value like any other. [seen]"""
    value: Any = 1
    for _ in range(100):
        value = [value, {"a": value}] if _ % 25 == 0 else [value]
    play = Play()
    play.deploy(bpmn(LINE.format(service("a", extra=mapping({"copy": "=x", "n": "=count(x)"})))))
    play.start(x=value)
    assert play.take("a")[0].variables["copy"] == value
    play.check()


@pytest.mark.parametrize("name", ["a.b", "", "with space", "ünïcode", "1", "null", "\ud800", "a\x00b", "x" * 5000])
def test_odd_names_of_variables(name: str) -> None:
    """Names that FEEL cannot say are kept and handed on. [variables]"""
    play = Play()
    play.deploy(bpmn(LINE.format(service("a"))))
    key = play.ok(c.CreateInstance("p", variables={name: 1})).key
    (job,) = play.take("a")
    assert job.variables == {name: 1}
    play.ok(c.CompleteJob(job.key, {name: 2}))
    assert play.result(key) == {name: 2}
    play.check()


@pytest.mark.parametrize("key", ["\x00", "a\x00b", "\ud800", "x" * 40_000, "1"])
def test_odd_correlation_keys(key: str) -> None:
    """Any text is a correlation key; name and key are not mixed up. [messages]"""
    play = Play()
    play.deploy(bpmn(LINE.format(catch("a", message("m"))), outside=declared_message("m")))
    case = play.start(k=key)
    play.publish("m\x00" + key, "")
    assert not play.ended(case)
    play.publish("m", key, ttl=10)
    assert play.ended(case)
    play.check()


def test_keys_that_are_none_are_not_found() -> None:
    """A key that nothing has is refused, whatever number it is. [gateway]"""
    play = Play()
    for key in (0, -1, 1, 2**51, 2**52, 2**63 - 1, -(2**63)):
        for command in (c.CancelInstance(key), c.CompleteJob(key), c.FailJob(key, 1), c.ThrowJobError(key, ""),
                        c.UpdateJob(key, 1), c.ResolveIncident(key), c.ResolveIncidents(key), c.AssignTask(key, ""),
                        c.UpdateTask(key, {}), c.CompleteTask(key), c.SetVariables(key, {}), c.ModifyInstance(key),
                        c.MigrateInstance(key, 1, ()), c.DeleteResource(key)):  # fmt: skip
            assert play.refused(command).reason.value == "NOT_FOUND", command
        play.ok(c.YieldJob(key, 0))
    assert not play.events
    play.check()


def test_more_keys_than_a_block_has() -> None:
    """A case that uses up its block of keys goes on with another one, and gives it back. [seen]"""
    play = Play()
    play.deploy(bpmn(LINE.format(service("a", inner=loop()))))
    key = play.start(items=[1, 2, 3])
    case = play.state.case(key)
    assert case is not None
    step_over = (case.last_key | ((1 << 20) - 1)) - 1
    play.log.clear()
    case.last_key = step_over
    for job in play.take("a"):
        play.ok(c.FailJob(job.key, 0))
    assert len(play.incidents(key)) == 3
    assert play.state.aliases
    for incident in list(case.incidents):
        (job_key,) = {i.job for i in case.incidents.values() if i.key == incident}
        play.ok(c.UpdateJob(job_key, retries=1))
        play.ok(c.ResolveIncident(incident))
    for job in play.take("a"):
        play.ok(c.CompleteJob(job.key))
    assert play.ended(key)
    assert not play.state.aliases


def test_a_storm_of_throw_events() -> None:
    """A thousand cases that wait for one signal all go on. [signals]"""
    play = Play()
    s = declared_signal("s")
    thrower = bpmn(start() + throw("t", signal("s")) + end() + flows("start>t", "t>end"), "q", outside=s)
    play.deploy(bpmn(LINE.format(catch("a", signal("s"))), outside=s), thrower)
    for _ in range(1_000):
        play.start()
    play.start("q")
    assert play.state.active_cases() == 0
    play.check()
