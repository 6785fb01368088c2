"""The variables of a case without what they tell about people, and the letters that they refer to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from deploy.engine.search.watched_case import VariableRow

_LINK = re.compile(r"https?://\S+")
_OPEN_NAMES = ("nomorPerkara",)
_SMALL = 1_000
_LONGEST = 20_000
_STATUS = {
    "konsep": "konsep",
    "ditandatangani": "ditandatangani",
    "bernomor": "bernomor",
    "diarsipkan": "diarsipkan",
    "dikirim": "dikirim",
    "dibatalkan": "dibatalkan",
}


@dataclass(frozen=True)
class ShownVariable:
    """A variable as a page shows it. `text` is the value, or (masked) what kind of value it is."""

    name: str
    element: str
    text: str
    masked: bool


@dataclass(frozen=True)
class Letter:
    """A letter of the case: what the variable refers to it by."""

    slot: str
    name: str
    status: str
    number: str
    date: str
    round: int
    link: str
    """Where it can be opened; empty when it is not to be shown, or there is none."""


def shown_variables(rows: Iterable[VariableRow], *, open_: bool) -> list[ShownVariable]:
    """All variables; unless `open_`, only what can be about nobody keeps its value: yes or no, counters, nothing."""
    found = []
    for row in rows:
        value = json.loads(row.value)
        if open_ or _harmless(row.name, value):
            found.append(ShownVariable(row.name, row.element, _text(value), False))
        else:
            found.append(ShownVariable(row.name, row.element, _kind(value), True))
    return found


def _harmless(name: str, value: Any) -> bool:
    if value is None or isinstance(value, bool) or name in _OPEN_NAMES or value in ("", [], {}):
        return True
    if isinstance(value, Mapping):
        return all(item is None or isinstance(item, bool) for item in value.values())
    return isinstance(value, int) and abs(value) < _SMALL


def _text(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "(kosong)"
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, str):
        return value[:_LONGEST]
    if isinstance(value, Mapping) and not any(isinstance(item, Mapping | list) for item in value.values()):
        return "\n".join(f"{name}: {_text(item)}" for name, item in value.items())[:_LONGEST]
    return json.dumps(value, ensure_ascii=False, indent=1)[:_LONGEST]


def _kind(value: Any) -> str:
    if isinstance(value, str):
        return f"teks, {len(value)} huruf"
    if isinstance(value, list):
        return f"daftar, {len(value)} butir"
    if isinstance(value, Mapping):
        return f"kumpulan, {len(value)} isian"
    return "angka"


def letters(rows: Iterable[VariableRow], *, open_: bool) -> list[Letter]:
    """Letters that variables of the case refer to; `open_` adds the links under which they can be read."""
    found: dict[tuple[str, int], Letter] = {}
    for row in rows:
        value = json.loads(row.value) if '"slot"' in row.value else None
        if not isinstance(value, Mapping) or value.get("status") not in _STATUS:
            continue
        link = value.get("tautan")
        # Nothing but an address of the web becomes a link: a variable may hold anything.
        known = open_ and isinstance(link, str) and _LINK.fullmatch(link)
        turn = value.get("putaran")
        letter = Letter(
            slot=str(value.get("slot") or ""),
            name=str(value.get("nama") or value.get("slot") or "Surat"),
            status=_STATUS[str(value.get("status"))],
            number=str(value.get("nomor") or ""),
            date=str(value.get("tanggal") or ""),
            round=turn if isinstance(turn, int) else 1,
            link=str(link) if known else "",
        )
        found.setdefault((letter.slot, letter.round), letter)
    return list(found.values())
