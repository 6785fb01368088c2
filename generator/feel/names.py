"""Names of several words: functions such as `string length`, types, properties, and the names that a caller knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.feel.errors import FeelSyntaxError
from generator.feel.tokens import Token, tokens

KEYWORDS = frozenset(
    (
        *("null", "true", "false", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies"),
        *("and", "or", "between", "instance", "of", "function"),
    )
)
"""Words that cannot be the name of a variable."""

TYPE_NAMES = (
    "Any",
    "Null",
    "boolean",
    "context",
    "date",
    "date and time",
    "date time",
    "day-time-duration",
    "days and time duration",
    "function",
    "list",
    "number",
    "range",
    "string",
    "time",
    "year-month-duration",
    "years and months duration",
)
"""Names behind `instance of` (with those of earlier versions of Camunda)."""


class KnownNames:
    """Finds the longest known name that starts at a token."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """One more known name; one of a single word needs no knowing."""
        try:
            words = tuple(t.text for t in tokens(name)[:-1])
        except FeelSyntaxError:
            return
        if len(words) < 2:
            return
        known = self._by_first.setdefault(words[0], [])
        if (words, name) not in known:
            known.append((words, name))
            known.sort(key=lambda pair: -len(pair[0]))

    def at(self, found: Sequence[Token], index: int) -> tuple[str, int] | None:
        """The name and how many tokens it has."""
        known = self._by_first.get(found[index].text)
        if known is None or found[index].kind == "string":
            return None
        for words, name in known:
            span = found[index : index + len(words)]
            if len(span) == len(words) and all(
                t.text == w and t.kind not in ("string", "temporal", "escaped")
                for t, w in zip(span, words, strict=True)
            ):
                return name, len(words)
        return None
