"""Reached from other machines: only with TLS or behind a reverse proxy that has it, and the APIs only with a token.

What listens on loopback stays as it is; these are ports of their own.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import secrets
import ssl
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.errors import AlurError
from deploy.exits import Exit
from deploy.secrets_file import secret_text

PAGES_PORT = 8443
GRPC_PORT = 26443
USER = "alur"
"""For clients that can only give a user name and a password: the token is the password."""


@dataclass(frozen=True)
class Outside:
    """Where, and how it is protected. A port of 0 asks for any free one."""

    host: str
    port: int = PAGES_PORT
    grpc_port: int = GRPC_PORT
    certificate: str = ""
    """PEM file with the certificate and its chain."""
    key: str = ""
    """PEM file with its key."""
    behind_proxy: bool = False
    """A reverse proxy on the way has the TLS, and alone can reach the ports."""

    def check(self) -> None:
        """Raises AlurError for what would send passwords and letters over the network in the clear."""
        if not self.behind_proxy and not (self.certificate and self.key):
            raise AlurError(
                f"The engine is not opened on {self.host} without protection: passwords would go in the clear.",
                "Give --tls-cert and --tls-key, or --behind-proxy when a reverse proxy in front of it has TLS.",
                Exit.USAGE,
            )
        if self.certificate or self.key:
            try:
                ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(self.certificate, self.key or None)
            except (OSError, ssl.SSLError) as failure:
                raise AlurError(
                    f"The certificate {self.certificate} with the key {self.key} cannot be used.",
                    "Give PEM files that belong together and that this user may read.",
                    Exit.USAGE,
                    detail=str(failure),
                ) from failure

    @property
    def scheme(self) -> str:
        return "https" if self.certificate else "http"

    def text(self) -> str:
        """For a command line and a record."""
        return json.dumps(asdict(self), sort_keys=True)


def outside_of(text: str) -> Outside | None:
    """What `Outside.text` gave; None for an empty text."""
    return Outside(**json.loads(text)) if text else None


def api_token(people: Path) -> str:
    """The token of the APIs, made once and kept beside the files of people."""
    return secret_text(token_file(people), lambda: secrets.token_urlsafe(32))


def token_file(people: Path) -> Path:
    """Where the token is kept."""
    return people / "api.token"


def is_allowed(header: str, token: str) -> bool:
    """Whether an `Authorization` header carries the token: as a bearer's, or as the password of the user `alur`."""
    scheme, _, value = header.strip().partition(" ")
    if scheme.lower() == "bearer":
        given = value.strip()
    elif scheme.lower() == "basic":
        try:
            user, _, given = base64.b64decode(value.strip(), validate=True).decode("utf-8").partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        if user != USER:
            return False
    else:
        return False
    return hmac.compare_digest(given.encode(), token.encode())
