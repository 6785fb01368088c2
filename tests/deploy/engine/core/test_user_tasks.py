"""Native user tasks: attributes, assignment, claims, changes, completion, forms."""

from __future__ import annotations

import json
from typing import Any

import pytest

from deploy.engine.core import commands as c
from deploy.engine.core import events as e
from deploy.engine.core.replies import Reason
from tests.deploy.engine.core.drawing import assignment, boundary, duration, end, form, priority, schedule, start
from tests.deploy.engine.core.play import Play, bpmn, flows, mapping, user

LINE = start() + "{}" + end() + flows("start>a", "a>end")
FORM = b'{"id": "f", "type": "default", "components": []}'


def one(extra: str = "", **variables: Any) -> tuple[Play, int]:
    play = Play()
    play.deploy(bpmn(LINE.format(user("a", extra))))
    return play, play.start(**variables)


def test_attributes_are_expressions_over_the_task_s_variables() -> None:
    """Assignee, candidates, dates and priority are FEEL, evaluated when the task is activated. [user tasks]"""
    extra = assignment("=who", "=groups", "a, b") + schedule("=due", "2027-01-20T00:00:00Z") + priority("=p + 1")
    play, key = one(extra + mapping({"p": "=70"}), who="budi", groups=["g", "h"], due="2027-02-01T00:00:00+07:00")
    task = play.task(key)
    assert (task.assignee, task.candidate_groups, task.candidate_users) == ("budi", ["g", "h"], ["a", "b"])
    assert (task.due_date, task.follow_up_date) == ("2027-02-01T00:00:00+07:00", "2027-01-20T00:00:00Z")
    assert task.priority == 71
    play.check()


def test_what_is_missing_has_its_default() -> None:
    """No assignee, no candidates, no dates, priority 50; null is as if nothing was said. [user tasks]"""
    extra = assignment("=who", "=groups") + schedule("=due")
    for play, key in (one(), one(extra)):
        task = play.task(key)
        assert (task.assignee, task.candidate_groups, task.due_date, task.priority) == ("", [], "", 50)
        play.check()


@pytest.mark.parametrize(
    "extra", [assignment("=1"), assignment(groups='="g"'), assignment(users="=[1]"), schedule('="tomorrow"'),
              schedule("=1"), priority("=101"), priority("=-1"), priority('="high"'), priority("=1.5")]
)  # fmt: skip
def test_an_attribute_of_another_kind_is_an_incident(extra: str) -> None:
    """An attribute that gives the wrong kind is an incident, and there is no task yet. [user tasks]"""
    play, key = one(extra)
    assert play.incidents(key) == ["EXTRACT_VALUE_ERROR"]
    assert not play.of(e.UserTaskCreated)
    play.check()


def test_a_task_is_claimed_once() -> None:
    """A task that somebody has is not claimed by another, but assigned where that is asked for. [user task API]"""
    play, key = one()
    task = play.task(key)
    play.ok(c.AssignTask(task.key, "budi", claim=True))
    play.ok(c.AssignTask(task.key, "budi", claim=True))
    assert play.refused(c.AssignTask(task.key, "ani", claim=True)).reason is Reason.INVALID_STATE
    assert task.assignee == "budi"
    play.ok(c.AssignTask(task.key, "ani"))
    assert task.assignee == "ani"
    play.ok(c.AssignTask(task.key, ""))
    assert task.assignee == ""
    assert play.refused(c.AssignTask(task.key, "", claim=True)).reason is Reason.INVALID_STATE
    play.check()


def test_a_completed_task_is_gone() -> None:
    """Completion merges its variables and goes on; a second one does not find the task. [user task API]"""
    play, key = one(mapping({"own": "=1"}))
    task = play.task(key)
    play.ok(c.CompleteTask(task.key, {"x": 1, "own": 2}))
    assert play.result(key) == {"x": 1}
    for command in (c.CompleteTask(task.key), c.AssignTask(task.key, "a"), c.UpdateTask(task.key, {})):
        assert play.refused(command).reason is Reason.NOT_FOUND
    play.check()


def test_output_mappings_of_a_task() -> None:
    """With output mappings only what they list leaves the task. [user tasks]"""
    play, key = one(mapping({}, {"y": "=x"}))
    play.ok(c.CompleteTask(play.task(key).key, {"x": 1, "z": 2}))
    assert play.result(key) == {"y": 1}
    play.check()


def test_changes_of_a_task() -> None:
    """Dates, candidates and priority are changed; empty clears; wrong values are refused whole. [user task API]"""
    play, key = one(schedule("2027-02-01T00:00:00Z") + assignment(groups="g"))
    task = play.task(key)
    play.ok(c.UpdateTask(task.key, {"due_date": "", "candidate_users": ["a"], "priority": 5}))
    assert (task.due_date, task.candidate_groups, task.candidate_users, task.priority) == ("", ["g"], ["a"], 5)
    for changes in ({"priority": 101}, {"due_date": "x"}, {"candidate_groups": "g"}, {"name": "x"}, {"priority": True}):
        refusal = play.refused(c.UpdateTask(task.key, {"candidate_users": ["b"], **changes}))
        assert refusal.reason is Reason.INVALID_ARGUMENT
    assert task.candidate_users == ["a"]
    play.check()


def test_the_audit_knows_action_and_person() -> None:
    """Each change says what was asked and by whom. [user task API]"""
    play, key = one()
    task = play.task(key)
    play.ok(c.AssignTask(task.key, "budi", claim=True, by="budi"))
    play.ok(c.CompleteTask(task.key, by="budi", action="approve"))
    changed, moved = play.of(e.UserTaskChanged)[-1], play.of(e.UserTaskMoved)[-1]
    assert (changed.action, changed.by) == ("claim", "budi")
    assert (moved.state, moved.action, moved.by) == ("COMPLETED", "approve", "budi")
    play.check()


def test_a_form_by_its_binding() -> None:
    """latest: the newest form; deployment: that of the process' deployment. [user tasks]"""
    for binding, version in (("latest", 2), ("deployment", 1)):
        play = Play()
        process = bpmn(LINE.format(user("a", form("f", binding))))
        play.ok(c.Deploy((("p.bpmn", process), ("f.form", FORM))))
        newer = json.dumps({**json.loads(FORM), "components": [{"type": "text"}]}).encode()
        play.ok(c.Deploy((("f.form", newer),)))
        key = play.start()
        assert play.state.forms[play.task(key).form_key].version == version
        play.check()


def test_a_form_by_its_version_tag() -> None:
    """versionTag: the newest form with that tag. [user tasks]"""
    play = Play()
    play.ok(c.Deploy((("p.bpmn", bpmn(LINE.format(user("a", form("f", "versionTag", "v1"))))),)))
    for tag in ("v1", "v2"):
        play.ok(c.Deploy((("f.form", json.dumps({**json.loads(FORM), "versionTag": tag}).encode()),)))
    assert play.state.forms[play.task(play.start()).form_key].version == 1
    play.check()


@pytest.mark.parametrize("binding", ["latest", "deployment"])
def test_a_form_that_is_not_there_is_an_incident(binding: str) -> None:
    """A linked form that is not deployed is an incident FORM_NOT_FOUND. [user tasks]"""
    play, key = one(form("f", binding))
    assert play.incidents(key) == ["FORM_NOT_FOUND"]
    if binding == "latest":
        play.ok(c.Deploy((("f.form", FORM),)))
        play.resolve(key)
        assert play.task(key).form_key
    play.check()


def test_a_custom_form_reference() -> None:
    """An external reference is kept as it is. [user tasks]"""
    play, key = one('<zeebe:formDefinition externalReference="=ref" />', ref="letter/7")
    assert play.task(key).external_reference == "letter/7"
    play.check()


def test_a_timer_ends_a_task() -> None:
    """A boundary event ends the task, which cannot be completed afterwards. [timer events]"""
    play = Play()
    body = start() + user("a") + boundary("b", "a", duration("PT1H")) + end() + end("late")
    play.deploy(bpmn(body + flows("start>a", "a>end", "b>late")))
    key = play.start()
    task = play.task(key)
    play.wait(3_600_000)
    assert play.ended(key)
    assert play.refused(c.CompleteTask(task.key)).reason is Reason.NOT_FOUND
    assert play.of(e.UserTaskMoved)[-1].state == "CANCELED"
    play.check()
