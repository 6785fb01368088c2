"""The drawing under construction: one Draft per scope, worked on by the stages in the order of `lay_out`.

Two coordinate systems meet here. Index space is a grid: column `c` has x index `2c + 1`, the gap before it `2c`; every
lane has a top channel, a band for annotations, then rows with a channel below each. Pixels come last.
"""

from __future__ import annotations

from generator.graph import Annotation, Flow, Node

EVENT = 36
GATEWAY = 50
CHAIN_GAP = 25
"""Px between the shapes of a hung path."""
TEXT_GAP = 8
"""Px between a name and what stands beside it."""
EVENTS = frozenset({"startEvent", "endEvent", "boundaryEvent"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway"})


class Item:
    """A flow node with everything the stages find out about it. Pixel positions are of the centre line."""

    __slots__ = (
        "boundaries",
        "col",
        "corner",
        "covered",
        "cx",
        "cy",
        "down",
        "height",
        "hung",
        "id",
        "index",
        "inner",
        "joining",
        "label",
        "label_left",
        "lane",
        "left_of",
        "messages_down",
        "messages_up",
        "names",
        "node",
        "note",
        "offset",
        "ports",
        "row",
        "up",
        "width",
        "xi",
        "yi",
    )

    def __init__(self, node: Node, index: int, width: int, height: int, label: tuple[int, int] | None) -> None:
        self.node = node
        self.id = node.id
        self.index = index
        self.width = width
        self.height = height
        self.up = height // 2
        self.down = height - height // 2
        self.label = label
        """Size of the label outside the shape, if it has one."""
        self.lane = 0
        self.col = 0
        self.row = 0
        self.xi = 0
        self.yi = 0
        self.cx = 0
        self.cy = 0
        """Pixel y of the line on which flows pass through; the centre except for expanded sub-processes."""
        self.boundaries: list[Item] = []
        self.hung: list[Hung] = []
        """Short exception paths drawn below this item, left to right."""
        self.joining: list[Item] = []
        """Boundary events whose flow goes on elsewhere, left to right."""
        self.left_of = 0
        """For boundary events: px from the left border of the host to the centre."""
        self.covered = False
        """For hung nodes: another hung path of the same host lies below."""
        self.corner = 0
        """For boundary events: 1 on the lower right corner of the host, -1 on the upper one, 0 on the lower border."""
        self.label_left = False
        """For boundary events: the label is left of the line that leaves it, not right of the event."""
        self.offset = 0
        """Px from the centre of the column to the centre, for what is drawn with its host."""
        self.note: tuple[int, int] | None = None
        """Size of the annotation above it, if it has one."""
        self.messages_down = 0
        """Message flows between this item and what lies below."""
        self.messages_up = 0
        self.ports: dict[str, list[Wire]] = {"L": [], "R": [], "T": [], "B": []}
        self.names: list[Wire] = []
        """The wires that leave upwards or downwards and have a name."""
        self.inner: Draft | None = None

    @property
    def left(self) -> int:
        return self.cx - self.width // 2

    @property
    def right(self) -> int:
        return self.cx + self.width // 2

    @property
    def top(self) -> int:
        return self.cy - self.up

    @property
    def bottom(self) -> int:
        return self.cy + self.down


class Hung:
    """A path that hangs below its anchor (the host of a boundary event, or a gateway) and ends there."""

    __slots__ = ("anchor", "chain", "depth", "flows", "start", "x")

    def __init__(self, anchor: Item, start: Item, chain: list[Item], flows: list[Flow]) -> None:
        self.anchor = anchor
        self.start = start
        """The boundary event, or the gateway itself."""
        self.chain = chain
        self.flows = flows
        self.depth = 1
        """Rows below the anchor."""
        self.x = 0
        """Left border of the first item of the chain, px from the left border of the anchor."""


def chain_centres(chain: list[Item]) -> list[int]:
    """Px from the left border of the first shape of a hung path to the centre of every shape."""
    centres = []
    x = 0
    for part in chain:
        centre = x + part.width // 2
        if part.label is not None and part is not chain[0]:
            # Its name stands beside the shape before it.
            centre = max(centre, x - CHAIN_GAP + TEXT_GAP + part.label[0] // 2)
        centres.append(centre)
        x = centre + part.width // 2 + CHAIN_GAP
    return centres


class Wire:
    """A sequence flow or message flow with its way through index space and later in px."""

    __slots__ = (
        "dx_from",
        "dx_to",
        "flow_id",
        "forward",
        "kind",
        "label",
        "label_side",
        "order",
        "path",
        "pixels",
        "source",
        "target",
        "tracks",
    )

    def __init__(
        self,
        flow_id: str,
        source: Item | None,
        target: Item | None,
        kind: str,
        label: tuple[int, int] | None,
        order: int,
    ) -> None:
        self.flow_id = flow_id
        self.source = source
        """None: a pool outside the scope."""
        self.target = target
        self.kind = kind
        self.label = label
        self.order = order
        self.forward = True
        self.path: list[tuple[int, int]] = []
        """Corners in index space, from the source to the target."""
        self.label_side = 1
        """Where a name stands that begins at an upper or lower border: right (1) or left (-1) of the line, or above the
        piece in the channel (0), because other lines are on both sides."""
        self.dx_from = 0
        self.dx_to = 0
        """Px beside the centre where the wire leaves or enters a top or bottom border."""
        self.tracks: dict[int, int] = {}
        """Px of the segment that starts at a corner, by number of that corner, for segments in gaps and channels."""
        self.pixels: list[tuple[int, int]] = []


class Lines:
    """A lane's bands: index of its top channel, its rows and pixel extents."""

    __slots__ = ("base", "bottom", "extra", "masks", "tall", "top")

    def __init__(self) -> None:
        self.base = 0
        self.masks: list[int] = [0]
        """Occupied half cells of each row."""
        self.tall = 0
        """Half cells of the expanded sub-processes, which take every row."""
        self.top = 0
        self.bottom = 0
        self.extra = 0
        """Height in px kept at the bottom for what stands apart from the flow."""

    def row(self, k: int) -> int:
        """Y index of row `k`."""
        return self.base + 2 + 2 * k

    @property
    def bottom_channel(self) -> int:
        return self.base + 1 + 2 * len(self.masks)


class Draft:
    """One scope being drawn. The whole process has lanes; a sub-process is one lane without a name."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        """Those that get a cell of the grid."""
        self.by_id: dict[str, Item] = {}
        """All, with boundary events and hung chains."""
        self.apart: list[Item] = []
        """Event sub-processes."""
        self.wires: list[Wire] = []
        self.message_wires: list[Wire] = []
        self.notes: dict[str, Annotation] = {}
        """Annotations by item id."""
        self.note_x: dict[str, int] = {}
        self.lanes: list[Lines] = []
        self.titles: list[int] = []
        """Px that the title of each lane needs."""
        self.columns: list[list[Item]] = []
        self.bands = 0
        """Number of y indexes: 0 is outside above, the last one outside below."""
        self.band_y: list[int] = []
        """Px of the line of each row, the first track of each channel."""
        self.width = 0
        self.height = 0
        self.flows_out: dict[str, list[Flow]] = {}
        self.flows_in: dict[str, list[Flow]] = {}
        self.hosts: set[str] = set()
        """Ids of the nodes with boundary events."""
        self.back: set[str] = set()
        """Ids of the flows that go back."""
        self.happy: list[Item] = []
        self.entry = 0
        """Px from the upper border to the line of the happy path."""
        self.exits: dict[str, int] = {}
        """Px from the left border where a message flow leaves, by flow id."""
