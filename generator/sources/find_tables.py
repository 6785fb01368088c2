"""Finds the SOP tables in the rows of a document: where each begins, which pages belong together."""

from __future__ import annotations

from dataclasses import replace

from generator.findings import Place, SourceRefusedError
from generator.sources.clean import one_line
from generator.sources.identity import read_identity
from generator.sources.table import SourceDocument, SourceRow, SourceTable, SourceText
from generator.sources.table_heading import Heading, heading_at, mended_names, same_columns
from generator.sources.table_rows import Body, as_int, is_title, read_body, title_between


def find_tables(source: SourceText) -> SourceDocument:
    """Every SOP table of the document; raises SourceRefusedError if there is none."""
    rows = source.rows
    tables: list[SourceTable] = []
    findings = list(source.findings)
    loose_from = 0
    shared: tuple[SourceRow, ...] = ()
    index = 0
    while index < len(rows):
        heading = heading_at(rows, index)
        if heading is None:
            index += 1
            continue
        body = read_body(rows, heading)
        above = rows[loose_from : heading.first]
        continues = bool(tables) and bool(body.rows) and _continues(tables[-1], body, heading, above)
        if continues:
            tables[-1] = _joined(tables[-1], heading, body)
        elif body.rows:
            shared = shared or above
            tables.append(_table(len(tables) + 1, shared, above, heading, body, rows))
        index = loose_from = max(body.end, heading.body)
    if not tables:
        raise SourceRefusedError(
            "tabel-tidak-ada",
            "Tidak ada tabel SOP: tidak ditemukan judul kolom kegiatan dengan baris di bawahnya.",
            Place(source.name),
        )
    return SourceDocument(source.name, source.sha256, tuple(tables), tuple(findings))


def _continues(table: SourceTable, body: Body, heading: Heading, above: tuple[SourceRow, ...]) -> bool:
    """A later table is the next page of the one before: same columns, no new title, numbers go on."""
    if not same_columns(table.columns, heading.columns) or title_between(list(above)):
        return False
    return as_int(body.rows[0].no, 0) > as_int(table.rows[-1].no, 0)


def _joined(table: SourceTable, heading: Heading, body: Body) -> SourceTable:
    return replace(
        table,
        columns=mended_names(table.columns, heading.columns),
        rows=table.rows + tuple(body.rows),
        findings=table.findings + tuple(body.findings),
    )


def _table(
    number: int,
    shared: tuple[SourceRow, ...],
    above: tuple[SourceRow, ...],
    heading: Heading,
    body: Body,
    rows: tuple[SourceRow, ...],
) -> SourceTable:
    fields, loose = read_identity(shared)
    own, own_loose = (fields, loose) if above is shared else read_identity(above)
    merged = {f.label: f for f in fields} | {f.label: f for f in own}
    title = next((line for line in reversed(own_loose) if is_title(line)), "")
    if not title and "judul" in merged:
        title = one_line(" ".join(merged["judul"].lines))
    return SourceTable(
        number=number,
        title=title,
        place=rows[heading.first].place,
        columns=heading.columns,
        rows=tuple(body.rows),
        identity=tuple(merged.values()),
        heading=tuple(line for line in loose if not is_title(line)),
        findings=tuple(body.findings),
    )
