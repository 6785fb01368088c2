"""FEEL text as tokens with their places; blanks and comments fall away here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

from generator.feel.errors import FeelSyntaxError

Kind = Literal["name", "escaped", "number", "string", "temporal", "mark", "end"]

_WIDE = "\U00010000-\U000effff"
_TOKEN = re.compile(
    rf"""
    (?P<blank> \s+ | //[^\n]* | /\*(?s:.*?)\*/ )
  | (?P<number> (?: [0-9]+ (?:\.[0-9]+)? | \.[0-9]+ ) (?: [eE][+-]?[0-9]+ )? )
  | (?P<name> (?: [^\W\d] | [{_WIDE}] ) [\w\u00b7\u0300-\u036f\u203f\u2040{_WIDE}]* )
  | (?P<escaped> `[^`]*` )
  | (?P<temporal> @\s*"(?: [^"\\] | \\(?s:.) )*" )
  | (?P<string> "(?: [^"\\] | \\(?s:.) )*" )
  | (?P<unclosed> /\* | @\s*" | " | ` )
  | (?P<mark> \.\. | \*\* | <= | >= | != | [-+*/<>=(){{}}\[\],:.?'] )
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_HALF = re.compile("[\ud800-\udfff]")
_PLAIN_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Token:
    """One token: what it says (a string without quotes and escapes) and where it starts and ends."""

    kind: Kind
    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """All tokens of the text and one of kind `end`."""
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup == "unclosed":
            raise FeelSyntaxError(_unknown(text, position), text, position)
        kind = cast(Kind, match.lastgroup)
        end = match.end()
        said = match.group()
        if kind == "string":
            found.append(Token("string", unescaped(said[1:-1]), position, end))
        elif kind == "temporal":
            found.append(Token("temporal", unescaped(said[said.index('"') + 1 : -1]), position, end))
        elif kind == "escaped":
            found.append(Token("escaped", said[1:-1], position, end))
        elif match.lastgroup != "blank":
            found.append(Token(kind, said, position, end))
        position = end
    found.append(Token("end", "", len(text), len(text)))
    return found


def unescaped(text: str) -> str:
    """The escapes of a FEEL string replaced; an unknown one (`\\s` of a pattern) stays as it is."""
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_meaning, text)
    joined = _PAIR.sub(lambda m: m.group().encode("utf-16", "surrogatepass").decode("utf-16"), plain)
    # Half a character could not be stored or sent.
    return _HALF.sub("\ufffd", joined)


def _meaning(match: re.Match[str]) -> str:
    short, long, plain = match.groups()
    code = short or long
    if code is None:
        return _PLAIN_ESCAPES.get(plain, "\\" + plain)
    number = int(code, 16)
    return chr(number) if number <= 0x10FFFF else str(match.group())


def _unknown(text: str, position: int) -> str:
    if text.startswith(('"', '@"'), position):
        return "This string has no closing quotation mark"
    if text.startswith("`", position):
        return "This name has no closing backtick"
    if text.startswith("/*", position):
        return "This comment has no end"
    return f"Unexpected `{text[position]}`"
