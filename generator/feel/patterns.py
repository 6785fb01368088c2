"""Searching with regular expressions, in a number of steps that is bounded whatever the pattern.

`re` is of no use here: a pattern as small as `(a+)+$` keeps it busy for years, and whoever deploys a process writes
patterns. This machine never tries the same instruction at the same place twice, unless the pattern refers back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from generator.feel.builtins.registry import InvalidArgument
from generator.feel.errors import FeelEvaluationError
from generator.feel.pattern_syntax import BadPattern, Program, program

MAX_STEPS = 1_000_000
"""Steps of one call of a function."""
_FLAGS = frozenset("smixq")
_MEANINGFUL = frozenset("\\^$.|?*+()[]{}")

Saved = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A place of a pattern: where it starts and ends, and the text of its groups."""

    start: int
    end: int
    groups: tuple[str | None, ...]


class Search:
    """A search through one text; all its steps count together."""

    def __init__(self, pattern: str, flags: str, text: str) -> None:
        self._program = _compiled(pattern, flags)
        self._plain = pattern if not flags and not _MEANINGFUL & set(pattern) else None
        self._text = text
        self._left = MAX_STEPS

    def first(self, start: int = 0) -> Found | None:
        """The first place at or behind `start`."""
        if self._plain is not None:
            at = self._text.find(self._plain, start)
            return None if at < 0 else Found(at, at + len(self._plain), ())
        seen: set[object] = set()
        nothing: Saved = (None,) * (2 * self._program.groups + 2 + self._program.loops)
        for place in range(start, len(self._text) + 1):
            ended = self._run(0, place, nothing, seen)
            if ended is not None:
                end, saved = ended
                return Found(place, end, tuple(self._group(saved, n) for n in range(1, self._program.groups + 1)))
        return None

    def all(self) -> Iterator[Found]:
        """All places, none of them overlapping."""
        position = 0
        while position <= len(self._text):
            found = self.first(position)
            if found is None:
                return
            yield found
            position = found.end if found.end > found.start else found.end + 1

    def _group(self, saved: Saved, number: int) -> str | None:
        first, last = saved[2 * number], saved[2 * number + 1]
        return None if first is None or last is None else self._text[first:last]

    def _run(self, step: int, position: int, saved: Saved, seen: set[object]) -> tuple[int, Saved] | None:
        """Where a match from here ends; ways that wait are tried in the order of the pattern."""
        text, steps = self._text, self._program.steps
        refers_back = self._program.refers_back
        waiting = [(step, position, saved)]
        while waiting:
            step, position, saved = waiting.pop()
            while True:
                self._left -= 1
                if self._left < 0:
                    raise FeelEvaluationError(f"A pattern takes more than {MAX_STEPS} steps")
                now = steps[step]
                operation = now.operation
                if operation == "char":
                    if position >= len(text) or now.set is None or not now.set(text[position]):
                        break
                    position += 1
                    step += 1
                elif operation == "split":
                    key: object = (step, position, saved) if refers_back else (step, position)
                    if key in seen:
                        break
                    seen.add(key)
                    waiting.append((now.second, position, saved))
                    step = now.first
                elif operation == "jump":
                    step = now.first
                elif operation == "save":
                    saved = (*saved[: now.first], position, *saved[now.first + 1 :])
                    step += 1
                elif operation == "mark":
                    saved = (*saved[: now.second], position, *saved[now.second + 1 :])
                    step += 1
                elif operation == "progress":
                    step = step + 1 if saved[now.second] == position else now.first
                elif operation == "found":
                    return position, saved
                elif operation == "again":
                    said = self._group(saved, now.first) or ""
                    if not self._repeats(said, position):
                        break
                    position += len(said)
                    step += 1
                elif operation in ("look", "look not"):
                    inner = self._run(now.first, position, saved, set())
                    if (inner is None) is (operation == "look"):
                        break
                    step = now.second
                else:
                    if not self._is_at(operation, position):
                        break
                    step += 1
        return None

    def _repeats(self, said: str, position: int) -> bool:
        here = self._text[position : position + len(said)]
        return here == said or (self._program.any_case and here.casefold() == said.casefold())

    def _is_at(self, place: str, position: int) -> bool:
        text = self._text
        match place:
            case "start":
                return position == 0
            case "end":
                return position == len(text)
            case "line start":
                return position == 0 or text[position - 1] == "\n"
            case "line end":
                return position == len(text) or text[position] == "\n"
            case _:
                before = position > 0 and _is_word(text[position - 1])
                behind = position < len(text) and _is_word(text[position])
                return (before != behind) is (place == "border")


def _is_word(character: str) -> bool:
    return character == "_" or character.isalnum()


@lru_cache(maxsize=256)
def _compiled(pattern: str, flags: str) -> Program:
    chosen = frozenset(flags)
    if not chosen <= _FLAGS:
        raise InvalidArgument(f"the flags {flags} are unknown")
    try:
        return program(pattern, chosen)
    except BadPattern as error:
        raise InvalidArgument(f"the pattern is wrong: {error}") from None


def replaced(search: Search, text: str, replacement: str) -> str:
    """The text with every place replaced; `$1` in the replacement is what the first group found."""
    parts: list[str] = []
    start = 0
    for found in search.all():
        parts += (text[start : found.start], _filled(replacement, found, text))
        start = found.end
    return "".join((*parts, text[start:]))


def _filled(replacement: str, found: Found, text: str) -> str:
    parts: list[str] = []
    at = 0
    while at < len(replacement):
        character = replacement[at]
        following = replacement[at + 1 : at + 2]
        if character == "\\" and following in ("\\", "$"):
            parts.append(following)
            at += 2
        elif character == "$" and following.isdigit():
            number = int(following)
            at += 2
            while at < len(replacement) and replacement[at].isdigit():
                longer = number * 10 + int(replacement[at])
                if longer > len(found.groups):
                    break
                number = longer
                at += 1
            if number == 0:
                parts.append(text[found.start : found.end])
            elif number <= len(found.groups):
                parts.append(found.groups[number - 1] or "")
        elif character in "\\$":
            raise InvalidArgument(f"`{character}` at a wrong place of the replacement")
        else:
            parts.append(character)
            at += 1
    return "".join(parts)
