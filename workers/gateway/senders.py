"""Who may send: a token per sender, optionally a signature over each request."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256

from pydantic import SecretStr

_CLOCK_SKEW_SECONDS = 300


class Senders:
    """The known senders with the hashes of their tokens."""

    def __init__(self, tokens: Mapping[str, SecretStr], hmac_keys: Mapping[str, SecretStr]) -> None:
        self._tokens = {sender: _digest(token.get_secret_value()) for sender, token in tokens.items()}
        self._keys = {sender: key.get_secret_value().encode() for sender, key in hmac_keys.items()}

    def identify(self, authorization: str | None) -> str | None:
        """The sender of `Bearer <token>`, or None. Takes the same time for every wrong token."""
        scheme, _, token = (authorization or "").partition(" ")
        given = _digest(token.strip() if scheme.lower() == "bearer" else "")
        found = None
        for sender, expected in self._tokens.items():
            if hmac.compare_digest(given, expected):
                found = sender
        return found

    def signed(self, sender: str, timestamp: str | None, signature: str | None, body: bytes, now: float) -> bool:
        """Whether the request carries the signature that this sender owes; true when it owes none.

        `signature` is `sha256=<hex HMAC of "<timestamp>." + body>`, `timestamp` Unix seconds, at most 5 minutes off.
        """
        key = self._keys.get(sender)
        if key is None:
            return True
        if timestamp is None or signature is None or not (timestamp.isascii() and timestamp.isdigit()):
            return False
        if len(timestamp) > 12 or abs(now - int(timestamp)) > _CLOCK_SKEW_SECONDS:
            return False
        expected = "sha256=" + hmac.new(key, timestamp.encode() + b"." + body, sha256).hexdigest()
        return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))


def _digest(token: str) -> bytes:
    # Equal lengths, so that comparing tells nothing about the token's.
    return sha256(token.encode("utf-8", "replace")).digest()
