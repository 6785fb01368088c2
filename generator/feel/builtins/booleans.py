"""Functions on truth values and on what is missing."""

from __future__ import annotations

from typing import Any

from generator.feel.builtins.registry import InvalidArgument, builtin
from generator.feel.errors import FeelEvaluationError
from generator.feel.relations import equal
from generator.feel.values import DateTime, Time


@builtin("not(negand: boolean?)")
def negated(negand: bool | None) -> bool | None:
    """The opposite; null stays null."""
    return None if negand is None else not negand


@builtin("is defined(value: any)")
def is_defined(value: Any) -> bool:
    """Whether the value is not null."""
    return value is not None


@builtin("is(value1: any, value2: any)")
def is_same(value1: Any, value2: Any) -> bool:
    """Whether both are the same, also in their time zone; a function of DMN that Camunda does not document."""
    if isinstance(value1, Time | DateTime) and isinstance(value2, Time | DateTime):
        return value1 == value2
    return equal(value1, value2) is True


@builtin("get or else(value: any, default: any)")
def get_or_else(value: Any, default: Any) -> Any:
    """The value, or where that is null the default."""
    return default if value is None else value


@builtin("assert(value: any, condition: any)", "assert(value: any, condition: any, cause: string)")
def asserted(value: Any, condition: Any, cause: str = "The condition is not fulfilled") -> Any:
    """The value; ends the evaluation unless the condition is true."""
    if condition is not True:
        raise FeelEvaluationError(cause)
    return value


@builtin("and(list: list)", "all(list: list)")
def every_true(values: list[Any]) -> bool | None:
    """`and` over a list."""
    if any(value is False for value in values):
        return False
    return True if all(value is True for value in values) else None


@builtin("and(values...: any)", "all(values...: any)")
def each_true(*values: Any) -> bool | None:
    """`and` over the arguments."""
    if not values:
        raise InvalidArgument("expected at least one value")
    return every_true(list(values))


@builtin("or(list: list)", "any(list: list)")
def some_true(values: list[Any]) -> bool | None:
    """`or` over a list."""
    if any(value is True for value in values):
        return True
    return False if all(value is False for value in values) else None


@builtin("or(values...: any)", "any(values...: any)")
def one_true(*values: Any) -> bool | None:
    """`or` over the arguments."""
    if not values:
        raise InvalidArgument("expected at least one value")
    return some_true(list(values))


@builtin("fromAi(value: any, description?: string?, type?: string?, schema?: context?, options?: context?)")
def from_ai(value: Any, *_about: Any) -> Any:
    """The value itself; the rest is read by agents, not here."""
    return value
