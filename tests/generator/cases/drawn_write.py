"""Writes the drawn documents as files: `python -m tests.generator.cases.drawn_write`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.generator.cases.drawn import DRAWN, DRAWN_SECOND, Drawn
from tests.generator.cases.drawn_office import drawn_docx, drawn_xlsx
from tests.generator.cases.drawn_pdf import drawn_pdf

FOLDER = Path(__file__).resolve().parent


def path_of_drawn(case: Drawn) -> Path:
    return FOLDER / f"{case.slug}.{case.form.partition('-')[0]}"


def render_drawn(case: Drawn) -> bytes:
    kind = case.form.partition("-")[0]
    return {"pdf": drawn_pdf, "docx": drawn_docx, "xlsx": drawn_xlsx}[kind](case)


def main() -> int:
    for case in (*DRAWN, *DRAWN_SECOND):
        if case.form == "pdf-browser" and path_of_drawn(case).exists():
            continue  # holds the time of printing; delete the file to print it anew
        path_of_drawn(case).write_bytes(render_drawn(case))
    return 0


if __name__ == "__main__":
    sys.exit(main())
