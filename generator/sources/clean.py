"""Cleaning of cell text, common to all formats: markup, white space, characters that OCR and Word leave behind."""

from __future__ import annotations

import html
import re

_BLOCK_TAG = re.compile(r"</?(?:p|br|li|ol|ul|div|tr|h[1-6])\b[^<>]{0,300}>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]{0,300})?/?>")
_SPACES = re.compile(r"[^\S\n]+")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffe\uffff]")

MAX_CELL = 20_000
"""A longer cell is no SOP text; readers cut it there (the cut is a finding of the table, which loses no row)."""


def clean_cell(raw: str) -> str:
    """Cell text without markup; line breaks of the document and of block tags are kept as `\\n`."""
    text = raw[: MAX_CELL * 2]
    if text.isprintable() and "<" not in text and "&" not in text:  # most cells; no white space but blanks
        return " ".join(text.split())[:MAX_CELL]
    if "<" in text:
        text = _TAG.sub("", _BLOCK_TAG.sub("\n", text))
    if "&" in text:
        text = html.unescape(text)
    text = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00ad", ""))
    text = _SPACES.sub(" ", text)
    return "\n".join(line for line in (part.strip() for part in text.split("\n")) if line)[:MAX_CELL]


_BROKEN_OFF = re.compile(r"(?<=[a-z]{3})\n(?=(?:[a-z](?![.)])|an|kan|nya)(?:\W|$))")
"""A narrow cell breaks a word's end off: a single letter or a suffix is no word of Bahasa Indonesia by itself.

A letter with a full stop or a bracket behind it numbers an item of a list (`b. Tanda terima`).
"""


def one_line(text: str) -> str:
    """The text in one line; a word broken at a line end, with a hyphen or at its suffix, is joined."""
    if "\n" not in text:
        return " ".join(text.split())
    joined = re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", text)
    joined = _BROKEN_OFF.sub("", joined)
    return " ".join(joined.split())


def decode(data: bytes) -> str:
    """Text of a file: UTF-8, UTF-16 with a byte order mark, else Windows-1252; what is neither becomes `\\ufffd`.

    Mixed encodings happen, so each line is decided by itself: a line with whole characters of UTF-8 in it is UTF-8 with
    bytes that broke, any other line is of Windows.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    utf8 = any(_UTF8.search(line) for line in data.split(b"\n"))
    return "\n".join(_decode_line(line, utf8) for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n"))


_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_WINDOWS = re.compile(rb"(?:[\x00-\x7f\x85\x91-\x97\xa0\xa9\xae\xb0-\xb2\xb7\xbc-\xbe\xd7\xe9])*")
"""A line with no other bytes of Windows-1252 than texts of an office hold: quotes, dashes, fractions, signs."""


def _decode_line(line: bytes, utf8: bool) -> str:
    """`utf8`: the file has characters of UTF-8 elsewhere."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _UTF8.search(line) or (utf8 and not _WINDOWS.fullmatch(line)):
        return line.decode("utf-8", errors="replace")
    return line.decode("cp1252", errors="replace")
