"""Outside parties named in the text: where letters go, who answers, who asks."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD = r"(?:[A-Z][\w./-]*|[A-Z]{2,}[\w.-]*)"
_NAME = rf"(?:PT\.?\s+)?{_WORD}(?:\s+(?:{_WORD}|dan(?=\s+[A-Z])|Prov\.|Kab\.))*"
_TO = re.compile(
    rf"\b(?:ke|kepada|ditujukan\s+(?:ke|kepada))\s+(?P<a>{_NAME})(?:\s+atau\s+(?:ke\s+|kepada\s+)?(?P<b>{_NAME}))?"
)
_FROM = re.compile(rf"\bdari\s+(?P<a>{_NAME})")


@dataclass(frozen=True)
class NamedParty:
    """A party as the text names it."""

    name: str
    start: int


def recipients(text: str) -> tuple[NamedParty, ...]:
    """Names behind `ke`/`kepada`, alternatives with `atau` apart, in order."""
    found = []
    for match in _TO.finditer(text):
        for group in ("a", "b"):
            if match[group]:
                found.append(NamedParty(_trim(match[group]), match.start(group)))
    return tuple(p for p in found if p.name)


def senders(text: str) -> tuple[NamedParty, ...]:
    """Names behind `dari`, in order."""
    return tuple(NamedParty(_trim(m["a"]), m.start("a")) for m in _FROM.finditer(text) if _trim(m["a"]))


def _trim(name: str) -> str:
    name = " ".join(name.split()).strip(" .,;/-")
    name = re.sub(r"\bProv\.", "Provinsi", name)
    name = re.sub(r"\bKab\.", "Kabupaten", name)
    return re.sub(r"^PT\.?\s+", "PT ", name)
