"""A real worker and a mail server inside the test process, on a thread of their own."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.offices_directory import offices_directory
from workers.app import RunningWorker, running_worker
from workers.office import copy_offices_for_trial
from workers.settings import load_settings

KANWIL_TOKEN = "token-uji-kanwil-0123456789"


class Mailbox:
    """Keeps every message that arrives."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refusing = False
        """For the time being: the server answers as one whose disk is full."""

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refusing:
            return "452 Insufficient system storage"
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.messages if address in str(message["To"])]


@contextlib.contextmanager
def mail_server() -> Iterator[tuple[Mailbox, int]]:
    """A mail server on a free port of loopback."""
    mailbox = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield mailbox, port
    finally:
        controller.stop()


@contextlib.contextmanager
def worker_thread(engine_address: str, home: Path, smtp_port: int) -> Iterator[RunningWorker]:
    """A worker with offices for trial and a register of its own under `home`."""
    copy_offices_for_trial(offices_directory(), home / "offices")
    settings = load_settings(
        home,
        offices=home / "offices",
        engine_address=engine_address,
        environment={
            "ALUR_SMTP_PORT": str(smtp_port),
            "ALUR_GATEWAY_PORT": "0",
            "ALUR_OBSERVE_PORT": "0",
            "ALUR_GATEWAY_TOKEN_KANWIL": KANWIL_TOKEN,
        },
    )
    started: Future[RunningWorker] = Future()
    stop: Future[asyncio.Event] = Future()

    async def serve() -> None:
        stopping = asyncio.Event()
        stop.set_result(stopping)
        async with running_worker(settings) as worker:
            await worker.wait_ready()
            started.set_result(worker)
            await stopping.wait()

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as failure:
            if not started.done():
                started.set_exception(failure)
            raise

    thread = threading.Thread(target=run, name="worker")
    thread.start()
    worker = started.result(timeout=60)
    try:
        yield worker
    finally:
        worker.defect.get_loop().call_soon_threadsafe(stop.result().set)
        thread.join(timeout=60)
        assert not thread.is_alive()
