"""What the drawn flowchart says about who performs a row, as evidence beside the words.

A box or diamond below a role is the form's own statement of the performer (PermenPAN-RB 35/2012: the columns Pelaksana
hold the flowchart), so a clear one weighs more than what follows from verbs and ranks. Where the sentence itself names
somebody else, both are shown to the owner.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.findings import Place
from generator.interpret.evidence import Evidence
from generator.interpret.jabatan import Jabatan
from generator.interpret.row import Row
from generator.sources.drawings.marks import performing
from generator.sources.table import Symbol

_CLEAR = 14.0
_UNSURE = 4.0
"""The symbol lies between two columns or rows, or its place is estimated."""
_FIRST = 5.0
"""Of several symbols in a row, the one that an arrow from another row reaches, else the leftmost, begins the work."""
NAMES = {"box": "kotak", "rounded": "simbol mulai/selesai", "diamond": "belah ketupat", "circle": "lingkaran"}


def is_drawn(rows: Sequence[Row]) -> bool:
    """The table has a flowchart: a good part of its rows has symbols."""
    return sum(bool(performing(row.source.drawn)) for row in rows) >= max(1, 0.3 * len(rows))


def drawn_roles(row: Row) -> tuple[int, ...]:
    """The roles below which the row's work is drawn, the one that begins first."""
    return tuple(dict.fromkeys(s.cell for s in performing(row.source.drawn)))


def drawing_evidence(rows: Sequence[Row], roles: Sequence[Jabatan]) -> Iterator[tuple[int, Evidence]]:
    """(row, evidence) for every symbol that stands for work."""
    reached = _reached(rows)
    for row in rows:
        symbols = performing(row.source.drawn)
        if not symbols or len(row.source.marks) != len(roles):
            continue
        several = len({s.cell for s in symbols}) > 1
        begins = _begins(row, symbols, reached) if several else None
        for symbol in {s.cell: s for s in symbols}.values():
            weight = _CLEAR if symbol.sure else _UNSURE
            weight += _FIRST if several and symbol.cell == begins else 0.0
            name = roles[symbol.cell].name
            how = f"{NAMES[symbol.kind]} digambar di bawah kolom {name}" + (
                "" if symbol.sure else ", letaknya tidak tepat"
            )
            yield row.index, Evidence(str(symbol.cell), weight, how + (" (salah satu)" if several else ""))


def _reached(rows: Sequence[Row]) -> set[tuple[Place, int]]:
    """Symbols (by place of the row and role) that an arrow from an earlier row reaches."""
    found: set[tuple[Place, int]] = set()
    for row in rows:
        own = {row.source.place, *row.source.more}
        for symbol in row.source.drawn:
            found.update((f.place, f.cell) for f in symbol.flows if f.place not in own)
    return found


def _begins(row: Row, symbols: Sequence[Symbol], reached: set[tuple[Place, int]]) -> int:
    places = (row.source.place, *row.source.more)
    first = next((s.cell for s in symbols if any((p, s.cell) in reached for p in places)), None)
    return symbols[0].cell if first is None else first


_OTHERS = ("penerima", "diperintah", "kembali", "asal")


def said_otherwise(row: Row, roles: Sequence[Jabatan]) -> str:
    """How the sentence contradicts the drawing; empty where it agrees or says nothing about who works."""
    drawn = drawn_roles(row)
    if not drawn or len(row.source.marks) != len(roles):
        return ""
    for mention in row.named:
        if mention.part in ("subjek", "agen") and mention.role not in drawn:
            return f"kalimatnya menyebut {roles[mention.role].name} sebagai pelaku"
        if mention.part in _OTHERS and drawn == (mention.role,) and not row.roles("subjek", "agen"):
            return f"kalimatnya menyebut {roles[mention.role].name} sebagai pihak lain (“{mention.quote}”)"
    return ""


def works_together(row: Row, roles: Sequence[int]) -> bool:
    """Plain boxes below exactly these roles, none of which leads to another: the drawing shows shared work."""
    symbols = performing(row.source.drawn)
    own = {row.source.place, *row.source.more}
    return (
        {s.cell for s in symbols} == set(roles)
        and all(s.kind == "box" and s.sure for s in symbols)
        and not any(f.place in own for s in symbols for f in s.flows)
    )
