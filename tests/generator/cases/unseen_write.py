"""Writes the unseen documents as files: `python -m tests.generator.cases.unseen_write`; LibreOffice prints PDFs."""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path

import docx
from docx.enum.section import WD_ORIENT
from docx.shared import Cm, Pt
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from tests.generator.cases.documents import Case
from tests.generator.cases.small_pdf import ruled_pdf

FOLDER = Path(__file__).resolve().parent
SUFFIX = {"text": "txt", "markup": "html", "semicolons": "csv", "word": "docx", "word-names": "docx", "sheet": "xlsx",
          "pdf-office": "pdf", "pdf-bare": "pdf", "pdf-ruled": "pdf", "commas": "csv"}  # fmt: skip


def path_of_unseen(case: Case) -> Path:
    return FOLDER / f"{case.slug}.{SUFFIX[case.form]}"


def render_unseen(case: Case) -> bytes:
    if case.form in ("text", "markup"):
        return case.text.replace("¦", "\t").encode()
    if case.form == "semicolons":
        return case.text.replace("\n", "\r\n").encode("cp1252", errors="strict")
    if case.form == "commas":
        return case.text.encode()
    if case.form == "pdf-ruled":
        return ruled_pdf([case.office, case.title], _cells(case), _spans(_cells(case)))
    if case.form == "sheet":
        return _sheet(case)
    document = _word(case, ruled=case.form != "pdf-bare")
    return _printed(document) if case.form.startswith("pdf") else document


def _cells(case: Case) -> list[list[str]]:
    return [line.split("|") for line in case.text.split("\n")]


def _spans(rows: list[list[str]]) -> list[tuple[int, int, int, int]]:
    """First and last row and column of every joined cell."""
    found = []
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell in ("^", "<"):
                continue
            right, down = c, r
            while right + 1 < len(row) and row[right + 1] == "<":
                right += 1
            while down + 1 < len(rows) and rows[down + 1][c] == "^":
                down += 1
            if (right, down) != (c, r):
                found.append((r, c, down, right))
    return found


def _word(case: Case, *, ruled: bool) -> bytes:
    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(33), Cm(21)
    section.left_margin = section.right_margin = Cm(1.2)
    document.styles["Normal"].font.size = Pt(8)
    document.add_paragraph(case.office)
    document.add_paragraph(case.title)
    rows = _cells(case)
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    if ruled:
        table.style = "Table Grid"
    widths = [1.0, 6.5, *[2.2] * (len(rows[0]) - 5), 4.5, 2.2, 4.0]
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).width = Cm(widths[c])
            table.cell(r, c).text = "" if text in ("^", "<") else text
    for r, c, down, right in _spans(rows):
        kept = table.cell(r, c).text
        joined = table.cell(r, c).merge(table.cell(down, right))
        joined.text = kept
    document.add_paragraph("Ditetapkan di ibu kota kabupaten")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _sheet(case: Case) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "SOP"
    sheet.append([None, case.office])
    sheet.append([None, "Nama SOP", case.title])
    sheet.append([])
    rows = _cells(case)
    top = 4
    for r, row in enumerate(rows):
        values: list[object] = [None if t.strip() in ("^", "<", "#", "") else t.strip() for t in row]
        if r > 2 and row[0].isdigit():
            values[0] = f"=B{top + r - 1}+1"  # numbers by formula, one column to the right of an empty first column
        elif row[0].isdigit():
            values[0] = int(row[0])
        sheet.append([None, *values])
        for c, text in enumerate(row):
            if text == "#":
                sheet.cell(top + r, c + 2).fill = PatternFill("solid", fgColor="8EA9DB")
    for r, c, down, right in _spans(rows):
        sheet.merge_cells(start_row=top + r, start_column=c + 2, end_row=top + down, end_column=right + 2)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _printed(document: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "dokumen.docx")
        source.write_bytes(document)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
        subprocess.run([*command, "--outdir", folder, str(source)], check=True, timeout=60, capture_output=True)
        return source.with_suffix(".pdf").read_bytes()


def main() -> int:
    from tests.generator.cases.fifth import FIFTH
    from tests.generator.cases.fourth import FOURTH
    from tests.generator.cases.sixth import SIXTH
    from tests.generator.cases.third import THIRD
    from tests.generator.cases.unseen import UNSEEN
    from tests.generator.cases.unseen_second import UNSEEN_SECOND

    for case in (*UNSEEN, *UNSEEN_SECOND, *THIRD, *FOURTH, *FIFTH, *SIXTH):
        if path_of_unseen(case).exists() and path_of_unseen(case).suffix in (".docx", ".xlsx", ".pdf"):
            continue  # these formats hold the time of writing; delete the file to write it anew
        path_of_unseen(case).write_bytes(render_unseen(case))
    return 0


if __name__ == "__main__":
    sys.exit(main())
