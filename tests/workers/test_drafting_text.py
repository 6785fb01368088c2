"""Draft texts: what the templates say, what they miss, and that values are never code."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.thoroughness import examples
from workers.drafting import (
    Block,
    DraftDataMissing,
    LetterTemplateError,
    LetterTooLargeError,
    blocks,
    date_text,
    draft_text,
    number_words,
    unfilled_places,
    weekday_text,
)
from workers.drafting.values import MAX_BODY, clean, clean_body
from workers.office import Office, copy_offices_for_trial, load_office

OFFICES = Path(__file__).resolve().parents[2] / "deploy" / "offices"
OFFICE = load_office(OFFICES / "kemenag-dki.yaml")
APPLICANT = {"nama": "Budi", "nip": "0" * 18, "unitKerja": "MTs", "tanggalSurat": "2026-11-02"}


def draft(office: Office = OFFICE, **changes: Any) -> str:
    values: dict[str, Any] = {
        "sop": "karpeg-kemenag",
        "slot": "suratPengantar",
        "jenis": "surat-keluar",
        "nama": "Surat pengantar",
        "perihal": "Usulan Kartu Pegawai",
        "permohonan": APPLICANT,
        "tanggal": dt.date(2026, 11, 23),
    }
    return draft_text(office, **(values | changes))


@pytest.fixture
def own(tmp_path: Path) -> tuple[Office, Path]:
    """An office with a template folder of its own."""
    copy_offices_for_trial(OFFICES, tmp_path)
    folder = tmp_path / "kemenag-dki" / "surat"
    folder.mkdir(parents=True)
    return load_office(tmp_path / "kemenag-dki.yaml"), folder


def test_a_draft_reads_as_a_letter() -> None:
    text = draft()
    assert "Nama : Budi\n" in text
    assert "tanggal 2 November 2026" in text
    assert "Pangkat" not in text
    assert text.startswith("Sehubungan dengan permohonan")
    assert "Pangkat/Golongan : Penata Muda" in draft(permohonan=APPLICANT | {"pangkat": "Penata Muda"})


def test_all_missing_fields_are_told_at_once() -> None:
    with pytest.raises(DraftDataMissing) as caught:
        draft(permohonan={"nama": "Budi", "nip": "  ", "unitKerja": None})
    assert caught.value.fields == ("permohonan.nip", "permohonan.unitKerja", "permohonan.tanggalSurat")


def test_a_missing_field_in_a_condition_is_told_too(own: tuple[Office, Path]) -> None:
    office, folder = own
    for number, text in enumerate(
        (
            "{% if permohonan.golongan %}x{% endif %}",
            "{% for a in permohonan.golongan %}x{% endfor %}",
            "{% if permohonan.golongan == 'III' %}x{% endif %}",
            "{{ permohonan.golongan | upper }}",
            "{{ permohonan.golongan | length }}",
            "{{ permohonan.golongan | hari }}",
            "{{ permohonan.golongan.lama }}",
            "{{ permohonan.golongan + 1 }}",
            "{{ permohonan['golongan'] }}",
        )
    ):
        (folder / f"t{number}.txt.jinja").write_text(text, "utf-8")
        with pytest.raises(DraftDataMissing, match=r"^data surat kurang: permohonan\.golongan$"):
            draft(office, templat=f"t{number}")


def test_a_field_called_like_a_method_is_a_field(own: tuple[Office, Path]) -> None:
    office, folder = own
    (folder / "t.txt.jinja").write_text("{{ permohonan.items }} {{ permohonan.keys }}", "utf-8")
    assert draft(office, templat="t", permohonan={"items": "tiga", "keys": "dua"}) == "tiga dua"
    with pytest.raises(DraftDataMissing, match=r"permohonan\.items, permohonan\.keys$"):
        draft(office, templat="t")


def test_the_most_special_template_wins(own: tuple[Office, Path]) -> None:
    office, folder = own
    assert draft(office, sop="tiada").startswith("Bersama ini kami sampaikan surat pengantar")
    for name in ("surat-keluar", "karpeg-kemenag", "karpeg-kemenag.suratPengantar", "khusus"):
        (folder / f"{name}.txt.jinja").write_text(name, "utf-8")
    assert draft(office, sop="tiada") == "surat-keluar"
    assert draft(office, slot="lain") == "karpeg-kemenag"
    assert draft(office) == "karpeg-kemenag.suratPengantar"
    assert draft(office, templat="khusus") == "khusus"
    assert draft(office, templat="tiada") == "karpeg-kemenag.suratPengantar"


def test_values_are_not_templates() -> None:
    hostile = "{{ kantor.nama }} {% raw %} <b>&amp;</b>"
    assert f"Nama : {hostile}\n" in draft(permohonan=APPLICANT | {"nama": hostile})


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ permohonan.__class__.__init__.__globals__ }}",
        "{{ daftar.append(1) }}",
        "{{ lipsum(5) }}",
        "{{ range(9999999) | list }}",
        "{% include '../../kemenag-dki.yaml' %}",
        "{{ kantor.nama ",
        "{{ 1 / 0 }}",
    ],
)
def test_a_wrong_or_hostile_template_is_refused(own: tuple[Office, Path], text: str) -> None:
    office, folder = own
    (folder / "t.txt.jinja").write_text(text, "utf-8")
    with pytest.raises(LetterTemplateError, match="templat surat"):
        draft(office, templat="t")


@pytest.mark.parametrize("name", ["../umum", "a/b", "a\n", "..", ""])
def test_template_names_stay_in_the_folder(name: str) -> None:
    with pytest.raises(LetterTemplateError, match="tidak sah"):
        draft(sop=name)


def test_sizes_are_bounded() -> None:
    with pytest.raises(LetterTooLargeError):
        draft(permohonan=APPLICANT | {"nama": "x" * 501})
    with pytest.raises(LetterTooLargeError):
        draft(permohonan={f"a{n}": "x" for n in range(201)})
    with pytest.raises(LetterTooLargeError):
        draft(daftar=[{"nama": "x"}] * 1001)
    with pytest.raises(LetterTooLargeError):
        clean_body("x" * (MAX_BODY + 1))


def test_control_and_invisible_characters_do_not_print() -> None:
    assert clean(" a\x00b\u202ec\u200bd\ud800\te\r\nf ") == "a bcd e f"
    assert clean_body("a\x0bb\r\nc\u2028d\x07e  f") == "a\nb\nc\nd e f"


TEXT = """Pembuka surat
yang berlanjut.

Nama : Budi
NIP : 1
Alamat : Jalan A
  Nomor 2

Hal: satu kalimat biasa.

1. satu;
lanjutan satu
2) dua
a. huruf
- strip

[daftar pegawai]

Penutup."""


def test_text_is_read_into_blocks() -> None:
    assert blocks(TEXT) == (
        Block("paragraf", "Pembuka surat yang berlanjut."),
        Block("rincian", "Budi", label="Nama"),
        Block("rincian", "1", label="NIP"),
        Block("rincian", "Jalan A Nomor 2", label="Alamat"),
        Block("paragraf", "Hal: satu kalimat biasa."),
        Block("butir", "satu; lanjutan satu", tanda="1."),
        Block("butir", "dua", tanda="2)"),
        Block("butir", "huruf", tanda="a."),
        Block("butir", "strip", tanda="-"),
        Block("daftar"),
        Block("paragraf", "Penutup."),
    )
    assert blocks("") == ()
    assert blocks(TEXT.replace("\n", "\r\n")) == blocks(TEXT)


@settings(max_examples=examples(200), deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_no_word_of_a_text_is_lost(text: str) -> None:
    """Whatever people type, every visible character is printed, in order."""
    printed = "".join(
        f"{b.tanda}{b.label}{':' if b.jenis == 'rincian' else ''}{b.teks}"
        f"{'[Daftar pegawai]' if b.jenis == 'daftar' else ''}"
        for b in blocks(text)
    )
    assert "".join(printed.split()).casefold() == "".join(clean_body(text).split()).casefold()


def test_places_that_a_person_must_fill() -> None:
    assert unfilled_places("Hari : [isi: hari] dan [ISI: jam ]\n[Daftar pegawai]") == ("hari", "jam")
    assert unfilled_places("lengkap [catatan]") == ()


def test_dates_and_numbers_in_words() -> None:
    assert date_text(dt.date(2026, 8, 1)) == "1 Agustus 2026"
    assert weekday_text(dt.date(2026, 11, 27)) == "Jumat"
    assert [number_words(n) for n in (0, 11, 19, 20, 45, 100, 111, 215, 1000, 1999, 12_345)] == [
        "nol",
        "sebelas",
        "sembilan belas",
        "dua puluh",
        "empat puluh lima",
        "seratus",
        "seratus sebelas",
        "dua ratus lima belas",
        "seribu",
        "seribu sembilan ratus sembilan puluh sembilan",
        "dua belas ribu tiga ratus empat puluh lima",
    ]
