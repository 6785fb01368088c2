"""Logs, metrics, health: what ops see of a worker. Nothing here ever shows what a job is about.

Logs are JSON lines. Our own events carry named, chosen fields. Of other libraries' records only the message template
is written, and of an exception only its type and the places it went through: texts may quote names and numbers.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, TextIO

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from workers.runtime.broker import BrokerBusyError, BrokerError, Job
from workers.runtime.outcome import Completed, Failed, Outcome, Thrown

_LOGGER = logging.getLogger("workers")
_PLACES = 12
_RETRYING_SECONDS = 60.0
"""How long after its time a job that did not come back here counts as one that waits."""
_MOST_RETRYING = 10_000
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class JsonLines(logging.Formatter):
    """One JSON object per record, without any text that could hold personal data."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line: dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        fields = getattr(record, "alur_fields", None)
        if fields is not None:
            line["event"] = record.msg
            line |= fields
        elif record.args or record.name.startswith(("uvicorn", "workers")):
            line["event"] = str(record.msg)[:300]
        else:
            # Already formatted by somebody who did not think of our readers.
            line["event"] = "message withheld"
            line["place"] = f"{record.module}:{record.lineno}"
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["places"] = places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def places(traceback: TracebackType | None) -> list[str]:
    """Where an exception came through, innermost last; no texts and no values."""
    found = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        found.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return found[-_PLACES:]


def event(level: int, name: str, **fields: object) -> None:
    """Log one event of ours. The caller answers for the fields holding keys, types and counts only."""
    _LOGGER.log(level, name, extra={"alur_fields": fields})


def configure_logging(level: str, stream: TextIO | None = None) -> None:
    """Send every logger of this process through JsonLines to `stream` (standard error)."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Libraries print whole jobs and requests at DEBUG and INFO.
    for name in ("pyzeebe", "grpc", "asyncio", "httpx", "httpcore", "psycopg", "mail.log", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers[:] = []
        logger.propagate = True
        logger.setLevel(logging.WARNING)
    logging.captureWarnings(True)
    # On a full disk every event would otherwise be followed by a traceback that nobody can write either.
    logging.raiseExceptions = False


def quiet_loop(loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    """asyncio's exception handler: its own prints the repr of tasks, which may quote an exception's text."""
    failure = context.get("exception")
    event(
        logging.ERROR,
        "unhandled",
        error=type(failure).__name__ if failure else None,
        places=places(failure.__traceback__) if failure else [],
        closing=loop.is_closed(),
    )


class Metrics:
    """Prometheus metrics of one worker process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.jobs = Counter("alur_jobs", "Jobs by outcome", ["type", "outcome"], registry=self.registry)
        self.seconds = Histogram(
            "alur_job_seconds", "From taking a job to its report", ["type"], buckets=_BUCKETS, registry=self.registry
        )
        self.running = Gauge("alur_jobs_running", "Jobs taken and not reported yet", ["type"], registry=self.registry)
        self.retrying = Gauge(
            "alur_jobs_retrying", "Jobs that failed here and wait for their next try", ["type"], registry=self.registry
        )
        self.connection_failures = Counter(
            "alur_connection_failures", "Polls and streams that failed", ["type", "kind"], registry=self.registry
        )
        self.streams = Counter(
            "alur_streams_renewed", "Streams opened again at their end", ["type"], registry=self.registry
        )
        self.again = Counter(
            "alur_jobs_delivered_again", "Jobs given out again while they ran here", ["type"], registry=self.registry
        )
        self.unreported = Counter(
            "alur_reports_failed", "Outcomes that could not be told to the engine", ["type"], registry=self.registry
        )
        self.requests = Counter("alur_gateway_requests", "Requests", ["path", "status"], registry=self.registry)
        self.state = Gauge("alur_state", "Counts from storage, refreshed regularly", ["what"], registry=self.registry)
        self.state_age = Gauge("alur_state_refreshed_seconds", "Unix time of that refresh", registry=self.registry)


class _Series:
    """What every job of one type touches; looking a series up by its labels takes longer than counting."""

    def __init__(self, metrics: Metrics, job_type: str, clock: Callable[[], float]) -> None:
        self.running = metrics.running.labels(job_type)
        self.seconds = metrics.seconds.labels(job_type)
        self.completed = metrics.jobs.labels(job_type, "completed")
        self._clock = clock
        self._retrying: dict[int, float] = {}
        metrics.retrying.labels(job_type).set_function(self._count_retrying)

    def comes_again(self, key: int, seconds: float) -> None:
        """The job will be given out again after so many seconds, perhaps to another worker, who does not tell us."""
        if len(self._retrying) >= _MOST_RETRYING:
            self._count_retrying()
        if len(self._retrying) < _MOST_RETRYING:
            self._retrying[key] = self._clock() + seconds + _RETRYING_SECONDS

    def came_again(self, key: int) -> None:
        """It was, to us."""
        self._retrying.pop(key, None)

    def _count_retrying(self) -> float:
        now = self._clock()
        self._retrying = {key: until for key, until in self._retrying.items() if until > now}
        return float(len(self._retrying))


class WorkerObserver:
    """Turns what the runtime tells into metrics, log lines and readiness."""

    def __init__(self, metrics: Metrics, clock: Callable[[], float] = time.monotonic) -> None:
        self._metrics = metrics
        self._clock = clock
        self._answered: dict[str, float] = {}
        self._series: dict[str, _Series] = {}
        self._failing: dict[tuple[str, str], int] = {}

    def expect(self, job_type: str) -> None:
        """Readiness waits for this type's first answered poll."""
        self._answered.setdefault(job_type, float("-inf"))
        self._of(job_type)  # so that its series stand at 0 from the start

    def silent_types(self, seconds: float) -> list[str]:
        """Types whose polls were not answered for that long."""
        limit = self._clock() - seconds
        return sorted(name for name, at in self._answered.items() if at < limit)

    def connected(self, job_type: str) -> None:
        self._answered[job_type] = self._clock()
        if self._failing.pop((job_type, "poll"), 0):
            event(logging.INFO, "engine answers again", type=job_type)

    def connection_failed(self, job_type: str, what: str, error: BrokerError, failures: int, wait: float) -> None:
        kind = "busy" if isinstance(error, BrokerBusyError) else "unavailable"
        self._metrics.connection_failures.labels(job_type, kind).inc()
        self._failing[job_type, what] = failures
        # One line per doubling: an outage of hours must not fill the disk.
        if failures & (failures - 1) == 0:
            event(
                logging.WARNING,
                "engine does not answer",
                type=job_type,
                call=what,
                reason=f"{type(error).__name__}({error})",
                failures=failures,
                wait_seconds=round(wait, 2),
            )

    def stream_renewed(self, job_type: str) -> None:
        self._metrics.streams.labels(job_type).inc()

    def delivered_again(self, job: Job) -> None:
        self._metrics.again.labels(job.job_type).inc()
        event(logging.WARNING, "job delivered again while it runs", **_identity(job))

    def started(self, job: Job) -> None:
        series = self._of(job.job_type)
        series.running.inc()
        series.came_again(job.key)

    def finished(self, job: Job, outcome: Outcome, seconds: float, reported: bool) -> None:
        series = self._of(job.job_type)
        series.running.dec()
        series.seconds.observe(seconds)
        if isinstance(outcome, Completed) and reported:
            series.completed.inc()
        else:
            name = outcome_name(outcome) if reported else "gone"
            self._metrics.jobs.labels(job.job_type, name).inc()
            if isinstance(outcome, Failed) and reported and outcome.retries:
                series.comes_again(job.key, outcome.back_off_seconds)
        if isinstance(outcome, Completed) and reported:
            if _LOGGER.isEnabledFor(logging.DEBUG):
                event(logging.DEBUG, "job completed", seconds=round(seconds, 4), **_identity(job))
        elif isinstance(outcome, Failed):
            event(
                logging.WARNING,
                "job failed",
                reason=outcome.reason,
                message=outcome.message,
                retries_left=outcome.retries,
                back_off_seconds=round(outcome.back_off_seconds, 2),
                **_identity(job),
            )
        elif isinstance(outcome, Thrown):
            event(logging.INFO, "job ended in a BPMN error", code=outcome.code, **_identity(job))

    def _of(self, job_type: str) -> _Series:
        series = self._series.get(job_type)
        if series is None:
            series = self._series[job_type] = _Series(self._metrics, job_type, self._clock)
        return series

    def report_failed(self, job: Job, error: BrokerError) -> None:
        self._metrics.unreported.labels(job.job_type).inc()
        event(logging.ERROR, "outcome not reported", reason=f"{type(error).__name__}({error})", **_identity(job))

    def unexpected(self, job: Job, failure: Exception) -> None:
        event(
            logging.ERROR,
            "handler failed",
            error=type(failure).__name__,
            places=places(failure.__traceback__),
            **_identity(job),
        )


def outcome_name(outcome: Outcome) -> str:
    """The outcome as a metric label."""
    if isinstance(outcome, Completed):
        return "completed"
    if isinstance(outcome, Thrown):
        return "error"
    return "failed" if outcome.retries else "incident"


def _identity(job: Job) -> dict[str, object]:
    return {
        "type": job.job_type,
        "job": job.key,
        "case": job.process_instance_key,
        "process": job.process_id,
        "element": job.element_id,
    }
