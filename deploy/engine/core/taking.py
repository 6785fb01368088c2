"""Jobs are given out to workers, put back, and come back when their time is over.

Source: Camunda 8 docs, "Job workers" (job queueing, time-outs, back-off, streaming).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deploy.engine.core import commands as c
from deploy.engine.core import events as e
from deploy.engine.core import tasks
from deploy.engine.core.entities import TAKEN, Case, ElementInstance, Job
from deploy.engine.core.incidents import raise_job_incident
from deploy.engine.core.replies import ActivatedJob, Done, JobsActivated, Reason
from deploy.engine.core.step import RefusedError, Step
from deploy.engine.model.expression import json_text
from deploy.engine.model.process import Element

LARGEST = 4_000_000
"""Bytes of variables that fit into one message of gRPC (4 MiB by default) beside the rest of a job."""


def activate_jobs(step: Step, command: c.ActivateJobs) -> JobsActivated:
    """Gives out waiting jobs. Raises `RefusedError`."""
    if not command.type:
        raise RefusedError(Reason.INVALID_ARGUMENT, "Expected to activate jobs with a type, but type was blank")
    if command.timeout < 1 or command.max_jobs < 1:
        raise RefusedError(
            Reason.INVALID_ARGUMENT,
            "Expected to activate jobs with a timeout and a maximum greater than zero, but got "
            f"timeout {command.timeout} and maximum {command.max_jobs}",
        )
    waiting = step.state.waiting_jobs.get(command.type)
    if not waiting:
        return JobsActivated(())
    if command.only:
        keys = [command.only] if command.only in waiting else []
    else:
        keys = [key for key, _ in zip(waiting, range(command.max_jobs), strict=False)]
    given: list[ActivatedJob] = []
    room = command.max_bytes
    for key in keys:
        case = step.case(key)
        job = case.jobs[key]
        instance = case.elements[job.element_instance]
        if command.fetch_variables:
            variables: Mapping[str, Any] = step.lookup(instance.key, command.fetch_variables)
        else:
            variables = dict(step.visible(instance.key))
        size = _size(variables)
        if size > room and given:
            return JobsActivated(tuple(given), truncated=True)
        if size > LARGEST and (exact := len(json_text(variables).encode(errors="surrogatepass"))) > LARGEST:
            _withhold(step, job, exact)
            continue
        room -= size
        deadline = step.now + command.timeout
        step.emit(e.JobActivated(key, command.worker, deadline))
        given.append(_activated(step, case, job, instance, variables))
    return JobsActivated(tuple(given))


def _withhold(step: Step, job: Job, size: int) -> None:
    """No client could receive it; others behind it are not held up (incident MESSAGE_SIZE_EXCEEDED of the APIs)."""
    step.emit(e.JobWithheld(job.key))
    raise_job_incident(
        step,
        job,
        "MESSAGE_SIZE_EXCEEDED",
        f"The variables of job '{job.key}' take {size} bytes, more than the {LARGEST} that a worker can receive. "
        "Let the worker fetch only the variables that it needs, or make them smaller, then resolve the incident.",
    )


def _size(value: Any) -> int:
    """About how many bytes a value has as JSON."""
    if isinstance(value, str):
        return len(value) * 2 + 2
    if isinstance(value, Mapping):
        return sum(len(name) + 4 + _size(item) for name, item in value.items()) + 2
    if isinstance(value, list):
        return sum(_size(item) + 1 for item in value) + 2
    return 12


def _activated(
    step: Step, case: Case, job: Job, instance: ElementInstance, variables: Mapping[str, Any]
) -> ActivatedJob:
    record = case.instances[job.instance]
    definition = step.state.definitions[record.definition]
    element = definition.process.elements[job.element]
    task = case.tasks.get(instance.task)
    return ActivatedJob(
        key=job.key,
        type=job.type,
        kind=job.kind,
        listener_event=job.listener_event,
        process_instance_key=job.instance,
        root_process_instance_key=case.root,
        process_id=definition.process.id,
        definition_version=definition.version,
        definition_key=definition.key,
        element_id=job.element,
        element_instance_key=job.element_instance,
        headers=_headers(element, job),
        worker=job.worker,
        retries=job.retries,
        deadline=job.deadline,
        variables=variables,
        user_task=tasks.attributes(task) if task is not None and job.kind == "TASK_LISTENER" else None,
        tags=tuple(record.tags),
        business_id=record.business_id,
    )


def _headers(element: Element, job: Job) -> Mapping[str, str]:
    if job.kind == "BPMN_ELEMENT":
        return element.job.headers if element.job is not None else {}
    own = element.user_task.headers if element.user_task is not None else {}
    own = element.job.headers if element.job is not None else own
    if job.kind == "TASK_LISTENER":
        listeners = tasks.listeners_of(element, job.listener_event)
    else:
        listeners = element.start_listeners if job.listener_event == "START" else element.end_listeners
    return {**own, **listeners[job.index].headers} if job.index < len(listeners) else own


def yield_job(step: Step, command: c.YieldJob) -> Done:
    """Puts a job back that did not reach its worker."""
    found = step.state.find_job(command.key)
    if found is not None and found[1].state == TAKEN and found[1].deadline == command.deadline:
        _give_back(step, found[1], "YIELDED")
    return Done()


def _give_back(step: Step, job: Job, why: str) -> None:
    step.emit(e.JobReturned(job.key, why))
    step.job_available(job.type, job.key, created=False)


def fall_due(step: Step, key: int, moment: int) -> None:
    """A taken job's time is over, or a failed one's back-off."""
    found = step.state.find_job(key)
    if found is None or found[1].deadline != moment:
        return
    _give_back(step, found[1], "TIMED_OUT" if found[1].state == TAKEN else "BACKOFF")
