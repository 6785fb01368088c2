"""The process graph between meaning and drawing: BPMN elements with their Camunda data, but no coordinates.

`process.py` builds it from an Sop, `layout.py` gives it coordinates, `bpmn_xml.py` writes both down. All values are
frozen; the order of tuples is the order of the happy path and breaks every tie, so that the same Sop gives the same
bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

OFFICE_PARTICIPANT = "Participant_Kantor"
"""Id of the office's own pool; no outside party has it."""

NodeKind = Literal[
    "startEvent",
    "endEvent",
    "userTask",
    "serviceTask",
    "exclusiveGateway",
    "parallelGateway",
    "boundaryEvent",
    "subProcess",
    "eventSubProcess",
]


@dataclass(frozen=True)
class Mapping:
    """A zeebe:input or zeebe:output; `source` is a FEEL expression with its leading `=`."""

    source: str
    target: str


@dataclass(frozen=True)
class Job:
    """A zeebe:taskDefinition with its headers."""

    type: str
    retries: int = 5
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Listener:
    """A zeebe:executionListener."""

    event: Literal["start", "end"]
    type: str
    retries: int = 3


@dataclass(frozen=True)
class UserTask:
    """Data of a native Zeebe user task (`<zeebe:userTask/>`)."""

    form_id: str
    candidate_groups: tuple[str, ...]
    due_date: str | None = None
    """FEEL expression with leading `=`, or None."""
    priority: int = 50


@dataclass(frozen=True)
class Timer:
    """A timer event definition; `expression` is FEEL with leading `=` or a literal (`R/P7D`)."""

    kind: Literal["date", "duration", "cycle"]
    expression: str


@dataclass(frozen=True)
class Message:
    """A bpmn:message; `correlation_key` is FEEL with leading `=`."""

    id: str
    name: str
    correlation_key: str


@dataclass(frozen=True)
class MultiInstance:
    """zeebe:loopCharacteristics; collections and elements as FEEL expressions with leading `=`, element names bare."""

    input_collection: str
    input_element: str
    output_collection: str
    output_element: str
    sequential: bool = False


@dataclass(frozen=True)
class Node:
    """One flow node. Only the fields of its kind are set.

    `lane` is a Lane id for nodes of the top scope and None inside sub-processes. `row` ties a node to its SOP row
    (kode of the step), None for events of the whole process.
    """

    id: str
    kind: NodeKind
    name: str = ""
    lane: str | None = None
    row: str | None = None
    documentation: str = ""
    user_task: UserTask | None = None
    job: Job | None = None
    listeners: tuple[Listener, ...] = ()
    inputs: tuple[Mapping, ...] = ()
    outputs: tuple[Mapping, ...] = ()
    start_form_id: str | None = None
    attached_to: str | None = None
    """Host of a boundary event."""
    interrupting: bool = True
    """For boundary events and the start event of an event sub-process."""
    timer: Timer | None = None
    message: Message | None = None
    error: str | None = None
    """For boundary events on service tasks: the code of the BPMN error they catch."""
    default_flow: str | None = None
    """For gateways: id of the default flow."""
    multi_instance: MultiInstance | None = None
    scope: Scope | None = None
    """Content of a sub-process; an eventSubProcess is written as a subProcess with triggeredByEvent."""


@dataclass(frozen=True)
class Flow:
    """A sequence flow. `kind` tells the drawing what it is: the happy path is drawn straight, a return as a loop."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str | None = None
    """FEEL with leading `=`."""
    kind: Literal["forward", "return", "exception", "refusal"] = "forward"
    """`return`: goes back to an earlier step; `exception`: leaves a boundary event; `refusal`: an answer that leads
    elsewhere than on to the next row, so it is not the usual course of a case."""


@dataclass(frozen=True)
class Scope:
    """Nodes and flows of one level.

    Tuple order: the happy path first come, first drawn; boundary events after their host.
    """

    nodes: tuple[Node, ...] = ()
    flows: tuple[Flow, ...] = ()


@dataclass(frozen=True)
class Lane:
    id: str
    name: str


@dataclass(frozen=True)
class BlackBoxPool:
    """An outside party; drawn as a collapsed pool above (`top`) or below the office's pool."""

    id: str
    name: str
    side: Literal["top", "bottom"] = "bottom"


@dataclass(frozen=True)
class MessageFlow:
    """Between a node of the process and a black-box pool (either way round); nodes inside sub-processes are allowed."""

    id: str
    source: str
    target: str
    name: str = ""


@dataclass(frozen=True)
class Annotation:
    """A text annotation beside a node, e.g. an unsettled finding."""

    id: str
    text: str
    target: str


@dataclass(frozen=True)
class ProcessGraph:
    """A collaboration with one executable process in one pool, and black-box pools."""

    process_id: str
    name: str
    pool_name: str
    """Name of the office's pool."""
    documentation: str
    lanes: tuple[Lane, ...]
    scope: Scope
    pools: tuple[BlackBoxPool, ...] = ()
    message_flows: tuple[MessageFlow, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    version_tag: str | None = None
    listeners: tuple[Listener, ...] = ()
    """Of the process as a whole: `end` runs when a case ends by itself, not when it is cancelled in Operate."""

    def walk(self) -> Iterator[tuple[Node, Scope]]:
        """Every node of every level with the scope it lies in, outer before inner, in declaration order."""
        pending = [self.scope]
        while pending:
            scope = pending.pop(0)
            for node in scope.nodes:
                yield node, scope
                if node.scope is not None:
                    pending.append(node.scope)


@dataclass(frozen=True, order=True)
class Point:
    """Position in px; y grows downwards."""

    x: int
    y: int


@dataclass(frozen=True)
class Box:
    """Rectangle in px, (x, y) is the top left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass(frozen=True)
class PlacedGraph:
    """A graph with coordinates for everything that is drawn, by element id.

    `shapes` has nodes, lanes, pools (the office's pool under OFFICE_PARTICIPANT) and annotations; `edges` has
    sequence flows, message flows and associations (`Association_<annotation id>`); `labels` has the label boxes of
    events, gateways and named flows.
    """

    graph: ProcessGraph
    shapes: dict[str, Box] = field(default_factory=dict)
    edges: dict[str, tuple[Point, ...]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
