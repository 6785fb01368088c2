"""Functions that make one number of many."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from generator.feel import arithmetic, numbers
from generator.feel.builtins.registry import InvalidArgument, builtin
from generator.feel.numbers import CONTEXT, Number


def _numbers(items: list[Any]) -> list[Number]:
    for item in items:
        if item.__class__ is not int and item.__class__ is not Decimal:
            raise InvalidArgument("expected numbers only")
    return items


@builtin("sum(list: list)")
def total(items: list[Any]) -> Any:
    """All items (numbers or durations) added up; null for none."""
    if not items:
        return None
    result = items[0]
    if len(items) == 1:
        return _numbers(items)[0]
    for item in items[1:]:
        result = arithmetic.add(result, item)
        if result is None or isinstance(result, str):
            raise InvalidArgument("expected numbers only")
    return result


@builtin("sum(values...: any)")
def total_of(*values: Any) -> Any:
    """All arguments added up."""
    return total(list(values))


@builtin("product(list: list)")
def product(items: list[Any]) -> Number | None:
    """All numbers multiplied; null for none."""
    result: Number = 1
    for item in _numbers(items):
        result = numbers.multiply(result, item)
    return result if items else None


@builtin("product(values...: any)")
def product_of(*values: Any) -> Any:
    """All arguments multiplied."""
    return product(list(values))


@builtin("mean(list: list)")
def mean(items: list[Any]) -> Any:
    """The average."""
    return arithmetic.divide(total(items), len(items)) if items else None


@builtin("mean(values...: any)")
def mean_of(*values: Any) -> Any:
    """The average of the arguments."""
    return mean(list(values))


@builtin("median(list: list)")
def median(items: list[Any]) -> Number | None:
    """The number in the middle, or the average of the two there."""
    ordered = sorted(_numbers(items))
    if not ordered:
        return None
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return numbers.divide(numbers.add(ordered[half - 1], ordered[half]), 2)


@builtin("median(values...: any)")
def median_of(*values: Any) -> Any:
    """The median of the arguments."""
    return median(list(values))


@builtin("stddev(list: list)")
def standard_deviation(items: list[Any]) -> Number | None:
    """The standard deviation of a sample."""
    values = [Decimal(item) for item in _numbers(items)]
    if len(values) < 2:
        raise InvalidArgument("expected at least two numbers")
    summed = Decimal(0)
    for value in values:
        summed = CONTEXT.add(summed, value)
    average = CONTEXT.divide(summed, Decimal(len(values)))
    squares = Decimal(0)
    for value in values:
        difference = CONTEXT.subtract(value, average)
        squares = CONTEXT.add(squares, CONTEXT.multiply(difference, difference))
    return numbers.as_whole(CONTEXT.sqrt(CONTEXT.divide(squares, Decimal(len(values) - 1))))


@builtin("stddev(values...: any)")
def standard_deviation_of(*values: Any) -> Any:
    """The standard deviation of the arguments."""
    return standard_deviation(list(values))


@builtin("mode(list: list)")
def mode(items: list[Any]) -> list[Number]:
    """The numbers that are there most often, from the smallest on."""
    times: dict[Number, int] = {}
    for item in _numbers(items):
        times[item] = times.get(item, 0) + 1
    most = max(times.values(), default=0)
    return sorted(number for number, often in times.items() if often == most)


@builtin("mode(values...: any)")
def mode_of(*values: Any) -> Any:
    """The mode of the arguments."""
    if not values:
        raise InvalidArgument("expected at least one number")
    return mode(list(values))
