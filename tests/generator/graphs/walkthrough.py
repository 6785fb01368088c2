"""The diagram of docs/layout.md, and the tables that the page shows of it."""

from __future__ import annotations

from generator.graph import Flow, Job, Lane, Node, ProcessGraph, Scope, Timer, UserTask
from generator.layout import lay_out
from generator.layout.draft import Draft
from generator.layout.grid import assign_columns, assign_rows
from generator.layout.routing import route
from generator.layout.structure import draft_scope

_FORM = UserTask("form", ("staf",))


def walkthrough() -> ProcessGraph:
    """Two lanes, a deadline, a return and a step down."""
    staff, head = "Lane_Staf", "Lane_Kepala"
    nodes = (
        Node("Mulai", "startEvent", "Permohonan diterima", staff),
        Node("Gabung", "exclusiveGateway", "", staff),
        Node("Konsep", "userTask", "Buat konsep surat", staff, user_task=_FORM),
        Node(
            "Tenggat",
            "boundaryEvent",
            "Lewat tenggat",
            staff,
            attached_to="Konsep",
            interrupting=False,
            timer=Timer("date", "=tenggat"),
        ),
        Node("Lapor", "serviceTask", "Laporkan ke atasan", staff, job=Job("eskalasi-tenggat")),
        Node("Lewat", "endEvent", "Tenggat terlampaui", staff),
        Node("Periksa", "userTask", "Periksa konsep", head, user_task=_FORM),
        Node("Setuju", "exclusiveGateway", "Setuju?", head),
        Node("Selesai", "endEvent", "Selesai", head),
    )
    pairs = (
        ("Mulai", "Gabung", "", "forward"),
        ("Gabung", "Konsep", "", "forward"),
        ("Tenggat", "Lapor", "", "exception"),
        ("Lapor", "Lewat", "", "exception"),
        ("Konsep", "Periksa", "", "forward"),
        ("Periksa", "Setuju", "", "forward"),
        ("Setuju", "Selesai", "Ya", "forward"),
        ("Setuju", "Gabung", "Tidak", "return"),
    )
    flows = tuple(Flow(f"{a}_{b}", a, b, name, None, kind) for a, b, name, kind in pairs)  # type: ignore[arg-type]
    lanes = (Lane(staff, "Staf"), Lane(head, "Kepala"))
    return ProcessGraph("contoh", "Contoh", "Kantor", "", lanes, Scope(nodes, flows))


def routed() -> Draft:
    """The example after the stages that work in index space."""
    graph = walkthrough()
    draft = draft_scope(graph.scope, {lane.id: lane.name for lane in graph.lanes}, {}, (), (), {})
    assign_columns(draft)
    assign_rows(draft)
    route(draft)
    return draft


def tables() -> list[str]:
    """Lines of the Markdown tables in docs/layout.md."""
    draft = routed()
    lines = ["| node | column (x index) | lane, row (y index) |", "| --- | --- | --- |"]
    for item in draft.items:
        lane = "Staf" if item.lane == 0 else "Kepala"
        lines.append(f"| {item.id} | {item.col} ({item.xi}) | {lane}, {item.row} ({item.yi}) |")
    lines += ["| flow | corners in index space |", "| --- | --- |"]
    for wire in draft.wires:
        lines.append(f"| {wire.flow_id} | {' '.join(f'({x},{y})' for x, y in wire.path)} |")
    placed = lay_out(walkthrough())
    lines += ["| element | x, y, width, height |", "| --- | --- |"]
    for node in placed.graph.scope.nodes:
        box = placed.shapes[node.id]
        lines.append(f"| {node.id} | {box.x}, {box.y}, {box.width}, {box.height} |")
    lines += ["| flow | waypoints |", "| --- | --- |"]
    for flow in placed.graph.scope.flows:
        lines.append(f"| {flow.id} | {' '.join(f'({p.x},{p.y})' for p in placed.edges[flow.id])} |")
    return lines


if __name__ == "__main__":
    print("\n".join(tables()))
