"""Pieces that the rows of the process are put together from: open exits, fragments, small nodes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from generator.graph import OFFICE_PARTICIPANT, Flow, Node
from generator.process.variables import pascal
from generator.sop import Tujuan


@dataclass(frozen=True)
class Exit:
    """An open end of a fragment: goes on to the next row (`target` None), back to a step or to an end."""

    source: str
    name: str = ""
    condition: str | None = None
    target: Tujuan | None = None
    to_task: bool = False
    """Goes back to the person's task of the target row, past the machine work before it."""
    behind: str | None = None
    """Goes on with the row behind that one (kode of a step), past everything up to it."""
    refuses: bool = False
    """An answer that never led to the next row, unlike an agreement that was redirected to an end of its own."""

    @property
    def onward(self) -> bool:
        """Goes on to the next row, whatever that is."""
        return self.target is None and self.behind is None


@dataclass
class Fragment:
    """A row under construction. `entry` is where the flow comes in; `task` is the person's task."""

    lane: str | None
    row: str | None
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    exits: list[Exit] = field(default_factory=list)
    side_flows: list[Flow] = field(default_factory=list)
    """Flows inside the row that come after its exits: the first flow of a gateway is the happy path."""
    entry: str = ""
    task: str = ""
    past_condition: str = ""
    """Where a return comes in, when `entry` is the question whether the row is done at all."""
    contact: str = ""
    """The task that an outside party sends to, when `task` is not one (a fork)."""

    def append(self, node: Node) -> None:
        """Adds a node behind all open exits to the next row, and makes it the only one."""
        onward = [e for e in self.exits if e.onward]
        self.nodes.append(node)
        for exit_ in onward:
            self.flows.append(flow(exit_.source, node.id, exit_.name, exit_.condition))
            self.exits.remove(exit_)
        if not self.entry:
            self.entry = node.id
        self.exits.append(Exit(node.id))

    def redirect(self, target: Tujuan) -> None:
        """Sends what goes on to the next row to another place."""
        self.exits = [replace(e, target=target) if e.onward else e for e in self.exits]

    def add(self, *nodes: Node) -> None:
        """Adds nodes beside the path (boundary events and what follows them)."""
        self.nodes.extend(nodes)

    def branch(self, gateway: Node, *exits: Exit) -> None:
        """Ends the path in a gateway with these exits."""
        self.append(gateway)
        self.exits.pop()
        self.exits.extend(replace(e, refuses=e.target is not None) for e in exits)


def flow(source: str, target: str, name: str = "", condition: str | None = None) -> Flow:
    """A sequence flow whose id names both ends."""
    return Flow(f"Flow_{source}_{target}", source, target, name, condition)


MAX_NAME = 60
"""Longer names are cut off in Tasklist's list and overflow their shape."""


def short_name(name: str, otherwise: str) -> str:
    """`name`, which holds words of the SOP, or the words that say the same where it is too long for a label."""
    return name if len(name) <= MAX_NAME else otherwise


def lower_first(name: str) -> str:
    """`Surat pengantar` -> `surat pengantar` behind a verb; abbreviations stay as they are."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def upper_first(name: str) -> str:
    """`pegawai selesai` -> `Pegawai selesai`: names are sentences."""
    return name[:1].upper() + name[1:]


def end_event(id_: str, name: str, lane: str | None, row: str | None) -> Node:
    return Node(id_, "endEvent", name, lane, row)


def gateway(id_: str, name: str, lane: str | None, row: str | None) -> Node:
    return Node(id_, "exclusiveGateway", name, lane, row)


def lane_id(role: str) -> str:
    """`kepala-kantor` -> `Lane_KepalaKantor`."""
    return "Lane_" + pascal(role)


def pool_id(party: str) -> str:
    """`pt-taspen` -> `Participant_PtTaspen`; a party called `kantor` is not the office."""
    id_ = "Participant_" + pascal(party)
    return f"{id_}_Luar" if id_ == OFFICE_PARTICIPANT else id_
