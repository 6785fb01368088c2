# ruff: noqa: E501 - documents stand here as they are
"""Identity blocks in the layouts that offices use, each with the values its owner would write into sop.yaml.

A document is given as rows of cells (`|` between them, `/` for a new line inside a cell) in one of several formats;
`python -m tests.generator.cases.identity` prints the PDF ones with LibreOffice.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import docx
from docx.enum.section import WD_ORIENT
from docx.shared import Cm
from openpyxl import Workbook

from tests.generator.cases.unseen_write import _printed

FOLDER = Path(__file__).resolve().parent
_TABLE = """No|Kegiatan|Staf|Kepala|Kelengkapan|Waktu|Output
1|Membuat konsep surat keterangan|x||Berkas|1 jam|Konsep surat
2|Menandatangani surat keterangan||x|Konsep surat|1 hari|Surat"""


@dataclass(frozen=True)
class IdentityCase:
    slug: str
    form: str
    """`txt`, `csv`, `html`, `xlsx`, `docx` or `pdf`."""
    block: str
    labels: dict[str, object] = field(default_factory=dict)
    """Fields of Identitas; one that is not here must be read as empty."""


CASES = (
    IdentityCase("identity-regulation", "docx", """PEMERINTAH KABUPATEN HULU/DINAS SOSIAL/BIDANG REHABILITASI|Nomor SOP|: 460/11/SOP/DINSOS/2024
^|Tgl. Pembuatan|: 4 Maret 2024
^|Tgl. Revisi|: 10 Juni 2024
^|Tgl. Efektif|: 1 Juli 2024
^|Disahkan Oleh|KEPALA DINAS SOSIAL,///Dra. SITI AMINAH, M.Si./Pembina Utama Muda/NIP. 19700101 199503 2 001
^|Nama SOP|Pelayanan Rekomendasi Panti
Dasar Hukum:/1. Undang-Undang Nomor 11 Tahun 2009 tentang Kesejahteraan Sosial/2. Peraturan Bupati Nomor 7 Tahun 2022|Kualifikasi Pelaksana:/1. Memahami peraturan kesejahteraan sosial/2. Mampu mengoperasikan komputer|<
Keterkaitan:/1. SOP Surat Masuk/2. SOP Surat Keluar|Peralatan dan Perlengkapan:/1. Komputer/2. Alat tulis|<
Peringatan:/Apabila SOP tidak dilaksanakan, pelayanan terlambat.|Pencatatan dan Pendataan:/Buku register|<""", {
        "judul": "Pelayanan Rekomendasi Panti", "nomor": "460/11/SOP/DINSOS/2024", "instansi": "DINAS SOSIAL",
        "unit": "BIDANG REHABILITASI", "tanggal_pembuatan": "2024-03-04", "tanggal_revisi": "2024-06-10",
        "tanggal_efektif": "2024-07-01", "disahkan_oleh": "KEPALA DINAS SOSIAL",
        "dasar_hukum": ("Undang-Undang Nomor 11 Tahun 2009 tentang Kesejahteraan Sosial", "Peraturan Bupati Nomor 7 Tahun 2022"),
        "kualifikasi_pelaksana": ("Memahami peraturan kesejahteraan sosial", "Mampu mengoperasikan komputer"),
        "keterkaitan": ("SOP Surat Masuk", "SOP Surat Keluar"), "peralatan": ("Komputer", "Alat tulis"),
        "peringatan": "Apabila SOP tidak dilaksanakan, pelayanan terlambat.", "pencatatan": ("Buku register",)}),
    IdentityCase("identity-sheet", "xlsx", """BALAI LATIHAN KERJA||
Nomor SOP|:|563/SOP-4/BLK/2025
Tanggal Pembuatan|:|2025-02-03
Tanggal Revisi|:|-
Tanggal Pengesahan|:|10 Februari 2025
Tanggal Efektif|:|1 Maret 2025
Dibuat oleh|:|Kasubbag Tata Usaha
Disahkan oleh|:|Kepala Balai
Nama SOP|:|Pendaftaran Peserta Pelatihan
Dasar Hukum|:|1. Undang-Undang Nomor 13 Tahun 2003
||2. Peraturan Menteri Ketenagakerjaan Nomor 8 Tahun 2017
Kualifikasi Pelaksana|:|1. Pendidikan paling rendah SMA
||2. Ramah dan teliti
Peralatan|:|Komputer dan jaringan internet
Peringatan|:|Data yang tidak lengkap tidak diproses""", {
        "judul": "Pendaftaran Peserta Pelatihan", "nomor": "563/SOP-4/BLK/2025", "instansi": "BALAI LATIHAN KERJA",
        "tanggal_pembuatan": "2025-02-03", "tanggal_efektif": "2025-03-01", "disahkan_oleh": "Kepala Balai",
        "dasar_hukum": ("Undang-Undang Nomor 13 Tahun 2003", "Peraturan Menteri Ketenagakerjaan Nomor 8 Tahun 2017"),
        "kualifikasi_pelaksana": ("Pendidikan paling rendah SMA", "Ramah dan teliti"),
        "peralatan": ("Komputer dan jaringan internet",), "peringatan": "Data yang tidak lengkap tidak diproses"}),
    IdentityCase("identity-page", "html", """PEMERINTAH PROVINSI SEBERANG/INSPEKTORAT DAERAH|Nomor SOP|700/21/ITDA
^|Tanggal Pembuatan|12-08-2022
^|Tanggal Revisi|
^|Tanggal Efektif|01-09-2022
^|Disahkan oleh|Inspektur
^|Judul SOP|Reviu Laporan Keuangan
Dasar Hukum|Kualifikasi Pelaksana|<
a. PP Nomor 60 Tahun 2008/b. PP Nomor 12 Tahun 2019|a. Auditor bersertifikat/b. Memahami akuntansi pemerintahan|<
Keterkaitan|Peralatan & Perlengkapan|<
SOP Pemeriksaan Reguler|Laptop; pencetak; kertas kerja|<
Peringatan|Pencatatan dan Pendataan|<
Laporan terlambat bila data tidak lengkap|Disimpan sebagai data elektronik dan manual|<""", {
        "judul": "Reviu Laporan Keuangan", "nomor": "700/21/ITDA", "instansi": "INSPEKTORAT DAERAH",
        "tanggal_pembuatan": "2022-08-12", "tanggal_efektif": "2022-09-01", "disahkan_oleh": "Inspektur",
        "dasar_hukum": ("PP Nomor 60 Tahun 2008", "PP Nomor 12 Tahun 2019"),
        "kualifikasi_pelaksana": ("Auditor bersertifikat", "Memahami akuntansi pemerintahan"),
        "keterkaitan": ("SOP Pemeriksaan Reguler",), "peralatan": ("Laptop", "pencetak", "kertas kerja"),
        "peringatan": "Laporan terlambat bila data tidak lengkap",
        "pencatatan": ("Disimpan sebagai data elektronik dan manual",)}),
    IdentityCase("identity-list", "txt", """KECAMATAN TANJUNG
SOP PELAYANAN SURAT PINDAH
Nomor SOP : 475/3/KEC-TJ/2023
Tanggal Pembuatan : Senin, 9 Januari 2023
Tanggal Efektif : 16 Januari 2023
Disahkan oleh : Camat Tanjung
Dasar Hukum :
1. Undang-Undang Nomor 24 Tahun 2013 tentang Perubahan atas
   Undang-Undang Nomor 23 Tahun 2006 tentang Administrasi Kependudukan
2. Peraturan Presiden Nomor 96 Tahun 2018
Kualifikasi Pelaksana :
1. Memahami administrasi kependudukan
2. Menguasai komputer
Keterkaitan :
- SOP Kartu Keluarga
Peralatan/Perlengkapan :
1. Komputer
2. Printer
3. Meja dan kursi
Peringatan :
Jika berkas tidak lengkap maka tidak dilayani.
Pencatatan dan Pendataan :
1. Buku mutasi penduduk""", {
        "judul": "PELAYANAN SURAT PINDAH", "nomor": "475/3/KEC-TJ/2023", "instansi": "KECAMATAN TANJUNG",
        "tanggal_pembuatan": "2023-01-09", "tanggal_efektif": "2023-01-16", "disahkan_oleh": "Camat Tanjung",
        "dasar_hukum": ("Undang-Undang Nomor 24 Tahun 2013 tentang Perubahan atas Undang-Undang Nomor 23 Tahun 2006 tentang Administrasi Kependudukan", "Peraturan Presiden Nomor 96 Tahun 2018"),
        "kualifikasi_pelaksana": ("Memahami administrasi kependudukan", "Menguasai komputer"),
        "keterkaitan": ("SOP Kartu Keluarga",), "peralatan": ("Komputer", "Printer", "Meja dan kursi"),
        "peringatan": "Jika berkas tidak lengkap maka tidak dilayani.", "pencatatan": ("Buku mutasi penduduk",)}),
    IdentityCase("identity-export", "csv", """Nama Instansi|RSUD Bhakti
Unit Kerja|Instalasi Rekam Medis
No. SOP|445/RM/09
Tgl. Pembuatan|1/3/2024
Tgl. Revisi|1/4/2024
Tgl. Pengesahan|15/4/2024
Ditetapkan oleh|Direktur RSUD Bhakti
Nama SOP|Peminjaman Rekam Medis
Dasar Hukum|Permenkes Nomor 24 Tahun 2022
Kualifikasi Pelaksana|Perekam medis
Keterkaitan|SOP Pendaftaran
Peringatan|Rekam medis bersifat rahasia""", {
        "judul": "Peminjaman Rekam Medis", "nomor": "445/RM/09", "instansi": "RSUD Bhakti", "unit": "Instalasi Rekam Medis",
        "tanggal_pembuatan": "2024-03-01", "tanggal_revisi": "2024-04-01", "tanggal_efektif": "2024-04-15",
        "disahkan_oleh": "Direktur RSUD Bhakti", "dasar_hukum": ("Permenkes Nomor 24 Tahun 2022",),
        "kualifikasi_pelaksana": ("Perekam medis",), "keterkaitan": ("SOP Pendaftaran",),
        "peringatan": "Rekam medis bersifat rahasia"}),
    IdentityCase("identity-printed", "pdf", """PEMERINTAH KOTA MUARA/DINAS PERPUSTAKAAN|Nomor SOP|041/5/DISPUS
^|Tanggal Pembuatan|7 November 2023
^|Tanggal Revisi|-
^|Tanggal Efektif|1 Desember 2023
^|Disahkan oleh|Kepala Dinas Perpustakaan
^|Nama SOP|Peminjaman Buku
Dasar Hukum|Kualifikasi Pelaksana|<
1. Undang-Undang Nomor 43 Tahun 2007/2. Perda Nomor 3 Tahun 2019|1. Pustakawan/2. Ramah|<
Keterkaitan|Peralatan dan Perlengkapan|<
SOP Kartu Anggota|1. Komputer/2. Pemindai kode batang|<
Peringatan|Pencatatan dan Pendataan|<
Buku yang rusak wajib diganti|Aplikasi perpustakaan|<""", {
        "judul": "Peminjaman Buku", "nomor": "041/5/DISPUS", "instansi": "DINAS PERPUSTAKAAN",
        "tanggal_pembuatan": "2023-11-07", "tanggal_efektif": "2023-12-01", "disahkan_oleh": "Kepala Dinas Perpustakaan",
        "dasar_hukum": ("Undang-Undang Nomor 43 Tahun 2007", "Perda Nomor 3 Tahun 2019"),
        "kualifikasi_pelaksana": ("Pustakawan", "Ramah"), "keterkaitan": ("SOP Kartu Anggota",),
        "peralatan": ("Komputer", "Pemindai kode batang"), "peringatan": "Buku yang rusak wajib diganti",
        "pencatatan": ("Aplikasi perpustakaan",)}),
    IdentityCase("identity-bullets", "docx", """KELURAHAN BARU|Nomor SOP|145/2/KEL
^|Tanggal Pembuatan|3 Mei 2021
^|Tanggal Efektif|1 Juni 2021
^|Disahkan oleh|LURAH BARU/KOTA MUARA,//BUDI/NIP 19800101
^|Nama SOP|Surat Pengantar Nikah
Dasar Hukum|Kualifikasi Pelaksana|<
- PP Nomor 9 Tahun 1975/- Peraturan Menteri Agama Nomor 20 Tahun 2019|Memahami administrasi nikah/Menguasai komputer|<
Keterkaitan|Peralatan dan Perlengkapan|<
SOP Surat Keluar|• Komputer/• Buku nikah|<""", {
        "judul": "Surat Pengantar Nikah", "nomor": "145/2/KEL", "instansi": "KELURAHAN BARU",
        "tanggal_pembuatan": "2021-05-03", "tanggal_efektif": "2021-06-01", "disahkan_oleh": "LURAH BARU KOTA MUARA",
        "dasar_hukum": ("PP Nomor 9 Tahun 1975", "Peraturan Menteri Agama Nomor 20 Tahun 2019"),
        "kualifikasi_pelaksana": ("Memahami administrasi nikah", "Menguasai komputer"),
        "keterkaitan": ("SOP Surat Keluar",), "peralatan": ("Komputer", "Buku nikah")}),
    IdentityCase("identity-wrapped", "txt", """BADAN PENDAPATAN DAERAH\tNomor SOP\t: 900/4/BAPENDA
\tTgl Pembuatan\t: 5 Mei 2022
\tTgl Berlaku\t: 1 Juni 2022
\tDibuat Oleh\t: Kasubbid Pendataan
\tNama SOP\t: Pendaftaran Wajib Pajak
Dasar Hukum\tKualifikasi Pelaksana
1. Undang-Undang Nomor 1 Tahun 2022 tentang\t1. Memahami pajak daerah
Hubungan Keuangan\t2. Teliti
2. Perda Nomor 1 Tahun 2023\t""", {
        "judul": "Pendaftaran Wajib Pajak", "nomor": "900/4/BAPENDA", "instansi": "BADAN PENDAPATAN DAERAH",
        "tanggal_pembuatan": "2022-05-05", "tanggal_efektif": "2022-06-01",
        "dasar_hukum": ("Undang-Undang Nomor 1 Tahun 2022 tentang Hubungan Keuangan", "Perda Nomor 1 Tahun 2023"),
        "kualifikasi_pelaksana": ("Memahami pajak daerah", "Teliti")}),
)  # fmt: skip


def content(case: IdentityCase) -> tuple[str, bytes]:
    """File name and bytes."""
    name = f"{case.slug}.{case.form}"
    if case.form == "pdf":
        return name, (FOLDER / name).read_bytes()
    return name, _render(case)


def _rows(text: str) -> list[list[str]]:
    """A slash between two letters or digits stays; `//` and a slash after other signs begin a new line."""
    return [[_lines(cell) for cell in line.split("|")] for line in text.split("\n")]


def _lines(cell: str) -> str:
    if cell[:1] == ":" or (cell[:1].isdigit() and "/" in cell and ". " not in cell[:4]):
        return cell
    return cell.replace("/", "\n")


def _render(case: IdentityCase) -> bytes:
    block, table = _rows(case.block), _rows(_TABLE)
    if case.form == "txt":
        plain = [line.replace("|", "\t") for line in _TABLE.split("\n")]
        return "\n".join([*case.block.split("\n"), "", *plain]).encode()
    if case.form == "csv":
        out = io.StringIO()
        csv.writer(out, delimiter=";").writerows([*(line.split("|") for line in case.block.split("\n")), [], *table])
        return out.getvalue().encode()
    if case.form == "xlsx":
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        for row in (*(line.split("|") for line in case.block.split("\n")), [], *table):
            sheet.append([cell or None for cell in row])
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()
    if case.form == "html":
        return f"<html><body>{_markup(block)}<p></p>{_markup(table)}</body></html>".encode()
    return _word(block, table)


def _markup(rows: list[list[str]]) -> str:
    body = []
    for r, row in enumerate(rows):
        cells = []
        for c, text in enumerate(row):
            if text in ("^", "<"):
                continue
            across, down = _span(rows, r, c)
            inner = escape(text).replace("\n", "<br>")
            cells.append(f'<td rowspan="{down}" colspan="{across}">{inner}</td>')
        body.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(body)}</table>"


def _span(rows: list[list[str]], r: int, c: int) -> tuple[int, int]:
    across = next((i for i, cell in enumerate(rows[r][c + 1 :], start=1) if cell != "<"), len(rows[r]) - c)
    down = next((i for i, row in enumerate(rows[r + 1 :], start=1) if row[c] != "^"), len(rows) - r)
    return across, down


def _word(block: list[list[str]], table: list[list[str]]) -> bytes:
    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(33), Cm(21)
    for rows in (block, table):
        grid = document.add_table(rows=len(rows), cols=len(rows[0]))
        grid.style = "Table Grid"
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                if text not in ("^", "<"):
                    across, down = _span(rows, r, c)
                    cell = grid.cell(r, c)
                    if (across, down) != (1, 1):
                        cell = cell.merge(grid.cell(r + down - 1, c + across - 1))
                    cell.text = text
        document.add_paragraph("")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


if __name__ == "__main__":
    for found in CASES:
        if found.form == "pdf":
            (FOLDER / f"{found.slug}.pdf").write_bytes(_printed(_render(found)))
