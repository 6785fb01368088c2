"""Number formats as data."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.numbering import FormatError, RegisterRule, check_rules

DAY = dt.date(2025, 3, 4)


def rule(text: str, **values: Any) -> RegisterRule:
    return RegisterRule("kantor", "surat", text, **values)


@pytest.mark.parametrize(
    ("text", "values", "printed"),
    [
        (
            "B-{nomor}/Kk.09.1/1/{klasifikasi}/{bulan:02}/{tahun}",
            {"klasifikasi": "KP.07.6"},
            "B-12/Kk.09.1/1/KP.07.6/03/2025",
        ),
        ("{nomor}/Kk.09.1/{bulan}/{tahun}", {}, "12/Kk.09.1/3/2025"),
        ("{klasifikasi}/{nomor:03}/DKPS-PS/{tahun}", {"klasifikasi": "470"}, "470/012/DKPS-PS/2025"),
        (
            "{klasifikasi}/{nomor}/{kode}/{bulan_romawi}/{tahun}",
            {"klasifikasi": "800", "kode": "ORG"},
            "800/12/ORG/III/2025",
        ),
        ("{nomor}/{tanggal:02}/{tahun_pendek}", {"lebar": 4}, "0012/04/25"),
        ("{nomor:02}", {"lebar": 4}, "12"),
    ],
)
def test_formats_of_real_offices(text: str, values: dict[str, Any], printed: str) -> None:
    assert rule(text, **values).render(12, DAY) == printed


@pytest.mark.parametrize(
    ("text", "values", "told"),
    [
        ("", {}, "empty"),
        ("B-{tahun}", {}, "{nomor} exactly once"),
        ("{nomor}/{nomor}", {}, "exactly once"),
        ("{nomer}/{tahun}", {}, "unknown field {nomer}"),
        ("{nomor.__class__}", {}, "unknown field"),
        ("{nomor[0]}", {}, "unknown field"),
        ("{0}{nomor}", {}, "unknown field"),
        ("{nomor!r}", {}, "only a width"),
        ("{nomor:>99999999}", {}, "only a width"),
        ("{nomor:{lebar}}", {}, "only a width"),
        ("{bulan_romawi:02}/{nomor}", {}, "only a width"),
        ("{nomor", {}, "brace"),
        ("{{{nomor}}}", {}, "braces"),
        ("1{nomor}/{tahun}", {}, "must not touch"),
        ("{nomor}2/{tahun}", {}, "must not touch"),
        ("{nomor}{bulan}", {}, "must not touch"),
        ("{tahun}{nomor}", {}, "must not touch"),
        ("{klasifikasi}/{nomor}", {}, "klasifikasi must be given"),
        ("{klasifikasi}/{nomor}", {"klasifikasi": "{nomor}"}, "braces"),
        ("{kode}/{nomor}", {"kode": "a\nb"}, "line breaks"),
        ("{nomor}\n", {}, "line breaks"),
        ("{nomor}", {"mulai": 0}, "mulai"),
        ("{nomor}", {"mulai": 7}, "tahun_mulai"),
        ("{nomor}", {"lebar": 10}, "lebar"),
        ("{nomor}", {"sisipan": "{nomor}"}, "sisipan"),
        ("{nomor}", {"sisipan": "{nomor}{angka}"}, "sisipan"),
        ("{nomor}", {"sisipan": "{nomor}.{huruf}.{angka}"}, "sisipan"),
        ("{nomor}", {"buku": "../x"}, "small letters"),
    ],
)
def test_a_wrong_format_is_refused_with_the_reason(text: str, values: dict[str, Any], told: str) -> None:
    with pytest.raises(FormatError, match="register of kantor, surat") as error:
        rule(text, **values)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("sisipan", "texts"),
    [
        ("{nomor}.{huruf}", ["12.a/X", "12.b/X", "12.z/X", "12.aa/X", "12.ab/X"]),
        ("{nomor}{huruf_besar}", ["12A/X", "12B/X", "12Z/X", "12AA/X", "12AB/X"]),
        ("{nomor}.{angka}", ["12.1/X", "12.2/X", "12.26/X", "12.27/X", "12.28/X"]),
    ],
)
def test_inserted_numbers(sisipan: str, texts: list[str]) -> None:
    made = rule("{nomor}/X", sisipan=sisipan)
    assert [made.render(12, DAY, sisip) for sisip in (1, 2, 26, 27, 28)] == texts


@given(
    numbers=st.sets(st.tuples(st.integers(1, 99_999), st.integers(0, 800)), min_size=2, max_size=30),
    text=st.sampled_from(["{nomor:03}/{tahun}", "B-{nomor}/{bulan}", "{tahun}/{nomor}", "{tanggal}.{nomor}-{tanggal}"]),
    sisipan=st.sampled_from(["{nomor}.{huruf}", "{nomor}{huruf_besar}", "{nomor}.{angka}"]),
)
def test_different_numbers_print_differently(numbers: set[tuple[int, int]], text: str, sisipan: str) -> None:
    made = rule(text, sisipan=sisipan, lebar=2)
    assert len({made.render(urut, DAY, sisip) for urut, sisip in numbers}) == len(numbers)


@given(st.text(max_size=40))
def test_any_text_is_a_format_or_refused(text: str) -> None:
    try:
        made = rule(text, klasifikasi="K", kode="Z")
    except FormatError:
        return
    assert "7" in made.render(7, DAY)


def test_rules_that_print_alike_are_found() -> None:
    first = RegisterRule("k", "satu", "{klasifikasi}/{nomor}/{tahun}", klasifikasi="800")
    same = RegisterRule("k", "dua", "800/{nomor}/{tahun}")
    shared = RegisterRule("k", "tiga", "800/{nomor}/{tahun}", buku="satu")
    late = RegisterRule("k", "empat", "900/{nomor}/{tahun}", buku="satu", mulai=7, tahun_mulai=2025)
    elsewhere = RegisterRule("lain", "dua", "800/{nomor}/{tahun}")
    assert check_rules([first, shared, elsewhere]) == []
    assert "count apart" in check_rules([first, same])[0]
    assert "begin differently" in check_rules([first, late])[0]
