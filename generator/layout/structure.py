"""What is known before anything has a place: sizes, flows that go back, the happy path, short side paths."""

from __future__ import annotations

from collections.abc import Mapping

from generator.graph import Annotation, Flow, MessageFlow, Node, Scope
from generator.layout.draft import EVENT, EVENTS, GATEWAY, GATEWAYS, Draft, Hung, Item, Lines, Wire
from generator.layout.text import annotation_size, label_size, task_size, width

_BOUNDARY_PITCH = 44
_BOUNDARY_LABEL = 46
"""Px between two boundary events beside the label of the first."""
_HUNG_GAP = 30
_TAIL_GAP = 50
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
            draft.note_sizes[note.target] = annotation_size(note.text, _NOTE_WIDTH)
    draft.hosts = {node.attached_to for node in scope.nodes if node.attached_to is not None}
    draft.back = _back_flows(scope, draft)
    _messages(draft, inner, messages, sides)
    draft.happy = _happy_path(scope, draft)
    drawn = _hang(scope, draft)
    for item in draft.by_id.values():
        if item.node.kind == "eventSubProcess":
            draft.apart.append(item)
        elif item.node.kind != "boundaryEvent" and item.id not in drawn:
            draft.items.append(item)
        if item.boundaries:
            _place_boundaries(item)
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


def _hang(scope: Scope, draft: Draft) -> set[str]:
    """Finds boundary paths of one or two nodes that end by themselves, and ends right of a gateway.

    Returns the ids of nodes and flows that are drawn with their anchor.
    """
    drawn: set[str] = set()
    for node in scope.nodes:
        if node.attached_to is None:
            continue
        item, host = draft.by_id[node.id], draft.by_id[node.attached_to]
        item.lane = host.lane
        host.boundaries.append(item)
        path = _ending_path(node, host, draft) or _repair(node, host, draft)
        if path is None:
            host.joining.append(item)
        else:
            chain, flows = path
            host.hung.append(Hung(host, item, chain, flows))
            drawn.update(part.id for part in chain)
            drawn.update(flow.id for flow in flows)
    for before, item, following in zip((None, *draft.happy), draft.happy, draft.happy[1:], strict=False):
        if item.node.kind in GATEWAYS and item.lane == following.lane:
            hung = _ending_branch(item, following, draft)
            if hung is not None:
                beside = before is not None and before.lane == item.lane and before.hung
                if not beside and following.node.kind != "endEvent":
                    # Straight down, where neither the path below the shape before it nor the end behind needs the room.
                    hung.x = (GATEWAY - EVENT) // 2
                item.hung.append(hung)
                drawn.update((hung.chain[0].id, hung.flows[0].id))
    happy = {item.id for item in draft.happy}
    for node in scope.nodes:
        if node.kind == "endEvent" and node.id not in happy and node.id not in drawn:
            tail = _tail(draft.by_id[node.id], draft)
            if tail is not None and tail.anchor.id not in drawn:
                tail.anchor.hung.append(tail)
                drawn.update((node.id, tail.flows[0].id))
    return drawn


def _tail(end: Item, draft: Draft) -> Hung | None:
    """An end right behind the only task that leads to it, on a side branch: it needs no column of its own."""
    flows = draft.flows_in.get(end.id, ())
    if len(flows) != 1 or end.messages_down or end.messages_up or end.id in draft.notes:
        return None
    before = draft.by_id[flows[0].source]
    if before.node.kind in GATEWAYS or before.node.kind in EVENTS or before.inner is not None:
        return None
    if before.lane != end.lane or len(draft.flows_out[before.id]) != 1 or flows[0].name:
        return None
    tail = Hung(before, before, [end], [flows[0]])
    tail.depth = 0
    tail.x = before.width + _TAIL_GAP
    return tail


def _ending_branch(gateway: Item, following: Item, draft: Draft) -> Hung | None:
    """The first branch of a gateway that goes straight to an end of its own in the lane where the flow goes on."""
    if gateway.messages_down:
        return None
    for flow in draft.flows_out[gateway.id]:
        target = draft.by_id[flow.target]
        if (
            target is not following
            and target.node.kind == "endEvent"
            and len(draft.flows_in[target.id]) == 1
            and target.lane == gateway.lane
            and not target.messages_down
            and not target.messages_up
            and target.id not in draft.notes
        ):
            hung = Hung(gateway, gateway, [target], [flow])
            hung.x = GATEWAY // 2 + _HUNG_GAP
            return hung
    return None


def _ending_path(node: Node, host: Item, draft: Draft) -> tuple[list[Item], list[Flow]] | None:
    chain: list[Item] = []
    flows: list[Flow] = []
    current = node.id
    while True:
        out = draft.flows_out.get(current, ())
        if not out:
            break
        if len(out) > 1 or len(chain) == 2 or out[0].name:
            return None
        target = draft.by_id[out[0].target]
        kind = target.node.kind
        if (
            len(draft.flows_in[target.id]) > 1
            or target.lane != host.lane
            or kind not in {"endEvent", "serviceTask", "userTask"}
            or target.messages_up
            or (kind == "endEvent" and target.messages_down)
            or target.id in draft.notes
        ):
            return None
        chain.append(target)
        flows.append(out[0])
        current = target.id
    if not chain or chain[-1].node.kind != "endEvent":
        return None
    return chain, flows


def _repair(node: Node, host: Item, draft: Draft) -> tuple[list[Item], list[Flow]] | None:
    """A boundary event, one task that puts things right, and back: the task hangs below, its return is a wire."""
    out = draft.flows_out.get(node.id, ())
    if len(out) != 1 or out[0].name or host.inner is not None:
        return None
    task = draft.by_id[out[0].target]
    after = draft.flows_out.get(task.id, ())
    if (
        task.node.kind not in {"serviceTask", "userTask"}
        or task.lane != host.lane
        or task.messages_down
        or task.messages_up
        or task.id in draft.notes
        or len(draft.flows_in[task.id]) != 1
        or len(after) != 1
        or after[0].id not in draft.back
        or task.id in draft.hosts
    ):
        return None
    return [task], [out[0]]


def _place_boundaries(host: Item) -> None:
    """Positions along the lower border: paths that hang first, those that join the flow again last.

    A boundary event that a message from below reaches sits on the lower right corner (upper, if from above): its flow
    leaves to the right, the message arrives straight.
    """
    corner = [item for item in host.joining if item.messages_down or item.messages_up][-1:]
    hanging = [hung for hung in host.hung if hung.start is not host]
    # The deepest path is the leftmost one; a message flow from it has nothing below.
    hanging.sort(key=lambda hung: not any(part.messages_down for part in hung.chain))
    host.hung = hanging + [hung for hung in host.hung if hung.start is host]
    below = [hung.start for hung in hanging] + [item for item in host.joining if item not in corner]
    at = 18 * host.messages_down + 30
    for index, item in enumerate(below):
        item.left_of = at
        item.label_left = index == 0 and not host.messages_down and len(below) + len(corner) > 1
        room = 0 if item.label is None or item.label_left else item.label[0] + _BOUNDARY_LABEL
        at += max(_BOUNDARY_PITCH, room)
    last = below[-1] if below else None
    needed = last.left_of + 26 if last is not None else 0
    if corner:
        needed = max(needed, at if corner[0].messages_down else 0)
    if needed > host.width and host.inner is None:
        host.width = (needed + 19) // 20 * 20
    if last is not None and last in host.joining and not corner:
        last.left_of = max(last.left_of, host.width - 26)
    for item in corner:
        item.left_of = host.width
    _place_hung(host, hanging)


def _place_hung(host: Item, hanging: list[Hung]) -> None:
    for index, hung in enumerate(hanging):
        hung.depth = len(hanging) - index
        first = hung.chain[0]
        line = hung.start.left_of
        left_bound = (
            host.hung[index - 1].start.left_of + 14
            if index
            else (18 * host.messages_down + 4 if host.messages_down else None)
        )
        if first.node.kind == "endEvent":
            hung.x = line + 12
            continue
        x = 0 if left_bound is None else max(0, left_bound)
        if line + 2 >= x + first.width // 2:
            x = line + 10 - first.width // 2 if left_bound is None else max(left_bound, line + 10 - first.width // 2)
        hung.x = x


def _left_bound(host: Item, hanging: list[Hung], index: int) -> int | None:
    """Px from the left border of the host that the line of something left of a hung path leaves free."""
    if index:
        return hanging[index - 1].start.left_of + 14
    return 18 * host.messages_down + 4 if host.messages_down else None


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
