"""What each job does, without an engine: once, again after a crash at any point, and with what is wrong."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import logging
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from tests.workers.job_case import BREACH, HEADERS, NAME, NOW, OFFICE, OFFICES, REQUEST, Case, Sent
from workers.contract import CONTRACTS
from workers.handlers.registry import HANDLERS, Pools, build_tasks
from workers.handlers.services import Services
from workers.letter_links import LetterLinks
from workers.notifying.sending import SendError
from workers.observe import Metrics, WorkerObserver, configure_logging
from workers.office import load_offices
from workers.runtime.backoff import Outages
from workers.runtime.broker import Job
from workers.runtime.failures import NeedsPerson, ProcessError, RetryLater
from workers.runtime.loop import JobLoop
from workers.runtime.outcome import Completed, Failed, Outcome, Thrown
from workers.runtime.task import run
from workers.runtime.threads import Calls
from workers.settings import EngineSettings
from workers.storage import Storage, StorageUnavailable
from workers.working_time import NO_DEADLINE, parse_engine_time


def test_a_draft_has_the_case_data_and_an_id(case: Case) -> None:
    output = case.drafted()
    assert NAME in output.isi
    assert (output.surat.idSurat, output.surat.status, output.surat.versi) == ("4711-pengantar-1", "konsep", 1)
    assert output.surat.tujuan == "kanwil"


def test_drafting_again_gives_the_same(case: Case) -> None:
    assert case.drafted() == case.drafted()


def test_a_text_that_people_edited_stays(case: Case) -> None:
    first = case.drafted()
    edited = first.isi + "\nDengan tambahan."
    again = case.drafted(surat=first.surat.model_dump(), isi=edited, catatan={"isi": "Perbaiki."})
    assert again.isi == edited
    assert again.surat.versi == 2


def test_a_blank_text_is_drafted_anew(case: Case) -> None:
    assert NAME in case.drafted(isi="  \n ").isi


def test_missing_data_is_an_error_of_the_process(case: Case) -> None:
    with pytest.raises(ProcessError) as caught:
        case.drafted(permohonan={})
    assert caught.value.code == "data-surat-kurang"
    assert "permohonan." in caught.value.message


def test_a_reissue_begins_with_the_signed_text_of_the_round_before(case: Case) -> None:
    first = case.drafted(isi=None)
    signed = first.isi + "\nTambahan sebelum tanda tangan."
    case.job("kunci-surat", {"surat": first.surat.model_dump(), "isi": signed})
    surat = {**first.surat.model_dump(mode="json"), "putaran": 2}
    again = case.drafted(surat=surat, isi="")
    assert again.isi == signed
    assert again.surat.idSurat == "4711-pengantar-2"
    assert again.surat.putaran == 2


def test_the_signature_locks_the_text_and_empties_the_variable(case: Case) -> None:
    draft = case.drafted()
    values = {"surat": draft.surat.model_dump(), "isi": draft.isi}
    output = case.job("kunci-surat", values)
    assert (output.isi, output.surat.status) == ("", "ditandatangani")
    assert case.job("kunci-surat", values) == output
    assert case.job("kunci-surat", {**values, "isi": ""}) == output
    with pytest.raises(NeedsPerson):
        case.job("kunci-surat", {**values, "isi": "teks lain"})
    with pytest.raises(NeedsPerson):
        case.drafted(surat=draft.surat.model_dump(), isi="teks lain")


def test_an_empty_text_is_not_signed(case: Case) -> None:
    draft = case.drafted()
    with pytest.raises(NeedsPerson):
        case.job("kunci-surat", {"surat": draft.surat.model_dump(), "isi": "  "})


def test_one_number_per_round_however_often_asked(case: Case) -> None:
    surat = case.surat("kunci-surat")
    first = case.job("beri-nomor-surat", {"surat": surat})
    again = case.job("beri-nomor-surat", {"surat": surat, "mulai": "2027-01-05T03:00:00Z[Etc/UTC]"})
    assert first == again
    assert first.surat.nomor == "B-1/Kk.09.1/1/KP.01.2/11/2026"
    assert first.surat.tanggal == dt.date(2026, 11, 24)


def test_the_letter_date_is_the_day_in_the_offices_zone(case: Case) -> None:
    surat = case.surat("kunci-surat")
    output = case.job("beri-nomor-surat", {"surat": surat, "mulai": "2026-12-31T17:30:00Z[Etc/UTC]"})
    assert output.surat.tanggal == dt.date(2027, 1, 1)


def test_another_round_gets_another_number(case: Case) -> None:
    first = case.surat("beri-nomor-surat")
    draft = case.drafted(surat={**first, "putaran": 2, "status": "konsep"}, isi="")
    locked = case.job("kunci-surat", {"surat": draft.surat.model_dump(), "isi": draft.isi})
    second = case.job("beri-nomor-surat", {"surat": locked.surat.model_dump()})
    assert (first["nomor"], second.surat.nomor) == (
        "B-1/Kk.09.1/1/KP.01.2/11/2026",
        "B-2/Kk.09.1/1/KP.01.2/11/2026",
    )


def test_a_kind_without_register_needs_a_person(case: Case) -> None:
    surat = case.surat("kunci-surat")
    with pytest.raises(NeedsPerson, match="no letter register"):
        case.job("beri-nomor-surat", {"surat": surat}, {**HEADERS, "jenis": "nota-dinas"})


def test_an_office_without_file_needs_a_person(case: Case) -> None:
    with pytest.raises(NeedsPerson, match=r"no office file tidak-ada\.yaml"):
        case.job("buat-konsep-surat", {"permohonan": REQUEST}, {**HEADERS, "kantor": "tidak-ada"})


def test_the_finished_letter_holds_number_and_text(case: Case) -> None:
    surat = case.surat("arsipkan-surat")
    content = case.services.archive.read("4711-pengantar-1")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read("word/document.xml").decode()
    assert "B-1/Kk.09.1/1/KP.01.2/11/2026" in text
    assert NAME in text
    assert surat["status"] == "diarsipkan"
    token = surat["tautan"].removeprefix("http://gateway/v1/surat/")
    link = case.services.links.open(token, dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
    assert (link.letter, link.version) == ("4711-pengantar-1", 1)
    assert NAME not in surat["tautan"]


def test_archiving_again_keeps_the_file_and_the_link(case: Case) -> None:
    surat = case.surat("beri-nomor-surat")
    values = {"surat": surat, "permohonan": REQUEST}
    first = case.job("arsipkan-surat", values)
    assert case.job("arsipkan-surat", {**values, "permohonan": {**REQUEST, "nama": "Orang Lain"}}) == first


def test_archiving_without_number_needs_a_person(case: Case) -> None:
    with pytest.raises(NeedsPerson, match="no number"):
        case.job("arsipkan-surat", {"surat": case.surat("kunci-surat"), "permohonan": REQUEST})


def test_sending_is_done_once(case: Case, sent: Sent) -> None:
    surat = case.surat("kirim-surat")
    assert (surat["status"], surat["tujuan"]) == ("dikirim", "kanwil")
    case.job("kirim-surat", {"surat": surat, "tujuan": "kanwil"})
    case.services.deliver_due()
    assert len(sent.messages) == 1


def test_a_refusing_mail_server_is_tried_again_under_the_same_identity(case: Case, sent: Sent) -> None:
    surat = case.surat("arsipkan-surat")
    sent.failure = SendError("SMTPServerDisconnected", permanent=False)
    with pytest.raises(RetryLater, match="kanwil"):
        case.job("kirim-surat", {"surat": surat, "tujuan": "kanwil"})
    assert case.services.letters.get("4711-pengantar-1").status == "diarsipkan"
    sent.failure = None
    assert case.job("kirim-surat", {"surat": surat, "tujuan": "kanwil"}).surat.status == "dikirim"
    assert len(set(sent.messages)) == 1


def test_a_receiver_that_refuses_for_good_needs_a_person(case: Case, sent: Sent) -> None:
    surat = case.surat("arsipkan-surat")
    sent.failure = SendError("550", permanent=True)
    with pytest.raises(NeedsPerson):
        case.job("kirim-surat", {"surat": surat, "tujuan": "kanwil"})


def test_a_party_on_paper_gets_nothing_and_the_letter_is_not_called_sent(case: Case, sent: Sent) -> None:
    office = case.services.offices[OFFICE]
    paper = office.pihak_luar["kanwil"].model_copy(update={"email": None})
    changed = office.model_copy(update={"pihak_luar": {**office.pihak_luar, "kanwil": paper}})
    on_paper = Case(replace(case.services, offices={OFFICE: changed}))
    output = on_paper.job("kirim-surat", {"surat": on_paper.surat("arsipkan-surat"), "tujuan": "kanwil"})
    assert output.surat.status == "diarsipkan"
    assert sent.messages == []


def test_an_unknown_party_needs_a_person(case: Case) -> None:
    with pytest.raises(NeedsPerson, match="no outside party"):
        case.job("kirim-surat", {"surat": case.surat("arsipkan-surat"), "tujuan": "pt-lain"})


def test_each_reminder_is_sent_once_however_often_its_job_runs(case: Case, sent: Sent) -> None:
    surat = case.surat("kirim-surat")
    sent.messages.clear()
    for element in (501, 501, 502, 502, 501):
        case.job("ingatkan-instansi", {"surat": surat, "instansi": "kanwil"}, element=element)
    case.services.deliver_due()
    assert len(sent.messages) == len(set(sent.messages)) == 2


def test_a_breach_is_recorded_and_told_once(case: Case, sent: Sent) -> None:
    for _ in range(3):
        case.job("eskalasi-tenggat", {}, BREACH, element=900)
    case.services.deliver_due()
    assert len(case.services.deadlines.breaches(4711)) == 1
    assert len(sent.messages) == 1
    [delivery] = [d for d in case.services.outbox.list() if d.kind == "tenggat"]
    assert delivery.penerima == "pejabat:kepala-kantor"
    case.job("eskalasi-tenggat", {}, {**BREACH, "tingkat": "2"}, element=900)
    assert {d.penerima for d in case.services.outbox.list()} == {"pejabat:kepala-kantor", "pejabat:kepala-kanwil"}


def test_a_breach_of_the_head_goes_to_the_superior_outside(case: Case) -> None:
    case.job("eskalasi-tenggat", {}, {**BREACH, "pelaksana": "kepala-kantor"})
    [delivery] = case.services.outbox.list()
    assert delivery.penerima == "pejabat:kepala-kanwil"


@pytest.mark.parametrize("step", ["buat-konsep-surat", "kunci-surat", "beri-nomor-surat", "arsipkan-surat"])
def test_the_register_knows_the_addressee_from_the_start(case: Case, step: str) -> None:
    surat = case.surat(step)
    assert case.services.letters.get(surat["idSurat"]).tujuan == "kanwil"


@pytest.mark.parametrize("change", [{"pelaksana": "tidak-ada"}, {"tingkat": "9"}, {"tingkat": "dua"}])
def test_a_wrong_breach_is_not_recorded(case: Case, change: dict[str, str]) -> None:
    with pytest.raises(NeedsPerson):
        case.job("eskalasi-tenggat", {}, {**BREACH, **change})
    assert case.services.deadlines.breaches(4711) == []


DEADLINE = {"kantor": OFFICE, "langkah": "periksa"}


def test_a_deadline_is_in_working_time_and_kept(case: Case) -> None:
    values = {**DEADLINE, "waktuBaku": "PT15M"}
    first = case.job("hitung-tenggat", values, {})
    assert first.tenggat == "2026-11-24T10:30:20+07:00"
    assert case.job("hitung-tenggat", {**values, "waktuBaku": "PT30M"}, {}) == first, "a retry gets the first answer"
    assert case.job("hitung-tenggat", {**values, "waktuBaku": "PT30M"}, {}, element=101) != first


def test_a_scheduled_date_ends_with_the_offices_hours(case: Case) -> None:
    output = case.job("hitung-tenggat", {**DEADLINE, "padaTanggal": "2026-11-25"}, {})
    assert output.tenggat == "2026-11-25T16:00:00+07:00"


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"waktuBaku": "PT15M", "padaTanggal": "2026-11-25"},
        {"waktuBaku": "seminggu"},
        {"padaTanggal": "besok"},
        {"waktuBaku": "PT15M", "mulai": "2026-11-24T03:15:20"},
        {"waktuBaku": "PT15M", "kantor": "tidak-ada"},
    ],
)
def test_wrong_deadlines_need_a_person(case: Case, values: dict[str, str]) -> None:
    with pytest.raises(NeedsPerson):
        case.job("hitung-tenggat", {**DEADLINE, **values}, {})


def test_a_year_without_calendar_hides_no_task(storage: Storage, sent: Sent, caplog: pytest.LogCaptureFixture) -> None:
    """The task shows without a deadline; once the calendar is there, a repeated job gives it."""
    del sent
    services = Services.over(storage, load_offices(OFFICES), LetterLinks("k" * 32, "http://g"), None)
    values = {**DEADLINE, "mulai": "2031-03-03T03:00:00Z[Etc/UTC]", "waktuKedua": "P1D"}
    for length in ({"waktuBaku": "P3D"}, {"padaTanggal": "2031-03-05"}):
        caplog.clear()
        output = Case(services).job("hitung-tenggat", {**values, **length}, {})
        assert parse_engine_time(output.tenggat) == parse_engine_time(output.tenggatKedua) == NO_DEADLINE
        [record] = [r for r in caplog.records if "calendar missing" in r.message]
        assert record.alur_fields == {"office": OFFICE, "year": 2031}  # type: ignore[attr-defined]
    trial = {k: o.model_copy(update={"kalender_uji_tanpa_hari_libur": True}) for k, o in services.offices.items()}
    later = Case(replace(services, offices=trial)).job("hitung-tenggat", {**values, "waktuBaku": "P3D"}, {})
    assert later.tenggat == "2031-03-06T16:00:00+07:00"


def test_a_known_deadline_stands_where_only_its_second_level_is_unknown(storage: Storage, sent: Sent) -> None:
    del sent
    offices = load_offices(OFFICES)
    last = max(offices[OFFICE].tahun_kalender)
    services = Services.over(storage, offices, LetterLinks("k" * 32, "http://g"), None)
    values = {**DEADLINE, "mulai": f"{last}-12-29T03:00:00Z[Etc/UTC]", "waktuBaku": "PT15M", "waktuKedua": "P9D"}
    output = Case(services).job("hitung-tenggat", values, {})
    assert output.tenggat == f"{last}-12-29T10:15:00+07:00"
    assert parse_engine_time(output.tenggatKedua) == NO_DEADLINE


def test_a_withdrawn_case_keeps_its_numbers_as_cancelled(case: Case) -> None:
    surat = case.surat("arsipkan-surat")
    for _ in range(2):
        case.job("batalkan-surat", {"alasan": "Pemohon pindah."}, HEADERS)
    letter = case.services.letters.get(surat["idSurat"])
    assert (letter.status, letter.alasan, letter.nomor) == ("dibatalkan", "Pemohon pindah.", surat["nomor"])
    other = Case(case.services, key=4712)
    assert other.surat("beri-nomor-surat")["nomor"].startswith("B-2/")


def test_a_slot_of_another_letter_needs_a_person(case: Case) -> None:
    with pytest.raises(NeedsPerson):
        case.job("beri-nomor-surat", {"surat": {**case.surat("kunci-surat"), "slot": "lain"}})


# --- what the log shows -------------------------------------------------------------------------------------------


class Silent:
    """An engine that takes every report."""

    async def complete(self, *_: Any) -> None: ...
    async def fail(self, *_: Any) -> None: ...
    async def throw(self, *_: Any) -> None: ...


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    configure_logging("DEBUG", stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


MARK = "RAHASIA-7731"
MARKED = {name: f"{MARK} {value}" for name, value in REQUEST.items()} | {"tanggalSurat": "2026-11-20"}


async def outcome_of(services: Services, job_type: str, variables: dict[str, Any], headers: dict[str, Any]) -> Outcome:
    with ThreadPoolExecutor(2) as pool:
        tasks = build_tasks(services, Pools(pool, pool, pool), EngineSettings())
        task = next(task for task in tasks if task.job_type == job_type)
        job = Job(1, job_type, 4711, "proses", "Task_X", 900, 1, headers, variables)
        observer = WorkerObserver(Metrics())
        outcome = await run(task, job, observer, Outages(), Calls())
        loop = JobLoop(Silent(), task, observer)  # type: ignore[arg-type]
        await loop._serve_one(job)
        return outcome


@pytest.mark.parametrize("job_type", sorted(CONTRACTS))
@pytest.mark.parametrize("how", ["as it should be", "wrong types", "handler breaks", "storage refuses"])
def test_no_log_and_no_message_quotes_the_case(
    services: Services, sent: Sent, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, job_type: str, how: str
) -> None:
    del sent
    steps = ["kunci-surat", "beri-nomor-surat", "arsipkan-surat", "kirim-surat"]
    before = {"kunci-surat": "buat-konsep-surat", **dict(zip(steps[1:], steps[:-1], strict=True))}
    case = Case(services)
    surat = (
        case.surat(before.get(job_type, "kirim-surat"), permohonan=MARKED) if job_type != "buat-konsep-surat" else None
    )
    variables: dict[str, Any] = {
        "mulai": NOW,
        "nomorPerkara": MARK,
        "permohonan": MARKED,
        "daftar": [{"nama": MARK, "nip": MARK}],
        "surat": surat,
        "isi": f"Isi {MARK}",
        "catatan": {"isi": MARK, "dari": MARK},
        "alasan": MARK,
        "tujuan": "kanwil",
        "instansi": "kanwil",
        "penerima": MARK,
        "tanggalTerima": "2026-11-25",
        **({"kantor": OFFICE, "langkah": "periksa", "waktuBaku": "PT15M"} if job_type == "hitung-tenggat" else {}),
        **({"kantor": OFFICE, "pelaksana": "korpel"} if job_type == "catat-tanda-terima" else {}),
    }
    headers = BREACH if job_type == "eskalasi-tenggat" else HEADERS
    if how == "wrong types":
        variables = {name: {"x": MARK} if isinstance(value, str) else MARK for name, value in variables.items()}
    elif how == "handler breaks":

        def breaks(*_: Any) -> Any:
            raise ValueError(f"{MARK} cannot be handled")

        monkeypatch.setitem(HANDLERS, job_type, replace(HANDLERS[job_type], handle=breaks))
    elif how == "storage refuses":

        def refuses(*_: Any) -> Any:
            raise StorageUnavailable("The database does not answer.") from RuntimeError(f"DETAIL: {MARK}")

        monkeypatch.setitem(HANDLERS, job_type, replace(HANDLERS[job_type], handle=refuses))
    outcome = asyncio.run(outcome_of(services, job_type, variables, headers))
    expected: dict[str, type] = {"wrong types": Failed, "handler breaks": Failed, "storage refuses": Failed}
    if how in expected:
        assert isinstance(outcome, expected[how])
        assert MARK not in outcome.message
        assert outcome.retries == (1 if how == "storage refuses" else 0)
    elif isinstance(outcome, Failed | Thrown):
        # The case number was changed on purpose, which some jobs notice.
        assert MARK not in outcome.message
    else:
        assert isinstance(outcome, Completed)
    assert MARK not in log.getvalue()
    if how != "as it should be":
        assert '"job failed"' in log.getvalue()
