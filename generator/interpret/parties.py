"""Outside parties named in the text: where letters go, who answers, who asks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.interpret.jabatan import jabatan

_WORD = r"(?:[A-Z][\w./-]*|[A-Z]{2,}[\w.-]*)"
_NAME = rf"(?:PT\.?\s+)?{_WORD}(?:\s+(?:{_WORD}|dan(?=\s+[A-Z])|Prov\.|Kab\.))*"
_TO = re.compile(
    rf"\b(?:ke|kepada|ditujukan\s+(?:ke|kepada))\s+(?P<a>{_NAME})(?:\s+atau\s+(?:ke\s+|kepada\s+)?(?P<b>{_NAME}))?"
)
_TO_PLAIN = re.compile(r"\b(?:ke|kepada)\s+(?:para\s+)?(?P<name>[a-z]{4,}(?:/[a-z]{4,})*)\b")
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
                found += [NamedParty(_trim(name), match.start(group)) for name in _each(match[group])]
    return tuple(p for p in found if p.name)


def plain_recipients(text: str) -> tuple[NamedParty, ...]:
    """Parties behind `ke`/`kepada` in small letters (`ke sekolah/kampus`): kinds of bodies or people by their word."""
    found = []
    for match in _TO_PLAIN.finditer(text):
        if jabatan(match["name"].split("/")[0]).outside:
            name = match["name"].strip()
            found.append(NamedParty(name[:1].upper() + name[1:], match.start("name")))
    return tuple(found)


def _each(name: str) -> list[str]:
    """`Bulog dan PT Pertani` are two: what is behind `dan` is a body by itself. `Pendidikan dan Kebudayaan` is none."""
    left, joined, right = name.partition(" dan ")
    if not joined:
        return [name]
    both_short = all(re.fullmatch(r"[A-Z][A-Za-z]*[A-Z]+[A-Za-z]*|[A-Z]{2,}", part) for part in (left, right))
    if both_short or jabatan(right).outside == "instansi" or re.match(r"PT\b|CV\b|UD\b", right):
        return [left, *_each(right)]
    return [name]


def senders(text: str) -> tuple[NamedParty, ...]:
    """Names behind `dari`, in order."""
    return tuple(NamedParty(_trim(m["a"]), m.start("a")) for m in _FROM.finditer(text) if _trim(m["a"]))


def _trim(name: str) -> str:
    name = " ".join(name.split()).strip(" .,;/-")
    name = re.sub(r"\bProv\.", "Provinsi", name)
    name = re.sub(r"\bKab\.", "Kabupaten", name)
    return re.sub(r"^PT\.?\s+", "PT ", name)
