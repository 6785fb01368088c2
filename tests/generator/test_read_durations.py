"""Durations in the spellings of real SOPs."""

from __future__ import annotations

import pytest

from generator.sources.durations import read_duration


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("5 menit", "PT5M"),
        ("15 Menit", "PT15M"),
        ("30 mnt", "PT30M"),
        ("½ jam", "PT30M"),
        ("1½ jam", "PT1H30M"),
        ("1,5 jam", "PT1H30M"),
        ("1 jam 30 menit", "PT1H30M"),
        ("1 jam", "PT1H"),
        ("satu jam", "PT1H"),
        ("setengah hari", "PT4H"),
        ("1 hari kerja", "P1D"),
        ("3 (tiga) hari", "P3D"),
        ("Maks. 3 hari kerja", "P3D"),
        ("1 minggu", "P1W"),
        ("± 10 menit", "PT10M"),
    ],
)
def test_plain(text: str, iso: str) -> None:
    read = read_duration(text)
    assert (read.iso, read.doubt) == (iso, "")


@pytest.mark.parametrize(
    ("text", "iso", "doubt"),
    [
        ("2-3 hari", "P3D", "rentang"),
        ("15 menit s/d 30 menit", "PT30M", "rentang"),
        ("10 menit - 1 jam", "PT1H", "rentang"),
        ("l5 menit", "PT15M", "ocr"),
        ("3O menit", "PT30M", "ocr"),
        ("1 bulan", "P20D", "kalender"),
        ("3 hari kalender", None, ""),
        ("5 menit per berkas", None, ""),
        ("1 (dua) hari", None, ""),
        ("2 x 24 jam", "P2D", "kalender"),
        ("1 jarn", None, ""),
    ],
)
def test_doubtful_or_unreadable(text: str, iso: str | None, doubt: str) -> None:
    read = read_duration(text)
    assert (read.iso, read.doubt) == (iso, doubt)
    assert read.doubt or read.kind == "tidak_terbaca"


@pytest.mark.parametrize("text", ["Disesuaikan", "Tentatif", "Menyesuaikan", "Sesuai jadwal", "Tidak ditentukan"])
def test_words_instead_of_a_length(text: str) -> None:
    assert read_duration(text).kind == "disesuaikan"


@pytest.mark.parametrize("text", ["", "-", "  ", "...", "–"])
def test_empty(text: str) -> None:
    assert read_duration(text).kind == "kosong"


def test_a_bare_number_needs_the_unit_of_its_column() -> None:
    assert read_duration("10").iso is None
    assert read_duration("10", "menit").iso == "PT10M"
