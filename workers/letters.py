"""Looking into the letter register, and the Buku Agenda as a workbook."""

from __future__ import annotations

import datetime as dt
import io
import re
import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from workers.storage import Letter, Receipt, Storage
from workers.storage.cases import receipt_of
from workers.storage.letter_store import letter_of
from workers.storage.queries import load
from workers.storage.session import Row
from workers.storage.times import loaded, loaded_or_none

_QUERIES = load("agenda")
_EVERYTHING = 1_000_000
_CELL_LIMIT = 32_767
_LIVE = re.compile(r"[\s'\"]*[=+\-@](?=.)", re.DOTALL)
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class AgendaEntry:
    """One number of the book, with its letter where it has one."""

    kantor: str
    buku: str
    tahun: int
    sumber: str
    urut: int
    sisip: int
    nomor: str
    """As printed."""
    tanggal: dt.date
    keadaan: str
    """dipesan, dipakai or dibatalkan."""
    keperluan: str
    oleh: str
    alasan: str
    recorded: dt.datetime
    letter_id: str | None
    asal: str | None
    """proses or manual."""
    process_instance: int | None
    sop: str
    jenis: str
    perkara: str
    nama: str
    perihal: str
    tujuan: str
    status: str | None
    sent: dt.datetime | None
    archived: bool
    withdrawn: str | None
    """Why the case was withdrawn."""
    messages_sent: int
    messages_dead: int
    received: tuple[Receipt, ...]
    """Deliveries by hand, in their order."""


class Agenda:
    """Questions to the register; changes nothing."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def entries(
        self,
        *,
        kantor: str = "",
        buku: str = "",
        tahun: int = 0,
        status: str = "",
        search: str = "",
        parties: Mapping[str, Mapping[str, str]] | None = None,
        limit: int = _EVERYTHING,
    ) -> list[AgendaEntry]:
        """Numbers in the order of the book. `search` finds parts of number, perihal, tujuan, name, case or letter id.

        It also finds what stands in the letter itself, until that is purged (a person, a NIP with or without spaces,
        the number of the incoming letter), in its message and in its receipt; and by `parties`, names of each office's
        outside parties by their keys, the addressee as it is called.

        `status` is a letter's status, or dipesan for booked numbers.
        """
        term = " ".join(search.split()).lower()
        escaped = term.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        named = [
            f"{kode}/{key}"
            for kode, keys in (parties or {}).items()
            for key, nama in keys.items()
            if term in nama.lower()
        ]
        with self._storage.read() as session:
            rows = session.all(
                _QUERIES["list"],
                kantor=kantor,
                buku=buku,
                tahun=tahun,
                status=status,
                cari=f"%{escaped}%" if escaped else "",
                rapat=f"%{escaped.replace(' ', '')}%" if escaped else "",
                pihak=f"|{'|'.join(named)}|" if escaped and named else "",
                banyak=limit,
            )
            received: dict[str, list[Receipt]] = {}
            for row in session.all(_QUERIES["receipts"], kantor=kantor):
                received.setdefault(row["surat"], []).append(receipt_of(row))
        return [_entry(row, received.get(row["id"], ())) for row in rows]

    def unnumbered(self, *, kantor: str = "", limit: int = 1000) -> list[Letter]:
        """Drafts and signed letters that have no number yet."""
        with self._storage.read() as session:
            return [letter_of(row) for row in session.all(_QUERIES["unnumbered"], kantor=kantor, banyak=limit)]

    def orphans(self, active: Collection[int], completed: Collection[int] = ()) -> list[AgendaEntry]:
        """Numbers in use whose case is neither running nor completed: it was cancelled at the engine, say.

        `active` and `completed` are process instance keys, as the engine's search gives them. A person decides what
        becomes of the letter: cancelling it, or sending it all the same.
        """
        known = set(active) | set(completed)
        return [
            entry
            for entry in self.entries()
            if entry.process_instance is not None
            and entry.process_instance not in known
            and entry.status not in ("dibatalkan", "dikirim")
        ]


_COLUMNS: tuple[tuple[str, int], ...] = (
    ("No. Urut", 7),
    ("Nomor Surat", 29),
    ("Tanggal Surat", 11),
    ("Perihal", 32),
    ("Tujuan", 30),
    ("Jenis Surat", 12),
    ("Nomor Perkara", 16),
    ("Keadaan", 13),
    ("Tanggal Kirim", 16),
    ("Bukti Pengiriman", 30),
    ("Sumber Nomor", 8),
    ("Dicatat", 16),
    ("Keterangan", 26),
)
_STATES = {
    "konsep": "Konsep",
    "ditandatangani": "Ditandatangani",
    "bernomor": "Bernomor",
    "diarsipkan": "Diarsipkan",
    "dikirim": "Dikirim",
    "dibatalkan": "Dibatalkan",
    "dipesan": "Dipesan",
}
_LINE_POINTS = 15.0
_MOST_LINES = 12
_THIN = Side(style="thin", color="999999")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_CENTRED = Alignment(horizontal="center", vertical="top", wrap_text=True)
_SHORT = frozenset({"No. Urut", "Tanggal Surat", "Tanggal Kirim", "Sumber Nomor", "Dicatat"})
_STILL_READ = frozenset({"Keadaan", "Bukti Pengiriman", "Keterangan"})
"""Of a number that was cancelled: struck out is the letter, not why."""


def agenda_workbook(
    entries: Sequence[AgendaEntry], *, title: str, zone: ZoneInfo, parties: Mapping[str, str] | None = None
) -> bytes:
    """The Buku Agenda Surat Keluar as .xlsx, a sheet for each book and year; times in the office's zone.

    `parties` names outside parties by their key; a receiver that is none (a manual letter's) stands as it was entered.
    Text is always written as text, so that nothing in a letter can run as a formula in the reader's office program.
    """
    workbook = Workbook(write_only=True)
    groups: dict[tuple[str, str, int], list[AgendaEntry]] = {}
    for entry in entries:
        groups.setdefault((entry.kantor, entry.buku, entry.tahun), []).append(entry)
    names: set[str] = set()
    for (kantor, buku, tahun), rows in groups.items() or [(("", "kosong", 0), [])]:
        sheet: Worksheet = workbook.create_sheet(_sheet_name(f"{buku} {tahun}" if tahun else buku, names))
        named = [replace(row, tujuan=(parties or {}).get(row.tujuan, row.tujuan)) for row in rows]
        _fill(sheet, named, f"{title}" + (f", Tahun {tahun} (buku {buku}, {kantor})" if tahun else ""), zone)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _fill(sheet: Worksheet, entries: Sequence[AgendaEntry], title: str, zone: ZoneInfo) -> None:
    for index, (_, width) in enumerate(_COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = "C4"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "3:3"
    if sheet.oddFooter is not None:
        sheet.oddFooter.right.text = "Halaman &P dari &N"
    heading = _text(sheet, title)
    heading.font = Font(bold=True, size=14)
    sheet.append([heading])
    sheet.append([])
    header = []
    for name, _ in _COLUMNS:
        cell = _text(sheet, name)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDE6F0")
        cell.border = _BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        header.append(cell)
    sheet.row_dimensions[3].height = 2 * _LINE_POINTS
    sheet.append(header)
    for number, entry in enumerate(entries, start=4):
        cells = _row(sheet, entry, zone)
        # Office programs do not widen a row of a file that they only open; a write-only sheet needs it said before.
        lines = max(_lines(cell.value, width) for cell, (_, width) in zip(cells, _COLUMNS, strict=True))
        sheet.row_dimensions[number].height = min(lines, _MOST_LINES) * _LINE_POINTS
        sheet.append(cells)
    sheet.auto_filter.ref = f"A3:{get_column_letter(len(_COLUMNS))}{3 + len(entries)}"


def _row(sheet: Worksheet, entry: AgendaEntry, zone: ZoneInfo) -> list[Cell]:
    cancelled = "dibatalkan" in (entry.status, entry.keadaan)
    values: list[Any] = [
        entry.urut if entry.sisip == 0 else f"{entry.urut}.{entry.sisip}",
        entry.nomor,
        entry.tanggal,
        entry.perihal or entry.keperluan,
        entry.tujuan,
        entry.jenis,
        entry.perkara,
        _STATES["dibatalkan" if cancelled else entry.status or entry.keadaan],
        _local(entry.sent, zone),
        _proof(entry),
        "Luar" if entry.sumber == "luar" else "Alur",
        _local(entry.recorded, zone),
        _remark(entry),
    ]
    cells = []
    for (name, _), value in zip(_COLUMNS, values, strict=True):
        cell = _text(sheet, value) if isinstance(value, str) else _cell(sheet, value)
        if isinstance(value, dt.datetime):
            cell.number_format = "dd/mm/yyyy hh:mm"
        elif isinstance(value, dt.date):
            cell.number_format = "dd/mm/yyyy"
        if cancelled and name not in _STILL_READ:
            cell.font = Font(strike=True, color="666666")
        cell.border = _BORDER
        cell.alignment = _CENTRED if name in _SHORT else _WRAPPED
        cells.append(cell)
    return cells


def _text(sheet: Worksheet, value: str) -> Cell:
    clean = "".join(c if c.isprintable() or c == "\n" else " " for c in value)[:_CELL_LIMIT]
    if _LIVE.match(clean):
        # A file that an office program saves as CSV holds no types any more: there a formula is what looks like one.
        clean = f"'{clean}"[:_CELL_LIMIT]
    # Office programs read _x003D_ as the sign =; written with its underscore escaped it is what it was.
    cell = _cell(sheet, _ESCAPE.sub("_x005F_", clean) or None)
    if clean:
        cell.data_type = "s"  # a string that begins with = is otherwise taken for a formula
    return cell


def _lines(value: object, width: int) -> int:
    return max(1, len(textwrap.wrap(value, width))) if isinstance(value, str) else 1


def _cell(sheet: Worksheet, value: Any) -> Cell:
    cell = WriteOnlyCell(sheet, value=value)
    assert isinstance(cell, Cell)  # noqa: S101 - only lists make merged ones
    return cell


def _local(moment: dt.datetime | None, zone: ZoneInfo) -> dt.datetime | None:
    # A workbook's times have no zone; the office's is meant.
    return None if moment is None else moment.astimezone(zone).replace(tzinfo=None, microsecond=0)


def _proof(entry: AgendaEntry) -> str:
    parts = []
    if entry.messages_sent:
        parts.append(f"terkirim elektronik ({entry.messages_sent})")
    for receipt in entry.received:
        if receipt.wrong:
            continue
        who = "" if receipt.purged else f" {receipt.penerima}"
        parts.append(f"diterima{who}, {receipt.tanggal:%d/%m/%Y}")
    if entry.messages_dead:
        parts.append(f"gagal kirim ({entry.messages_dead})")
    return ", ".join(parts)


def _remark(entry: AgendaEntry) -> str:
    parts = []
    if entry.alasan:
        parts.append(f"dibatalkan: {entry.alasan}")
    if entry.withdrawn and entry.withdrawn != entry.alasan:
        parts.append(f"permohonan dicabut: {entry.withdrawn}")
    if entry.keperluan and entry.perihal:
        parts.append(f"dipesan untuk: {entry.keperluan}")
    for receipt in entry.received:
        if receipt.wrong:
            why = f": {receipt.keterangan}" if receipt.keterangan else ""
            parts.append(f"tanda terima {receipt.tanggal:%d/%m/%Y} dibetulkan{why}")
    if entry.asal == "manual":
        parts.append("surat manual")
    if entry.oleh:
        parts.append(f"dicatat oleh {entry.oleh}")
    return "; ".join(parts)


def _sheet_name(name: str, used: set[str]) -> str:
    clean = "".join("-" if character in "[]:*?/\\" else character for character in name)
    candidate, count = clean[:31], 1
    while candidate.lower() in used:
        count += 1
        candidate = f"{clean[: 31 - len(str(count)) - 1]} {count}"
    used.add(candidate.lower())
    return candidate


def _entry(row: Row, received: Sequence[Receipt]) -> AgendaEntry:
    return AgendaEntry(
        kantor=row["kantor"],
        buku=row["buku"],
        tahun=row["tahun"],
        sumber=row["sumber"],
        urut=row["urut"],
        sisip=row["sisip"],
        nomor=row["lengkap"],
        tanggal=dt.date.fromisoformat(row["tanggal"]),
        keadaan=row["keadaan"],
        keperluan=row["keperluan"],
        oleh=row["oleh"],
        alasan=row["alasan"],
        recorded=loaded(row["dicatat_pada"]),
        letter_id=row["id"],
        asal=row["asal"],
        process_instance=row["proses"],
        sop=row["sop"] or "",
        jenis=row["jenis"] or "",
        perkara=row["perkara"] or "",
        nama=row["nama"] or "",
        perihal=row["perihal"] or "",
        tujuan=row["tujuan"] or "",
        status=row["status"],
        sent=loaded_or_none(row["dikirim_pada"]),
        archived=row["arsip"] is not None,
        withdrawn=row["dicabut"],
        messages_sent=row["terkirim"],
        messages_dead=row["gagal"],
        received=tuple(received),
    )
