"""Jobs as the runtime runs them: wrong variables, failures and log included."""

from __future__ import annotations

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from tests.workers.job_case import HEADERS, NOW
from workers.handlers.registry import Pools, build_tasks
from workers.handlers.services import Services
from workers.observe import Metrics, WorkerObserver
from workers.runtime.backoff import Outages
from workers.runtime.broker import Job
from workers.runtime.outcome import Completed, Failed, Outcome, Thrown
from workers.runtime.task import run
from workers.runtime.threads import Calls
from workers.settings import EngineSettings


@dataclass
class Worker:
    """Jobs as the runtime runs them, with what an engine and an operator would see."""

    services: Services
    metrics: Metrics
    log: io.StringIO
    common: dict[str, Any]
    """Variables of every job."""
    seen: list[str] = field(default_factory=list)

    def job(
        self, job_type: str, values: dict[str, Any], headers: dict[str, Any] | None = None, case: int = 4711
    ) -> Outcome:
        with ThreadPoolExecutor(1) as pool:
            tasks = {t.job_type: t for t in build_tasks(self.services, Pools(pool, pool, pool), EngineSettings())}
            job = Job(
                len(self.seen) + 1,
                job_type,
                case,
                "proses",
                "Task_X",
                len(self.seen) + 100,
                3,
                {**HEADERS, "tujuan": "pemohon"} if headers is None else headers,
                {"mulai": NOW, "nomorPerkara": f"P-{case}", **self.common, **values},
            )
            observer = WorkerObserver(self.metrics)
            outcome = asyncio.run(run(tasks[job_type], job, observer, Outages(), Calls()))
            observer.started(job)
            observer.finished(job, outcome, 0.1, True)
        self.seen.append(repr(job))
        if isinstance(outcome, Failed | Thrown):
            self.seen.append(outcome.message)
        return outcome

    def surat(self, outcome: Outcome) -> dict[str, Any]:
        assert isinstance(outcome, Completed), self.seen[-1]
        return dict(outcome.variables["surat"])
