"""Listeners of user tasks: before each transition, denying it, correcting the task."""

from __future__ import annotations

from typing import Any

import pytest

from deploy.engine.core import commands as c
from deploy.engine.core import events as e
from deploy.engine.core.replies import Done, Pending, Reason, Rejection, TransitionEnded
from tests.deploy.engine.core.drawing import assignment, boundary, duration, end, schedule, start, task_listeners
from tests.deploy.engine.core.play import Play, bpmn, flows, user


def playing(*pairs: tuple[str, str], extra: str = "", **variables: Any) -> tuple[Play, int]:
    play = Play()
    play.deploy(bpmn(start() + user("a", task_listeners(*pairs) + extra) + end() + flows("start>a", "a>end")))
    return play, play.start(**variables)


def answers(play: Play) -> list[Done | Rejection]:
    return [note.answer for note in play.notes if isinstance(note, TransitionEnded)]


def test_creating_comes_before_the_task_is_there() -> None:
    """A creating listener runs before the task can be worked on. [task listeners]"""
    play, key = playing(("creating", "new"))
    task = play.task(key)
    assert task.state == "CREATING"
    assert play.refused(c.CompleteTask(task.key)).reason is Reason.INVALID_STATE
    play.job("new")
    assert task.state == "CREATED"
    play.check()


def test_an_assignee_of_the_process_is_assigned_after_creating() -> None:
    """A task with an assignee in the process asks its assigning listeners after it was created. [task listeners]"""
    play, key = playing(("creating", "new"), ("assigning", "to"), extra=assignment("budi"))
    (job,) = play.take("new")
    assert job.user_task is not None
    assert job.user_task["assignee"] == "budi"
    play.ok(c.CompleteJob(job.key))
    assert play.task(key).assignee == ""
    assert play.job("to").user_task["assignee"] == "budi"  # type: ignore[index]
    assert play.task(key).assignee == "budi"
    play.check()


def test_a_completion_waits_for_its_listeners() -> None:
    """The answer to a completion comes when the completing listeners are through. [task listeners]"""
    play, key = playing(("completing", "check"), ("completing", "check2"))
    task = play.task(key)
    assert play.ok(c.CompleteTask(task.key, {"x": 1})) == Pending(task.key)
    assert play.refused(c.AssignTask(task.key, "budi")).reason is Reason.INVALID_STATE
    play.job("check")
    assert answers(play) == []
    play.job("check2")
    assert answers(play) == [Done()]
    assert play.ended(key)
    assert play.result(key) == {"x": 1}
    play.check()


@pytest.mark.parametrize("event", ["assigning", "updating", "completing"])
def test_a_denied_transition_leaves_the_task_as_it_was(event: str) -> None:
    """Assigning, updating and completing can be denied; corrections made before are dropped. [task listeners]"""
    play, key = playing((event, "one"), (event, "two"))
    task = play.task(key)
    command: c.Command = {
        "assigning": c.AssignTask(task.key, "budi"),
        "updating": c.UpdateTask(task.key, {"priority": 70}),
        "completing": c.CompleteTask(task.key),
    }[event]
    play.ok(command)
    (job,) = play.take("one")
    play.ok(c.CompleteJob(job.key, result=c.JobResult(corrections={"priority": 99})))
    (job,) = play.take("two")
    play.ok(c.CompleteJob(job.key, result=c.JobResult(denied=True, denied_reason="belum lengkap")))
    (answer,) = answers(play)
    assert isinstance(answer, Rejection)
    assert answer.reason is Reason.INVALID_STATE
    assert "belum lengkap" in answer.message
    assert (task.state, task.assignee, task.priority) == ("CREATED", "", 50)
    play.ok(command)
    play.job("one")
    play.job("two")
    play.check()


@pytest.mark.parametrize("event", ["creating", "canceling"])
def test_creating_and_canceling_cannot_be_denied(event: str) -> None:
    """The creation or cancellation of a task cannot be denied. [task listeners]"""
    play, key = playing((event, "one"))
    if event == "canceling":
        play.ok(c.CancelInstance(key))
    (job,) = play.take("one")
    refusal = play.refused(c.CompleteJob(job.key, result=c.JobResult(denied=True)))
    assert refusal.reason is Reason.INVALID_ARGUMENT
    play.ok(c.CompleteJob(job.key))
    play.check()


def test_corrections_are_seen_by_later_listeners_and_applied_at_the_end() -> None:
    """Corrections reach the next listener at once and the task when the transition is through. [task listeners]"""
    play, key = playing(("assigning", "one"), ("assigning", "two"), ("assigning", "three"))
    task = play.task(key)
    play.ok(c.AssignTask(task.key, "budi"))
    (job,) = play.take("one")
    assert job.user_task is not None
    assert job.user_task["changed_attributes"] == ["assignee"]
    play.ok(c.CompleteJob(job.key, result=c.JobResult(corrections={"priority": 80, "due_date": None})))
    (job,) = play.take("two")
    assert job.user_task is not None
    assert job.user_task["priority"] == 80
    assert job.user_task["changed_attributes"] == ["assignee", "priority"]
    assert task.priority == 50
    play.ok(c.CompleteJob(job.key, result=c.JobResult(corrections={"priority": 50, "assignee": "ani"})))
    (job,) = play.take("three")
    assert job.user_task is not None
    assert job.user_task["changed_attributes"] == ["assignee"]
    assert job.user_task["assignee"] == "ani"
    play.ok(c.CompleteJob(job.key))
    assert (task.assignee, task.priority) == ("ani", 50)
    play.check()


def test_corrections_set_and_clear() -> None:
    """Empty texts and lists clear, null keeps, values set. [task listeners]"""
    extra = assignment(groups="g1,g2") + schedule("2027-02-01T00:00:00Z", "2027-01-20T00:00:00Z")
    play, key = playing(("completing", "one"), extra=extra)
    task = play.task(key)
    play.ok(c.CompleteTask(task.key))
    (job,) = play.take("one")
    result = c.JobResult(corrections={"due_date": None, "follow_up_date": "", "candidate_groups": [],
                                      "candidate_users": ["a", "b"]})  # fmt: skip
    play.ok(c.CompleteJob(job.key, result=result))
    (changed,) = play.of(e.UserTaskChanged)
    assert changed.changes == {"follow_up_date": "", "candidate_groups": [], "candidate_users": ["a", "b"]}
    play.check()


@pytest.mark.parametrize(
    "corrections", [{"priority": 101}, {"priority": "high"}, {"due_date": "tomorrow"}, {"name": "x"},
                    {"candidate_groups": "g"}]
)  # fmt: skip
def test_wrong_corrections_are_refused(corrections: dict[str, Any]) -> None:
    """A correction has to be of the attribute's kind; the job stays with its worker. [task listeners]"""
    play, key = playing(("completing", "one"))
    play.ok(c.CompleteTask(play.task(key).key))
    (job,) = play.take("one")
    refusal = play.refused(c.CompleteJob(job.key, result=c.JobResult(corrections=corrections)))
    assert refusal.reason is Reason.INVALID_ARGUMENT
    play.ok(c.CompleteJob(job.key))
    play.check()


def test_denying_and_correcting_at_once_is_refused() -> None:
    """A result with both corrections and a denial is refused. [job workers]"""
    play, key = playing(("completing", "one"))
    play.ok(c.CompleteTask(play.task(key).key))
    (job,) = play.take("one")
    result = c.JobResult(denied=True, corrections={"priority": 1})
    assert play.refused(c.CompleteJob(job.key, result=result)).reason is Reason.INVALID_ARGUMENT
    play.check()


def test_the_assignee_of_the_process_is_not_corrected_while_creating() -> None:
    """A creating listener corrects the assignee only where the process names none. [task listeners]"""
    play, key = playing(("creating", "one"), extra=assignment("budi"))
    (job,) = play.take("one")
    correction = c.JobResult(corrections={"assignee": "ani"})
    assert play.refused(c.CompleteJob(job.key, result=correction)).reason is Reason.INVALID_STATE
    play, key = playing(("creating", "one"), ("assigning", "two"))
    (job,) = play.take("one")
    play.ok(c.CompleteJob(job.key, result=correction))
    assert play.task(key).assignee == "ani"
    assert not play.take("two")
    play.check()


def test_task_listeners_cannot_return_variables_or_errors() -> None:
    """A task listener's job is refused with variables, and cannot throw BPMN errors. [task listeners]"""
    play, key = playing(("completing", "one"))
    play.ok(c.CompleteTask(play.task(key).key))
    (job,) = play.take("one")
    assert play.refused(c.CompleteJob(job.key, {"x": 1})).reason is Reason.INVALID_ARGUMENT
    assert play.refused(c.ThrowJobError(job.key, "E")).reason is Reason.INVALID_STATE
    play.check()


@pytest.mark.parametrize("local", [False, True])
def test_variables_set_at_a_user_task_ask_its_updating_listeners(local: bool) -> None:
    """Setting variables at a user task's element asks its updating listeners first. [task listeners]"""
    play, key = playing(("updating", "one"))
    task = play.task(key)
    command = c.SetVariables(task.element_instance, {"x": 1}, local)
    assert play.ok(command) == Pending(task.key)
    assert play.variables(key) == {}
    assert play.refused(command).reason is Reason.INVALID_STATE
    play.check()
    play.job("one")
    assert answers(play) == [Done()]
    assert (play.local(key, "a") if local else play.variables(key)) == {"x": 1}
    play.ok(c.SetVariables(key, {"y": 1}))
    assert not play.take("one"), "at another scope nobody is asked"
    play.check()


def test_canceling_listeners_run_when_a_case_or_event_ends_the_task() -> None:
    """A cancellation and an interrupting event ask canceling listeners; the end waits for them. [task listeners]"""
    play, key = playing(("canceling", "bye"))
    play.ok(c.CancelInstance(key))
    assert not play.ended(key)
    assert play.task(key).state == "CANCELING"
    play.ok(c.CancelInstance(key))
    play.job("bye")
    assert play.ended(key)
    play.check()
    play = Play()
    body = start() + user("a", task_listeners(("canceling", "bye"))) + boundary("b", "a", duration("PT1H"))
    play.deploy(bpmn(body + end() + end("late") + flows("start>a", "a>end", "b>late")))
    key = play.start()
    play.wait(3_600_000)
    assert play.active(key) == ["a"]
    play.job("bye")
    assert play.passed("late") == 1
    assert play.ended(key)
    play.check()


def test_a_transition_that_is_cancelled_is_answered() -> None:
    """Who waits for a transition of a task that is cancelled is told that it is gone. [seen]"""
    play, key = playing(("completing", "check"))
    play.ok(c.CompleteTask(play.task(key).key))
    play.ok(c.CancelInstance(key))
    (answer,) = answers(play)
    assert isinstance(answer, Rejection)
    assert answer.reason is Reason.NOT_FOUND
    assert not play.take("check")
    play.check()


def test_a_listener_job_without_retries_is_an_incident() -> None:
    """Retries used up give TASK_LISTENER_NO_RETRIES; then only that listener runs again. [task listeners]"""
    play, key = playing(("completing", "one"), ("completing", "two"))
    play.ok(c.CompleteTask(play.task(key).key, {"x": 1}))
    play.job("one")
    (job,) = play.take("two")
    play.ok(c.FailJob(job.key, 0))
    assert play.incidents(key) == ["TASK_LISTENER_NO_RETRIES"]
    play.ok(c.UpdateJob(job.key, retries=1))
    play.resolve(key)
    assert not play.take("one")
    play.job("two")
    assert play.ended(key)
    play.check()


@pytest.mark.parametrize("event", ["completing", "canceling"])
def test_a_failed_expression_of_a_listener_repeats_the_transition(event: str) -> None:
    """An expression of a listener that fails: once resolved, all listeners of the transition run. [task listeners]"""
    play, key = playing((event, "one"), (event, "=second"))
    play.ok(c.CancelInstance(key) if event == "canceling" else c.CompleteTask(play.task(key).key, {"x": 1}))
    play.job("one")
    assert play.incidents(key) == ["EXTRACT_VALUE_ERROR"]
    play.check()
    play.ok(c.SetVariables(key, {"second": "two"}))
    play.resolve(key)
    play.job("one")
    play.job("two")
    assert play.ended(key)
    play.check()
