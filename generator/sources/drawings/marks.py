"""Drawn symbols as the marks of a row: one sign for each role column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from generator.sources.clean import one_line
from generator.sources.table import Column, SourceRow, Symbol, SymbolKind

SIGNS: dict[SymbolKind, str] = {"box": "□", "rounded": "▭", "diamond": "◇", "circle": "○"}


def symbols_of(row: SourceRow, role_at: Sequence[int]) -> tuple[Symbol, ...]:
    """Symbols below the role columns, with the number of the role."""
    role = {cell: number for number, cell in enumerate(role_at)}
    return tuple(
        replace(s, cell=role[s.cell], flows=tuple(replace(f, cell=role.get(f.cell, -1)) for f in s.flows))
        for s in row.drawn
        if s.cell in role
    )


def marks_of(row: SourceRow, role_at: Sequence[int]) -> tuple[str, ...]:
    """What stands below each role: the sign of the symbol that stands for a performer, else the words of the cell.

    In a row with symbols the words are those of the drawing (`Ya`, `Mulai`, a connector's letter) and no marks.
    """
    symbols = symbols_of(row, role_at)
    if not symbols:
        return tuple(one_line(row.cells[i]) if i < len(row.cells) else "" for i in role_at)
    signs = {s.cell: SIGNS[s.kind] for s in performing(symbols)}
    return tuple(signs.get(r, "") for r in range(len(role_at)))


def performing(symbols: Sequence[Symbol]) -> tuple[Symbol, ...]:
    """The symbols that stand for work: no connectors, and no start or end where a box or diamond is drawn too."""
    work = [s for s in symbols if s.kind in ("box", "diamond")]
    return tuple(
        work
        or [s for s in symbols if s.kind == "rounded"]
        or [s for s in symbols if s.kind == "circle" and not _letter(s)]
    )


def _letter(symbol: Symbol) -> bool:
    return 0 < len(symbol.text.strip()) <= 2


def drawn_columns(columns: tuple[Column, ...], rows: Sequence[SourceRow]) -> tuple[Column, ...]:
    """A column without a known heading in which the flowchart is drawn is a role's, before the mutu baku."""
    first = next((c.index for c in columns if c.kind == "uraian"), None)
    last = min((c.index for c in columns if c.kind in ("kelengkapan", "waktu", "output")), default=None)
    if first is None or last is None or not any(row.drawn for row in rows):
        return columns
    found = Counter(s.cell for row in rows for s in performing(row.drawn))
    return tuple(
        replace(c, kind="peran") if c.kind == "lain" and first < c.index < last and found[c.index] else c
        for c in columns
    )
