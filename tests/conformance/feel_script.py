"""Reads the calls `expr(...)` and `unary(...)` out of feelin's tests, as far as their arguments are plain literals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.feel.numbers import number_from_digits
from generator.feel.temporal_text import read_date, read_date_time, read_duration, read_time

_CALL = re.compile(r"^ *(expr|unary)\(", re.MULTILINE)
_SPACE = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?")
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_TEMPORAL = {"date": read_date, "time": read_time, "dateAndTime": read_date_time, "duration": read_duration}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0"}


class NoLiteral(Exception):  # noqa: N818
    """An argument is a program."""


@dataclass(frozen=True)
class Case:
    """One call: where it is and its arguments (None: they are programs)."""

    kind: str
    line: int
    arguments: list[Any] | None


def cases(text: str) -> Iterator[Case]:
    """All calls of a file, in its order."""
    for match in _CALL.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        reader = _Reader(text, match.end())
        try:
            yield Case(match[1], line, reader.until(")"))
        except NoLiteral:
            yield Case(match[1], line, None)


class _Reader:
    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.at = at

    def _blank(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _take(self, mark: str) -> bool:
        self._blank()
        if self.text.startswith(mark, self.at):
            self.at += len(mark)
            return True
        return False

    def until(self, end: str) -> list[Any]:
        """Values between commas."""
        found: list[Any] = []
        while not self._take(end):
            if found and not self._take(","):
                raise NoLiteral
            if self._take(end):
                break
            found.append(self._value())
        return found

    def _value(self) -> Any:
        self._blank()
        character = self.text[self.at]
        if character in "'\"`":
            return self._string(character)
        if character == "[":
            self.at += 1
            return self.until("]")
        if character == "{":
            self.at += 1
            return self._object()
        number = _NUMBER.match(self.text, self.at)
        if number is not None:
            self.at = number.end()
            said = number[0]
            value = number_from_digits(said.removeprefix("-"))
            assert value is not None
            return -value if said.startswith("-") else value
        return self._named()

    def _named(self) -> Any:
        word = _WORD.match(self.text, self.at)
        if word is None:
            raise NoLiteral
        self.at = word.end()
        constants = {"true": True, "false": False, "null": None}
        if word[0] in constants:
            return constants[word[0]]
        if word[0] in _TEMPORAL and self._take("("):
            arguments = self.until(")")
            if len(arguments) == 1 and isinstance(arguments[0], str):
                value = _TEMPORAL[word[0]](arguments[0])
                if value is not None:
                    return value
        raise NoLiteral

    def _string(self, quote: str) -> str:
        self.at += 1
        parts: list[str] = []
        while self.text[self.at] != quote:
            character = self.text[self.at]
            if character == "\\":
                self.at += 1
                escaped = self.text[self.at]
                if escaped in "ux":
                    raise NoLiteral
                parts.append("" if escaped == "\n" else _ESCAPES.get(escaped, escaped))
            elif character == "$" and quote == "`" and self.text.startswith("${", self.at):
                raise NoLiteral
            else:
                parts.append(character)
            self.at += 1
        self.at += 1
        return "".join(parts)

    def _object(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not self._take("}"):
            if found and not self._take(","):
                raise NoLiteral
            if self._take("}"):
                break
            self._blank()
            if self.text[self.at] in "'\"":
                key = self._string(self.text[self.at])
            else:
                word = _WORD.match(self.text, self.at)
                if word is None:
                    raise NoLiteral
                key = word[0]
                self.at = word.end()
            if not self._take(":"):
                raise NoLiteral
            found[key] = self._value()
        return found
