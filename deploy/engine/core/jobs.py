"""Jobs are made here, and cancelled with their element. See taking.py and reporting.py for what workers do."""

from __future__ import annotations

from typing import Any

from deploy.engine.core import events as e
from deploy.engine.core.entities import ElementInstance
from deploy.engine.core.step import EXTRACT, FaultError, Step, kind
from deploy.engine.model.process import Listener


def create_job(step: Step, instance: ElementInstance, type_: str, retries: int) -> None:
    """The job of an element that is active."""
    key = step.key(step.case(instance.key))
    step.emit(
        e.JobCreated(key, instance.key, instance.instance, instance.element, type_, "BPMN_ELEMENT", "", 0, retries)
    )
    step.job_available(type_, key, created=True)


def create_listener_job(step: Step, instance: ElementInstance, listener: Listener, event: str, index: int) -> None:
    """The job of a listener; `event` as in `JobCreated`. Raises `FaultError`."""
    variables = step.visible(instance.key)
    type_ = step.text(listener.type, variables, "the listener's job type")
    retries = step.value(listener.retries, variables, EXTRACT, "the listener's retries")
    kind_ = "EXECUTION_LISTENER" if event in ("START", "END") else "TASK_LISTENER"
    key = step.key(step.case(instance.key))
    step.emit(
        e.JobCreated(
            key,
            instance.key,
            instance.instance,
            instance.element,
            type_,
            kind_,
            event,
            index,
            whole_number(retries, "the listener's retries"),
        )
    )
    step.job_available(type_, key, created=True)


def whole_number(value: Any, what: str) -> int:
    """A number without fraction, also when typed as text. Raises `FaultError`."""
    if isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            pass
    elif not isinstance(value, bool) and isinstance(value, int | float) and value == int(value):
        return int(value)
    raise FaultError(EXTRACT, f"Expected {what} to be a whole number, but it was {kind(value)}.")


def cancel_job(step: Step, key: int) -> None:
    """Its element is over."""
    step.emit(e.JobCancelled(key))
