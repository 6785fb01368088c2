"""Functions on lists."""

from __future__ import annotations

import functools
from decimal import Decimal
from typing import Any

from generator.feel.builtins.registry import InvalidArgument, builtin, whole
from generator.feel.errors import FeelEvaluationError
from generator.feel.numbers import Number
from generator.feel.relations import compare, equal, is_in_list
from generator.feel.values import Function

MAX_ITEMS = 1_000_000
"""Items that one list may have."""


@builtin("list contains(list: list, element: any)")
def list_contains(items: list[Any], element: Any) -> bool:
    """Whether an item equals the element."""
    return is_in_list(element, items)


@builtin("count(list: list)")
def count(items: list[Any]) -> int:
    """How many items there are."""
    return len(items)


def _outermost(items: list[Any], sign: int) -> Any:
    if not items:
        return None
    best = items[0]
    for item in items:
        order = compare(item, best)
        if order is None:
            raise InvalidArgument("expected values that can be compared")
        if order * sign > 0:
            best = item
    return best


@builtin("min(list: list)")
def minimum(items: list[Any]) -> Any:
    """The smallest item."""
    return _outermost(items, -1)


@builtin("min(values...: any)")
def minimum_of(*values: Any) -> Any:
    """The smallest argument."""
    return _outermost(list(values), -1)


@builtin("max(list: list)")
def maximum(items: list[Any]) -> Any:
    """The largest item."""
    return _outermost(items, 1)


@builtin("max(values...: any)")
def maximum_of(*values: Any) -> Any:
    """The largest argument."""
    return _outermost(list(values), 1)


@builtin("sublist(list: list, start position: number, length?: number?)")
def sublist(items: list[Any], start_position: Number, length: Number | None = None) -> list[Any]:
    """The part from a position on, counted from 1, or from the end when negative."""
    start = whole(start_position)
    if start == 0 or abs(start) > len(items):
        raise InvalidArgument("the position is out of bounds")
    first = start - 1 if start > 0 else len(items) + start
    if length is None:
        return items[first:]
    size = whole(length)
    if size < 0 or first + size > len(items):
        raise InvalidArgument("the length is out of bounds")
    return items[first : first + size]


@builtin("append(list: list, items...: any)")
def append(items: list[Any], *more: Any) -> list[Any]:
    """The list with more items at its end."""
    return [*items, *more]


@builtin("concatenate(lists...: any)")
def concatenate(*lists: Any) -> list[Any]:
    """All items of the lists, one list behind the other."""
    return [item for items in lists for item in (items if isinstance(items, list) else [items])]


@builtin("insert before(list: list, position: number, newItem: any)")
def insert_before(items: list[Any], position: Number, new_item: Any) -> list[Any]:
    """The list with an item more at the position."""
    index = _index(items, position)
    return [*items[:index], new_item, *items[index:]]


@builtin("remove(list: list, position: number)")
def remove(items: list[Any], position: Number) -> list[Any]:
    """The list without the item at the position."""
    index = _index(items, position)
    return [*items[:index], *items[index + 1 :]]


@builtin("list replace(list: list, position: number, newItem: any)")
def list_replace_at(items: list[Any], position: Number, new_item: Any) -> list[Any]:
    """The list with another item at the position."""
    index = _index(items, position)
    return [*items[:index], new_item, *items[index + 1 :]]


@builtin("list replace(list: list, match: function, newItem: any)")
def list_replace_where(items: list[Any], match: Function, new_item: Any) -> list[Any]:
    """The list with another item wherever `match(item, newItem)` is true."""
    if len(match.parameters) != 2:
        raise InvalidArgument("expected a function of two parameters")
    answers = [match.call([item, new_item]) for item in items]
    if not all(isinstance(answer, bool) for answer in answers):
        raise InvalidArgument("the function answers neither true nor false")
    return [new_item if answer else item for answer, item in zip(answers, items, strict=True)]


def _index(items: list[Any], position: Number) -> int:
    place = whole(position)
    if place == 0 or abs(place) > len(items):
        raise InvalidArgument("the position is out of bounds")
    return place - 1 if place > 0 else len(items) + place


@builtin("reverse(list: list)")
def reverse(items: list[Any]) -> list[Any]:
    """The last item first."""
    return items[::-1]


@builtin("index of(list: list, match: any)")
def index_of(items: list[Any], match: Any) -> list[int]:
    """The positions of all items that equal `match`."""
    return [index for index, item in enumerate(items, 1) if equal(item, match) is True]


@builtin("union(lists...: any)")
def union(*lists: Any) -> list[Any]:
    """All items of the lists, each once."""
    return _distinct(concatenate(*lists))


@builtin("distinct values(list: list)")
def distinct_values(items: list[Any]) -> list[Any]:
    """Each item once."""
    return _distinct(items)


@builtin("duplicate values(list: list)")
def duplicate_values(items: list[Any]) -> list[Any]:
    """Each item that is there more than once."""
    return [item for item, times in _counted(items) if times > 1]


def _distinct(items: list[Any]) -> list[Any]:
    return [item for item, _ in _counted(items)]


def _counted(items: list[Any]) -> list[tuple[Any, int]]:
    """Each item once with how often it is there; plain values by their hash, others one by one."""
    places: dict[Any, int] = {}
    others: list[int] = []
    found: list[list[Any]] = []
    for item in items:
        plain = isinstance(item, str | int | Decimal | bool)
        key = (isinstance(item, bool), item) if plain else None
        place = places.get(key) if plain else next((i for i in others if equal(found[i][0], item) is True), None)
        if place is not None:
            found[place][1] += 1
            continue
        if plain:
            places[key] = len(found)
        else:
            others.append(len(found))
        found.append([item, 1])
    return [(item, times) for item, times in found]


@builtin("flatten(list: list)")
def flatten(items: list[Any]) -> list[Any]:
    """The items of all lists within the list."""
    flat: list[Any] = []
    waiting = [iter(items)]
    while waiting:
        for item in waiting[-1]:
            if isinstance(item, list):
                waiting.append(iter(item))
                break
            flat.append(item)
            if len(flat) > MAX_ITEMS:
                raise FeelEvaluationError(f"A list has more than {MAX_ITEMS} items")
        else:
            waiting.pop()
    return flat


@builtin("sort(list: list, precedes: function)")
def sort(items: list[Any], precedes: Function) -> list[Any]:
    """The items in the order that the function gives."""
    if len(precedes.parameters) != 2:
        raise InvalidArgument("expected a function of two parameters")

    def order(left: Any, right: Any) -> int:
        if precedes.call([left, right]) is True:
            return -1
        return 1 if precedes.call([right, left]) is True else 0

    return sorted(items, key=functools.cmp_to_key(order))


@builtin("sort(list: list)")
def sort_by_value(items: list[Any]) -> list[Any]:
    """The items from the smallest on."""
    for item in items:
        if compare(item, items[0]) is None:
            raise InvalidArgument("expected values that can be compared")
    return sorted(items, key=functools.cmp_to_key(lambda left, right: compare(left, right) or 0))


@builtin("partition(list: list, size: number)")
def partition(items: list[Any], size: Number) -> list[Any]:
    """The list in pieces of a size."""
    step = whole(size)
    if step <= 0:
        raise InvalidArgument("the size is not positive")
    return [items[start : start + step] for start in range(0, len(items), step)]


@builtin("is empty(list: list)")
def is_empty(items: list[Any]) -> bool:
    """Whether there are no items."""
    return not items
