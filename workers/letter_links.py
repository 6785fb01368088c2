"""Signed links to finished letters: whoever holds one may open that version of that letter until a date.

A link is bound to the letter's id and version, so a link to a replaced or cancelled letter opens nothing; the gateway
asks storage for both. No name and no number stands in it.
"""

from __future__ import annotations

import base64
import datetime as dt
import hmac
from dataclasses import dataclass
from hashlib import sha256

_MAX_TOKEN = 400
_SEPARATOR = "|"


class BadLink(Exception):  # noqa: N818 - what it is, not what went wrong in the code
    """The link was not made here, was changed, or is too old."""


@dataclass(frozen=True)
class LetterLink:
    """What a link opens."""

    letter: str
    version: int
    until: dt.datetime


class LetterLinks:
    """Makes and opens links with one key."""

    def __init__(self, key: str, base_url: str) -> None:
        self._key = sha256(b"alur letter links\0" + key.encode()).digest()
        self.base_url = base_url.rstrip("/")

    def url(self, letter: str, version: int, until: dt.datetime) -> str:
        """The address under which the gateway serves this version of the letter."""
        return f"{self.base_url}/v1/surat/{self.token(letter, version, until)}"

    def token(self, letter: str, version: int, until: dt.datetime) -> str:
        """The same arguments always give the same token."""
        payload = _SEPARATOR.join((letter, str(version), str(int(until.timestamp())))).encode()
        return f"{_text(payload)}.{_text(self._sign(payload))}"

    def open(self, token: str, now: dt.datetime) -> LetterLink:
        """What the token opens. Raises BadLink."""
        payload_text, _, signature_text = token.partition(".")
        if len(token) > _MAX_TOKEN or not signature_text:
            raise BadLink
        try:
            payload, signature = _bytes(payload_text), _bytes(signature_text)
        except ValueError:
            raise BadLink from None
        # Base64 has several spellings of the same bytes; only the one we make is taken.
        if not hmac.compare_digest(signature, self._sign(payload)) or token != f"{_text(payload)}.{_text(signature)}":
            raise BadLink
        letter, version, until = payload.decode().split(_SEPARATOR)
        link = LetterLink(letter, int(version), dt.datetime.fromtimestamp(int(until), dt.UTC))
        if now >= link.until:
            raise BadLink
        return link

    def _sign(self, payload: bytes) -> bytes:
        return hmac.new(self._key, payload, sha256).digest()


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    if not text.isascii():
        raise ValueError("not base64")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
