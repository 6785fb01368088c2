"""Incidents, modification, migration, the clock and blocks of keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deploy.engine.core import events as e
from deploy.engine.core.applying.case_of import case_of
from deploy.engine.core.entities import ACTIVATING, AGAIN, COMPLETING, Case, ElementInstance, Incident
from deploy.engine.core.keys import block_key
from deploy.engine.core.state import State


def _incident_created(state: State, event: e.IncidentCreated, _now: int) -> None:
    case = case_of(state, event.key)
    case.last_key = event.key
    case.incidents[event.key] = Incident(event.key, event.element_instance, event.job, event.type)
    if event.job:
        case.jobs[event.job].incident = event.key
    else:
        element = case.elements[event.element_instance]
        element.incident = event.key
        _start_listeners_again(state, case, element)


def _start_listeners_again(state: State, case: Case, element: ElementInstance) -> None:
    """When an expression of a listener fails, those before it run again once the incident is resolved (documented)."""
    task = case.tasks.get(element.task)
    if task is not None and task.pending is not None:
        task.listener = 0
        task.pending = {name: value for name, value in task.pending.items() if name != "corrections"}
    elif element.listener > 0 and element.state in (ACTIVATING, COMPLETING):
        model = state.element(element, case)
        listeners = model.start_listeners if element.state == ACTIVATING else model.end_listeners
        if element.listener < len(listeners):
            element.listener = AGAIN


def _incident_resolved(state: State, event: e.IncidentResolved, _now: int) -> None:
    case = case_of(state, event.key)
    incident = case.incidents.pop(event.key)
    job = case.jobs.get(incident.job)
    if job is not None and job.incident == event.key:
        job.incident = 0
    element = case.elements.get(incident.element_instance)
    if element is not None and element.incident == event.key:
        element.incident = 0


def _instance_modified(_state: State, _event: e.InstanceModified, _now: int) -> None:
    """Its effects are events of their own."""


def _instance_migrated(state: State, event: e.InstanceMigrated, _now: int) -> None:
    case = case_of(state, event.instance)
    case.instances[event.instance].definition = event.definition
    case.elements[event.instance].element = state.definitions[event.definition].process.id


def _element_migrated(state: State, event: e.ElementMigrated, _now: int) -> None:
    case = case_of(state, event.key)
    element = case.elements[event.key]
    element.element = event.element
    if element.job:
        case.jobs[element.job].element = event.element
    if element.task:
        case.tasks[element.task].element = event.element


def _clock_pinned(state: State, event: e.ClockPinned, _now: int) -> None:
    state.pinned = event.time


def _clock_reset(state: State, _event: e.ClockReset, _now: int) -> None:
    state.pinned = None


def _global_keys(state: State, event: e.GlobalKeys, _now: int) -> None:
    state.blocks = event.block + 1
    if event.owner:
        state.aliases[block_key(event.block)] = event.owner
        case_of(state, event.owner).last_key = block_key(event.block)
    else:
        state.last_key = block_key(event.block)


APPLY: dict[type[Any], Callable[[State, Any, int], None]] = {
    e.IncidentCreated: _incident_created,
    e.IncidentResolved: _incident_resolved,
    e.InstanceModified: _instance_modified,
    e.InstanceMigrated: _instance_migrated,
    e.ElementMigrated: _element_migrated,
    e.ClockPinned: _clock_pinned,
    e.ClockReset: _clock_reset,
    e.GlobalKeys: _global_keys,
}
