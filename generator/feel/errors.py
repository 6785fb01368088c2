"""What can go wrong with FEEL: text that is no FEEL, an evaluation that must stop, and warnings beside a result."""

from __future__ import annotations

from dataclasses import dataclass

_SHOWN = 60
"""How much of the source line an error shows on each side of its mark."""


class FeelError(Exception):
    """Any error of this package that a caller may show."""


class FeelSyntaxError(FeelError):
    """The text is no FEEL; says what, where, and shows the line with a mark."""

    def __init__(self, problem: str, text: str, position: int) -> None:
        self.problem = problem
        self.position = position
        before = text[:position]
        self.line = before.count("\n") + 1
        start = before.rfind("\n") + 1
        self.column = position - start + 1
        end = text.find("\n", position)
        line = text[start : end if end >= 0 else len(text)]
        left = max(0, position - start - _SHOWN)
        shown = line[left : position - start + _SHOWN].replace("\t", " ")
        mark = " " * (position - start - left) + "^"
        super().__init__(f"{problem} (line {self.line}, column {self.column})\n{shown}\n{mark}")


class FeelEvaluationError(FeelError):
    """The evaluation stopped without a result: a failed `assert`, or more work than one expression may do."""


@dataclass(frozen=True, slots=True)
class FeelWarning:
    """Why a part of an expression gave null (the kinds are Camunda's: NO_VARIABLE_FOUND, INVALID_TYPE, ...)."""

    kind: str
    message: str

    def __str__(self) -> str:
        return f"[{self.kind}] {self.message}"
