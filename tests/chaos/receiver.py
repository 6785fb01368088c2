"""The outside party: a mail server that refuses, dawdles and hangs up, and somebody who answers each letter."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import random
import re
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from queue import Empty, Queue
from typing import Any, Literal

import httpx
from aiosmtpd.controller import Controller

from tests.process.test_worker_killed import free_port

Mood = Literal["takes", "refuses", "slow", "hangs up"]
"""hangs up: takes the message and breaks the connection instead of saying so, so the sender must send it again."""
_NUMBER = re.compile(r"^Nomor\s+: (.+)$", re.MULTILINE)
SLOW_SECONDS = (0.5, 3.0)
_AT_ONCE, _ROUND = 8, 64


@dataclass(frozen=True)
class Mail:
    """A message that arrived."""

    message_id: str
    sha256: str
    """Of all of its bytes."""
    nomor: str | None
    """Of the letter that it brings; None for other messages."""
    attachment_sha256: str | None


class MailServer:
    """Keeps what it took in `mails`; new letters also in `letters`."""

    def __init__(self, chance: random.Random) -> None:
        self.mails: list[Mail] = []
        self.letters: Queue[Mail] = Queue()
        self.mood: Mood = "takes"
        self.refused = self.hung_up = 0
        self._chance = chance
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def start(self) -> None:
        """Listen."""
        self._controller.start()

    def stop(self) -> None:
        """Listen no more."""
        self._controller.stop()

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        mood = self.mood
        if mood == "refuses":
            self.refused += 1
            return "451 4.3.0 try again later"
        if mood == "slow":
            # Sometimes longer than the sender waits: it has gone, and the message was taken all the same.
            await asyncio.sleep(self._chance.uniform(*SLOW_SECONDS))
        mail = _read(envelope.content)
        self.mails.append(mail)
        if mail.nomor is not None:
            self.letters.put(mail)
        if mood == "hangs up":
            self.hung_up += 1
            server.transport.abort()
        return "250 OK"


def _read(content: bytes) -> Mail:
    message = BytesParser(policy=default).parsebytes(content)  # type: ignore[arg-type]
    assert isinstance(message, EmailMessage)
    attachments = [part.get_payload(decode=True) for part in message.iter_attachments()]
    body = message.get_body(("plain",))
    found = _NUMBER.search(body.get_content()) if body is not None and attachments else None
    return Mail(
        message_id=str(message["Message-ID"]),
        sha256=hashlib.sha256(content).hexdigest(),
        nomor=found[1].strip() if found else None,
        attachment_sha256=hashlib.sha256(attachments[0]).hexdigest() if attachments else None,  # type: ignore[arg-type]
    )


class Answering:
    """Answers each letter by the gateway of any worker, again and again until one says that it was taken."""

    def __init__(self, server: MailServer, gateways: Sequence[str], token: str, chance: random.Random) -> None:
        self.answered: set[str] = set()
        """Numbers of the letters whose answer was acknowledged."""
        self.refused: list[str] = []
        """Acknowledgements that should not be: status and text."""
        self._server = server
        self._gateways = list(gateways)
        self._chance = chance
        self._ending = threading.Event()
        self._http = httpx.Client(timeout=5.0, trust_env=False, headers={"authorization": f"Bearer {token}"})
        self._thread = threading.Thread(target=self._run, name="answering", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; letters that wait for an answer then stay without."""
        self._ending.set()
        self._thread.join(10)
        self._http.close()

    def _run(self) -> None:
        waiting: list[Mail] = []
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            while not self._ending.is_set():
                try:
                    waiting.append(self._server.letters.get(timeout=0.05))
                    while True:
                        waiting.append(self._server.letters.get_nowait())
                except Empty:
                    pass
                waiting = [mail for mail in waiting if mail.nomor not in self.answered]
                # A few at a time, so that new letters and the end are noticed.
                now, later = waiting[:_ROUND], waiting[_ROUND:]
                taken = list(pool.map(self._answer, now))
                waiting = later + [mail for mail, done in zip(now, taken, strict=True) if not done]
                if waiting and not any(taken):
                    time.sleep(0.2)

    def _answer(self, mail: Mail) -> bool:
        assert mail.nomor is not None
        message = {
            "idPesan": f"jawab-{hashlib.sha256(mail.nomor.encode()).hexdigest()[:24]}",
            "nomorSurat": mail.nomor,
            "hasil": "terbit",
            "tanggal": dt.date.today().isoformat(),
        }
        try:
            response = self._http.post(f"{self._chance.choice(self._gateways)}/v1/balasan", json=message)
        except httpx.TransportError:
            return False
        if response.status_code == 200:
            self.answered.add(mail.nomor)
            return True
        if response.status_code < 500 and response.status_code != 429:
            self.refused.append(f"{response.status_code} {response.text[:200]}")
            return True
        return False
