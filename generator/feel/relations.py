"""When two values are equal, and which of two comes first; None where FEEL has no answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from generator.feel.values import Date, DateTime, DaysDuration, Function, MonthsDuration, Range, Time

_NUMBERS = frozenset((int, Decimal))
_SIMPLE = frozenset((str, bool, Date, DaysDuration, MonthsDuration))


def equal(left: Any, right: Any) -> bool | None:
    """Whether both are the same value; None when their types differ (nothing is equal to null but null)."""
    if left is None or right is None:
        return left is right
    kind, other = left.__class__, right.__class__
    if kind in _NUMBERS and other in _NUMBERS:
        return bool(left == right)
    if kind is not other:
        return None
    if kind in _SIMPLE:
        return bool(left == right)
    if kind is list:
        return len(left) == len(right) and all(equal(a, b) is True for a, b in zip(left, right, strict=True))
    if kind is dict:
        return left.keys() == right.keys() and all(equal(value, right[key]) is True for key, value in left.items())
    if kind is DateTime or kind is Time:
        if (left.zone is None) != (right.zone is None):
            return False
        return bool(left.moment == right.moment)
    if kind is Range:
        sides = left.start_included == right.start_included and left.end_included == right.end_included
        return sides and equal(left.start, right.start) is True and equal(left.end, right.end) is True
    return left is right if kind is Function else None


def compare(left: Any, right: Any) -> int | None:
    """Negative when left comes first, 0 when neither does; None when the values have no order."""
    kind, other = left.__class__, right.__class__
    if (kind in _NUMBERS and other in _NUMBERS) or (kind is other and kind is not bool and kind in _SIMPLE):
        return int((left > right) - (left < right))
    if kind is other and (kind is DateTime or kind is Time) and (left.zone is None) == (right.zone is None):
        first, second = left.moment, right.moment
        return int((first > second) - (first < second))
    return None


def contains(range_: Range, value: Any) -> bool | None:
    """Whether the value lies in the range; None when it cannot be compared with its bounds."""
    if range_.start is not None:
        order = compare(range_.start, value)
        if order is None:
            return None
        if order > 0 or (order == 0 and not range_.start_included):
            return False
    if range_.end is not None:
        order = compare(value, range_.end)
        if order is None:
            return None
        if order > 0 or (order == 0 and not range_.end_included):
            return False
    return True


def is_in_list(value: Any, items: list[Any]) -> bool:
    """Whether one of the items equals the value."""
    return any(equal(value, item) is True for item in items)
