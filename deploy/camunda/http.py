"""HTTP with Camunda: refusals become one sentence with the engine's own reason."""

from __future__ import annotations

from typing import Any

import httpx

from deploy.errors import AlurError
from deploy.exits import Exit

TIMEOUT_SECONDS = 30.0


def client(base_url: str) -> httpx.Client:
    """A client that ignores proxies of the environment: the engine is on this machine or addressed by name."""
    return httpx.Client(base_url=base_url, timeout=TIMEOUT_SECONDS, trust_env=False)


def ask(session: httpx.Client, method: str, path: str, what: str, **options: Any) -> httpx.Response:
    """One request. Raises AlurError when the engine is not there (exit 3) or refuses (exit 1); `what` names the act."""
    try:
        response = session.request(method, path, **options)
    except httpx.HTTPError as failure:
        raise AlurError(
            f"{what}: no answer from {session.base_url} ({type(failure).__name__}).",
            "Start the engine with `alur up`, or check the address.",
            Exit.ENGINE_DOWN,
        ) from failure
    if response.is_error:
        raise AlurError(
            f"{what}: the engine refused (HTTP {response.status_code}).",
            "Its reason is below.",
            Exit.FINDING,
            detail=_reason(response),
        )
    return response


def _reason(response: httpx.Response) -> str:
    try:
        body = response.json()
    except ValueError:
        return response.text[:2000]
    return str(body.get("detail") or body.get("message") or body) if isinstance(body, dict) else str(body)
