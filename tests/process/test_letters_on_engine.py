"""What office rules ask of letters, proved on the real engine with real workers and a mail server that can refuse."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.demo.script import CASES
from deploy.sops import find_folders, load_folder
from generator.sop import Sop
from generator.sop_yaml import load_sop
from tests.process.driver import Case, Driver
from tests.process.engines import EngineUnderTest
from tests.process.worker import Mailbox, mail_server, worker_thread
from workers.app import RunningWorker
from workers.handlers.sending import PAPER_ONLY
from workers.letters import Agenda, AgendaEntry

SOPS = {folder.name: load_folder(folder).sop for folder in find_folders()}
TWO_LETTERS = Path(__file__).parents[1] / "generator" / "rules" / "beberapa-surat" / "sop.yaml"
VALUES = {case.slug: case.start for case in reversed(CASES)}
KANWIL = "tata-usaha@kanwil-dki.example.test"

Start = Callable[[Sop, dict[str, Any]], Case]


@pytest.fixture(scope="module")
def mailbox_port() -> Iterator[tuple[Mailbox, int]]:
    with mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def worker(
    engine: EngineUnderTest, mailbox_port: tuple[Mailbox, int], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningWorker]:
    with worker_thread(engine.grpc_address, tmp_path_factory.mktemp("letters"), mailbox_port[1]) as running:
        yield running


@pytest.fixture
def mailbox(mailbox_port: tuple[Mailbox, int]) -> Iterator[Mailbox]:
    box = mailbox_port[0]
    yield box
    box.refusing = False


@pytest.fixture(scope="module")
def driver(engine: EngineUnderTest, worker: RunningWorker) -> Driver:
    assert worker.loops
    return Driver(engine)


@pytest.fixture
def start(driver: Driver) -> Iterator[Start]:
    """Starts cases and cancels those that a failed test leaves behind."""
    cases: list[Case] = []

    def begin(sop: Sop, values: dict[str, Any]) -> Case:
        cases.append(driver.start(sop, values))
        return cases[-1]

    yield begin
    for case in cases:
        if case.record.ended is None:
            driver.client.cancel(case.key)


def karpeg(start: Start) -> Case:
    return start(SOPS["karpeg-kemenag"], dict(VALUES["karpeg-kemenag"]))


def applicant(case: dict[str, Any], email: str | None) -> dict[str, Any]:
    request = {key: value for key, value in case["permohonan"].items() if key != "email"}
    return {**case, "permohonan": {**request, **({"email": email} if email else {})}}


def book(worker: RunningWorker, case: Case) -> list[AgendaEntry]:
    """The numbers of a case in the book."""
    entries = Agenda(worker.services.storage).entries()
    return [entry for entry in entries if entry.process_instance == int(case.key)]


def wait(what: str, ready: Callable[[], Any], seconds: float = 20.0) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := ready()):
        assert time.monotonic() < deadline, f"no {what} within {seconds:.0f} s"
        time.sleep(0.05)
    return found


def test_two_letters_of_one_case_have_a_number_a_receiver_and_an_answer_each(
    start: Start, worker: RunningWorker, mailbox: Mailbox
) -> None:
    sop = load_sop(TWO_LETTERS)
    values = applicant(dict(VALUES["karpeg-kemenag"]), "siti@surat.example.test")
    values["permohonan"]["usulan"] = "Ya"
    case = start(sop, values)
    record = case.play()
    assert (record.ended, record.completed["End_Selesai"]) == ("COMPLETED", 1)
    first, second = (case.variables[slot] for slot in ("usulan", "panggilan"))
    assert first["idSurat"] != second["idSurat"]
    entries = book(worker, case)
    assert [(e.letter_id, e.tujuan, e.status, e.messages_sent, len(e.received)) for e in entries] == [
        (first["idSurat"], "kanwil", "dikirim", 1, 1),
        (second["idSurat"], "pemohon", "dikirim", 1, 1),
    ]
    assert entries[1].urut == entries[0].urut + 1
    for entry, address in zip(entries, (KANWIL, "siti@surat.example.test"), strict=True):
        [mail] = [m for m in mailbox.messages if entry.nomor in str(m["Subject"])]
        assert address in str(mail["To"])


def test_a_letter_without_any_address_is_paper_until_it_was_handed_over(
    start: Start, worker: RunningWorker, mailbox: Mailbox
) -> None:
    sop = load_sop(TWO_LETTERS)
    values = applicant(dict(VALUES["karpeg-kemenag"]), None)
    values["permohonan"]["usulan"] = "Tidak"
    case = start(sop, values)
    task = case.play_until(sop.step("KirimPanggilan"))
    letter = case.variables["panggilan"]
    assert (letter["status"], letter["pengiriman"]) == ("diarsipkan", PAPER_ONLY)
    before = len(mailbox.messages)
    case.do(task, {"penerima": "Siti Aminah", "tanggalTerima": dt.date.today().isoformat()})
    case.task(sop.step("BalasanPemohon"))
    assert case.variables["panggilan"]["status"] == "dikirim"
    [entry] = book(worker, case)
    assert (entry.status, entry.tujuan, entry.messages_sent, len(entry.received)) == ("dikirim", "pemohon", 0, 1)
    [receipt] = worker.services.cases.receipts(letter["idSurat"])
    assert (receipt.penerima, receipt.tanggal) == ("Siti Aminah", dt.date.today())
    assert len(mailbox.messages) == before
    assert case.play().completed["End_Selesai"] == 1


def test_withdrawn_after_its_number_and_before_its_sending_a_letter_stays_in_the_book_and_in_the_house(
    start: Start, worker: RunningWorker, mailbox: Mailbox
) -> None:
    sop = SOPS["karpeg-kemenag"]
    case = karpeg(start)
    mailbox.refusing = True
    sending = next(s for s in sop.langkah if "kirim" in s.aksi)
    case.do(case.play_until(sending))
    [entry] = wait("number", lambda: book(worker, case))
    assert entry.letter_id is not None
    tried = wait("try", lambda: [d for d in worker.services.outbox.of_letter(entry.letter_id or "") if d.galat])
    assert tried[0].status == "menunggu"
    case.driver.client.publish("permohonan-dicabut", case.number, {"alasan": "Pemohon pindah."})
    record = case.wait("the end", lambda c: c.ended is not None)
    assert record.completed["End_Pencabutan"] == 1
    [kept] = book(worker, case)
    assert (kept.nomor, kept.keadaan, kept.status, kept.alasan) == (
        entry.nomor,
        "dibatalkan",
        "dibatalkan",
        "Pemohon pindah.",
    )
    mailbox.refusing = False
    worker.services.deliver_due()
    assert [d.status for d in worker.services.outbox.of_letter(entry.letter_id)] == ["dibatalkan"]
    assert not [m for m in mailbox.messages if entry.nomor in str(m["Subject"])]
    following = karpeg(start)
    following.play()
    [after] = book(worker, following)
    assert after.urut == entry.urut + 1, "neither a gap nor the same number again"


def test_a_link_opens_the_letter_until_the_case_ends(start: Start, worker: RunningWorker) -> None:
    sop = SOPS["karpeg-kemenag"]
    case = karpeg(start)
    case.play_until(next(s for s in sop.langkah if s.balasan))
    link = case.variables["suratPengantar"]["tautan"]
    answer = httpx.get(link, trust_env=False)
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    assert case.play().ended == "COMPLETED"
    assert worker.services.cases.closed(int(case.key)) is not None
    assert httpx.get(link, trust_env=False).status_code == 404


def test_a_text_with_an_unfilled_place_gets_no_number(start: Start, worker: RunningWorker) -> None:
    """The form refuses such a text; a program that completes the task is stopped at the lock."""
    sop = SOPS["karpeg-kemenag"]
    case = karpeg(start)
    drafting = next(s for s in sop.langkah if "konsep" in s.aksi)
    case.do(case.play_until(drafting), {"isiSuratPengantar": "Bersama ini kami sampaikan [isi: uraian surat]."})
    signing = next(s for s in sop.langkah if "tanda_tangan" in s.aksi)
    case.do(case.play_until(signing))
    incident = wait("incident", lambda: case.record.incidents)
    assert "unfilled place" in incident[0]
    assert "uraian surat" not in incident[0]
    assert book(worker, case) == []
