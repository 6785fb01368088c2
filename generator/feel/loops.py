"""Compiled iterations: `for`, `some`, `every`, filters; every round counts as a step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from generator.feel.relations import compare
from generator.feel.runtime import Code, Environment, Run
from generator.feel.values import Date, Range, date_of_number


@dataclass(frozen=True, slots=True)
class Source:
    """One `name in source`: the list, or with an end the first value; and the slot of the name."""

    code: Code
    end: Code | None
    slot: int


def _values(source: Source, env: Environment) -> Iterable[Any] | None:
    first = source.code(env)
    if source.end is not None:
        return _span(first, source.end(env), env[1])
    if first.__class__ is list:
        return first
    if first.__class__ is Range:
        return _span_of_range(first, env[1])
    env[1].warn("INVALID_TYPE", "Expected a list, but found {}", first)
    return None


def _span(first: Any, last: Any, run: Run) -> Iterable[Any] | None:
    """All whole numbers or days between two, upwards or downwards."""
    if first.__class__ is Date and last.__class__ is Date:
        numbers = _whole_span(first.number, last.number)
        return (date_of_number(number) for number in numbers)
    if isinstance(first, int | Decimal) and isinstance(last, int | Decimal) and first == int(first):
        start = int(first)
        return _whole_span(start, int(last))
    run.warn("INVALID_TYPE", "Can't iterate from {} to {}", first, last)
    return None


def _whole_span(start: int, end: int) -> range:
    return range(start, end + 1) if start <= end else range(start, end - 1, -1)


def _span_of_range(value: Range, run: Run) -> Iterable[Any] | None:
    order = compare(value.start, value.end)
    if order is None or order > 0:
        run.warn("INVALID_TYPE", "Can't iterate over {}", value)
        return None
    span = _span(value.start, value.end, run)
    if span is None:
        return None
    return (
        item
        for item in span
        if (value.start_included or item != value.start) and (value.end_included or item != value.end)
    )


def _rounds(sources: list[Source], env: Environment, depth: int = 0) -> Iterator[bool]:
    """Sets the slots of every combination in turn; False when something is no list."""
    values = _values(sources[depth], env)
    if values is None:
        yield False
        return
    slot = sources[depth].slot
    run = env[1]
    last = depth + 1 == len(sources)
    for value in values:
        run.left -= 1
        if run.left < 0:
            run.charge(0)
        env[slot] = value
        if last:
            yield True
        else:
            yield from _rounds(sources, env, depth + 1)


def for_each(sources: list[Source], body: Code, partial: int | None) -> Code:
    """`for ... return`; `partial` is the slot of the results so far."""

    def run(env: Environment) -> list[Any] | None:
        results: list[Any] = []
        for fine in _rounds(sources, env):
            if not fine:
                return None
            if partial is not None:
                env[1].charge(len(results))
                env[partial] = results.copy()
            results.append(body(env))
        return results

    return run


def quantified(sources: list[Source], condition: Code, *, every: bool) -> Code:
    """`some` and `every`, by the logic of `or` and `and`."""
    decisive = not every

    def run(env: Environment) -> bool | None:
        result: bool | None = every
        value: bool | None
        for fine in _rounds(sources, env):
            if not fine:
                return None
            value = condition(env)
            if value is decisive:
                return decisive
            if value is None:
                result = None
            elif value is not every:
                env[1].warn("INVALID_TYPE", "Expected true or false, but found {}", value)
                return None
        return result

    return run


def item_at(base: Code, position: int) -> Code:
    """`list[1]`, `list[-1]`."""

    def run(env: Environment) -> Any:
        return _at(base(env), position, env[1])

    return run


def _at(value: Any, position: int, run: Run) -> Any:
    items = value if value.__class__ is list else [] if value is None else [value]
    size = len(items)
    if 0 < position <= size:
        return items[position - 1]
    if -size <= position < 0:
        return items[position]
    run.warn("OUT_OF_BOUNDS", "The list has {} items, but the position is {}", size, position)
    return None


def filtered(base: Code, condition: Code, slot: int) -> Code:
    """`list[condition]`; a condition that is a number is a position."""

    def run(env: Environment) -> Any:
        value = base(env)
        if value is None:
            env[1].warn("INVALID_TYPE", "Expected a list, but found null")
            return None
        items = value if value.__class__ is list else [value]
        runtime = env[1]
        runtime.charge(len(items))
        kept: list[Any] = []
        for index, item in enumerate(items):
            env[slot] = item
            answer = condition(env)
            if answer is True:
                kept.append(item)
            elif index == 0 and isinstance(answer, int | Decimal) and answer is not False:
                return _at_number(items, answer, runtime)
            elif answer is not False:
                runtime.warn("INVALID_TYPE", "Expected true or false in a filter, but found {}", answer)
        if not items:
            env[slot] = None
            answer = condition(env)
            if isinstance(answer, int | Decimal) and not isinstance(answer, bool):
                return _at_number(items, answer, runtime)
        return kept

    return run


def _at_number(items: list[Any], position: int | Decimal, run: Run) -> Any:
    return _at(items, int(position), run) if position == int(position) else None
