"""Compiled tests of a value: `in`, unary tests, ranges."""

from __future__ import annotations

from typing import Any

from generator.feel.relations import compare, contains, equal
from generator.feel.runtime import Code, Environment, Run
from generator.feel.values import Range


def made_range(value: Range, run: Run, *, bounded: bool) -> Range | None:
    """The range, unless its bounds do not go together."""
    if bounded:
        if value.start is None or value.end is None:
            run.warn("INVALID_TYPE", "A range needs two bounds, but found {} and {}", value.start, value.end)
            return None
        order = compare(value.start, value.end)
        if order is None:
            run.warn("NOT_COMPARABLE", "Can't make a range of {} and {}", value.start, value.end)
            return None
    return value


def fits(value: Any, wanted: Any) -> bool | None:
    """Whether the value equals what is wanted, is in its list, or lies in its range."""
    if wanted.__class__ is Range:
        return contains(wanted, value)
    if wanted.__class__ is list:
        if value.__class__ is list and equal(value, wanted) is True:
            return True
        return any(fits(value, item) is True for item in wanted)
    return equal(value, wanted)


def test(value: Code, wanted: Code, *, asks_input: bool, is_range: bool, is_constant: bool) -> Code:
    """One test that is no comparison; one that asks for `?` answers by itself, and so does one that comes out true."""

    def run(env: Environment) -> bool | None:
        answer = wanted(env)
        if asks_input and (answer.__class__ is bool or answer is None):
            return answer
        if answer is None and is_range:
            return None
        given = value(env)
        if answer is True and not is_constant and given.__class__ is not bool:
            return True
        return fits(given, answer)

    return run


def whole_tests(tests: list[Code], *, negated: bool) -> Code:
    """Unary tests: true when one of them is true, else false; negated the other way round."""

    def run(env: Environment) -> bool:
        return any(single(env) is True for single in tests) is not negated

    return run


def one_of(tests: list[Code]) -> Code:
    """`in`: whether one of the tests is true; null where none is, and one has no answer."""

    def run(env: Environment) -> bool | None:
        result: bool | None = False
        for single in tests:
            answer = single(env)
            if answer is True:
                return True
            if answer is not False:
                result = None
        return result

    return run
