"""Regular expressions of FEEL (those of XPath and Java have most in common)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from generator.feel.builtins.registry import InvalidArgument


@dataclass(frozen=True, slots=True)
class Found:
    """A place of a pattern: where it starts and ends, and the text of its groups."""

    start: int
    end: int
    groups: tuple[str | None, ...]


class Pattern:
    """A pattern ready to search."""

    def __init__(self, compiled_: re.Pattern[str]) -> None:
        self._compiled = compiled_

    def search(self, text: str, start: int) -> Found | None:
        """The first place at or behind `start`."""
        match = self._compiled.search(text, start)
        return None if match is None else Found(match.start(), match.end(), match.groups())


@lru_cache(maxsize=256)
def compiled(pattern: str, flags: str) -> Pattern:
    """The pattern with flags out of `smix`."""
    chosen = 0
    for flag in flags:
        if flag not in "smix":
            raise InvalidArgument(f"no flag {flag}")
        chosen |= {"s": re.DOTALL, "m": re.MULTILINE, "i": re.IGNORECASE, "x": re.VERBOSE}[flag]
    try:
        return Pattern(re.compile(pattern, chosen))
    except (re.error, OverflowError, RecursionError) as error:
        raise InvalidArgument(f"no pattern: {error}") from None


def all_matches(pattern: Pattern, text: str) -> Iterator[Found]:
    """All places, none of them overlapping."""
    position = 0
    while position <= len(text):
        found = pattern.search(text, position)
        if found is None:
            return
        yield found
        position = found.end if found.end > found.start else found.end + 1


def replaced(pattern: Pattern, text: str, replacement: str) -> str:
    """The text with every place replaced."""
    parts: list[str] = []
    start = 0
    for found in all_matches(pattern, text):
        parts += (text[start : found.start], _filled(replacement, found, text))
        start = found.end
    return "".join((*parts, text[start:]))


def _filled(replacement: str, found: Found, text: str) -> str:
    def group(match: re.Match[str]) -> str:
        said = str(match[0])
        if said[0] == "\\":
            return said[1:]
        number = int(said[1:])
        if number == 0:
            return text[found.start : found.end]
        return (found.groups[number - 1] or "") if number <= len(found.groups) else ""

    return re.sub(r"\\.|\$[0-9]", group, replacement)
