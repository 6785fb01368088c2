"""Deployments, versions, deletion, and how process instances are created."""

from __future__ import annotations

import pytest

from deploy.engine.core import commands as c
from deploy.engine.core.replies import InstanceEnded, Reason
from tests.deploy.engine.core.drawing import (
    catch,
    cycle,
    declared_message,
    declared_signal,
    duration,
    end,
    event_sub,
    loop,
    message,
    parallel,
    race,
    signal,
    start,
    sub,
)
from tests.deploy.engine.core.play import Play, bpmn, flows, mapping, service, user

LINE = start() + service("a") + end() + flows("start>a", "a>end")
FORM = b'{"id": "f", "type": "default", "components": []}'
M = declared_message("m")


def test_the_same_bytes_again_make_no_new_version() -> None:
    """What did not change keeps its key and version. [gateway]"""
    play = Play()
    first, again = play.deploy(bpmn(LINE)), play.deploy(bpmn(LINE))
    assert first.processes == again.processes
    assert play.deploy(bpmn(LINE + "<!-- -->")).processes[0].version == 2
    assert play.deploy(bpmn(LINE)).processes[0].version == 3, "not the newest any more"
    play.check()


def test_one_changed_file_renews_its_whole_deployment() -> None:
    """When one file of a deployment changed, all get a new version: bindings find each other. [seen]"""
    play = Play()
    play.ok(c.Deploy((("p.bpmn", bpmn(LINE)), ("f.form", FORM))))
    answer = play.ok(c.Deploy((("p.bpmn", bpmn(LINE)), ("f.form", FORM + b"\n"))))
    assert (answer.processes[0].version, answer.forms[0].version) == (2, 2)
    play.check()


@pytest.mark.parametrize("bad", [("q.bpmn", b"<no"), ("q.dmn", b"x"), ("f.form", b"{}"), ("q.bpmn", bpmn(LINE))])
def test_a_deployment_is_all_or_nothing(bad: tuple[str, bytes]) -> None:
    """One file that is refused, or a repeated id, refuses the whole deployment. [gateway]"""
    play = Play()
    refusal = play.refused(c.Deploy((("p.bpmn", bpmn(LINE)), bad)))
    assert refusal.reason is Reason.INVALID_ARGUMENT
    assert bad[0] in refusal.message
    assert not play.state.definitions
    assert play.refused(c.Deploy(())).reason is Reason.INVALID_ARGUMENT
    play.check()


def test_running_cases_keep_their_version() -> None:
    """A new version is for new instances; running ones go on by theirs. [processes]"""
    play = Play()
    play.deploy(bpmn(LINE))
    old = play.start()
    play.deploy(bpmn(start() + user("t") + end() + flows("start>t", "t>end")))
    new = play.start()
    play.job("a")
    assert play.ended(old)
    assert play.active(new) == ["t"]
    play.check()


def test_several_processes_in_one_file() -> None:
    """Each executable process of a file is deployed. [gateway]"""
    file = bpmn(LINE).replace(b"</bpmn:definitions>", bpmn(LINE, "q").partition(b"<bpmn:process")[2].join(
        (b"<bpmn:process", b"")))  # fmt: skip
    for name in ("start", "a", "end", "start_a", "a_end"):
        head, _, tail = file.rpartition(b'id="q"')
        file = head + b'id="q"' + tail.replace(f'"{name}"'.encode(), f'"q{name}"'.encode())
    play = Play()
    assert [p.process_id for p in play.deploy(file).processes] == ["p", "q"]
    play.start("q")
    play.check()


def test_a_deleted_definition_starts_nothing_more() -> None:
    """The version before is the newest again; version numbers are not given twice. [resource deletion]"""
    play = Play()
    first = play.deploy(bpmn(LINE)).processes[0].key
    second = play.deploy(bpmn(LINE + "<!-- -->")).processes[0].key
    play.ok(c.DeleteResource(second))
    assert play.refused(c.CreateInstance(definition_key=second)).reason is Reason.NOT_FOUND
    assert play.refused(c.CreateInstance("p", 2)).reason is Reason.NOT_FOUND
    answer = play.ok(c.CreateInstance("p"))
    assert answer.definition_key == first
    play.ok(c.CancelInstance(answer.key))
    assert play.deploy(bpmn(LINE + "<!-- 3 -->")).processes[0].version == 3
    assert play.refused(c.DeleteResource(second)).reason is Reason.NOT_FOUND
    play.check()


def test_start_events_of_the_version_before_wait_again() -> None:
    """After a deletion, timer, message and signal start events of the version before are active. [resource deletion]"""
    play = Play()
    body = start("s1", message("m")) + start("s2", cycle("R1/PT1H")) + start("s3", signal("s")) + service("w")
    play.deploy(bpmn(body + flows("s1>w", "s2>w", "s3>w"), outside=declared_message("m", key="")
                     + declared_signal("s")))  # fmt: skip
    newest = play.deploy(bpmn(LINE)).processes[0].key
    play.publish("m")
    assert play.state.active_cases() == 0
    play.ok(c.DeleteResource(newest))
    play.publish("m")
    play.ok(c.BroadcastSignal("s"))
    play.wait(3_600_000)
    assert play.state.active_cases() == 3
    play.check()


def test_a_definition_with_running_instances_is_not_deleted() -> None:
    """A definition that process instances run by is refused, as up to 8.8. [gateway]"""
    play = Play()
    key = play.deploy(bpmn(LINE)).processes[0].key
    case = play.start()
    assert play.refused(c.DeleteResource(key)).reason is Reason.INVALID_STATE
    play.ok(c.CancelInstance(case))
    play.ok(c.DeleteResource(key))
    play.check()


def test_a_deleted_form() -> None:
    """A form is deleted by its key; the version before is the newest again. [gateway]"""
    play = Play()
    play.ok(c.Deploy((("f.form", FORM),)))
    second = play.ok(c.Deploy((("f.form", FORM + b" "),))).forms[0]
    play.ok(c.DeleteResource(second.key))
    assert play.state.forms[play.state.newest_form["f"]].version == 1
    play.check()


# --- creating --------------------------------------------------------------------------------------------------------


def test_an_instance_is_created_by_id_version_or_key() -> None:
    """By process id (newest or a version) or by definition key. [creation]"""
    play = Play()
    first = play.deploy(bpmn(LINE)).processes[0].key
    play.deploy(bpmn(LINE + "<!-- -->"))
    assert play.ok(c.CreateInstance("p", variables={"x": 1})).version == 2
    assert play.ok(c.CreateInstance("p", 1)).version == 1
    assert play.ok(c.CreateInstance(definition_key=first)).version == 1
    for command, reason in ((c.CreateInstance("q"), Reason.NOT_FOUND), (c.CreateInstance("p", 9), Reason.NOT_FOUND),
                            (c.CreateInstance(definition_key=9), Reason.NOT_FOUND),
                            (c.CreateInstance(), Reason.INVALID_ARGUMENT)):  # fmt: skip
        assert play.refused(command).reason is reason
    play.check()


def test_a_process_without_a_none_start_event_is_not_created() -> None:
    """Only processes with a none start event can be created by a command. [gateway]"""
    play = Play()
    play.deploy(bpmn(start(inner=message("m")) + end() + flows("start>end"), outside=declared_message("m", key="")))
    assert play.refused(c.CreateInstance("p")).reason is Reason.INVALID_STATE
    play.check()


def test_the_result_is_that_of_the_root_scope() -> None:
    """Who waits for the end gets the variables of the process instance. [creation]"""
    play = Play()
    play.deploy(bpmn(LINE))
    key = play.ok(c.CreateInstance("p", variables={"x": 1}, await_result=True)).key
    play.job("a", y=2)
    assert play.notes[-1] == InstanceEnded(key, True, {"x": 1, "y": 2})
    play.check()


INNER = sub("s", start("i") + service("w") + end("o") + flows("i>w", "w>o"), mapping({"own": "=1"}))
WIDE = start() + service("a") + INNER + service("z") + end() + flows("start>a", "a>s", "s>z", "z>end")


def test_an_instance_may_begin_elsewhere() -> None:
    """Start instructions begin before elements, several at once, also the same one, also nested. [creation]"""
    play = Play()
    play.deploy(bpmn(WIDE))
    instructions = tuple(c.StartInstruction(id_) for id_ in ("a", "a", "w", "z"))
    key = play.ok(c.CreateInstance("p", start_instructions=instructions)).key
    assert sorted(play.active(key)) == ["a", "a", "s", "w", "z"]
    assert play.local(key, "s") == {}
    play.check()


@pytest.mark.parametrize("element", ["nobody", "i", "inloop", "got"])
def test_an_instance_may_not_begin_everywhere(element: str) -> None:
    """Not at start events, in loops or at events of an event-based gateway. [creation]"""
    looped = sub("l", start("li") + service("inloop") + flows("li>inloop"), inner=loop())
    body = start() + race("g") + catch("got", message("m")) + catch("t", duration("PT1H")) + INNER + looped
    play = Play()
    play.deploy(bpmn(body + flows("start>g", "g>got", "g>t", "got>s", "t>l"), outside=M))
    command = c.CreateInstance("p", start_instructions=(c.StartInstruction(element),))
    assert play.refused(command).reason is Reason.INVALID_ARGUMENT
    assert play.state.active_cases() == 0
    play.check()


def test_an_instance_may_begin_in_an_event_sub_process() -> None:
    """An event sub-process can be started as a modification can activate it. [creation]"""
    handler = event_sub("h", message("m"), service("stop") + end("hd") + flows("h_start>stop", "stop>hd"))
    play = Play()
    play.deploy(bpmn(LINE + handler, outside=M))
    key = play.ok(c.CreateInstance("p", variables={"k": "1"}, start_instructions=(c.StartInstruction("h"),))).key
    assert play.active(key) == ["h", "stop"]
    play.job("stop")
    assert play.ended(key)
    play.check()


@pytest.mark.parametrize("how", ["completed", "terminated"])
def test_an_instance_may_end_after_an_element(how: str) -> None:
    """Runtime instructions end the instance after an element has completed or was terminated. [creation]"""
    play = Play()
    body = start() + parallel("f") + service("a") + service("b") + service("z") + end()
    play.deploy(bpmn(body + flows("start>f", "f>a", "f>b", "a>z", "b>end", "z>end")))
    key = play.ok(c.CreateInstance("p", terminate_after=("a",))).key
    if how == "completed":
        play.job("a")
    else:
        play.ok(c.ModifyInstance(key, terminate_ids=("a",)))
    assert play.ended(key)
    assert [note.completed for note in play.notes if isinstance(note, InstanceEnded)] == [False]
    assert not play.take("z")
    assert not play.take("b")
    refusal = play.refused(c.CreateInstance("p", terminate_after=("nobody",)))
    assert refusal.reason is Reason.INVALID_ARGUMENT
    play.check()


def test_incidents_of_an_instance_are_resolved_together() -> None:
    """All incidents of a process instance are tried again; jobs without retries get one. [incidents]"""
    play = Play()
    body = start() + parallel("f") + service("a") + user("b", '<zeebe:priorityDefinition priority="=p" />') + end()
    play.deploy(bpmn(body + flows("start>f", "f>a", "f>b", "a>end", "b>end")))
    key = play.start(p=1000)
    (job,) = play.take("a")
    play.ok(c.FailJob(job.key, 0))
    assert sorted(play.incidents(key)) == ["EXTRACT_VALUE_ERROR", "JOB_NO_RETRIES"]
    play.ok(c.ResolveIncidents(key))
    assert play.incidents(key) == ["EXTRACT_VALUE_ERROR"], "a problem that still exists is a new incident"
    assert play.take("a")[0].retries == 1
    assert play.refused(c.ResolveIncident(key)).reason is Reason.NOT_FOUND
    assert play.refused(c.ResolveIncidents(5)).reason is Reason.NOT_FOUND
    play.ok(c.CancelInstance(key))
    play.check()
