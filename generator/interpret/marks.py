"""Marks in the role columns as evidence: a flowchart symbol that survived, or noise of one.

`Ya`, `Tidak` and arrows label branches and connectors, so they say nothing about who works. A tick, bullet, box or the
words Mulai/Selesai stand where the shape stood. How much a table's marks weigh depends on how regular they are: one
mark in nearly every row is a filled-in table, a few scattered ones are noise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.interpret.evidence import Evidence
from generator.interpret.jabatan import Jabatan
from generator.interpret.row import Row

_SYMBOL = re.compile(r"^[\s√✓✔☑●○•◯■□▪▫◆◇◊▭▬⬜⬛⭕xXvVoO*+ü\uf0fc\uf06e\uf0d8]+$")
_TERMINAL = re.compile(r"^\W*(?:mulai|selesai|start|end|begin)\W*$", re.IGNORECASE)


def is_symbol(mark: str) -> bool:
    """True for a mark that stands for a step's shape."""
    return bool(mark.strip()) and len(mark) <= 12 and bool(_SYMBOL.match(mark) or _TERMINAL.match(mark))


_ARROW = re.compile(r"^\s*(?:[-=]+>|<[-=]+|[←-⇿➔➜➝➞➡⬅⬆⬇▶▷►▸→]|[▲▼◄])+\s*$")


_DRAWN = re.compile(r"^\s*[√✓✔☑■□◆◇●]\s*$")
"""One whole tick, box, diamond or disc: no accident of OCR, unlike a letter or a dot."""
_REMAINS = re.compile(r"^\s*(?:[^\w\s]{1,2}|[^\W\d])\s*$")
"""What OCR leaves of a symbol: a dot, a stroke, one letter. It counts only where nearly every row has just one."""


def stands_for_step(marks: Sequence[str]) -> int | None:
    """The one role column with a mark: a symbol, else an arrow, else remains of a symbol; None if none or several."""
    symbols = marked_roles(marks)
    if not symbols:
        symbols = tuple(i for i, mark in enumerate(marks) if _ARROW.match(mark))
    if not symbols:
        symbols = tuple(i for i, mark in enumerate(marks) if _REMAINS.match(mark))
    return symbols[0] if len(symbols) == 1 else None


def marked_roles(marks: Sequence[str]) -> tuple[int, ...]:
    """Every role column with a symbol."""
    return tuple(i for i, mark in enumerate(marks) if is_symbol(mark))


def regular(rows: Sequence[Row]) -> bool:
    """True when (nearly) every row has one symbol, so that the marks are the table's own statement.

    Rows with two count as stated too (shared work, a hand-over), as long as most rows have just one.
    """
    ones = sum(1 for row in rows if stands_for_step(row.source.marks) is not None)
    twos = sum(1 for row in rows if len(marked_roles(row.source.marks)) == 2)
    return len(rows) >= 2 and ones + twos >= 0.8 * len(rows) and ones >= 2 * twos


def mark_evidence(rows: Sequence[Row], roles: Sequence[Jabatan]) -> Iterator[tuple[int, Evidence]]:
    """(row, evidence) for every mark that says something."""
    strong = regular(rows)
    for row in rows:
        marks = row.source.marks
        symbols = [i for i, mark in enumerate(marks) if is_symbol(mark)]
        if len(marks) != len(roles) or row.source.drawn:
            continue  # what is drawn is weighed by itself
        only = stands_for_step(marks)
        for i, mark in enumerate(marks):
            if strong and i == only and i not in symbols:
                yield (
                    row.index,
                    Evidence(
                        str(i),
                        11.0 if roles[i].outside else 8.5,
                        f"satu-satunya tanda “{mark}” di kolom {roles[i].name}",
                    ),
                )
            elif i in symbols and len(symbols) == 1:
                clear = bool(_DRAWN.match(mark))
                weight = (11.0 if roles[i].outside else 8.5) if strong else 3.5 if clear else 2.0
                yield row.index, Evidence(str(i), weight, f"tanda “{mark}” di kolom {roles[i].name}")
            elif i in symbols:
                weight = 4.0 if strong and len(symbols) == 2 else 0.8
                yield row.index, Evidence(str(i), weight, f"salah satu tanda “{mark}” di kolom {roles[i].name}")
            elif mark.strip() and re.fullmatch(r"\W+|\d", mark.strip()):
                yield row.index, Evidence(str(i), 0.5, f"sisa tanda “{mark}” di kolom {roles[i].name}")
