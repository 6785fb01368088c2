"""A mail server for the demonstration: takes every message on loopback and keeps it as an .eml file.

Run as `python -m deploy.demo.sink PORT FOLDER`. Nothing leaves this machine.
"""

from __future__ import annotations

import asyncio
import email
import hashlib
import re
import sys
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP, Envelope, Session

_LIMIT_BYTES = 20 * 1024 * 1024


class _Keep:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        content = envelope.content
        data = content if isinstance(content, bytes) else (content or "").encode()
        message = email.message_from_bytes(data, policy=default)
        identity = str(message["Message-ID"] or hashlib.sha256(data).hexdigest())
        # The same identity overwrites: a second try of one letter is one letter, as in the receiver's mailbox.
        name = re.sub(r"[^A-Za-z0-9._-]+", "_", identity).strip("_")[:150]
        recipient = re.sub(r"[^A-Za-z0-9._@-]+", "_", (envelope.rcpt_tos or ["?"])[0])[:80]
        (self._folder / f"{name}.{recipient}.eml").write_bytes(data)
        return "250 OK"


def serve(port: int, folder: Path) -> None:
    """Takes mail until the process ends."""
    folder.mkdir(parents=True, exist_ok=True)
    loop = asyncio.new_event_loop()
    controller = UnthreadedController(
        _Keep(folder), hostname="127.0.0.1", port=port, data_size_limit=_LIMIT_BYTES, loop=loop
    )
    controller.begin()  # type: ignore[no-untyped-call]
    loop.run_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
