"""Soundness by exploring every state the process can reach (van der Aalst: option to complete, proper completion).

A state says which sequence flows hold a token and which activities are active. Each scope is explored by itself, with
its sub-processes as single steps. A non-interrupting boundary event adds a token without taking one: its path may not
come back to the main path (that would run the rest twice), so the two are explored apart and the state space stays
linear in the number of deadlines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from generator.check.problems import Problem
from generator.graph import Flow, Node, ProcessGraph, Scope

MAX_STATES = 50_000

_ROUND = "Periksa `ya`, `tidak`, `pilihan`, dan `syarat` yang melewatinya, atau hapus langkah itu."

Place = str
"""A flow id (token waits in front of a gateway) or `@<node id>` (activity active).

A token that comes to an activity or an end is there at once: places that only pass a token on would triple the states
of parallel branches without telling anything.
"""

State = frozenset[Place]


@dataclass(frozen=True)
class _Net:
    nodes: dict[str, Node]
    incoming: dict[str, tuple[Flow, ...]]
    outgoing: dict[str, tuple[Flow, ...]]
    interrupting: dict[str, tuple[Node, ...]]
    targets: dict[str, str]
    """Target of each flow."""


class _UnsafeError(Exception):
    """A second token reached a place that already holds one."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.place = place


def soundness_problems(graph: ProcessGraph) -> list[Problem]:
    """Dead elements, deadlocks, missing synchronisation and paths that cannot end, in every scope."""
    problems: list[Problem] = []
    pending = [graph.scope]
    while pending:
        scope = pending.pop(0)
        pending += [node.scope for node in scope.nodes if node.scope is not None]
        problems += _scope_problems(scope)
    return problems


def _scope_problems(scope: Scope) -> list[Problem]:
    net = _net(scope)
    start = next(n for n in scope.nodes if n.kind == "startEvent")
    main = _reachable(net, start.id, follow_boundary=True)
    problems: list[Problem] = []
    covered = set(main)
    aside = [n for n in scope.nodes if n.kind == "boundaryEvent" and not n.interrupting]
    sources = [start]
    for event in aside:
        path = _reachable(net, event.id, follow_boundary=True)
        covered |= path
        back = sorted((path & main) - {event.id})
        if back:
            problems.append(
                Problem(
                    "jalur-samping-kembali",
                    event.id,
                    f"Jalur `{event.name}` kembali ke jalur utama di `{back[0]}`, sehingga sisanya berjalan dua kali.",
                    "Akhiri jalur itu dengan peristiwa akhirnya sendiri.",
                )
            )
        elif event.attached_to in covered:
            sources.append(event)
    onward = _reachable(net, start.id, follow_boundary=False)
    for event in scope.nodes:
        stops = event.kind == "boundaryEvent" and event.interrupting and event.timer is not None
        if stops and not _reachable(net, event.id, follow_boundary=True) & onward:
            sentence = f"`{event.name}` menghentikan tugas dan perkaranya hanya karena waktu lewat."
            remedy = "Jadikan peristiwa batas itu tidak menghentikan tugas."
            problems.append(Problem("waktu-menghentikan", event.id, sentence, remedy))
    for node in scope.nodes:
        if node.id not in covered and node.kind != "eventSubProcess":
            problems.append(
                Problem("tidak-terjangkau", node.id, f"`{node.name or node.id}` tidak pernah tercapai.", _ROUND)
            )
    if not problems:
        folded = _net(_folded(scope))
        for source in sources:
            problems += _explore(folded, source)
    return problems


def _net(scope: Scope) -> _Net:
    incoming: dict[str, list[Flow]] = {n.id: [] for n in scope.nodes}
    outgoing: dict[str, list[Flow]] = {n.id: [] for n in scope.nodes}
    for flow in scope.flows:
        outgoing[flow.source].append(flow)
        incoming[flow.target].append(flow)
    interrupting: dict[str, list[Node]] = {}
    for node in scope.nodes:
        if node.kind == "boundaryEvent" and node.interrupting and node.attached_to:
            interrupting.setdefault(node.attached_to, []).append(node)
    return _Net(
        {n.id: n for n in scope.nodes},
        {k: tuple(v) for k, v in incoming.items()},
        {k: tuple(v) for k, v in outgoing.items()},
        {k: tuple(v) for k, v in interrupting.items()},
        {f.id: f.target for f in scope.flows},
    )


def _reachable(net: _Net, start: str, *, follow_boundary: bool) -> set[str]:
    found = {start}
    pending = [start]
    while pending:
        current = pending.pop()
        targets = [f.target for f in net.outgoing[current]]
        if follow_boundary:
            targets += [b.id for b in net.interrupting.get(current, ())]
        for target in targets:
            if target not in found:
                found.add(target)
                pending.append(target)
    return found


def _folded(scope: Scope) -> Scope:
    """The scope with each fork, its single tasks and their join as one activity.

    Such a block starts and ends as a whole whatever the order of its tasks is, so soundness is kept (Murata's fusion
    rules), and n performers in one row have one state instead of 2^n. Anything else between fork and join is explored.
    """
    nodes = {node.id: node for node in scope.nodes}
    incoming: dict[str, list[Flow]] = {node.id: [] for node in scope.nodes}
    outgoing: dict[str, list[Flow]] = {node.id: [] for node in scope.nodes}
    for flow in scope.flows:
        incoming[flow.target].append(flow)
        outgoing[flow.source].append(flow)
    interrupted = {n.attached_to for n in scope.nodes if n.kind == "boundaryEvent" and n.interrupting}
    joined: dict[str, str] = {}
    gone: set[str] = set()
    for fork in scope.nodes:
        branches = [nodes[f.target] for f in outgoing[fork.id]]
        if fork.kind != "parallelGateway" or len(incoming[fork.id]) != 1 or len(branches) < 2:
            continue
        single = all(
            b.kind in ("userTask", "serviceTask")
            and b.id not in interrupted
            and len(incoming[b.id]) == len(outgoing[b.id]) == 1
            for b in branches
        )
        joins = {outgoing[b.id][0].target for b in branches} if single else set()
        join = next(iter(joins)) if len(joins) == 1 else None
        if join and nodes[join].kind == "parallelGateway" and len(incoming[join]) == len(branches):
            joined[join] = fork.id
            gone |= {b.id for b in branches}
    if not joined:
        return scope
    forks = set(joined.values())
    kept = [
        replace(n, kind="userTask") if n.id in forks else n for n in scope.nodes if n.id not in gone | joined.keys()
    ]
    flows = [
        replace(f, source=joined.get(f.source, f.source))
        for f in scope.flows
        if f.source not in gone and f.target not in gone
    ]
    # What hangs on a folded task is explored by itself, from the event on.
    alone = [replace(n, attached_to=None) if n.attached_to in gone else n for n in kept]
    return Scope(tuple(alone), tuple(flows))


def _explore(net: _Net, source: Node) -> list[Problem]:
    try:
        first = _move(net, frozenset(), set(), net.outgoing[source.id])
    except _UnsafeError as unsafe:
        return [_unsafe(unsafe)]
    successors: dict[State, tuple[State, ...]] = {}
    pending = [first]
    while pending:
        state = pending.pop()
        if state in successors:
            continue
        if len(successors) >= MAX_STATES:
            return [
                Problem(
                    "terlalu-rumit",
                    source.id,
                    f"Proses mempunyai lebih dari {MAX_STATES} keadaan dan tidak dapat dibuktikan.",
                    "Kurangi cabang yang berjalan bersamaan.",
                )
            ]
        try:
            following = tuple(_steps(net, state))
        except _UnsafeError as unsafe:
            return [_unsafe(unsafe)]
        successors[state] = following
        if state and not following:
            place = min(state)
            element = place.lstrip("@") if place.startswith("@") else _target(net, place)
            return [_deadlock(element)]
        pending += following
    return _cannot_end(net, successors)


def _target(net: _Net, flow_id: str) -> str:
    return net.targets[flow_id]


def _steps(net: _Net, state: State) -> Iterator[State]:
    """Every state that one step leads to."""
    for place in sorted(state):
        if place.startswith("@"):
            node_id = place[1:]
            yield _move(net, state, {place}, net.outgoing[node_id])
            for event in net.interrupting.get(node_id, ()):
                yield _move(net, state, {place}, net.outgoing[event.id])
            continue
        node = net.nodes[_target(net, place)]
        if node.kind == "exclusiveGateway":
            for flow in net.outgoing[node.id]:
                yield _move(net, state, {place}, (flow,))
        else:
            needed = {f.id for f in net.incoming[node.id]}
            if needed <= state:
                yield _move(net, state, needed, net.outgoing[node.id])


def _move(net: _Net, state: State, taken: set[Place], flows: tuple[Flow, ...]) -> State:
    """The state after the tokens in `taken` went on along `flows`; an end takes its token away."""
    places = set(state - taken)
    for flow in flows:
        kind = net.nodes[flow.target].kind
        if kind == "endEvent":
            continue
        place = flow.id if kind in ("exclusiveGateway", "parallelGateway") else f"@{flow.target}"
        if place in places:
            raise _UnsafeError(place)
        places.add(place)
    return frozenset(places)


def _unsafe(found: _UnsafeError) -> Problem:
    return Problem(
        "tanpa-sinkronisasi",
        found.place.lstrip("@"),
        "Langkah ini dapat berjalan dua kali sekaligus.",
        "Satukan cabang yang berjalan bersamaan dengan gerbang paralel sebelum langkah ini.",
    )


def _cannot_end(net: _Net, successors: dict[State, tuple[State, ...]]) -> list[Problem]:
    """States from which the end is out of reach: a loop without exit."""
    predecessors: dict[State, list[State]] = {state: [] for state in successors}
    for state, following in successors.items():
        for target in following:
            predecessors[target].append(state)
    done: set[State] = set()
    pending = [frozenset[Place]()] if frozenset() in successors else []
    while pending:
        state = pending.pop()
        if state not in done:
            done.add(state)
            pending += predecessors[state]
    lost = [state for state in successors if state not in done]
    if not lost:
        return []
    place = min(min(state) for state in lost)
    element = place.lstrip("@") if place.startswith("@") else _target(net, place)
    sentence = "Dari langkah ini proses tidak dapat mencapai akhir."
    return [Problem("tidak-dapat-selesai", element, sentence, "Beri jalan keluar dari putaran itu.")]


def _deadlock(element: str) -> Problem:
    return Problem("macet", element, "Proses dapat macet di sini.", "Periksa gerbang paralel sebelum langkah ini.")
