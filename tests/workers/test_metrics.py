"""Every metric that docs/workers.md names is there, moves when it should, and has as many series as it should."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import threading
from pathlib import Path

import httpx
import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from tests.workers.gateway_office import NOW, Office
from tests.workers.job_case import BREACH, HEADERS, OFFICE, Case
from tests.workers.registers import Place
from tests.workers.wire import held, request, say
from workers.contract import CONTRACTS
from workers.handlers.services import Services
from workers.health import health_app
from workers.notifying import Outbox, Receiver, ReminderNotice, SmtpServer
from workers.numbering import Register
from workers.observe import Metrics, WorkerObserver
from workers.office import Office as OfficeOf
from workers.runtime.broker import BrokerBusyError, BrokerUnavailableError, Job
from workers.runtime.outcome import Completed, Failed, Thrown
from workers.serving import serving
from workers.state import StateReport
from workers.storage import Cases, Letters, Storage

DOCUMENT = (Path(__file__).parents[2] / "docs" / "workers.md").read_text("utf-8")


def values(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """By name and label values."""
    families = text_string_to_metric_families(generate_latest(metrics.registry).decode())
    return {(s.name, *(s.labels[key] for key in sorted(s.labels))): s.value for f in families for s in f.samples}


def job(key: int = 1, job_type: str = "hitung-tenggat") -> Job:
    return Job(key, job_type, 4711, "proses", "Task_X", 100, 3, {}, {})


def test_every_documented_metric_exists() -> None:
    named = set(re.findall(r"`(alur_[a-z_]+?)(?:\{[^}]*\})?`", DOCUMENT))
    families = text_string_to_metric_families(generate_latest(Metrics().registry).decode())
    known = {family.name for family in families}
    assert len(named) >= 9
    assert {name.removesuffix("_total") for name in named} <= known


def test_jobs_are_counted_by_how_they_ended_and_timed() -> None:
    metrics = Metrics()
    observer = WorkerObserver(metrics)
    outcomes = (
        ("completed", Completed({}), True),
        ("failed", Failed(2, "", 1.0, "RetryLater"), True),
        ("incident", Failed(0, "", 0.0, "NeedsPerson"), True),
        ("error", Thrown("data-surat-kurang", "", {}), True),
        ("gone", Completed({}), False),
    )
    for name, outcome, reported in outcomes:
        observer.started(job())
        assert values(metrics)["alur_jobs_running", "hitung-tenggat"] == 1
        observer.finished(job(), outcome, 0.3, reported)
        assert values(metrics)["alur_jobs_total", name, "hitung-tenggat"] == 1
    found = values(metrics)
    assert found["alur_jobs_running", "hitung-tenggat"] == 0
    assert found["alur_job_seconds_count", "hitung-tenggat"] == len(outcomes)
    assert found["alur_job_seconds_sum", "hitung-tenggat"] == pytest.approx(0.3 * len(outcomes))
    assert found["alur_job_seconds_bucket", "0.5", "hitung-tenggat"] == len(outcomes)
    assert found["alur_job_seconds_bucket", "0.25", "hitung-tenggat"] == 0


def test_jobs_that_come_again_are_waiting_until_they_come_or_somebody_else_has_them() -> None:
    metrics, now = Metrics(), [100.0]
    observer = WorkerObserver(metrics, lambda: now[0])

    def waiting() -> float:
        return values(metrics)["alur_jobs_retrying", "hitung-tenggat"]

    observer.expect("hitung-tenggat")
    assert waiting() == 0
    for key in (1, 2, 3, 4):
        observer.started(job(key))
        observer.finished(job(key), Failed(0 if key == 4 else 2, "", 30.0, "Outage"), 0.1, key != 3)
    assert waiting() == 2, "one is an incident, and one the engine has given to others"
    observer.started(job(1))
    assert waiting() == 1
    now[0] += 89
    assert waiting() == 1
    now[0] += 2
    assert waiting() == 0
    for key in range(10_050):
        observer.finished(job(key), Failed(2, "", 30.0, "Outage"), 0.1, True)
    assert waiting() == 10_000, "an outage of a day must not fill the memory"


def test_what_is_wrong_with_the_engine_is_counted() -> None:
    metrics = Metrics()
    observer = WorkerObserver(metrics)
    observer.connection_failed("hitung-tenggat", "poll", BrokerUnavailableError("x"), 1, 0.1)
    observer.connection_failed("hitung-tenggat", "stream", BrokerBusyError("x"), 1, 0.1)
    observer.stream_renewed("hitung-tenggat")
    observer.delivered_again(job())
    observer.report_failed(job(), BrokerUnavailableError("x"))
    found = values(metrics)
    for name in (
        ("alur_connection_failures_total", "unavailable", "hitung-tenggat"),
        ("alur_connection_failures_total", "busy", "hitung-tenggat"),
        ("alur_streams_renewed_total", "hitung-tenggat"),
        ("alur_jobs_delivered_again_total", "hitung-tenggat"),
        ("alur_reports_failed_total", "hitung-tenggat"),
    ):
        assert found[name] == 1, name


def test_listeners_that_people_wait_for_show() -> None:
    """Nobody sees a task while its listener's job runs: all that are taken and not reported stand in the gauge."""
    metrics = Metrics()
    observer = WorkerObserver(metrics)
    for key, listener in enumerate(("hitung-tenggat", "catat-tanda-terima", "tutup-perkara")):
        for n in range(key + 1):
            observer.started(job(10 * key + n, listener))
        assert values(metrics)["alur_jobs_running", listener] == key + 1


def test_letters_register_outbox_answers_and_breaches_are_counted(place: Place, offices: dict[str, OfficeOf]) -> None:
    office = Office(place)
    smtp = SmtpServer("127.0.0.1", 1, "alur@localhost", "none")
    case = Case(Services.over(office.storage, offices, office.links, smtp))
    metrics = Metrics()
    report = StateReport(office.storage, metrics)

    def state() -> dict[str, float]:
        report.refresh()
        found = values(metrics)
        assert found["alur_state_refreshed_seconds",] == pytest.approx(dt.datetime.now().timestamp(), abs=60)
        return {name[1]: value for name, value in found.items() if name[0] == "alur_state"}

    before = state()
    assert (before["letters_dikirim"], before["numbers_dipakai"]) == (1, 1)
    assert not [what for what in before if what.startswith(("messages", "answers", "breaches_semua_"))]
    second = office.letter(2, "kanwil", "diarsipkan")
    assert state()["letters_diarsipkan"] == 1
    Letters(office.storage).cancel(second, "salah", NOW)
    found = state()
    assert "letters_diarsipkan" not in found, "a state that nothing is in any more is no series of the past"
    assert (found["letters_dibatalkan"], found["numbers_dibatalkan"]) == (1, 1)
    rule = case.services.offices[OFFICE].register_rule(HEADERS["jenis"], "", "")
    Register(office.storage).book(rule, NOW.date(), 2, "SK menyusul", NOW, oleh="tu")
    assert state()["numbers_dipesan"] == 2
    receiver = Receiver("kanwil", "Kanwil", "tu@kanwil.example")
    notice = ReminderNotice(office.letter_id, OFFICE, "K", "S", "B-1", NOW.date(), "U", "K", 1)
    Outbox(office.storage, lambda *_: receiver, None).put(notice, receiver, NOW)
    found = state()
    assert found["messages_menunggu"] == 1
    assert found["messages_menunggu_oldest_seconds"] > 0
    office.engine.down = True
    assert office.post(office.answer()).status_code == 200
    found = state()
    assert (found["answers_diterima"], found["messages_dibatalkan"]) == (1, 1)
    assert found["answers_diterima_oldest_seconds"] >= 0
    case.job("eskalasi-tenggat", {}, BREACH)
    assert state()["breaches_semua"] == 1
    office.storage.close()


def test_series_do_not_grow_with_what_passes_through(storage: Storage) -> None:
    metrics = Metrics()
    observer = WorkerObserver(metrics)
    for key in range(50):
        for job_type in CONTRACTS:
            observer.started(job(key, job_type))
            observer.finished(job(key, job_type), Failed(key % 2, f"pesan {key}", 1.0, f"Alasan{key}"), 0.1, True)
        observer.connection_failed("hitung-tenggat", f"call {key}", BrokerUnavailableError(f"{key}"), 1, 0.1)
        Cases(storage).close(key + 1, perkara=f"P-{key}", at=NOW)
    StateReport(storage, metrics).refresh()
    assert len(values(metrics)) < 40 * len(CONTRACTS)
    assert not any(str(key) in label for name in values(metrics) for label in name[1:] for key in (17, 33, 49))


def test_the_health_page_before_hostile_clients() -> None:
    """It shares the process with the work: nothing that is sent there may hold it up or be understood as anything."""
    waiting = ["jobs: hitung-tenggat"]
    app = health_app(Metrics(), lambda: waiting)

    async def scenario() -> None:
        async with serving(app, "127.0.0.1", 0, head_seconds=0.3, connections=32) as port:
            clients = await held(port, 100, b"GET /metrics HTTP/1.1\r\nHost: a\r\nX-")
            clients += await held(port, 20, b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n" * 200)
            for sent, status in (
                (request(b"", "GET", "/healthz"), 200),
                (request(b"", "GET", "/readyz"), 503),
                (request(b"", "GET", "/metrics"), 200),
                (request(b"", "GET", "/metrics?" + "a" * 5000), 200),
                (request(b"x" * 200_000, "GET", "/healthz"), 200),
                (request(b"", "POST", "/metrics"), 405),
                (request(b"", "DELETE", "/healthz"), 405),
                (request(b"", "GET", "/../../etc/passwd"), 404),
                (request(b"", "GET", "/%2e%2e/metrics"), 404),
                (b"\x00\xff" * 500 + b"\r\n\r\n", 400),
            ):
                assert (await say(port, sent)).statuses == [status], sent[:80]
            for client in clients:
                client.close()
            waiting.clear()
            async with httpx.AsyncClient(trust_env=False) as http:
                ready = await http.get(f"http://127.0.0.1:{port}/readyz")
            assert (ready.status_code, ready.json()) == (200, {"status": "ready", "waiting_for": []})

    asyncio.run(scenario())
    assert threading.active_count() < 50
