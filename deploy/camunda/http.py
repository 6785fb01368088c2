"""HTTP with an engine: login, TLS, and refusals as one sentence with the engine's own reason."""

from __future__ import annotations

import ssl
import time
from typing import TYPE_CHECKING, Any

from deploy.errors import AlurError
from deploy.exits import Exit
from workers.engine_login import Login, LoginError, connection_fault

if TYPE_CHECKING:
    import httpx

TIMEOUT_SECONDS = 30.0
_BUSY_SECONDS = 20.0
"""How long an engine may say that it is busy (429, 503) before the command gives up."""
_BUSY_PAUSE_SECONDS = 0.2
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Http:
    """Requests below `/v2` of one engine."""

    def __init__(self, base_url: str, login: Login, verify: ssl.SSLContext | bool = True) -> None:
        # Here, not above: it takes a tenth of a second, which `alur compile` need not wait for.
        import httpx

        self.base_url = base_url.rstrip("/").removesuffix("/v2")
        self._login = login
        self._errors = httpx.HTTPError
        self._session = httpx.Client(
            base_url=f"{self.base_url}/v2",
            timeout=TIMEOUT_SECONDS,
            # Without TLS there is nothing to verify, and reading the authorities takes a while.
            verify=verify if self.base_url.startswith("https") else False,
            # A proxy of the environment has no way to this machine.
            trust_env=httpx.URL(self.base_url).host not in _LOOPBACK,
        )

    def ask(
        self, method: str, path: str, what: str, *, allowed: tuple[int, ...] = (), **options: Any
    ) -> httpx.Response:
        """One request; `what` names the act.

        Raises AlurError when the engine is not there (exit 3) or refuses (exit 1), except with a status in `allowed`.
        """
        busy_until = time.monotonic() + _BUSY_SECONDS
        renewed = False
        while True:
            header = self._header(what)
            response = self._send(method, path, what, header, options)
            if response.status_code == 401 and not renewed and self._login.refused(header):
                renewed = True
                continue
            if response.status_code not in (429, 503) or time.monotonic() > busy_until:
                break
            time.sleep(_BUSY_PAUSE_SECONDS)
        if response.is_error and response.status_code not in allowed:
            raise self._refusal(response, what)
        return response

    def _header(self, what: str) -> str | None:
        try:
            return self._login.header()
        except LoginError as failure:
            raise AlurError(
                f"{what}: no login at the engine: {failure}.",
                "Check ALUR_ENGINE_OAUTH_URL, _CLIENT_ID, _CLIENT_SECRET and _AUDIENCE.",
                Exit.ENGINE_DOWN,
            ) from failure

    def _send(self, method: str, path: str, what: str, header: str | None, options: dict[str, Any]) -> httpx.Response:
        headers = {"authorization": header} if header else None
        try:
            return self._session.request(method, path, headers=headers, **options)
        except self._errors as failure:
            raise AlurError(
                f"{what}: no answer from {self.base_url} ({connection_fault(failure)}).",
                "Start the engine with `alur up`, or check its address; `alur doctor` looks step by step.",
                Exit.ENGINE_DOWN,
            ) from failure

    def _refusal(self, response: httpx.Response, what: str) -> AlurError:
        if response.status_code in (401, 403):
            return AlurError(
                f"{what}: {self.base_url} does not allow it (HTTP {response.status_code}).",
                "Check the login (ALUR_ENGINE_USER, or ALUR_ENGINE_OAUTH_*) and what it may do in the cluster; "
                "`alur doctor` looks step by step.",
                Exit.FINDING,
                detail=_reason(response),
            )
        return AlurError(
            f"{what}: the engine refused (HTTP {response.status_code}).",
            "Its reason is below.",
            Exit.FINDING,
            detail=_reason(response),
        )


def _reason(response: httpx.Response) -> str:
    try:
        body = response.json()
    except ValueError:
        return response.text[:2000]
    return str(body.get("detail") or body.get("title") or body) if isinstance(body, dict) else str(body)
