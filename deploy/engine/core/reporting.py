"""What workers report of their jobs: completed, failed, a BPMN error; and what people change of them.

Source: Camunda 8 docs, "Zeebe API (gRPC)", "Orchestration Cluster REST API" (jobs), "Error events", "Incidents".
"""

from __future__ import annotations

from deploy.engine.core import commands as c
from deploy.engine.core import events as e
from deploy.engine.core import mappings, tasks, throwing
from deploy.engine.core.entities import ACTIVE, TAKEN, WAITING, Case, Job
from deploy.engine.core.incidents import raise_job_incident
from deploy.engine.core.replies import Done, Reason
from deploy.engine.core.step import RefusedError, Step
from deploy.engine.model.process import EventType

_STATE_NAMES = ("ACTIVATABLE", "ACTIVATED", "FAILED", "FAILED", "ERROR_THROWN")


def _job(step: Step, key: int, what: str, states: tuple[int, ...] | None = None) -> tuple[Case, Job]:
    found = step.state.find_job(key)
    if found is None:
        raise RefusedError(Reason.NOT_FOUND, f"Expected to {what} job with key '{key}', but no such job was found")
    if states is not None and found[1].state not in states:
        name = _STATE_NAMES[found[1].state]
        raise RefusedError(
            Reason.INVALID_STATE, f"Expected to {what} job with key '{key}', but it is in state '{name}'"
        )
    return found


def complete_job(step: Step, command: c.CompleteJob) -> Done:
    """Carries out a completion. Raises `RefusedError`."""
    case, job = _job(step, command.key, "complete", (WAITING, TAKEN))
    instance = case.elements[job.element_instance]
    if job.kind == "TASK_LISTENER":
        tasks.check_result(case.tasks[instance.task], job.listener_event, command)
        step.emit(e.JobCompleted(job.key))
        tasks.listener_completed(step, instance, command)
        return Done()
    step.emit(e.JobCompleted(job.key))
    if job.kind == "BPMN_ELEMENT":
        step.life.complete(step, instance.key, command.variables)
    elif job.listener_event == "START":
        step.set_local(instance.key, command.variables)
        step.life.activate(step, instance.key)
    else:
        step.merge(mappings.outlet(instance), command.variables)
        step.life.finish(step, instance.key)
    return Done()


def fail_job(step: Step, command: c.FailJob) -> Done:
    """Carries out a failure. Raises `RefusedError`."""
    _, job = _job(step, command.key, "fail", (TAKEN,))
    step.set_local(job.element_instance, command.variables)
    retry_at = step.now + command.back_off if command.back_off > 0 and command.retries > 0 else 0
    step.emit(e.JobFailed(job.key, max(0, command.retries), command.message, retry_at))
    if command.retries <= 0:
        type_ = {
            "EXECUTION_LISTENER": "EXECUTION_LISTENER_NO_RETRIES",
            "TASK_LISTENER": "TASK_LISTENER_NO_RETRIES",
        }.get(job.kind, "JOB_NO_RETRIES")
        raise_job_incident(step, job, type_, command.message or "No more retries left.")
    elif not retry_at:
        step.job_available(job.type, job.key, created=False)
    return Done()


def throw_error(step: Step, command: c.ThrowJobError) -> Done:
    """A BPMN error from a job. Raises `RefusedError`."""
    case, job = _job(step, command.key, "throw an error for", (WAITING, TAKEN))
    if job.kind != "BPMN_ELEMENT":
        raise RefusedError(
            Reason.INVALID_STATE,
            f"Expected to throw an error for job with key '{command.key}', but it is a job of a listener, which cannot "
            "throw BPMN errors. Fail the job instead.",
        )
    instance = case.elements[job.element_instance]
    catcher = throwing.find_catcher(step, instance, EventType.ERROR, command.code) if instance.state == ACTIVE else None
    step.emit(e.JobErrorThrown(job.key, command.code, command.message, catcher is not None))
    if catcher is None:
        step.set_local(instance.key, command.variables)
        raise_job_incident(
            step,
            job,
            "UNHANDLED_ERROR_EVENT",
            f"Expected to throw an error event with the code '{command.code}'"
            f"{f' with message {command.message!r}' if command.message else ''}, but it was not caught. "
            "No error events are available in the scope.",
        )
        return Done()
    throwing.reach(step, catcher, command.variables)
    return Done()


def update_job(step: Step, command: c.UpdateJob) -> Done:
    """New retries or a new deadline. Raises `RefusedError`."""
    _, job = _job(step, command.key, "update")
    if command.retries is not None and command.retries < 1:
        raise RefusedError(
            Reason.INVALID_ARGUMENT,
            f"Expected to update job with key '{command.key}' with a positive amount of retries, but the amount given "
            f"was '{command.retries}'",
        )
    if command.timeout is not None and job.state != TAKEN:
        raise RefusedError(
            Reason.INVALID_STATE,
            f"Expected to update the timeout of job with key '{command.key}', but it is not active",
        )
    retries = job.retries if command.retries is None else command.retries
    deadline = job.deadline if command.timeout is None else step.now + command.timeout
    step.emit(e.JobUpdated(job.key, retries, deadline))
    return Done()
