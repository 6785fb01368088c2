"""Jobs: taken, coming back, failing, updated, gone."""

from __future__ import annotations

import pytest

from deploy.engine.core import commands as c
from deploy.engine.core.replies import JobAvailable, Reason
from tests.deploy.engine.core.drawing import declared_message, end, message, start, throw
from tests.deploy.engine.core.play import Play, bpmn, flows, mapping, service

LINE = start() + "{}" + end() + flows("start>a", "a>end")


def one(element: str = "") -> tuple[Play, int]:
    play = Play()
    play.deploy(bpmn(LINE.format(element or service("a"))))
    return play, play.start(x=1, y=2)


def test_a_taken_job_comes_back_after_its_deadline() -> None:
    """An activated job is nobody else's until its time-out; then it comes back with its retries. [job workers]"""
    play, _ = one()
    (job,) = play.take("a", timeout=1000)
    assert (job.deadline, job.retries) == (play.now + 1000, 3)
    assert not play.take("a")
    play.wait(999)
    assert not play.take("a")
    play.wait(1)
    (again,) = play.take("a")
    assert (again.key, again.retries) == (job.key, 3)
    play.check()


def test_a_completed_job_is_not_found() -> None:
    """Completing a job a second time is NOT_FOUND: only one worker is the one. [job workers]"""
    play, _ = one()
    job = play.job("a")
    assert play.refused(c.CompleteJob(job.key)).reason is Reason.NOT_FOUND
    assert play.refused(c.FailJob(job.key, 1)).reason is Reason.NOT_FOUND
    assert play.refused(c.ThrowJobError(job.key, "E")).reason is Reason.NOT_FOUND
    assert play.refused(c.UpdateJob(job.key, retries=1)).reason is Reason.NOT_FOUND
    play.check()


def test_a_failed_job_with_retries_is_to_be_had_at_once() -> None:
    """With retries left and no back-off a failed job can be taken again at once. [gateway]"""
    play, key = one()
    (job,) = play.take("a")
    play.ok(c.FailJob(job.key, 1, variables={"why": "x"}))
    (again,) = play.take("a")
    assert again.retries == 1
    assert again.variables["why"] == "x"
    assert play.variables(key) == {"x": 1, "y": 2}, "variables of a failure stay in the task"
    play.check()


def test_a_back_off_delays_the_next_try() -> None:
    """A retry back-off keeps the job from being taken until it is over. [job workers]"""
    play, _ = one()
    (job,) = play.take("a")
    play.ok(c.FailJob(job.key, 2, back_off=5000))
    assert not play.take("a")
    play.wait(4999)
    assert not play.take("a")
    play.wait(1)
    assert play.take("a")
    play.check()


@pytest.mark.parametrize("retries", [0, -3])
def test_a_job_without_retries_is_an_incident(retries: int) -> None:
    """Zero or negative retries: an incident JOB_NO_RETRIES, the job rests until it is resolved. [gateway]"""
    play, key = one()
    (job,) = play.take("a")
    play.ok(c.FailJob(job.key, retries, "printer away", back_off=5000))
    assert play.incidents(key) == ["JOB_NO_RETRIES"]
    play.wait(10_000)
    assert not play.take("a")
    assert play.refused(c.CompleteJob(job.key)).reason is Reason.INVALID_STATE
    assert play.refused(c.FailJob(job.key, 1)).reason is Reason.INVALID_STATE
    assert play.refused(c.ThrowJobError(job.key, "E")).reason is Reason.INVALID_STATE
    play.ok(c.UpdateJob(job.key, retries=1))
    play.resolve(key)
    play.job("a")
    assert play.ended(key)
    play.check()


def test_which_states_take_which_reports() -> None:
    """A job that nobody has taken cannot fail; it can be completed and throw. [gateway]"""
    play, _ = one()
    (job,) = play.take("a")
    play.wait(60_000)
    assert play.refused(c.FailJob(job.key, 1)).reason is Reason.INVALID_STATE
    play.ok(c.CompleteJob(job.key))
    play.check()


def test_retries_have_to_be_positive() -> None:
    """Retries are updated to more than zero only. [gateway]"""
    play, _ = one()
    (job,) = play.take("a")
    assert play.refused(c.UpdateJob(job.key, retries=0)).reason is Reason.INVALID_ARGUMENT
    play.ok(c.UpdateJob(job.key, retries=7))
    play.wait(60_000)
    assert play.take("a")[0].retries == 7
    play.check()


def test_a_time_out_is_updated_from_now_on() -> None:
    """A new time-out counts from now, longer or shorter; only for an active job. [gateway]"""
    play, _ = one()
    (job,) = play.take("a", timeout=10_000)
    play.wait(5_000)
    play.ok(c.UpdateJob(job.key, timeout=20_000))
    play.wait(19_999)
    assert not play.take("a")
    play.wait(1)
    assert play.refused(c.UpdateJob(job.key, timeout=1)).reason is Reason.INVALID_STATE
    (job,) = play.take("a", timeout=10_000)
    play.ok(c.UpdateJob(job.key, timeout=1))
    play.wait(1)
    assert play.take("a")
    play.check()


def test_a_job_that_did_not_reach_its_worker_is_put_back() -> None:
    """A broken stream puts its job back at once, without costing a retry. [job workers]"""
    play, _ = one()
    (job,) = play.take("a")
    play.ok(c.YieldJob(job.key, job.deadline + 1))
    assert not play.take("a"), "somebody else's deadline"
    play.ok(c.YieldJob(job.key, job.deadline))
    (again,) = play.take("a")
    assert again.retries == 3
    play.check()


def test_jobs_are_given_out_in_order_and_up_to_a_number() -> None:
    """The oldest jobs first, at most as many as asked for. [job workers]"""
    play, first = one()
    second, third = play.start(), play.start()
    assert [job.process_instance_key for job in play.take("a", 2)] == [first, second]
    assert [job.process_instance_key for job in play.take("a", 2)] == [third]
    assert not play.take("a", 2)
    play.check()


def test_only_the_asked_variables_are_fetched() -> None:
    """With names only those variables come along, as the task sees them. [gateway]"""
    play, _ = one(service("a", extra=mapping({"x": "=9"})))
    answer = play.ok(c.ActivateJobs("a", "w", 1000, 1, ("x", "nothing")))
    assert answer.jobs[0].variables == {"x": 9}
    play.check()


def test_one_job_at_least_fits_whatever_its_size() -> None:
    """What does not fit into an answer waits for the next one. [seen]"""
    play, _ = one()
    play.start(big="x" * 1000)
    answer = play.ok(c.ActivateJobs("a", "w", 1000, 9, max_bytes=100))
    assert (len(answer.jobs), answer.truncated) == (1, True)
    answer = play.ok(c.ActivateJobs("a", "w", 1000, 9, max_bytes=100))
    assert (len(answer.jobs), answer.truncated) == (1, False)
    play.check()


@pytest.mark.parametrize("command", [c.ActivateJobs("", "w", 1, 1), c.ActivateJobs("a", "w", 0, 1),
                                     c.ActivateJobs("a", "w", 1, 0)])  # fmt: skip
def test_wrong_questions_for_jobs_are_refused(command: c.ActivateJobs) -> None:
    """Type, time-out and number of jobs have to be there. [gateway]"""
    play, _ = one()
    assert play.refused(command).reason is Reason.INVALID_ARGUMENT


def test_workers_hear_of_every_job_that_can_be_had() -> None:
    """New jobs and those that come back are announced. [job workers]"""
    play, _ = one()
    (job,) = play.take("a")
    play.wait(60_000)
    notes = [note for note in play.notes if isinstance(note, JobAvailable)]
    assert [(note.key, note.created) for note in notes] == [(job.key, True), (job.key, False)]
    play.check()


def test_types_and_retries_are_expressions() -> None:
    """Job type and retries are FEEL; a wrong kind is an incident at activation. [job workers]"""
    task = '<bpmn:serviceTask id="a"><bpmn:extensionElements><zeebe:taskDefinition type="=t" retries="=r" />' \
           "</bpmn:extensionElements></bpmn:serviceTask>"  # fmt: skip
    play = Play()
    play.deploy(bpmn(LINE.format(task)))
    key = play.start(r=5)
    assert play.incidents(key) == ["EXTRACT_VALUE_ERROR"]
    play.ok(c.SetVariables(key, {"t": "print"}))
    play.resolve(key)
    assert play.take("print")[0].retries == 5
    play.check()


@pytest.mark.parametrize("tag", ["sendTask", "businessRuleTask", "scriptTask"])
def test_other_tasks_by_job(tag: str) -> None:
    """Send, business rule and script tasks with a job type are jobs. [job workers]"""
    play, key = one(service("a").replace("serviceTask", tag))
    play.job("a")
    assert play.ended(key)
    play.check()


def test_message_throw_and_end_events_are_jobs() -> None:
    """Message throw and end events are jobs and publish nothing by themselves. [message events]"""
    job = '<zeebe:taskDefinition type="{}" />'
    play = Play()
    body = start() + throw("a", message("m"), job.format("send")) + end("end", message("m"), job.format("last"))
    play.deploy(bpmn(body + flows("start>a", "a>end"), outside=declared_message("m")))
    key = play.start()
    play.job("send", x=1)
    play.job("last")
    assert play.result(key) == {"x": 1}
    play.check()


def test_tags_reach_the_jobs() -> None:
    """Tags of a process instance are on its jobs and those of what it calls. [creation]"""
    play, _ = one()
    play.take("a")
    play.ok(c.CreateInstance("p", tags=("priority:high",)))
    assert play.take("a")[0].tags == ("priority:high",)
    play.check()


def test_a_job_that_no_worker_can_receive_is_an_incident_and_holds_up_no_other() -> None:
    """Variables above the message limit: incident MESSAGE_SIZE_EXCEEDED; smaller ones and a resolution mend it."""
    play, large = one()
    play.ok(c.SetVariables(large, {"x": "a" * 4_000_000}))
    small = play.start(x=1)
    (job,) = play.take("a")
    assert job.process_instance_key == small
    assert play.incidents(large) == ["MESSAGE_SIZE_EXCEEDED"]
    assert not play.take("a")
    case = play.state.case(large)
    assert case is not None
    (incident,) = case.incidents
    play.ok(c.SetVariables(large, {"x": 1}))
    play.ok(c.ResolveIncident(incident))
    (mended,) = play.take("a")
    assert mended.retries == 3
    play.check()
