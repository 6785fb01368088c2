"""What a diagram says about its steps: their order, their time by the SOP, who is told, which ways lead back."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from deploy.engine.model.parsing import BPMN, Node, extension, extensions, name_of, parse_bpmn
from deploy.engine.pages.definitions import Words
from deploy.engine.search import lookups

ESCALATION = "eskalasi-tenggat"
"""Type of the job that tells a superior about a missed deadline."""
_KEPT = 100
_STEPS = ("userTask", "serviceTask", "sendTask", "scriptTask", "businessRuleTask", "task", "manualTask", "callActivity")
_TIME = "Waktu: "


@dataclass(frozen=True)
class Escalation:
    """A service task that tells somebody that a step is late."""

    element: str
    level: int
    """1: the superior; each further one a step up."""
    role: str
    """Slug of the role that is late."""


@dataclass(frozen=True)
class PlannedStep:
    """A task of the diagram."""

    id: str
    name: str
    by_person: bool
    time: str
    """Its time as the SOP writes it (`15 menit`); empty for none."""
    role: str
    """Who does it, as the lane is called."""
    movable: bool
    """Whether a case can be put there: it is in no sub-process."""
    job_type: str = ""
    escalations: tuple[Escalation, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A process definition, as far as operators ask about it."""

    steps: Mapping[str, PlannedStep] = field(default_factory=dict)
    """By id, in the order of the diagram."""
    attached: Mapping[str, str] = field(default_factory=dict)
    """The activity that a boundary event belongs to."""
    told: Mapping[str, tuple[PlannedStep, Escalation]] = field(default_factory=dict)
    """Escalations by the id of their service task, with the step that is late."""
    beside: frozenset[str] = frozenset()
    """Events around escalations: their timers and ends, which say nothing more."""
    backs: Mapping[str, str] = field(default_factory=dict)
    """Sequence flows that lead back, with the id of the person's task that decided so (empty: none before it)."""


class Plans:
    """The newest ones that were asked for are kept."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, Plan] = OrderedDict()

    def plan(self, database: sqlite3.Connection, words: Words) -> Plan:
        """Of a definition, given its words."""
        found = self._known.get(words.key)
        if found is None:
            found = _read(lookups.definition_file(database, words.key) or b"", words)
            self._known[words.key] = found
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(words.key)
        return found


def _read(content: bytes, words: Words) -> Plan:
    if not content:
        return Plan()
    root = parse_bpmn("", content)
    nodes = {str(node.get("id")): node for node in root.iter() if isinstance(node.tag, str) and node.get("id")}
    flows = list(root.iter(f"{BPMN}sequenceFlow"))
    ahead: dict[str, list[Node]] = {}
    for flow in flows:
        ahead.setdefault(str(flow.get("sourceRef")), []).append(flow)
    attached = {
        identity: str(node.get("attachedToRef")) for identity, node in nodes.items() if name_of(node) == "boundaryEvent"
    }
    told: dict[str, list[Escalation]] = {}
    beside = set()
    for event, activity in attached.items():
        for flow in ahead.get(event, []):
            found = _escalation(nodes.get(str(flow.get("targetRef"))))
            if found is not None:
                told.setdefault(activity, []).append(found)
                beside |= {event, *(str(after.get("targetRef")) for after in ahead.get(found.element, []))}
    steps = {}
    for identity, node in nodes.items():
        kind = name_of(node)
        if kind in _STEPS:
            steps[identity] = PlannedStep(
                id=identity,
                name=words.names.get(identity, identity),
                by_person=kind == "userTask",
                time=_time(words.documentations.get(identity, "")),
                role=", ".join(words.group_names.get(group, group) for group in words.groups.get(identity, ())),
                movable=node.getparent() is not None and name_of(node.getparent()) == "process",  # type: ignore[arg-type]
                job_type=_job_type(node),
                escalations=tuple(sorted(told.get(identity, ()), key=lambda one: one.level)),
            )
    of_escalation = {one.element: (step, one) for step in steps.values() for one in step.escalations}
    return Plan(steps, attached, of_escalation, frozenset(beside), _backs(nodes, ahead, flows))


def _job_type(node: Node) -> str:
    definition = extension(node, "taskDefinition")
    return "" if definition is None else str(definition.get("type") or "")


def _escalation(node: Node | None) -> Escalation | None:
    if node is None or _job_type(node) != ESCALATION:
        return None
    headers: dict[str, str] = {}
    for holder in extensions(node):
        for header in holder:
            headers[str(header.get("key"))] = str(header.get("value"))
    level = headers.get("tingkat", "1")
    return Escalation(str(node.get("id")), int(level) if level in ("1", "2", "3") else 1, headers.get("pelaksana", ""))


def _time(documentation: str) -> str:
    return next((line[len(_TIME) :].strip() for line in documentation.splitlines() if line.startswith(_TIME)), "")


def _backs(nodes: Mapping[str, Node], ahead: Mapping[str, list[Node]], flows: list[Node]) -> dict[str, str]:
    """Flows to something that is still on the way to them: the back edges of a walk from the start."""
    found: dict[str, str] = {}
    done: set[str] = set()
    # What a boundary event leads to is as far along as what its activity leads to.
    beyond = {identity: list(out) for identity, out in ahead.items()}
    for identity, node in nodes.items():
        if name_of(node) == "boundaryEvent":
            beyond.setdefault(str(node.get("attachedToRef")), []).extend(ahead.get(identity, []))
    for start in [identity for identity, node in nodes.items() if name_of(node) == "startEvent"]:
        if start in done:
            continue
        # A stack of (element, flows left to try): a diagram can be longer than Python's own stack allows.
        stack = [(start, iter(beyond.get(start, [])))]
        under_way = {start}
        while stack:
            element, left = stack[-1]
            flow = next(left, None)
            if flow is None:
                stack.pop()
                under_way.discard(element)
                done.add(element)
                continue
            target = str(flow.get("targetRef"))
            if target in under_way:
                found[str(flow.get("id"))] = _decided(nodes, flows, element)
            elif target not in done:
                under_way.add(target)
                stack.append((target, iter(beyond.get(target, []))))
    return found


def _decided(nodes: Mapping[str, Node], flows: list[Node], element: str) -> str:
    """The nearest person's task at or before an element."""
    behind: dict[str, list[str]] = {}
    for flow in flows:
        behind.setdefault(str(flow.get("targetRef")), []).append(str(flow.get("sourceRef")))
    queue, seen = [element], {element}
    while queue:
        here = queue.pop(0)
        node = nodes.get(here)
        if node is not None and name_of(node) == "userTask":
            return here
        before = behind.get(here, [])
        if node is not None and name_of(node) == "boundaryEvent":
            before = [str(node.get("attachedToRef"))]
        for source in before:
            if source not in seen:
                seen.add(source)
                queue.append(source)
    return ""
