"""How long compiling takes and how calm the drawings are, beside bpmn-auto-layout on the same processes.

`python -m tests.bench.bench_layout [--many N] [--auto-layout FOLDER]` prints tables. FOLDER is one in which
`npm install bpmn-auto-layout` was done; without it, or without Node.js, that part is left out and the bench says so.

Times are of the processor, and the best of several runs counts, because other work on the machine only ever adds time.
Nothing is kept between runs: sizes of names are forgotten before each. Quality is counted on what both draw: nodes and
sequence flows of the process itself, since bpmn-auto-layout knows neither lanes nor outside parties, message flows or
expanded sub-processes.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

from generator.bpmn_xml import write_bpmn
from generator.drawn import Geometry, read_drawn
from generator.graph import Point, ProcessGraph
from generator.layout import lay_out
from generator.layout.text import label_size, task_size
from generator.pipeline import compile_sop, diagram_before, write_files
from generator.process import build_process
from generator.sop_yaml import dump_sop, load_sop
from tests.generator.graphs.random_process import random_process
from tests.generator.layout_metrics import overlap, runs_through, shrink
from tests.generator.random_sops import random_sop

ROOT = Path(__file__).parents[2]
RUNS = 30
AUTO_RUNS = 5


def milliseconds(work: Callable[[], object], runs: int = RUNS) -> float:
    best = float("inf")
    for _ in range(runs):
        label_size.cache_clear()
        task_size.cache_clear()
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best * 1000


def size(graph: ProcessGraph) -> int:
    return sum(1 for _ in graph.walk())


def graphs() -> list[tuple[str, ProcessGraph]]:
    """The reviewed SOPs, then random processes from about 30 to about 250 nodes."""
    found = [(path.parent.name, build_process(load_sop(path))) for path in sorted((ROOT / "bpmn").glob("*/sop.yaml"))]
    random_ones = sorted((random_process(seed) for seed in range(60)), key=size)
    return found + [(graph.process_id, graph) for graph in random_ones[::10]]


@dataclass(frozen=True)
class Calm:
    """What is counted on the nodes and sequence flows of the process itself."""

    flows: int
    crossings: int
    bends: int
    straight: int
    overlaps: int
    """Shapes on each other, and lines on each other."""
    through: int
    """Lines through shapes."""


def calm(graph: ProcessGraph, drawn: Geometry) -> Calm:
    nodes = {node.id: node for node in graph.scope.nodes if node.id in drawn.shapes and node.kind != "eventSubProcess"}
    flows = [flow for flow in graph.scope.flows if flow.id in drawn.edges and {flow.source, flow.target} <= set(nodes)]
    overlaps = 0
    for a, b in combinations(nodes.values(), 2):
        if b.id != a.attached_to and a.id != b.attached_to:
            overlaps += overlap(drawn.shapes[a.id], drawn.shapes[b.id])
    crossings = through = 0
    for one, other in combinations(flows, 2):
        common = [drawn.shapes[end] for end in {one.source, one.target} & {other.source, other.target}]
        met, along = _meet(drawn.edges[one.id], drawn.edges[other.id])
        overlaps += along
        crossings += sum(
            not any(b.x - 3 <= p.x <= b.right + 3 and b.y - 3 <= p.y <= b.bottom + 3 for b in common) for p in met
        )
    for flow in flows:
        for node in nodes.values():
            if node.id not in (flow.source, flow.target):
                through += runs_through(drawn.edges[flow.id], shrink(drawn.shapes[node.id], 2))
    bends = [len(drawn.edges[flow.id]) - 2 for flow in flows]
    return Calm(len(flows), crossings, sum(bends), bends.count(0), overlaps, through)


def _meet(one: tuple[Point, ...], other: tuple[Point, ...]) -> tuple[set[Point], bool]:
    """Where two orthogonal lines meet, and whether they lie on each other for more than 5 px."""
    met: set[Point] = set()
    along = False
    for a, b in pairwise(one):
        for c, d in pairwise(other):
            left, right = max(min(a.x, b.x), min(c.x, d.x)), min(max(a.x, b.x), max(c.x, d.x))
            top, bottom = max(min(a.y, b.y), min(c.y, d.y)), min(max(a.y, b.y), max(c.y, d.y))
            if left <= right and top <= bottom:
                along = along or right - left > 5 or bottom - top > 5
                met.add(Point(left, top))
    return met, along


def times() -> None:
    print(f"{'process':32} {'nodes':>5} {'layout ms':>9} {'write ms':>9} {'sum ms':>7} {'ms/60 nodes':>11}")
    for name, graph in graphs():
        placed = lay_out(graph)
        layout, write = milliseconds(lambda g=graph: lay_out(g)), milliseconds(lambda p=placed: write_bpmn(p))  # type: ignore[misc]
        total = layout + write
        print(f"{name:32} {size(graph):5} {layout:9.2f} {write:9.2f} {total:7.2f} {total / size(graph) * 60:11.2f}")
    print(f"\n{'from sop.yaml to all files, warm':32} {'rows':>5} {'load ms':>9} {'compile ms':>10} {'sum ms':>7}")
    for path in sorted((ROOT / "bpmn").glob("*/sop.yaml")):
        sop, before = load_sop(path), diagram_before(path.parent.name, path.parent)
        load = milliseconds(lambda p=path: load_sop(p), 10)  # type: ignore[misc]
        compiling = milliseconds(lambda s=sop, b=before: compile_sop(s, b), 10)  # type: ignore[misc]
        total = load + compiling
        print(f"{path.parent.name:32} {len(sop.langkah):5} {load:9.2f} {compiling:10.2f} {total:7.2f}")


def many(count: int) -> None:
    """That many SOPs, loaded, compiled and written one after the other."""
    with tempfile.TemporaryDirectory() as where:
        folders = []
        for number in range(count):
            folder = Path(where) / f"acak-{number}"
            folder.mkdir()
            (folder / "sop.yaml").write_text(dump_sop(random_sop(number)), encoding="utf-8")
            folders.append(folder)
        print(f"\n{'SOPs':>5} {'rows':>6} {'seconds':>8} {'ms/SOP':>7} {'ms/row':>7}")
        began = time.process_time()
        rows = 0
        for number, folder in enumerate(folders, 1):
            sop = load_sop(folder / "sop.yaml")
            rows += len(sop.langkah)
            write_files(compile_sop(sop, diagram_before(sop.slug, folder)), folder)
            if number * 5 % count < 5:
                spent = time.process_time() - began
                print(f"{number:5} {rows:6} {spent:8.1f} {spent / number * 1000:7.1f} {spent / rows * 1000:7.2f}")


def beside_auto_layout(folder: Path | None) -> None:
    node = shutil.which("node")
    if node is None or folder is None or not (folder / "node_modules" / "bpmn-auto-layout").is_dir():
        print("\nbpmn-auto-layout is left out: it needs Node.js and --auto-layout FOLDER with the package installed.")
        return
    with tempfile.TemporaryDirectory() as where:
        files = {}
        for name, graph in graphs():
            files[name] = Path(where) / f"{name}.bpmn"
            files[name].write_bytes(write_bpmn(lay_out(graph)))
        script = Path(__file__).parent / "auto_layout.mjs"
        command = [node, str(script), str(AUTO_RUNS), *map(str, files.values())]
        answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=True)
    results = {Path(line["file"]).stem: line for line in map(json.loads, answer.stdout.splitlines())}
    head = ("flows", "crossings", "bends", "straight", "overlaps", "through")
    print(f"\n{'process':32} {'drawn by':12} {'ms':>8} " + " ".join(f"{name:>9}" for name in head))
    for name, graph in graphs():
        placed = lay_out(graph)
        whole = milliseconds(lambda g=graph: write_bpmn(lay_out(g)), AUTO_RUNS)  # type: ignore[misc]
        _row(name, "alur", whole, calm(graph, Geometry(placed.shapes, placed.edges, placed.labels)))
        other = results[name]
        if other["error"]:
            print(f"{name:32} {'auto-layout':12} failed: {other['error']}")
        else:
            _row("", "auto-layout", other["ms"], calm(graph, read_drawn(other["xml"].encode()).now))


def _row(name: str, by: str, ms: float, found: Calm) -> None:
    figures = (found.flows, found.crossings, found.bends, found.straight, found.overlaps, found.through)
    print(f"{name:32} {by:12} {ms:8.2f} " + " ".join(f"{figure:9}" for figure in figures))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--many", type=int, default=0, help="also compile this many random SOPs in a row")
    parser.add_argument("--auto-layout", type=Path, help="folder in which bpmn-auto-layout is installed")
    chosen = parser.parse_args()
    times()
    beside_auto_layout(chosen.auto_layout)
    if chosen.many:
        many(chosen.many)


if __name__ == "__main__":
    main()
