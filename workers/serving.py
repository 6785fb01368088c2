"""uvicorn inside a process that does other things as well."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol


class AddressTakenError(Exception):
    """The address cannot be listened on; the text says which and why."""


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process, which has more to stop than this server."""
        yield


class _Protocol(H11Protocol):
    """Closes a connection on which no request comes to be.

    uvicorn's own limit ends with the first byte, so a few hundred heads that come drop by drop would hold every
    connection for ever.
    """

    head_seconds = 10.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.loop.call_later(self.head_seconds, self._look, None)

    def _look(self, last: object) -> None:
        if self.transport.is_closing():
            return
        serving = self.cycle is not None and not self.cycle.response_complete
        if not serving and last is not None and last == (self.cycle, "waits"):
            self.transport.close()
            return
        self.loop.call_later(self.head_seconds, self._look, None if serving else (self.cycle, "waits"))


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, host: str, port: int, *, head_seconds: float = 10.0) -> AsyncIterator[int]:
    """Serve `app` for the block; gives the port, which is a free one when 0 was asked for.

    A connection whose request has not begun after one to two times `head_seconds` is closed.

    Requests that run at the end get a few seconds to finish. Raises AddressTakenError.
    """
    listening = _listen(host, port)
    config = uvicorn.Config(
        app,
        http=type("_Limited", (_Protocol,), {"head_seconds": head_seconds}),
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_keep_alive=10,
        timeout_graceful_shutdown=5,
        limit_concurrency=256,
        h11_max_incomplete_event_size=16 * 1024,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not server.started:
            if task.done():
                task.result()
                raise AddressTakenError(f"{host}:{port} could not be served.")
            await asyncio.sleep(0.01)
        yield int(listening.getsockname()[1])
    finally:
        server.should_exit = True
        await task
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
        listening.setblocking(False)
        return listening
    except OSError as error:
        raise AddressTakenError(f"{host}:{port} cannot be listened on: {error.strerror}.") from error
