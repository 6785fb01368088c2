"""The rows of an SOP table: each numbered row a kegiatan, cells cut by page breaks or OCR joined again.

A row that cannot be a kegiatan is never dropped in silence: it carries on the row above, or it is a finding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from generator.findings import Finding
from generator.sources.clean import MAX_CELL, one_line
from generator.sources.drawings.marks import drawn_columns, marks_of, symbols_of
from generator.sources.durations import read_duration
from generator.sources.table import Column, ColumnKind, Kegiatan, SourceRow
from generator.sources.table_columns import FUSED, numbers_beside_uraian, numbers_in_uraian, unknown_columns
from generator.sources.table_heading import (
    NUMBER,
    Heading,
    cell_of,
    column_of,
    heading_at,
    is_heading_row,
    is_number_row,
    is_terminal_row,
    mended_names,
    same_columns,
)

_GIVE_UP = 200
"""After so many rows that are no kegiatan the table has ended, unless numbered rows follow."""


@dataclass
class Body:
    rows: list[Kegiatan] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    end: int = 0


def read_body(rows: tuple[SourceRow, ...], heading: Heading) -> Body:
    body = Body(end=heading.body)
    heading.columns = numbers_beside_uraian(rows, heading)
    heading.columns = drawn_columns(heading.columns, rows[heading.body : heading.body + _GIVE_UP])
    heading.columns, found = unknown_columns(rows, heading)
    body.findings += found
    heading.fused = numbers_in_uraian(rows, heading)
    heading.shifts = _shifts(rows, heading)
    pending: list[SourceRow] = []
    previous: SourceRow | None = None
    index = heading.body
    while index < len(rows):
        row = rows[index]
        if is_terminal_row(row):
            index += 1
            continue
        if row.blank and (row.drawn or row.pictured) and body.rows and not any(not r.blank for r in pending):
            body.rows[-1] = _extend(body.rows[-1], row, heading)  # merged cells leave only the drawing here
            previous, pending, index = row, [], index + 1
            body.end = index
            continue
        if row.blank or is_number_row(row):
            pending += [row] if row.blank and len(pending) <= _GIVE_UP else []
            index += 1
            continue
        if is_heading_row(row):
            repeated = heading_at(rows, index)
            if repeated is not None:
                if same_columns(heading.columns, repeated.columns) and not title_between(pending):
                    following = _first_number(rows, repeated.body)
                    if following is not None and body.rows and following > as_int(body.rows[-1].no, 0):
                        heading.columns = mended_names(heading.columns, repeated.columns)
                        pending, index = [], repeated.body
                        continue
                break
        step = _as_step(row, heading)
        if step is None:
            if _continues_cell(row, body, pending, previous, heading):
                body.findings += _swallowed(body.rows[-1], row, heading)
                body.rows[-1] = _extend(body.rows[-1], row, heading)
                previous, pending, index = row, [], index + 1
                body.end = index
                continue
            pending.append(row)
            index += 1
            if len(pending) > _GIVE_UP and not any(row_number(r) for r in rows[index : index + 50]):
                break
            if len(pending) > 5 * _GIVE_UP:  # would read the rest of the document again below every heading
                sentence = f"Tabel ditinggalkan: {len(pending)} baris berturut-turut bukan kegiatan."
                body.findings.append(Finding("baris-terpotong", sentence, pending[0].place))
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


def _shifts(rows: tuple[SourceRow, ...], heading: Heading) -> frozenset[int]:
    """By how many cells rows of this table stand beside their headings, where a length of time shows it."""
    body = rows[heading.body : heading.body + 200]
    return frozenset(_shift(row, heading) for row in body if not row.paragraph) - {0}


def _merged_from_above(step: Kegiatan, row: SourceRow, heading: Heading, body: Body) -> Kegiatan:
    """Values of mutu baku cells that a vertical merge carries on from the row above; each is asked about."""
    above = body.rows[-1]
    values = {}
    for kind in ("kelengkapan", "waktu", "output", "keterangan", "pelaksana"):
        at = column_of(heading.columns, kind)
        if at is not None and at in row.continued and not getattr(step, kind) and getattr(above, kind):
            values[kind] = getattr(above, kind)
            sentence = f"Sel {kind} baris {step.no} digabung dengan baris {above.no}; nilainya dipakai untuk keduanya."
            body.findings.append(Finding("sel-gabungan", sentence, row.place, bidang=kind))
    return replace(step, **values)


def _boilerplate(text: str) -> bool:
    return bool(re.fullmatch(r"(?:\W*(?:halaman|hal\.?|page|lanjutan|\d+|dari|of|/))*\W*", text.lower()))


def title_between(pending: list[SourceRow]) -> bool:
    return any(is_title(one_line(r.text)) for r in pending if not r.blank)


def is_title(text: str) -> bool:
    """A heading line such as `SOP PEMBUATAN KARPEG PNS` or `STANDAR OPERASIONAL PROSEDUR ...`."""
    match = re.match(
        r"\W{0,3}(?:SOP|S\.O\.P\.?|STANDAR\s+OPERASIONAL\s+PROSEDUR)\b(?P<name>.{3,})", text, re.IGNORECASE
    )
    # What is only letters and digits between strokes (`SOP-007/99/2026`) is a number, and a title names something.
    return (
        match is not None and len(text) < 200 and bool(re.search(r"(?<![\w/.-])[^\W\d_]{3,}(?![\w/])", match["name"]))
    )


def _first_number(rows: tuple[SourceRow, ...], index: int) -> int | None:
    for row in rows[index : index + 5]:
        if not row.blank and not is_number_row(row) and (number := row_number(row)) is not None:
            return number
    return None


def row_number(row: SourceRow) -> int | None:
    match = NUMBER.match(one_line(row.cells[0])) if row.cells and not row.paragraph else None
    return int(match[1]) if match else None


def as_int(text: str, default: int) -> int:
    match = re.search(r"\d+", text)
    return int(match[0]) if match else default


def _shift(row: SourceRow, heading: Heading) -> int:
    """How many cells the mutu baku of this row stands further right than its headings, by its waktu cell.

    Cells that were lost or doubled move everything after them; the waktu cell shows by how much. A word in place of a
    length (`Sesuai kebutuhan`) shows it only where other rows of the table stand as far beside.
    """
    waktu = column_of(heading.columns, "waktu")
    if waktu is None or read_duration(cell_of(row, waktu)).kind in ("durasi", "disesuaikan"):
        return 0
    for offset in (-1, 1, -2, 2, -3, 3):
        if waktu + offset > 1 and read_duration(cell_of(row, waktu + offset)).kind == "durasi":
            return offset
    for offset in sorted(heading.shifts, key=abs):
        if read_duration(cell_of(row, waktu + offset)).kind == "disesuaikan" and _fits(row, heading.columns, offset):
            return offset
    return 0


_MEASURES: tuple[ColumnKind, ...] = ("kelengkapan", "waktu", "output", "keterangan")


def _places(row: SourceRow, columns: tuple[Column, ...], shift: int) -> dict[ColumnKind, int | None]:
    """Where the mutu baku of the row stands: all of it moved, or only what is behind a column without a heading.

    A page on which such a column was lost leaves the cells before it where they were.
    """
    at = {kind: column_of(columns, kind) for kind in _MEASURES}
    first, waktu = at["kelengkapan"], at["waktu"]
    gap = -1
    if shift < 0 and first is not None and waktu is not None and waktu - first > 1 and not cell_of(row, first - 1):
        gap = first  # only columns behind the kelengkapan moved
    return {kind: i + shift if i is not None and i > gap else i for kind, i in at.items()}


def _beside(row: SourceRow, step: Kegiatan, heading: Heading) -> bool:
    """The waktu cell holds no time, while a cell beside it holds a word that stands for one."""
    waktu = column_of(heading.columns, "waktu")
    if waktu is None or not step.waktu or read_duration(step.waktu).kind != "tidak_terbaca":
        return False
    return any(read_duration(cell_of(row, waktu + offset)).kind == "disesuaikan" for offset in (-1, 1))


def _fits(row: SourceRow, columns: tuple[Column, ...], shift: int) -> bool:
    """The shift explains the whole row: only empty role cells were lost or doubled, and the mutu baku is complete."""
    roles = [c.index for c in columns if c.kind == "peran"]
    places = _places(row, columns, shift)
    needed = [i for kind in ("kelengkapan", "output") if (i := places[kind]) is not None]
    inside = places["kelengkapan"] == column_of(columns, "kelengkapan")
    between = range(min(roles, default=0), max(roles, default=-1) + 1 + (0 if inside else shift))
    return not any(cell_of(row, i) for i in between) and all(cell_of(row, i) for i in needed)


def _as_step(row: SourceRow, heading: Heading) -> Kegiatan | None:
    """The row as a kegiatan, or None if it is not the beginning of one."""
    if row.paragraph and len(row.cells) == 1:
        return None
    columns = heading.columns
    no_at, uraian_at = column_of(columns, "no"), column_of(columns, "uraian")
    uraian = cell_of(row, uraian_at)
    no = cell_of(row, no_at)
    if not uraian and not re.search(r"[A-Za-z]", row.text):
        return None
    numbered = bool(NUMBER.match(no)) or (no_at is None and bool(uraian) and not heading.fused)
    if not numbered:
        fused = FUSED.match(uraian) if not no else None
        if fused:
            no, uraian, numbered = fused[1], fused[2], True
    if not numbered and (not _starts_activity(uraian) or not _has_measures(row, columns)):
        return None
    if numbered and not uraian:
        return None
    shift = _shift(row, heading)
    role_at = [c.index for c in columns if c.kind == "peran"]
    moved = _places(row, columns, shift)
    match = NUMBER.match(no)
    return Kegiatan(
        place=row.place,
        no=match[1] if match else "",
        uraian=uraian,
        marks=marks_of(row, role_at) if not shift or row.drawn else tuple("" for _ in role_at),
        drawn=symbols_of(row, role_at),
        pictured=not row.pictured.isdisjoint(role_at),
        pelaksana=cell_of(row, column_of(columns, "pelaksana")),
        kelengkapan=_list_of(row, moved["kelengkapan"]),
        waktu=cell_of(row, moved["waktu"]),
        output=cell_of(row, moved["output"]),
        keterangan=cell_of(row, moved["keterangan"]),
    )


def _list_of(row: SourceRow, index: int | None) -> str:
    """A cell of papers: what stands on lines of its own is parted by semicolons, except where a PDF only wraps."""
    if index is None or index >= len(row.cells) or row.place.page is not None:
        return cell_of(row, index)
    lines: list[str] = []
    for line in row.cells[index].split("\n"):
        goes_on = lines and (
            not re.match(r"[A-Z\d•·*\-–]", line) or re.search(r"[,;(&/:-]$|\b(?:dan|atau)$", lines[-1])
        )
        if goes_on:
            lines[-1] += f"\n{line}"
        else:
            lines.append(line)
    return "; ".join(one_line(line) for line in lines)


def _starts_activity(text: str) -> bool:
    return bool(re.match(r"[A-Z]", text)) and len(text) >= 12


def _has_measures(row: SourceRow, columns: tuple[Column, ...]) -> bool:
    waktu = column_of(columns, "waktu")
    output = cell_of(row, column_of(columns, "output"))
    return read_duration(cell_of(row, waktu)).kind in ("durasi", "disesuaikan") and bool(output)


def _continues_cell(
    row: SourceRow, body: Body, pending: list[SourceRow], previous: SourceRow | None, heading: Heading
) -> bool:
    """True for a line that carries on the cells of the row above (a page break or OCR cut it)."""
    if previous is None or not body.rows or any(not r.blank for r in pending):
        return False
    if row.place.sheet != previous.place.sheet or is_title(one_line(row.text)):
        return False
    if not row.paragraph and not any(cell_of(row, c.index) for c in heading.columns if c.kind not in ("no", "lain")):
        return False  # nothing of it stands below a heading
    if len(body.rows[-1].uraian) + len(body.rows[-1].kelengkapan) + len(body.rows[-1].output) > MAX_CELL:
        return False
    if row.table is not None and row.table != previous.table:
        return False
    if row.paragraph:
        return not pending and row.table is None and _unfinished(body.rows[-1])
    if row_number(row) is not None:
        return False
    return len(pending) <= 2


def _swallowed(step: Kegiatan, row: SourceRow, heading: Heading) -> list[Finding]:
    """A second time in a line that carries on a row: likely a kegiatan of its own that lost its number."""
    waktu = cell_of(row, column_of(heading.columns, "waktu")) if not row.paragraph else ""
    if not (read_duration(waktu).kind == "durasi" and read_duration(step.waktu).kind == "durasi"):
        return []
    sentence = f"Sambungan baris {step.no or '?'} mempunyai waktu sendiri (“{waktu}”); mungkin kegiatan yang hilang."
    return [Finding("baris-terpotong", sentence, step.place)]


def _unfinished(step: Kegiatan) -> bool:
    """The uraian ends in a way no sentence does."""
    return bool(
        re.search(r"(?:[,(&/-]|\b(?:dan|ke|kepada|untuk|yang|dari|di|dengan|serta|oleh|atau|pada))$", step.uraian)
    )


def _extend(step: Kegiatan, row: SourceRow, heading: Heading) -> Kegiatan:
    def joined(old: str, new: str) -> str:
        return one_line(f"{old} {new}") if new else old

    if row.paragraph:
        return replace(step, uraian=joined(step.uraian, one_line(row.text)))
    columns = heading.columns
    role_at = [c.index for c in columns if c.kind == "peran"]
    return replace(
        step,
        uraian=joined(step.uraian, cell_of(row, column_of(columns, "uraian"))),
        marks=tuple(joined(m, text) for m, text in zip(step.marks, marks_of(row, role_at), strict=True)),
        drawn=step.drawn + symbols_of(row, role_at),
        pictured=step.pictured or not row.pictured.isdisjoint(role_at),
        more=(*step.more, row.place),
        pelaksana=joined(step.pelaksana, cell_of(row, column_of(columns, "pelaksana"))),
        kelengkapan=joined(step.kelengkapan, cell_of(row, column_of(columns, "kelengkapan"))),
        waktu=joined(step.waktu, cell_of(row, column_of(columns, "waktu"))),
        output=joined(step.output, cell_of(row, column_of(columns, "output"))),
        keterangan=joined(step.keterangan, cell_of(row, column_of(columns, "keterangan"))),
    )


def _row_findings(step: Kegiatan, row: SourceRow, heading: Heading, body: Body) -> list[Finding]:
    found = []
    shift = _shift(row, heading)
    if "\ufffd" in row.text:
        sentence = f"Baris {step.no or '?'} memuat huruf yang rusak (“\ufffd”) di dalam berkasnya."
        found.append(Finding("sel-tidak-terbaca", sentence, row.place))
    if shift and _fits(row, heading.columns, shift):
        sentence = (
            f"Isi baris {step.no or '?'} bergeser {abs(shift)} sel dari judul kolomnya; disusun kembali menurut waktu."
        )
        found.append(Finding("kolom-bergeser", sentence, row.place))
    elif shift or (not step.waktu and not step.output and not step.kelengkapan) or _beside(row, step, heading):
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
        before = as_int(body.rows[-2].no, 0)
        if body.rows[-2].no and int(step.no) != before + 1:
            found.append(Finding("nomor-tidak-urut", f"Setelah nomor {before} tertulis nomor {step.no}.", row.place))
    elif int(step.no) != 1:
        found.append(Finding("nomor-tidak-urut", f"Baris pertama bernomor {step.no}, bukan 1.", row.place))
    return found
