"""Job variables of every wrong type, size and spelling: each job ends in a result or in a clear incident, is never
retried in vain, executes nothing, and goes through once the value is corrected."""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.workers.job_case import BREACH, HEADERS, OFFICE, REQUEST, Case, Sent
from tests.workers.job_runs import Worker
from workers.contract import CONTRACTS
from workers.drafting import letter
from workers.drafting.press import PRESS
from workers.drafting.values import MAX_BODY
from workers.handlers.services import Services
from workers.observe import Metrics, configure_logging
from workers.runtime.failures import NeedsPerson
from workers.runtime.outcome import Completed, Failed, Thrown
from workers.storage import Archive, Inbox, Letters, Storage, StorageError

HOSTILE: dict[str, Any] = {
    "NUL": "a\x00b",
    "half a character": "a\ud800b",
    "two megabytes": "x" * 2_000_000,
    "many lines": "x\n\n" * 300_000,
    "turned around": "a\u202eb",
    "new header": "a\r\nBcc: orang@lain.example",
    "a path": "../../../etc/passwd",
    "a template": "{{ 7*7 }}{% for x in y %}{{ ''.__class__ }}",
    "the end of time": "9999-12-31T23:59:59Z",
    "the beginning of time": "0001-01-01T00:00:00+14:00",
    "an endless duration": "P999999999D",
    "a number": 5,
    "infinity": float("inf"),
    "a deep list": json.loads("[" * 500 + "]" * 500),
    "an object": {"a": {"b": "a\x00b"}, "nama": ["\ud800"]},
    "a message": {"pengirim": "a\x00b", "pesan": "\ud800"},
    "nothing": None,
}
ORDER = ("buat-konsep-surat", "kunci-surat", "beri-nomor-surat", "arsipkan-surat", "kirim-surat")
"""Each needs the ones before it."""


@pytest.fixture
def worker(services: Services, sent: Sent) -> Iterator[Worker]:
    del sent
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging("WARNING", stream)
    yield Worker(services, Metrics(), stream, {"permohonan": REQUEST})
    root.handlers[:] = before
    root.setLevel(level)


def right(job_type: str, surat: dict[str, Any] | None) -> dict[str, Any]:
    """Variables with which the job completes."""
    return {
        "hitung-tenggat": {"kantor": OFFICE, "langkah": "periksa", "waktuBaku": "PT15M"},
        "kunci-surat": {"surat": surat, "isi": "Isi surat."},
        "kirim-surat": {"surat": surat, "tujuan": "kanwil"},
        "ingatkan-instansi": {"surat": surat, "instansi": "kanwil"},
        "batalkan-surat": {"alasan": "Pemohon pindah."},
        "catat-tanda-terima": {
            "kantor": OFFICE,
            "pelaksana": "ptsp",
            "surat": surat,
            "penerima": "Petugas",
            "tanggalTerima": "2026-11-25",
        },
    }.get(job_type, {"surat": surat} if surat else {})


def prepared(worker: Worker, job_type: str, case: int) -> dict[str, Any]:
    """The variables of a new case that has come to this job."""
    steps = ORDER[: ORDER.index(job_type)] if job_type in ORDER else ORDER[:4]
    if job_type in ("hitung-tenggat", "eskalasi-tenggat", "tutup-perkara", "buat-konsep-surat"):
        steps = ()
    surat = None
    for step in steps:
        surat = worker.surat(worker.job(step, right(step, surat), case=case))
    return right(job_type, surat)


class OnePrint:
    """Prints one letter and gives it again each time: what is archived on the way to another job is not looked at."""

    def __init__(self) -> None:
        self._made: bytes | None = None

    def make(self, template: Path, context: dict[str, Any]) -> bytes:
        if self._made is None:
            self._made = PRESS.make(template, context)
        return self._made


@pytest.mark.parametrize("job_type", CONTRACTS)
def test_every_variable_may_be_anything(worker: Worker, job_type: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if job_type != "arsipkan-surat":
        monkeypatch.setattr(letter, "PRESS", OnePrint())
    headers = BREACH if job_type == "eskalasi-tenggat" else HEADERS
    case, values, refused = 1000, prepared(worker, job_type, 1000), ""
    for name in CONTRACTS[job_type].input.model_fields:
        for attack, value in HOSTILE.items():
            worker.log.truncate(0)
            outcome = worker.job(job_type, {**values, name: value}, headers, case)
            what = f"{job_type} with {attack} in {name}: {outcome}"[:300]
            assert '"handler failed"' not in worker.log.getvalue(), what
            if isinstance(outcome, Failed):
                assert (outcome.reason, outcome.retries) == ("NeedsPerson", 0), what
                assert len(outcome.message) < 500, what
                refused = what
                continue
            assert isinstance(outcome, Completed | Thrown), what
            case += 1
            values = prepared(worker, job_type, case)
        corrected = worker.job(job_type, values, headers, case)
        assert isinstance(corrected, Completed), f"corrected after {refused}: {corrected}"
        case += 1
        values = prepared(worker, job_type, case)


@pytest.mark.parametrize("header", ["kantor", "sop", "surat", "jenis", "nama", "perihal", "templat", "tujuan"])
def test_every_header_may_be_anything(worker: Worker, header: str) -> None:
    for number, value in enumerate(("a\x00b", "\ud800", "../../umum", "x" * 5000, "{{ 7*7 }}", "a/b", "", 5, None)):
        for job_type in ("buat-konsep-surat", "kunci-surat"):
            worker.log.truncate(0)
            values = {"surat": {"slot": value}} if header == "surat" and isinstance(value, str) else {}
            given = {**HEADERS, header: value}
            outcome = worker.job(job_type, {**right(job_type, {"slot": "pengantar"}), **values}, given, 2000 + number)
            assert '"handler failed"' not in worker.log.getvalue(), (header, value)
            if isinstance(outcome, Failed):
                assert (outcome.reason, outcome.retries) == ("NeedsPerson", 0), (header, outcome)


def test_a_text_that_no_letter_can_hold_is_not_signed(case: Case) -> None:
    """It used to be locked and numbered, and nobody could shorten it any more."""
    drafted = case.drafted()
    with pytest.raises(NeedsPerson, match="lebih dari"):
        case.job("kunci-surat", {"surat": drafted.surat.model_dump(), "isi": "x" * (MAX_BODY + 1)})
    assert Letters(case.services.storage).get(drafted.surat.idSurat).status == "konsep"
    with pytest.raises(NeedsPerson, match="lebih dari"):
        case.job("buat-konsep-surat", {"permohonan": REQUEST, "isi": "x" * (MAX_BODY + 1)})
    locked = case.job("kunci-surat", {"surat": drafted.surat.model_dump(), "isi": "x" * MAX_BODY})
    assert locked.surat.status == "ditandatangani"


def test_no_value_of_a_case_is_code_or_a_path(case: Case) -> None:
    """From the form to the file: templates, XML, paths and control characters stay text, or spaces."""
    values = (
        "{{ 7*7 }}",
        "{% include 'umum.txt.jinja' %}",
        "</w:t><w:p/>",
        "]]>&amp;<!--",
        "../../x",
        "=1+1",
        "\x07\u202e",
    )
    for number, value in enumerate(values):
        case.key = 5000 + number
        drafted = case.job(
            "buat-konsep-surat", {"permohonan": {**REQUEST, "nama": f"Budi {value}", "nip": f"1 {value}"}}
        )
        assert "49" not in drafted.isi
        surat = case.job("kunci-surat", {"surat": drafted.surat.model_dump(), "isi": drafted.isi}).surat
        surat = case.job("beri-nomor-surat", {"surat": surat.model_dump()}).surat
        surat = case.job("arsipkan-surat", {"surat": surat.model_dump(), "permohonan": REQUEST}).surat
        path = Archive(case.services.storage).find(surat.idSurat).path
        assert path.is_relative_to(case.services.storage.letters.resolve())


def test_a_value_too_large_for_an_index_is_no_outage(storage: Storage) -> None:
    """PostgreSQL says so in the class of errors that a restarting server uses; waiting for it would never end."""
    if storage.dialect == "sqlite":
        pytest.skip("SQLite takes it")
    with pytest.raises(StorageError, match="too large") as caught:
        Inbox(storage).receive(
            "kanwil", random.Random(1).randbytes(20_000).hex(), "1-x-1", {}, dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
        )
    assert not caught.value.retryable


@pytest.mark.parametrize("typed", ["a\x1bb", "x" * 150, "\u202eB-1"])
def test_what_is_typed_as_a_number_of_another_system(case: Case, typed: str) -> None:
    office = case.services.offices[OFFICE]
    outside = office.registers[HEADERS["jenis"]].model_copy(update={"sumber": "luar", "format": ""})
    registers = {**office.registers, HEADERS["jenis"]: outside}
    offices = {**case.services.offices, OFFICE: office.model_copy(update={"registers": registers})}
    case.services = replace(case.services, offices=offices)
    surat = case.surat("kunci-surat")
    with pytest.raises(NeedsPerson, match="nomorLuar") as caught:
        case.job("beri-nomor-surat", {"surat": surat, "nomorLuar": typed})
    assert typed not in str(caught.value)
    assert case.job("beri-nomor-surat", {"surat": surat, "nomorLuar": "B-77/X"}).surat.nomor == "B-77/X"
    with pytest.raises(NeedsPerson, match="another number already"):
        case.job("beri-nomor-surat", {"surat": surat, "nomorLuar": "B-78/Zulaikha"})
