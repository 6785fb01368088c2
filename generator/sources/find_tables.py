"""Finds the SOP tables in the rows of a document: headings, columns, rows, page breaks.

General rules, from the form of the regulation: a heading row names kegiatan and at least one other column; the group
headings Pelaksana and Mutu Baku span several columns; a row of bare column numbers may follow and is repeated on every
page; each kegiatan has a number in the first column.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace

from generator.findings import Finding, Place, SourceRefusedError
from generator.sources.clean import one_line
from generator.sources.durations import read_duration
from generator.sources.headers import group_kind, heading_kind, words_of
from generator.sources.identity import read_identity
from generator.sources.table import Column, ColumnKind, Kegiatan, SourceDocument, SourceRow, SourceTable, SourceText

_NUMBER = re.compile(r"^\W{0,2}(\d{1,5})\s*[a-z]?\s*[.)\]:]?\W{0,2}$", re.IGNORECASE)
MAX_ROLES = 30
"""More role columns than this is no SOP (the regulation's form has room for about ten)."""
_HEADING_ROWS = 4
"""A heading is never deeper: group, leaf, torn words."""


@dataclass
class _Heading:
    first: int
    """Index of its first row."""
    body: int
    """Index of the first row after it."""
    columns: tuple[Column, ...]


@dataclass
class _Body:
    rows: list[Kegiatan] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    end: int = 0


def find_tables(source: SourceText) -> SourceDocument:
    """Every SOP table of the document; raises SourceRefusedError if there is none."""
    rows = source.rows
    tables: list[SourceTable] = []
    findings = list(source.findings)
    loose_from = 0
    shared: tuple[SourceRow, ...] = ()
    index = 0
    while index < len(rows):
        heading = _heading_at(rows, index)
        if heading is None:
            index += 1
            continue
        body = _read_body(rows, heading)
        above = rows[loose_from : heading.first]
        continues = bool(tables) and bool(body.rows) and _continues(tables[-1], body, heading, above)
        if continues:
            tables[-1] = _joined(tables[-1], body)
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


def _heading_at(rows: tuple[SourceRow, ...], index: int) -> _Heading | None:
    """The heading that begins in this row: its rows together name kegiatan and another leaf column."""
    if not _is_heading_row(rows[index]):
        return None
    stop = index + 1
    while stop < min(len(rows), index + _HEADING_ROWS) and _goes_on(rows, stop):
        stop += 1
    block = rows[index:stop]
    columns = _columns(block)
    kinds = {c.kind for c in columns}
    if "uraian" not in kinds or len(kinds & {"no", "kelengkapan", "waktu", "output", "peran", "pelaksana"}) < 2:
        return None
    if sum(c.kind == "peran" for c in columns) > MAX_ROLES:
        return None
    while stop < len(rows) and (_is_number_row(rows[stop]) or (rows[stop].blank and not rows[stop].paragraph)):
        stop += 1
    return _Heading(index, stop, columns)


def _is_heading_row(row: SourceRow) -> bool:
    cells = [c for c in row.cells if c]
    if len(cells) < 2 or any(len(c) > 80 for c in cells):
        return False
    known = {heading_kind(one_line(c)) or group_kind(one_line(c)) for c in cells} - {None}
    return len(known) >= 2


def _goes_on(rows: tuple[SourceRow, ...], index: int) -> bool:
    """True if the row still belongs to a heading: no number, no sentence, but short words."""
    row = rows[index]
    cells = [c for c in row.cells if c]
    if not cells or row.paragraph or _is_number_row(row):
        return False
    if _NUMBER.match(row.cells[0]) and row.cells[0] == cells[0] and len(cells) > 1:
        return False
    if any(len(one_line(c)) > 60 for c in cells):
        return False
    return not any(read_duration(one_line(c)).kind == "durasi" for c in cells)


def _columns(block: tuple[SourceRow, ...]) -> tuple[Column, ...]:
    width = max(len(row.cells) for row in block)
    grid = [[one_line(row.cells[i]) if i < len(row.cells) else "" for i in range(width)] for row in block]
    span = _role_span(grid, width)
    columns: list[Column] = []
    for i in range(width):
        parts = [line[i] for line in grid if line[i] and not (group_kind(line[i]) and i in (span or ()))]
        parts = [p for p in dict.fromkeys(parts) if group_kind(p) != "mutu"]
        name = _join_torn(parts)
        kind = heading_kind(name) if name else None
        if kind is None:
            kind = next((k for k in map(heading_kind, reversed(parts)) if k), None)
        if span is not None and i in span and kind in (None, "pelaksana") and name:
            columns.append(Column("peran", name, i))
        elif kind is not None and not any(c.kind == kind for c in columns):
            columns.append(Column(kind, name, i))
        elif name and span is None and group_kind(name) is None:
            columns.append(Column("lain", name, i))
    if span is not None and not any(c.kind == "peran" for c in columns):
        columns.append(Column("pelaksana", "Pelaksana", span.start))
        columns.sort(key=lambda c: c.index)
    return tuple(columns)


def _join_torn(parts: list[str]) -> str:
    return " ".join(parts)


def _role_span(grid: list[list[str]], width: int) -> range | None:
    """Columns under the group heading Pelaksana: up to the next group or leaf heading."""
    for line in grid:
        for i, cell in enumerate(line):
            if group_kind(cell) != "pelaksana":
                continue
            end = i + 1
            while end < width:
                column = [row[end] for row in grid if row[end]]
                if any(group_kind(c) or heading_kind(c) not in (None, "pelaksana") for c in column):
                    break
                end += 1
            start = i
            while start > 0 and _unnamed_role(grid, start - 1, line):
                start -= 1
            return range(start, end)
    return None


def _unnamed_role(grid: list[list[str]], i: int, group_line: list[str]) -> bool:
    """A group heading centred over its columns leaves role names to its left without one."""
    column = [row[i] for row in grid if row[i]]
    return bool(column) and not group_line[i] and all(heading_kind(c) is None and not group_kind(c) for c in column)


def _is_number_row(row: SourceRow) -> bool:
    """A row of column numbers, `1 2 3 4 ...`; OCR may repeat or lose some."""
    cells = [c for c in row.cells if c.strip()]
    if len(cells) < 3 or row.paragraph:
        return False
    numbers = [int(m[1]) for c in cells if (m := re.fullmatch(r"\W?(\d{1,2})\W?", c))]
    ascending = sum(a <= b <= a + 2 for a, b in itertools.pairwise(numbers))
    return len(numbers) == len(cells) and ascending >= len(numbers) - 2


def _read_body(rows: tuple[SourceRow, ...], heading: _Heading) -> _Body:
    body = _Body(end=heading.body)
    pending: list[SourceRow] = []
    previous: SourceRow | None = None
    index = heading.body
    while index < len(rows):
        row = rows[index]
        if row.blank or _is_number_row(row):
            pending += [row] if row.blank else []
            index += 1
            continue
        if _is_heading_row(row):
            repeated = _heading_at(rows, index)
            if repeated is not None:
                if _same_columns(heading.columns, repeated.columns) and not _title_between(pending):
                    following = _first_number(rows, repeated.body)
                    if following is not None and body.rows and following > _as_int(body.rows[-1].no, 0):
                        pending, index = [], repeated.body
                        continue
                break
        step = _as_step(row, heading)
        if step is None:
            if _continues_cell(row, body, pending, previous):
                body.rows[-1] = _extend(body.rows[-1], row, heading)
                previous, pending, index = row, [], index + 1
                body.end = index
                continue
            pending.append(row)
            index += 1
            if len(pending) > 200 and not any(_row_number(r) for r in rows[index : index + 50]):
                break
            continue
        if any(not r.blank for r in pending) and body.rows:
            first = next(r for r in pending if not r.blank)
            text = one_line(" ".join(r.text for r in pending if not r.blank))
            if not _boilerplate(text):
                body.findings.append(
                    Finding(
                        "teks-di-luar-tabel", f"Teks di sela baris tabel tidak dipakai: “{text[:160]}”.", first.place
                    )
                )
        pending = []
        if row.continued and body.rows:
            step = _merged_from_above(step, row, heading, body)
        body.rows.append(step)
        body.findings += _row_findings(step, row, heading, body)
        previous, index = row, index + 1
        body.end = index
    return body


def _merged_from_above(step: Kegiatan, row: SourceRow, heading: _Heading, body: _Body) -> Kegiatan:
    """Values of mutu baku cells that a vertical merge carries on from the row above; each is asked about."""
    above = body.rows[-1]
    values = {}
    for kind in ("kelengkapan", "waktu", "output", "keterangan", "pelaksana"):
        at = _index(heading.columns, kind)
        if at is not None and at in row.continued and not getattr(step, kind) and getattr(above, kind):
            values[kind] = getattr(above, kind)
            sentence = f"Sel {kind} baris {step.no} digabung dengan baris {above.no}; nilainya dipakai untuk keduanya."
            body.findings.append(Finding("sel-gabungan", sentence, row.place, bidang=kind))
    return replace(step, **values)


def _boilerplate(text: str) -> bool:
    return bool(re.fullmatch(r"(?:\W*(?:halaman|hal\.?|page|lanjutan|\d+|dari|of|/))*\W*", text.lower()))


def _title_between(pending: list[SourceRow]) -> bool:
    return any(is_title(one_line(r.text)) for r in pending if not r.blank)


def is_title(text: str) -> bool:
    """A heading line such as `SOP PEMBUATAN KARPEG PNS` or `STANDAR OPERASIONAL PROSEDUR ...`."""
    return bool(
        re.match(r"\W{0,3}(?:SOP|S\.O\.P\.?|STANDAR\s+OPERASIONAL\s+PROSEDUR)\b.{3,}", text, re.IGNORECASE)
    ) and (len(text) < 200)


def _first_number(rows: tuple[SourceRow, ...], index: int) -> int | None:
    for row in rows[index : index + 5]:
        if not row.blank and not _is_number_row(row) and (number := _row_number(row)) is not None:
            return number
    return None


def _row_number(row: SourceRow) -> int | None:
    match = _NUMBER.match(one_line(row.cells[0])) if row.cells and not row.paragraph else None
    return int(match[1]) if match else None


def _as_int(text: str, default: int) -> int:
    match = re.search(r"\d+", text)
    return int(match[0]) if match else default


def _same_columns(a: tuple[Column, ...], b: tuple[Column, ...]) -> bool:
    def words(columns: tuple[Column, ...]) -> set[str]:
        return {words_of(c.name) for c in columns if c.kind == "peran"} | {c.kind for c in columns}

    return len(words(a) & words(b)) >= 0.7 * max(len(words(a)), len(words(b)))


def _continues(table: SourceTable, body: _Body, heading: _Heading, above: tuple[SourceRow, ...]) -> bool:
    """A later table is the next page of the one before: same columns, no new title, numbers go on."""
    if not _same_columns(table.columns, heading.columns) or _title_between(list(above)):
        return False
    return _as_int(body.rows[0].no, 0) > _as_int(table.rows[-1].no, 0)


def _joined(table: SourceTable, body: _Body) -> SourceTable:
    return replace(table, rows=table.rows + tuple(body.rows), findings=table.findings + tuple(body.findings))


def _index(columns: tuple[Column, ...], kind: ColumnKind) -> int | None:
    return next((c.index for c in columns if c.kind == kind), None)


def _cell(row: SourceRow, index: int | None) -> str:
    return one_line(row.cells[index]) if index is not None and index < len(row.cells) else ""


def _shift(row: SourceRow, columns: tuple[Column, ...]) -> int:
    """How many cells the mutu baku of this row stands further right than its headings, by its waktu cell.

    Role cells that OCR lost or doubled move everything after them; the waktu cell shows by how much.
    """
    waktu = _index(columns, "waktu")
    if waktu is None or read_duration(_cell(row, waktu)).kind in ("durasi", "disesuaikan"):
        return 0
    for offset in (-1, 1, -2, 2, -3, 3):
        if waktu + offset > 1 and read_duration(_cell(row, waktu + offset)).kind == "durasi":
            return offset
    return 0


def _fits(row: SourceRow, columns: tuple[Column, ...], shift: int) -> bool:
    """The shift explains the whole row: only empty role cells were lost or doubled, and the mutu baku is complete."""
    roles = [c.index for c in columns if c.kind == "peran"]
    needed = [i for kind in ("kelengkapan", "output") if (i := _index(columns, kind)) is not None]
    between = range(min(roles, default=0), max(roles, default=-1) + 1 + shift)
    return not any(_cell(row, i) for i in between) and all(_cell(row, i + shift) for i in needed)


def _as_step(row: SourceRow, heading: _Heading) -> Kegiatan | None:
    """The row as a kegiatan, or None if it is not the beginning of one."""
    if row.paragraph and len(row.cells) == 1:
        return None
    columns = heading.columns
    no_at, uraian_at = _index(columns, "no"), _index(columns, "uraian")
    uraian = _cell(row, uraian_at)
    no = _cell(row, no_at)
    if not uraian and not re.search(r"[A-Za-z]", row.text):
        return None
    numbered = bool(_NUMBER.match(no)) or (no_at is None and bool(uraian))
    if not numbered:
        fused = re.match(r"^\W?(\d{1,3})[.)\s]\s*(?=[A-Z])(.+)$", uraian) if not no else None
        if fused:
            no, uraian, numbered = fused[1], fused[2], True
    if not numbered and (not _starts_activity(uraian) or not _has_measures(row, columns)):
        return None
    if numbered and not uraian:
        return None
    shift = _shift(row, columns)
    at = {kind: _index(columns, kind) for kind in ("kelengkapan", "waktu", "output", "keterangan")}
    role_at = [c.index for c in columns if c.kind == "peran"]
    moved = {k: (i + shift if i is not None else None) for k, i in at.items()}
    match = _NUMBER.match(no)
    return Kegiatan(
        place=row.place,
        no=match[1] if match else "",
        uraian=uraian,
        marks=tuple(_cell(row, i) for i in role_at) if not shift else tuple("" for _ in role_at),
        pelaksana=_cell(row, _index(columns, "pelaksana")),
        kelengkapan=_cell(row, moved["kelengkapan"]),
        waktu=_cell(row, moved["waktu"]),
        output=_cell(row, moved["output"]),
        keterangan=_cell(row, moved["keterangan"]),
    )


def _starts_activity(text: str) -> bool:
    return bool(re.match(r"[A-Z]", text)) and len(text) >= 12


def _has_measures(row: SourceRow, columns: tuple[Column, ...]) -> bool:
    waktu = _index(columns, "waktu")
    output = _cell(row, _index(columns, "output"))
    return read_duration(_cell(row, waktu)).kind in ("durasi", "disesuaikan") and bool(output)


def _continues_cell(row: SourceRow, body: _Body, pending: list[SourceRow], previous: SourceRow | None) -> bool:
    """True for a line that carries on the cells of the row above (a page break or OCR cut it)."""
    if previous is None or not body.rows or any(not r.blank for r in pending):
        return False
    if row.table is not None and row.table != previous.table:
        return False
    if row.paragraph:
        return not pending and row.table is None and _unfinished(body.rows[-1]) and not is_title(one_line(row.text))
    if _row_number(row) is not None:
        return False
    return len(pending) <= 2


def _unfinished(step: Kegiatan) -> bool:
    """The uraian ends in a way no sentence does."""
    return bool(
        re.search(r"(?:[,(&/-]|\b(?:dan|ke|kepada|untuk|yang|dari|di|dengan|serta|oleh|atau|pada))$", step.uraian)
    )


def _extend(step: Kegiatan, row: SourceRow, heading: _Heading) -> Kegiatan:
    def joined(old: str, new: str) -> str:
        return one_line(f"{old} {new}") if new else old

    if row.paragraph:
        return replace(step, uraian=joined(step.uraian, one_line(row.text)))
    columns = heading.columns
    role_at = [c.index for c in columns if c.kind == "peran"]
    return replace(
        step,
        uraian=joined(step.uraian, _cell(row, _index(columns, "uraian"))),
        marks=tuple(joined(m, _cell(row, i)) for m, i in zip(step.marks, role_at, strict=True)),
        pelaksana=joined(step.pelaksana, _cell(row, _index(columns, "pelaksana"))),
        kelengkapan=joined(step.kelengkapan, _cell(row, _index(columns, "kelengkapan"))),
        waktu=joined(step.waktu, _cell(row, _index(columns, "waktu"))),
        output=joined(step.output, _cell(row, _index(columns, "output"))),
        keterangan=joined(step.keterangan, _cell(row, _index(columns, "keterangan"))),
    )


def _row_findings(step: Kegiatan, row: SourceRow, heading: _Heading, body: _Body) -> list[Finding]:
    found = []
    shift = _shift(row, heading.columns)
    if shift and _fits(row, heading.columns, shift):
        sentence = (
            f"Isi baris {step.no or '?'} bergeser {abs(shift)} sel dari judul kolomnya; disusun kembali menurut waktu."
        )
        found.append(Finding("kolom-bergeser", sentence, row.place))
    elif shift or (not step.waktu and not step.output and not step.kelengkapan):
        found.append(
            Finding(
                "baris-terpotong",
                f"Baris {step.no or '?'} tidak utuh: sel-selnya tidak cocok dengan judul kolom.",
                row.place,
            )
        )
    if not step.no:
        found.append(Finding("baris-tanpa-nomor", f"Baris “{step.uraian[:60]}” tidak bernomor.", row.place))
    elif len(body.rows) > 1:
        before = _as_int(body.rows[-2].no, 0)
        if body.rows[-2].no and int(step.no) != before + 1:
            found.append(Finding("nomor-tidak-urut", f"Setelah nomor {before} tertulis nomor {step.no}.", row.place))
    elif int(step.no) != 1:
        found.append(Finding("nomor-tidak-urut", f"Baris pertama bernomor {step.no}, bukan 1.", row.place))
    return found


def _table(
    number: int,
    shared: tuple[SourceRow, ...],
    above: tuple[SourceRow, ...],
    heading: _Heading,
    body: _Body,
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
