"""Jobs, and who can have them."""

from __future__ import annotations

import heapq
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from deploy.engine.core import events as e
from deploy.engine.core.applying.case_of import case_of
from deploy.engine.core.entities import BACKING_OFF, ERROR_THROWN, FAILED, TAKEN, WAITING, Job
from deploy.engine.core.state import JOB_BACKOFF, JOB_DEADLINE, State


def _offer(state: State, job: Job) -> None:
    job.state = WAITING
    job.deadline = 0
    job.worker = ""
    state.waiting_jobs.setdefault(job.type, OrderedDict())[job.key] = None


def _withdraw(state: State, job: Job) -> None:
    if job.state == WAITING:
        waiting = state.waiting_jobs.get(job.type)
        if waiting is not None:
            waiting.pop(job.key, None)
            if not waiting:
                del state.waiting_jobs[job.type]


def _job_created(state: State, event: e.JobCreated, _now: int) -> None:
    case = case_of(state, event.key)
    case.last_key = event.key
    job = Job(*event)
    case.jobs[event.key] = job
    _offer(state, job)
    if event.kind == "TASK_LISTENER":
        case.tasks[case.elements[event.element_instance].task].job = event.key
    else:
        case.elements[event.element_instance].job = event.key


def _job_activated(state: State, event: e.JobActivated, _now: int) -> None:
    job = case_of(state, event.key).jobs[event.key]
    _withdraw(state, job)
    job.state = TAKEN
    job.worker = event.worker
    job.deadline = event.deadline
    heapq.heappush(state.due, (event.deadline, event.key, JOB_DEADLINE))


def _end_job(state: State, key: int, *, completed: bool) -> None:
    case = case_of(state, key)
    job = case.jobs.pop(key)
    _withdraw(state, job)
    element = case.elements.get(job.element_instance)
    if element is None:
        return
    if job.kind == "TASK_LISTENER":
        task = case.tasks.get(element.task)
        if task is not None and task.job == key:
            task.job = 0
            if completed:
                task.listener += 1
        return
    if element.job == key:
        element.job = 0
    if job.kind == "EXECUTION_LISTENER" and completed:
        element.listener = job.index + 1


def _job_completed(state: State, event: e.JobCompleted, _now: int) -> None:
    _end_job(state, event.key, completed=True)


def _job_cancelled(state: State, event: e.JobCancelled, _now: int) -> None:
    _end_job(state, event.key, completed=False)


def _job_failed(state: State, event: e.JobFailed, _now: int) -> None:
    job = case_of(state, event.key).jobs[event.key]
    _withdraw(state, job)
    job.retries = event.retries
    if event.retries <= 0:
        job.state = FAILED
        job.deadline = 0
    elif event.retry_at:
        job.state = BACKING_OFF
        job.deadline = event.retry_at
        heapq.heappush(state.due, (event.retry_at, event.key, JOB_BACKOFF))
    else:
        _offer(state, job)


def _job_error_thrown(state: State, event: e.JobErrorThrown, _now: int) -> None:
    if event.caught:
        _end_job(state, event.key, completed=False)
        return
    job = case_of(state, event.key).jobs[event.key]
    _withdraw(state, job)
    job.state = ERROR_THROWN
    job.deadline = 0


def _job_withheld(state: State, event: e.JobWithheld, _now: int) -> None:
    job = case_of(state, event.key).jobs[event.key]
    _withdraw(state, job)
    job.state = FAILED
    job.deadline = 0


def _job_returned(state: State, event: e.JobReturned, _now: int) -> None:
    job = case_of(state, event.key).jobs[event.key]
    _offer(state, job)


def _job_updated(state: State, event: e.JobUpdated, _now: int) -> None:
    job = case_of(state, event.key).jobs[event.key]
    job.retries = event.retries
    if job.state == TAKEN and event.deadline != job.deadline:
        job.deadline = event.deadline
        heapq.heappush(state.due, (event.deadline, event.key, JOB_DEADLINE))


APPLY: dict[type[Any], Callable[[State, Any, int], None]] = {
    e.JobCreated: _job_created,
    e.JobActivated: _job_activated,
    e.JobCompleted: _job_completed,
    e.JobFailed: _job_failed,
    e.JobErrorThrown: _job_error_thrown,
    e.JobWithheld: _job_withheld,
    e.JobReturned: _job_returned,
    e.JobUpdated: _job_updated,
    e.JobCancelled: _job_cancelled,
}
