"""`alur letters copy`, `receipt` and `answers`, and the receipts they correct."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from pathlib import Path

import pytest

from tests.workers.registers import DAY, NOW, OFFICE, RULE, signed
from tests.workers.test_letters_command import alur, home
from workers.letters import Agenda, agenda_workbook
from workers.numbering import Register
from workers.storage import Archive, Cases, Inbox, Letters, Receipt, Storage

__all__ = ["home"]

LETTER = "1-pengantar-1"
NUMBER = "B-1/Kk.09.1/1/KP.07.6/03/2025"


def archived(storage: Storage, content: bytes = b"isi docx") -> None:
    """Letter 1, numbered and archived."""
    Register(storage).take(signed(storage, 1), RULE, DAY, NOW)
    Archive(storage).store(LETTER, content, NOW)


@pytest.fixture
def letters(home: Path) -> Path:
    """A state directory with one archived letter, its case ended."""
    with Storage.open(f"sqlite:///{home}/alur.db") as storage:
        archived(storage)
        Cases(storage).close(1, perkara="1/2025", at=NOW)
    return home


def test_an_archived_letter_is_handed_out_with_its_hash_after_its_case_ended(letters: Path) -> None:
    for name in (LETTER, NUMBER):
        done = alur("copy", name, str(letters / "surat.docx"), "--force")
        assert done.exit_code == 0, done.output
        assert hashlib.sha256(b"isi docx").hexdigest() in done.output
        assert (letters / "surat.docx").read_bytes() == b"isi docx"


def test_what_is_not_handed_out(letters: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = letters / "surat.docx"
    assert alur("copy", "9-pengantar-1", str(out)).exit_code == 2
    assert alur("copy", LETTER, str(out.with_suffix(".txt"))).exit_code == 2
    out.write_bytes(b"lain")
    assert alur("copy", LETTER, str(out)).exit_code == 2
    assert out.read_bytes() == b"lain"
    monkeypatch.setattr(shutil, "which", lambda _: None)
    done = alur("copy", LETTER, str(out.with_suffix(".pdf")))
    assert "no soffice on this machine" in done.output
    assert not out.with_suffix(".pdf").exists()
    next(letters.glob("letters/*/*/*.docx")).write_bytes(b"diubah")
    done = alur("copy", LETTER, str(letters / "rusak.docx"))
    assert "not what was archived" in done.output
    assert not (letters / "rusak.docx").exists()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="NOT TESTED: there is no LibreOffice")
def test_a_letter_as_pdf(home: Path) -> None:
    template = Path(__file__).parents[2] / "workers" / "templates" / "letters" / "umum.docx"
    with Storage.open(f"sqlite:///{home}/alur.db") as storage:
        archived(storage, template.read_bytes())
    done = alur("copy", LETTER, str(home / "surat.pdf"))
    assert done.exit_code == 0, done.output
    assert (home / "surat.pdf").read_bytes().startswith(b"%PDF-")


def test_a_wrong_receipt_is_corrected_and_kept(storage: Storage) -> None:
    archived(storage)
    cases = Cases(storage)
    wrong = Receipt(LETTER, "Budi", DAY, "", "ptsp")
    cases.record_receipt(wrong, NOW, tujuan="kanwil")
    later = NOW + dt.timedelta(days=1)
    right_day = DAY + dt.timedelta(days=1)
    assert cases.correct_receipt(LETTER, "Sari", right_day, "salah orang", "tu", later) == wrong
    assert [(r.penerima, r.wrong, r.keterangan) for r in cases.receipts(LETTER)] == [
        ("Budi", True, "salah orang"),
        ("Sari", False, ""),
    ]
    cases.record_receipt(wrong, NOW, tujuan="kanwil")  # the job of the delivery runs again
    assert [r.wrong for r in cases.receipts(LETTER)] == [True, False]
    with pytest.raises(ValueError, match="already"):
        cases.correct_receipt(LETTER, "Sari", right_day, "lagi", "tu", later)
    from zoneinfo import ZoneInfo

    [entry] = Agenda(storage).entries()
    book = agenda_workbook([entry], title="Buku", zone=ZoneInfo("Asia/Jakarta"))
    texts = cells(book)
    assert f"diterima Sari, {right_day:%d/%m/%Y}" in texts
    assert f"tanda terima {DAY:%d/%m/%Y} dibetulkan: salah orang" in texts


def cells(book: bytes) -> list[object]:
    import io

    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    return [cell.value for row in sheet.iter_rows() for cell in row]


def test_a_forgotten_receipt_is_recorded(letters: Path) -> None:
    given = ("receipt", NUMBER, "--receiver", "Sari", "--date", "2025-03-05", "--reason", "tidak dicatat")
    assert "recorded" in alur(*given).output
    assert alur(*given).exit_code == 2
    corrected = ("receipt", NUMBER, "--receiver", "Budi", "--date", "2025-03-06", "--reason", "salah")
    assert "kept as wrong" in alur(*corrected).output
    for bad in (("--date", "kemarin"), ("--receiver", " "), ("--reason", " ")):
        assert alur(*corrected, *bad).exit_code == 2
    with Storage.open(f"sqlite:///{letters}/alur.db", access="read") as storage:
        assert Letters(storage).get(LETTER).status == "dikirim"


def test_answers_show_whether_their_case_took_them(home: Path) -> None:
    now = dt.datetime.now(dt.UTC)
    with Storage.open(f"sqlite:///{home}/alur.db") as storage:
        archived(storage)
        inbox = Inbox(storage)
        inbox.receive("kanwil", "m-1", LETTER, {"macam": "balasan", "balasan": {"catatan": "RAHASIA"}}, now)
        inbox.mark("kanwil", "m-1", "dikorelasi", now)
    done = alur("answers")
    assert (done.exit_code, "diteruskan: since 0 h" in done.output) == (0, True)
    assert "RAHASIA" not in done.output
    with Storage.open(f"sqlite:///{home}/alur.db") as storage:
        Cases(storage).close(1, perkara="1/2025", at=now)
    done = alur("answers", "--unused", "--office", OFFICE)
    assert done.exit_code == 1
    assert "its case ended without it" in done.output
    assert "waits to be passed on" in alur("answers", "--again", "kanwil/m-1").output
    assert alur("answers", "--again", "kanwil/m-1").exit_code == 2
    assert alur("answers", "--again", "kanwil").exit_code == 2
    assert "diterima" in alur("answers").output
