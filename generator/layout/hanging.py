"""Boundary events, and short side paths that are drawn with their anchor instead of taking columns of their own."""

from __future__ import annotations

from generator.graph import Flow, Node, Scope
from generator.layout.draft import EVENT, EVENTS, GATEWAY, GATEWAYS, Draft, Hung, Item, chain_centres

_BOUNDARY_PITCH = 44
_BOUNDARY_LABEL = 46
"""Px between two boundary events beside the label of the first."""
_HUNG_GAP = 30
_AFTER_HUNG = 20
"""Px from a path that hangs below a sub-process to a line that goes down past it."""
_EXIT_ROOM = 30
"""Px between a boundary event and a message flow out of the sub-process it sits on."""
_TAIL_GAP = 50


def hang(scope: Scope, draft: Draft) -> set[str]:
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
        path = None
        if not item.messages_up and not item.messages_down and (host.inner is None or not host.messages_down):
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
            or target.id in draft.hosts
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


def place_boundaries(host: Item) -> None:
    """Positions along the lower border: paths that hang first, those that join the flow again last.

    A boundary event that a message from below reaches sits on the lower right corner (upper, if from above): its flow
    leaves to the right, the message arrives straight.
    """
    corner = [item for item in host.joining if bool(item.messages_down) != bool(item.messages_up)][-1:]
    hanging = [hung for hung in host.hung if hung.start is not host]
    # The deepest path is the leftmost one; a message flow from it has nothing below.
    hanging.sort(key=lambda hung: not any(part.messages_down for part in hung.chain))
    host.hung = hanging + [hung for hung in host.hung if hung.start is host]
    below = [item for item in host.joining if item not in corner]
    alone = len(hanging) + len(below) + len(corner) == 1
    at = 18 * host.messages_down + 30
    for index, hung in enumerate(hanging):
        hung.start.label_left = index == 0 and not host.messages_down and not alone
        at = _place_boundary(hung.start, at)
    _place_hung(host, hanging)
    if host.inner is not None:
        # What joins the flow again goes down past the paths that hang.
        at = max([at, *(_hung_right(hung) + _AFTER_HUNG for hung in hanging)])
    for index, item in enumerate(below):
        item.label_left = index == 0 and not hanging and not host.messages_down and not alone
        if host.inner is not None:
            at = _clear_of(sorted(host.inner.exits.values()), at)
        at = _place_boundary(item, at)
    last = below[-1] if below else hanging[-1].start if hanging else None
    needed = last.left_of + 26 if last is not None else 0
    if corner:
        needed = max(needed, at if corner[0].messages_down else 0)
    if needed > host.width:
        host.width = (needed + 19) // 20 * 20
    if below and not corner and (host.inner is None or not host.messages_down):
        below[-1].left_of = max(below[-1].left_of, host.width - 26)
    for item in corner:
        item.corner = 1 if item.messages_down else -1
        item.left_of = host.width
    for tail in host.hung:
        if tail.depth == 0:
            tail.x = host.width + _TAIL_GAP


def _place_boundary(event: Item, at: int) -> int:
    """Puts a boundary event at `at` and returns where the next one may be."""
    event.left_of = at
    room = 0 if event.label is None or event.label_left else event.label[0] + _BOUNDARY_LABEL
    return at + max(_BOUNDARY_PITCH, room)


def _clear_of(exits: list[int], at: int) -> int:
    """The next place for a boundary event that no message flow out of the sub-process passes."""
    for exit_ in exits:
        if abs(at - exit_) < _EXIT_ROOM:
            at = exit_ + _EXIT_ROOM
    return at


def _hung_right(hung: Hung) -> int:
    """Px from the left border of the host to where a hung path ends."""
    return max(
        hung.x + centre + max(part.width, part.label[0] if part.label is not None else 0) // 2
        for part, centre in zip(hung.chain, chain_centres(hung.chain), strict=True)
    )


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
