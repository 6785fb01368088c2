"""Limits on requests: size, time to arrive, rate."""

from __future__ import annotations

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MAX_CALLERS = 10_000


class RateLimit:
    """A token bucket per caller: `per_minute` requests, all of which may come at once."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity = float(per_minute)
        self._per_second = per_minute / 60.0
        self._clock = clock
        self._callers: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> float:
        """0 when the caller may go on, else the seconds after which it may."""
        now = self._clock()
        left, at = self._callers.pop(caller, (self._capacity, now))
        left = min(self._capacity, left + (now - at) * self._per_second)
        allowed = left >= 1.0
        self._callers[caller] = (left - 1.0 if allowed else left, now)
        # The oldest callers have full buckets again, so forgetting them gives nothing away.
        while len(self._callers) > _MAX_CALLERS:
            self._callers.popitem(last=False)
        return 0.0 if allowed else (1.0 - left) / self._per_second


class BoundedBody:
    """Reads the whole body before anything else sees the request; refuses what is too large or comes too slowly."""

    def __init__(self, app: ASGIApp, max_bytes: int, seconds: float = 10.0) -> None:
        self._app = app
        self._max = max_bytes
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        if declared.isdigit() and int(declared[:12]) > self._max:
            await _refuse(send, 413, f"Isi permintaan melebihi {self._max // 1024} KiB.")
            return
        body = b""
        try:
            async with asyncio.timeout(self._seconds):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return
                    body += message.get("body", b"")
                    if len(body) > self._max:
                        await _refuse(send, 413, f"Isi permintaan melebihi {self._max // 1024} KiB.")
                        return
                    if not message.get("more_body", False):
                        break
        except TimeoutError:
            await _refuse(send, 408, "Permintaan terlalu lama diterima. Ulangi dengan sambungan yang lebih baik.")
            return
        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)


async def _refuse(send: Send, status: int, text: str) -> None:
    content = json.dumps({"status": "ditolak", "pesan": text}).encode()
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
