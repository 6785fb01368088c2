"""What an evaluation carries with it: the clock's time, the warnings, and how much work is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from generator.feel.errors import FeelEvaluationError, FeelWarning
from generator.feel.string_value import string_of
from generator.feel.values import DateTime, from_datetime

MAX_STEPS = 1_000_000
"""Rounds of loops, filters and ranges, and items of lists, that one evaluation may take."""
MAX_TEXT = 10_000_000
"""Characters of one text."""
_MAX_WARNINGS = 100
_SHOWN = 80

Environment = list[Any]
"""The variables, the run, then the values of the local names by their slots."""
Code = Callable[[Environment], Any]
"""A compiled expression."""


class Run:
    """One evaluation."""

    __slots__ = ("_feel_now", "_now", "left", "warnings")

    def __init__(self, now: datetime, warnings: list[FeelWarning] | None) -> None:
        self._now = now
        self._feel_now: DateTime | None = None
        self.warnings = warnings
        self.left = MAX_STEPS

    def now(self) -> DateTime:
        """The time of the engine's clock."""
        if self._feel_now is None:
            self._feel_now = from_datetime(self._now)
        return self._feel_now

    def charge(self, steps: int) -> None:
        """Counts work; ends the evaluation when it was too much."""
        self.left -= steps
        if self.left < 0:
            raise FeelEvaluationError(f"The expression takes more than {MAX_STEPS} steps")

    def warn(self, kind: str, template: str, *values: Any) -> None:
        """Notes why something became null, when somebody wants to know."""
        warnings = self.warnings
        if warnings is not None and len(warnings) < _MAX_WARNINGS:
            warnings.append(FeelWarning(kind, template.format(*(shown(value) for value in values))))


class Word(str):
    """A part of a warning's text that is a name, not a value."""

    __slots__ = ()


def shown(value: Any) -> str:
    """A value in a warning, shortened."""
    if isinstance(value, Word):
        return str(value)
    if isinstance(value, str):
        text: str | None = f'"{value[:_SHOWN]}"'
    else:
        try:
            text = string_of(value)
        except (FeelEvaluationError, RecursionError):
            text = "…"
    said = "null" if text is None else text
    return said if len(said) <= _SHOWN else said[: _SHOWN - 1] + "…"
