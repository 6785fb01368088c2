"""Answers that come twice, too late, or for an earlier round of the letter, on the real engine."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Iterator

import pytest

from generator.process.answers import ANSWER_MESSAGE
from tests.process.driver import Case, Driver
from tests.process.engines import EngineUnderTest
from tests.process.test_coverage import SOPS, start_values
from tests.process.worker import mail_server, worker_thread
from workers.app import RunningWorker
from workers.gateway.answering import AnswerDesk
from workers.gateway.messages import Balasan

SOP = SOPS["balasan"]
WAIT = SOP.step("Balasan")
ISSUED = {"balasan": {"hasil": "terbit", "catatan": "", "tanggal": dt.date.today().isoformat()}}
QUIET_SECONDS = 2.0
"""Long enough for a wrong correlation to show; a right one takes tens of milliseconds."""


@pytest.fixture(scope="module")
def worker(engine: EngineUnderTest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningWorker]:
    with (
        mail_server() as (_, port),
        worker_thread(engine.grpc_address, tmp_path_factory.mktemp("worker"), port) as running,
    ):
        yield running


@pytest.fixture
def case(engine: EngineUnderTest, worker: RunningWorker) -> Iterator[Case]:
    assert worker.loops
    driver = Driver(engine)
    started = driver.start(SOP, start_values(SOP))
    yield started
    if started.record.ended is None:
        driver.client.cancel(started.key)


def answer(case: Case, letter: str) -> None:
    case.driver.client.publish(ANSWER_MESSAGE, letter, ISSUED)


def test_an_answer_that_comes_twice_counts_once(case: Case) -> None:
    case.play_until(WAIT)
    letter = case.variables["surat"]["idSurat"]
    answer(case, letter)
    answer(case, letter)
    record = case.wait("the end", lambda c: c.ended is not None)
    assert record.ended == "COMPLETED"
    assert (record.completed["Balasan_Balasan"], record.completed["End_Selesai"]) == (1, 1)


def test_an_answer_behind_the_paper_changes_nothing(case: Case) -> None:
    task = case.play_until(WAIT)
    letter = case.variables["surat"]["idSurat"]
    case.do(task, {"hasil": "ditolak", "catatanBalasan": "Bukan kewenangan."})
    case.wait("the end", lambda c: c.ended is not None)
    answer(case, letter)
    time.sleep(QUIET_SECONDS)
    assert case.record.completed["Balasan_Balasan"] == 0
    assert case.record.incidents == ()


def test_a_late_answer_to_the_first_round_does_not_end_the_second(case: Case) -> None:
    first_task = case.play_until(WAIT)
    first = case.variables["surat"]["idSurat"]
    case.do(first_task, {"hasil": "dikembalikan", "catatanBalasan": "Foto belum sesuai."})
    task = case.play_until(WAIT)
    second = case.variables["surat"]["idSurat"]
    assert first != second
    answer(case, first)
    time.sleep(QUIET_SECONDS)
    assert task.key in case.record.tasks
    answer(case, second)
    assert case.wait("the end", lambda c: c.ended is not None).completed["End_Selesai"] == 1


def test_an_early_answer_that_the_engine_has_given_up_reaches_its_case_all_the_same(
    case: Case, worker: RunningWorker
) -> None:
    delivery = case.play_until(SOP.step("Kirim"))
    letter = case.variables["surat"]["idSurat"]
    ttl = worker.settings.gateway.message_ttl_seconds
    desk = AnswerDesk(worker.services.storage, worker.broker, ttl, again_seconds=0.0)
    loop = worker.defect.get_loop()

    async def give() -> str:
        message = Balasan.model_validate({"idPesan": case.number, "idSurat": letter, **ISSUED["balasan"]})
        return (await desk.answer("lokal", message)).result

    assert asyncio.run_coroutine_threadsafe(give(), loop).result(20) == "taken"
    with case.driver.engine.standing_at(case.driver.engine.now() + dt.timedelta(seconds=ttl + 120)):
        time.sleep(QUIET_SECONDS)
    case.do(delivery)
    waiting = case.task(WAIT)
    time.sleep(QUIET_SECONDS)
    assert waiting.key in case.record.tasks, "the engine has kept it longer than it was asked to"
    asyncio.run_coroutine_threadsafe(desk.publish_unseen(), loop).result(20)
    record = case.wait("the end", lambda c: c.ended is not None)
    assert (record.completed["Balasan_Balasan"], record.completed["End_Selesai"]) == (1, 1)
