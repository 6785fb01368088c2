"""What is known before anything has a place: sizes, flows that go back, the happy path, short side paths."""

from __future__ import annotations

from collections.abc import Mapping

from generator.graph import Annotation, MessageFlow, Node, Scope
from generator.layout.draft import EVENT, EVENTS, GATEWAY, GATEWAYS, Draft, Item, Lines, Wire
from generator.layout.hanging import hang, place_boundaries
from generator.layout.text import annotation_size, label_size, task_size, width

_NOTE_WIDTH = 160
_TWO_LINES = 28
_QUESTION_WRAP = 150


def draft_scope(
    scope: Scope,
    lanes: Mapping[str, str],
    inner: Mapping[str, Draft],
    notes: tuple[Annotation, ...],
    messages: tuple[MessageFlow, ...],
    sides: Mapping[str, str],
) -> Draft:
    """A draft with items, wires and lanes, nothing placed.

    `lanes` maps lane ids to names, `inner` holds the finished drafts of sub-processes by id, `sides` tells for every
    black-box pool whether it lies above (`top`) or below.
    """
    draft = Draft()
    lane_index = {lane: index for index, lane in enumerate(lanes)}
    draft.lanes = [Lines() for _ in lanes] or [Lines()]
    draft.titles = [int(width(name, 12)) + 20 for name in lanes.values()] or [0]
    for index, node in enumerate(scope.nodes):
        item = _item(node, index, inner)
        draft.by_id[node.id] = item
        item.lane = lane_index.get(node.lane or "", 0)
    for flow in scope.flows:
        draft.flows_out.setdefault(flow.source, []).append(flow)
        draft.flows_in.setdefault(flow.target, []).append(flow)
    for note in notes:
        if note.target in draft.by_id:
            draft.notes[note.target] = note
            draft.by_id[note.target].note = annotation_size(note.text, _NOTE_WIDTH)
    draft.hosts = {node.attached_to for node in scope.nodes if node.attached_to is not None}
    draft.back = _back_flows(scope, draft)
    _messages(draft, inner, messages, sides)
    draft.happy = _happy_path(scope, draft)
    drawn = hang(scope, draft)
    for item in draft.by_id.values():
        if item.node.kind == "eventSubProcess":
            draft.apart.append(item)
        elif item.node.kind != "boundaryEvent" and item.id not in drawn:
            draft.items.append(item)
        if item.boundaries:
            place_boundaries(item)
    order = 0
    for flow in scope.flows:
        if flow.id in drawn:
            continue
        label = label_size(flow.name) if flow.name else None
        wire = Wire(flow.id, draft.by_id[flow.source], draft.by_id[flow.target], flow.kind, label, order)
        wire.forward = flow.id not in draft.back
        draft.wires.append(wire)
        order += 1
    return draft


def _item(node: Node, index: int, inner: Mapping[str, Draft]) -> Item:
    label = label_size(node.name) if node.name else None
    if node.kind in EVENTS:
        return Item(node, index, EVENT, EVENT, label)
    if node.kind in GATEWAYS:
        if label is not None and label[1] > _TWO_LINES:
            label = label_size(node.name, _QUESTION_WRAP)
        return Item(node, index, GATEWAY, GATEWAY, label)
    if node.id in inner:
        content = inner[node.id]
        item = Item(node, index, content.width, content.height, None)
        item.inner = content
        item.up = content.entry
        item.down = content.height - content.entry
        return item
    wide, high = task_size(node.name)
    return Item(node, index, wide, high, None)


def _back_flows(scope: Scope, draft: Draft) -> set[str]:
    """Flows that lead to a node from which they can be reached, found in depth-first order of declaration."""
    hosts: dict[str, list[str]] = {}
    for node in scope.nodes:
        if node.attached_to is not None:
            hosts.setdefault(node.attached_to, []).append(node.id)
    back: set[str] = set()
    state: dict[str, int] = {}
    roots = [node.id for node in scope.nodes if node.kind == "startEvent"]
    for root in roots + [node.id for node in scope.nodes]:
        if root in state:
            continue
        state[root] = 1
        stack: list[tuple[str, list[tuple[str, str]]]] = [(root, _next(root, draft, hosts))]
        while stack:
            current, following = stack[-1]
            if not following:
                state[current] = 2
                stack.pop()
                continue
            flow_id, target = following.pop(0)
            if target not in state:
                state[target] = 1
                stack.append((target, _next(target, draft, hosts)))
            elif state[target] == 1:
                back.add(flow_id)
    return back


def _next(node: str, draft: Draft, hosts: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    flows = draft.flows_out.get(node, ())
    ahead = [(flow.id, flow.target) for flow in flows if flow.kind != "return"]
    ahead += [(flow.id, flow.target) for flow in flows if flow.kind == "return"]
    return ahead + [("", boundary) for boundary in hosts.get(node, ())]


def _messages(
    draft: Draft, inner: Mapping[str, Draft], messages: tuple[MessageFlow, ...], sides: Mapping[str, str]
) -> None:
    """Message wires, drawn from the node outwards."""
    owner = {flow_id: sub for sub, content in inner.items() for flow_id in content.exits}
    for order, flow in enumerate(messages):
        outside, node = (flow.source, flow.target) if flow.source in sides else (flow.target, flow.source)
        item = draft.by_id.get(node) or draft.by_id.get(owner.get(flow.id, ""))
        if item is None or outside not in sides:
            continue
        side = sides[outside]
        wire = Wire(flow.id, item, None, side, label_size(flow.name) if flow.name else None, order)
        wire.forward = flow.source == node
        draft.message_wires.append(wire)
        if side == "bottom":
            item.messages_down += 1
        else:
            item.messages_up += 1


def _happy_path(scope: Scope, draft: Draft) -> list[Item]:
    """From the start to the end that lies farthest away, along the first flows that lead there.

    An answer that refuses is followed only where no other answer goes forward.
    """
    ahead: dict[str, list[str]] = {}
    for node in scope.nodes:
        forward = [flow for flow in draft.flows_out.get(node.id, ()) if flow.id not in draft.back]
        usually = [flow for flow in forward if flow.kind != "refusal"]
        ahead[node.id] = [flow.target for flow in usually or forward]
    start = next((node.id for node in scope.nodes if node.kind == "startEvent"), None)
    if start is None:
        return []
    behind = _topological(start, ahead)
    distance = {start: 0}
    for node_id in behind:
        for target in ahead[node_id]:
            distance[target] = max(distance.get(target, 0), distance[node_id] + 1)
    # Of ends equally far away it is the one where the first answers lead.
    usual = start
    while ahead[usual]:
        usual = ahead[usual][0]
    goal = max(behind, key=lambda node_id: (distance[node_id], node_id == usual, -draft.by_id[node_id].index))
    leads = {goal}
    for node_id in reversed(behind):
        if not leads.isdisjoint(ahead[node_id]):
            leads.add(node_id)
    path = [start]
    while path[-1] != goal:
        path.append(next(target for target in ahead[path[-1]] if target in leads))
    return [draft.by_id[node_id] for node_id in path]


def _topological(start: str, ahead: Mapping[str, list[str]]) -> list[str]:
    """What can be reached from the start, every node after those that lead to it."""
    order: list[str] = []
    seen = {start}
    stack = [(start, iter(ahead[start]))]
    while stack:
        node_id, targets = stack[-1]
        target = next((t for t in targets if t not in seen), None)
        if target is None:
            order.append(node_id)
            stack.pop()
        else:
            seen.add(target)
            stack.append((target, iter(ahead[target])))
    return order[::-1]
