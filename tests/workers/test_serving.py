"""Connections that ask for nothing, or drop by drop, are closed; those that ask are served."""

from __future__ import annotations

import asyncio
import time

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from workers.serving import serving

HEAD_SECONDS = 0.3


async def _slowly(_request: Request) -> PlainTextResponse:
    await asyncio.sleep(HEAD_SECONDS * 4)
    return PlainTextResponse("selesai")


APP = Starlette(routes=[Route("/", lambda _request: PlainTextResponse("ada")), Route("/lambat", _slowly)])


async def _until_closed(port: int, drops: bytes) -> float:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()
    try:
        for drop in drops:
            writer.write(bytes([drop]))
            await writer.drain()
            await asyncio.sleep(0.05)
            if reader.at_eof() or writer.is_closing():
                break
        assert await asyncio.wait_for(reader.read(), 5) == b""
    except ConnectionError:
        pass
    finally:
        writer.close()
    return time.monotonic() - began


def test_a_head_that_comes_drop_by_drop_is_not_waited_for() -> None:
    async def scenario() -> None:
        async with serving(APP, "127.0.0.1", 0, head_seconds=HEAD_SECONDS) as port:
            head = b"GET / HTTP/1.1\r\nHost: a\r\nX-Panjang: " + b"a" * 400
            took = await asyncio.gather(*(_until_closed(port, head) for _ in range(20)), _until_closed(port, b""))
            assert max(took) < 8 * HEAD_SECONDS + 2

    asyncio.run(scenario())


def test_a_request_is_served_however_long_its_answer_takes() -> None:
    async def scenario() -> None:
        async with serving(APP, "127.0.0.1", 0, head_seconds=HEAD_SECONDS) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            for path, answer in (("/lambat", b"selesai"), ("/", b"ada")):
                writer.write(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
                head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
                assert head.startswith(b"HTTP/1.1 200")
                assert await reader.readexactly(len(answer)) == answer
            writer.close()

    asyncio.run(scenario())
