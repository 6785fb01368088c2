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
_REFUSED_SECONDS = 30.0
"""A token that replaced a refused one is used at least this long, whatever the engine says of it."""
_ASK_SECONDS = 20.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class LoginError(Exception):
    """No token could be had; the text says why and holds no secret."""


class Login(Protocol):
    """What to send as the header `Authorization`."""

    def header(self) -> str | None:
        """The value, or None when nothing is asked for; may ask a server. Raises LoginError."""

    def refused(self, header: str | None) -> bool:
        """Called when the engine did not accept this header; whether another try is worth it."""


class NoLogin:
    """Nothing is sent."""

    def header(self) -> str | None:
        return None

    def refused(self, header: str | None) -> bool:  # noqa: ARG002 - there is no other one
        return False


class BasicLogin:
    """A user name and a password (RFC 7617)."""

    def __init__(self, user: str, password: str) -> None:
        self._header = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")

    def header(self) -> str | None:
        return self._header

    def refused(self, header: str | None) -> bool:  # noqa: ARG002 - there is no other one
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
        self._renew_at = self._ends_at = self._keep_until = float("-inf")

    def header(self) -> str | None:
        # Without the lock: the usual case costs nothing, and both values only ever become newer.
        if self._clock() >= self._renew_at:
            self._renew()
        return f"Bearer {self._text}"

    def refused(self, header: str | None) -> bool:
        """The server revoked it, or its keys changed: the next call asks for a new one.

        A call that was under way with an older token says nothing of the one that replaced it. And a replacement that
        is refused as well is kept for a while: with a wrong audience or clock every call would ask for one more.
        """
        with self._lock:
            now = self._clock()
            if header != f"Bearer {self._text}":
                return self._text != ""
            if now < self._keep_until:
                return False
            self._keep_until = now + _REFUSED_SECONDS
            self._renew_at = self._ends_at = float("-inf")
        return True

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


def login_of(settings: EngineSettings, clock: Callable[[], float] = time.monotonic) -> Login:
    """The login that the settings ask for."""
    if settings.oauth_client_id:
        return OAuthLogin(lambda: _ask_token(settings), clock)
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
    try:
        verify = tls_context(settings)
    except OSError as failure:
        raise LoginError(f"the certificates of the settings cannot be used ({type(failure).__name__})") from failure
    # A proxy of the environment has no way to this machine.
    proxied = httpx.URL(settings.oauth_url).host not in _LOOPBACK
    try:
        response = httpx.post(settings.oauth_url, data=form, timeout=_ASK_SECONDS, verify=verify, trust_env=proxied)
    except httpx.HTTPError as failure:
        raise LoginError(f"no answer from {settings.oauth_url} ({connection_fault(failure)})") from failure
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
    """What httpx takes as `verify`: the system's authorities, with `ca_file` that one's as well, and who we are.

    Raises OSError when a file of the settings cannot be used.
    """
    context = ssl.create_default_context()
    if settings.ca_file is not None:
        context.load_verify_locations(cafile=str(settings.ca_file))
    if settings.cert_file is not None:
        # Without the password OpenSSL would ask the terminal for the one of an encrypted key.
        context.load_cert_chain(str(settings.cert_file), str(settings.key_file or settings.cert_file), password="")
    return context


def connection_fault(failure: BaseException) -> str:
    """Why a connection failed, in the words of who is to mend it; the kind of the failure where it is not TLS."""
    cause: BaseException | None = failure
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not accepted: {cause.verify_message}"
        if isinstance(cause, ssl.SSLError):
            if "CERTIFICATE_REQUIRED" in str(cause.reason) or "HANDSHAKE_FAILURE" in str(cause.reason):
                return "it asks for a client certificate: set ALUR_ENGINE_CERT_FILE and ALUR_ENGINE_KEY_FILE"
            if "UNKNOWN_CA" in str(cause.reason) or "BAD_CERTIFICATE" in str(cause.reason):
                return "it does not accept the client certificate of ALUR_ENGINE_CERT_FILE"
            if "WRONG_VERSION_NUMBER" in str(cause.reason):
                return "it does not speak TLS"
        cause = cause.__cause__ or cause.__context__
    return type(failure).__name__
