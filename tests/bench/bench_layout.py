"""How long layout and BPMN writing take: `python -m tests.bench.bench_layout` prints a table.

Every graph is drawn several times and the best run counts, because other work on the machine only ever adds time.
Nothing is kept between runs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from ruamel.yaml import YAML

from generator.bpmn_xml import write_bpmn
from generator.graph import ProcessGraph
from generator.layout import lay_out
from generator.process import build_process
from generator.sop import Sop
from tests.generator.graphs.random_process import random_process

ROOT = Path(__file__).parents[2]
RUNS = 30


def milliseconds(work: Callable[[], object], runs: int = RUNS) -> float:
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best * 1000


def size(graph: ProcessGraph) -> int:
    return sum(1 for _ in graph.walk())


def graphs() -> list[tuple[str, ProcessGraph]]:
    """The reviewed SOPs, then random processes from about 30 to about 250 nodes."""
    found = []
    for path in sorted((ROOT / "bpmn").glob("*/sop.yaml")):
        sop = Sop.model_validate(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
        found.append((sop.slug, build_process(sop)))
    random_ones = sorted((random_process(seed) for seed in range(60)), key=size)
    return found + [(graph.process_id, graph) for graph in random_ones[::10]]


def main() -> None:
    print(f"{'process':32} {'nodes':>5} {'layout ms':>9} {'write ms':>9} {'sum ms':>7} {'ms/60 nodes':>11}")
    for name, graph in graphs():
        placed = lay_out(graph)
        layout, write = milliseconds(lambda g=graph: lay_out(g)), milliseconds(lambda p=placed: write_bpmn(p))  # type: ignore[misc]
        total = layout + write
        print(f"{name:32} {size(graph):5} {layout:9.2f} {write:9.2f} {total:7.2f} {total / size(graph) * 60:11.2f}")


if __name__ == "__main__":
    main()
