"""Execution listeners: their order, their variables, what happens when they fail."""

from __future__ import annotations

import pytest

from deploy.engine.core import commands as c
from deploy.engine.core import events as e
from deploy.engine.core.replies import Reason
from tests.deploy.engine.core.drawing import (
    assignment,
    boundary,
    catch,
    declared_error,
    declared_escalation,
    declared_message,
    duration,
    end,
    error,
    escalation,
    exclusive,
    listeners,
    loop,
    message,
    parallel,
    schedule,
    start,
    sub,
    throw,
)
from tests.deploy.engine.core.play import Play, bpmn, flows, mapping, service, user

LINE = start() + "{}" + end() + flows("start>a", "a>end")


def test_input_mappings_come_before_start_listeners() -> None:
    """Input mappings are applied first; a start listener reads what they made. [listeners]"""
    play = Play()
    task = service("a", extra=mapping({"x": "=y + 1"}) + listeners(("start", "first")))
    play.deploy(bpmn(LINE.format(task)))
    play.start(y=1)
    assert play.job("first").variables == {"x": 2, "y": 1}
    assert play.job("a").variables["x"] == 2
    play.check()


def test_listeners_of_one_event_run_one_after_the_other() -> None:
    """Several listeners of one event run in the order of the model, each after the one before. [listeners]"""
    play = Play()
    play.deploy(bpmn(LINE.format(service("a", extra=listeners(("start", "one"), ("start", "two"))))))
    play.start()
    assert not play.take("two")
    assert not play.take("a")
    play.job("one", seen=1)
    assert not play.take("a")
    assert play.job("two").variables == {"seen": 1}
    play.job("a")
    play.check()


def test_what_a_start_listener_returns_is_local() -> None:
    """Variables of a start listener are local to the element. [listeners]"""
    play = Play()
    play.deploy(bpmn(LINE.format(service("a", extra=listeners(("start", "first"))))))
    key = play.start()
    play.job("first", x=1)
    assert play.local(key, "a") == {"x": 1}
    assert play.variables(key) == {}
    play.check()


def test_due_date_and_boundary_timer_see_what_a_start_listener_returned() -> None:
    """Start listeners run before expressions of the task and its boundary timers are evaluated. [listeners]"""
    play = Play()
    task = user("a", listeners(("start", "first")) + schedule(due="=due"))
    late = boundary("late", "a", duration("=limit"))
    play.deploy(bpmn(start() + task + late + end() + end("end2") + flows("start>a", "a>end", "late>end2")))
    key = play.start()
    assert not play.of(e.UserTaskCreated)
    play.job("first", due="2027-02-01T00:00:00Z", limit="PT1H")
    assert play.task(key).due_date == "2027-02-01T00:00:00Z"
    play.wait(3_600_000)
    assert play.ended(key)
    assert "late" in play.completed()
    play.check()


def test_a_start_listener_gives_a_catch_event_its_correlation_key() -> None:
    """Variables of a start listener define the correlation key of an intermediate message event. [listeners]"""
    play = Play()
    event = catch("a", message("m"), listeners(("start", "first")))
    play.deploy(bpmn(LINE.format(event), outside=declared_message("m")))
    key = play.start()
    play.publish("m", "7")
    play.job("first", k="7")
    play.publish("m", "7")
    assert play.ended(key)
    play.check()


def test_a_start_listener_decides_the_way_out_of_a_gateway() -> None:
    """A start listener of a gateway sets the variables that its conditions read. [listeners]"""
    play = Play()
    body = start() + exclusive("g", "g_n", listeners(("start", "ask"))) + end("y") + end("n")
    play.deploy(bpmn(body + flows("start>g", "g>y:=yes", "g>n")))
    play.start()
    play.job("ask", yes=True)
    assert play.passed("y") == 1
    play.check()


def test_end_listeners_come_after_output_mappings_and_see_local_variables() -> None:
    """End listeners run after the output mappings; they still see the element's own variables. [listeners]"""
    play = Play()
    extra = mapping({"own": "=1"}, {"out": "=got"}) + listeners(("end", "last"))
    play.deploy(bpmn(LINE.format(service("a", extra=extra))))
    key = play.start()
    play.job("a", got=5)
    assert play.variables(key) == {"out": 5}
    assert play.job("last").variables == {"own": 1, "got": 5, "out": 5}
    assert play.ended(key)
    play.check()


def test_what_an_end_listener_returns_goes_to_the_parent_scope() -> None:
    """Variables of an end listener are propagated to the parent scope, later listeners see them. [listeners]"""
    play = Play()
    extra = mapping({"own": "=1"}, {"out": "=got"}) + listeners(("end", "last"), ("end", "later"))
    play.deploy(bpmn(start() + service("a", extra=extra) + service("b") + end() + flows("start>a", "a>b", "b>end")))
    key = play.start()
    play.job("a", got=5)
    play.job("last", own=2, more=3)
    assert play.job("later").variables["more"] == 3
    assert play.variables(key) == {"out": 5, "own": 2, "more": 3}
    play.check()


def test_the_end_listener_of_a_process_runs_once_after_its_last_end_event() -> None:
    """A process' end listener runs once, after the last end event. [seen]"""
    play = Play()
    body = start() + parallel("g") + service("a") + service("b") + end("x") + end("y")
    inside = f"<bpmn:extensionElements>{listeners(('end', 'bye'))}</bpmn:extensionElements>"
    play.deploy(bpmn(body + flows("start>g", "g>a", "g>b", "a>x", "b>y"), inside=inside))
    key = play.start()
    play.job("a")
    assert not play.take("bye")
    play.job("b")
    play.job("bye", last=1)
    assert play.ended(key)
    assert play.result(key) == {"last": 1}
    play.check()


def test_the_end_listener_of_a_process_does_not_run_on_cancellation() -> None:
    """A cancelled process instance has no end listener. [seen]"""
    play = Play()
    inside = f"<bpmn:extensionElements>{listeners(('end', 'bye'))}</bpmn:extensionElements>"
    play.deploy(bpmn(LINE.format(service("a")), inside=inside))
    key = play.start()
    play.ok(c.CancelInstance(key))
    assert play.ended(key)
    assert not play.take("bye")
    play.check()


def test_the_start_listener_of_a_process_sets_its_variables() -> None:
    """A process' start listener runs before anything in it; its variables are the case's. [listeners]"""
    play = Play()
    inside = f"<bpmn:extensionElements>{listeners(('start', 'hello'))}</bpmn:extensionElements>"
    play.deploy(bpmn(LINE.format(service("a")), inside=inside))
    key = play.start()
    assert play.active(key) == []
    play.job("hello", who="me")
    assert play.variables(key) == {"who": "me"}
    assert play.active(key) == ["a"]
    play.check()


def test_a_waiting_listener_holds_the_element_and_nobody_sees_the_task() -> None:
    """While a listener's worker is away, the element waits and its task does not exist. [listeners]"""
    play = Play()
    play.deploy(bpmn(LINE.format(user("a", listeners(("start", "first")) + assignment(groups="g")))))
    key = play.start()
    play.wait(86_400_000)
    assert play.active(key) == ["a"]
    assert not play.of(e.UserTaskCreated)
    play.check()


def test_a_listener_without_retries_is_an_incident_that_needs_retries_first() -> None:
    """Retries used up give EXECUTION_LISTENER_NO_RETRIES; only the failed listener is tried again. [listeners]"""
    play = Play()
    play.deploy(bpmn(LINE.format(service("a", extra=listeners(("start", "one"), ("start", "two"))))))
    key = play.start()
    play.job("one")
    (job,) = play.take("two")
    play.ok(c.FailJob(job.key, 0, "away"))
    assert play.incidents(key) == ["EXECUTION_LISTENER_NO_RETRIES"]
    case = play.state.case(key)
    assert case is not None
    (incident,) = case.incidents
    assert play.refused(c.ResolveIncident(incident)).reason is Reason.INVALID_STATE
    play.ok(c.UpdateJob(job.key, retries=2))
    play.resolve(key)
    assert not play.take("one")
    play.job("two")
    play.job("a")
    assert play.ended(key)
    play.check()


@pytest.mark.parametrize("event", ["start", "end"])
def test_listeners_run_again_when_an_expression_of_one_failed(event: str) -> None:
    """A failed expression of a listener: once resolved, the listeners before it run again. [listeners]"""
    play = Play()
    extra = mapping({"n": "=n + 1"}, {"m": "=m + 1"}) + listeners((event, "one"), (event, "=second"))
    play.deploy(bpmn(LINE.format(service("a", extra=extra))))
    key = play.start(n=1, m=1)
    if event == "end":
        play.job("a")
    play.job("one")
    assert play.incidents(key) == ["EXTRACT_VALUE_ERROR"]
    play.check()
    play.ok(c.SetVariables(key, {"second": "two"}))
    play.resolve(key)
    play.job("one")
    play.job("two")
    if event == "start":
        play.job("a")
    assert play.ended(key)
    assert play.result(key)["m"] == 2, "mappings are not applied twice"
    play.check()


def test_a_listener_cannot_throw_a_bpmn_error() -> None:
    """Throwing a BPMN error from a listener's job is refused. [listeners]"""
    play = Play()
    play.deploy(bpmn(LINE.format(service("a", extra=listeners(("start", "one"))))))
    play.start()
    (job,) = play.take("one")
    assert play.refused(c.ThrowJobError(job.key, "E")).reason is Reason.INVALID_STATE
    play.ok(c.CompleteJob(job.key))
    play.check()


def test_a_listener_gets_the_headers_of_element_and_listener() -> None:
    """A listener's job has the element's headers and its own; its own win. [listeners]"""
    play = Play()
    own = (
        '<zeebe:executionListeners><zeebe:executionListener eventType="start" type="one"><zeebe:taskHeaders>'
        '<zeebe:header key="b" value="3" /></zeebe:taskHeaders></zeebe:executionListener></zeebe:executionListeners>'
    )
    headers = (
        '<zeebe:taskHeaders><zeebe:header key="a" value="1" /><zeebe:header key="b" value="2" /></zeebe:taskHeaders>'
    )
    play.deploy(bpmn(LINE.format(service("a", extra=headers + own))))
    play.start()
    assert play.job("one").headers == {"a": "1", "b": "3"}
    assert play.job("a").headers == {"a": "1", "b": "2"}
    play.check()


def test_no_end_listener_after_an_interrupting_escalation() -> None:
    """The end listener of an event whose escalation interrupts it does not run. [listeners]"""
    play = Play()
    inner = sub("s", start("in") + throw("t", escalation("x"), listeners(("end", "late"))) + end("out")
                + flows("in>t", "t>out"))  # fmt: skip
    body = start() + inner + boundary("b", "s", escalation("x")) + end() + end("caught")
    play.deploy(bpmn(body + flows("start>s", "s>end", "b>caught"), outside=declared_escalation("x")))
    key = play.start()
    assert play.ended(key)
    assert not play.take("late")
    assert play.passed("caught") == 1
    play.check()


def test_boundary_events_wait_for_the_start_listener() -> None:
    """Nothing is subscribed while a start listener is open. [listeners]"""
    play = Play()
    body = start() + service("a", extra=listeners(("start", "one"))) + boundary("b", "a", message("m"))
    play.deploy(bpmn(body + end() + end("caught") + flows("start>a", "a>end", "b>caught"),
                     outside=declared_message("m")))  # fmt: skip
    key = play.start(k="1")
    play.publish("m")
    play.job("one")
    assert play.active(key) == ["a"]
    play.publish("m")
    assert play.ended(key)
    play.check()


def test_boundary_events_of_a_loop_come_before_the_inner_start_listener() -> None:
    """Boundary events belong to the multi-instance body and are evaluated before inner start listeners. [seen]"""
    play = Play()
    task = service("a", extra=listeners(("start", "one")), inner=loop())
    play.deploy(bpmn(start() + task + boundary("b", "a", duration("=limit")) + end() + end("caught")
                     + flows("start>a", "a>end", "b>caught")))  # fmt: skip
    key = play.start(items=[1, 2])
    assert play.incidents(key) == ["EXTRACT_VALUE_ERROR"]
    play.ok(c.SetVariables(key, {"limit": "PT1M"}))
    play.resolve(key)
    assert len(play.take("one")) == 2
    play.wait(60_000)
    assert play.ended(key)
    play.check()


def test_an_error_boundary_does_not_catch_while_an_end_listener_runs() -> None:
    """A completing element is no longer interrupted by its boundary events. [seen]"""
    play = Play()
    body = start() + service("a", extra=listeners(("end", "last"))) + boundary("b", "a", message("m"))
    body += boundary("x", "a", error("e")) + end() + end("caught") + end("failed")
    play.deploy(bpmn(body + flows("start>a", "a>end", "b>caught", "x>failed"),
                     outside=declared_message("m") + declared_error("e")))  # fmt: skip
    key = play.start(k="1")
    play.job("a")
    play.publish("m")
    assert play.active(key) == ["a"]
    play.job("last")
    assert play.passed("end") == 1
    play.check()
