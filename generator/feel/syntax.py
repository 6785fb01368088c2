"""The syntax tree of FEEL: what a text says, before anything is evaluated."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class NullLiteral:
    """`null`."""


@dataclass(frozen=True, slots=True)
class BooleanLiteral:
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True, slots=True)
class NumberLiteral:
    """`12`, `.5`, `1.2e3`; never negative (that is a `Negation`)."""

    value: int | Decimal


@dataclass(frozen=True, slots=True)
class StringLiteral:
    """`"text"`, without quotes and escapes."""

    value: str


@dataclass(frozen=True, slots=True)
class TemporalLiteral:
    """`@"2026-01-31"`; a text that is no date, time or duration evaluates to null."""

    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, or the name of a function that is called."""

    name: str


@dataclass(frozen=True, slots=True)
class Input:
    """`?`, the value that a unary test is about."""


@dataclass(frozen=True, slots=True)
class Path:
    """`base.name`: an entry, a property, or of a list the entries of its items."""

    base: Expr
    name: str


@dataclass(frozen=True, slots=True)
class Filter:
    """`base[condition]`, also `base[1]`."""

    base: Expr
    condition: Expr


@dataclass(frozen=True, slots=True)
class Iteration:
    """`name in source`, or `name in source..end` when `end` is given."""

    name: str
    source: Expr
    end: Expr | None = None


@dataclass(frozen=True, slots=True)
class For:
    """`for a in b, c in d return body`."""

    iterations: tuple[Iteration, ...]
    body: Expr


@dataclass(frozen=True, slots=True)
class Quantified:
    """`some`/`every a in b satisfies condition`."""

    every: bool
    iterations: tuple[Iteration, ...]
    condition: Expr


@dataclass(frozen=True, slots=True)
class If:
    """`if condition then consequence else alternative`."""

    condition: Expr
    consequence: Expr
    alternative: Expr


@dataclass(frozen=True, slots=True)
class TypeName:
    """The type behind `instance of` or of a parameter; `arguments` are those of `list<..>`, `context<..>` and so on.

    For a context `keys` names its entries, for a function the last argument is the type of its result.
    """

    name: str
    arguments: tuple[TypeName, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function definition."""

    name: str
    type: TypeName | None = None


@dataclass(frozen=True, slots=True)
class FunctionDefinition:
    """`function(a, b: number) body`; an `external` one is parsed but never called."""

    parameters: tuple[Parameter, ...]
    body: Expr
    external: bool = False


@dataclass(frozen=True, slots=True)
class Invocation:
    """`function(1, 2)` or `function(a: 1, b: 2)`; never both kinds of arguments."""

    function: Expr
    arguments: tuple[Expr, ...] = ()
    named: tuple[tuple[str, Expr], ...] = ()


@dataclass(frozen=True, slots=True)
class ContextLiteral:
    """`{a: 1, "b c": a}`."""

    entries: tuple[tuple[str, Expr], ...]


@dataclass(frozen=True, slots=True)
class ListLiteral:
    """`[1, 2]`."""

    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class RangeLiteral:
    """`[1..5)`; a side that is missing (`(< 5)`) has no bound."""

    start: Expr | None
    end: Expr | None
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class UnaryComparison:
    """`< 5` as a test of a value that stands elsewhere."""

    operator: str
    operand: Expr


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """The cell of a decision table: `-` (no tests), `1, < 5`, `not(1, 2)`."""

    tests: tuple[Expr, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class In:
    """`value in tests`."""

    value: Expr
    tests: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """`value between low and high`."""

    value: Expr
    low: Expr
    high: Expr


@dataclass(frozen=True, slots=True)
class InstanceOf:
    """`value instance of type`."""

    value: Expr
    type: TypeName


@dataclass(frozen=True, slots=True)
class Negation:
    """`-operand`."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left operator right` with one of `+ - * / **`."""

    operator: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left operator right` with one of `= != < <= > >=`."""

    operator: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Conjunction:
    """`a and b and c`."""

    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Disjunction:
    """`a or b or c`."""

    operands: tuple[Expr, ...]


Expr = (
    NullLiteral
    | BooleanLiteral
    | NumberLiteral
    | StringLiteral
    | TemporalLiteral
    | Name
    | Input
    | Path
    | Filter
    | For
    | Quantified
    | If
    | FunctionDefinition
    | Invocation
    | ContextLiteral
    | ListLiteral
    | RangeLiteral
    | UnaryComparison
    | UnaryTests
    | In
    | Between
    | InstanceOf
    | Negation
    | Arithmetic
    | Comparison
    | Conjunction
    | Disjunction
)
"""Any FEEL expression."""


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct sub-expressions, in the order of the text."""
    match expr:
        case Path(base, _):
            return (base,)
        case Filter(base, condition):
            return base, condition
        case For(iterations, last) | Quantified(_, iterations, last):
            return (*(e for i in iterations for e in (i.source, i.end) if e is not None), last)
        case If(condition, consequence, alternative):
            return condition, consequence, alternative
        case FunctionDefinition(_, body, _):
            return (body,)
        case Invocation(function, arguments, named):
            return (function, *arguments, *(value for _, value in named))
        case ContextLiteral(entries):
            return tuple(value for _, value in entries)
        case ListLiteral(items) | UnaryTests(items, _) | Conjunction(items) | Disjunction(items):
            return items
        case RangeLiteral(start, end, _, _):
            return tuple(e for e in (start, end) if e is not None)
        case UnaryComparison(_, operand) | Negation(operand):
            return (operand,)
        case In(value, tests):
            return (value, *tests)
        case Between(value, low, high):
            return value, low, high
        case InstanceOf(value, _):
            return (value,)
        case Arithmetic(_, left, right) | Comparison(_, left, right):
            return left, right
        case _:
            return ()
