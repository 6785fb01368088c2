"""An empty SOP as .xlsx, laid out so that what is filled in reads back without guesses."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

_IDENTITY = (
    ("Nomor SOP", "Nomor lengkap, misalnya 470/12/SOP/DINAS/2026."),
    ("Tanggal Pembuatan", "Misalnya 02 Januari 2026."),
    ("Tanggal Revisi", "Kosongkan bila belum pernah direvisi."),
    ("Tanggal Efektif", "Misalnya 01 Februari 2026."),
    ("Disahkan oleh", "Jabatan yang mengesahkan."),
    ("Nama SOP", "Judul SOP, misalnya Penerbitan Surat Keterangan."),
    ("Instansi", "Nama kantor, misalnya Dinas Sosial Kabupaten Hulu."),
    ("Unit Kerja", "Bagian, bidang atau seksi; kosongkan bila SOP milik seluruh kantor."),
    ("Dasar Hukum", "Satu peraturan per baris (Alt+Enter), diawali 1. 2. 3."),
    ("Kualifikasi Pelaksana", "Satu kualifikasi per baris (Alt+Enter), diawali 1. 2. 3."),
    ("Keterkaitan", "SOP lain yang berkaitan, satu per baris."),
    ("Peralatan/Perlengkapan", "Satu alat per baris (Alt+Enter), diawali 1. 2. 3."),
    ("Peringatan", "Akibat bila persyaratan tidak lengkap, misalnya: apabila belum lengkap maka tidak diproses."),
    ("Pencatatan dan Pendataan", "Buku atau aplikasi tempat mencatat, satu per baris."),
)
_COLUMNS = (("No", 5), ("Kegiatan", 60), ("Pelaksana", 24), ("Kelengkapan", 36), ("Waktu", 14), ("Output", 28),
            ("Keterangan", 24))  # fmt: skip
_GUIDE = (
    "Isi lembar Pelaksana dahulu: satu jabatan atau pihak per baris.",
    "Tulis satu kegiatan per baris, diawali kata kerja: Memeriksa, Menandatangani, Membuat konsep surat ...",
    "Pilih pelaksana dari daftar. Pihak di luar kantor (pemohon, instansi lain) juga boleh.",
    "Waktu ditulis angka dan satuan: 15 menit, 1 jam 30 menit, 3 hari. Pilih dari daftar atau ketik sendiri.",
    "Tulis cabang dengan lengkap: Jika setuju, diparaf. Jika tidak setuju, dikembalikan ke <pelaksana>.",
    "Tulis penomoran: Mengagendakan dan memberi nomor surat ..., lalu mengirim surat ke <penerima>.",
    "Tulis jumlah dokumen: Fotokopi KTP 2 rangkap, Pas foto 3x4 2 lembar.",
)
_TIMES = ("5 menit", "10 menit", "15 menit", "30 menit", "1 jam", "2 jam", "1 hari", "2 hari", "3 hari", "1 minggu")
ROWS = 40
"""Rows that carry drop-downs."""


def write_template() -> bytes:
    """The file's content; always the same bytes."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook has one sheet
    sheet.title = "SOP"
    roles = book.create_sheet("Pelaksana")
    guide = book.create_sheet("Petunjuk")
    bold, wrap = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    box = Border(*(Side(style="thin"),) * 4)
    for row, (label, help_text) in enumerate(_IDENTITY, start=1):
        sheet.cell(row, 1, label).font = bold
        value = sheet.cell(row, 3)
        value.alignment = wrap
        check = DataValidation(showInputMessage=True, promptTitle=label[:32], prompt=help_text[:255])
        check.add(value)
        sheet.add_data_validation(check)
    head = len(_IDENTITY) + 2
    for column, (title, width) in enumerate(_COLUMNS, start=1):
        top = sheet.cell(head, column, title)
        top.font, top.border, top.fill = bold, box, PatternFill("solid", fgColor="DDDDDD")
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row in range(head + 1, head + 1 + ROWS):
        for column in range(1, len(_COLUMNS) + 1):
            blank = sheet.cell(row, column)
            blank.alignment, blank.border = wrap, box
    who = DataValidation(type="list", formula1="Pelaksana!$A$2:$A$31", allow_blank=True, showErrorMessage=False)
    who.add(f"C{head + 1}:C{head + ROWS}")
    when = DataValidation(type="list", formula1=f'"{",".join(_TIMES)}"', allow_blank=True, showErrorMessage=False)
    when.add(f"E{head + 1}:E{head + ROWS}")
    sheet.add_data_validation(who)
    sheet.add_data_validation(when)
    sheet.freeze_panes = f"A{head + 1}"
    roles.cell(1, 1, "Jabatan atau pihak").font = bold
    roles.column_dimensions["A"].width = 40
    guide.column_dimensions["A"].width = 100
    for row, line in enumerate(_GUIDE, start=1):
        guide.cell(row, 1, f"{row}. {line}").alignment = wrap
    book.properties.created = book.properties.modified = dt.datetime(2026, 1, 1)
    book.properties.creator = "alur"
    raw = io.BytesIO()
    book.save(raw)
    return _same_bytes(raw.getvalue())


def _same_bytes(data: bytes) -> bytes:
    """The package with fixed times in it: openpyxl stamps the clock on every part and on docProps/core.xml."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                start, end = content.find(b"<dcterms:modified"), content.find(b"</dcterms:modified>")
                if 0 <= start < end:
                    at = content.index(b">", start) + 1
                    content = content[:at] + b"2026-01-01T00:00:00Z" + content[end:]
            new.writestr(zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
