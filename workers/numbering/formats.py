"""Letter number formats as data, such as `B-{nomor}/Kk.09.1/1/{klasifikasi}/{bulan:02}/{tahun}`.

Only the named fields below are known and nothing of them can be reached into (`{nomor.real}` is refused), so a format
from an office file cannot run anything.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter
from typing import Literal

from workers.indonesian import ROMAN_MONTHS
from workers.numbering.errors import FormatError

_NUMERIC = frozenset({"nomor", "tanggal", "bulan", "tahun"})
FIELDS = (*sorted(_NUMERIC), "bulan_romawi", "tahun_pendek", "klasifikasi", "kode", "sifat")
"""tanggal (day of the month), bulan, tahun: of the letter date. Numeric ones take a width: `{nomor:03}`.
tahun_pendek: two digits. kode: a fixed code of the office. sifat: code of the security grade (B, T, R, SR)."""
_INSERT_FIELDS = frozenset({"nomor", "huruf", "huruf_besar", "angka"})
_WIDTH = re.compile(r"0([1-9])")
_GRADES = {"sangat rahasia": "SR", "rahasia": "R", "terbatas": "T"}
_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class _Part:
    literal: str
    field: str | None
    width: int


@dataclass(frozen=True)
class RegisterRule:
    """An office's rule for the numbers of one letter kind. Raises FormatError when it cannot be used."""

    kantor: str
    jenis: str
    format: str = ""
    """Empty only with sumber `luar`."""
    sumber: Literal["alur", "luar"] = "alur"
    """luar: another system gives the number and a person types it in."""
    klasifikasi: str = ""
    kode: str = ""
    sifat: str = "Biasa"
    """Security grade of the letter (KMA 9/2016, Permendagri 1/2023); what is none of the graded ones is open (B)."""
    lebar: int = 0
    """Digits of {nomor} at least, when the format gives no width itself."""
    mulai: int = 1
    """First number given here in the year `tahun_mulai`, the book's earlier ones being elsewhere. Other years: 1."""
    tahun_mulai: int | None = None
    tanggal_mundur: Literal["lanjut", "sisipan", "tolak"] = "lanjut"
    """A letter dated before the last number's date: next number, inserted number (12.a), or refused."""
    sisipan: str = "{nomor}.{huruf}"
    """How an inserted number stands in place of {nomor}: with {huruf} a, {huruf_besar} A or {angka} 1."""
    buku: str = ""
    """Kinds with the same book share one row of numbers; empty: a book for this kind alone."""

    def __post_init__(self) -> None:
        where = f"register of {self.kantor}, {self.jenis}"
        if not all(_SLUG.fullmatch(value) for value in (self.kantor, self.jenis, self.book)):
            raise FormatError(f"{where}: office, kind and book are written in small letters, digits and hyphens")
        if self.sumber == "alur" or self.format:
            _parse_format(self.format, where)
        if not 0 <= self.lebar <= 9:
            raise FormatError(f"{where}: lebar is the number of digits, 0 to 9, not {self.lebar}")
        for name, value in (("klasifikasi", self.klasifikasi), ("kode", self.kode)):
            if f"{{{name}}}" in self.format and not value.strip():
                raise FormatError(f"{where}: the format has {{{name}}}, so {name} must be given")
            if not value.isprintable() or "{" in value or "}" in value:
                raise FormatError(f"{where}: {name} holds braces or line breaks: {value!r}")
        if self.mulai < 1 or (self.mulai > 1 and self.tahun_mulai is None):
            raise FormatError(f"{where}: mulai is 1 or more, and above 1 needs tahun_mulai, the year that it is for")
        _parse_insert(self.sisipan, where)

    @property
    def book(self) -> str:
        """Key of the book."""
        return self.buku or self.jenis

    def first(self, tahun: int) -> int:
        """First number of the year's book."""
        return self.mulai if tahun == self.tahun_mulai else 1

    def pattern(self, tanggal: dt.date) -> tuple[str, int]:
        """The number as printed, with `{nomor}` still in its place, and the least digits of the number."""
        width = 0
        text = []
        for part in _parse_format(self.format, self.jenis):
            text.append(part.literal)
            if part.field == "nomor":
                text.append("{nomor}")
                width = part.width or self.lebar
            elif part.field is not None:
                text.append(self._value(part, tanggal))
        return "".join(text), width

    def render(self, urut: int, tanggal: dt.date, sisip: int = 0) -> str:
        """The number as printed: `sisip` 0 is the number itself, 1 the first one inserted after it."""
        pattern, width = self.pattern(tanggal)
        number = f"{urut:0{width}d}" if width else str(urut)
        if sisip:
            letter = _letters(sisip)
            fields = {"nomor": number, "huruf": letter, "huruf_besar": letter.upper(), "angka": str(sisip)}
            number = "".join(p.literal + fields.get(p.field or "", "") for p in _parse_insert(self.sisipan, self.jenis))
        return pattern.replace("{nomor}", number)

    def number_in(self, text: str, tanggal: dt.date) -> str | None:
        """The running number in a printed number of this series in the year of `tanggal`; None where it is none.

        Classification, grade, day and month may be others than this rule's: a person chose them. Spaces and the case
        of letters do not count. An inserted number comes with what the office puts behind it (`12.a`).
        """
        match = re.fullmatch(_series(self.format, self.jenis, self.kode, tanggal.year), tight(text))
        return None if match is None else match["nomor"]

    def carries(self, text: str, urut: int, sisip: int, tanggal: dt.date) -> bool:
        """Whether a printed number of this series is this number, with or without leading zeros."""
        found = self.number_in(text, tanggal)
        own = self.number_in(self.render(urut, tanggal, sisip), tanggal)
        return found is not None and own is not None and found.lstrip("0") == own.lstrip("0")

    def foreign_problem(self, text: str, tanggal: dt.date) -> str | None:
        """Why a number that another system gave cannot be the one of a letter of that date; quotes nothing of it."""
        if self.format:
            if any(self.number_in(text, day) for day in _years_of(tanggal)):
                return None
            return f"it does not have the form {self.format}, of the year {tanggal.year}"
        if not any(c.isdigit() for c in text) or not any(c in "/-." for c in text):
            return "it has no number, or no part beside it"
        years = _YEAR.findall(text)
        if years and int(years[-1]) not in {day.year for day in _years_of(tanggal)}:
            return f"its year is not {tanggal.year}"
        return None

    def _value(self, part: _Part, tanggal: dt.date) -> str:
        match part.field:
            case "klasifikasi":
                return self.klasifikasi
            case "kode":
                return self.kode
            case "sifat":
                return _GRADES.get(self.sifat.strip().lower(), "B")
            case "bulan_romawi":
                return ROMAN_MONTHS[tanggal.month - 1]
            case "bulan":
                number = tanggal.month
            case "tanggal":
                number = tanggal.day
            case "tahun_pendek":
                return f"{tanggal.year % 100:02d}"
            case _:
                number = tanggal.year
        return f"{number:0{part.width}d}" if part.width else str(number)


def tight(text: str) -> str:
    """A printed number as numbers are compared: without spaces, in capitals."""
    return "".join(text.split()).upper()


def _years_of(tanggal: dt.date) -> list[dt.date]:
    # A number that was given on the last days of a year is typed in on the first ones of the next.
    return [tanggal, dt.date(tanggal.year - 1, 12, 31)] if tanggal.month == 1 else [tanggal]


@lru_cache(maxsize=1024)
def _series(text: str, where: str, kode: str, tahun: int) -> str:
    """What any printed number of the series looks like in the year, without spaces and in capitals."""
    anything = {
        "nomor": r"(?P<nomor>\d[^/]*?)",
        "klasifikasi": r".+?",
        "kode": re.escape(tight(kode)),
        "sifat": r"(?:SR|[BTR])",
        "bulan": r"\d{1,2}",
        "tanggal": r"\d{1,2}",
        "bulan_romawi": f"(?:{'|'.join(sorted(ROMAN_MONTHS, key=len, reverse=True))})",
        "tahun": str(tahun),
        "tahun_pendek": f"{tahun % 100:02d}",
    }
    parts = _parse_format(text, where)
    return "".join(re.escape(tight(part.literal)) + (anything[part.field] if part.field else "") for part in parts)


def check_rules(rules: list[RegisterRule]) -> list[str]:
    """What is wrong between the rules of one office: books that would print the same number, differing shared books."""
    problems = []
    ours = [rule for rule in rules if rule.sumber == "alur"]
    for index, rule in enumerate(ours):
        for other in ours[:index]:
            if rule.kantor != other.kantor:
                continue
            if rule.book == other.book and (rule.mulai, rule.tahun_mulai) != (other.mulai, other.tahun_mulai):
                problems.append(f"{other.jenis} and {rule.jenis} share the book {rule.book} but begin differently.")
            if rule.book != other.book and _printed(rule) == _printed(other):
                problems.append(
                    f"{other.jenis} and {rule.jenis} print their numbers alike ({rule.format}) but count apart, so two "
                    "letters would carry one number: give both the same `buku`, or different formats."
                )
    return problems


def _printed(rule: RegisterRule) -> str:
    # A leap day tells day, month and year apart from each other.
    return rule.pattern(dt.date(2024, 2, 29))[0]


@lru_cache(maxsize=1024)
def _parse_format(text: str, where: str) -> tuple[_Part, ...]:
    parts = _parse(text, where, frozenset(FIELDS), _NUMERIC)
    if [part.field for part in parts].count("nomor") != 1:
        raise FormatError(f"{where}: the format must contain {{nomor}} exactly once: {text!r}")
    for index, part in enumerate(parts):
        following = parts[index + 1] if index + 1 < len(parts) else _Part("", None, 0)
        before = part.field == "nomor" and (part.literal[-1:].isdigit() or (index > 0 and not part.literal))
        after = part.field == "nomor" and (
            following.literal[:1].isdigit() or (not following.literal and following.field is not None)
        )
        if before or after:
            raise FormatError(
                f"{where}: {{nomor}} must not touch a digit or another field, 1 and 11 would mix: {text!r}"
            )
    return parts


@lru_cache(maxsize=1024)
def _parse_insert(text: str, where: str) -> tuple[_Part, ...]:
    parts = _parse(text, f"{where}: sisipan", _INSERT_FIELDS, frozenset())
    fields = [part.field for part in parts if part.field]
    if fields.count("nomor") != 1 or len(fields) != 2 or text.replace("{nomor}{angka}", "") != text:
        raise FormatError(f"{where}: sisipan is {{nomor}} with {{huruf}}, {{huruf_besar}} or .{{angka}}: {text!r}")
    return parts


def _parse(text: str, where: str, known: frozenset[str], numeric: frozenset[str]) -> tuple[_Part, ...]:
    if not text.strip() or any(ord(character) < 32 for character in text):
        raise FormatError(f"{where}: the number format is empty or holds line breaks")
    try:
        pieces = list(Formatter().parse(text))
    except ValueError as error:
        raise FormatError(f"{where}: {text!r} has a brace without its partner ({error})") from None
    parts = []
    for literal, field, spec, conversion in pieces:
        if "{" in literal or "}" in literal:
            raise FormatError(f"{where}: a letter number holds no braces: {text!r}")
        if field is None:
            parts.append(_Part(literal, None, 0))
            continue
        if field not in known:
            raise FormatError(f"{where}: unknown field {{{field}}} in {text!r}; known are {', '.join(sorted(known))}")
        width = _WIDTH.fullmatch(spec or "")
        if conversion or (spec and (width is None or field not in numeric)):
            raise FormatError(f"{where}: after {{{field}}} only a width such as :03 is possible, in {text!r}")
        parts.append(_Part(literal, field, int(width[1]) if width else 0))
    return tuple(parts)


def _letters(count: int) -> str:
    text = ""
    while count:
        count, rest = divmod(count - 1, 26)
        text = chr(ord("a") + rest) + text
    return text
