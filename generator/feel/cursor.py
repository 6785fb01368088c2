"""Walks over the tokens of an expression; what the parser of expressions and that of types share."""

from __future__ import annotations

from collections.abc import Iterable

from generator.feel.errors import FeelSyntaxError
from generator.feel.names import KEYWORDS, KnownNames
from generator.feel.tokens import Token, tokens

MAX_LENGTH = 200_000
"""Characters of one expression."""
MAX_NESTING = 120
"""Expressions within expressions that the parser goes into."""

_PROPERTIES = KnownNames(("time offset", "start included", "end included"))
_IN_NAMES = ("+", "-", "*", "/", ".", "'")
"""Marks that DMN allows in names."""


class Cursor:
    """A place in the tokens, and the names that are known there."""

    def __init__(self, text: str, names: Iterable[str]) -> None:
        if len(text) > MAX_LENGTH:
            raise FeelSyntaxError(f"The expression is longer than {MAX_LENGTH} characters", text, MAX_LENGTH)
        self.text = text
        self.tokens = tokens(text)
        self.at = 0
        self.names = KnownNames(names)
        self.nesting = 0

    @property
    def now(self) -> Token:
        """The token that comes next."""
        return self.tokens[self.at]

    def is_(self, *marks: str) -> bool:
        """Whether the next token is one of the marks."""
        token = self.tokens[self.at]
        return token.kind == "mark" and token.text in marks

    def is_word(self, word: str, ahead: int = 0) -> bool:
        """Whether the next token (or one further on) is the word."""
        index = min(self.at + ahead, len(self.tokens) - 1)
        token = self.tokens[index]
        return token.kind == "name" and token.text == word

    def take(self, mark: str) -> bool:
        """Goes on behind the mark if it comes next."""
        if self.is_(mark):
            self.at += 1
            return True
        return False

    def expect(self, *marks: str) -> str:
        """Goes on behind one of the marks or words; an error if none comes next."""
        token = self.now
        if token.kind in ("mark", "name") and token.text in marks:
            self.at += 1
            return token.text
        wanted = " or ".join(f"`{mark}`" for mark in marks)
        raise self.error(
            f"Expected {wanted}, but the expression ends"
            if token.kind == "end"
            else f"Expected {wanted} before `{self.shown(token)}`"
        )

    def deeper(self) -> None:
        """One level more; whoever asks takes it back by lowering `nesting`."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self.error("The expression is nested too deeply")

    def shown(self, token: Token) -> str:
        """The token as it is written, shortened."""
        said = self.text[token.start : token.end]
        return said if len(said) <= 30 else said[:29] + "…"

    def error(self, problem: str) -> FeelSyntaxError:
        """An error at the next token."""
        return FeelSyntaxError(problem, self.text, self.now.start)

    def new_name(self, *ends: str) -> str:
        """The name of a variable, parameter or key: all words and marks up to one of `ends`."""
        token = self.now
        if token.kind in ("escaped", "string"):
            self.at += 1
            name = token.text
        elif token.kind != "name" or (token.text in KEYWORDS and self.tokens[self.at + 1].text not in ends):
            raise self.error("Expected a name")
        else:
            while self.now.text not in ends and (
                self.now.kind in ("name", "number") or (self.now.kind == "mark" and self.now.text in _IN_NAMES)
            ):
                self.at += 1
            name = " ".join(self.text[token.start : self.tokens[self.at - 1].end].split())
        words = name.split()
        if len(words) > 1 and all(word.isidentifier() and word not in KEYWORDS for word in words):
            # With a mark or keyword in it the name would change what `a-b` or `a and b` says further on.
            self.names.add(name)
        return name

    def property_name(self) -> str:
        """The name behind a dot."""
        known = self.names.at(self.tokens, self.at) or _PROPERTIES.at(self.tokens, self.at)
        if known is not None:
            self.at += known[1]
            return known[0]
        token = self.now
        if token.kind not in ("name", "escaped"):
            raise self.error("Expected a name behind the dot")
        self.at += 1
        return token.text
