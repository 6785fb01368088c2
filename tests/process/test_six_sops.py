"""The six SOPs on a real engine with real workers: straight path, one return, one missed deadline each."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import httpx
import pytest

from deploy.demo.script import CASES, REFUSED, DemoCase
from deploy.sops import find_folders, load_folder
from generator.process.steps import internal_steps
from generator.sop import Sop
from tests.process.driver import Case, Driver
from tests.process.engines import EngineUnderTest
from tests.process.worker import KANWIL_TOKEN, Mailbox, mail_server, worker_thread
from workers.app import RunningWorker

SOPS = {folder.name: load_folder(folder).sop for folder in find_folders()}
SCRIPTS: dict[str, DemoCase] = {case.slug: case for case in reversed(CASES)}
"""The first demonstration case of each SOP: start values and what people must enter."""

NUMBERS = {
    "kemenag-dki": r"B-\d+/",
    "dukcapil-pesisir-selatan": r"800/\d+/",
    "biro-organisasi-kalsel": r"\d+",
}


@pytest.fixture(scope="module")
def mailbox_port() -> Iterator[tuple[Mailbox, int]]:
    with mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def worker(
    engine: EngineUnderTest, mailbox_port: tuple[Mailbox, int], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningWorker]:
    with worker_thread(engine.grpc_address, tmp_path_factory.mktemp("worker"), mailbox_port[1]) as running:
        yield running


@pytest.fixture(scope="module")
def mailbox(mailbox_port: tuple[Mailbox, int]) -> Mailbox:
    return mailbox_port[0]


@pytest.fixture(scope="module")
def driver(engine: EngineUnderTest, worker: RunningWorker) -> Driver:
    assert worker.loops
    return Driver(engine)


@pytest.fixture
def start(driver: Driver) -> Iterator[object]:
    """Starts cases and cancels those that a failed test leaves behind: a jump of the clock would make them late."""
    cases: list[Case] = []

    def begin(sop: Sop) -> Case:
        case = driver.start(sop, SCRIPTS[sop.slug].start)
        cases.append(case)
        return case

    yield begin
    for case in cases:
        if case.record.ended is None:
            driver.client.cancel(case.key)


def needed(sop: Sop) -> dict[str, tuple[dict[str, object], ...]]:
    """What the script must enter on every visit (people of the SOPs that record them), without its detours."""
    people = {k: tuple(v) for k, v in SCRIPTS[sop.slug].answers.items() if any("daftarPns" in a for a in v)}
    return {
        number: tuple({"daftarPns": a["daftarPns"]} for a in visits if "daftarPns" in a) * 3
        for number, visits in people.items()
    }


@pytest.mark.parametrize("slug", sorted(SOPS))
def test_straight_path(slug: str, start: object, mailbox: Mailbox) -> None:
    sop = SOPS[slug]
    case = start(sop)  # type: ignore[operator]
    record = case.play(needed(sop))
    assert record.ended == "COMPLETED"
    assert record.completed["End_Selesai"] == 1
    assert case.variables["jumlahKoreksi"] == 0
    for step in internal_steps(sop):
        assert record.completed[f"Task_{step.kode}"] >= 1, step.kode
    (letter,) = (case.variables[surat.kode] for surat in sop.surat)
    assert re.search(NUMBERS[sop.kantor], letter["nomor"])
    assert letter["status"] == "dikirim"
    assert case.variables[f"isi{sop.surat[0].kode[0].upper()}{sop.surat[0].kode[1:]}"] == ""
    subjects = [m for m in mailbox.messages if letter["nomor"] in str(m["Subject"]) + m.get_body().get_content()]
    assert len({m["Message-ID"] for m in subjects}) == 1


@pytest.mark.parametrize("slug", sorted(SOPS))
def test_a_refusal_returns_with_the_note_and_goes_on(slug: str, start: object) -> None:
    sop = SOPS[slug]
    refusing = next(s for s in sop.langkah if s.keputusan and s.keputusan.jenis == "persetujuan")
    assert refusing.keputusan is not None
    target = sop.step(refusing.keputusan.tidak.ke or "")
    case = start(sop)  # type: ignore[operator]
    task = case.play_until(refusing, needed(sop))
    case.do(task, REFUSED)
    returned = case.task(target)
    note = case.driver.board.task_values(returned)["catatan"]
    assert note["isi"] == REFUSED["catatanBaru"]
    record = case.play(needed(sop))
    assert record.completed["End_Selesai"] == 1
    assert case.variables["jumlahKoreksi"] == 1
    assert case.variables["catatan"] is None
    assert case.variables[sop.surat[0].kode]["putaran"] == 1


@pytest.mark.parametrize("slug", sorted(SOPS))
def test_a_missed_deadline_is_reported_once_and_the_case_goes_on(
    slug: str, start: object, worker: RunningWorker, mailbox: Mailbox
) -> None:
    sop = SOPS[slug]
    timed = next(s for s in internal_steps(sop) if s.waktu.durasi and s.kolektif is None)
    case = start(sop)  # type: ignore[operator]
    task = case.play_until(timed, needed(sop))
    assert task.due
    before = len(mailbox.messages)
    with case.past_due(task):
        case.wait("the recorded breach", lambda c: c.completed[f"End_Tenggat_{timed.kode}"] == 1)
    (breach,) = worker.services.deadlines.breaches(int(case.key))
    assert (breach.langkah, breach.perkara) == (timed.kode, case.number)
    assert case.play(needed(sop)).completed["End_Selesai"] == 1
    assert len(mailbox.messages) > before


def test_incomplete_documents_end_the_kemenag_case(start: object) -> None:
    case = start(SOPS["karpeg-kemenag"])  # type: ignore[operator]
    record = case.play({"1": ({"berkas1": False},)})
    assert [e for e in record.completed if e.startswith("End_") and "Tenggat" not in e] != ["End_Selesai"]
    assert case.variables["kekurangan"]
    assert case.variables["suratPengantar"] is None


def test_kanwil_answers_by_http(start: object, worker: RunningWorker) -> None:
    sop = SOPS["karpeg-kemenag"]
    waiting = next(s for s in sop.langkah if s.balasan)
    case = start(sop)  # type: ignore[operator]
    case.play_until(waiting)
    body = {
        "idPesan": case.number,
        "idSurat": case.variables["suratPengantar"]["idSurat"],
        "hasil": "terbit",
        "catatan": "",
        "tanggal": dt.date.today().isoformat(),
    }
    url, headers = f"{worker.gateway_url}/v1/balasan", {"Authorization": f"Bearer {KANWIL_TOKEN}"}
    for _ in range(2):  # sent twice: the second changes nothing
        assert httpx.post(url, json=body, headers=headers, trust_env=False).status_code == httpx.codes.OK
    record = case.wait("the answer", lambda c: c.completed[f"Balasan_{waiting.kode}"] == 1)
    assert f"Task_{waiting.kode}" not in record.completed
    assert case.play().completed["End_Selesai"] == 1


def test_a_returned_file_is_issued_again_under_a_new_number(start: object) -> None:
    sop = SOPS["karpeg-kemenag"]
    waiting = next(s for s in sop.langkah if s.balasan)
    case = start(sop)  # type: ignore[operator]
    task = case.play_until(waiting)
    first = case.variables["suratPengantar"]
    case.do(task, {"hasil": "dikembalikan", "catatanBalasan": "Foto belum sesuai."})
    record = case.play()
    assert record.completed["End_Selesai"] == 1
    second = case.variables["suratPengantar"]
    assert (first["putaran"], second["putaran"]) == (1, 2)
    assert first["nomor"] != second["nomor"]


def test_a_refused_file_ends_the_case(start: object) -> None:
    sop = SOPS["karpeg-kemenag"]
    case = start(sop)  # type: ignore[operator]
    task = case.play_until(next(s for s in sop.langkah if s.balasan))
    case.do(task, {"hasil": "ditolak", "catatanBalasan": "Bukan kewenangan."})
    record = case.play()
    assert record.ended == "COMPLETED"
    assert "End_Selesai" not in record.completed


def withdraw(case: Case) -> None:
    case.driver.client.publish("permohonan-dicabut", case.number, {"alasan": "Pemohon pindah."})
    record = case.wait("the end", lambda c: c.ended is not None)
    assert record.completed["End_Pencabutan"] == 1


def test_withdrawal_cancels_the_draft_and_ends_the_case(start: object, worker: RunningWorker) -> None:
    sop = SOPS["karpeg-kemenag"]
    case = start(sop)  # type: ignore[operator]
    case.play_until(next(s for s in sop.langkah if s.keputusan and s.keputusan.jenis == "persetujuan"))
    withdraw(case)
    (letter,) = worker.services.letters.of_process(int(case.key))
    assert (letter.status, letter.alasan) == ("dibatalkan", "Pemohon pindah.")


def test_a_letter_that_is_out_stays_sent_when_the_case_is_withdrawn(start: object, worker: RunningWorker) -> None:
    sop = SOPS["karpeg-kemenag"]
    case = start(sop)  # type: ignore[operator]
    case.play_until(next(s for s in sop.langkah if s.balasan))
    withdraw(case)
    (letter,) = worker.services.letters.of_process(int(case.key))
    assert letter.status == "dikirim"
    assert letter.nomor
    assert worker.services.cases.withdrawn(int(case.key)) == "Pemohon pindah."


def test_collective_results_stay_with_their_person(start: object) -> None:
    sop = SOPS["ktp-kolektif-kalsel"]
    script = SCRIPTS[sop.slug]
    case = start(sop)  # type: ignore[operator]
    record = case.play(script.answers, script.people)
    assert record.completed["End_Selesai"] == 1
    first, second = (s for s in sop.langkah if s.kolektif)
    recorded = {p["nama"]: p["hasil"] for p in case.variables[f"hasil{first.kode}"]}
    assert recorded == {"Ahmad Fauzi": "selesai", "Budi Santoso": "selesai", "Citra Lestari": "batal"}
    assert [p["nama"] for p in case.variables[f"hasil{second.kode}"]] == ["Ahmad Fauzi", "Budi Santoso"]
    assert record.completed[f"Task_{first.kode}"] == 4
