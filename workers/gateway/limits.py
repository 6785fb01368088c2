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


_MAX_HEAD = 32 * 1024
_ONCE = (b"authorization", b"content-type", b"content-encoding", b"x-alur-timestamp", b"x-alur-signature")


class BoundedRequest:
    """Reads the whole body before anything else sees the request; refuses what is too large, comes too slowly, or what
    a proxy before us could have understood otherwise than we do."""

    def __init__(self, app: ASGIApp, max_bytes: int, seconds: float = 10.0) -> None:
        self._app = app
        self._max = max_bytes
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if (fault := _head_fault(scope["headers"])) is not None:
            await refuse(send, *fault)
            return
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        if declared.isdigit() and int(declared[:12]) > self._max:
            await refuse(send, 413, f"Isi permintaan melebihi {self._max // 1024} KiB.")
            return
        body = bytearray()
        try:
            async with asyncio.timeout(self._seconds):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return
                    body += message.get("body", b"")
                    if len(body) > self._max:
                        await refuse(send, 413, f"Isi permintaan melebihi {self._max // 1024} KiB.")
                        return
                    if not message.get("more_body", False):
                        break
        except TimeoutError:
            await refuse(send, 408, "Permintaan terlalu lama diterima. Ulangi dengan sambungan yang lebih baik.")
            return
        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self._app(scope, replay, send)


def _head_fault(headers: list[tuple[bytes, bytes]]) -> tuple[int, str] | None:
    if sum(len(name) + len(value) for name, value in headers) > _MAX_HEAD:
        return 431, f"Kepala permintaan melebihi {_MAX_HEAD // 1024} KiB."
    names = [name for name, _ in headers]
    if b"content-length" in names and b"transfer-encoding" in names:
        return 400, "Content-Length dan Transfer-Encoding tidak boleh dipakai bersama."
    if any(names.count(name) > 1 for name in _ONCE):
        return 400, "Sebuah kepala permintaan ditulis dua kali."
    return None


async def refuse(send: Send, status: int, text: str) -> None:
    """An answer of the gateway's form, after which the connection is closed."""
    content = json.dumps({"status": "ditolak", "pesan": text, "rincian": []}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
