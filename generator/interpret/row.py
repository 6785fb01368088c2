"""What the language says about one row, before the whole table is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from generator.interpret.actions import Work, parse_work
from generator.interpret.jabatan import Jabatan
from generator.interpret.mentions import Mention, aliases, mentions
from generator.sop import Aksi
from generator.sources.table import Kegiatan


@dataclass(frozen=True)
class Row:
    """A kegiatan with its verbs and the roles it names."""

    index: int
    source: Kegiatan
    works: tuple[Work, ...]
    named: tuple[Mention, ...]
    """Roles in the uraian."""
    named_in_kelengkapan: tuple[Mention, ...]

    @cached_property
    def done(self) -> tuple[Work, ...]:
        """Verbs done in this row: main clauses and the good branch."""
        return tuple(w for w in self.works if w.mode in ("kerja", "bila"))

    @cached_property
    def aksi(self) -> frozenset[Aksi]:
        return frozenset(w.aksi for w in self.done if w.aksi is not None)

    def roles(self, *parts: str) -> tuple[int, ...]:
        """Roles named in the uraian in one of these parts."""
        return tuple(dict.fromkeys(m.role for m in self.named if m.part in parts))


def parse_rows(kegiatan: tuple[Kegiatan, ...], roles: tuple[Jabatan, ...]) -> tuple[Row, ...]:
    """Every row of the table, parsed."""
    known = aliases([role.name for role in roles])
    return tuple(
        Row(
            index,
            row,
            parse_work(row.uraian),
            mentions(row.uraian, known),
            mentions(row.kelengkapan, known),
        )
        for index, row in enumerate(kegiatan)
    )
