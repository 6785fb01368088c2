"""`alur letters` as people run it, on a register in a state directory of its own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from deploy.cli import build_app
from deploy.offices_directory import offices_directory
from tests.workers.registers import DAY, NOW, RULE, signed
from workers.notifying import BreachNotice, Outbox, Receiver
from workers.numbering import Register
from workers.office import load_offices
from workers.storage import Letters, Storage

OFFICE = "dukcapil-pesisir-selatan"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("ALUR_CONFIG", "ALUR_STORAGE_URL", "ALUR_FILES_OFFICES", "ALUR_FILES_LETTERS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ALUR_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "250")
    return tmp_path


@pytest.fixture
def worker(home: Path) -> Storage:
    return Storage.open(f"sqlite:///{home}/alur.db")


def alur(*arguments: str, group: str = "letters") -> Result:
    return CliRunner().invoke(build_app(), [group, *arguments])


def kind() -> str:
    return sorted(load_offices(offices_directory())[OFFICE].registers)[0]


def test_before_the_first_worker_it_says_what_to_do(home: Path) -> None:
    done = alur("list")
    assert done.exit_code == 2
    assert "alur work" in done.output
    assert not (home / "alur.db").exists()


def test_a_day_in_the_register(home: Path, worker: Storage) -> None:
    register = ("--office", OFFICE, "--kind", kind(), "--date", "2025-03-04")
    with worker:  # the commands run beside a worker
        done = alur("takeover", "124", "--year", "2025", *register[:4])
        assert done.output.strip().endswith("goes on with 125.")
        booked = alur("book", "SK menyusul", "--count", "2", *register)
        assert booked.exit_code == 0
        assert booked.output.count("booked") == 2
        entered = alur("enter", "Undangan rapat", "--to", "Camat", *register)
        assert "entered as manual-" in entered.output
        used = alur("enter", "SK", "--to", "Bupati", "--number", "125", *register)
        assert used.exit_code == 0, used.output
        gap = alur("enter", "SK", "--to", "Bupati", "--number", "200", *register)
        assert gap.exit_code == 2
        assert "128 to 199" in gap.output
        number = booked.output.splitlines()[1].split("\t")[0]
        assert alur("cancel", number, "--reason", "tidak jadi").output == f"{number}\tcancelled\n"
        letter = entered.output.strip().rsplit(" ", 1)[1]
        assert alur("cancel", letter, "--reason", "salah tujuan").exit_code == 0
        again = alur("takeover", "1", "--year", "2025", *register[:4])
        assert again.exit_code == 2
        assert "can no longer begin elsewhere" in again.output
    listed = alur("list", "--year", "2025").output
    assert listed.count("dibatalkan") == 2
    assert "Camat" in alur("search", "undangan").output
    assert "No letters." in alur("search", "tidak ada").output
    book = home / "agenda.xlsx"
    assert "3 numbers" in alur("export", str(book), "--office", OFFICE).output
    assert [row[0] for row in openpyxl.load_workbook(book).worksheets[0].iter_rows(min_row=4, values_only=True)] == [
        125, 126, 127,
    ]  # fmt: skip
    assert alur("export", str(book), "--office", OFFICE).exit_code == 2
    assert alur("export", str(book), "--office", OFFICE, "--force").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("book", "SK"), "Which office?"),
        (("book", "SK", "--office", "tidak-ada"), "There is no office tidak-ada."),
        (("book", "SK", "--office", OFFICE, "--kind", "x"), "There is no letter kind x."),
        (("enter", "p", "--to", "t", "--office", OFFICE, "--date", "kemarin"), "Which letter kind|not a date"),
        (("cancel", "123", "--reason", " "), "with a reason"),
        (("cancel", "123", "--reason", "salah"), "There is no letter 123."),
        (("export", "agenda.pdf", "--office", OFFICE), "does not end in .xlsx"),
        (("outbox", "--status", "x"), "There is no status x."),
        (("resend", "x"), "There is no message x."),
    ],
)
def test_mistakes_are_told_in_a_sentence(worker: Storage, arguments: tuple[str, ...], told: str) -> None:
    with worker:
        done = alur(*arguments)
    assert done.exit_code == 2
    assert any(part in done.output for part in told.split("|"))
    assert "Traceback" not in done.output


def test_a_letter_of_tomorrow_is_booked_not_entered(worker: Storage) -> None:
    tomorrow = (dt.datetime.now(dt.UTC) + dt.timedelta(days=2)).date().isoformat()
    with worker:
        done = alur("enter", "p", "--to", "t", "--office", OFFICE, "--kind", kind(), "--date", tomorrow)
    assert done.exit_code == 2
    assert "has not come yet" in done.output


def test_dead_letters_are_listed_and_sent_again(worker: Storage) -> None:
    def unknown(*_: str) -> Receiver:
        raise LookupError

    with worker:
        box = Outbox(worker, unknown, None)
        notice = BreachNotice(9, 1, OFFICE, "K", "SOP", "Periksa", "Kasubbag", "1", "Kepala", None)
        box.put(notice, Receiver("kepala", "Kepala", "kepala@kantor.example"), NOW)
        assert box.deliver_due(NOW).dead == 1
        listed = alur("outbox").output
        assert "penerima-tidak-dikenal" in listed
        message = listed.split("\t")[0]
        assert "waits to be sent" in alur("resend", message).output
        assert alur("outbox").output == ""
        assert message in alur("outbox", "--status", "menunggu").output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("enter", "", "--to", "Camat"), "say what the letter is about"),
        (("enter", "Undangan", "--to", ""), "say whom it went to"),
        (("enter", "Undangan", "--to", "Camat", "--date", "0206-03-04"), "the years 2000 to 2100"),
        (("enter", "Undangan", "--to", "Camat", "--date", "3026-03-04"), "has not come yet"),
        (("enter", "Undangan", "--to", "Camat", "--printed", "xx"), "is no number of book"),
        (("book", "SK", "--date", "3026-03-04"), "next year's book"),
        (("book", "SK", "--date", "2020-03-04"), "next year's book"),
        (("book", "  "), "say what for"),
        (("list", "--status", "terbang"), "There is no state terbang"),
        (("list", "--year", "206"), "is no year of a book"),
        (("export", "x.xlsx", "--year", "3026"), "is no year of a book"),
    ],
)
def test_nonsense_is_refused_in_words(worker: Storage, arguments: tuple[str, ...], said: str) -> None:
    with worker:
        named = ("--kind", kind()) if arguments[0] in ("enter", "book") else ()
        done = alur(*arguments, "--office", OFFICE, *named)
        assert done.exit_code == 2
        assert said in " ".join(done.output.split())
        assert "No letters." in alur("list").output


def test_a_letter_is_found_by_the_name_of_its_addressee(worker: Storage) -> None:
    office = load_offices(offices_directory())["kemenag-dki"]
    party = next(key for key, value in office.pihak_luar.items() if value.kota)
    with worker:
        key = signed(worker, 1)
        Letters(worker).address(key.letter_id, party)
        Register(worker).take(key, RULE, DAY, NOW)
        assert key.letter_id in alur("search", office.pihak_luar[party].penerima).output
        assert "No letters." in alur("search", "Bupati").output
        assert alur("search", "  ").exit_code == 2
