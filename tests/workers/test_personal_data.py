"""Marked names, NIP, addresses and letter text go through every job, fail in every way, and reach no log, no incident
text and no metric."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from prometheus_client import generate_latest

from tests.workers.job_case import BREACH, OFFICE
from tests.workers.job_runs import Worker
from tests.workers.registers import Place
from tests.workers.sinks import MailSink
from workers.handlers.services import Services
from workers.letter_links import LetterLinks
from workers.notifying import SmtpServer
from workers.observe import Metrics, configure_logging
from workers.office import Office
from workers.state import StateReport

MARKS = ("Zulaikha", "Qamariyah", "198807", "zulaikha@", "Tertanda-rahasia", "Alasan-rahasia", "Penerima-rahasia")
PERSON = {
    "nama": "Zulaikha Qamariyah",
    "nip": "198807012010012001",
    "email": "zulaikha@rumah.example.test",
    "unitKerja": "MAN Qamariyah",
    "tanggalSurat": "2026-11-20",
    "nomorSurat": "12/Zulaikha/2026",
}
TEXT = "Tertanda-rahasia untuk Zulaikha Qamariyah."


@pytest.fixture
def worker(place: Place, offices: dict[str, Office]) -> Iterator[Worker]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging("DEBUG", stream)
    sink = MailSink()
    with place.open() as storage:
        smtp = SmtpServer("127.0.0.1", sink.port, "alur@localhost", "none")
        services = Services.over(storage, offices, LetterLinks("k" * 32, "http://gateway"), smtp)
        found = Worker(services, Metrics(), stream, {"permohonan": PERSON})
        found.sink = sink  # type: ignore[attr-defined]
        yield found
    sink.stop()
    root.handlers[:] = before
    root.setLevel(level)


def test_nothing_personal_leaves_the_workers(worker: Worker) -> None:
    sink: MailSink = worker.sink  # type: ignore[attr-defined]
    job = worker.job
    # What goes wrong on the way, each with the marked values in its hands.
    job("buat-konsep-surat", {"permohonan": {k: v for k, v in PERSON.items() if k != "nip"}})
    job("buat-konsep-surat", {"permohonan": {**PERSON, "nama": "Zulaikha " * 99}})
    job("buat-konsep-surat", {"surat": {"slot": "Zulaikha"}})
    job("buat-konsep-surat", {"surat": {"slot": "pengantar", "putaran": "Zulaikha"}})
    job("buat-konsep-surat", {"mulai": "Zulaikha"})
    job("kunci-surat", {"surat": {"slot": "pengantar"}, "isi": TEXT})  # no such letter yet
    surat = worker.surat(job("buat-konsep-surat", {"isi": TEXT}))
    job("kunci-surat", {"surat": surat, "isi": f"{TEXT} [isi: nama Zulaikha]"})
    surat = worker.surat(job("kunci-surat", {"surat": surat, "isi": TEXT}))
    job("kunci-surat", {"surat": surat, "isi": f"{TEXT} lain"})  # locked
    job("arsipkan-surat", {"surat": surat})  # no number yet
    surat = worker.surat(job("beri-nomor-surat", {"surat": surat, "nomorLuar": "Zulaikha"}))
    job("arsipkan-surat", {"surat": {**surat, "tujuan": "pihak-zulaikha-x"}})
    surat = worker.surat(job("arsipkan-surat", {"surat": {**surat, "tujuan": "pemohon"}}))
    job("kirim-surat", {"surat": surat, "tujuan": "pemohon", "permohonan": {**PERSON, "email": "zulaikha@ rumah"}})
    sink.rcpt = "550 5.1.1 <zulaikha@rumah.example.test> Zulaikha Qamariyah unknown"
    job("kirim-surat", {"surat": surat, "tujuan": "pemohon"})
    sink.rcpt = None
    sink.answers = ["451 4.7.1 try later, Zulaikha"]
    job("kirim-surat", {"surat": surat, "tujuan": "pemohon"})
    worker.surat(job("kirim-surat", {"surat": surat, "tujuan": "pemohon"}))
    received = {"kantor": OFFICE, "pelaksana": "ptsp", "surat": surat, "penerima": "Penerima-rahasia"}
    job("catat-tanda-terima", {**received, "tanggalTerima": "Zulaikha"}, {})
    job("catat-tanda-terima", {**received, "tanggalTerima": "2026-11-25"}, {})
    job(
        "ingatkan-instansi", {"surat": surat, "instansi": "pemohon", "balasan": {"pengirim": "Zulaikha", "pesan": TEXT}}
    )
    job("hitung-tenggat", {"kantor": OFFICE, "langkah": "x", "padaTanggal": "Zulaikha"}, {})
    job("eskalasi-tenggat", {}, BREACH)
    worker.services.deliver_due()
    job("batalkan-surat", {"alasan": "Alasan-rahasia Zulaikha"})
    job("tutup-perkara", {}, {})
    # A fault of ours, whose text quotes what it was about.
    broken = replace(worker.services, drafts=Broken())  # type: ignore[arg-type]
    Worker(broken, worker.metrics, worker.log, worker.common, worker.seen).job(
        "kunci-surat", {"surat": surat, "isi": TEXT}
    )

    assert b"Zulaikha" in b"".join(sink.raw), "it did go through the mail"
    StateReport(worker.services.storage, worker.metrics).refresh()
    metrics = generate_latest(worker.metrics.registry).decode()
    log = worker.log.getvalue()
    assert '"handler failed"' in log
    assert log.count('"job failed"') >= 12
    assert all(json.loads(line) for line in log.splitlines())
    for mark in MARKS:
        assert mark.lower() not in log.lower()
        assert mark.lower() not in metrics.lower()
        for text in worker.seen:
            assert mark.lower() not in text.lower()


class Broken:
    """As a bug would be."""

    def lock(self, *_: Any, **__: Any) -> None:
        raise KeyError(TEXT)
