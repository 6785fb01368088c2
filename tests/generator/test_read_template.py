"""`alur template`, filled in as an owner does in a spreadsheet program, and read back by `alur read`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

from deploy.cli import build_app
from deploy.exits import Exit
from generator.sop import Sop
from generator.sop_yaml import load_sop

ROLES = ("Pemohon", "Petugas Loket", "Staf Pelayanan", "Kasi Pelayanan", "Sekretaris Camat", "Camat")
IDENTITY = {
    "Nomor SOP": "503/07/SOP/KEC-HULU/2026",
    "Tanggal Pembuatan": dt.datetime(2026, 1, 2),
    "Tanggal Efektif": "01 Februari 2026",
    "Disahkan oleh": "Camat",
    "Nama SOP": "Penerbitan Surat Keterangan Usaha",
    "Instansi": "Kecamatan Hulu Sungai",
    "Dasar Hukum": "1. Peraturan Pemerintah Nomor 17 Tahun 2018\n2. Peraturan Bupati Nomor 4 Tahun 2020",
    "Kualifikasi Pelaksana": "Memahami pelayanan terpadu kecamatan",
    "Keterkaitan": "SOP Surat Keluar",
    "Peralatan/Perlengkapan": "1. Komputer\n2. Pencetak",
    "Peringatan": "Apabila berkas belum lengkap maka permohonan tidak diproses",
    "Pencatatan dan Pendataan": "Buku register surat keterangan",
}
BACK = "Jika setuju, {}. Jika tidak setuju, dikembalikan ke {}"
ROWS = (
    ("Mengajukan surat permohonan keterangan usaha", "Pemohon", "Surat permohonan", "Surat permohonan"),
    ("Menerima dan memeriksa kelengkapan berkas. Jika tidak lengkap, permohonan tidak diproses", "Petugas Loket",
     "Fotokopi KTP 2 rangkap, Pas foto 3x4 4 lembar", "Berkas lengkap"),
    ("Mencatat permohonan dalam buku agenda", "Petugas Loket", "Berkas lengkap", "Permohonan tercatat"),
    ("Membuat konsep surat keterangan usaha", "Staf Pelayanan", "Berkas lengkap", "Konsep surat"),
    ("Memeriksa konsep surat. " + BACK.format("diparaf", "Staf Pelayanan"), "Kasi Pelayanan", "Konsep surat",
     "Konsep surat diparaf"),
    ("Memeriksa konsep surat. " + BACK.format("diparaf", "Staf Pelayanan"), "Sekretaris Camat",
     "Konsep surat diparaf", "Konsep surat diparaf"),
    ("Memeriksa konsep surat. " + BACK.format("ditandatangani", "Staf Pelayanan"), "Camat", "Konsep surat diparaf",
     "Surat keterangan usaha"),
    ("Mengagendakan dan memberi nomor surat keterangan usaha", "Staf Pelayanan", "Surat keterangan usaha",
     "Surat bernomor"),
    ("Mengarsipkan surat keterangan usaha", "Staf Pelayanan", "Surat bernomor", "Arsip surat"),
    ("Menyerahkan surat keterangan usaha kepada Pemohon", "Petugas Loket", "Surat bernomor", "Tanda terima"),
)  # fmt: skip
TIMES = {"5 menit": "PT5M", "10 menit": "PT10M", "15 menit": "PT15M", "30 menit": "PT30M", "1 jam": "PT1H",
         "2 jam": "PT2H", "1 hari": "P1D", "2 hari": "P2D", "3 hari": "P3D", "1 minggu": "P1W"}  # fmt: skip


def _run(*words: str) -> str:
    result = CliRunner().invoke(build_app(), list(words), env={"COLUMNS": "200"})
    assert result.exit_code == Exit.OK, result.output
    return result.output


def _lists(book: openpyxl.Workbook) -> dict[str, list[str]]:
    """What the drop-downs of the sheet offer, by column."""
    offers: dict[str, list[str]] = {}
    for check in book["SOP"].data_validations.dataValidation:
        if check.type != "list":
            continue
        column = str(check.sqref)[0]
        formula = str(check.formula1)
        if formula.startswith('"'):
            offers[column] = formula.strip('"').split(",")
        else:
            sheet, _, cells = formula.partition("!")
            offers[column] = [str(c.value) for (c,) in book[sheet][cells.replace("$", "")] if c.value]
    return offers


def _labels(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.row for (cell,) in sheet.iter_rows(max_col=1) if cell.value}


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ALUR_HOME", str(tmp_path / "home"))
    path = tmp_path / "isi.xlsx"
    _run("template", str(path))
    book = openpyxl.load_workbook(path)
    for row, role in enumerate(ROLES, start=2):
        book["Pelaksana"].cell(row, 1, role)
    sheet: Any = book["SOP"]
    labels = _labels(sheet)
    for label, value in IDENTITY.items():
        sheet.cell(labels[label], 3, value)
    offers = _lists(book)
    assert set(offers["C"]) == {row[1] for row in ROWS} == set(ROLES)
    assert offers["E"] == list(TIMES)
    for number, ((uraian, role, papers, output), time) in enumerate(zip(ROWS, offers["E"], strict=True), start=1):
        for column, value in enumerate((number, uraian, role, papers, time, output), start=1):
            sheet.cell(labels["No"] + number, column, value)
    book.save(path)
    return path


def _sop(filled: Path) -> Sop:
    out = _run("read", str(filled), "--out", str(filled.parent / "sop"))
    assert f"{len(ROWS)} rows, 0 to settle" in out
    (target,) = (filled.parent / "sop").glob("*/sop.yaml")
    return load_sop(target)


def test_a_filled_template_reads_without_findings(filled: Path) -> None:
    """But for one note: the time that an applicant takes is kept and not watched."""
    assert [(t.kode, t.status.value) for t in _sop(filled).temuan] == [("waktu-pihak-luar", "selesai")]


def test_a_filled_template_gives_its_own_model(filled: Path) -> None:
    sop = _sop(filled)
    names = {p.kode: p.nama for p in (*sop.pelaksana, *sop.pihak_luar)}
    assert [(s.uraian, names[s.pelaksana], s.kelengkapan_teks, s.output) for s in sop.langkah] == list(ROWS)
    assert [s.waktu.durasi for s in sop.langkah] == list(TIMES.values())
    assert [p.nama for p in sop.pihak_luar] == ["Pemohon"]
    assert [sorted(a.value for a in s.aksi) for s in sop.langkah] == [
        [], ["periksa_berkas", "terima"], ["terima"], ["konsep"], ["paraf", "periksa"], ["paraf", "periksa"],
        ["periksa", "tanda_tangan"], ["nomor"], ["arsip"], ["serah"],
    ]  # fmt: skip
    draft = sop.langkah[3].kode
    backs = {s.no: s.keputusan.tidak.ke for s in sop.langkah if s.keputusan}
    assert backs == {"2": None, "5": draft, "6": draft, "7": draft}
    assert [(k.nama, k.salinan, k.satuan) for k in sop.langkah[1].kelengkapan] == [
        ("Fotokopi KTP", 2, "rangkap"),
        ("Pas foto 3x4", 4, "lembar"),
    ]
    identitas = sop.identitas
    assert (identitas.judul, identitas.nomor, identitas.instansi, identitas.disahkan_oleh) == (
        IDENTITY["Nama SOP"], IDENTITY["Nomor SOP"], IDENTITY["Instansi"], IDENTITY["Disahkan oleh"],
    )  # fmt: skip
    assert (identitas.tanggal_pembuatan, identitas.tanggal_revisi, identitas.tanggal_efektif) == (
        dt.date(2026, 1, 2), None, dt.date(2026, 2, 1),
    )  # fmt: skip
    assert identitas.dasar_hukum == ("Peraturan Pemerintah Nomor 17 Tahun 2018", "Peraturan Bupati Nomor 4 Tahun 2020")
    assert identitas.peralatan == ("Komputer", "Pencetak")
    assert (identitas.kualifikasi_pelaksana, identitas.keterkaitan, identitas.pencatatan, identitas.peringatan) == (
        (IDENTITY["Kualifikasi Pelaksana"],), (IDENTITY["Keterkaitan"],), (IDENTITY["Pencatatan dan Pendataan"],),
        IDENTITY["Peringatan"],
    )  # fmt: skip
