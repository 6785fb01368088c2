"""A small language of processes for the model-based test: frozen values, and the BPMN that they stand for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.deploy.engine.core import drawing
from tests.deploy.engine.core.play import bpmn, escaped, mapping

MESSAGES = ("m0", "m1", "m2", "m3")
BUFFERED = ("m2", "m3")
"""Only intermediate events wait for these: they wait in any case. Whether a buffered message comes before a sub-process
with its boundary event has run through at once is not documented."""
SIGNALS = ("s0", "s1")
ERRORS = ("e0", "e1")
ESCALATIONS = ("x0", "x1")


@dataclass(frozen=True)
class Condition:
    """`=x0 > 2`, or a variable that has to be true or false by itself."""

    name: str
    above: int | None = None

    @property
    def text(self) -> str:
        return f"={self.name}" if self.above is None else f"={self.name} > {self.above}"


@dataclass(frozen=True)
class Edge:
    id: str
    source: str
    target: str
    condition: Condition | None = None


@dataclass(frozen=True)
class Event:
    """kind: none, timer, message, signal, error, escalation, terminate. An empty name catches every code."""

    kind: str
    name: str = ""
    seconds: int = 0
    repetitions: int = 1


@dataclass(frozen=True)
class Loop:
    sequential: bool
    results: str
    until: int
    """The body is over when so many have completed; 0: all."""


@dataclass(frozen=True)
class Node:
    """kind: start, end, task, user, script, manual, xor, or, and, race, catch, throw, sub, event_sub, call or
    boundary."""

    id: str
    kind: str
    event: Event | None = None
    interrupting: bool = True
    host: str = ""
    """Of a boundary event."""
    default: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    """(target, variable)"""
    outputs: tuple[tuple[str, str], ...] = ()
    loop: Loop | None = None
    body: Scope | None = None
    called: str = ""
    hand_back: bool = True
    value: int = 0
    """What a script sets its variable `v_<id>` to."""


@dataclass(frozen=True)
class Scope:
    nodes: Mapping[str, Node] = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()
    start: str = ""

    def leaving(self, node: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.source == node]

    def entering(self, node: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.target == node]

    def boundaries(self, host: str) -> list[Node]:
        return [node for node in self.nodes.values() if node.host == host]

    def event_subs(self) -> list[Node]:
        return [node for node in self.nodes.values() if node.kind == "event_sub"]


def all_nodes(scope: Scope) -> Iterator[Node]:
    """Every node of a process, however deep."""
    for node in scope.nodes.values():
        yield node
        if node.body is not None:
            yield from all_nodes(node.body)


# --- BPMN ------------------------------------------------------------------------------------------------------------


def file_of(process_id: str, scope: Scope) -> bytes:
    """The process as a BPMN file."""
    outside = "".join(drawing.declared_message(name) for name in MESSAGES)
    outside += "".join(drawing.declared_signal(name) for name in SIGNALS)
    outside += "".join(drawing.declared_error(name) for name in ERRORS)
    outside += "".join(drawing.declared_escalation(f"esc_{name}", name) for name in ESCALATIONS)
    return bpmn(_scope(scope), process_id, outside)


def _scope(scope: Scope) -> str:
    return "".join(_node(node) for node in scope.nodes.values()) + "".join(_edge(edge) for edge in scope.edges)


def _edge(edge: Edge) -> str:
    inner = ""
    if edge.condition is not None:
        inner = f"<bpmn:conditionExpression>{escaped(edge.condition.text)}</bpmn:conditionExpression>"
    ends = f'sourceRef="{edge.source}" targetRef="{edge.target}"'
    return f'<bpmn:sequenceFlow id="{edge.id}" {ends}>{inner}</bpmn:sequenceFlow>'


def _event(event: Event | None) -> str:
    if event is None or event.kind == "none":
        return ""
    if event.kind == "timer":
        if event.repetitions != 1:
            return drawing.cycle(f"R{event.repetitions}/PT{event.seconds}S")
        return drawing.duration(f"PT{event.seconds}S")
    if event.kind == "terminate":
        return drawing.TERMINATE
    if event.kind == "escalation":
        return drawing.escalation(f"esc_{event.name}" if event.name else "")
    of_kind = {"message": drawing.message, "signal": drawing.signal, "error": drawing.error}[event.kind]
    return of_kind(event.name)


def _node(node: Node) -> str:
    extra = ""
    if node.inputs or node.outputs:
        extra = mapping({t: f"={s}" for t, s in node.inputs}, {t: f"={s}" for t, s in node.outputs})
    marker = ""
    if node.loop is not None:
        until = f"=numberOfCompletedInstances = {node.loop.until}" if node.loop.until else ""
        marker = drawing.loop("=items", "it", node.loop.results, "=r", until, sequential=node.loop.sequential)
    event = _event(node.event)
    body = _scope(node.body) if node.body is not None else ""
    default = f' default="{node.default}"' if node.default else ""
    if node.kind == "task":
        return drawing.element("serviceTask", node.id, marker, f'<zeebe:taskDefinition type="{node.id}" />' + extra)
    if node.kind == "user":
        return drawing.element("userTask", node.id, marker, "<zeebe:userTask />" + extra)
    if node.kind == "script":
        return drawing.script(node.id, f"={node.value}", f"v_{node.id}")
    if node.kind == "call":
        back = "" if node.hand_back else 'propagateAllChildVariables="false" '
        return drawing.call(node.id, node.called, back, extra)
    if node.kind == "boundary":
        return drawing.boundary(node.id, node.host, event, cancel=node.interrupting)
    if node.kind == "event_sub":
        return drawing.element("subProcess", node.id, body, extra, ' triggeredByEvent="true"')
    if node.kind == "start":
        attributes = "" if node.interrupting else ' isInterrupting="false"'
        return drawing.element("startEvent", node.id, event, "", attributes)
    tags = {
        "end": "endEvent", "manual": "manualTask", "xor": "exclusiveGateway", "or": "inclusiveGateway",
        "and": "parallelGateway", "race": "eventBasedGateway", "catch": "intermediateCatchEvent",
        "throw": "intermediateThrowEvent", "sub": "subProcess",
    }  # fmt: skip
    return drawing.element(tags[node.kind], node.id, marker + event + body, extra, default)
