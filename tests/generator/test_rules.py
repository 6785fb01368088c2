"""Each rule's sop.yaml gives the committed diagram byte for byte, without problems, and has its page and picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.layout import lay_out
from tests.generator import rule_fixtures
from tests.generator.layout_metrics import measure
from tests.generator.rule_fixtures import NAMES, PAGES, RULES

EACH_RULE = pytest.mark.parametrize("name", NAMES)


@EACH_RULE
def test_the_diagram_is_the_expected_one(name: str) -> None:
    assert rule_fixtures.diagram(name) == (RULES / name / "expected.bpmn").read_bytes()


@EACH_RULE
def test_the_process_has_no_problems_and_its_drawing_no_fault(name: str) -> None:
    found = rule_fixtures.compiled(name)
    assert [str(p) for p in found.problems] == []
    assert measure(lay_out(found.graph)).faults == []


@EACH_RULE
def test_the_page_is_up_to_date_and_has_its_picture(name: str) -> None:
    assert (PAGES / f"{name}.md").read_text(encoding="utf-8") == rule_fixtures.page(name)
    assert (PAGES / f"{name}.png").read_bytes().startswith(b"\x89PNG")


def test_the_index_names_every_rule_and_nothing_is_left_over() -> None:
    assert (PAGES / "README.md").read_text(encoding="utf-8") == rule_fixtures.index()
    assert {Path(p).stem for p in PAGES.glob("*.png")} == set(NAMES)
    assert {p.stem for p in PAGES.glob("*.md")} == {*NAMES, "README"}
