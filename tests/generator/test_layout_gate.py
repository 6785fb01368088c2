"""The gate of the layout: hard faults are zero on every graph, the soft figures of the six SOPs get no worse."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from generator.graph import PlacedGraph
from generator.layout import lay_out
from generator.process import build_process
from generator.sop import Sop
from tests.generator.graphs.random_process import random_process
from tests.generator.graphs.wild_process import wild_process
from tests.generator.layout_metrics import Metrics, measure, runs_through
from tests.generator.random_sops import random_sop
from tests.generator.seeds import share
from tests.generator.sops import collective_case, full_case

ROOT = Path(__file__).parents[2]
SIX = sorted(path.parent.name for path in (ROOT / "bpmn").glob("*/sop.yaml"))
BASELINE = Path(__file__).parent / "graphs" / "baseline.json"
"""Soft figures of the reviewed SOPs. Written anew, after looking at the drawings, by
`python -m tests.generator.test_layout_gate`."""


def placed(slug: str) -> PlacedGraph:
    text = (ROOT / "bpmn" / slug / "sop.yaml").read_text(encoding="utf-8")
    return lay_out(build_process(Sop.model_validate(YAML(typ="safe").load(text))))


def figures(found: Metrics) -> dict[str, float]:
    return {
        "crossings_per_flow": round(found.crossings_per_flow, 3),
        "mean_bends": round(found.mean_bends, 3),
        "max_bends": max(found.bends),
        "bent_share": round(1 - found.straight_share, 3),
        "not_forward_share": round(1 - found.forward_share, 3),
        "area_per_node": round(found.area_per_node),
    }


def test_the_six_sops_are_there() -> None:
    assert len(SIX) == 6


@pytest.mark.parametrize("slug", SIX)
def test_a_reviewed_sop_is_drawn_without_faults(slug: str) -> None:
    assert measure(placed(slug)).faults == []


@pytest.mark.parametrize("slug", SIX)
def test_a_reviewed_sop_meets_the_soft_goals(slug: str) -> None:
    found = measure(placed(slug))
    assert found.crossings_per_flow <= 0.05
    assert found.mean_bends <= 0.8
    assert max(found.bends) <= 3
    assert found.straight_share >= 0.55
    assert found.forward_share >= 0.95
    assert found.area_per_node <= 75_000


@pytest.mark.parametrize("slug", SIX)
def test_no_soft_figure_is_worse_than_the_baseline(slug: str) -> None:
    baseline = json.loads(BASELINE.read_text(encoding="utf-8"))[slug]
    worse = {
        name: (value, baseline[name])
        for name, value in figures(measure(placed(slug))).items()
        if value > baseline[name] * 1.02
    }
    assert worse == {}


@pytest.mark.parametrize("case", [full_case, collective_case])
def test_the_rule_cases_are_drawn_without_faults(case: object) -> None:
    assert measure(lay_out(build_process(case()))).faults == []  # type: ignore[operator]


def test_random_processes_are_drawn_without_faults() -> None:
    # Of 729 once 2273 and 2567 had a fault, of 3000 later ones eleven.
    seeds = (*share(range(200)), 2273, 2567, 3111, 3588, 3638, 3820, 4139, 4274, 4292, 5006, 5034, 5068, 3013)
    faults = {seed: found for seed in seeds if (found := measure(lay_out(random_process(seed))).faults)}
    assert faults == {}


def test_no_message_of_an_sop_runs_through_another_party() -> None:
    """With all parties but the applicant below the office it was so in 62 of these 300."""
    through = []
    for seed in share(range(300)):
        drawn = lay_out(build_process(random_sop(seed)))
        for message in drawn.graph.message_flows:
            others = [p.id for p in drawn.graph.pools if p.id not in (message.source, message.target)]
            through += [(seed, message.id, o) for o in others if runs_through(drawn.edges[message.id], drawn.shapes[o])]
    assert through == []


def test_graphs_wilder_than_an_sop_are_drawn_without_faults() -> None:
    faults = {seed: found for seed in share(range(250)) if (found := measure(lay_out(wild_process(seed))).faults)}
    assert faults == {}


def test_random_processes_stay_calm() -> None:
    total: Counter[str] = Counter()
    for seed in range(200, 260):
        found = measure(lay_out(random_process(seed)))
        total["flows"] += found.flows
        total["crossings"] += found.crossings
        total["bends"] += sum(found.bends)
        total["straight"] += found.bends.count(0)
    assert total["crossings"] / total["flows"] <= 0.05
    assert total["bends"] / total["flows"] <= 0.5
    assert total["straight"] / total["flows"] >= 0.7


def main() -> None:
    baseline = {slug: figures(measure(placed(slug))) for slug in SIX}
    BASELINE.write_text(json.dumps(baseline, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
