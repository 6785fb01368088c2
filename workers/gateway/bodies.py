"""Reads a request's JSON in one way only: what two readers could understand differently is refused."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute

NOT_JSON = "Isi permintaan bukan JSON yang benar."
_WRONG_TYPE = "Kirim isi permintaan sebagai application/json (UTF-8), tanpa Content-Encoding."


class _Read(Request):
    """A request whose body was read already."""

    content: Any = None

    async def json(self) -> Any:
        return self.content


def checked_route(admit: Callable[[Request, bytes], Awaitable[None]]) -> type[APIRoute]:
    """Routes that first ask `admit`, with the whole body, whether the caller may, and only then read what it says."""

    class Checked(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def checked(request: Request) -> Response:
                read = _Read(request.scope, request.receive)
                body = await read.body()
                await admit(read, body)
                _require_json(read)
                read.content = strict_json(body)
                return await handle(read)

            return checked

    return Checked


def strict_json(body: bytes) -> Any:
    """UTF-8, no name twice in an object, no NaN; HTTPException 400 otherwise. Nested too deeply counts as otherwise."""
    try:
        return json.loads(body.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise HTTPException(400, NOT_JSON) from None


def _require_json(request: Request) -> None:
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.replace(" ", "").replace('"', "").lower()
    coded = request.headers.get("content-encoding", "identity").strip().lower()
    if kind.strip().lower() != "application/json" or charset not in ("", "charset=utf-8") or coded != "identity":
        raise HTTPException(415, _WRONG_TYPE)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(_name: str) -> None:
    raise ValueError("not a number of JSON")
