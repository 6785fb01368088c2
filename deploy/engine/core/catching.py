"""What an element instance waits for: its subscriptions and timers are planned, opened, triggered and closed here.

Source: Camunda 8 docs, "Events", "Message events", "Timer events", "Event subprocess". A plan is made whole before
anything of it is opened, so that a fault leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from deploy.engine.core import events as e
from deploy.engine.core.entities import ACTIVE, Case, ElementInstance
from deploy.engine.core.step import EXTRACT, FaultError, Step, kind
from deploy.engine.model.process import Element, Event, EventType, Process, TimerKind, Type
from deploy.engine.model.timers import due_from_date, interval, parse_cycle


class Wanted(NamedTuple):
    """One thing to wait for, with everything evaluated."""

    type: EventType
    element: str
    interrupting: bool
    name: str = ""
    correlation_key: str = ""
    due: int = 0
    repetitions: int = 0


def plan(step: Step, instance: ElementInstance, element: Element, process: Process | None = None) -> list[Wanted]:
    """Everything that an element instance waits for beside its job or task. Raises `FaultError`.

    `process` is the one that the element is of, where that is not (yet) the one that the instance runs.
    """
    if not (element.boundary or element.event_sub_processes or element.event or element.type in _WAITING_TYPES):
        return []
    process = process or step.state.process(instance.instance, step.case(instance.key))
    inner_of_loop = instance.loop > 0
    wanted: list[Wanted] = []
    if element.boundary and not inner_of_loop:
        for id_ in element.boundary:
            boundary = process.elements[id_]
            # A boundary event lies outside of its activity: its correlation key does not see what is local there.
            wanted += _want(step, boundary, instance.key, instance.scope, boundary.interrupting)
    if instance.type == Type.MULTI_INSTANCE_BODY:
        return wanted
    for id_ in element.event_sub_processes:
        start = process.elements[process.elements[id_].start or ""]
        wanted += _want(step, start, instance.key, instance.key, start.interrupting)
    if element.type is Type.EVENT_BASED_GATEWAY:
        for flow in element.outgoing:
            wanted += _want(step, process.elements[flow.target], instance.key, instance.key, True)
    elif element.type in (Type.INTERMEDIATE_CATCH_EVENT, Type.RECEIVE_TASK) and instance.trigger is None:
        wanted += _want(step, element, instance.key, instance.key, True)
    return wanted


_WAITING_TYPES = (Type.EVENT_BASED_GATEWAY, Type.INTERMEDIATE_CATCH_EVENT, Type.RECEIVE_TASK)


def _want(step: Step, element: Element, scope: int, key_scope: int, interrupting: bool) -> Iterator[Wanted]:
    event = element.event
    if event is None:
        return
    if event.type is EventType.MESSAGE:
        name = message_name(step, event, step.visible(key_scope))
        yield Wanted(event.type, element.id, interrupting, name, _correlation_key(step, event, key_scope, name))
    elif event.type is EventType.SIGNAL:
        name = message_name(step, event, step.visible(scope))
        yield Wanted(event.type, element.id, interrupting, name)
    elif event.type is EventType.TIMER:
        due, repetitions = first_due(step, event, step.visible(scope))
        yield Wanted(event.type, element.id, interrupting, due=due, repetitions=repetitions)


def message_name(step: Step, event: Event, variables: Mapping[str, Any]) -> str:
    """The name of a message or signal. Raises `FaultError`."""
    assert event.name is not None  # noqa: S101 - checked at deployment
    return step.text(event.name, variables, "the name")


def _correlation_key(step: Step, event: Event, scope: int, name: str) -> str:
    assert event.correlation_key is not None  # noqa: S101 - checked at deployment
    variables = step.visible(scope)
    value = step.value(event.correlation_key, variables, EXTRACT, "the correlation key")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise FaultError(
            EXTRACT,
            f"Failed to extract the correlation key for {event.correlation_key.text!r} (message {name!r}): "
            f"the value must be either a text or a number, but was {kind(value)}.",
        )
    return value if isinstance(value, str) else str(value)


def first_due(step: Step, event: Event, variables: Mapping[str, Any]) -> tuple[int, int]:
    """When a timer fires first, and how often it does in all (-1: without end). Raises `FaultError`."""
    assert event.timer is not None  # noqa: S101 - checked at deployment
    value = step.value(event.timer, variables, EXTRACT, "the timer")
    if not isinstance(value, str):
        raise step.wrong(event.timer, variables, value, "the timer", "a date, duration or cycle", EXTRACT)
    try:
        if event.timer_kind is TimerKind.DATE:
            return due_from_date(value), 1
        if event.timer_kind is TimerKind.DURATION:
            return interval(value, step.now), 1
        cycle = parse_cycle(value)
        return cycle.first(step.now), cycle.repetitions
    except ValueError as failure:
        raise FaultError(EXTRACT, f"Invalid timer {event.timer.text!r}: {failure}") from failure


def next_due(step: Step, event: Event, variables: Mapping[str, Any], last: int) -> int:
    """When a cycle fires again after it fired at `last`. Raises `FaultError`."""
    assert event.timer is not None  # noqa: S101 - checked at deployment
    value = step.value(event.timer, variables, EXTRACT, "the timer")
    try:
        return parse_cycle(value).following(last, step.now)
    except ValueError as failure:
        raise FaultError(EXTRACT, f"Invalid timer {event.timer.text!r}: {failure}") from failure


def open_all(step: Step, instance: ElementInstance, wanted: list[Wanted]) -> None:
    """Opens what was planned."""
    case = step.case(instance.key)
    for want in wanted:
        key = step.key(case)
        if want.type is EventType.MESSAGE:
            step.emit(
                e.SubscriptionOpened(
                    key,
                    instance.key,
                    instance.instance,
                    want.element,
                    want.name,
                    want.correlation_key,
                    want.interrupting,
                )
            )
        elif want.type is EventType.SIGNAL:
            step.emit(
                e.SignalSubscriptionOpened(
                    key, instance.key, instance.instance, want.element, want.name, want.interrupting
                )
            )
        else:
            definition = case.instances[instance.instance].definition
            step.emit(
                e.TimerCreated(
                    key, instance.key, instance.instance, definition, want.element, want.due, want.repetitions
                )
            )


def close_all(step: Step, instance: ElementInstance, only: frozenset[str] | None = None) -> None:
    """Closes what an element instance waits for; with `only`, just what concerns these catching elements."""
    if not (instance.subscriptions or instance.signals or instance.timers):
        return
    case = step.case(instance.key)
    for key in list(instance.subscriptions or ()):
        if only is None or case.subscriptions[key].element in only:
            step.emit(e.SubscriptionClosed(key))
    for key in list(instance.signals or ()):
        if only is None or case.signals[key].element in only:
            step.emit(e.SignalSubscriptionClosed(key))
    for key in list(instance.timers or ()):
        if only is None or case.timers[key].element in only:
            step.emit(e.TimerCancelled(key))


def open_elements(case: Case, instance: ElementInstance) -> set[str]:
    """Ids of the catching elements that an element instance waits for."""
    return {
        *(case.subscriptions[key].element for key in instance.subscriptions or ()),
        *(case.signals[key].element for key in instance.signals or ()),
        *(case.timers[key].element for key in instance.timers or ()),
    }


def can_trigger(instance: ElementInstance) -> bool:
    """Whether an event may reach it now: it is at work, and nothing interrupts it already."""
    return instance.state == ACTIVE and instance.trigger is None


def starts_within(process: Process, element: Element) -> frozenset[str]:
    """Ids of the start events of a scope's event sub-processes."""
    return frozenset(process.elements[id_].start or "" for id_ in element.event_sub_processes)
