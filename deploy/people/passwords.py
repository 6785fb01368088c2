"""Passwords, kept as scrypt digests (RFC 7914) with the parameters beside them, so that they can be raised later.

The figures are those of the OWASP Password Storage Cheat Sheet: N = 2**15, r = 8, p = 3, about 32 MiB for each check.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from deploy.errors import AlurError
from deploy.exits import Exit

SHORTEST = 10
LONGEST = 200
"""Longer texts would only cost time."""

_METHOD = "scrypt"
_COST, _BLOCK, _PARALLEL = 2**15, 8, 3
_SALT_BYTES, _DIGEST_BYTES = 16, 32
_MOST_MEMORY = 256 * 1024 * 1024
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and digits that look alike on paper."""


@dataclass(frozen=True)
class _Digest:
    cost: int
    block: int
    parallel: int
    salt: bytes
    digest: bytes

    def text(self) -> str:
        return "$".join(
            (_METHOD, str(self.cost), str(self.block), str(self.parallel), _b64(self.salt), _b64(self.digest))
        )


def hash_password(password: str, *, cost: int = _COST) -> str:
    """The digest to keep. Raises AlurError (exit 2) for a password that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise AlurError(
            f"A password has {SHORTEST} to {LONGEST} characters.",
            "Three or four words that do not belong together are easy to remember and hard to guess.",
            Exit.USAGE,
        )
    salt = secrets.token_bytes(_SALT_BYTES)
    return _Digest(cost, _BLOCK, _PARALLEL, salt, _scrypt(password, salt, cost, _BLOCK, _PARALLEL)).text()


def is_password(password: str, kept: str) -> bool:
    """Whether it is the password that was kept. For no digest it takes as long: another one is checked."""
    found = _read(kept)
    wanted = found or _NOBODY
    given = _scrypt(password[:LONGEST], wanted.salt, wanted.cost, wanted.block, wanted.parallel)
    return hmac.compare_digest(given, wanted.digest) and found is not None and len(password) <= LONGEST


def is_digest(text: str) -> bool:
    """Whether the text is a digest as `hash_password` gives it."""
    return _read(text) is not None


def make_password() -> str:
    """A password for somebody who will type it once: four groups of four, about 79 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def _scrypt(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    return hashlib.scrypt(
        password.encode("utf-8", "surrogatepass"),
        salt=salt,
        n=cost,
        r=block,
        p=parallel,
        maxmem=_MOST_MEMORY,
        dklen=_DIGEST_BYTES,
    )


def _read(text: str) -> _Digest | None:
    parts = text.split("$")
    if len(parts) != 6 or parts[0] != _METHOD:
        return None
    try:
        cost, block, parallel = (int(part) for part in parts[1:4])
        salt, digest = (base64.b64decode(part, validate=True) for part in parts[4:])
    except ValueError:
        return None
    power_of_two = cost > 1 and cost & (cost - 1) == 0
    # What would need more memory than a check may have is not one of ours.
    fits = 0 < block <= 32 and 0 < parallel <= 16 and 128 * block * (cost + parallel + 2) <= _MOST_MEMORY
    return (
        _Digest(cost, block, parallel, salt, digest) if power_of_two and fits and len(digest) == _DIGEST_BYTES else None
    )


def _b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


_NOBODY = _Digest(_COST, _BLOCK, _PARALLEL, b"nobody has this!", b"\0" * _DIGEST_BYTES)
"""Checked for names that do not exist, so that the time of an answer does not tell them."""
