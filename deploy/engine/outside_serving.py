"""Serves an engine to other machines, beside what listens on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.engine.grpc_api.server import Protection, serve_grpc
from deploy.engine.http_app import HttpApp
from deploy.engine.outside import Outside, api_token

if TYPE_CHECKING:
    import uvicorn

    from deploy.engine.pages.settings import PagesSettings
    from deploy.engine.runtime import Runtime

_log = logging.getLogger("deploy.engine")


@contextlib.asynccontextmanager
async def serving_outside(
    runtime: Runtime,
    outside: Outside,
    pages: PagesSettings,
    make_server: Callable[..., uvicorn.Server],
    grace: float,
) -> AsyncIterator[dict[str, int]]:
    """Both servers until the block ends; gives their ports. Raises OSError when one is taken."""
    token = api_token(pages.people)
    certificate = (
        (Path(outside.key).read_bytes(), Path(outside.certificate).read_bytes()) if outside.certificate else None
    )
    settings = replace(pages, outside=True, behind_proxy=outside.behind_proxy)
    with _listening(outside.host, outside.port) as listening:
        grpc_server, grpc_port = await serve_grpc(
            runtime, outside.host, outside.grpc_port, Protection(token, certificate)
        )
        tls = {"ssl_certfile": outside.certificate, "ssl_keyfile": outside.key} if outside.certificate else {}
        app = HttpApp(runtime, settings, token)
        server = make_server(app, **tls)
        serving = asyncio.create_task(server.serve([listening]))
        try:
            while not server.started and not serving.done():
                await asyncio.sleep(0.001)
            port = int(listening.getsockname()[1])
            _log.info("Reached from outside: %s port %d, gRPC port %d.", outside.scheme, port, grpc_port)
            yield {"outside": port, "outside_grpc": grpc_port}
        finally:
            server.should_exit = True
            app.close_streams()
            await asyncio.gather(grpc_server.stop(grace), serving)


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(256)
        listening.setblocking(False)
        yield listening
