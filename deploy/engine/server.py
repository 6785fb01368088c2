"""The engine's process: one data directory, one loop, gRPC and REST on loopback.

`python -m deploy.engine.server --data DIRECTORY --record FILE ...`; `alur up` starts it in the background. It writes
the ports it has bound, or why it cannot run, to the record. SIGTERM ends it: it refuses what is new, commits and
answers what is there, saves a snapshot.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import gc
import json
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deploy.engine.settings import HOST
from deploy.errors import AlurError

if TYPE_CHECKING:
    import uvicorn

    from deploy.engine.http_app import HttpApp
    from deploy.engine.outside import Outside
    from deploy.engine.pages.settings import PagesSettings
    from deploy.engine.runtime import Runtime

_log = logging.getLogger("deploy.engine")
_GRACE_SECONDS = 1.0
_SWITCH_SECONDS = 0.0005
"""The thread that commits has to wait at most this long for the loop to let it tell that it is done."""


def main(arguments: list[str] | None = None) -> int:
    """Run until SIGTERM or SIGINT. Returns the exit status."""
    wanted = _arguments(arguments)
    os.umask(0o077)
    gc.disable()  # until it runs: what is imported stays
    sys.setswitchinterval(_SWITCH_SECONDS)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        asyncio.run(_serve(wanted))
    except AlurError as failure:
        print(failure, file=sys.stderr, flush=True)
        _write_record(wanted.record, {"failure": [failure.message, failure.remedy]})
        return int(failure.exit_code)
    return 0


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.engine.server", description="Alur's embedded engine.")
    parser.add_argument("--data", type=Path, required=True, help="the data directory")
    parser.add_argument("--home", type=Path, help="the state directory; default: where the data directory lies")
    parser.add_argument("--people", type=Path, help="the files of people; default: `people` in the state directory")
    parser.add_argument("--outside", default="", help="how other machines reach it, as JSON; see outside.py")
    parser.add_argument("--record", type=Path, help="file to write the bound ports to")
    parser.add_argument("--grpc-port", type=int, default=0, help="0: any free one")
    parser.add_argument("--rest-port", type=int, default=0, help="0: any free one")
    parser.add_argument("--port-offset", type=int, default=0, help="noted in the record")
    parser.add_argument(
        "--snapshot-seconds", type=float, default=5.0, help="while something happens, a snapshot at least so often"
    )
    return parser.parse_args(arguments)


async def _serve(wanted: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    with _listening(wanted.rest_port) as rest_socket:
        from deploy.engine.limits import Limits
        from deploy.engine.runtime import Runtime

        runtime = await Runtime.open(wanted.data, limits=Limits(snapshot_seconds=wanted.snapshot_seconds))
        try:
            await _serve_runtime(runtime, wanted, rest_socket, stop)
        finally:
            await runtime.close()
            _log.info("Stopped at position %d.", runtime.journal_position)


async def _serve_runtime(
    runtime: Runtime, wanted: argparse.Namespace, rest_socket: socket.socket, stop: asyncio.Event
) -> None:
    from deploy.engine.grpc_api.server import serve_grpc
    from deploy.engine.http_app import HttpApp
    from deploy.engine.outside import outside_of

    outside = outside_of(wanted.outside)
    pages = _pages_settings(wanted)
    try:
        grpc_server, grpc_port = await serve_grpc(runtime, HOST, wanted.grpc_port)
    except OSError as failure:
        raise _taken("gRPC", wanted.grpc_port) from failure
    app = HttpApp(runtime, pages)
    rest_server = _http_server(app)
    rest = asyncio.create_task(rest_server.serve([rest_socket]))
    try:
        async with contextlib.AsyncExitStack() as opened:
            while not rest_server.started and not rest.done():
                await asyncio.sleep(0.001)
            ports = {"grpc": grpc_port, "rest": int(rest_socket.getsockname()[1])}
            if outside is not None:
                ports |= await _open_outside(opened, runtime, outside, pages)
            # What is there now stays: the collector need not look through it again and again.
            gc.freeze()
            gc.set_threshold(10_000, 20, 100)
            gc.enable()
            _write_record(wanted.record, _record(wanted, ports))
            position = runtime.journal_position
            _log.info("Ready at position %d: gRPC %s:%d, REST %s:%d.", position, HOST, grpc_port, HOST, ports["rest"])
            stopped = asyncio.create_task(stop.wait())
            await asyncio.wait([stopped, rest], return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
    finally:
        rest_server.should_exit = True
        app.close_streams()
        await asyncio.gather(grpc_server.stop(_GRACE_SECONDS), rest)


async def _open_outside(
    opened: contextlib.AsyncExitStack, runtime: Runtime, outside: Outside, pages: PagesSettings
) -> dict[str, int]:
    """Ports for other machines, until `opened` ends."""
    from deploy.engine.outside_serving import serving_outside

    try:
        return await opened.enter_async_context(serving_outside(runtime, outside, pages, _http_server, _GRACE_SECONDS))
    except OSError as failure:
        raise AlurError(
            f"The engine cannot listen on {outside.host} with the ports {outside.port} and {outside.grpc_port}.",
            "Give an address of this machine and free ports (--host, --outside-port, --outside-grpc-port).",
            detail=str(failure),
        ) from failure


def _record(wanted: argparse.Namespace, ports: dict[str, int]) -> dict[str, Any]:
    """What others find the engine by, and see what it was asked for."""
    return {
        "pid": os.getpid(),
        "ports": ports,
        "wanted": {"gRPC": wanted.grpc_port, "REST and pages": wanted.rest_port},
        "port_offset": wanted.port_offset,
        "data": str(wanted.data),
        "people": str(wanted.people or ""),
        "outside": wanted.outside,
    }


def _pages_settings(wanted: argparse.Namespace) -> PagesSettings:
    from deploy.engine.pages.settings import PagesSettings
    from deploy.home import cache_directory

    home = wanted.home or wanted.data.parent
    return PagesSettings(people=wanted.people or home / "people", home=home, assets=cache_directory(home) / "pages")


def _http_server(app: HttpApp, **tls: str) -> uvicorn.Server:
    import uvicorn

    class Server(uvicorn.Server):
        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield  # the signals are ours

    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        proxy_headers=False,
        # Longer than clients keep an unused connection, so that none is closed while a request is on its way.
        timeout_keep_alive=60,
        timeout_graceful_shutdown=int(_GRACE_SECONDS),
        **tls,  # type: ignore[arg-type]
    )
    return Server(config)


@contextlib.contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    # With the protocol named, asyncio sets TCP_NODELAY on what connects; else an answer in two parts waits 40 ms.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
            listening.listen(256)
        except OSError as failure:
            if failure.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            raise _taken("REST", port) from failure
        listening.setblocking(False)
        yield listening


def _taken(api: str, port: int) -> AlurError:
    return AlurError(
        f"Port {port} for {api} cannot be used.", "Stop the program that has it, or give another one (--port-offset)."
    )


def _write_record(path: Path | None, content: dict[str, Any]) -> None:
    if path is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_text(json.dumps(content, indent=1), encoding="utf-8")
    os.replace(temporary, path)


if __name__ == "__main__":
    sys.exit(main())
