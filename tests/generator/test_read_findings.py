"""The findings catalogue and its pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.finding_codes import CATALOGUE
from generator.finding_pages import pages
from generator.findings import Finding

DOCS = Path(__file__).resolve().parents[2] / "docs" / "findings"


def test_the_pages_are_what_the_catalogue_gives() -> None:
    assert {p.name: p.read_text(encoding="utf-8") for p in DOCS.glob("*.md")} == pages()


def test_every_code_has_a_page() -> None:
    assert {name.removesuffix(".md") for name in pages()} - {"README"} == set(CATALOGUE)


def test_an_unknown_code_is_a_programming_mistake() -> None:
    with pytest.raises(ValueError, match="tidak-dikenal"):
        Finding("tidak-dikenal", "x")
