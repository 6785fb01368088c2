"""What every reader gives: rows of cells with their place, and the SOP tables found in them.

A reader knows its format and nothing of SOPs; `find_tables` knows SOP tables and nothing of formats. All values are
frozen, so that a reading can be repeated, compared and explained.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.findings import Finding, Place

MAX_COLUMNS = 200
"""A row of more cells is no row of a table; the SOP form has about twelve columns."""

ColumnKind = Literal["no", "uraian", "pelaksana", "peran", "kelengkapan", "waktu", "output", "keterangan", "lain"]
"""What a column holds; `peran` is one role's column, `pelaksana` a column with role names in its cells."""

SymbolKind = Literal["box", "rounded", "diamond", "circle", "off-page"]
"""A symbol of a flowchart: process, start or end, decision, connector on a page, connector to another page."""


@dataclass(frozen=True)
class Flow:
    """An arrow to a symbol in the row at `place`. `label` is `ya`, `tidak` or empty."""

    place: Place
    cell: int
    """Of the symbol; in a Kegiatan the number of its role, -1 outside the role columns."""
    label: str = ""
    sure: bool = True
    """False without an arrowhead."""


@dataclass(frozen=True)
class Symbol:
    """A symbol drawn in a cell of a row. `cell` is its number among the cells, in a Kegiatan among the roles."""

    kind: SymbolKind
    cell: int
    text: str = ""
    sure: bool = True
    """False where it lies between two cells, or its place is only estimated."""
    flows: tuple[Flow, ...] = ()
    """Arrows that leave it."""


@dataclass(frozen=True)
class SourceRow:
    """One row of cells as the format gives it. `continued` are cells that a vertical merge carries on from above."""

    place: Place
    cells: tuple[str, ...]
    paragraph: bool = False
    """True for running text outside any table of the format."""
    continued: frozenset[int] = frozenset()
    table: int | None = None
    """Number of the format's own table, where the format has tables."""
    drawn: tuple[Symbol, ...] = ()
    pictured: frozenset[int] = frozenset()
    """Cells over which a picture lies, or a shape that could not be read."""

    @property
    def text(self) -> str:
        """All cells in one line."""
        return " ".join(cell for cell in self.cells if cell)

    @property
    def blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class SourceText:
    """A whole document as rows, before tables are looked for."""

    name: str
    sha256: str
    rows: tuple[SourceRow, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Column:
    kind: ColumnKind
    name: str
    index: int


@dataclass(frozen=True)
class Kegiatan:
    """One numbered row of an SOP table, cells put under the columns. `marks` is one text per role column."""

    place: Place
    no: str
    uraian: str
    marks: tuple[str, ...] = ()
    pelaksana: str = ""
    """The performer named in a `Pelaksana` column without role columns."""
    kelengkapan: str = ""
    waktu: str = ""
    output: str = ""
    keterangan: str = ""
    drawn: tuple[Symbol, ...] = ()
    """Symbols of the flowchart below the role columns."""
    pictured: bool = False
    """A picture, or a shape that could not be read, lies below the role columns."""
    more: tuple[Place, ...] = ()
    """Further rows of the document that carry this one on."""


@dataclass(frozen=True)
class IdentityField:
    """One field of the identity block; `lines` keep the line breaks of the document."""

    label: str
    lines: tuple[str, ...]
    place: Place
    guessed: bool = False
    """Two fields stood side by side in one line of text; where one ends and the other begins is not certain."""


@dataclass(frozen=True)
class SourceTable:
    """One SOP: its identity block, columns and rows."""

    number: int
    """Counted from 1 in the document."""
    title: str
    place: Place
    columns: tuple[Column, ...]
    rows: tuple[Kegiatan, ...]
    identity: tuple[IdentityField, ...] = ()
    heading: tuple[str, ...] = ()
    """Lines of running text above the table that no label claims (name of the office and the like)."""
    findings: tuple[Finding, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """Names of the role columns, in order."""
        return tuple(c.name for c in self.columns if c.kind == "peran")


@dataclass(frozen=True)
class SourceDocument:
    """A document with every SOP table in it."""

    name: str
    sha256: str
    tables: tuple[SourceTable, ...]
    findings: tuple[Finding, ...] = ()
