"""What the ways of sending have in common: the message, and why it could not be sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Attachment:
    """The archived letter."""

    name: str
    content: bytes
    sha256: str


@dataclass(frozen=True)
class Outgoing:
    """One message to one receiver; `id` and `created` are the same on every try."""

    id: str
    created: dt.datetime
    kind: str
    subject: str
    plain: str
    html: str
    data: str
    attachment: Attachment | None


class SendError(Exception):
    """A try that failed. `code` says how without any text of the other side, which may name a person.

    `permanent`: the same message will be refused again. `retry_after`: seconds that the other side asks to wait.
    """

    def __init__(self, code: str, *, permanent: bool, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent
        self.retry_after = retry_after
