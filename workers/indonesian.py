"""Dates and small numbers as Indonesian official letters write them."""

from __future__ import annotations

import datetime as dt

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")

_SMALL = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")


def date_text(day: dt.date) -> str:
    """`22 November 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def weekday_text(day: dt.date) -> str:
    """`Minggu`."""
    return WEEKDAYS[day.weekday()]


def number_words(number: int) -> str:
    """`12` as `dua belas`, for 0 to 999 999; ValueError beyond."""
    if not 0 <= number < 1_000_000:
        raise ValueError(f"number out of range: {number}")
    if number < 12:
        return _SMALL[number]
    if number < 20:
        return f"{_SMALL[number - 10]} belas"
    if number < 100:
        return _join(f"{_SMALL[number // 10]} puluh", number % 10)
    if number < 200:
        return _join("seratus", number - 100)
    if number < 1000:
        return _join(f"{_SMALL[number // 100]} ratus", number % 100)
    if number < 2000:
        return _join("seribu", number - 1000)
    return _join(f"{number_words(number // 1000)} ribu", number % 1000)


def _join(head: str, rest: int) -> str:
    return f"{head} {number_words(rest)}" if rest else head
