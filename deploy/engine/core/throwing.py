"""Errors, escalations and signals: who catches them.

Source: Camunda 8 docs, "Error events", "Escalation events", "Signal events". Errors and escalations look outward from
where they happen: boundary events of the activity, event sub-processes of its scope, and so on, also out of called
processes. A catch event with the very code comes before one that takes every code at the same place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from deploy.engine.core import events as e
from deploy.engine.core.catching import can_trigger
from deploy.engine.core.entities import Case, ElementInstance
from deploy.engine.core.instances import start_by_event
from deploy.engine.core.step import Step
from deploy.engine.model.process import Element, EventType, Process, Type


class Catcher(NamedTuple):
    """The element instance that is reached, and the catching element (see `lifecycle.trigger`)."""

    instance: int
    element: str


def find_catcher(step: Step, origin: ElementInstance, type_: EventType, code: str) -> Catcher | None:
    """Who catches an error or escalation that happens at `origin`."""
    case = step.case(origin.key)
    place: ElementInstance | None = origin
    while place is not None:
        process = step.state.process(place.instance, case)
        element = process.elements[place.element]
        if can_trigger(place):
            within: list[str] = []
            if place is not origin and not _is_interrupted(case, place, process):
                within = [process.elements[id_].start or "" for id_ in element.event_sub_processes]
            outside = list(element.boundary) if not place.loop else []
            for candidates in (within, outside):
                found = _matching(process, candidates, type_, code)
                if found is not None:
                    return Catcher(place.key, found.id)
        if place.scope:
            place = case.elements[place.scope]
        else:
            parent = case.instances[place.key].parent_element
            place = case.elements.get(parent) if parent else None
    return None


def _is_interrupted(case: Case, scope: ElementInstance, process: Process) -> bool:
    """Whether an interrupting event sub-process runs in a scope: then no other one of it begins any more."""
    for key in scope.children or ():
        child = process.elements[case.elements[key].element]
        if child.type is Type.EVENT_SUB_PROCESS and process.elements[child.start or ""].interrupting:
            return True
    return False


def _matching(process: Process, ids: list[str], type_: EventType, code: str) -> Element | None:
    every: Element | None = None
    for id_ in ids:
        element = process.elements[id_]
        if element.event is None or element.event.type is not type_:
            continue
        if element.event.code is None:
            every = every or element
        elif element.event.code.text == code:
            return element
    return every


def reach(step: Step, catcher: Catcher, variables: Mapping[str, Any]) -> None:
    """The catcher takes it."""
    instance = step.find(catcher.instance)
    if instance is not None and can_trigger(instance):
        step.life.trigger(step, instance, catcher.element, variables)


def broadcast(step: Step, name: str, variables: Mapping[str, Any]) -> int:
    """A signal reaches everything that waits for it now, and starts processes; returns its key."""
    key = step.global_key()
    step.emit(e.SignalBroadcast(key, name))
    for subscription_key in sorted(step.state.waiting_signals.get(name, ())):
        step.later(_signal, subscription_key, variables)
    for start in list(step.state.start_subscriptions.values()):
        if start.kind == "SIGNAL" and start.name == name:
            step.later(start_by_event, start.definition, start.element, variables)
    return key


def _signal(step: Step, subscription_key: int, variables: Mapping[str, Any]) -> None:
    case = step.state.case(subscription_key)
    subscription = case.signals.get(subscription_key) if case else None
    instance = step.find(subscription.element_instance) if subscription else None
    if subscription is None or instance is None or not can_trigger(instance):
        return
    if subscription.interrupting:
        step.emit(e.SignalSubscriptionClosed(subscription_key))
    step.life.trigger(step, instance, subscription.element, variables)
