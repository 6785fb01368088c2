"""`range()`: a range of a text such as `[1..5)`; its bounds are literals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.feel.builtins.registry import InvalidArgument, builtin
from generator.feel.errors import FeelSyntaxError
from generator.feel.numbers import number_from_digits
from generator.feel.relations import compare
from generator.feel.temporal_text import read_date, read_date_time, read_duration, read_temporal, read_time
from generator.feel.tokens import Token, tokens
from generator.feel.values import Range

_READERS = {"date": read_date, "time": read_time, "date and time": read_date_time, "duration": read_duration}


@builtin("range(from: string)")
def range_of_text(text: str) -> Range:
    """The range that the text says."""
    try:
        found = tokens(text)[:-1]
    except FeelSyntaxError:
        raise InvalidArgument("the text is no range") from None
    dots = [index for index, token in enumerate(found) if token.kind == "mark" and token.text == ".."]
    if len(dots) != 1 or found[0].text not in ("[", "(", "]") or found[-1].text not in ("]", ")", "["):
        raise InvalidArgument("the text is no range")
    first, last = _bound(found[1 : dots[0]]), _bound(found[dots[0] + 1 : -1])
    start_included, end_included = found[0].text == "[", found[-1].text == "]"
    if (first is None and start_included) or (last is None and end_included) or (first is None and last is None):
        raise InvalidArgument("a side without a bound is open")
    if first is not None and last is not None:
        order = compare(first, last)
        if order is None or order > 0:
            raise InvalidArgument("the bounds do not go together")
    return Range(first, last, start_included, end_included)


def _bound(found: Sequence[Token]) -> Any:
    if not found:
        return None
    kinds = [token.kind for token in found]
    if kinds == ["string"]:
        return found[0].text
    value: Any = None
    if kinds == ["temporal"]:
        value = read_temporal(found[0].text)
    elif kinds == ["number"]:
        value = number_from_digits(found[0].text)
    elif kinds == ["mark", "number"] and found[0].text == "-":
        number = number_from_digits(found[1].text)
        value = None if number is None else -number
    elif kinds[-3:] == ["mark", "string", "mark"] and found[-3].text == "(" and found[-1].text == ")":
        reader = _READERS.get(" ".join(token.text for token in found[:-3]))
        value = None if reader is None else reader(found[-2].text)
    if value is None:
        raise InvalidArgument("a bound is no literal")
    return value
