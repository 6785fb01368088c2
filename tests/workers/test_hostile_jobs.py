"""Job variables of the wrong kind or size: a clear refusal at once, nothing quoted, nothing broken for the next job."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.workers.job_case import BREACH, HEADERS, NOW, OFFICE, REQUEST, Case, Sent
from workers.contract import CONTRACTS
from workers.handlers.registry import Pools, build_tasks
from workers.handlers.services import Services
from workers.observe import Metrics, WorkerObserver
from workers.runtime.backoff import Outages
from workers.runtime.broker import Job
from workers.runtime.outcome import Completed, Failed, Outcome, Thrown
from workers.runtime.task import run
from workers.runtime.threads import Calls
from workers.settings import EngineSettings

MARK = "RAHASIA-7731"
_DEEP: Any = MARK
for _ in range(300):
    _DEEP = [_DEEP]

# Everything here is JSON that the engine passes on as it is.
HOSTILE: dict[str, Any] = {
    "3 MB of text": MARK + "x" * 3_000_000,
    "200,000 lines": f"{MARK}\n\n" * 200_000,
    "a text with a null character": f"{MARK}\x00",
    "half a character": f"{MARK}\ud800",
    "deeply nested": _DEEP,
    "a number beyond 64 bits": 10**40,
    "not a number": float("nan"),
    "a list": [MARK],
    "an object with 5,000 fields": {f"{MARK}-{n}": MARK for n in range(5_000)},
    "a list of 20,000 people": [{"nama": MARK, "nip": MARK}] * 20_000,
    "a template": "{{ ''.__class__.__mro__ }}{% for i in range(10**9) %}" + MARK + "{% endfor %}",
    "markup": f"<w:p>]]></w:t><script>{MARK}</script>&a;",
    "a mail header": f"{MARK}\r\nBcc: semua@example.test\r\n\r\nisi",
    "a path": f"../../../../{MARK}",
    "SQL": f"'; DROP TABLE nomor; -- {MARK}",
    "nothing": None,
}
SECONDS = 20.0


def job_of(job_type: str, variables: dict[str, Any], case: int = 4711) -> Job:
    headers = BREACH if job_type == "eskalasi-tenggat" else HEADERS
    return Job(1, job_type, case, "proses", "Task_X", 900, CONTRACTS[job_type].retries, headers, variables)


async def outcome_of(services: Services, job: Job) -> Outcome:
    with ThreadPoolExecutor(2) as pool:
        task = next(
            t for t in build_tasks(services, Pools(pool, pool, pool), EngineSettings()) if t.job_type == job.job_type
        )
        return await run(task, job, WorkerObserver(Metrics()), Outages(), Calls())


def variables_of(case: Case, job_type: str) -> dict[str, Any]:
    """What the job would get in an ordinary case; the letter is as far as the job needs it."""
    needs = {
        "beri-nomor-surat": "kunci-surat",
        "kunci-surat": "buat-konsep-surat",
        "arsipkan-surat": "beri-nomor-surat",
        "kirim-surat": "arsipkan-surat",
    }
    wanted = CONTRACTS[job_type].input.model_fields
    surat = None
    if "surat" in wanted and job_type != "buat-konsep-surat":
        surat = case.surat(needs.get(job_type, "kirim-surat"))
    ordinary = {
        "mulai": NOW,
        "nomorPerkara": "P-1",
        "permohonan": REQUEST,
        "daftar": None,
        "surat": surat,
        "isi": "Isi surat." if job_type == "kunci-surat" else None,
        "catatan": None,
        "alasan": "uji",
        "tujuan": "kanwil",
        "instansi": "kanwil",
        "kantor": OFFICE,
        "langkah": "periksa",
        "waktuBaku": "PT15M",
        "pelaksana": "korpel",
        "penerima": "Penerima",
        "tanggalTerima": "2026-11-25",
    }
    return {name: ordinary.get(name) for name in wanted}


@pytest.mark.parametrize("job_type", sorted(CONTRACTS))
def test_hostile_variables_are_refused_clearly(services: Services, sent: Sent, job_type: str) -> None:
    del sent
    ordinary = variables_of(Case(services), job_type)
    for number, name in enumerate(ordinary):
        for other, (what, value) in enumerate(HOSTILE.items()):
            began = time.monotonic()
            # A draft makes its letter, whose case number is then the first that came.
            case = 10_000 + 100 * number + other if job_type == "buat-konsep-surat" else 4711
            outcome = asyncio.run(outcome_of(services, job_of(job_type, {**ordinary, name: value}, case)))
            told = f"{job_type}: {name} is {what}: {outcome}"
            assert time.monotonic() - began < SECONDS, told
            if isinstance(outcome, Failed):
                # A person must see it at once; retrying would change nothing, and an unforeseen error tells nothing.
                assert (outcome.reason, outcome.retries) == ("NeedsPerson", 0), told
                # A short case number may be named: people look a case up by it.
                assert MARK not in outcome.message or name == "nomorPerkara", told
                assert len(outcome.message) < 1000, told
            elif isinstance(outcome, Thrown):
                assert MARK not in outcome.message, told
    # Nothing was broken on the way: an ordinary case goes through to its end.
    surat = Case(services, key=4712).surat("kirim-surat")
    assert surat["status"] == "dikirim"


def test_a_letter_with_hostile_data_of_the_case_is_still_one_letter(services: Services, sent: Sent) -> None:
    del sent
    for n, value in enumerate(v for v in HOSTILE.values() if isinstance(v, str) and len(v) < 1000):
        request = {**REQUEST, "nama": value, "unitKerja": value}
        case = Case(services, key=5000 + n)
        outcome = asyncio.run(
            outcome_of(
                services,
                Job(
                    n,
                    "buat-konsep-surat",
                    case.key,
                    "proses",
                    "Task_X",
                    900,
                    5,
                    HEADERS,
                    {"mulai": NOW, "nomorPerkara": "P-1", "permohonan": request},
                ),
            )
        )
        assert isinstance(outcome, Completed | Failed), value
        if isinstance(outcome, Failed):
            assert (outcome.reason, outcome.retries) == ("NeedsPerson", 0), (value, outcome)
