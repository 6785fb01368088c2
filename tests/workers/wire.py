"""Bytes on a socket, as a hostile client would send them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from dataclasses import dataclass

from tests.workers.gateway_office import TOKENS


@dataclass(frozen=True)
class Got:
    """What came back, and whether the server ended the connection."""

    raw: bytes
    closed: bool

    @property
    def statuses(self) -> list[int]:
        """Of all answers on the connection, without 100 Continue."""
        found = [int(part[:3]) for part in self.raw.split(b"HTTP/1.1 ")[1:]]
        return [status for status in found if status != 100]


def request(
    body: bytes = b"",
    method: str = "POST",
    path: str = "/v1/balasan",
    *extra: str,
    kind: str = "application/json",
    keep: bool = False,
) -> bytes:
    """A request of the sender `kanwil`; `extra` are header lines; `keep` the connection for another one."""
    lines = [f"{method} {path} HTTP/1.1", "Host: gerbang", f"Authorization: Bearer {TOKENS['kanwil']}"]
    lines += [f"Content-Type: {kind}"] if kind else []
    lines += [*extra] if keep else ["Connection: close", *extra]
    if not any(line.lower().startswith(("content-length", "transfer-encoding")) for line in extra):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def say(port: int, *parts: bytes, pause: float = 0.0, quiet: float = 15.0) -> Got:
    """Send the parts and read until the server closes, or says nothing for `quiet` seconds (long: the machine may be
    busy; short where it is right that nothing comes)."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    got = b""
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
        while chunk := await asyncio.wait_for(reader.read(65536), quiet):
            got += chunk
        return Got(got, True)
    except TimeoutError:
        return Got(got, False)
    except ConnectionError:
        return Got(got, True)
    finally:
        writer.close()


async def held(port: int, count: int, opening: bytes) -> list[socket.socket]:
    """Connections that say `opening` and then nothing, and that read nothing."""
    found = []
    for _ in range(count):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.setblocking(False)
        await asyncio.get_running_loop().sock_connect(client, ("127.0.0.1", port))
        with contextlib.suppress(BlockingIOError, ConnectionError):
            client.send(opening)
        found.append(client)
    return found
