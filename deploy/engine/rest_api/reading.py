"""Request bodies: how much is read, and JSON that the engine can keep."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from starlette.requests import ClientDisconnect, Request

from deploy.engine.rest_api.problems import Problem

MAX_BODY = 4 * 1024 * 1024
"""Bytes, as in the public API's default."""


class _NotFiniteError(ValueError):
    pass


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise _NotFiniteError
    return number


def _no_constant(_name: str) -> NoReturn:
    raise _NotFiniteError


_DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=_no_constant)


async def read_body(request: Request) -> bytes:
    """The whole body. Raises Problem 413 when there is more than `MAX_BODY`."""
    parts: list[bytes] = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > MAX_BODY:
                raise Problem(413, f"The body is larger than {MAX_BODY} bytes.")
            parts.append(part)
    except ClientDisconnect:
        raise Problem(400, "The connection ended before the body did.") from None
    return b"".join(parts)


def read_json(body: bytes) -> Any:
    """The JSON of a body; nothing and null are an empty object.

    Raises Problem 400, which never quotes what was sent."""
    if not body.strip():
        return {}
    try:
        text = body.decode()
        found = _DECODER.decode(text)
        if "\\u" in text:
            # Half of a surrogate pair can be written in JSON, but is no text: nothing could store or send it.
            json.dumps(found, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise Problem(400, f"The body is no valid JSON (line {error.lineno}, column {error.colno}).") from None
    except UnicodeDecodeError:
        raise Problem(400, "The body is not UTF-8.") from None
    except UnicodeEncodeError:
        raise Problem(400, "A text in the body has half a surrogate pair.") from None
    except RecursionError:
        raise Problem(400, "The body is nested too deeply.") from None
    except ValueError:  # ours, and Python's for whole numbers of thousands of digits
        raise Problem(400, "A number in the body is too large, or not a number.") from None
    return {} if found is None else found
