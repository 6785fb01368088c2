"""Finds the SOP tables in the rows of a document: where each begins, which pages belong together."""

from __future__ import annotations

from dataclasses import replace

from generator.findings import Place, SourceRefusedError
from generator.sources.clean import one_line
from generator.sources.identity import read_identity
from generator.sources.table import IdentityField, SourceDocument, SourceRow, SourceTable, SourceText
from generator.sources.table_heading import Heading, heading_at, mended_names, same_columns
from generator.sources.table_rows import Body, as_int, is_title, read_body, title_between

_Identity = tuple[tuple[IdentityField, ...], tuple[str, ...]]
"""What `read_identity` gives."""
MAX_TABLES = 500
"""More tables than this in one document are no SOPs but noise that looks like their headings."""


def find_tables(source: SourceText) -> SourceDocument:
    """Every SOP table of the document; raises SourceRefusedError if there is none."""
    rows = source.rows
    tables: list[SourceTable] = []
    findings = list(source.findings)
    loose_from = 0
    shared: tuple[SourceRow, ...] = ()
    index = 0
    identity: _Identity = ((), ())
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
            if len(tables) == MAX_TABLES:
                raise SourceRefusedError(
                    "berkas-ditolak",
                    f"Dokumen memuat lebih dari {MAX_TABLES} tabel yang mirip tabel SOP.",
                    Place(source.name),
                    "Periksa apakah berkasnya benar; bagi kumpulan SOP menjadi beberapa berkas.",
                )
            if not shared:
                shared, identity = above, read_identity(above)
            own = identity if above is shared else read_identity(above)
            tables.append(_table(len(tables) + 1, identity, own, heading, body, rows))
        index = loose_from = max(body.end, heading.body)
    if not tables:
        if any(f.kode == "teks-ocr" for f in findings):
            raise SourceRefusedError(
                "tabel-tidak-ada",
                "Dokumen ini hasil pindaian dan OCR tidak dapat membaca judul kolom tabelnya.",
                Place(source.name),
                "Pindai ulang dengan 300 dpi, lurus dan hitam-putih; atau salin tabelnya ke berkas `alur template`.",
            )
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
    shared: _Identity,
    above: _Identity,
    heading: Heading,
    body: Body,
    rows: tuple[SourceRow, ...],
) -> SourceTable:
    (fields, loose), (own, own_loose) = shared, above
    merged = {f.label: f for f in fields} | {f.label: f for f in own}
    # The nearest name counts: a heading line of the table's own; what its own identity block says where that names it;
    # then what is said once for the whole document.
    named = one_line(" ".join(merged["judul"].lines)) if "judul" in merged else ""
    headed = next((line for line in reversed(own_loose) if is_title(line)), "")
    listed = named and any(f.label == "keterkaitan" for f in own)  # titles of other SOPs stand in its lists
    title = named if listed else headed or named
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
