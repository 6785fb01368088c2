"""uvicorn inside a process that does other things as well."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterator

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

_SEND_BUFFER = 128 * 1024


class AddressTakenError(Exception):
    """The address cannot be listened on; the text says which and why."""


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process, which has more to stop than this server."""
        yield


class _Protocol(H11Protocol):
    """Lets no client hold a connection that it does not use.

    uvicorn's own limits end with the first byte, so heads and bodies that come drop by drop, or answers that nobody
    reads, would hold every connection for ever; and it refuses whoever comes when all are held. Here a connection on
    which nothing moves is closed, and when there are too many, the one that waits longest for its client makes room.
    """

    head_seconds = 10.0
    connections_at_most = 256
    shed: Callable[[str], None]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._lost = False
        self._waits_since = self.loop.time()
        self.loop.call_later(self.head_seconds, self._look, None)
        if len(self.connections) > self.connections_at_most:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = True
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        self._waits_since = self.loop.time()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        self.shed("malformed")
        if self.cycle is not None and not self.cycle.response_complete:
            # Inside a request: whatever it would still have answered belongs to nobody any more.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self.transport.abort()

    def _make_room(self) -> None:
        others = (found for found in self.connections if isinstance(found, _Protocol) and found is not self)
        waiting = [found for found in others if found._waits_for_client() and not found._lost]
        self.shed("too many connections")
        # With none waiting, all are at work: the newest has to come again.
        min(waiting, key=lambda found: found._waits_since, default=self)._drop()

    def _waits_for_client(self) -> bool:
        """Nothing asked, half asked, or answered and not read."""
        if self.cycle is None or self.cycle.response_complete or self.cycle.more_body:
            return True
        return self.transport.get_write_buffer_size() > 0

    def _drop(self) -> None:
        # Not close(), which would wait until the client has read what is left.
        self.connections.discard(self)
        self.transport.abort()

    def _look(self, last: object) -> None:
        if self._lost:
            return
        unsent, closing = self.transport.get_write_buffer_size(), self.transport.is_closing()
        idle = self.cycle is None or self.cycle.response_complete
        now = (self.cycle, unsent, closing) if idle or unsent or closing else None
        if now is not None and now == last:
            self.shed("nothing moves")
            self._drop()
            return
        self.loop.call_later(self.head_seconds, self._look, now)


@contextlib.asynccontextmanager
async def serving(
    app: ASGIApp,
    host: str,
    port: int,
    *,
    head_seconds: float = 10.0,
    connections: int = 256,
    shed: Callable[[str], None] = lambda _reason: None,
) -> AsyncIterator[int]:
    """Serve `app` for the block; gives the port, which is a free one when 0 was asked for.

    A connection on which nothing moved for one to two times `head_seconds`, because the client sends no request or
    reads no answer, is closed. Above `connections` the one that waits longest for its client is. `shed` is told why,
    in one of three words, of each of these and of what is no HTTP.

    Requests that run at the end get a few seconds to finish. Raises AddressTakenError.
    """
    listening = _listen(host, port)
    limits = {"head_seconds": head_seconds, "connections_at_most": connections, "shed": staticmethod(shed)}
    config = uvicorn.Config(
        app,
        http=type("_Limited", (_Protocol,), limits),
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_keep_alive=10,
        timeout_graceful_shutdown=5,
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
        # With the protocol named, asyncio sets TCP_NODELAY on what connects; else an answer in two parts waits 40 ms.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # For each connection; by itself the system keeps megabytes for a client that does not read.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
        listening.bind((host, port))
        listening.listen(128)
        listening.setblocking(False)
        return listening
    except OSError as error:
        raise AddressTakenError(f"{host}:{port} cannot be listened on: {error.strerror}.") from error
