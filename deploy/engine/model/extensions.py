"""Zeebe's extensions that any element can have: mappings, headers, listeners, properties, job definitions."""

from __future__ import annotations

import re
from collections.abc import Mapping

from deploy.engine.model import rules
from deploy.engine.model.expression import Expression, expression
from deploy.engine.model.parsing import ZEEBE, Node, attribute, extension
from deploy.engine.model.process import IoMapping, JobWork, Listener
from deploy.engine.model.refusals import Refusals
from deploy.engine.model.rules import Rule

_DEFAULT_RETRIES = "3"
_NAME = re.compile(r"[^\W\d]\w*")
_LISTENER_EVENTS = ("start", "end")
_TASK_EVENTS = ("creating", "assigning", "updating", "completing", "canceling")
_NOTHING = Expression("")


def optional(refusals: Refusals, node: Node, what: str, text: str) -> Expression | None:
    """The expression or literal; None when there is no text."""
    return refusals.compile(node, what, text) if text else None


def required(refusals: Refusals, node: Node, what: str, text: str, missing: Rule) -> Expression:
    """The expression or literal, refused with `missing` when there is no text."""
    if not text:
        refusals.add(node, missing)
        return _NOTHING
    return refusals.compile(node, what, text) or _NOTHING


def formula(refusals: Refusals, node: Node, what: str, text: str, missing: Rule) -> Expression:
    """A FEEL expression; a literal is refused, because it would mean the same text each time."""
    if text and not text.startswith("="):
        refusals.add(node, rules.LITERAL_FOR_EXPRESSION, what=what)
        return _NOTHING
    return required(refusals, node, what, text, missing)


def is_name(text: str) -> bool:
    """Whether a text can be the name of a variable."""
    return _NAME.fullmatch(text) is not None


def headers_of(refusals: Refusals, owner: Node, holder: Node | None) -> Mapping[str, str]:
    """`zeebe:taskHeaders`; a repeated key is refused, because a worker would see only one of them."""
    headers: dict[str, str] = {}
    if holder is not None:
        for header in holder.iterfind(f"{ZEEBE}header"):
            key = header.get("key") or ""
            if not key:
                continue
            if key in headers:
                refusals.add(owner, rules.HEADER_TWICE, key=key)
            headers[key] = header.get("value") or ""
    return headers


def properties_of(node: Node) -> Mapping[str, str]:
    """`zeebe:properties`."""
    holder = extension(node, "properties")
    if holder is None:
        return {}
    return {entry.get("name") or "": entry.get("value") or "" for entry in holder.iterfind(f"{ZEEBE}property")}


def mappings_of(refusals: Refusals, node: Node) -> tuple[tuple[IoMapping, ...], tuple[IoMapping, ...]]:
    """`zeebe:ioMapping`: inputs and outputs."""
    holder = extension(node, "ioMapping")
    if holder is None:
        return (), ()
    return (
        tuple(_mapping(refusals, node, child, empty="=null") for child in holder.iterfind(f"{ZEEBE}input")),
        tuple(_mapping(refusals, node, child, empty="") for child in holder.iterfind(f"{ZEEBE}output")),
    )


def _mapping(refusals: Refusals, owner: Node, child: Node, empty: str) -> IoMapping:
    """`empty` stands for a missing source: since 8.8 an input may have none and gives null; an output may not."""
    target = attribute(child, "target")
    path = tuple(target.split("."))
    if not all(is_name(part) for part in path):
        refusals.add(owner, rules.MAPPING_TARGET, target=target[:60])
    source = child.get("source") or empty
    if not source.strip():
        refusals.add(owner, rules.MAPPING_SOURCE, target=target[:60])
    if source.lstrip().startswith("="):
        source = source.strip()
    what = f"the mapping to '{target[:60]}'"
    return IoMapping(refusals.compile(owner, what, source) or _NOTHING, path)


def retries_of(refusals: Refusals, owner: Node, node: Node) -> Expression:
    """Static retries have to be a whole number that is not negative."""
    text = attribute(node, "retries") or _DEFAULT_RETRIES
    if not text.startswith("=") and not (text.isascii() and text.isdigit() and len(text) < 10):
        refusals.add(owner, rules.RETRIES, text=text[:30])
        return expression(_DEFAULT_RETRIES)
    return refusals.compile(owner, "the number of retries", text) or expression(_DEFAULT_RETRIES)


def job_of(refusals: Refusals, node: Node) -> JobWork | None:
    """`zeebe:taskDefinition` with the task headers, if there is one."""
    definition = extension(node, "taskDefinition")
    if definition is None:
        return None
    return JobWork(
        type=required(refusals, node, "the job type", attribute(definition, "type"), rules.NO_JOB_TYPE),
        retries=retries_of(refusals, node, definition),
        headers=headers_of(refusals, node, extension(node, "taskHeaders")),
    )


def execution_listeners(refusals: Refusals, node: Node) -> tuple[tuple[Listener, ...], tuple[Listener, ...]]:
    """`zeebe:executionListeners`: those of the start and those of the end, in order."""
    listeners = _listeners(refusals, node, "executionListener", _LISTENER_EVENTS, rules.LISTENER_EVENT)
    starts = tuple(listener for listener in listeners if listener.event == "start")
    return starts, tuple(listener for listener in listeners if listener.event == "end")


def task_listeners(refusals: Refusals, node: Node) -> tuple[Listener, ...]:
    """`zeebe:taskListeners` of a user task, in order."""
    return _listeners(refusals, node, "taskListener", _TASK_EVENTS, rules.TASK_LISTENER_EVENT)


def _listeners(
    refusals: Refusals, node: Node, name: str, events: tuple[str, ...], unknown_event: Rule
) -> tuple[Listener, ...]:
    holder = extension(node, name + "s")
    if holder is None:
        return ()
    listeners: list[Listener] = []
    seen: set[tuple[str, str]] = set()
    for child in holder.iterfind(ZEEBE + name):
        event, job_type = attribute(child, "eventType"), attribute(child, "type")
        if event not in events:
            refusals.add(node, unknown_event, event=event[:30])
            continue
        if (event, job_type) in seen and name == "executionListener":
            refusals.add(node, rules.LISTENER_TWICE, event=event, type=job_type[:60])
        seen.add((event, job_type))
        listeners.append(
            Listener(
                event=event,
                type=required(refusals, node, "the job type of a listener", job_type, rules.NO_LISTENER_TYPE),
                retries=retries_of(refusals, node, child),
                headers=headers_of(refusals, node, child.find(f"{ZEEBE}taskHeaders")),
            )
        )
    return tuple(listeners)
