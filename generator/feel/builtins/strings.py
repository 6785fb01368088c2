"""Functions on texts."""

from __future__ import annotations

import base64
from typing import Any

from generator.feel import patterns
from generator.feel.builtins.registry import InvalidArgument, builtin, whole
from generator.feel.errors import FeelEvaluationError
from generator.feel.numbers import Number


@builtin("substring(string: string, start position: number, length?: number?)")
def substring(string: str, start_position: Number, length: Number | None = None) -> str:
    """The part from a position on, counted from 1, or from the end when negative."""
    start = whole(start_position)
    if start == 0 or start < -len(string):
        raise InvalidArgument("the position is out of bounds")
    first = start - 1 if start > 0 else len(string) + start
    if length is None:
        return string[first:]
    size = whole(length)
    if size < 0:
        raise InvalidArgument("the length is negative")
    return string[first : first + size]


@builtin("string length(string: string)")
def string_length(string: str) -> int:
    """How many characters the text has."""
    return len(string)


@builtin("upper case(string: string)")
def upper_case(string: str) -> str:
    """In capitals."""
    return string.upper()


@builtin("lower case(string: string)")
def lower_case(string: str) -> str:
    """In small letters."""
    return string.lower()


@builtin("substring before(string: string, match: string)")
def substring_before(string: str, match: str) -> str:
    """What stands before the first place of `match`; empty when it has none."""
    before, found, _ = string.partition(match) if match else ("", "", "")
    return before if found else ""


@builtin("substring after(string: string, match: string)")
def substring_after(string: str, match: str) -> str:
    """What stands behind the first place of `match`; empty when it has none."""
    return string.partition(match)[2] if match else string


@builtin("contains(string: string, match: string)")
def contains(string: str, match: str) -> bool:
    """Whether `match` is a part of the text."""
    return match in string


@builtin("starts with(string: string, match: string)")
def starts_with(string: str, match: str) -> bool:
    """Whether the text starts with `match`."""
    return string.startswith(match)


@builtin("ends with(string: string, match: string)")
def ends_with(string: str, match: str) -> bool:
    """Whether the text ends with `match`."""
    return string.endswith(match)


@builtin("matches(input: string, pattern: string, flags?: string?)")
def matches(input_: str, pattern: str, flags: str | None = None) -> bool:
    """Whether the pattern is found anywhere in the text."""
    return patterns.Search(pattern, flags or "", input_).first() is not None


@builtin("replace(input: string, pattern: string, replacement: string, flags?: string?)")
def replace(input_: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """Every place of the pattern replaced; `$1` is what its first group found."""
    return patterns.replaced(patterns.Search(pattern, flags or "", input_), input_, replacement)


@builtin("split(string: string, delimiter: string)")
def split(string: str, delimiter: str) -> list[str]:
    """The parts between the places of a pattern."""
    parts: list[str] = []
    start = 0
    for found in patterns.Search(delimiter, "", string).all():
        if found.end > found.start:
            parts.append(string[start : found.start])
            start = found.end
    return [*parts, string[start:]]


@builtin("extract(string: string, pattern: string)")
def extract(string: str, pattern: str) -> list[str]:
    """All places of the pattern."""
    return [string[m.start : m.end] for m in patterns.Search(pattern, "", string).all()]


@builtin("trim(string: string)")
def trim(string: str) -> str:
    """Without blanks at both ends."""
    return string.strip()


@builtin("uuid()")
def uuid() -> str:
    """Not available: an evaluation that is repeated (after a restart, say) must give the same value."""
    raise FeelEvaluationError("uuid() is not available: an expression gives the same value each time it is evaluated")


@builtin("is blank(string: string)")
def is_blank(string: str) -> bool:
    """Whether there is nothing but blanks."""
    return not string.strip()


@builtin("to base64(value: string)")
def to_base64(value: str) -> str:
    """The bytes of the text (UTF-8) in Base64."""
    return base64.b64encode(value.encode("utf-8", "surrogatepass")).decode("ascii")


@builtin(
    "string join(list: list)",
    "string join(list: list, delimiter: string?)",
    "string join(list: list, delimiter: string?, prefix: string?, suffix: string?)",
)
def string_join(
    items: list[Any], delimiter: str | None = None, prefix: str | None = None, suffix: str | None = None
) -> str:
    """The texts of a list one behind the other; null among them is passed over."""
    texts = [item for item in items if item is not None]
    if not all(isinstance(text, str) for text in texts):
        raise InvalidArgument("expected texts only")
    return (prefix or "") + (delimiter or "").join(texts) + (suffix or "")
