"""BPMN errors and escalations: who catches them, and what when nobody does."""

from __future__ import annotations

from deploy.engine.core import commands as c
from tests.deploy.engine.core.drawing import (
    boundary,
    call,
    declared_error,
    declared_escalation,
    end,
    error,
    escalation,
    event_sub,
    parallel,
    start,
    sub,
    throw,
)
from tests.deploy.engine.core.play import Play, bpmn, flows, mapping, service

ERRORS = declared_error("e1") + declared_error("e2")
ESCALATIONS = declared_escalation("x") + declared_escalation("y")


def throwing(play: Play, type_: str, code: str, **variables: object) -> None:
    (job,) = play.take(type_)
    play.ok(c.ThrowJobError(job.key, code, "", variables))


def test_an_error_of_a_job_goes_to_the_boundary_event_with_its_code() -> None:
    """A job's error ends the task and goes on at the boundary event with its code. [error events]"""
    play = Play()
    body = start() + service("a") + boundary("b1", "a", error("e1")) + boundary("b2", "a", error("e2"))
    play.deploy(bpmn(body + end() + end("c1") + end("c2") + flows("start>a", "a>end", "b1>c1", "b2>c2"),
                     outside=ERRORS))  # fmt: skip
    key = play.start()
    throwing(play, "a", "e2", why="late")
    assert play.completed()[-2:] == ["b2", "c2"]
    assert play.result(key) == {"why": "late"}
    play.check()


def test_the_very_code_comes_before_every_code() -> None:
    """A catch event with the code comes before one that takes all. [error events]"""
    play = Play()
    body = start() + service("a") + boundary("every", "a", error()) + boundary("one", "a", error("e1"))
    play.deploy(bpmn(body + end() + end("c1") + end("c2") + flows("start>a", "a>end", "every>c1", "one>c2"),
                     outside=ERRORS))  # fmt: skip
    play.start()
    throwing(play, "a", "e1")
    play.start()
    throwing(play, "a", "other")
    assert (play.passed("one"), play.passed("every")) == (1, 1)
    play.check()


def test_an_error_looks_outward_from_its_scope() -> None:
    """What one scope does not catch goes on to the next one out. [error events]"""
    play = Play()
    inner = sub("inner", start("i") + service("a") + end("io") + flows("i>a", "a>io"))
    outer = sub("outer", start("o") + inner + boundary("b2", "inner", error("e2")) + end("oo") + end("c2")
                + flows("o>inner", "inner>oo", "b2>c2"))  # fmt: skip
    body = start() + outer + boundary("b1", "outer", error("e1")) + end() + end("c1")
    play.deploy(bpmn(body + flows("start>outer", "outer>end", "b1>c1"), outside=ERRORS))
    key = play.start()
    throwing(play, "a", "e1")
    assert play.passed("b1") == 1
    assert play.ended(key)
    play.check()


def test_an_error_end_event_ends_its_scope() -> None:
    """An error end event throws; what runs beside it in the scope is terminated. [error events]"""
    play = Play()
    inner = sub("s", start("i") + parallel("g") + service("a") + service("b") + end("bad", error("e1")) + end("ok")
                + flows("i>g", "g>a", "g>b", "a>bad", "b>ok"))  # fmt: skip
    body = start() + inner + boundary("caught", "s", error("e1")) + end() + end("c1")
    play.deploy(bpmn(body + flows("start>s", "s>end", "caught>c1"), outside=ERRORS))
    key = play.start()
    play.job("a", n=1)
    assert not play.take("b")
    assert play.passed("caught") == 1
    assert play.passed("end") == 0
    assert play.ended(key)
    play.check()


def test_variables_of_an_error_end_event_are_those_it_maps() -> None:
    """What an error end event carries goes to the catching event. [variables]"""
    play = Play()
    inner = sub("s", start("i") + end("bad", error("e1"), mapping({"why": "=1 + 1"})) + flows("i>bad"))
    caught = boundary("caught", "s", error("e1"), extra=mapping({}, {"reason": "=why"}))
    play.deploy(bpmn(start() + inner + caught + end() + end("c1") + flows("start>s", "s>end", "caught>c1"),
                     outside=ERRORS))  # fmt: skip
    key = play.start()
    assert play.result(key) == {"reason": 2}
    play.check()


def test_an_error_end_event_that_nobody_catches_is_an_incident() -> None:
    """An error end event that nobody catches stays with an incident UNHANDLED_ERROR_EVENT. [error events]"""
    play = Play()
    play.deploy(bpmn(start() + end("bad", error("e1")) + flows("start>bad"), outside=ERRORS))
    key = play.start()
    assert play.incidents(key) == ["UNHANDLED_ERROR_EVENT"]
    play.resolve(key)
    assert play.incidents(key) == ["UNHANDLED_ERROR_EVENT"]
    play.check()


def test_an_error_of_a_job_that_nobody_catches_is_an_incident() -> None:
    """Uncaught, a job's error is an incident; resolved, the job can be taken again. [error events]"""
    play = Play()
    play.deploy(bpmn(start() + service("a") + end() + flows("start>a", "a>end")))
    key = play.start()
    throwing(play, "a", "e1")
    assert play.incidents(key) == ["UNHANDLED_ERROR_EVENT"]
    assert not play.take("a")
    play.resolve(key)
    play.job("a")
    assert play.ended(key)
    play.check()


def test_an_error_leaves_a_called_process() -> None:
    """An error of a called process is caught at the call activity; the called process ends. [error events]"""
    play = Play()
    body = start() + call("a", "q") + boundary("caught", "a", error("e1")) + end() + end("c1")
    play.deploy(
        bpmn(body + flows("start>a", "a>end", "caught>c1"), outside=ERRORS),
        bpmn(start() + service("w") + end() + flows("start>w", "w>end"), "q"),
    )
    key = play.start()
    throwing(play, "w", "e1", why=1)
    assert play.result(key) == {"why": 1}
    assert play.state.active_cases() == 0
    play.check()


def test_an_event_sub_process_catches_errors_of_its_scope() -> None:
    """An error event sub-process interrupts its scope and goes on in it. [event sub-process]"""
    play = Play()
    handler = event_sub("h", error("e1"), service("mend") + end("done") + flows("h_start>mend", "mend>done"))
    play.deploy(bpmn(start() + service("a") + end() + handler + flows("start>a", "a>end"), outside=ERRORS))
    key = play.start()
    throwing(play, "a", "e1", why="x")
    assert play.active(key) == ["h", "mend"]
    assert play.variables(key) == {"why": "x"}
    play.job("mend")
    assert play.ended(key)
    play.check()


def test_an_interrupted_scope_catches_no_second_error() -> None:
    """Only one interrupting event sub-process of a scope begins; an error inside is not its own. [event sub-process]"""
    play = Play()
    handler = event_sub("h", error(), service("mend") + end("done") + flows("h_start>mend", "mend>done"))
    play.deploy(bpmn(start() + service("a") + end() + handler + flows("start>a", "a>end")))
    key = play.start()
    throwing(play, "a", "e1")
    throwing(play, "mend", "e2")
    assert play.incidents(key) == ["UNHANDLED_ERROR_EVENT"]
    play.check()


def test_an_error_inside_an_event_sub_process_reaches_the_boundary_of_its_scope() -> None:
    """An error thrown by an event sub-process goes on outward from its scope. [error events]"""
    play = Play()
    handler = event_sub("h", error("e1"), end("again", error("e1")) + flows("h_start>again"))
    inner = sub("s", start("i") + service("a") + end("o") + handler + flows("i>a", "a>o"))
    body = start() + inner + boundary("caught", "s", error("e1")) + end() + end("c1")
    play.deploy(bpmn(body + flows("start>s", "s>end", "caught>c1"), outside=ERRORS))
    key = play.start()
    throwing(play, "a", "e1")
    assert play.passed("caught") == 1
    assert play.ended(key)
    play.check()


def test_an_error_code_may_be_an_expression() -> None:
    """The code that an event throws can be an expression. [error events]"""
    play = Play()
    inner = sub("s", start("i") + end("bad", error("dyn")) + flows("i>bad"))
    body = start() + inner + boundary("caught", "s", error("e1")) + end() + end("c1")
    play.deploy(bpmn(body + flows("start>s", "s>end", "caught>c1"), outside=ERRORS + declared_error("dyn", "=code")))
    play.start(code="e1")
    assert play.passed("caught") == 1
    key = play.start(code=1)
    assert play.incidents(key) == ["EXTRACT_VALUE_ERROR"]
    play.check()


# --- escalations -----------------------------------------------------------------------------------------------------


def escalating(catcher: str, *, inner_end: str = "") -> bytes:
    """A sub-process that escalates x and goes on to a job."""
    body = start("i") + throw("t", escalation("x")) + service("go") + end("o", inner_end)
    inner = sub("s", body + flows("i>t", "t>go", "go>o"))
    return bpmn(start() + inner + catcher + end() + end("c1") + flows("start>s", "s>end", "b>c1"), outside=ESCALATIONS)


def test_an_escalation_goes_on_where_it_was_thrown() -> None:
    """A non-interrupting catch event runs beside the one who escalated. [escalation events]"""
    play = Play()
    play.deploy(escalating(boundary("b", "s", escalation("x"), cancel=False)))
    key = play.start()
    assert play.passed("c1") == 1
    play.job("go")
    assert play.passed("end") == 1
    assert play.ended(key)
    play.check()


def test_an_interrupting_catch_ends_the_scope_that_escalated() -> None:
    """An interrupting catch event ends the scope; the thrower's flow is not taken. [escalation events]"""
    play = Play()
    play.deploy(escalating(boundary("b", "s", escalation("x"))))
    key = play.start()
    assert play.ended(key)
    assert not play.take("go")
    assert play.passed("t") == 0
    play.check()


def test_an_escalation_that_nobody_catches_is_nothing() -> None:
    """Uncaught, an escalation raises no incident and the process goes on. [escalation events]"""
    play = Play()
    play.deploy(escalating(boundary("b", "s", escalation("y"))))
    key = play.start()
    assert play.incidents(key) == []
    play.job("go")
    assert play.ended(key)
    play.check()


def test_an_escalation_is_caught_once_and_nearest() -> None:
    """It is caught by one event only, that of the nearest scope; a code before all codes. [escalation events]"""
    play = Play()
    near = event_sub("h", escalation(), end("hd") + flows("h_start>hd"), interrupting=False)
    body = start("i") + throw("t", escalation("x")) + end("o") + near + flows("i>t", "t>o")
    far = boundary("b", "s", escalation("x"), cancel=False)
    play.deploy(bpmn(start() + sub("s", body) + far + end() + end("c1") + flows("start>s", "s>end", "b>c1"),
                     outside=ESCALATIONS))  # fmt: skip
    key = play.start()
    assert (play.passed("hd"), play.passed("c1")) == (1, 0)
    assert play.ended(key)
    play.check()


def test_an_escalation_leaves_a_called_process() -> None:
    """An escalation of a called process is caught at its call activity. [escalation events]"""
    play = Play()
    body = start() + call("a", "q") + boundary("b", "a", escalation("x"), cancel=False) + end() + end("c1")
    called = start() + end("e", escalation("x")) + flows("start>e")
    play.deploy(bpmn(body + flows("start>a", "a>end", "b>c1"), outside=ESCALATIONS),
                bpmn(called, "q", outside=ESCALATIONS))  # fmt: skip
    key = play.start()
    assert (play.passed("c1"), play.passed("end")) == (1, 1)
    assert play.ended(key)
    play.check()
