"""Every job type with its handler, its pool and its patience."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Literal

from workers.contract import CONTRACTS, storable
from workers.handlers import deadlines, letters, sending
from workers.handlers.failures import as_job_failures
from workers.handlers.services import Context, Services
from workers.runtime.backoff import BackOff
from workers.runtime.task import JobContext, Task
from workers.settings import EngineSettings

Handler = Callable[[Any, Any, Context], Any]


@dataclass(frozen=True)
class Pools:
    """Threads by kind of work, so that a slow mail server holds up neither deadlines nor numbers."""

    general: Executor
    deadlines: Executor
    sending: Executor


@dataclass(frozen=True)
class _Entry:
    handle: Handler
    back_off: BackOff
    pool: Literal["general", "deadlines", "sending"] = "general"
    sends: bool = False
    """Whether it talks to other systems, which takes longer."""
    slots: int | None = None


# Short work on the local database is tried again soon; a mail server that refuses wants more time.
_QUICK = BackOff(first=0.5, limit=30.0)
_SLOW = BackOff(first=5.0, limit=600.0)

HANDLERS: dict[str, _Entry] = {
    "hitung-tenggat": _Entry(deadlines.hitung_tenggat, BackOff(first=0.5, limit=60.0), "deadlines"),
    "buat-konsep-surat": _Entry(letters.buat_konsep, _QUICK),
    "kunci-surat": _Entry(letters.kunci, _QUICK),
    "beri-nomor-surat": _Entry(letters.beri_nomor, _QUICK),
    "arsipkan-surat": _Entry(letters.arsipkan, _QUICK),
    # A try takes up to the time-outs of a mail server and a webhook, for each thread's jobs one after the other.
    "kirim-surat": _Entry(sending.kirim, _SLOW, "sending", sends=True, slots=32),
    "batalkan-surat": _Entry(letters.batalkan, _QUICK),
    "ingatkan-instansi": _Entry(sending.ingatkan, _QUICK),
    "eskalasi-tenggat": _Entry(sending.eskalasi, _QUICK),
    "catat-tanda-terima": _Entry(letters.catat_tanda_terima, _QUICK),
    "tutup-perkara": _Entry(letters.tutup_perkara, _QUICK),
}
"""The handler of each job type of workers.contract."""


def build_tasks(services: Services, pools: Pools, settings: EngineSettings) -> list[Task[Any, Any, Any]]:
    """One task for each job type of the contract."""
    tasks = []
    for job_type, contract in CONTRACTS.items():
        entry = HANDLERS[job_type]
        slots = min(settings.slots, entry.slots or settings.slots)
        tasks.append(
            Task(
                job_type=job_type,
                input=contract.input,
                header=contract.header,
                output=contract.output,
                handle=bound(entry.handle, services),
                pool=getattr(pools, entry.pool),
                retries=contract.retries,
                back_off=entry.back_off,
                slots=slots,
                batch=min(settings.batch, slots),
                job_seconds=settings.sending_job_seconds if entry.sends else settings.job_seconds,
            )
        )
    return tasks


def bound(handle: Handler, services: Services) -> Callable[[Any, Any, JobContext], Any]:
    """The handler with its services, its domain errors told as job failures."""

    def run(values: Any, headers: Any, job: JobContext) -> Any:
        context = Context(job, services)
        with as_job_failures():
            _note_answer(values, context)
            return handle(values, headers, context)

    return run


def _note_answer(values: Any, context: Context) -> None:
    """The case carries an answer of the inbox: that is how the inbox learns that the case took it."""
    answer = getattr(values, "balasan", None)
    if not isinstance(answer, dict):
        return
    sender, message = answer.get("pengirim"), answer.get("pesan")
    if isinstance(sender, str) and isinstance(message, str) and storable(sender) and storable(message):
        context.services.inbox.note_taken(sender, message, context.case, context.services.now())
