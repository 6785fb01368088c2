"""Compiled operators: comparisons, `and`, `or`, arithmetic; each takes compiled operands and gives compiled code."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from generator.feel.arithmetic import OPERATIONS, negate
from generator.feel.errors import FeelEvaluationError
from generator.feel.relations import compare, equal
from generator.feel.runtime import MAX_TEXT, Code, Environment, Word

_NUMBERS = frozenset((int, Decimal))


def equality(left: Code, right: Code, *, negated: bool) -> Code:
    """`=` and `!=` of any two values."""

    def run(env: Environment) -> bool | None:
        first, second = left(env), right(env)
        result = equal(first, second)
        if result is None:
            env[1].warn("NOT_COMPARABLE", "Can't compare {} with {}", first, second)
            return None
        return not result if negated else result

    return run


def equality_with_constant(left: Code, constant: Any, *, negated: bool) -> Code:
    """`=` and `!=` with a literal, which is what most conditions are."""
    if constant is None:
        if negated:
            return lambda env: left(env) is not None
        return lambda env: left(env) is None
    kinds = _NUMBERS if constant.__class__ in _NUMBERS else frozenset((constant.__class__,))

    def run(env: Environment) -> bool | None:
        value = left(env)
        if value.__class__ in kinds:
            return (value == constant) is not negated
        if value is None:
            return negated
        env[1].warn("NOT_COMPARABLE", "Can't compare {} with {}", value, constant)
        return None

    return run


def ordering(operator: str, left: Code, right: Code) -> Code:
    """`<`, `<=`, `>`, `>=`; null where the values have no order."""
    below, same = operator[0] == "<", operator.endswith("=")

    def run(env: Environment) -> bool | None:
        first, second = left(env), right(env)
        order = compare(first, second)
        if order is None:
            env[1].warn("NOT_COMPARABLE", "Can't compare {} with {}", first, second)
            return None
        if order == 0:
            return same
        return (order < 0) is below

    return run


def conjunction(operands: list[Code]) -> Code:
    """`and`: false as soon as one is false, true when all are true."""
    if len(operands) == 2:
        left, right = operands

        def both(env: Environment) -> bool | None:
            first = left(env)
            if first is False:
                return False
            second = right(env)
            if second is False:
                return False
            return True if first is True and second is True else None

        return both

    def every(env: Environment) -> bool | None:
        result: bool | None = True
        for operand in operands:
            value = operand(env)
            if value is False:
                return False
            if value is not True:
                result = None
        return result

    return every


def disjunction(operands: list[Code]) -> Code:
    """`or`: true as soon as one is true, false when all are false."""

    def some(env: Environment) -> bool | None:
        result: bool | None = False
        for operand in operands:
            value = operand(env)
            if value is True:
                return True
            if value is not False:
                result = None
        return result

    return some


def arithmetic(operator: str, left: Code, right: Code) -> Code:
    """`+ - * / **`; null where the values have no such operation."""
    operation = OPERATIONS[operator]
    symbol = Word(operator)

    def run(env: Environment) -> Any:
        first, second = left(env), right(env)
        result = operation(first, second)
        if result is None:
            env[1].warn("INVALID_TYPE", "Can't evaluate {} {} {}", first, symbol, second)
        elif result.__class__ is str and len(result) > MAX_TEXT:
            raise FeelEvaluationError(f"A text has more than {MAX_TEXT} characters")
        return result

    return run


def negation(operand: Code) -> Code:
    """`-`; null for what has no sign."""

    def run(env: Environment) -> Any:
        value = operand(env)
        result = negate(value)
        if result is None:
            env[1].warn("INVALID_TYPE", "Expected a number or a duration, but found {}", value)
        return result

    return run


def between(value: Code, low: Code, high: Code) -> Code:
    """`between`; null where the values have no order."""

    def run(env: Environment) -> bool | None:
        middle, first, last = value(env), low(env), high(env)
        above, below = compare(middle, first), compare(middle, last)
        if above is None or below is None:
            env[1].warn("NOT_COMPARABLE", "Can't compare {} with {} and {}", middle, first, last)
            return None
        return above >= 0 and below <= 0

    return run
