"""Draws random processes: every kind of gateway, scope and event, nested, with loops and calls.

What could come in two orders within one command is drawn apart: whatever ends or interrupts a scope or copies variables
has a task right in front of it, scripts write variables of their own, and conditions read only what commands set.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.deploy.engine.core.model_graph import (
    BUFFERED,
    ERRORS,
    ESCALATIONS,
    MESSAGES,
    SIGNALS,
    Condition,
    Edge,
    Event,
    Loop,
    Node,
    Scope,
)

Draw = Callable[[int], int]
"""A number from 0 to below the argument; small numbers are simple ones."""

DEEPEST = 3
CALLED = ("q0", "q1")


class _Names:
    """Ids in the order of drawing."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.count = 0

    def next(self, kind: str) -> str:
        self.count += 1
        return f"{self.prefix}{kind}{self.count}"


class _Plan:
    """One scope on its way."""

    def __init__(self, draw: Draw, names: _Names, depth: int, called: tuple[str, ...]) -> None:
        self.draw, self.names, self.depth, self.called = draw, names, depth, called
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []

    def add(self, node: Node) -> str:
        self.nodes[node.id] = node
        return node.id

    def link(self, source: str, target: str, condition: Condition | None = None) -> str:
        edge = Edge(self.names.next("f"), source, target, condition)
        self.edges.append(edge)
        return edge.id

    def plain(self, kind: str, source: str, condition: Condition | None = None, **values: object) -> str:
        """A node behind another one."""
        id_ = self.add(Node(self.names.next(kind), kind, **values))  # type: ignore[arg-type]
        self.link(source, id_, condition)
        return id_

    def scope(self, start: str) -> Scope:
        return Scope(self.nodes, tuple(self.edges), start)


def draw_process(draw: Draw, prefix: str, called: tuple[str, ...] = ()) -> Scope:
    """A process; ids begin with the prefix."""
    return _scope(draw, _Names(prefix), 0, called)


def _scope(draw: Draw, names: _Names, depth: int, called: tuple[str, ...], event: Event | None = None,
           *, interrupting: bool = True) -> Scope:  # fmt: skip
    plan = _Plan(draw, names, depth, called)
    start = plan.add(Node(names.next("start"), "start", event, interrupting))
    last = _path(plan, start, 1 + draw(3) + (0 if depth else draw(4)))
    if last is not None and draw(3):
        plan.plain("end", last)
    if depth < 2 and event is None:
        for kind in _kinds(draw, 6 if depth else 3, ("message", "timer", "error", "signal", "escalation")):
            _event_sub(plan, kind)
    return plan.scope(start)


def _kinds(draw: Draw, rare: int, kinds: tuple[str, ...]) -> list[str]:
    """None, one or two different kinds of events."""
    number = (draw(rare) == rare - 1) + (draw(2 * rare) == 2 * rare - 1)
    start = draw(len(kinds))
    return [kinds[(start + n) % len(kinds)] for n in range(number)]


def _event_sub(plan: _Plan, kind: str) -> None:
    interrupting = kind == "error" or plan.draw(2) == 0
    event = _event(plan.draw, kind, cycles=not interrupting)
    id_ = plan.names.next("es")
    body = _scope(plan.draw, plan.names, plan.depth + 1, plan.called, event, interrupting=interrupting)
    plan.add(Node(id_, "event_sub", interrupting=interrupting, body=body, inputs=_inputs(plan, id_)))


def _event(draw: Draw, kind: str, *, cycles: bool = False) -> Event:
    if kind == "timer":
        return Event(kind, seconds=10 * (1 + draw(4)), repetitions=2 if cycles and draw(3) == 2 else 1)
    names = {
        "message": tuple(name for name in MESSAGES if name not in BUFFERED), "signal": SIGNALS,
        "error": ("", *ERRORS), "escalation": ("", *ESCALATIONS), "buffered": BUFFERED,
    }[kind]  # fmt: skip
    if kind == "buffered":
        return Event("message", names[draw(len(names))])
    return Event(kind, names[draw(len(names))])


def _inputs(plan: _Plan, id_: str) -> tuple[tuple[str, str], ...]:
    choice = plan.draw(6)
    if choice == 4:
        return ((f"i_{id_}", "x0"),)
    return (("x1", "x0"), ("r", "x2")) if choice == 5 else ()


def _outputs(plan: _Plan, id_: str) -> tuple[tuple[str, str], ...]:
    return ((f"o_{id_}", "r"), (f"p_{id_}", "x1")) if plan.draw(6) == 5 else ()


def _condition(draw: Draw) -> Condition:
    return Condition("flag") if draw(8) == 7 else Condition(f"x{draw(3)}", draw(4))


# --- paths -----------------------------------------------------------------------------------------------------------


def _path(plan: _Plan, source: str, length: int, condition: Condition | None = None) -> str | None:
    """So many blocks behind a node; the last one of them, or None where the path has ended."""
    last: str | None = source
    for n in range(length):
        assert last is not None
        last = _BLOCKS[plan.draw(len(_BLOCKS))](plan, last, condition if n == 0 else None)
        if last is None:
            return None
    return last


def _activity(
    plan: _Plan, source: str, condition: Condition | None, kind: str, *, once: bool = False, **values: object
) -> str:
    """An activity, perhaps with mappings, a loop (not when `once`) and boundary events."""
    id_ = plan.names.next(kind)
    if kind in ("task", "user", "sub") and not once and plan.draw(5) == 4:
        values["loop"] = Loop(plan.draw(2) == 1, f"out_{id_}", plan.draw(3))
    outputs = _outputs(plan, id_)
    if values.get("loop"):
        outputs = (("r", "x1"),) if outputs else ()
    plan.add(Node(id_, kind, inputs=_inputs(plan, id_), outputs=outputs, **values))  # type: ignore[arg-type]
    plan.link(source, id_, condition)
    scopes = kind in ("sub", "call")
    kinds = ("message", "timer", "error", "signal", "escalation") if scopes else ("message", "timer", "error", "signal")
    for event_kind in _kinds(plan.draw, 4, kinds):
        interrupting = event_kind == "error" or plan.draw(2) == 0
        event = _event(plan.draw, event_kind, cycles=not interrupting)
        _boundary(plan, id_, event, interrupting=interrupting)
        if event_kind == "error" and plan.draw(2):
            other = Event("error", ERRORS[0] if event.name != ERRORS[0] else "")
            _boundary(plan, id_, other, interrupting=True)
    return id_


def _boundary(plan: _Plan, host: str, event: Event, *, interrupting: bool) -> None:
    caught = plan.add(Node(plan.names.next("b"), "boundary", event, interrupting, host=host))
    last = _path(plan, caught, plan.draw(2))
    if last is not None:
        plan.plain("end", last)


def _task(plan: _Plan, source: str, condition: Condition | None) -> str:
    return _activity(plan, source, condition, "task")


def _pause(plan: _Plan, source: str, condition: Condition | None) -> str:
    """A task that waits in any case, which one for each of no items does not."""
    return _activity(plan, source, condition, "task", once=True)


def _user(plan: _Plan, source: str, condition: Condition | None) -> str:
    return _activity(plan, source, condition, "user")


def _script(plan: _Plan, source: str, condition: Condition | None) -> str:
    return plan.plain("script", source, condition, value=plan.draw(9))


def _manual(plan: _Plan, source: str, condition: Condition | None) -> str:
    return plan.plain("manual", source, condition)


def _sub(plan: _Plan, source: str, condition: Condition | None) -> str:
    if plan.depth >= DEEPEST:
        return _task(plan, source, condition)
    body = _scope(plan.draw, plan.names, plan.depth + 1, plan.called)
    return _activity(plan, source, condition, "sub", body=body)


def _call(plan: _Plan, source: str, condition: Condition | None) -> str:
    if not plan.called:
        return _user(plan, source, condition)
    called = plan.called[plan.draw(len(plan.called))]
    before = _pause(plan, source, condition)  # what it copies must not depend on a script in another branch
    return _activity(plan, before, None, "call", called=called, hand_back=plan.draw(2) == 0)


def _catch(plan: _Plan, source: str, condition: Condition | None) -> str:
    kind = ("timer", "buffered", "message", "signal")[plan.draw(4)]
    id_ = plan.plain("catch", source, condition, event=_event(plan.draw, kind))
    return _pause(plan, id_, None) if kind == "signal" else id_


def _race(plan: _Plan, source: str, condition: Condition | None) -> str:
    gateway = plan.plain("race", source, condition)
    join = plan.add(Node(plan.names.next("xor"), "xor"))
    for kind in ("timer", "buffered"):
        id_ = plan.plain("catch", gateway, event=_event(plan.draw, kind))
        last = _path(plan, id_, plan.draw(2))
        if last is not None:
            plan.link(last, join)
    return join


def _branches(plan: _Plan, kind: str, source: str, condition: Condition | None) -> str:
    """A split and a join of the same kind; a branch may end before the join."""
    split = plan.plain(kind, source, condition)
    join = plan.add(Node(plan.names.next(kind), kind))
    decides = kind != "and"
    for n in range(2 + plan.draw(2)):
        way = _condition(plan.draw) if decides and n else None
        last = _path(plan, split, 1 if way is None and n else plan.draw(3), way)
        if last is not None:
            plan.link(last, join, way if last == split else None)
    if decides and plan.draw(6) != 5:
        first = next(edge for edge in plan.edges if edge.source == split)
        plan.add(Node(split, kind, default=first.id))
    elif decides:
        position = next(n for n, edge in enumerate(plan.edges) if edge.source == split)
        edge = plan.edges[position]
        plan.edges[position] = Edge(edge.id, edge.source, edge.target, Condition("x2", 0))
    return join


def _xor(plan: _Plan, source: str, condition: Condition | None) -> str:
    return _branches(plan, "xor", source, condition)


def _or(plan: _Plan, source: str, condition: Condition | None) -> str:
    return _branches(plan, "or", source, condition)


def _and(plan: _Plan, source: str, condition: Condition | None) -> str:
    return _branches(plan, "and", source, condition)


def _again(plan: _Plan, source: str, condition: Condition | None) -> str:
    """A loop: a task, and a gateway that may lead back to it."""
    begin = plan.plain("xor", source, condition)
    last = _pause(plan, begin, None)
    more = _path(plan, last, plan.draw(2))
    if more is None:
        return last
    gateway = plan.plain("xor", more)
    plan.link(gateway, begin, _condition(plan.draw))
    forward = plan.add(Node(plan.names.next("manual"), "manual"))
    default = plan.link(gateway, forward)
    plan.add(Node(gateway, "xor", default=default))
    return forward


def _throw(plan: _Plan, source: str, condition: Condition | None) -> str:
    before = _pause(plan, source, condition)
    event = Event("escalation", ESCALATIONS[plan.draw(2)])
    return plan.plain("throw", before, event=event)


def _over(plan: _Plan, source: str, condition: Condition | None) -> None:
    before = _pause(plan, source, condition)
    event = (Event("error", ERRORS[plan.draw(2)]), Event("terminate"), Event("escalation", ESCALATIONS[plan.draw(2)]))
    plan.plain("end", before, event=event[plan.draw(3)])


_BLOCKS: tuple[Callable[[_Plan, str, Condition | None], str | None], ...] = (
    _task, _script, _user, _manual, _xor, _and, _sub, _catch, _call, _or, _again, _race, _throw, _over,
)  # fmt: skip
