"""Sets of characters in regular expressions: `\\d`, `\\p{Lu}`, `\\p{IsGreek}`."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

Set = Callable[[str], bool]
"""Whether a character belongs to the set."""

_BLOCKS = {
    "BasicLatin": (0x0000, 0x007F),
    "Latin-1Supplement": (0x0080, 0x00FF),
    "LatinExtended-A": (0x0100, 0x017F),
    "LatinExtended-B": (0x0180, 0x024F),
    "IPAExtensions": (0x0250, 0x02AF),
    "Greek": (0x0370, 0x03FF),
    "GreekandCoptic": (0x0370, 0x03FF),
    "Cyrillic": (0x0400, 0x04FF),
    "Hebrew": (0x0590, 0x05FF),
    "Arabic": (0x0600, 0x06FF),
    "Javanese": (0xA980, 0xA9DF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7AF),
}
_ASCII: dict[str, Set] = {
    "Lower": lambda c: c.isascii() and c.islower(),
    "Upper": lambda c: c.isascii() and c.isupper(),
    "ASCII": str.isascii,
    "Alpha": lambda c: c.isascii() and c.isalpha(),
    "Digit": lambda c: "0" <= c <= "9",
    "Alnum": lambda c: c.isascii() and c.isalnum(),
    "Punct": lambda c: c in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    "Graph": lambda c: "!" <= c <= "~",
    "Print": lambda c: " " <= c <= "~",
    "Blank": lambda c: c in " \t",
    "Cntrl": lambda c: c < " " or c == "\x7f",
    "XDigit": lambda c: c in "0123456789abcdefABCDEF",
    "Space": lambda c: c in " \t\n\x0b\f\r",
    "IsAlphabetic": str.isalpha,
    "IsLetter": str.isalpha,
    "IsDigit": str.isdigit,
    "IsUppercase": str.isupper,
    "IsLowercase": str.islower,
    "IsWhite_Space": str.isspace,
}
_CATEGORIES = frozenset("LMNPZSC")
_NAME_START = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Nl"))


def _space(character: str) -> bool:
    return character in " \t\n\r\f\x0b"


def _digit(character: str) -> bool:
    return unicodedata.category(character) == "Nd"


def _word(character: str) -> bool:
    return character == "_" or unicodedata.category(character)[0] not in "PZC"


def _initial(character: str) -> bool:
    return character in "_:" or unicodedata.category(character) in _NAME_START


def _name(character: str) -> bool:
    return _initial(character) or character in "-.\u00b7" or unicodedata.category(character) in ("Nd", "Mc", "Mn")


NAMED: dict[str, Set] = {"s": _space, "d": _digit, "w": _word, "i": _initial, "c": _name}
"""The sets behind a backslash; the capital letter is what is not in it."""


def negated(inner: Set) -> Set:
    """All other characters."""
    return lambda character: not inner(character)


def only(wanted: str) -> Set:
    """One character."""
    return lambda character: character == wanted


def between(first: str, last: str) -> Set:
    """The characters from one to another."""
    return lambda character: first <= character <= last


def union(parts: list[Set]) -> Set:
    """What is in one of the sets."""
    return lambda character: any(part(character) for part in parts)


def without(inner: Set, outside: Set) -> Set:
    """What is in the first set and not in the second."""
    return lambda character: inner(character) and not outside(character)


def any_case(inner: Set) -> Set:
    """What is in the set in capitals or in small letters."""
    return lambda character: inner(character) or inner(character.lower()) or inner(character.upper())


def by_property(name: str) -> Set | None:
    """The set of `\\p{name}`."""
    if name in _ASCII:
        return _ASCII[name]
    block = _BLOCKS.get(name.removeprefix("Is").removeprefix("In")) if name[:2] in ("Is", "In") else None
    if block is not None:
        first, last = block
        return lambda character: first <= ord(character) <= last
    category = name.removeprefix("Is")
    if len(category) in (1, 2) and category[0] in _CATEGORIES:
        return lambda character: unicodedata.category(character).startswith(category)
    return None
