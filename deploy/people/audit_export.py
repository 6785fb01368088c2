"""The audit log as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import IO

from deploy.people.audit import Entry

COLUMNS = ("Waktu (UTC)", "Pengguna", "Tindakan", "Mengenai", "Hasil", "Alasan")


def write_xlsx(target: Path | IO[bytes], entries: Iterable[Entry]) -> int:
    """Writes the lines and returns how many there are. Texts stay texts: nothing in them is taken for a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Catatan")
    sheet.append(COLUMNS)
    count = 0
    for entry in entries:
        cells = [WriteOnlyCell(sheet, value=entry.time.replace(tzinfo=None))]
        for text in (entry.user, entry.action, entry.subject, entry.result, entry.reason):
            cell = WriteOnlyCell(sheet, value=text)
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
        count += 1
    book.save(target)
    return count
