"""Who receives messages and over what; the runtime makes these values from the office file and its settings."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_DOMAIN = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
_ADDRESS = re.compile(rf"(?=.{{3,254}}$)(?=[^@]{{1,64}}@){_LOCAL}@{_DOMAIN}")
"""RFC 5321 without quoted local parts: no dot at an end, none twice (`budi..s@kantor.go.id`)."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

Channel = Literal["email", "webhook"]


@dataclass(frozen=True)
class Webhook:
    """An address that takes letters by HTTP, and the secret that signs them."""

    url: str
    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)) or parts.username:
            raise ValueError("a webhook address begins with https://, or is on this machine, and holds no password")
        if len(self.secret.encode()) < 16:
            raise ValueError("the secret of a webhook has 16 bytes at least")


@dataclass(frozen=True)
class Receiver:
    """An outside party or official. Without e-mail and webhook nothing can be sent: the letter goes on paper."""

    kode: str
    """Key in the office file."""
    nama: str
    """As addressed in the mail: an office or position."""
    email: str | None = None
    webhook: Webhook | None = None
    one_off: bool = False
    """The e-mail address comes from the case, not from the office file: it is kept with the message until sent."""

    def __post_init__(self) -> None:
        if self.email is not None and not _ADDRESS.fullmatch(self.email):
            raise ValueError(f"the e-mail address of {self.kode} is none")
        if self.one_off and self.webhook is not None:
            raise ValueError("only an e-mail address can be one-off")

    @property
    def channels(self) -> tuple[Channel, ...]:
        """How it can be reached."""
        channels: list[Channel] = []
        if self.email:
            channels.append("email")
        if self.webhook:
            channels.append("webhook")
        return tuple(channels)


Directory = Callable[[str, str], Receiver]
"""Office and receiver key to the receiver as the office file has it now; raises LookupError for an unknown one.

Addresses are looked up at each try, so a mistyped one is corrected in the office file and the message sent again.
"""


@dataclass(frozen=True)
class SmtpServer:
    """The mail server. Raises ValueError when a password would travel unencrypted."""

    host: str
    port: int
    sender: str
    """Address of the sender; its domain also makes the Message-ID."""
    security: Literal["none", "starttls", "tls"] = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout_seconds: float = 20.0
    ca_file: Path | None = None
    """Certificates to trust instead of the system's, for an office's own mail server."""

    def __post_init__(self) -> None:
        if not _ADDRESS.fullmatch(self.sender):
            raise ValueError("the sender of mails is not an e-mail address")
        if self.user and self.security == "none" and self.host not in LOOPBACK:
            raise ValueError("a password must not travel unencrypted: set security to starttls or tls")
