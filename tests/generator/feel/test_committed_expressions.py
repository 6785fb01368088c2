"""Every expression of the committed processes parses, and its canonical text means the same."""

from __future__ import annotations

import re
from pathlib import Path
from xml.sax.saxutils import unescape

import pytest

from generator.feel import compile_expression, parse, to_text
from tests.generator.feel.evaluating import NOW

ROOT = Path(__file__).parents[3]
_ATTRIBUTE = re.compile(r'"=([^"]*)"')
_ELEMENT = re.compile(r">=([^<]*)<")


def _expressions() -> list[str]:
    found: set[str] = set()
    for path in (ROOT / "bpmn").rglob("*.bpmn"):
        text = path.read_text(encoding="utf-8")
        for match in (*_ATTRIBUTE.findall(text), *_ELEMENT.findall(text)):
            found.add(unescape(match, {"&#34;": '"', "&quot;": '"', "&#10;": "\n"}))
    return sorted(found)


def test_there_are_expressions() -> None:
    assert len(_expressions()) > 100


@pytest.mark.parametrize("text", _expressions())
def test_parse_and_back(text: str) -> None:
    tree = parse(text)
    assert parse(to_text(tree)) == tree
    compile_expression(tree).evaluate({}, NOW)
