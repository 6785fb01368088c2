"""The outermost layer of the gateway: nothing that comes in passes it uncounted."""

from __future__ import annotations

import logging
import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workers.gateway.limits import refuse
from workers.observe import Metrics, event, places

_HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'",
    "referrer-policy": "no-referrer",
}
_METHODS = frozenset({"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"})
_BROKEN = "Terjadi kesalahan pada gerbang. Kirim ulang pesan yang sama; bila terus gagal, laporkan."


class Noted:
    """Counts and logs each request once, however it ends, and gives every answer the same careful headers.

    A fault of ours becomes a 500 here; its text goes nowhere.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.monotonic(), "gone"

        async def careful(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, careful)
        except Exception as error:
            event(logging.ERROR, "gateway failed", error=type(error).__name__, places=places(error.__traceback__))
            if status != "gone":
                raise  # half an answer is out: the server cuts the connection
            await refuse(careful, 500, _BROKEN)
        finally:
            self._note(scope, status, time.monotonic() - started)

    def _note(self, scope: Scope, status: str, seconds: float) -> None:
        # The template of the path only: a path may hold a link, a query anything.
        path = getattr(scope.get("route"), "path", "other")
        self._metrics.requests.labels(path, status).inc()
        method = scope["method"] if scope["method"] in _METHODS else "other"
        level = logging.DEBUG if path == "/healthz" else logging.INFO
        event(level, "request", method=method, path=path, status=status, ms=round(seconds * 1000, 1))
