"""How points and ranges lie to each other."""

from __future__ import annotations

from typing import Any

from generator.feel.builtins.registry import InvalidArgument, builtin
from generator.feel.relations import compare, contains
from generator.feel.relations import equal as same
from generator.feel.values import Range


def _order(left: Any, right: Any) -> int:
    order = compare(left, right)
    if order is None:
        raise InvalidArgument("expected values that can be compared")
    return order


def _in(point: Any, range_: Range) -> bool:
    found = contains(range_, point)
    if found is None:
        raise InvalidArgument("expected values that can be compared")
    return found


def _wholly_before(first: Range, second: Range) -> bool:
    order = _order(first.end, second.start)
    return order < 0 or (order == 0 and not (first.end_included and second.start_included))


@builtin("before(point1: point, point2: point)")
def before(point1: Any, point2: Any) -> bool:
    """The first point lies before the second."""
    return _order(point1, point2) < 0


@builtin("before(point: point, range: range)")
def before_range(point: Any, range_: Range) -> bool:
    """The point lies before all of the range."""
    return _wholly_before(Range(point, point, True, True), range_)


@builtin("before(range: range, point: point)")
def range_before(range_: Range, point: Any) -> bool:
    """All of the range lies before the point."""
    return _wholly_before(range_, Range(point, point, True, True))


@builtin("before(range1: range, range2: range)")
def range_before_range(range1: Range, range2: Range) -> bool:
    """All of the first range lies before the second."""
    return _wholly_before(range1, range2)


@builtin("after(point1: point, point2: point)")
def after(point1: Any, point2: Any) -> bool:
    """The first point lies behind the second."""
    return _order(point1, point2) > 0


@builtin("after(point: point, range: range)")
def after_range(point: Any, range_: Range) -> bool:
    """The point lies behind all of the range."""
    return _wholly_before(range_, Range(point, point, True, True))


@builtin("after(range: range, point: point)")
def range_after(range_: Range, point: Any) -> bool:
    """All of the range lies behind the point."""
    return _wholly_before(Range(point, point, True, True), range_)


@builtin("after(range1: range, range2: range)")
def range_after_range(range1: Range, range2: Range) -> bool:
    """All of the first range lies behind the second."""
    return _wholly_before(range2, range1)


@builtin("meets(range1: range, range2: range)")
def meets(range1: Range, range2: Range) -> bool:
    """The first ends where the second starts."""
    return range1.end_included and range2.start_included and _order(range1.end, range2.start) == 0


@builtin("met by(range1: range, range2: range)")
def met_by(range1: Range, range2: Range) -> bool:
    """The first starts where the second ends."""
    return bool(meets(range2, range1))


@builtin("overlaps(range1: range, range2: range)")
def overlaps(range1: Range, range2: Range) -> bool:
    """Both have a point in common."""
    return not _wholly_before(range1, range2) and not _wholly_before(range2, range1)


@builtin("overlaps before(range1: range, range2: range)")
def overlaps_before(range1: Range, range2: Range) -> bool:
    """Both have a point in common; the first starts before the second, and does not end behind it."""
    starts = _order(range1.start, range2.start)
    ends = _order(range1.end, range2.end)
    earlier = starts < 0 or (starts == 0 and range1.start_included and not range2.start_included)
    not_later = ends < 0 or (ends == 0 and (not range1.end_included or range2.end_included))
    return earlier and not_later and not _wholly_before(range1, range2)


@builtin("overlaps after(range1: range, range2: range)")
def overlaps_after(range1: Range, range2: Range) -> bool:
    """Both have a point in common; the first starts within the second and ends behind it."""
    starts = _order(range2.start, range1.start)
    ends = _order(range2.end, range1.end)
    earlier = starts < 0 or (starts == 0 and range2.start_included and not range1.start_included)
    later = ends < 0 or (ends == 0 and (not range2.end_included or range1.end_included))
    return earlier and later and not _wholly_before(range2, range1)


@builtin("finishes(point: point, range: range)")
def finishes(point: Any, range_: Range) -> bool:
    """The point is the end of the range."""
    return range_.end_included and _order(point, range_.end) == 0


@builtin("finishes(range1: range, range2: range)")
def range_finishes(range1: Range, range2: Range) -> bool:
    """Both end together, and the first does not start before the second."""
    starts = _order(range2.start, range1.start)
    within = starts < 0 or (starts == 0 and (not range1.start_included or range2.start_included))
    return range1.end_included == range2.end_included and _order(range1.end, range2.end) == 0 and within


@builtin("finished by(range: range, point: point)")
def finished_by(range_: Range, point: Any) -> bool:
    """The point is the end of the range."""
    return bool(finishes(point, range_))


@builtin("finished by(range1: range, range2: range)")
def range_finished_by(range1: Range, range2: Range) -> bool:
    """Both end together, and the second does not start before the first."""
    return bool(range_finishes(range2, range1))


@builtin("includes(range: range, point: point)")
def includes(range_: Range, point: Any) -> bool:
    """The point lies in the range."""
    return _in(point, range_)


@builtin("includes(range1: range, range2: range)")
def range_includes(range1: Range, range2: Range) -> bool:
    """The second range lies in the first."""
    starts = _order(range1.start, range2.start)
    ends = _order(range1.end, range2.end)
    return (starts < 0 or (starts == 0 and (range1.start_included or not range2.start_included))) and (
        ends > 0 or (ends == 0 and (range1.end_included or not range2.end_included))
    )


@builtin("during(point: point, range: range)")
def during(point: Any, range_: Range) -> bool:
    """The point lies in the range."""
    return _in(point, range_)


@builtin("during(range1: range, range2: range)")
def range_during(range1: Range, range2: Range) -> bool:
    """The first range lies in the second."""
    return bool(range_includes(range2, range1))


@builtin("starts(point: point, range: range)")
def starts_(point: Any, range_: Range) -> bool:
    """The point is the start of the range."""
    return range_.start_included and _order(point, range_.start) == 0


@builtin("starts(range1: range, range2: range)")
def range_starts(range1: Range, range2: Range) -> bool:
    """Both start together, and the first does not end behind the second."""
    ends = _order(range1.end, range2.end)
    within = ends < 0 or (ends == 0 and (not range1.end_included or range2.end_included))
    return range1.start_included == range2.start_included and _order(range1.start, range2.start) == 0 and within


@builtin("started by(range: range, point: point)")
def started_by(range_: Range, point: Any) -> bool:
    """The point is the start of the range."""
    return bool(starts_(point, range_))


@builtin("started by(range1: range, range2: range)")
def range_started_by(range1: Range, range2: Range) -> bool:
    """Both start together, and the second does not end behind the first."""
    return bool(range_starts(range2, range1))


@builtin("coincides(point1: point, point2: point)")
def coincides(point1: Any, point2: Any) -> bool:
    """Both are the same point."""
    return _order(point1, point2) == 0


@builtin("coincides(range1: range, range2: range)")
def range_coincides(range1: Range, range2: Range) -> bool:
    """Both are the same range."""
    return same(range1, range2) is True
