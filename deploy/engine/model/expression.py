"""A value in a model: a literal, or a FEEL expression when its text begins with `=`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from generator.feel import Compiled, compile_expression, free_names, parse, to_json


@dataclass(frozen=True, slots=True)
class Expression:
    """What a modeler typed. `text` keeps the leading `=` of an expression; without one the text is the value."""

    text: str
    _compiled: Compiled | None = field(default=None, repr=False, compare=False)

    @property
    def is_static(self) -> bool:
        """Whether the value is the text itself."""
        return self._compiled is None

    def variables(self) -> tuple[str, ...]:
        """The names of the variables that it reads, sorted; none for a literal."""
        return () if self._compiled is None else tuple(sorted(free_names(parse(self.text[1:]))))

    def evaluate(self, variables: Mapping[str, Any], now: datetime) -> Any:
        """The value as JSON. Raises `FeelEvaluationError` (assert failed, bounds exceeded)."""
        if self._compiled is None:
            return self.text
        return to_json(self._compiled.evaluate(variables, now))

    def explain(self, variables: Mapping[str, Any], now: datetime) -> str:
        """What FEEL warned about while evaluating, for an incident's message; empty when nothing."""
        if self._compiled is None:
            return ""
        _, warnings = self._compiled.evaluate_with_warnings(variables, now)
        return "; ".join(str(warning) for warning in warnings[:5])


def expression(text: str) -> Expression:
    """Compiles `=...`; anything else is a literal. Raises `FeelSyntaxError`."""
    return _compiled(text) if text.startswith("=") else Expression(text)


@lru_cache(maxsize=2048)
def _compiled(text: str) -> Expression:
    """One value for equal texts: the same mappings stand in many tasks and in every version of a process."""
    return Expression(text, compile_expression(parse(text[1:])))


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def json_text(value: Any) -> str:
    """The one spelling of a variable's value as JSON text."""
    return _encode(value)
