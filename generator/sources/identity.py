"""The identity block above an SOP table: labels and their values, whatever the columns look like."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from generator.sources.clean import one_line
from generator.sources.headers import SHORT_LABELS, label_of
from generator.sources.identity_columns import TextColumns, parted, two_labels
from generator.sources.table import IdentityField, SourceRow


def read_identity(rows: Iterable[SourceRow]) -> tuple[tuple[IdentityField, ...], tuple[str, ...]]:
    """The labelled fields and the lines that no label claims, both in document order.

    A short label (`Nomor SOP`) has its value to the right, a long one (`Dasar Hukum`) behind or below it in its column;
    values go on in the rows below while the label's own column stays empty. In running text the lines below a long
    label are its value, up to the next label or an empty line.
    """
    fields: dict[str, tuple[list[str], SourceRow]] = {}
    loose: list[str] = []
    open_columns: dict[int, str] = {}
    listed = ""
    sheet: str | None = None
    sides: TextColumns | None = None
    guessed: set[str] = set()
    for row in rows:
        if row.place.sheet != sheet:  # another worksheet: nothing goes on over its edge
            sheet, open_columns, listed = row.place.sheet, {}, ""
        if row.blank:
            listed, sides = "", None
            continue
        if row.paragraph and len(row.cells) == 1:
            pair = two_labels(row.cells[0])
            if pair is not None or sides is None:
                sides = TextColumns(pair) if pair is not None else None
                if sides is not None:
                    for name in sides.names:
                        fields.setdefault(name, ([], row))
                    continue
            elif not any(label_of(part) for part in parted(row.cells[0])):
                for name, text in sides.part(one_line(row.cells[0])):
                    fields[name][0].append(text)
                    if sides.unsure:
                        guessed.update(sides.names)
                continue
            else:
                sides = None
            pieces = parted(row.cells[0])
            if len(pieces) > 1:
                loose.append(pieces[0])
                row = replace(row, cells=(pieces[1],))
        else:
            sides = None
        cells = _numbers_joined(["" if cell.strip() == ":" else cell for cell in row.cells], open_columns)
        labels = {i: found for i, cell in enumerate(cells) if cell and (found := label_of(cell))}
        if row.paragraph and not labels and listed:
            fields[listed][0].extend(_lines(" ".join(cell for cell in cells if cell)))
            continue
        listed = next((name for name, _ in labels.values() if not _short(name)), "") if row.paragraph else ""
        taken: set[int] = set()
        if labels:
            open_columns = {c: f for c, f in open_columns.items() if c not in labels and not _short(f)}
        for i, (name, rest) in labels.items():
            lines = _lines(rest)
            taken.add(i)
            right = i + 1
            while right < len(cells) and not cells[right] and right - i < 3:
                right += 1
            free = right < len(cells) and right not in labels
            beside = name in SHORT_LABELS or (bool(free and cells[right]) and not any(j > i for j in labels))
            if not lines and free and beside:
                lines = _lines(cells[right].lstrip(": "))
                taken.add(right)
                open_columns[right] = name
            else:
                open_columns[i] = name
            if name not in fields:
                fields[name] = (lines, row)
            else:
                fields[name][0].extend(lines)
        for i, cell in enumerate(cells):
            if not cell or i in taken:
                continue
            owner = open_columns.get(i)
            if owner and not (_short(owner) and any(c for c in cells[:i])) and not row.paragraph:
                fields[owner][0].extend(_lines(cell))
            else:
                loose.extend(_lines(cell))
        if row.paragraph and not labels:
            open_columns = {}
    read = (IdentityField(n, tuple(lines), row.place, n in guessed) for n, (lines, row) in fields.items())
    return tuple(read), tuple(loose)


_ITEM_NUMBER = re.compile(r"^\W?(?:\d{1,2}|[a-z])\W{0,2}$")


def _numbers_joined(cells: list[str], open_columns: dict[int, str]) -> list[str]:
    """The number of an item may stand in a cell of its own, below the label; its text is the next cell."""
    joined = list(cells)
    for i, owner in open_columns.items():
        beside = i + 1 < len(cells) and i + 1 not in open_columns and cells[i + 1]
        if i < len(cells) and beside and not _short(owner) and _ITEM_NUMBER.match(cells[i].strip()):
            joined[i], joined[i + 1] = f"{cells[i].strip(' .)')}. {cells[i + 1]}", ""
    return joined


def _short(field: str) -> bool:
    return field in SHORT_LABELS


def _lines(text: str) -> list[str]:
    return [one_line(line) for line in text.split("\n") if one_line(line)]
