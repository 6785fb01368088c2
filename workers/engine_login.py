"""How Alur logs in to an engine, by gRPC and by REST: not at all, by a user name, or by OAuth client credentials.

The embedded engine listens on loopback and asks for nothing; a cluster may ask for either of the others.
"""

from __future__ import annotations

import base64
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from workers.settings import EngineSettings

TOKEN_SECONDS = 300.0
"""How long a token is used whose server does not say how long it holds (RFC 6749 5.1 only recommends `expires_in`)."""
_EARLY_SECONDS = 30.0
"""A token is renewed this long before it ends, or after half of its time when that is shorter."""
_ASK_SECONDS = 20.0


class LoginError(Exception):
    """No token could be had; the text says why and holds no secret."""


class Login(Protocol):
    """What to send as the header `Authorization`."""

    def header(self) -> str | None:
        """The value, or None when nothing is asked for; may ask a server. Raises LoginError."""

    def refused(self) -> bool:
        """Called when the engine did not accept the header; whether another try is worth it."""


class NoLogin:
    """Nothing is sent."""

    def header(self) -> str | None:
        return None

    def refused(self) -> bool:
        return False


class BasicLogin:
    """A user name and a password (RFC 7617)."""

    def __init__(self, user: str, password: str) -> None:
        self._header = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")

    def header(self) -> str | None:
        return self._header

    def refused(self) -> bool:
        return False


@dataclass(frozen=True)
class Token:
    """An access token and how many seconds it holds; None where the server does not say."""

    text: str
    seconds: float | None


class OAuthLogin:
    """Client credentials (RFC 6749 4.4): one token from `ask` for all calls and threads, renewed before it ends."""

    def __init__(self, ask: Callable[[], Token], clock: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._clock = clock
        self._lock = threading.Lock()
        self._text = ""
        self._renew_at = self._ends_at = float("-inf")

    def header(self) -> str | None:
        # Without the lock: the usual case costs nothing, and both values only ever become newer.
        if self._clock() >= self._renew_at:
            self._renew()
        return f"Bearer {self._text}"

    def refused(self) -> bool:
        """The server revoked it, or its keys changed: the next call asks for a new one."""
        with self._lock:
            worth = self._text != ""
            self._renew_at = self._ends_at = float("-inf")
        return worth

    def must_ask(self) -> bool:
        """Whether the next `header` will ask the server, which takes a while."""
        return self._clock() >= self._renew_at

    def _renew(self) -> None:
        with self._lock:
            now = self._clock()
            if now < self._renew_at:
                return  # another thread did it meanwhile
            try:
                token = self._ask()
            except LoginError:
                if now < self._ends_at:
                    # It still holds; the server gets some rest before it is asked again.
                    self._renew_at = min(self._ends_at, now + 5.0)
                    return
                raise
            seconds = TOKEN_SECONDS if token.seconds is None else max(token.seconds, 1.0)
            self._text = token.text
            self._ends_at = now + seconds
            self._renew_at = self._ends_at - min(_EARLY_SECONDS, seconds / 2)


def login_of(settings: EngineSettings) -> Login:
    """The login that the settings ask for."""
    if settings.oauth_client_id:
        return OAuthLogin(lambda: _ask_token(settings))
    if settings.user:
        return BasicLogin(settings.user, settings.password.get_secret_value())
    return NoLogin()


def _ask_token(settings: EngineSettings) -> Token:
    import httpx

    form = {
        "grant_type": "client_credentials",
        "client_id": settings.oauth_client_id,
        "client_secret": settings.oauth_client_secret.get_secret_value(),
    }
    form |= {name: value for name, value in _optional(settings).items() if value}
    verify = tls_context(settings)
    try:
        response = httpx.post(settings.oauth_url, data=form, timeout=_ASK_SECONDS, verify=verify)
    except httpx.HTTPError as failure:
        raise LoginError(f"no answer from {settings.oauth_url} ({type(failure).__name__})") from failure
    if response.is_error:
        raise LoginError(f"{settings.oauth_url} refuses the client {settings.oauth_client_id} ({_error(response)})")
    try:
        body = response.json()
        text, seconds = body["access_token"], body.get("expires_in")
        return Token(str(text), None if seconds is None else float(seconds))
    except (ValueError, KeyError, TypeError, AttributeError) as failure:
        raise LoginError(f"{settings.oauth_url} answers without a token") from failure


def _optional(settings: EngineSettings) -> dict[str, str]:
    return {"audience": settings.oauth_audience, "scope": settings.oauth_scope}


def _error(response: object) -> str:
    """`HTTP 401 invalid_client`: the standard's error code, never the body, which may quote what was sent."""
    status = getattr(response, "status_code", "?")
    try:
        code = response.json().get("error", "")  # type: ignore[attr-defined]
    except (ValueError, AttributeError):
        code = ""
    return f"HTTP {status} {code}".strip() if isinstance(code, str) and len(code) < 40 else f"HTTP {status}"


def tls_context(settings: EngineSettings) -> ssl.SSLContext:
    """What httpx takes as `verify`: the system's authorities, or with `ca_file` that one's as well."""
    context = ssl.create_default_context()
    if settings.ca_file is not None:
        context.load_verify_locations(cafile=str(settings.ca_file))
    return context
