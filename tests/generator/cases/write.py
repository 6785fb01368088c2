"""Writes the test documents in their layouts and formats: `python -m tests.generator.cases.write`."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import docx
from openpyxl import Workbook

from tests.generator.cases.documents import CASES, Case

FOLDER = Path(__file__).resolve().parent
SUFFIX = {"docx": "docx", "docx-merged": "docx", "xlsx": "xlsx", "xlsx-names": "xlsx", "csv": "csv", "html": "html",
          "pdf-ruled": "pdf", "pdf-unruled": "pdf"}  # fmt: skip


def path_of(case: Case) -> Path:
    return FOLDER / f"{case.slug}.{SUFFIX.get(case.form, 'txt')}"


def grid(case: Case) -> list[list[str]]:
    """Two heading rows and a row for each kegiatan."""
    no, uraian, pelaksana, kelengkapan, waktu, output, ket = case.headings
    count = len(case.roles)
    top = [no, uraian, pelaksana, *[""] * (count - 1), "Mutu Baku", "", "", ket]
    leaf = ["", "", *case.roles, kelengkapan, waktu, output, ""]
    rows = [top, leaf]
    for number, row in enumerate(case.rows, start=1):
        marks = [case.mark if case.mark and role == row.role else "" for role in case.roles]
        rows.append([str(number), row.uraian, *marks, row.kelengkapan, row.waktu, row.output, row.ket])
    return rows


def render(case: Case) -> bytes:
    return _RENDER[case.form](case)


def _tsv(case: Case, *, pages: bool = False, dirty: bool = False) -> bytes:
    rows = grid(case)
    lines = [case.office, "", case.title, ""]
    if dirty:
        rows[0][1], rows[1][1] = "KEGI", "ATAN"
        rows[1][3] = "Sekre taris"
    lines += ["\t".join(row) for row in rows[:2]]
    numbers = "\t".join(str(i) for i in range(1, len(rows[0]) + 1))
    for i, row in enumerate(rows[2:]):
        if pages and i % 3 == 0:
            lines += ["", "", numbers] if i else [numbers]
        cells = list(row)
        if dirty and i == 1:
            cells[3] = "9"
        if dirty and i == 4:
            cells[5] = "idak"
        lines.append("\t".join(cells))
    if pages:
        lines += ["", "KEPALA BADAN,", "", "SITI AMINAH"]
    return "\n".join(lines).encode()


def _no_roles(case: Case) -> bytes:
    lines = [case.office, case.title, "", "No\tUraian Prosedur\tPersyaratan\tWaktu\tOutput"]
    for number, row in enumerate(case.rows, start=1):
        lines.append("\t".join((str(number), row.uraian, row.kelengkapan, row.waktu, row.output)))
    return "\n".join(lines).encode()


def _csv(case: Case) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([case.title])
    writer.writerows(grid(case))
    return out.getvalue().encode("cp1252", errors="replace")


def _pipes(case: Case) -> bytes:
    rows = grid(case)
    lines = [f"# {case.title}", "", case.office, ""]
    for i, row in enumerate(rows):
        lines.append("| " + " | ".join(row) + " |")
        if i == 0:
            lines.append("|" + "---|" * len(row))
    return "\n".join(lines).encode()


def _aligned(case: Case) -> bytes:
    widths = [4, 80, *[24] * len(case.roles), 20, 14, 18, 12]
    rows = grid(case)
    lines = [case.office, case.title, ""]
    lines += ["".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines).encode()


def _run_together(case: Case) -> bytes:
    lines = [case.title, "", "No Kegiatan Pelaksana Kelengkapan Waktu Output"]
    for number, row in enumerate(case.rows, start=1):
        lines.append(f"{number} {row.uraian} {row.kelengkapan} {row.waktu} {row.output}")
    return "\n".join(lines).encode()


def _html(case: Case) -> bytes:
    count = len(case.roles)
    head = (
        f"<tr><th rowspan=2>No</th><th rowspan=2>Aktivitas</th><th colspan={count}>Pelaksana</th>"
        "<th colspan=3>Mutu Baku</th><th rowspan=2>Ket</th></tr><tr>"
        + "".join(f"<th>{r}</th>" for r in case.roles)
        + "<th>Persyaratan / Perlengkapan</th><th>Waktu</th><th>Output</th></tr>"
    )
    body = "".join("<tr>" + "".join(f"<td><p>{c}</p></td>" for c in row) + "</tr>" for row in grid(case)[2:])
    text = f"<html><body><h1>{case.title}</h1><p>{case.office}</p><table>{head}{body}</table></body></html>"
    return text.encode()


def _xlsx(case: Case, *, names: bool = False) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([case.office])
    sheet.append(["Nama SOP", case.title])
    sheet.append([])
    rows = grid(case)
    if names:
        rows = [["No", "Uraian Kegiatan", "Pelaksana", "Kelengkapan", "Waktu", "Output", "Keterangan"]]
        for number, row in enumerate(case.rows, start=1):
            rows.append([str(number), row.uraian, row.role, row.kelengkapan, row.waktu, row.output, row.ket])
    for row in rows:
        sheet.append([int(c) if c.isdigit() else c or None for c in row])
    if not names:
        last = 2 + len(case.roles)
        sheet.merge_cells(start_row=4, end_row=4, start_column=3, end_column=last)
        sheet.merge_cells(start_row=4, end_row=4, start_column=last + 1, end_column=last + 3)
        for column in (1, 2):
            sheet.merge_cells(start_row=4, end_row=5, start_column=column, end_column=column)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _docx(case: Case, *, merged: bool = False) -> bytes:
    document = docx.Document()
    document.add_paragraph(case.office)
    document.add_paragraph(case.title)
    rows = grid(case)
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    last = 1 + len(case.roles)
    table.cell(0, 2).merge(table.cell(0, last))
    table.cell(0, last + 1).merge(table.cell(0, last + 3))
    for column in (0, 1, last + 4):
        table.cell(0, column).merge(table.cell(1, column))
    if merged:  # the waktu of rows 4 and 5 stands in one cell, as they are equal
        at = last + 2
        table.cell(6, at).text = ""
        table.cell(5, at).merge(table.cell(6, at))
        table.cell(5, at).text = case.rows[3].waktu
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _pdf(case: Case, *, ruled: bool) -> bytes:
    rows = grid(case)
    count = len(case.roles)
    widths = [24, 190, *[58] * count, 90, 52, 86, 40]
    lefts = [20 + sum(widths[:i]) for i in range(len(widths) + 1)]
    commands: list[str] = []

    def text(x: float, y: float, line: str, size: int = 8) -> None:
        safe = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        commands.append(f"BT /F1 {size} Tf {x:.1f} {y:.1f} Td ({safe}) Tj ET")

    text(20, 560, case.office)
    text(20, 545, case.title)
    y = 525.0
    for row in rows:
        wrapped = [_wrap(cell, int(w / 4.2)) for cell, w in zip(row, widths, strict=True)]
        height = 10 * max(1, *(len(w) for w in wrapped)) + 6
        for x, lines in zip(lefts, wrapped, strict=False):
            for i, line in enumerate(lines):
                text(x + 3, y - 10 * (i + 1), line, 7)
        if ruled:
            commands.append(f"{lefts[0]} {y:.1f} m {lefts[-1]} {y:.1f} l S")
            commands.append(f"{lefts[0]} {y - height:.1f} m {lefts[-1]} {y - height:.1f} l S")
            for x in lefts:
                commands.append(f"{x} {y:.1f} m {x} {y - height:.1f} l S")
        y -= height
    stream = "\n".join(commands).encode("latin-1", errors="replace")
    width = lefts[-1] + 20
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} 595] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>".encode(),
        b"<< /Length " + str(len(stream)).encode() + b" >>\nstream\n" + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.4\n")
    offsets = []
    for number, item in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + item + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write(b"".join(f"{o:010d} 00000 n \n".encode() for o in offsets))
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def _wrap(text: str, width: int) -> list[str]:
    lines, current = [], ""
    for word in text.split():
        if current and len(current) + 1 + len(word) > width:
            lines.append(current)
            current = word
        else:
            current = f"{current} {word}".strip()
    return [*lines, current] if current else lines


_RENDER = {
    "tsv-pages": lambda c: _tsv(c, pages=True),
    "tsv-dirty": lambda c: _tsv(c, dirty=True),
    "tsv-no-roles": _no_roles,
    "csv": _csv,
    "pipes": _pipes,
    "aligned": _aligned,
    "run-together": _run_together,
    "html": _html,
    "xlsx": _xlsx,
    "xlsx-names": lambda c: _xlsx(c, names=True),
    "docx": _docx,
    "docx-merged": lambda c: _docx(c, merged=True),
    "pdf-ruled": lambda c: _pdf(c, ruled=True),
    "pdf-unruled": lambda c: _pdf(c, ruled=False),
}

if __name__ == "__main__":
    for written in CASES:
        path_of(written).write_bytes(render(written))
