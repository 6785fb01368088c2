"""What each kind of element does between its beginning and its end.

`prepare` evaluates everything and may raise a `FaultError`; `begin` only emits, and so cannot stop half way.
Source: Camunda 8 docs, "BPMN coverage" and the page of each element.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from deploy.engine.core import throwing
from deploy.engine.core.calls import Call, call, prepare_call
from deploy.engine.core.entities import ElementInstance
from deploy.engine.core.jobs import create_job, whole_number
from deploy.engine.core.step import EXTRACT, FaultError, Step
from deploy.engine.core.task_attributes import TaskAttributes, prepare_task
from deploy.engine.core.tasks import create_task
from deploy.engine.model.process import Element, EventType, JobWork, Type

_SIMPLE = frozenset(
    {
        Type.TASK,
        Type.MANUAL_TASK,
        Type.START_EVENT,
        Type.BOUNDARY_EVENT,
        Type.EXCLUSIVE_GATEWAY,
        Type.INCLUSIVE_GATEWAY,
        Type.PARALLEL_GATEWAY,
    }
)
_PASSIVE_EVENTS = (EventType.NONE, EventType.LINK, EventType.TERMINATE)
_WAITING = (Type.INTERMEDIATE_CATCH_EVENT, Type.RECEIVE_TASK)


class PreparedJob(NamedTuple):
    """A job with everything evaluated."""

    type: str
    retries: int


class PreparedScript(NamedTuple):
    """The result of a script."""

    result: dict[str, Any]


class PreparedThrow(NamedTuple):
    """The name or code of what an event throws, and who catches it."""

    code: str
    catcher: throwing.Catcher | None


Prepared = PreparedJob | PreparedScript | PreparedThrow | Call | TaskAttributes | None


def is_simple(element: Element, *, triggered: bool) -> bool:
    """Whether there is nothing to evaluate and to wait for: it may be active as soon as it is entered."""
    if element.type in _SIMPLE:
        return True
    if element.type in _WAITING:
        return triggered or _event_type(element) is EventType.LINK
    if element.type in (Type.END_EVENT, Type.INTERMEDIATE_THROW_EVENT):
        return element.job is None and _event_type(element) in _PASSIVE_EVENTS
    return False


def prepare(step: Step, instance: ElementInstance, element: Element) -> Prepared:
    """Evaluates what the work needs. Raises `FaultError`."""
    if element.user_task is not None:
        return prepare_task(step, instance, element.user_task)
    if element.job is not None:
        return prepare_job(step, instance, element.job)
    if element.script is not None:
        variables = step.visible(instance.key)
        value = step.value(element.script.expression, variables, EXTRACT, "the script")
        return PreparedScript({element.script.result_variable: value})
    if element.called is not None:
        return prepare_call(step, instance, element.called)
    if element.type in (Type.END_EVENT, Type.INTERMEDIATE_THROW_EVENT) and _event_type(element) in _CODES:
        return _prepare_throw(step, instance, element)
    return None


_CODES = (EventType.ERROR, EventType.ESCALATION, EventType.SIGNAL)


def prepare_job(step: Step, instance: ElementInstance, job: JobWork) -> PreparedJob:
    """Type and retries of a job. Raises `FaultError`."""
    variables = step.visible(instance.key)
    type_ = step.text(job.type, variables, "the job type")
    retries = step.value(job.retries, variables, EXTRACT, "the retries")
    return PreparedJob(type_, whole_number(retries, "the retries"))


def _prepare_throw(step: Step, instance: ElementInstance, element: Element) -> PreparedThrow:
    event = element.event
    assert event is not None  # noqa: S101 - asked before
    variables = step.visible(instance.key)
    if event.type is EventType.SIGNAL:
        assert event.name is not None  # noqa: S101 - checked at deployment
        return PreparedThrow(step.text(event.name, variables, "the signal name"), None)
    assert event.code is not None  # noqa: S101 - checked at deployment
    code = step.text(event.code, variables, "the code")
    catcher = throwing.find_catcher(step, instance, event.type, code)
    if catcher is None and event.type is EventType.ERROR:
        raise FaultError(
            "UNHANDLED_ERROR_EVENT",
            f"Expected to throw an error event with the code {code!r}, but it was not caught. "
            "No error events are available in the scope.",
        )
    return PreparedThrow(code, catcher)


def _event_type(element: Element) -> EventType:
    return element.event.type if element.event is not None else EventType.NONE


# --- begin -----------------------------------------------------------------------------------------------------------


def begin(
    step: Step,
    instance: ElementInstance,
    element: Element,
    prepared: Prepared,
    variables: Mapping[str, Any] | None,
) -> None:
    """The element is active: its work begins, and is over at once where there is nothing to wait for."""
    if isinstance(prepared, PreparedJob):
        create_job(step, instance, prepared.type, prepared.retries)
    elif isinstance(prepared, TaskAttributes):
        create_task(step, instance, element, prepared)
    elif isinstance(prepared, PreparedScript):
        step.life.complete(step, instance.key, prepared.result)
    elif isinstance(prepared, Call):
        call(step, instance, prepared)
    elif element.type in (Type.END_EVENT, Type.INTERMEDIATE_THROW_EVENT):
        _throw(step, instance, element, prepared)
    elif element.type in _STARTS:
        _STARTS[element.type](step, instance, element, variables)
    elif element.type is Type.EVENT_BASED_GATEWAY or (
        element.type in _WAITING and variables is None and _event_type(element) is not EventType.LINK
    ):
        return  # an event ends it
    else:
        step.life.complete(step, instance.key, variables)


def _start_scope(step: Step, instance: ElementInstance, element: Element, _variables: Mapping[str, Any] | None) -> None:
    """An embedded sub-process begins at its none start event. (instances.py begins a process.)"""
    if element.start is not None:
        step.life.enter(step, instance.key, element.start)


def _start_event_scope(
    step: Step, instance: ElementInstance, element: Element, variables: Mapping[str, Any] | None
) -> None:
    if element.start is not None:
        step.life.enter(step, instance.key, element.start, variables=variables or {})


_STARTS: dict[Type, Callable[[Step, ElementInstance, Element, Mapping[str, Any] | None], None]] = {
    Type.SUB_PROCESS: _start_scope,
    Type.EVENT_SUB_PROCESS: _start_event_scope,
}


def _throw(step: Step, instance: ElementInstance, element: Element, prepared: Prepared) -> None:
    type_ = _event_type(element)
    if type_ is EventType.TERMINATE:
        scope = step.find(instance.scope)
        if scope is not None:
            step.cut(scope.key)
            step.life.interrupt(step, scope, but=instance.key)
    elif isinstance(prepared, PreparedThrow):
        if type_ is EventType.SIGNAL:
            throwing.broadcast(step, prepared.code, dict(step.own(instance.key)))
        elif prepared.catcher is not None:
            if type_ is EventType.ERROR:
                # The catcher interrupts the scope of this very event; that ends it too.
                throwing.reach(step, prepared.catcher, dict(step.own(instance.key)))
                return
            throwing.reach(step, prepared.catcher, dict(step.own(instance.key)))
    step.life.complete(step, instance.key)
