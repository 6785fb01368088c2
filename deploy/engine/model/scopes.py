"""Walks a process and its sub-processes and drafts one element for each flow node, in document order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from deploy.engine.model import rules
from deploy.engine.model.events import Place, References, event_of, message_event
from deploy.engine.model.extensions import execution_listeners, mappings_of, properties_of
from deploy.engine.model.parsing import Node, attribute, extensions, is_true, name_of
from deploy.engine.model.process import Element, EventType, Type
from deploy.engine.model.refusals import Refusals
from deploy.engine.model.rules import Rule
from deploy.engine.model.tasks import (
    business_rule_job,
    called_of,
    loop_of,
    required_job,
    script_of,
    user_task_of,
)

_DEEPEST = 20
_LONGEST_ID = 255

_NO_FLOW_NODES = frozenset(
    {
        "extensionElements", "documentation", "incoming", "outgoing", "laneSet", "textAnnotation", "association",
        "group", "category", "dataObject", "dataObjectReference", "dataStoreReference", "dataInputAssociation",
        "dataOutputAssociation", "property", "ioSpecification", "auditing", "monitoring", "resourceRole", "performer",
        "potentialOwner", "humanPerformer", "supportedInterfaceRef", "artifact", "correlationSubscription",
        "standardLoopCharacteristics", "multiInstanceLoopCharacteristics",
    }
)  # fmt: skip
_NOT_RUN: dict[str, Rule] = {
    "transaction": rules.TRANSACTION,
    "adHocSubProcess": rules.AD_HOC,
    "complexGateway": rules.COMPLEX_GATEWAY,
}
_TYPES = {
    "startEvent": Type.START_EVENT,
    "endEvent": Type.END_EVENT,
    "intermediateCatchEvent": Type.INTERMEDIATE_CATCH_EVENT,
    "intermediateThrowEvent": Type.INTERMEDIATE_THROW_EVENT,
    "boundaryEvent": Type.BOUNDARY_EVENT,
    "task": Type.TASK,
    "manualTask": Type.MANUAL_TASK,
    "serviceTask": Type.SERVICE_TASK,
    "sendTask": Type.SEND_TASK,
    "scriptTask": Type.SCRIPT_TASK,
    "businessRuleTask": Type.BUSINESS_RULE_TASK,
    "receiveTask": Type.RECEIVE_TASK,
    "userTask": Type.USER_TASK,
    "callActivity": Type.CALL_ACTIVITY,
    "subProcess": Type.SUB_PROCESS,
    "exclusiveGateway": Type.EXCLUSIVE_GATEWAY,
    "inclusiveGateway": Type.INCLUSIVE_GATEWAY,
    "parallelGateway": Type.PARALLEL_GATEWAY,
    "eventBasedGateway": Type.EVENT_BASED_GATEWAY,
}
ACTIVITIES = frozenset(
    {
        Type.TASK, Type.MANUAL_TASK, Type.SERVICE_TASK, Type.SEND_TASK, Type.SCRIPT_TASK, Type.BUSINESS_RULE_TASK,
        Type.RECEIVE_TASK, Type.USER_TASK, Type.CALL_ACTIVITY, Type.SUB_PROCESS,
    }
)  # fmt: skip
"""What a boundary event can be attached to and a multi-instance marker can stand on."""
GATEWAYS = frozenset({Type.EXCLUSIVE_GATEWAY, Type.INCLUSIVE_GATEWAY, Type.PARALLEL_GATEWAY, Type.EVENT_BASED_GATEWAY})
_KNOWN_EXTENSIONS = frozenset(
    {
        "taskDefinition", "taskHeaders", "ioMapping", "properties", "executionListeners", "taskListeners", "userTask",
        "assignmentDefinition", "taskSchedule", "priorityDefinition", "formDefinition", "calledElement", "script",
        "subscription", "versionTag", "userTaskForm", "calledDecision",
    }
)  # fmt: skip


@dataclass(slots=True)
class Draft:
    """An element before its flows and boundary events are known. `values` are those of `Element`."""

    node: Node
    id: str
    type: Type
    scope: str | None
    values: dict[str, Any] = field(default_factory=dict)

    def element(self) -> Element:
        """The finished element."""
        return Element(
            id=self.id,
            type=self.type,
            name=attribute(self.node, "name"),
            scope=self.scope,
            properties=properties_of(self.node),
            **self.values,
        )


@dataclass(slots=True)
class Drafts:
    """All of one process."""

    by_id: dict[str, Draft] = field(default_factory=dict)
    flows: list[tuple[Node, str]] = field(default_factory=list)
    """The sequence flows with the scope that holds them."""
    refused: set[str] = field(default_factory=set)
    """Elements without a draft; what refers to them is not refused a second time."""


def draft_process(refusals: Refusals, references: References, node: Node) -> Drafts:
    """Drafts the process itself and everything in it."""
    drafts = Drafts()
    root = Draft(node, attribute(node, "id"), Type.PROCESS, None)
    if not root.id:
        refusals.add(node, rules.NO_ID, name="process")
    _check_length(refusals, root)
    _common(refusals, root)
    drafts.by_id[root.id] = root
    _Walk(refusals, references, drafts).scope(root, depth=0)
    return drafts


@dataclass(slots=True)
class _Walk:
    refusals: Refusals
    references: References
    drafts: Drafts

    def scope(self, holder: Draft, depth: int) -> None:
        """Drafts the flow nodes of a process or sub-process."""
        if depth > _DEEPEST:
            self.refusals.add(holder.node, rules.TOO_DEEP, limit=_DEEPEST)
            return
        for child in holder.node:
            name = name_of(child)
            if not name or name in _NO_FLOW_NODES:
                continue
            if name == "sequenceFlow":
                self.drafts.flows.append((child, holder.id))
                continue
            if name not in _TYPES:
                self.refusals.add(child, _NOT_RUN.get(name, rules.UNKNOWN_NODE), name=name)
                self.drafts.refused.add(attribute(child, "id"))
                continue
            identity = attribute(child, "id")
            if not identity:
                self.refusals.add(child, rules.NO_ID, name=name)
                continue
            draft = Draft(child, identity, _type(child, name), holder.id)
            _check_length(self.refusals, draft)
            # A repeated id is refused elsewhere; the first one keeps its draft.
            self.drafts.by_id.setdefault(identity, draft)
            _common(self.refusals, draft)
            self._read(draft, holder)
            if name == "subProcess":
                self.scope(draft, depth + 1)

    def _read(self, draft: Draft, holder: Draft) -> None:
        refusals, node, values = self.refusals, draft.node, draft.values
        if is_true(node, "isForCompensation"):
            refusals.add(node, rules.COMPENSATION)
        if is_true(node, "instantiate"):
            refusals.add(node, rules.INSTANTIATE)
        if draft.type in ACTIVITIES:
            values["loop"] = loop_of(refusals, node)
        elif draft.type is Type.EVENT_SUB_PROCESS and loop_of(refusals, node) is not None:
            refusals.add(node, rules.LOOP_PLACE)
        if draft.type in _WORK:
            values["job"] = _WORK[draft.type](refusals, node)
        elif draft.type is Type.SCRIPT_TASK:
            values["script"], values["job"] = script_of(refusals, node)
        elif draft.type is Type.USER_TASK:
            values["user_task"] = user_task_of(refusals, node)
        elif draft.type is Type.CALL_ACTIVITY:
            values["called"] = called_of(refusals, node)
        elif draft.type is Type.RECEIVE_TASK:
            values["event"] = message_event(refusals, self.references, node, node, Place.CATCH)
        elif draft.type in _PLACES or draft.type is Type.START_EVENT:
            self._read_event(draft, holder)

    def _read_event(self, draft: Draft, holder: Draft) -> None:
        node, values = draft.node, draft.values
        place = _PLACES.get(draft.type) or _STARTS[holder.type]
        interrupting = True
        if draft.type is Type.BOUNDARY_EVENT:
            interrupting = is_true(node, "cancelActivity", missing=True)
            values["attached_to"] = attribute(node, "attachedToRef")
        elif place is Place.EVENT_SUB_PROCESS_START:
            interrupting = is_true(node, "isInterrupting", missing=True)
        values["interrupting"] = interrupting
        event = event_of(self.refusals, self.references, node, place, interrupting)
        values["event"] = event
        if event is not None and event.type is EventType.MESSAGE and place in (Place.THROW, Place.END):
            values["job"] = required_job(self.refusals, node)
        if event is not None and event.type is EventType.ERROR and place is Place.END and values["end_listeners"]:
            _misplaced(self.refusals, draft, "end", "event that catches the error")


_WORK: dict[Type, Callable[[Refusals, Node], Any]] = {
    Type.SERVICE_TASK: required_job,
    Type.SEND_TASK: required_job,
    Type.BUSINESS_RULE_TASK: business_rule_job,
}
_PLACES = {
    Type.INTERMEDIATE_CATCH_EVENT: Place.CATCH,
    Type.INTERMEDIATE_THROW_EVENT: Place.THROW,
    Type.BOUNDARY_EVENT: Place.BOUNDARY,
    Type.END_EVENT: Place.END,
}
_STARTS = {
    Type.PROCESS: Place.PROCESS_START,
    Type.SUB_PROCESS: Place.SUB_PROCESS_START,
    Type.EVENT_SUB_PROCESS: Place.EVENT_SUB_PROCESS_START,
}


def _type(node: Node, name: str) -> Type:
    if name == "subProcess" and is_true(node, "triggeredByEvent"):
        return Type.EVENT_SUB_PROCESS
    return _TYPES[name]


def _check_length(refusals: Refusals, draft: Draft) -> None:
    if len(draft.id) > _LONGEST_ID:
        refusals.add(draft.node, rules.LONG_ID, limit=_LONGEST_ID)


def _common(refusals: Refusals, draft: Draft) -> None:
    """What any element can have."""
    node = draft.node
    for child in extensions(node):
        name = child.tag.rpartition("}")[2]
        if name not in _KNOWN_EXTENSIONS:
            refusals.add(node, rules.UNKNOWN_EXTENSION, name=name[:60])
    draft.values["inputs"], draft.values["outputs"] = mappings_of(refusals, node)
    starts, ends = execution_listeners(refusals, node)
    draft.values["start_listeners"], draft.values["end_listeners"] = starts, ends
    if starts and draft.type in (Type.START_EVENT, Type.BOUNDARY_EVENT):
        instead = "process or sub-process" if draft.type is Type.START_EVENT else "activity that it is attached to"
        _misplaced(refusals, draft, "start", instead)
    if ends and draft.type in GATEWAYS:
        _misplaced(refusals, draft, "end", "element behind it, as a start listener")


def _misplaced(refusals: Refusals, draft: Draft, event: str, instead: str) -> None:
    what = draft.type.replace("_", " ").lower()
    refusals.add(draft.node, rules.LISTENER_PLACE, what=what, event=event, instead=instead)
