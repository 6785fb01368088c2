"""Durations of the mutu baku (waktu) in all their spellings, as ISO 8601 in working time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

_UNITS = {
    "detik": "S", "dtk": "S", "menit": "M", "mnt": "M", "mn": "M", "mt": "M", "mnit": "M", "min": "M", "minute": "M",
    "minutes": "M", "jam": "H", "jm": "H", "hari": "D", "hr": "D", "hri": "D", "minggu": "W", "mgg": "W", "pekan": "W",
    "bulan": "B", "bln": "B", "tahun": "Y", "thn": "Y",
}  # fmt: skip
_WORDS: dict[str, int | Fraction] = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9,
    "sepuluh": 10, "sebelas": 11, "setengah": Fraction(1, 2), "seperempat": Fraction(1, 4),
}  # fmt: skip
_ONE = {"sehari": "D", "sejam": "H", "semenit": "M", "seminggu": "W", "sebulan": "B"}
_FRACTIONS = {"½": " 1/2", "¼": " 1/4", "¾": " 3/4"}
_NUMBER = r"\d+\s+\d+/\d+|\d+/\d+|\d+(?:[.,]\d+)?"
_NO_DURATION = re.compile(
    r"^(?:di)?(?:disesuaikan|sesuai\w*|menyesuaikan|tentatif|tentative|kondisional|situasional|fleksibel|insidentil"
    r"|insidental|tidak\s+(?:di)?tentukan|tidak\s+terbatas|relatif|berkala|rutin)\b",
    re.IGNORECASE,
)
_ABOUT = r"^(?:maks(?:imal|imum)?|paling\s+(?:lama|lambat)|selama|dalam|±|\+/-|\+|kurang\s+lebih|kurleb|<|≤)[\s.:]*"
_ONE_WORDS = re.compile(rf"\b(?:{'|'.join(_ONE)})\b")
_NUMBER_WORDS = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b")
_WORKING = re.compile(r"\b(?:(?P<day>hari|hri|hr)\.?\s*kerja|(?:jam|jm)\.?\s*kerja|(?P<short>hk))\b", re.IGNORECASE)


@dataclass(frozen=True)
class ReadDuration:
    """`iso` is None when there is no duration. `doubt` names what a person has to confirm.

    Kinds: `durasi` a length, `kosong` nothing written, `disesuaikan` a word instead of a length, `tidak_terbaca`.
    """

    kind: Literal["durasi", "kosong", "disesuaikan", "tidak_terbaca"]
    iso: str | None = None
    doubt: Literal["", "rentang", "kalender", "ocr"] = ""
    minutes: int = 0
    """Length in minutes at 8 hours a day, 5 days a week; only to compare."""


@lru_cache(maxsize=16_384)
def read_duration(text: str, unit: str | None = None) -> ReadDuration:
    """Reads a waktu cell; `unit` is the unit in the column heading (`Waktu (menit)`), for cells with a bare number.

    >>> read_duration("1 jam 30 menit").iso
    'PT1H30M'
    >>> read_duration("2-3 hari").iso
    'P3D'
    """
    cleaned = " ".join(text.lower().split()).strip(" .;:,")
    if not re.search(r"[a-z0-9½¼¾]", cleaned):
        return ReadDuration("kosong")
    if _NO_DURATION.match(cleaned):
        return ReadDuration("disesuaikan")
    for sign, plain in _FRACTIONS.items():
        cleaned = cleaned.replace(sign, plain).strip()
    cleaned = _WORKING.sub(lambda m: " hari " if m["day"] or m["short"] else " jam ", cleaned)
    cleaned = re.sub(r"(\d+)\s*\(\s*([a-z ]{2,40}?)\s*\)", _spelt_out, cleaned)
    cleaned = re.sub(_ABOUT, "", cleaned)
    cleaned = _ONE_WORDS.sub(lambda m: f"1 {_word_of(_ONE[m[0]])}", cleaned)
    cleaned = _NUMBER_WORDS.sub(lambda m: str(_WORDS[m[0]]), cleaned)
    cleaned = re.sub(r"(?<=\d)\s*(?:['\u2019\u2032](?![\d'\u2019\u2032])|\u2032)", " menit", cleaned)
    round_the_clock = re.sub(r"\b(\d{1,2})\s*[x×*]\s*24\s*jam\b", r"\1 hari", cleaned)
    clock = round_the_clock != cleaned
    cleaned = round_the_clock
    doubt: Literal["", "rentang", "kalender", "ocr"] = ""
    fixed = re.sub(r"(?<=\d)[oO](?=\s*[a-z ]|$)|(?<![a-z])[oO](?=\d)", "0", cleaned)
    fixed = re.sub(r"(?<![a-z0-9])[il|](?=\d|\s+(?:menit|jam|hari|minggu)\b)|(?<=\d)[il|](?=\d|\s|$)", "1", fixed)
    if fixed != cleaned:
        cleaned, doubt = fixed, "ocr"
    cleaned = re.sub(r"\s+(?:dan|lebih)\s+", " ", cleaned)
    parsed = _parse(cleaned, unit)
    if parsed is None:
        return ReadDuration("tidak_terbaca")
    amounts, ranged, calendar = parsed
    iso, minutes = _iso(amounts)
    if iso is None:
        return ReadDuration("tidak_terbaca")
    if not doubt:
        doubt = "rentang" if ranged else "kalender" if calendar or clock else ""
    return ReadDuration("durasi", iso, doubt, minutes)


def _spelt_out(match: re.Match[str]) -> str:
    """`3 (tiga)` -> `3`; a word that says another number stays, so that the cell is not read."""
    said = _number_of(match[2].split())
    return match[1] if said == int(match[1]) else match[0]


def _number_of(words: list[str]) -> int | None:
    """`dua puluh lima` -> 25; None for other words."""
    total = current = 0
    for word in words:
        value = _WORDS.get(word)
        if isinstance(value, int):
            current += value
        elif word == "belas":
            total, current = total + 10 + current, 0
        elif word == "puluh":
            total, current = total + 10 * current, 0
        elif word in ("seratus", "ratus"):
            total, current = total + 100 * max(current, 1), 0
        else:
            return None
    return total + current


def _word_of(code: str) -> str:
    return next(word for word, unit in _UNITS.items() if unit == code and len(word) > 2)


_UNIT_WORDS = "|".join(sorted(_UNITS, key=len, reverse=True))
_TO = r"\s*(?:-|–|—|s/d|s\.d\.?|sd|sampai(?:\s+dengan)?|hingga|~)\s*"
_LENGTH = re.compile(
    rf"(?P<a>{_NUMBER})\s*(?:(?P<u1>{_UNIT_WORDS})\.?\s*)?(?:{_TO}(?P<b>{_NUMBER})\s*)?(?P<u2>{_UNIT_WORDS})?\b\.?"
)


def _parse(text: str, unit: str | None) -> tuple[dict[str, Fraction], bool, bool] | None:
    position, amounts, ranged, calendar = 0, {}, False, False
    while position < len(text):
        match = _LENGTH.match(text, position)
        if not match:
            return None
        upper = match["b"] or match["a"]
        name = match["u2"] or match["u1"] or unit
        if name is None or (match["u1"] and match["u2"] and match["b"] is None):
            return None
        code = _UNITS[name]
        if code in amounts:
            return None
        amounts[code] = _fraction(upper)
        if match["b"]:
            ranged = True
            lower_unit = _UNITS[match["u1"] or name]
            if lower_unit == code and _fraction(match["a"]) > amounts[code]:
                return None
        calendar = calendar or code in "BY"
        position = match.end()
        while position < len(text) and text[position] in " ,;":
            position += 1
    return (amounts, ranged, calendar) if amounts else None


def _fraction(text: str) -> Fraction:
    parts = text.replace(",", ".").split()
    total = Fraction(0)
    for part in parts:
        top, _, bottom = part.partition("/")
        total += Fraction(top) / Fraction(bottom) if bottom and int(bottom) else Fraction(top)
    return total


def _iso(amounts: dict[str, Fraction]) -> tuple[str | None, int]:
    """Whole units as they are; fractions of hours become minutes. A month counts as 20 working days (flagged)."""
    days = amounts.get("D", Fraction(0)) + amounts.get("B", Fraction(0)) * 20 + amounts.get("Y", Fraction(0)) * 240
    weeks = amounts.get("W", Fraction(0))
    minutes = amounts.get("M", Fraction(0)) + amounts.get("S", Fraction(0)) / 60 + amounts.get("H", Fraction(0)) * 60
    if weeks.denominator != 1:
        days, weeks = days + weeks * 5, Fraction(0)
    if days.denominator != 1:
        whole = days.numerator // days.denominator
        minutes, days = minutes + (days - whole) * 480, Fraction(whole)
    minutes = Fraction(-(-minutes.numerator // minutes.denominator))
    total = int(minutes + days * 480 + weeks * 2400)
    if total <= 0 or total > 480 * 240 * 5:
        return None, 0
    date = (f"{weeks}W" if weeks else "") + (f"{days}D" if days else "")
    keeps_minutes = not set(amounts) & set("HDWBY") and minutes < 600
    hours, rest = (0, int(minutes)) if keeps_minutes else divmod(int(minutes), 60)
    time = (f"{hours}H" if hours else "") + (f"{rest}M" if rest else "")
    return "P" + date + (f"T{time}" if time else ""), total
