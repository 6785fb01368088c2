"""The worker process: job loops, background work, gateway and health page, started and stopped in order."""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import gc
import logging
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass

from workers.gateway.answering import AnswerDesk
from workers.gateway.http import gateway_app
from workers.handlers.registry import Pools, build_tasks
from workers.handlers.services import Services
from workers.health import health_app
from workers.jobs import ZeebeBroker, connect
from workers.letter_links import LetterLinks
from workers.notifying import SendingPolicy, SmtpServer
from workers.observe import Metrics, WorkerObserver, configure_logging, event, places, quiet_loop
from workers.office import load_offices
from workers.receivers import identity, missing_secrets, parties_of
from workers.runtime.backoff import BackOff, Failures
from workers.runtime.loop import JobLoop
from workers.runtime.periodic import Periodic
from workers.serving import serving
from workers.settings import Settings, SettingsError
from workers.state import StateReport
from workers.storage import Storage, StorageUnavailable

_OUTBOX_SECONDS = 1.0
_INBOX_SECONDS = 2.0
_STATE_SECONDS = 5.0
_SILENT_SECONDS = 45.0
_STORAGE = BackOff(first=0.2, limit=5.0)
_STORAGE_SECONDS = 60.0


class WorkerDefect(Exception):  # noqa: N818 - the worker's, not one call's
    """A part of the worker died of a programming fault; the log has the place."""


@dataclass(frozen=True)
class RunningWorker:
    """A worker that serves jobs, as seen from the process it runs in."""

    settings: Settings
    services: Services
    broker: ZeebeBroker
    desk: AnswerDesk
    metrics: Metrics
    observer: WorkerObserver
    gateway_port: int | None
    health_port: int
    loops: tuple[JobLoop, ...]
    state: StateReport
    defect: asyncio.Future[None]
    """Fails when something that should run for ever ended by itself; the worker must be started anew then."""

    @property
    def gateway_url(self) -> str:
        """Base address of the gateway on this machine."""
        return f"http://{self.settings.gateway.host}:{self.gateway_port}"

    @property
    def health_url(self) -> str:
        """Base address of `/healthz`, `/readyz`, `/metrics`."""
        return f"http://{self.settings.observe.host}:{self.health_port}"

    def note_end(self, task: asyncio.Task[None]) -> None:
        """Called when a loop or background task ended."""
        if not task.cancelled() and (failure := task.exception()) is not None and not self.defect.done():
            event(
                logging.CRITICAL, "worker part died", error=type(failure).__name__, places=places(failure.__traceback__)
            )
            self.defect.set_exception(WorkerDefect(type(failure).__name__))

    def waiting_for(self) -> list[str]:
        """What keeps the worker from being ready; empty when it is."""
        missing = [f"jobs: {job_type}" for job_type in self.observer.silent_types(_SILENT_SECONDS)]
        return [*missing, "storage"] if time.time() - self.state.refreshed > _SILENT_SECONDS else missing

    async def wait_ready(self, seconds: float = 30.0) -> None:
        """Until every job type had its first answered poll. Raises TimeoutError, which names what is missing."""
        try:
            async with asyncio.timeout(seconds):
                while self.waiting_for():
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise TimeoutError(f"the worker is not ready: {', '.join(self.waiting_for())}") from None


@contextlib.asynccontextmanager
async def running_worker(settings: Settings, stopping: asyncio.Event | None = None) -> AsyncIterator[RunningWorker]:
    """Run a worker for the block, in this process and event loop; stopping waits for the jobs that run.

    Raises what storage and office files raise when they cannot be used, and AddressTakenError. A database that does
    not answer is asked again for a minute, or until `stopping` is set. The engine may come up later: see
    `RunningWorker.wait_ready`.
    """
    async with contextlib.AsyncExitStack() as stack:
        asyncio.get_running_loop().set_exception_handler(quiet_loop)
        offices = await asyncio.to_thread(load_offices, settings.files.offices)
        if missing := missing_secrets(offices.values(), os.environ):
            raise SettingsError(tuple(missing))
        storage = await _storage(settings, stopping)
        stack.push_async_callback(asyncio.to_thread, storage.close)
        assert settings.gateway.link_key is not None  # noqa: S101 - load_settings sees to it
        metrics = Metrics()
        observer = WorkerObserver(metrics)
        broker = await stack.enter_async_context(connect(settings.engine))
        parties = parties_of(offices.values())
        desk = AnswerDesk(
            storage, broker, settings.gateway.message_ttl_seconds, settings.gateway.again_seconds, parties=parties
        )

        gateway_port: int | None = None
        links = LetterLinks(settings.gateway.link_key.get_secret_value(), settings.link_base)
        if settings.gateway.enabled:
            app = gateway_app(settings.gateway, desk, storage, links, metrics)
            gateway_port = await stack.enter_async_context(
                serving(
                    app,
                    settings.gateway.host,
                    settings.gateway.port,
                    shed=lambda reason: metrics.requests.labels("connection", reason).inc(),
                )
            )
        if not settings.gateway.public_url and gateway_port:
            # Only now the port is known, when any free one was asked for.
            links.base_url = f"http://{settings.gateway.host}:{gateway_port}"
        services = Services.over(
            storage,
            offices,
            links,
            _smtp(settings),
            environment=os.environ,
            answer_links=_answer_links(settings, parties),
            operate_url=settings.engine.operate_url.rstrip("/"),
            policy=_policy(settings),
            link_days=settings.gateway.link_days,
        )

        pools = Pools(
            general=_pool("job", settings.engine.threads, stack),
            deadlines=_pool("deadline", settings.engine.deadline_threads, stack),
            sending=_pool("sending", settings.engine.sending_threads, stack),
        )
        tasks = build_tasks(services, pools, settings.engine)
        loops = tuple(
            JobLoop(
                broker,
                task,
                observer,
                streaming=settings.engine.streaming,
                stream_seconds=settings.engine.stream_seconds,
                poll_seconds=settings.engine.poll_seconds,
            )
            for task in tasks
        )
        for task in tasks:
            observer.expect(task.job_type)
        state = StateReport(storage, metrics)
        worker_holder: list[RunningWorker] = []
        health = health_app(metrics, lambda: worker_holder[0].waiting_for() if worker_holder else ["start"])
        health_port = await stack.enter_async_context(serving(health, settings.observe.host, settings.observe.port))
        worker = RunningWorker(
            settings,
            services,
            broker,
            desk,
            metrics,
            observer,
            gateway_port,
            health_port,
            loops,
            state,
            asyncio.get_running_loop().create_future(),
        )
        worker_holder.append(worker)

        background = [
            Periodic("outbox", _OUTBOX_SECONDS, lambda: _in(pools.sending, services.deliver_due), _periodic_failed),
            Periodic("inbox", _INBOX_SECONDS, desk.publish_waiting, _periodic_failed),
            Periodic("unseen answers", settings.gateway.again_seconds, desk.publish_unseen, _periodic_failed),
            Periodic("state", _STATE_SECONDS, lambda: _in(pools.general, state.refresh), _periodic_failed),
        ]
        running = [asyncio.create_task(loop.serve()) for loop in loops]
        running += [asyncio.create_task(periodic.run()) for periodic in background]
        event(logging.INFO, "worker started", types=len(tasks), gateway_port=gateway_port, health_port=health_port)
        for task_ in running:
            task_.add_done_callback(worker.note_end)
        try:
            yield worker
        finally:
            abandoned = await asyncio.gather(*(loop.stop(settings.engine.grace_seconds) for loop in loops))
            for task_ in running:
                task_.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            event(logging.INFO, "worker stopped", abandoned=sum(abandoned))


async def run_worker(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT. Raises WorkerDefect when a part of the worker dies."""
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    async with running_worker(settings, stopping) as worker:
        worker.defect.add_done_callback(lambda _: stopping.set())
        await stopping.wait()
        event(logging.INFO, "worker stopping")
        if worker.defect.done():
            worker.defect.result()


def main(settings: Settings) -> None:
    """Configure logging and run the worker; returns after a graceful stop."""
    configure_logging(settings.observe.log_level)
    # A crash in a library's C code leaves the places it happened at in the log, and no values.
    faulthandler.enable()
    # What is loaded now stays for good; the collector need not look at it again and again.
    gc.collect()
    gc.freeze()
    asyncio.run(run_worker(settings))


async def _storage(settings: Settings, stopping: asyncio.Event | None) -> Storage:
    """Open it; machine and database often start together, and a database that restarts is back in a moment."""
    failures = Failures(_STORAGE)
    end = time.monotonic() + _STORAGE_SECONDS
    while True:
        try:
            return await asyncio.to_thread(
                Storage.open, settings.storage.url, letters=settings.files.letters, access="worker"
            )
        except StorageUnavailable:
            wait = failures.next_wait()
            if time.monotonic() + wait > end or (stopping is not None and stopping.is_set()):
                raise
            event(logging.WARNING, "storage does not answer", failures=failures.count)
            await asyncio.sleep(wait)


def _smtp(settings: Settings) -> SmtpServer:
    smtp = settings.smtp
    return SmtpServer(
        host=smtp.host,
        port=smtp.port,
        sender=smtp.sender,
        security=smtp.security,
        user=smtp.user,
        password=smtp.password.get_secret_value(),
        timeout_seconds=smtp.timeout_seconds,
    )


def _policy(settings: Settings) -> SendingPolicy:
    sending = settings.sending
    return SendingPolicy(
        attempts=sending.attempts,
        first_wait=sending.first_wait_seconds,
        longest_wait=sending.longest_wait_seconds,
        lease=sending.lease_seconds,
        webhook_timeout=sending.webhook_timeout_seconds,
    )


def _answer_links(settings: Settings, parties: Mapping[str, Collection[str]]) -> dict[str, str]:
    """By `<office>.<party>`: only parties that have a token can answer there, and only when they can reach it."""
    if not (settings.gateway.enabled and settings.gateway.public_url):
        return {}
    speakers = [identity(sender, parties) for sender in settings.gateway.tokens]
    link = f"{settings.link_base}/v1/balasan"
    return {f"{who.office}.{who.party}": link for who in speakers if who is not None and not who.own}


def _pool(name: str, threads: int, stack: contextlib.AsyncExitStack) -> ThreadPoolExecutor:
    pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
    stack.callback(pool.shutdown, wait=False, cancel_futures=True)
    return pool


async def _in(pool: Executor, work: Callable[[], bool]) -> bool:
    return await asyncio.get_running_loop().run_in_executor(pool, work)


def _periodic_failed(name: str, failure: Exception, failures: int) -> None:
    # One line per doubling, as for the engine.
    if failures & (failures - 1) == 0:
        event(
            logging.WARNING,
            "background work failed",
            work=name,
            error=type(failure).__name__,
            failures=failures,
            places=places(failure.__traceback__),
        )
