"""Which flow nodes and sequence flows of a process were reached, and a report that people can look at."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from generator.bpmn_xml import write_bpmn
from generator.graph import Box, PlacedGraph, Point, ProcessGraph
from generator.layout import lay_out
from tests.process.board import CaseRecord

REACHED, MISSED = "#1b7f3b", "#c8102e"


@dataclass
class Coverage:
    """What cases of one process reached."""

    graph: ProcessGraph
    nodes: set[str] = field(default_factory=set)
    flows: set[str] = field(default_factory=set)

    def add(self, record: CaseRecord) -> None:
        self.nodes |= set(record.visits)
        self.flows |= set(record.flows)

    @property
    def all_nodes(self) -> list[str]:
        return [node.id for node, _ in self.graph.walk()]

    @property
    def all_flows(self) -> list[str]:
        scopes = [self.graph.scope, *(node.scope for node, _ in self.graph.walk() if node.scope is not None)]
        return [flow.id for scope in scopes for flow in scope.flows]

    def missing(self) -> list[str]:
        """Untouched elements, in the order of the process."""
        return [n for n in self.all_nodes if n not in self.nodes] + [f for f in self.all_flows if f not in self.flows]

    def share(self) -> float:
        """Reached elements of all, 0 to 1."""
        everything = len(self.all_nodes) + len(self.all_flows)
        return 1 - len(self.missing()) / everything


def write_report(coverages: Iterable[Coverage], folder: Path) -> Path:
    """`index.html` with a table and a drawing of each process, and each .bpmn with what was missed in red."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[str] = []
    drawings: list[str] = []
    for coverage in sorted(coverages, key=lambda c: c.graph.process_id):
        slug = html.escape(coverage.graph.process_id)
        placed = lay_out(coverage.graph)
        missing = coverage.missing()
        (folder / f"{coverage.graph.process_id}.bpmn").write_bytes(_coloured(placed, set(missing)))
        total = len(coverage.all_nodes) + len(coverage.all_flows)
        rows.append(
            f'<tr><td><a href="#{slug}">{slug}</a></td><td>{coverage.share():.0%}</td>'
            f"<td>{total - len(missing)} of {total}</td><td>{html.escape(', '.join(missing)) or '-'}</td></tr>"
        )
        drawings.append(f'<h2 id="{slug}">{slug}: {coverage.share():.0%}</h2>{_drawing(placed, coverage)}')
    page = (
        "<!doctype html><meta charset=utf-8><title>Process coverage</title><style>body{font:14px sans-serif;margin:2em}"
        "td,th{padding:.2em 1em;text-align:left;border-bottom:1px solid #ccc}svg{max-width:100%;height:auto;"
        "border:1px solid #ccc}</style><h1>Process coverage</h1><p>Flow nodes and sequence flows that test cases "
        f'reached on the engine (<b style="color:{REACHED}">green</b>) and did not reach '
        f'(<b style="color:{MISSED}">red</b>).</p><table><tr><th>Process<th>Share<th>Elements<th>Untouched</tr>'
        f"{''.join(rows)}</table>{''.join(drawings)}"
    )
    target = folder / "index.html"
    target.write_text(page, encoding="utf-8")
    return target


def _coloured(placed: PlacedGraph, missing: set[str]) -> bytes:
    """The diagram with red shapes and edges where nothing passed (bioc and BPMN in Color attributes)."""
    text = write_bpmn(placed).decode()
    names = ' xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0" xmlns:color="http://www.omg.org/spec/BPMN/non-normative/color/1.0"'
    text = text.replace("<bpmn:definitions", f"<bpmn:definitions{names}", 1)
    for id_ in missing:
        colour = f' bioc:stroke="{MISSED}" color:border-color="{MISSED}"'
        text = text.replace(f'bpmnElement="{id_}"', f'bpmnElement="{id_}"{colour}')
    return text.encode()


def _drawing(placed: PlacedGraph, coverage: Coverage) -> str:
    width = max(box.right for box in placed.shapes.values()) + 20
    height = max(box.bottom for box in placed.shapes.values()) + 20
    parts = [f'<svg viewBox="0 0 {width} {height}" width="{width}" font-size="11" font-family="sans-serif">']
    frames = [(lane.id, lane.name) for lane in placed.graph.lanes]
    frames += [(pool.id, pool.name) for pool in placed.graph.pools]
    parts += [_frame(placed.shapes[id_], name) for id_, name in frames]
    for id_ in coverage.all_flows:
        parts.append(_line(placed.edges[id_], REACHED if id_ in coverage.flows else MISSED))
    for node, _ in placed.graph.walk():
        colour = REACHED if node.id in coverage.nodes else MISSED
        box = placed.shapes[node.id]
        parts.append(_shape(node.kind, box, colour))
        text = placed.labels.get(node.id, box)
        if node.kind not in ("subProcess", "eventSubProcess"):
            parts.append(_words(text, node.name))
    return "".join([*parts, "</svg>"])


def _frame(box: Box, name: str) -> str:
    return (
        f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" fill="none" stroke="#999"/>'
        f'<text x="{box.x + 6}" y="{box.y + 14}" fill="#666">{html.escape(name)}</text>'
    )


def _line(points: tuple[Point, ...], colour: str) -> str:
    path = " ".join(f"{p.x},{p.y}" for p in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _shape(kind: str, box: Box, colour: str) -> str:
    x, y = box.x + box.width // 2, box.y + box.height // 2
    style = f'fill="white" stroke="{colour}" stroke-width="2"'
    if kind.endswith("Gateway"):
        return f'<path d="M{x},{box.y} L{box.right},{y} L{x},{box.bottom} L{box.x},{y} Z" {style}/>'
    if kind.endswith("Event"):
        return f'<circle cx="{x}" cy="{y}" r="{box.width // 2}" {style}/>'
    if kind in ("subProcess", "eventSubProcess"):
        style = f'fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="4"'
    return f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="8" {style}/>'


def _words(box: Box, name: str) -> str:
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + len(word) < max(box.width // 6, 8):
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    top = box.y + box.height // 2 - 6 * (len(lines) - 1) + 4
    return "".join(
        f'<text x="{box.x + box.width // 2}" y="{top + 12 * i}" text-anchor="middle">{html.escape(line)}</text>'
        for i, line in enumerate(lines)
    )
