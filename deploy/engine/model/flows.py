"""Sequence flows: where they lead, and what gateways ask of them."""

from __future__ import annotations

from deploy.engine.model import rules
from deploy.engine.model.extensions import formula
from deploy.engine.model.parsing import Node, attribute, bpmn, text_of
from deploy.engine.model.process import EventType, Flow, Type
from deploy.engine.model.refusals import Refusals
from deploy.engine.model.scopes import Draft, Drafts

_DECIDING = (Type.EXCLUSIVE_GATEWAY, Type.INCLUSIVE_GATEWAY)
_JOINING = (Type.PARALLEL_GATEWAY, Type.INCLUSIVE_GATEWAY)
_AWAITED = (EventType.MESSAGE, EventType.TIMER, EventType.SIGNAL)


def connect(refusals: Refusals, drafts: Drafts) -> frozenset[str]:
    """Gives each draft its flows, in document order, and checks them. Returns the ids of the joining gateways."""
    incoming: dict[str, list[Flow]] = {}
    outgoing: dict[str, list[Flow]] = {}
    for node, scope in drafts.flows:
        flow = _flow(refusals, drafts, node, scope)
        if flow is not None:
            incoming.setdefault(flow.target, []).append(flow)
            outgoing.setdefault(flow.source, []).append(flow)
    for draft in drafts.by_id.values():
        draft.values["incoming"] = tuple(incoming.get(draft.id, ()))
        draft.values["outgoing"] = tuple(outgoing.get(draft.id, ()))
    for draft in drafts.by_id.values():
        _check(refusals, drafts, draft)
    return frozenset(
        draft.id for draft in drafts.by_id.values() if draft.type in _JOINING and len(draft.values["incoming"]) > 1
    )


def _flow(refusals: Refusals, drafts: Drafts, node: Node, scope: str) -> Flow | None:
    identity = attribute(node, "id")
    if not identity:
        refusals.add(node, rules.NO_ID, name="sequenceFlow")
    ends: list[str] = []
    for side in ("source", "target"):
        reference = attribute(node, f"{side}Ref")
        end = drafts.by_id.get(reference)
        if end is not None and end.scope == scope:
            ends.append(reference)
        elif reference not in drafts.refused:
            refusals.add(node, rules.FLOW_END, side=side, reference=reference[:60])
    if len(ends) < 2:
        return None
    condition = None
    holder = bpmn(node, "conditionExpression")
    if holder is not None:
        condition = formula(refusals, node, "the condition", text_of(holder), rules.EMPTY_CONDITION)
        if drafts.by_id[ends[0]].type not in _DECIDING:
            refusals.add(node, rules.CONDITION_PLACE)
    return Flow(identity, ends[0], ends[1], condition)


def _check(refusals: Refusals, drafts: Drafts, draft: Draft) -> None:
    incoming: tuple[Flow, ...] = draft.values["incoming"]
    outgoing: tuple[Flow, ...] = draft.values["outgoing"]
    if incoming and draft.type in (Type.START_EVENT, Type.BOUNDARY_EVENT):
        refusals.add(draft.node, rules.FLOW_INTO, what=draft.type.replace("_", " ").lower())
    elif outgoing and draft.type is Type.END_EVENT:
        refusals.add(draft.node, rules.FLOW_OUT)
    elif (incoming or outgoing) and draft.type is Type.EVENT_SUB_PROCESS:
        refusals.add(draft.node, rules.EVENT_SUB_PROCESS_FLOW)
    elif draft.type in _DECIDING:
        _check_decision(refusals, draft, outgoing)
    elif draft.type is Type.EVENT_BASED_GATEWAY:
        _check_race(refusals, drafts, draft, outgoing)


def _check_decision(refusals: Refusals, draft: Draft, outgoing: tuple[Flow, ...]) -> None:
    default = attribute(draft.node, "default")
    draft.values["default_flow"] = default or None
    if default and all(flow.id != default for flow in outgoing):
        refusals.add(draft.node, rules.DEFAULT_FLOW, flow=default[:60])
    for flow in outgoing:
        if flow.id == default:
            if flow.condition is not None:
                refusals.add(draft.node, rules.DEFAULT_CONDITION, flow=flow.id)
        elif len(outgoing) > 1 and flow.condition is None:
            refusals.add(draft.node, rules.NO_CONDITION, flow=flow.id)


def _check_race(refusals: Refusals, drafts: Drafts, draft: Draft, outgoing: tuple[Flow, ...]) -> None:
    if len(outgoing) < 2:
        refusals.add(draft.node, rules.EVENT_GATEWAY_FLOWS)
    for flow in outgoing:
        target = drafts.by_id[flow.target]
        event = target.values.get("event")
        catches = target.type is Type.INTERMEDIATE_CATCH_EVENT and (event is None or event.type in _AWAITED)
        if not catches or len(target.values["incoming"]) > 1:
            refusals.add(draft.node, rules.EVENT_GATEWAY_TARGET, target=target.id)
