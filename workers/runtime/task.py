"""A job type with its handler, and how one job of it is run: validate, call, tell what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from workers.runtime.backoff import BackOff, Outages
from workers.runtime.broker import Job
from workers.runtime.failures import InProgress, JobFailure, NeedsPerson, Outage, ProcessError
from workers.runtime.observer import Observer
from workers.runtime.outcome import Completed, Failed, Outcome, Thrown
from workers.runtime.threads import Calls

Input = TypeVar("Input", bound=BaseModel)
Header = TypeVar("Header", bound=BaseModel)
Output = TypeVar("Output", bound=BaseModel)

# The engine takes messages up to 4 MiB; what exceeds that could never be reported and would be retried for ever.
_OUTPUT_BYTES = 3 * 1024 * 1024
_SHOWN_ERRORS = 5
_IN_PROGRESS = BackOff(first=2.0, limit=2.0)


@dataclass(frozen=True)
class JobContext:
    """What identifies the job to its handler."""

    job_key: int
    process_instance_key: int
    element_instance_key: int
    element_id: str
    process_id: str
    attempt: int
    """1 for the first try."""


@dataclass(frozen=True)
class Task(Generic[Input, Header, Output]):
    """A job type: its handler is a plain function that blocks, so it runs in a thread of `pool`."""

    job_type: str
    input: type[Input]
    header: type[Header]
    output: type[Output]
    handle: Callable[[Input, Header, JobContext], Output]
    pool: Executor
    retries: int
    """How many tries the compiled process gives it."""
    back_off: BackOff
    slots: int = 128
    """How many jobs of this type run or wait for a thread at once, however they came."""
    batch: int = 64
    """How many jobs one poll asks for."""
    job_seconds: float = 60.0


async def run(task: Task[Any, Any, Any], job: Job, observer: Observer, outages: Outages, calls: Calls) -> Outcome:
    """Run one job to its outcome; never raises except when cancelled. `outages` is the task's, for all its jobs."""
    try:
        values = _validated(task.input, job.variables, "variable")
        headers = _validated(task.header, job.headers, "header")
        context = JobContext(
            job.key,
            job.process_instance_key,
            job.element_instance_key,
            job.element_id,
            job.process_id,
            max(1, task.retries - job.retries + 1),
        )
        output = await calls.call(task.pool, task.handle, values, headers, context)
        outages.over()
        return Completed(_bounded(output.model_dump(mode="json")))
    except Exception as failure:
        if not isinstance(failure, JobFailure):
            observer.unexpected(job, failure)
        return _outcome(task, job, failure, outages)


def _outcome(task: Task[Any, Any, Any], job: Job, failure: Exception, outages: Outages) -> Outcome:
    reason = type(failure).__name__
    attempt = max(1, task.retries - job.retries + 1)
    if isinstance(failure, ProcessError):
        return Thrown(failure.code, failure.message, failure.variables)
    if isinstance(failure, NeedsPerson):
        return Failed(0, _text(failure.message, failure.remedy), 0.0, reason)
    if isinstance(failure, Outage | InProgress):
        wait = outages.seconds() if isinstance(failure, Outage) else _IN_PROGRESS.seconds(1)
        return Failed(max(1, job.retries), _text(failure.message, failure.remedy), wait, reason)
    left = max(0, job.retries - 1)
    if isinstance(failure, JobFailure):
        message = _text(failure.message, failure.remedy)
    else:
        # Its text may quote what the job is about; the log has the place.
        message = f"Unexpected {reason} in {task.job_type}. The worker's log has the place under job {job.key}."
    if left == 0:
        message = f"{message} No retries are left: remove the cause, give the job retries, resolve the incident."
    return Failed(left, message, task.back_off.seconds(attempt) if left else 0.0, reason)


def _validated(model: type[BaseModel], values: Mapping[str, Any], noun: str) -> BaseModel:
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        found = [
            f"{'.'.join(str(part) for part in item['loc'])}: {item['type']}"
            for item in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        shown = "; ".join(found[:_SHOWN_ERRORS])
        more = f" and {len(found) - _SHOWN_ERRORS} more" if len(found) > _SHOWN_ERRORS else ""
        raise NeedsPerson(
            f"Wrong {noun}s of the job: {shown}{more}.",
            "Correct them in the case, or the model that sets them and deploy it again, then retry the incident.",
        ) from None


def _bounded(variables: dict[str, Any]) -> dict[str, Any]:
    if variables and len(json.dumps(variables)) > _OUTPUT_BYTES:
        raise NeedsPerson("The result is larger than the engine takes (3 MiB).", "Shorten the letter's text.")
    return variables


def _text(message: str, remedy: str) -> str:
    return f"{message} {remedy}".strip()
