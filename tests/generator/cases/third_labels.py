"""The short form in which the later unseen sets write their labels: one line for each row of the document."""

from __future__ import annotations

from tests.generator.cases.documents import Row


def labelled(text: str) -> tuple[Row, ...]:
    """Rows of `uraian ~ performer + another ~ ISO time ~ aksi ~ else branch ~ copies`; what is left out is empty."""
    rows = []
    for line in text.strip().split("\n"):
        cells = [cell.strip() for cell in line.split("~")]
        uraian, role, iso, aksi, branch, copies = (*cells, "", "", "", "", "")[:6]
        first, *others = [name.strip() for name in role.split("+")]
        counts = tuple(int(count) if count != "-" else None for count in copies.split())
        rows.append(Row(uraian, first, "", "", "", iso or None, aksi, branch, copies=counts, with_roles=tuple(others)))
    return tuple(rows)
