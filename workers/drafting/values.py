"""What goes into a letter, made safe to print: one line, no control characters, bounded length."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

MAX_VALUE = 500
"""Longest single value (a name, a subject), in characters."""
MAX_BODY = 40_000
"""Longest letter text, in characters; about fifteen pages."""
MAX_PEOPLE = 1000
MAX_FIELDS = 200

PEOPLE_COLUMNS = {
    "nama": "Nama",
    "nip": "NIP",
    "pangkat": "Pangkat/Golongan",
    "jabatan": "Jabatan",
    "unitKerja": "Unit Kerja",
    "jadwal": "Jadwal",
    "keterangan": "Keterangan",
}
"""Fields of a person that a letter's table shows, where anybody in the list has them."""

_SPACE = re.compile(r"\s+")
_LINE_END = re.compile(r"\r\n|[\r\n\u2028\u2029\x0b\x0c\x85]")


class LetterTooLargeError(ValueError):
    """Values that no letter has: more text or people than the bounds above."""


class LetterTemplateError(ValueError):
    """A letter template is missing or wrong; says which file, where it can be told the line, and what to do."""


class DraftDataMissing(LookupError):  # noqa: N818 -- named like the BPMN error it becomes
    """The case lacks fields that the letter needs; `fields` are their names, e.g. `("permohonan.nip",)`."""

    def __init__(self, fields: Iterable[str]) -> None:
        self.fields: tuple[str, ...] = tuple(dict.fromkeys(fields))
        super().__init__(f"data surat kurang: {', '.join(self.fields)}")


@dataclass(frozen=True)
class LetterValues:
    """What one letter prints besides its text; the rest (letterhead, signature, style) is the office's."""

    sop: str
    slot: str
    perihal: str
    tanggal: dt.date
    """Letter date in the office's zone; also decides who signs."""
    nomor: str | None
    """Full number as printed; None: not numbered yet, prints as an empty place."""
    tujuan: str | None
    """Addressee, a key of `pihak_luar`."""
    permohonan: Mapping[str, object] = field(default_factory=dict, repr=False)
    daftar: Sequence[Mapping[str, object]] | None = field(default=None, repr=False)
    """People that the letter is about."""
    templat: str = ""
    """Name of the .docx template; empty, or where there is none of that name: the office's."""


def clean(value: object) -> str:
    """A value as one printable line: control and invisible format characters gone, spaces joined.

    LetterTooLargeError beyond MAX_VALUE characters. None is the empty text; dates stay ISO 8601.
    """
    text = _SPACE.sub(" ", _printable("" if value is None else str(value))).strip()
    if len(text) > MAX_VALUE:
        raise LetterTooLargeError(f"nilai lebih dari {MAX_VALUE} huruf")
    return text


def clean_body(text: str) -> str:
    """A letter text with its line breaks, otherwise as `clean`; LetterTooLargeError beyond MAX_BODY characters."""
    check_body(text)
    lines = (_SPACE.sub(" ", _printable(line)).strip() for line in _LINE_END.split(text))
    return "\n".join(lines).strip()


def check_body(text: str) -> None:
    """LetterTooLargeError for a text that could not be printed."""
    if len(text) > MAX_BODY:
        raise LetterTooLargeError(f"isi surat lebih dari {MAX_BODY} huruf")


def clean_fields(values: Mapping[str, object]) -> dict[str, str]:
    """The filled scalar fields of a case; empty ones are left out, so that they count as missing."""
    if len(values) > MAX_FIELDS:
        raise LetterTooLargeError(f"lebih dari {MAX_FIELDS} data permohonan")
    scalars = {k: clean(v) for k, v in values.items() if not isinstance(v, Mapping | list | tuple | set)}
    return {key: value for key, value in scalars.items() if value}


def clean_people(people: Sequence[Mapping[str, object]] | None) -> tuple[dict[str, str], ...]:
    """The people of a list, those without any value left out; LetterTooLargeError beyond MAX_PEOPLE."""
    if people is not None and len(people) > MAX_PEOPLE:
        raise LetterTooLargeError(f"daftar lebih dari {MAX_PEOPLE} orang")
    cleaned = (clean_fields(person) for person in people or ())
    return tuple(person for person in cleaned if person)


def _printable(text: str) -> str:
    return "".join(
        " " if unicodedata.category(c) == "Cc" else c
        for c in text
        if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn")
    )
