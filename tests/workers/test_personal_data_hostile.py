"""The same marked data as test_personal_data on the hostile paths: wrong types, faults of ours in every handler, mail
servers that quote, strangers at the gateway. It reaches no log, no incident, no metric and no answer to others."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import generate_latest

from tests.workers.gateway_office import TOKENS, Office
from tests.workers.job_case import BREACH, HEADERS
from tests.workers.job_runs import Worker
from tests.workers.outbox_case import NOTICE, archived
from tests.workers.registers import NOW, Place
from tests.workers.sinks import MailSink
from tests.workers.test_personal_data import MARKS, PERSON, TEXT
from tests.workers.wire import request, say
from workers.contract import CONTRACTS
from workers.handlers import registry
from workers.handlers.services import Services
from workers.notifying import DeliveryFailed, Outbox, Receiver, SmtpServer, Webhook
from workers.observe import Metrics, configure_logging
from workers.runtime.outcome import Failed
from workers.serving import serving
from workers.storage import ArchiveDamaged, Storage, StorageUnavailable


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging("DEBUG", stream)
    yield stream
    logging.captureWarnings(False)
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def worker(services: Services, log: io.StringIO) -> Worker:
    return Worker(services, Metrics(), log, {"permohonan": PERSON})


def clear(*texts: str) -> None:
    for text in texts:
        for mark in MARKS:
            assert mark.lower() not in text.lower(), text[:2000]


WRONG: tuple[Any, ...] = (
    TEXT,
    f"{TEXT}\x00",
    [TEXT],
    {TEXT: TEXT},
    {"slot": TEXT},
    {"slot": "pengantar", "putaran": TEXT},
)


@pytest.mark.parametrize("job_type", CONTRACTS)
def test_variables_of_the_wrong_kind_are_not_quoted(worker: Worker, job_type: str) -> None:
    for name in CONTRACTS[job_type].input.model_fields:
        for value in WRONG:
            worker.job(job_type, {name: value}, BREACH if job_type == "eskalasi-tenggat" else HEADERS)
    clear(worker.log.getvalue(), *worker.seen, generate_latest(worker.metrics.registry).decode())
    assert worker.log.getvalue().count('"job failed"') >= 3


class Quoting(Exception):  # noqa: N818 - as a library's would be called
    """A failure of a library with the data in its text, its arguments and its cause."""


@pytest.mark.parametrize("job_type", CONTRACTS)
@pytest.mark.parametrize("failure", [KeyError, Quoting, UnicodeError, RecursionError, AssertionError])
def test_a_fault_in_any_handler_is_not_quoted(
    worker: Worker, job_type: str, failure: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        try:
            raise ValueError(TEXT)
        except ValueError as cause:
            raise failure(TEXT, PERSON) from cause

    monkeypatch.setitem(registry.HANDLERS, job_type, replace(registry.HANDLERS[job_type], handle=broken))
    values = {"kantor": "kemenag-dki", "langkah": "x", "pelaksana": "ptsp", "surat": {"slot": "pengantar"}, "isi": TEXT}
    values |= {"tujuan": "kanwil", "instansi": "kanwil"}
    outcome = worker.job(job_type, values, BREACH if job_type == "eskalasi-tenggat" else HEADERS)
    assert isinstance(outcome, Failed)
    assert outcome.reason == failure.__name__
    assert '"handler failed"' in worker.log.getvalue()
    clear(worker.log.getvalue(), *worker.seen)


@pytest.mark.parametrize("stage", ["RCPT", "DATA", "greeting", "no address", "no webhook"])
def test_what_a_mail_server_quotes_goes_nowhere(storage: Storage, log: io.StringIO, stage: str) -> None:
    sink = MailSink()
    archived(storage)
    quoted = "550 5.1.1 <zulaikha@rumah.example.test> Zulaikha Qamariyah 198807012010012001 unknown"
    sink.rcpt = quoted if stage == "RCPT" else None
    sink.answers = [quoted] if stage == "DATA" else []
    receiver = Receiver("pemohon", "Zulaikha Qamariyah", "zulaikha@rumah.example.test", one_off=True)
    if stage == "no webhook":
        receiver = Receiver("pemohon", "Zulaikha Qamariyah", webhook=Webhook("https://zulaikha..test/", "r" * 20))
    port = sink.port if stage != "greeting" else 1

    def directory(_office: str, _key: str) -> Receiver:
        if stage == "no address":
            raise ValueError("zulaikha@rumah.example.test is none")
        return receiver

    box = Outbox(storage, directory, SmtpServer("127.0.0.1", port, "alur@localhost", "none"))
    try:
        box.put(NOTICE, receiver, NOW)
        with pytest.raises(DeliveryFailed) as caught:
            box.deliver_now(NOTICE.kind, NOTICE.key, NOW)
        box.deliver_due(NOW)
    finally:
        sink.stop()
    clear(str(caught.value), log.getvalue(), *(delivery.galat + delivery.bukti for delivery in box.list()))


def test_nothing_of_a_strangers_request_is_kept_in_the_log(
    tmp_path: Path, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(Place(f"sqlite:///{tmp_path}/alur.db", tmp_path / "letters"))
    whole = json.dumps(office.answer(catatan=TEXT)).encode()
    mark = "Zulaikha-Qamariyah-198807"
    refused = [
        (404, request(b"", "GET", f"/{mark}?{mark}={mark}")),
        (404, request(b"", "GET", f"/v1/surat/{mark}")),
        (422, request(b"", "GET", f"/v1/surat/x?unduh={mark}")),
        (405, request(whole, mark)),
        (400, request(whole[:-1])),
        (400, request(whole, "POST", "/v1/balasan", f"Authorization: {mark}")),
        (400, f"GET /{mark}\x01 HTTP/1.1\r\n{mark}\x00: {mark}\r\n\r\n".encode()),
        (413, request(whole * 300)),
        (415, request(whole, kind=f"text/{mark}")),
        (422, request(json.dumps(office.answer(**{mark: TEXT})).encode())),
        (422, request(json.dumps(office.answer(hasil=TEXT, idPesan=TEXT, tanggal=TEXT, catatan=[TEXT])).encode())),
        (404, request(json.dumps(office.answer(idSurat=None, nomorSurat=mark, catatan=TEXT)).encode())),
        (431, request(whole, "POST", "/v1/balasan", *[f"X-{mark}: {mark * 100}"] * 20)),
        (401, request(whole).replace(TOKENS["kanwil"].encode(), mark.encode())),
    ]

    async def scenario() -> None:
        async with serving(office.app, "127.0.0.1", 0) as port:
            for status, sent in refused:
                got = await say(port, sent)
                assert got.statuses == [status], sent[:200]
                if status != 422:  # which names the sender's own field to the sender
                    clear(got.raw.decode())
            for status, failure in (
                (500, KeyError(TEXT)),
                (503, StorageUnavailable(TEXT)),
                (500, RuntimeError(PERSON)),
            ):

                def broken(*_: object, failure: Exception = failure) -> None:
                    raise failure

                monkeypatch.setattr(office.desk, "_take_answer", broken)
                got = await say(port, request(whole))
                assert got.statuses == [status]
                clear(got.raw.decode())

            async def unsent(*_: object) -> None:
                raise ArchiveDamaged(TEXT)

            monkeypatch.setattr(office.desk, "withdraw", unsent)
            withdrawal = json.dumps({"idPesan": "c-1", "nomorPerkara": mark, "alasan": TEXT}).encode()
            sent = request(withdrawal, "POST", "/v1/pencabutan").replace(
                *(TOKENS[k].encode() for k in ("kanwil", "lokal"))
            )
            assert (await say(port, sent)).statuses == [503]

    asyncio.run(scenario())
    office.storage.close()
    assert log.getvalue().count('"request"') >= len(refused)
    assert all(json.loads(line) for line in log.getvalue().splitlines())
    clear(log.getvalue(), generate_latest(office.metrics.registry).decode())
    assert not any(token in log.getvalue() for token in TOKENS.values())
