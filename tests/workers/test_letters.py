"""The agenda: listing, searching, orphans and the workbook."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import replace
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workers.registers import DAY, NOW, OFFICE, RULE, letter, signed
from workers.letters import Agenda, AgendaEntry, agenda_workbook
from workers.numbering import ManualLetter, Register
from workers.storage import Archive, Cases, Drafts, LetterDetail, LetterKey, Letters, Receipt, Storage

ZONE = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def filled(storage: Storage) -> Storage:
    register = Register(storage)
    for process in (1, 2, 3, 4):
        register.take(signed(storage, process), RULE, DAY, NOW)
    Archive(storage).store("1-pengantar-1", b"docx", NOW)
    Cases(storage).record_receipt(Receipt("1-pengantar-1", "Kanwil", DAY, "", "kurir"), NOW, tujuan="kanwil")
    Cases(storage).withdraw(1, kantor=OFFICE, perkara="1/2025", alasan="dicabut pemohon", at=NOW)
    Cases(storage).withdraw(2, kantor=OFFICE, perkara="2/2025", alasan="salah ketik", at=NOW)
    register.book(RULE, DAY, 1, "SK 100% _menyusul_", NOW, oleh="tu")
    register.enter(RULE, ManualLetter(DAY, '=HYPERLINK("http://x")', "+Kanwil", sisip_setelah=3), NOW, oleh="tu")
    register.take(signed(storage, 9), RULE, dt.date(2026, 1, 5), NOW)
    letter(storage, 10)
    return storage


def test_the_book_in_its_order(filled: Storage) -> None:
    entries = Agenda(filled).entries()
    assert [(e.tahun, e.urut, e.sisip) for e in entries] == [
        (2025, 1, 0), (2025, 2, 0), (2025, 3, 0), (2025, 3, 1), (2025, 4, 0), (2025, 5, 0), (2026, 1, 0),
    ]  # fmt: skip
    first, second, *_ = entries
    assert (first.status, first.withdrawn, len(first.received), first.archived) == (
        "dikirim",
        "dicabut pemohon",
        1,
        True,
    )
    assert (second.status, second.keadaan, second.alasan) == ("dibatalkan", "dibatalkan", "salah ketik")
    assert entries[5].keadaan == "dipesan"
    assert entries[5].letter_id is None


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        ({"tahun": 2026}, [1]),
        ({"kantor": "lain"}, []),
        ({"buku": "lain"}, []),
        ({"status": "dibatalkan"}, [2]),
        ({"status": "dipesan"}, [5]),
        ({"status": "bernomor", "tahun": 2025}, [3, 3, 4]),
        ({"search": "b-4/kk"}, [4]),
        ({"search": "hyperlink"}, [3]),
        ({"search": "9/2025"}, [1]),
        ({"search": "100% _meny"}, [5]),
        ({"search": "100_"}, []),
        ({"search": "%"}, [5]),
        ({"search": "!"}, []),
        ({"limit": 2}, [1, 2]),
    ],
)
def test_choosing_and_searching(filled: Storage, choice: dict[str, object], found: list[int]) -> None:
    entries = Agenda(filled).entries(**choice)  # type: ignore[arg-type]
    assert [e.urut for e in entries] == found


def test_letters_that_wait_for_a_number(filled: Storage) -> None:
    assert [item.id for item in Agenda(filled).unnumbered()] == ["10-pengantar-1"]
    assert Agenda(filled).unnumbered(kantor="lain") == []


def test_numbers_whose_case_was_cancelled_in_the_engine(filled: Storage) -> None:
    agenda = Agenda(filled)
    assert [e.process_instance for e in agenda.orphans(active={3, 9})] == [4]
    assert [e.process_instance for e in agenda.orphans(active={3}, completed={9})] == [4]
    assert [e.process_instance for e in agenda.orphans(active=set())] == [3, 4, 9]


def test_the_workbook_is_the_book_and_runs_no_formula(filled: Storage) -> None:
    named = {"kanwil": "Kantor Wilayah"}
    content = agenda_workbook(Agenda(filled).entries(), title="Buku Agenda Surat Keluar", zone=ZONE, parties=named)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["surat-pengantar 2025", "surat-pengantar 2026"]
    sheet = book["surat-pengantar 2025"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert sheet["A1"].value == f"Buku Agenda Surat Keluar, Tahun 2025 (buku surat-pengantar, {OFFICE})"
    struck = {cell.column for cell in sheet[5] if cell.font.strike}
    assert struck == {1, 2, 3, 4, 5, 6, 7, 9, 11, 12}, "the reason of a cancelled number stays readable"
    assert [row[0] for row in rows] == [1, 2, 3, "3.1", 4, 5]
    assert rows[0][1] == "B-1/Kk.09.1/1/KP.07.6/03/2025"
    assert rows[0][2] == dt.datetime(2025, 3, 4)
    assert rows[0][8] == dt.datetime(2025, 3, 4, 9, 0)  # 02:00 UTC
    assert (rows[0][4], rows[5][4]) == ("Kantor Wilayah", None)
    assert rows[0][9] == f"diterima Kanwil, {DAY:%d/%m/%Y}"
    assert rows[0][12] == "permohonan dicabut: dicabut pemohon"
    assert rows[1][7] == "Dibatalkan"
    assert rows[1][12] == "dibatalkan: salah ketik"
    assert rows[5][3] == "SK 100% _menyusul_"
    for cell, value in ((sheet["D7"], '=HYPERLINK("http://x")'), (sheet["E7"], "+Kanwil")):
        assert (cell.value, cell.data_type) == (f"'{value}", "s")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_an_empty_book_is_a_workbook_all_the_same() -> None:
    book = openpyxl.load_workbook(io.BytesIO(agenda_workbook([], title="Agenda", zone=ZONE)))
    assert book.sheetnames == ["kosong"]


def entry(**values: object) -> AgendaEntry:
    made = AgendaEntry(
        OFFICE, "surat", 2025, "alur", 1, 0, "1", DAY, "dipakai", "", "", "", NOW, "x", "proses", 1, "sop", "surat",
        "1", "Surat", "Perihal", "Kanwil", "dikirim", NOW, True, None, 1, 0, (),
    )  # fmt: skip
    return replace(made, **values)  # type: ignore[arg-type]


@given(text=st.text(max_size=80), start=st.sampled_from(["=", "+", "-", "@", "\t=", "\r=", ""]))
def test_no_text_of_a_letter_becomes_a_formula_or_breaks_the_file(text: str, start: str) -> None:
    made = entry(perihal=start + text, tujuan=text, nomor=start + text, alasan=text)
    content = agenda_workbook([made], title=text, zone=ZONE)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    for cell in sheet[4]:
        assert cell.data_type in ("s", "n", "d")
        # What a CSV made of it would hold: no type, no mark, the bare text.
        bare = str(cell.value).lstrip('\t\r\n \xa0"') if isinstance(cell.value, str) else ""
        assert bare[:1] not in ("=", "+", "-", "@") or len(bare) == 1


def test_a_sign_written_as_its_code_stays_the_code() -> None:
    """Office programs read `_x003D_` as `=`, without the mark that keeps such a text from becoming a formula."""
    content = agenda_workbook([entry(perihal='_x003D_HYPERLINK("http://x")_x000a_')], title="A", zone=ZONE)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "_x005F_x003D_HYPERLINK" in sheet
    assert "_x005F_x000a_" in sheet


def test_books_with_long_or_equal_names_get_sheets_of_their_own() -> None:
    long = "surat-keterangan-dan-pengantar-kepegawaian"
    entries = [entry(buku=long), entry(buku=long + "-dua"), entry(buku=long, kantor="lain")]
    book = openpyxl.load_workbook(io.BytesIO(agenda_workbook(entries, title="A", zone=ZONE)))
    assert len(book.sheetnames) == len({name.lower() for name in book.sheetnames}) == 3
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_a_person_sees_every_kind_of_a_shared_book(storage: Storage) -> None:
    register = Register(storage)
    detail = LetterDetail(OFFICE, "sop", "keterangan", "5/2025", "Surat Keterangan", "Cuti")
    Letters(storage).ensure(LetterKey(5, "ket"), detail, NOW)
    key = signed(storage, 6, jenis="keterangan")
    register.take(key, replace(RULE, jenis="keterangan", buku="keluar"), DAY, NOW)
    register.take(signed(storage, 7), replace(RULE, buku="keluar"), DAY, NOW)
    assert [(e.urut, e.jenis) for e in Agenda(storage).entries(buku="keluar")] == [
        (1, "keterangan"), (2, "surat-pengantar"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["=1+1", " =1+1", "\t@SUM(A1)", "-1+cmd|' /C calc'!A0", "+62 811", '"=1', "'=1"])
def test_text_stays_text_in_a_csv_of_the_workbook(text: str) -> None:
    content = agenda_workbook([entry(perihal=text)], title="A", zone=ZONE)
    value = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]["D4"].value
    assert isinstance(value, str)
    assert value.startswith("'")


def test_a_lone_dash_is_left_alone() -> None:
    content = agenda_workbook([entry(perihal="-")], title="A", zone=ZONE)
    assert openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]["D4"].value == "-"


@pytest.mark.parametrize(
    "words",
    [
        "siti aminah",
        "198001012005012001",
        "19800101 200501 2 001",
        "12/MAN/2026",
        "Kantor Wilayah",
        "kepala kanwil",
        "B-1 / Kk.09.1",
        "penerima berkas",
    ],
)
def test_a_letter_is_found_by_anything_on_it(storage: Storage, words: str) -> None:
    key = LetterKey(1, "pengantar", 1)
    letter(storage, 1)
    text = "Nama : Siti Aminah\nNIP : 19800101 200501 2 001\nmenunjuk surat Nomor 12/MAN/2026"
    Drafts(storage).lock(key.letter_id, text, langkah="t", oleh="", at=NOW)
    Letters(storage).address(key.letter_id, "kanwil")
    Register(storage).take(key, RULE, DAY, NOW)
    Cases(storage).record_receipt(Receipt(key.letter_id, "Penerima Berkas", DAY, "", "ptsp"), NOW)
    Register(storage).take(signed(storage, 2), RULE, DAY, NOW)
    parties = {OFFICE: {"kanwil": "Kantor Wilayah Kepala Kanwil"}, "lain": {"": "Kantor Wilayah"}}
    found = Agenda(storage).entries(search=words, parties=parties)
    assert [e.letter_id for e in found] == [key.letter_id]
    assert Agenda(storage).entries(search="tidak ada", parties=parties) == []
    assert Agenda(storage).entries(search="%", parties=parties) == []
