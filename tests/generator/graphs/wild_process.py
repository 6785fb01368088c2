"""Process graphs far wilder than an SOP compiles to, by seed; only well-formed.

Gateways split into up to five ways and merge anything, returns lead to any merge, boundary events (up to three on a
task) end, go back or go on, sub-processes hold such graphs again, and messages and annotations hang on anything.
"""

from __future__ import annotations

import random

from generator.graph import (
    Annotation,
    BlackBoxPool,
    Flow,
    Lane,
    MessageFlow,
    Node,
    ProcessGraph,
    Scope,
    Timer,
)

_WORDS = ("Periksa", "berkas", "Surat", "konsep", "kepegawaian", "PNS", "SK", "dan", "tanda tangani", "kelengkapan")
_WORDS += ("administrasi", "pertanggungjawaban", "ke", "di", "yang")
_SPLITS = (2, 2, 2, 3, 3, 4, 5)
Open = tuple[str, str, str | None]
"""Where the graph goes on: node, name of the flow, lane."""


def _text(rng: random.Random, least: int = 1, most: int = 6) -> str:
    return " ".join(rng.choice(_WORDS) for _ in range(rng.randint(least, most)))


class _Wild:
    def __init__(self, rng: random.Random, lanes: list[str | None], prefix: str) -> None:
        self.rng = rng
        self.lanes = lanes
        self.prefix = prefix
        self.nodes: list[Node] = []
        self.flows: list[Flow] = []
        self.merges: list[str] = []
        """Gateways that a return may lead to."""
        self.opens: list[Open] = []
        self.stay = rng.choice((0.2, 0.5, 0.8))
        self.back = rng.choice((0, 0.1, 0.3))
        self.boundary = rng.choice((0, 0.3, 0.6))
        self.most_open = rng.choice((1, 2, 4, 6))

    def new(self, kind: str, lane: str | None, name: str = "", **fields: object) -> str:
        node = Node(f"{self.prefix}{len(self.nodes) + 1}", kind, name, lane, **fields)  # type: ignore[arg-type]
        self.nodes.append(node)
        return node.id

    def link(self, source: str, target: str, name: str = "", kind: str = "forward") -> None:
        self.flows.append(Flow(f"F{self.prefix}{len(self.flows)}", source, target, name, None, kind))  # type: ignore[arg-type]

    def scope(self, size: int) -> Scope:
        lane = self.rng.choice(self.lanes)
        self.opens = [(self.new("startEvent", lane, self.rng.choice(("", _text(self.rng)))), "", lane)]
        while len(self.nodes) < size and self.opens:
            at, name, before = self.opens.pop(self.rng.randrange(len(self.opens)))
            lane = before if self.rng.random() < self.stay else self.rng.choice(self.lanes)
            what = self.rng.random()
            if what < 0.5:
                self.task(at, name, lane)
            elif what < 0.75 and len(self.opens) < self.most_open:
                self.split(at, name, lane)
            elif what < 0.9 and self.opens:
                self.merge(at, name, lane)
            elif self.opens:
                self.link(at, self.new("endEvent", lane, _text(self.rng, 0, 4)), name)
            else:
                self.opens.append((at, name, before))
        for at, name, lane in self.opens:
            self.link(at, self.new("endEvent", lane, _text(self.rng, 0, 4)), name)
        return Scope(tuple(self.nodes), tuple(self.flows))

    def task(self, at: str, name: str, lane: str | None) -> None:
        rng = self.rng
        if rng.random() < 0.25:
            merge = self.new("exclusiveGateway", lane)
            self.link(at, merge, name)
            at, name = merge, ""
            self.merges.append(merge)
        if lane is not None and rng.random() < 0.06:
            inner = _Wild(rng, [None], f"{self.prefix}{len(self.nodes) + 1}_").scope(rng.randint(4, 12))
            task = self.new("subProcess", lane, _text(rng), scope=inner)
        else:
            task = self.new(rng.choice(("userTask", "serviceTask")), lane, _text(rng))
        self.link(at, task, name)
        self.opens.append((task, "", lane))
        for _ in range(3):
            if rng.random() >= self.boundary:
                break
            self.event(task, lane)

    def event(self, host: str, lane: str | None) -> None:
        rng = self.rng
        name = rng.choice(("", _text(rng, 1, 4)))
        timer = Timer("date", "=tenggat")
        at = self.new("boundaryEvent", lane, name, attached_to=host, interrupting=rng.random() < 0.5, timer=timer)
        what = rng.random()
        if what < 0.5:
            for _ in range(rng.randint(0, 3)):
                step = self.new("serviceTask", lane if rng.random() < 0.8 else rng.choice(self.lanes), _text(rng))
                self.link(at, step, kind="exception")
                at = step
            self.link(at, self.new("endEvent", lane, _text(rng, 1, 4)), kind="exception")
        elif what < 0.7 and self.merges:
            if rng.random() < 0.5:
                repair = self.new("userTask", lane, _text(rng))
                self.link(at, repair)
                at = repair
            self.link(at, rng.choice(self.merges), kind="return")
        else:
            self.opens.append((at, "", lane))

    def split(self, at: str, name: str, lane: str | None) -> None:
        kind = self.rng.choice(("exclusiveGateway", "exclusiveGateway", "parallelGateway"))
        asks = kind == "exclusiveGateway"
        gateway = self.new(kind, lane, _text(self.rng, 0, 5) if asks else "")
        self.link(at, gateway, name)
        for number in range(self.rng.choice(_SPLITS)):
            answer = _text(self.rng, 1, 3) if asks else ""
            if asks and number and self.merges and self.rng.random() < self.back:
                self.link(gateway, self.rng.choice(self.merges), answer, "return")
            else:
                self.opens.append((gateway, answer, lane))

    def merge(self, at: str, name: str, lane: str | None) -> None:
        count = self.rng.randint(1, min(3, len(self.opens)))
        others = [self.opens.pop(self.rng.randrange(len(self.opens)))[:2] for _ in range(count)]
        gateway = self.new(self.rng.choice(("exclusiveGateway", "parallelGateway")), lane)
        self.merges.append(gateway)
        for source, answer in ((at, name), *others):
            self.link(source, gateway, answer)
        self.opens.append((gateway, "", lane))


def wild_process(seed: int) -> ProcessGraph:
    """A process graph of up to 90 nodes; the same for the same seed."""
    rng = random.Random(seed)
    lanes = tuple(Lane(f"Lane_{number}", _text(rng, 1, 4)) for number in range(rng.randint(1, 6)))
    scope = _Wild(rng, [lane.id for lane in lanes], "N").scope(rng.randint(4, rng.choice((15, 40, 80))))
    every = [*scope.nodes, *(node for sub in scope.nodes if sub.scope is not None for node in sub.scope.nodes)]
    pools = tuple(
        BlackBoxPool(f"Pool_{number}", _text(rng, 1, 3), rng.choice(("top", "bottom")))
        for number in range(rng.choice((0, 1, 2, 3)))
    )
    able = [node for node in every if node.scope is None and not node.kind.endswith("Gateway")]
    messages: list[MessageFlow] = []
    for pool in pools:
        for node in rng.sample(able, min(len(able), rng.randint(1, 4))):
            incoming = node.kind in ("startEvent", "boundaryEvent") or (node.kind != "endEvent" and rng.random() < 0.5)
            ends = (pool.id, node.id) if incoming else (node.id, pool.id)
            messages.append(MessageFlow(f"M_{pool.id}_{node.id}", *ends))
    share = rng.choice((0, 0, 0.05, 0.2))
    notes = tuple(
        Annotation(f"Note_{node.id}", _text(rng, 3, 25), node.id)
        for node in every
        if node.kind != "boundaryEvent" and rng.random() < share
    )
    return ProcessGraph(f"liar-{seed}", "Liar", "Kantor", "", lanes, scope, pools, tuple(messages), notes)
