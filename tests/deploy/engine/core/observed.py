"""What can be seen of a case from outside, in one form for the engine and for the interpreter."""

from __future__ import annotations

import json
from typing import Any

from deploy.engine.core.entities import BACKING_OFF, ERROR_THROWN, FAILED, TAKEN, WAITING, Case, ElementInstance
from tests.deploy.engine.core.places import Place

_JOB_STATES = {WAITING: "open", TAKEN: "open", BACKING_OFF: "open", FAILED: "failed", ERROR_THROWN: "thrown"}


def _sorted(items: list[Any]) -> list[Any]:
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))


def of_core(case: Case, element: ElementInstance) -> dict[str, Any]:
    """An element of the engine with everything in it."""
    timers = [case.timers[key] for key in element.timers or ()]
    messages = [case.subscriptions[key] for key in element.subscriptions or ()]
    signals = [case.signals[key] for key in element.signals or ()]
    job = case.jobs.get(element.job)
    incidents = [i.type for i in case.incidents.values() if i.element_instance == element.key]
    return {
        "element": element.element,
        "body": element.type == "MULTI_INSTANCE_BODY",
        "variables": dict(element.variables or {}),
        "tokens": {gateway: dict(flows) for gateway, flows in (element.joins or {}).items()},
        "timers": sorted([timer.due, timer.element] for timer in timers),
        "messages": sorted([m.name, m.correlation_key, m.element] for m in messages),
        "signals": sorted([s.name, s.element] for s in signals),
        "job": None if job is None else [job.type, job.retries, _JOB_STATES[job.state]],
        "task": bool(element.task),
        "incidents": sorted(incidents),
        "children": _sorted([of_core(case, case.elements[key]) for key in element.children or ()]),
        "called": of_core(case, case.elements[element.called]) if element.called else None,
    }


Path = tuple[tuple[str, int], ...]
"""(element, iteration) from the inside out, through calls."""


def path_in_core(case: Case, element: ElementInstance | None) -> Path:
    """Where an element instance is."""
    path = []
    while element is not None:
        path.append((element.element, element.loop))
        above = element.scope or case.instances[element.instance].parent_element
        element = case.elements.get(above)
    return tuple(path)


def path_in_interpreter(place: Place | None) -> Path:
    """Where a place is."""
    path = []
    while place is not None:
        path.append((place.node.id, place.iteration))
        place = place.parent or place.caller
    return tuple(path)


_OF_JOB = {"failed": "JOB_NO_RETRIES", "thrown": "UNHANDLED_ERROR_EVENT"}


def of_interpreter(place: Place) -> dict[str, Any]:
    """A place of the interpreter with everything in it."""
    by_kind: dict[str, list[Any]] = {"timer": [], "message": [], "signal": []}
    for w in place.waiting:
        seen = {"timer": [w.due, w.id], "message": [w.event.name, w.key, w.id], "signal": [w.event.name, w.id]}
        by_kind[w.event.kind].append(seen[w.event.kind])
    tokens: dict[str, dict[str, int]] = {}
    for (gateway, flow), count in place.tokens.items():
        tokens.setdefault(gateway, {})[flow] = count
    job = place.job
    incidents = [] if place.incident is None else [place.incident[1]]
    if job is not None and job.incident:
        incidents.append(_OF_JOB[job.state])
    return {
        "element": place.node.id,
        "body": place.is_body,
        "variables": dict(place.variables),
        "tokens": tokens,
        "timers": sorted(by_kind["timer"]),
        "messages": sorted(by_kind["message"]),
        "signals": sorted(by_kind["signal"]),
        "job": None if job is None else [place.node.id, job.retries, job.state],
        "task": bool(place.task),
        "incidents": sorted(incidents),
        "children": _sorted([of_interpreter(child) for child in place.children]),
        "called": None if place.called is None else of_interpreter(place.called),
    }
