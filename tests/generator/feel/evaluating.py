"""Evaluates a FEEL text at a fixed time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from generator.feel import compile_expression, parse, parse_unary_tests, to_json

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def value(text: str, variables: Mapping[str, Any] | None = None) -> Any:
    """The FEEL value."""
    return compile_expression(parse(text)).evaluate(variables or {}, NOW)


def result(text: str, variables: Mapping[str, Any] | None = None) -> Any:
    """The JSON value."""
    return to_json(value(text, variables))


def answer(text: str, given: Any) -> Any:
    """The answer of unary tests."""
    return compile_expression(parse_unary_tests(text)).evaluate({"?": given}, NOW)
