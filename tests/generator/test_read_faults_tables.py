# ruff: noqa: E501 - documents and their values stand on one line
"""Kinds of faults in tables and formats: each with the document it was found on and three more of its kind."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from openpyxl import Workbook

from generator.findings import SourceRefusedError
from generator.interpret import interpret
from generator.sop import Sop
from generator.sop_yaml import SopFileError, parse_sop
from generator.sources import read_document
from generator.sources.read import read_bytes
from tests.generator.cases.small_pdf import ruled_pdf
from tests.generator.cases.unseen_write import _spans

FAULTS = Path(__file__).resolve().parent / "cases" / "faults"


def fault(start: str) -> bytes:
    """The document whose name begins so."""
    return next(p for p in sorted(FAULTS.iterdir()) if p.name.startswith(start)).read_bytes()


def sops(data: bytes | str, name: str = "x.txt") -> list[Sop]:
    """Every SOP of the document."""
    document = read_bytes(name, data.encode() if isinstance(data, str) else data)
    return [interpret(table, document).sop for table in document.tables]


def sop(data: bytes | str, name: str = "x.txt") -> Sop:
    (one,) = sops(data, name)
    return one


def performers(one: Sop) -> list[str]:
    names = {p.kode: p.nama for p in one.pelaksana} | {p.kode: p.nama for p in one.pihak_luar}
    return [names[s.pelaksana] for s in one.langkah]


def times(one: Sop) -> list[str | None]:
    return [s.waktu.durasi for s in one.langkah]


def asked(one: Sop, no: str | None = None) -> set[str]:
    """Codes of the open findings, of one row or of all."""
    kode = next((s.kode for s in one.langkah if s.no == no), None)
    return {t.kode for t in one.open_findings if no is None or t.langkah == kode}


def grid(*lines: str) -> str:
    """Tabs for bars."""
    return "SOP UJI COBA\n\n" + "\n".join(line.replace("|", "\t") for line in lines) + "\n"


# Headings


@pytest.mark.parametrize("text", [
    None,
    grid("No|Kegiatan|Pelaksana|Mutu Baku - Kelengkapan|Waktu|Output",
         "1|Mencatat permintaan ruang dalam buku|Staf Umum|Buku pinjam|5 menit|Permintaan tercatat",
         "2|Menyetujui pemakaian ruang|Kepala Bagian Umum|Buku pinjam|10 menit|Persetujuan",
         "3|Menyerahkan kunci ruang|Petugas Keamanan|a. Kunci|5 menit|Kunci diterima"),
    grid("No|Kegiatan|Pelaksana|Mutu Baku (Kelengkapan)|Mutu Baku (Waktu)|Mutu Baku (Output)",
         "1|Mencatat permintaan ruang dalam buku|Staf Umum|Buku pinjam|5 menit|Permintaan tercatat",
         "2|Menyetujui pemakaian ruang|Kepala Bagian Umum|Buku pinjam|10 menit|Persetujuan",
         "3|Menyerahkan kunci ruang|Petugas Keamanan|a. Kunci|5 menit|Kunci diterima"),
    grid("No|Kegiatan|Pelaksana: Staf Umum|Pelaksana: Kepala Bagian Umum|Pelaksana: Petugas Keamanan|Kelengkapan|Waktu|Output",
         "1|Mencatat permintaan ruang dalam buku|v|||Buku pinjam|5 menit|Permintaan tercatat",
         "2|Menyetujui pemakaian ruang||v||Buku pinjam|10 menit|Persetujuan",
         "3|Menyerahkan kunci ruang|||v|a. Kunci|5 menit|Kunci diterima"),
])  # fmt: skip
def test_a_heading_may_name_its_group_and_its_column(text: str | None) -> None:
    one = sop(text if text is not None else fault("b01"))
    assert performers(one) == ["Staf Umum", "Kepala Bagian Umum", "Petugas Keamanan"]
    assert times(one) == ["PT5M", "PT10M", "PT5M"]
    assert [s.kelengkapan_teks[:8] for s in one.langkah] == ["Buku pin", "Buku pin", "a. Kunci"]


def test_a_list_marked_with_letters_is_not_a_broken_word() -> None:
    assert sop(fault("b01")).langkah[2].output == "a. Kunci diterima b. Tanda terima"


@pytest.mark.parametrize("column", [None, "Sarana", "Alat dan Bahan", "Prasarana"])
def test_an_unknown_column_beside_pelaksana_is_no_role(column: str | None) -> None:
    data = fault("b02").decode()
    one = sop(data.replace("Sarana", column or "Sarana"))
    assert performers(one) == ["Staf Umum", "Kepala Bagian Umum", "Petugas Keamanan"]
    assert [s.kelengkapan_teks for s in one.langkah] == ["Buku pinjam", "Buku pinjam", "Kunci"]
    assert "kolom-tidak-dikenal" in asked(one)


def test_a_column_that_the_form_does_not_have_is_asked_about() -> None:
    one = sop(grid("No|Kegiatan|Pelaksana||Mutu Baku|||Risiko", "||Staf|Kepala|Kelengkapan|Waktu|Output|",
                   "1|Menyusun jadwal|v||Data|1 jam|Jadwal|Salah tanggal",
                   "2|Mengesahkan jadwal||v|Jadwal|1 jam|Jadwal sah|Terlambat"))  # fmt: skip
    assert performers(one) == ["Staf", "Kepala"]
    assert "kolom-tidak-dikenal" in asked(one)


@pytest.mark.parametrize("role", [
    None,
    "Kelompok Masyarakat Peduli Api / Relawan Tanggap Bencana / Perusahaan Pemegang Izin Usaha Kehutanan",
    "Pejabat Penatausahaan Barang Milik Daerah pada Satuan Kerja Perangkat Daerah yang Menerima Hibah",
    "Tim Koordinasi Penanggulangan Kemiskinan Daerah Kabupaten bersama Kelompok Kerja Data dan Informasi",
])  # fmt: skip
def test_a_long_role_name_does_not_end_the_heading(role: str | None) -> None:
    data = fault("b03_nama").decode()
    long = "Kelompok Relawan / Perkumpulan Warga / Perusahaan Sekitar Bantaran Sungai"
    one = sop(data.replace(long, role or long))
    assert performers(one) == ["Petugas Piket", "Kepala Seksi", role or long]
    assert times(one) == ["PT5M", "PT10M", "PT2H"]
    assert [s.output for s in one.langkah] == ["Laporan tercatat", "Surat perintah", "Hasil pengecekan"]


@pytest.mark.parametrize("heading", [None, "Kegiatan", "Langkah-langkah", "Aktivitas"])
def test_a_heading_over_numbers_and_text_names_the_text(heading: str | None) -> None:
    one = sop(fault("b04").decode().replace("Uraian Prosedur", heading or "Uraian Prosedur"))
    assert [(s.no, s.uraian) for s in one.langkah] == [
        ("1", "Pegawai mengisi kartu pinjam"),
        ("2", "Petugas gudang mencari proyektor yang diminta"),
        ("3", "Pegawai mengembalikan proyektor"),
    ]
    assert performers(one) == ["Pegawai", "Petugas Gudang", "Pegawai"]


@pytest.mark.parametrize("group", ["Pelaksanaan", "Unit Pelaksana", "Pelaksana/Aktor", "Pelaksana Kegiatan"])
def test_the_group_heading_does_not_stick_to_a_role(group: str) -> None:
    one = sop(fault("b11").decode().replace("Pelaksanaan", group))
    assert performers(one) == ["Petugas Kebersihan", "Kepala Subbagian"]


@pytest.mark.parametrize("numbers", [
    None,
    "1|2|3|4|5|6|8|7", "(1)|(2)|(2)|(4)|(5)|(6)|(9)|(8)", "1.|2.|3.|4.|5.|7.|6.|8.",
])  # fmt: skip
def test_misprinted_column_numbers_are_no_row(numbers: str | None) -> None:
    data = fault("b17").decode()
    one = sop(data.replace("(1)\t(2)\t(3)\t(4)\t(5)\t(8)\t(7)\t(8)", numbers.replace("|", "\t")) if numbers else data)
    assert [s.no for s in one.langkah] == ["1", "2"]


@pytest.mark.parametrize("text", [
    None,
    "SOP X\nNo;Kegiatan;Pelaku;Pelaku;Pelaku;Mutu Baku;Mutu Baku;Mutu Baku\n"
    "No;Kegiatan;Sopir;Mandor;Kepala Pool;Kelengkapan;Waktu;Output\n"
    "1;Mandor menugaskan Sopir mengangkut sampah.;;x;;Jadwal;10 menit;Tugas\n"
    "2;Sopir mengangkut sampah ke tempat pembuangan.;x;;;Truk;2 jam;Sampah diangkut\n",
    "SOP X\nNo,Kegiatan,Pelaksana,Pelaksana,Kelengkapan,Waktu,Output\nNo,Kegiatan,Sopir,Mandor,Kelengkapan,Waktu,Output\n"
    "1,Menugaskan Sopir mengangkut sampah,,v,Jadwal,10 menit,Tugas\n2,Mengangkut sampah,v,,Truk,2 jam,Sampah diangkut\n",
    "<h2>SOP X</h2><table><tr><td>No</td><td>Kegiatan</td><td>Pelaksana</td><td>Pelaksana</td><td>Mutu Baku</td>"
    "<td>Mutu Baku</td><td>Mutu Baku</td></tr><tr><td>No</td><td>Kegiatan</td><td>Sopir</td><td>Mandor</td>"
    "<td>Kelengkapan</td><td>Waktu</td><td>Output</td></tr><tr><td>1</td><td>Menugaskan Sopir mengangkut sampah</td><td></td>"
    "<td>v</td><td>Jadwal</td><td>10 menit</td><td>Tugas</td></tr><tr><td>2</td><td>Mengangkut sampah</td><td>v</td>"
    "<td></td><td>Truk</td><td>2 jam</td><td>Sampah diangkut</td></tr></table>",
])  # fmt: skip
def test_a_group_heading_repeated_over_its_columns_is_one_group(text: str | None) -> None:
    one = sop(text if text is not None else fault("a05"), "x.csv" if text is None or "<" not in text else "x.html")
    assert performers(one) == ["Mandor", "Sopir"]
    assert {"pelaksana-tidak-pasti", "pelaksana-bertentangan"} & asked(one) == set()


@pytest.mark.parametrize("role", ["Pelaksana", "Petugas Pelaksana", "Pelaksana Lapangan", "Pelaku"])
def test_a_role_may_be_called_pelaksana(role: str) -> None:
    data = (
        fault("a06")
        .decode()
        .replace("\t\tPelaksana\t", f"\t\t{role}\t")
        .replace("menugaskan Pelaksana", f"menugaskan {role}")
    )
    one = sop(data.replace("2\tPelaksana", f"2\t{role}"))
    assert performers(one) == ["Kepala UPT", role, "Kasi Air"]


# Rows


@pytest.mark.parametrize("start", ["b05", "b18", ""])
@pytest.mark.parametrize("word", ["Sesuai kebutuhan", "Disesuaikan", "Insidental"])
def test_a_word_for_a_time_shows_a_shift_that_other_rows_have(start: str, word: str) -> None:
    if start:
        one = sop(fault(start).decode().replace("Sesuai kebutuhan", word))
    else:
        one = sop(grid("No|Kegiatan|Pelaksana|||Mutu Baku|||", "||Staf|Kasi|Kepala|Kelengkapan|Waktu|Output|Ket",
                       "1|Memeriksa oli|v|||Daftar periksa|15 menit|Hasil periksa|", "2|Mengganti oli||Oli|1 jam|Oli terganti",
                       f"3|Mengganti suku cadang||Suku cadang|{word}|Genset berfungsi", "4|Mencatat|v|||Buku|5 menit|Catatan|"))  # fmt: skip
    third = one.langkah[2]
    assert (third.waktu.teks, third.waktu.durasi) == (word, None)
    assert (third.kelengkapan_teks, third.output) in (("Suku cadang", "Genset berfungsi"), ("Sapu", "Halaman bersih"))
    assert "waktu-disesuaikan" in asked(one, "3")


def test_a_shift_that_no_other_row_has_is_asked_about() -> None:
    one = sop(grid("No|Kegiatan|Pelaksana||Mutu Baku||", "||Staf|Kepala|Kelengkapan|Waktu|Output",
                   "1|Memeriksa oli|v||Daftar|15 menit|Hasil", "2|Mengganti oli|v||Oli|Sambungan|Sesuai kebutuhan|Oli terganti",
                   "3|Mengesahkan hasil||v|Hasil|5 menit|Hasil sah"))  # fmt: skip
    assert "baris-terpotong" in asked(one, "2")


@pytest.mark.parametrize("byte", [None, b"\xff", b"\x9d", b"\xe2\x80"])
def test_one_broken_byte_costs_one_letter_and_is_asked_about(byte: bytes | None) -> None:
    data = fault("a26")
    if byte is not None:
        data = grid("No|Kegiatan|Pelaksana||Mutu Baku||", "||Teknisi|Kepala|Kelengkapan|Waktu|Output",
                    "1|Membongkar pompa|v||KERJA|1 jam|Pompa dibongkar", "2|Mengganti bagian|v||Suku cadang|½ jam|Pompa – siap",
                    "3|Memeriksa hasil||v|Pompa|15 menit|Pompa diperiksa – 2 kali").encode().replace(b"KERJA", b"Kartu ker" + byte + b"ja")  # fmt: skip
    one = sop(data)
    assert one.langkah[0].kelengkapan_teks.replace("\ufffd", "") == "Kartu kerja"
    assert one.langkah[1].waktu.durasi == "PT30M"
    assert one.langkah[2].output == "Pompa diperiksa – 2 kali"
    assert "sel-tidak-terbaca" in asked(one, "1")


@pytest.mark.parametrize("word", ["Menit", "MENIT", "menit", "Jam"])
def test_units_of_time_may_be_written_in_capitals(word: str) -> None:
    one = sop(fault("b06_").decode().replace("Menit", word))
    unit = "H" if word == "Jam" else "M"
    assert times(one) == [f"PT10{unit}", f"PT5{unit}", f"PT5{unit}"]


@pytest.mark.parametrize(
    ("text", "iso"),
    [("1 hr kerja", "P1D"), ("3 hr. kerja", "P3D"), ("2 HR KERJA", "P2D"), ("1 (satu) hr.kerja", "P1D")],
)
def test_working_days_may_be_shortened(text: str, iso: str) -> None:
    assert times(sop(fault("a19"))) == ["P2D", "P1D", "P3D"]
    assert times(sop(fault("a19").decode().replace("1 hr kerja", text)))[1] == iso


# Several SOPs, titles


@pytest.mark.parametrize("start", ["a03", "a27"])
def test_two_sops_in_one_text_are_two(start: str) -> None:
    first, second = sops(fault(start))
    assert "ANJING LIAR" in first.identitas.judul
    assert "PEMERIKSAAN DAGING" in second.identitas.judul
    assert [len(first.langkah), len(second.langkah)] == ([2, 2] if start == "a03" else [3, 2])
    assert times(first)[:2] == ["PT10M", "PT2H"]
    assert performers(first)[:2] == ["Kepala Regu", "Petugas"]
    assert performers(second) == ["Petugas", "Dokter Hewan"]


@pytest.mark.parametrize("between", ["", "\nSOP PENGECATAN PAGAR\n", "\nPelaksana Mutu Baku\n"])
def test_a_row_numbered_one_again_begins_another_sop(between: str) -> None:
    first = fault("a27").decode().split("SOP PEMERIKSAAN DAGING")[0]
    second = "No Kegiatan Petugas Tukang Kelengkapan Waktu Output\n1 Tukang mengecat pagar Cat 2 jam Pagar dicat\n2 Petugas memeriksa pagar Daftar 5 menit Hasil\n"
    both = sops(f"{first}{between}{second if between else second.split(chr(10), 1)[1]}")
    assert [len(s.langkah) for s in both] == [3, 2]
    assert times(both[1]) == ["PT2H", "PT5M"]


@pytest.mark.parametrize("gap", ["6", "7", "5"])
def test_numbers_that_jump_lose_no_row(gap: str) -> None:
    one = sop(fault("a04").decode().replace("6. Mengunci", f"{gap}. Mengunci"))
    assert [s.no for s in one.langkah] == ["1", "2", "3", "4", gap]
    assert times(one)[3:] == ["PT1H", "PT5M"]
    assert ("nomor-tidak-urut" in asked(one)) == (gap != "5")


def test_a_list_of_papers_with_numbers_begins_no_row() -> None:
    one = sop("SOP X\nNo Kegiatan Kelengkapan Waktu Output\n1 Memeriksa berkas Berkas 5 menit Berkas\n3 Lembar fotokopi\n"
              "2 Mencatat berkas Buku 5 menit Catatan\n")  # fmt: skip
    assert [s.no for s in one.langkah] == ["1", "2"]


@pytest.mark.parametrize(("sentence", "iso"), [
    (None, "PT10M"), ("dalam waktu 3 hari", "PT10M"), ("selambat-lambatnya dalam 2 jam", "PT10M"), ("setelah 1 minggu", "PT10M"),
])  # fmt: skip
def test_a_length_inside_a_sentence_is_not_the_time(sentence: str | None, iso: str) -> None:
    data = fault("b12").decode()
    one = sop(data if sentence is None else data.replace("tempo 7 (tujuh) hari kerja.", f"{sentence}."))
    assert times(one)[0] == iso
    assert any("Lama yang tertulis" in t.kalimat for t in one.open_findings if t.langkah == one.langkah[0].kode)


@pytest.mark.parametrize("heading", ["KEGlATAN", "KEGITAN", "Kegiatqn", "KEGIATANN"])
def test_a_misread_letter_in_a_heading_does_not_matter(heading: str) -> None:
    one = sop(fault("a18").decode().replace("KEGlATAN", heading))
    assert times(one) == ["PT30M", "PT2H", "PT15M"]
    assert performers(one) == ["Mandor", "Juru Pangkas", "Mandor"]


@pytest.mark.parametrize(
    "change", [("", ""), ("Aktivitas", "Kegiatan"), ("No\n", "NO.\n"), ("15 Menit", "Disesuaikan")]
)
def test_cells_on_lines_of_their_own_are_a_table(change: tuple[str, str]) -> None:
    one = sop(fault("a17").decode().replace(*change) if change[0] else fault("a17"))
    assert len(one.langkah) == 4
    assert performers(one) == ["Petugas Parkir", "Petugas Parkir", "Kepala Pasar", "Petugas Parkir"]
    assert times(one)[::3] == ["PT2M", "PT3M"]
    assert [s.output for s in one.langkah] == [
        "Karcis diberikan",
        "Sepeda tertata",
        "Setoran diperiksa",
        "Sepeda diserahkan",
    ]


@pytest.mark.parametrize("number", ["SOP-007/99/2026", "SOP/12/KEC/2025", "SOP.003.B/2026", "SOP-OT-01"])
def test_a_number_is_no_title(number: str) -> None:
    one = sop(fault("b07").decode().replace("SOP-007/99/2026", number))
    assert (one.identitas.judul, one.identitas.nomor) == ("PENGISIAN DAFTAR HADIR", number)


def test_a_related_sop_is_no_title() -> None:
    one = sop(fault("b08"), "x.xlsx")
    assert one.identitas.judul == "PENGISIAN DAFTAR HADIR"
    assert one.identitas.keterkaitan == ("SOP Pembuatan Undangan", "SOP Penggantian Ban Mobil Dinas")


@pytest.mark.parametrize("label", ["NAMA SOP", "Judul SOP", "Nama SOP AP"])
def test_the_title_is_what_the_label_says(label: str) -> None:
    one = sop(
        grid("Nomor SOP|12/2026", f"{label}|Penerbitan Kartu", "Keterkaitan|", "1|SOP Pembuatan Kartu Lama", "",
             "No|Kegiatan|Staf|Kepala|Kelengkapan|Waktu|Output", "1|Mencetak kartu|v||Kartu|5 menit|Kartu", "2|Mengesahkan kartu||v|Kartu|5 menit|Sah")
        .replace("SOP UJI COBA\n\n", "")
    )  # fmt: skip
    assert one.identitas.judul == "Penerbitan Kartu"


def test_each_sheet_has_its_own_title() -> None:
    assert [s.identitas.judul for s in sops(fault("a02"), "x.xlsx")] == [
        "STANDAR OPERASIONAL PROSEDUR PEMINJAMAN BUKU",
        "STANDAR OPERASIONAL PROSEDUR PENGEMBALIAN BUKU",
    ]


def test_sops_under_one_title_are_asked_about() -> None:
    both = sops(fault("a01"), "x.xlsx")
    assert [len(s.langkah) for s in both] == [2, 3]
    assert all("judul-tidak-ada" in asked(s) for s in both)


# Identity


def test_two_labels_in_one_line_are_two_columns() -> None:
    who = sop(fault("a16")).identitas
    assert (who.judul, who.nomor, who.instansi) == ("PENGANGKUTAN SAMPAH PASAR", "21/2025", "DINAS KEBERSIHAN")
    assert len(who.dasar_hukum) == 1
    assert who.kualifikasi_pelaksana == ("Dapat mengemudi", "Memahami rute")
    assert (who.keterkaitan, who.peralatan) == (("SOP Perawatan Truk",), ("Truk",))
    assert (who.peringatan, who.pencatatan) == ("Sampah diangkut sebelum pukul enam", ("Buku angkut",))
    said = [t.bidang for t in sop(fault("a16")).temuan if "menyatu" in t.kalimat]
    assert said == ["identitas.peringatan", "identitas.pencatatan"]


@pytest.mark.parametrize(("line", "left", "right"), [
    ("1. UU Nomor 5 Tahun 2014 1. Menguasai komputer", ("UU Nomor 5 Tahun 2014",), ("Menguasai komputer",)),
    ("1. PP 11 Tahun 2017 1. Teliti\n2. Permendagri 1 Tahun 2023 2. Jujur", ("PP 11 Tahun 2017", "Permendagri 1 Tahun 2023"), ("Teliti", "Jujur")),
    ("1. PP 11 Tahun 2017 tentang\nManajemen PNS 1. Teliti", ("PP 11 Tahun 2017 tentang Manajemen PNS",), ("Teliti",)),
])  # fmt: skip
def test_items_of_two_columns_are_told_apart_by_their_numbers(
    line: str, left: tuple[str, ...], right: tuple[str, ...]
) -> None:
    table = fault("a16").decode().split("\n\n")[-1]
    who = sop(f"SOP X\nDasar Hukum Kualifikasi Pelaksana\n{line}\n\n{table}").identitas
    assert (who.dasar_hukum, who.kualifikasi_pelaksana) == (left, right)


def test_items_that_share_a_line_are_two() -> None:
    table = fault("a16").decode().split("\n\n")[-1]
    who = sop(f"SOP X\nPeralatan/Perlengkapan:\n1. Komputer\n2. Meja 3. Alat Tulis 4. Printer\n\n{table}").identitas
    assert who.peralatan == ("Komputer", "Meja", "Alat Tulis", "Printer")


def _word(nested: bool, extra: str = "") -> bytes:
    document = docx.Document()
    outer = document.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "PEMERINTAH KOTA CONTOH\nDINAS KEBERSIHAN"
    labels = [
        ("Nomor SOP", "658/03"),
        ("Tanggal Efektif", "03 Februari 2025"),
        ("Disahkan oleh", "Kepala Dinas"),
        ("Nama SOP", "PENYAPUAN"),
    ]
    inner = (
        outer.cell(0, 1).add_table(rows=len(labels), cols=2) if nested else document.add_table(rows=len(labels), cols=2)
    )
    for r, (label, value) in enumerate(labels):
        inner.cell(r, 0).text, inner.cell(r, 1).text = label, value
    rows = [("No", "Kegiatan", "Staf", "Kepala", "Kelengkapan", "Waktu", "Output"),
            ("1", "Menyapu ruang", "v", "", "Sapu", "5 menit", "Bersih"), ("2", "Memeriksa ruang", "", "v", "Ruang", "5 menit", "Hasil")]  # fmt: skip
    body = document.add_table(rows=3, cols=7)
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            body.cell(r, c).text = text
    if extra:
        body.cell(1, 4).add_table(rows=1, cols=2).cell(0, 0).text = extra
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("data", [_word(True), _word(False), _word(True, "Kain pel")], ids=["nested", "beside", "both"])
def test_an_identity_table_inside_a_cell_is_read(data: bytes) -> None:
    who = sop(data, "x.docx").identitas
    assert (who.judul, who.nomor, who.disahkan_oleh, str(who.tanggal_efektif)) == (
        "PENYAPUAN",
        "658/03",
        "Kepala Dinas",
        "2025-02-03",
    )


def test_the_nested_identity_of_the_document() -> None:
    who = sop(fault("a15"), "x.docx").identitas
    assert (who.judul, who.nomor) == ("PENGANGKUTAN SAMPAH PASAR", "658/03/SOP/DK/2025")
    assert (str(who.tanggal_pembuatan), str(who.tanggal_efektif)) == ("2025-01-06", "2025-02-03")
    assert who.disahkan_oleh == "Kepala Dinas Kebersihan"


def test_a_table_of_no_labels_inside_a_cell_stays_its_text() -> None:
    assert "Kain pel" in sop(_word(True, "Kain pel"), "x.docx").langkah[0].kelengkapan_teks


# Worksheets


def _book(numbers: list[object], times_: list[object], formats: list[str], hide: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["SOP PENYIRAMAN TAMAN"])
    sheet.append([])
    sheet.append(["No", "Kegiatan", "Pelaksana", None, None, "Kelengkapan", "Waktu", "Output"])
    sheet.append([None, None, "Juru Taman", "Pengawas lama", "Mandor"])
    for i, (number, time) in enumerate(zip(numbers, times_, strict=True)):
        sheet.append(
            [
                number,
                f"Menyiram petak {i}",
                "X" if i % 2 == 0 else None,
                None,
                "X" if i % 2 else None,
                "Selang",
                time,
                "Basah",
            ]
        )
        sheet.cell(5 + i, 7).number_format = formats[i % len(formats)]
    for letter in hide:
        sheet.column_dimensions[letter].hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("formula", ["=ROW()-4", "=ROW(A{r})-4", "=A{p}+1", "=MAX(A$5:A{p})+1"])
def test_row_numbers_may_be_formulas(formula: str) -> None:
    numbers: list[object] = [formula.format(r=5 + i, p=4 + i) if i or "ROW" in formula else 1 for i in range(3)]
    one = sop(_book(numbers, ["15 menit", "2 jam", "1 hari"], ["General"], ("D",)), "x.xlsx")
    assert [s.no for s in one.langkah] == ["1", "2", "3"]


def test_the_formula_of_the_document_numbers_its_rows() -> None:
    one = sop(fault("a12"), "x.xlsx")
    assert ([s.no for s in one.langkah], times(one)) == (["1", "2", "3"], ["PT15M", "PT2H", "P1D"])


@pytest.mark.parametrize("formats", [['0" menit"'], ["0\\ \\m\\e\\n\\i\\t"], ['#,##0" Menit"'], ['0" mnt";-0" mnt"']])
def test_the_unit_may_stand_in_the_number_format(formats: list[str]) -> None:
    assert times(sop(fault("a13"), "x.xlsx")) == ["PT15M", "PT2H", "P1D"]
    assert times(sop(_book([1, 2], [15, 30], formats, ("D",)), "x.xlsx")) == ["PT15M", "PT30M"]


@pytest.mark.parametrize("hide", [("D",), ("D", "I"), ("D", "J", "K")])
def test_a_hidden_column_is_no_role(hide: tuple[str, ...]) -> None:
    one = sop(_book([1, 2, 3], ["1 jam"] * 3, ["General"], hide), "x.xlsx")
    assert [p.nama for p in one.pelaksana] == ["Juru Taman", "Mandor"]


def test_the_hidden_column_of_the_document() -> None:
    one = sop(fault("a14"), "x.xlsx")
    assert performers(one) == ["Juru Cat", "Juru Cat", "Kepala Bengkel"]
    assert asked(one) <= {"mulai-tersirat"}


@pytest.mark.parametrize("area", ["D4:XFD1048576", "A9:XFD1048576", "A30:B1000000", "Z1:XFD9000"])
def test_a_merge_without_end_is_left_out(area: str) -> None:
    data = _book([1, 2], ["1 jam", "2 jam"], ["General"], ("D",))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                merge = f'<mergeCells count="1"><mergeCell ref="{area}"/></mergeCells><pageMargins'.encode()
                content = content.replace(b"<pageMargins", merge, 1)
            new.writestr(entry.filename, content)
    assert times(sop(out.getvalue(), "x.xlsx")) == ["PT1H", "PT2H"]
    with pytest.raises(SourceRefusedError, match="tabel SOP"):
        sops(fault("a24"), "x.xlsx")


@pytest.mark.parametrize("name", ["x.docx", "x.xlsx", "x.txt", "x"])
def test_the_content_tells_the_format(name: str) -> None:
    assert times(sop(fault("a25"), name)) == ["PT15M", "PT2H", "P1D"]
    assert sop(_word(True), name).identitas.judul == "PENYAPUAN"


# PDF

_ROWS = [["No", "Kegiatan", "Pelaksana", "<", "Mutu Baku", "<", "<"],
         ["^", "^", "Petugas Kebersihan", "Kepala Seksi", "Kelengkapan", "Waktu", "Output"],
         ["1", "Menyapu ruang", "v", "", "Sapu", "15 menit", "Ruang bersih"],
         ["2", "Memeriksa ruang", "", "v", "Ruang bersih", "5 menit", "Diperiksa"]]  # fmt: skip


@pytest.mark.parametrize(("turned", "tilt"), [("up", 0.0), ("down", 0.0), ("", 1e-9), ("", 1e-4)])
def test_turned_text_is_read_in_its_direction(turned: str, tilt: float) -> None:
    one = sop(ruled_pdf(["DINAS X", "SOP PENYAPUAN"], _ROWS, _spans(_ROWS), turned, tilt), "x.pdf")
    assert performers(one) == ["Petugas Kebersihan", "Kepala Seksi"]
    assert [s.uraian for s in one.langkah] == ["Menyapu ruang", "Memeriksa ruang"]


def test_text_turned_by_nothing_reads_as_level_text() -> None:
    assert sop(fault("b15_"), "x.pdf").langkah[2].uraian == "Memindahkan arsip ke gudang"
    assert sop(fault("b15_"), "x.pdf").pelaksana == sop(fault("b15b"), "x.pdf").pelaksana


def test_a_picture_page_with_a_printed_foot_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no OCR program, whatever this machine has
    for start in ("b16_", "b16b"):
        assert "halaman-pindaian" in asked(sop(fault(start), "x.pdf"))


# Hostile files


@pytest.mark.parametrize(
    "text", ["a: " + "[" * 50_000, "[" * 20_000 + "]" * 20_000, "- " * 30_000 + "x", "{a: " * 20_000]
)
def test_deep_yaml_is_one_sentence(text: str) -> None:
    with pytest.raises(SopFileError, match="bersarang terlalu dalam"):
        parse_sop(text)


def test_every_document_of_the_folder_is_read() -> None:
    for path in sorted(FAULTS.iterdir()):
        if path.name.startswith("a24"):  # the one that holds no table
            continue
        document = read_document(path)
        assert all(interpret(table, document).sop.langkah for table in document.tables)


@pytest.mark.parametrize(("count", "words"), [(40, 3), (90, 3), (60, 30), (120, 12)])
def test_a_row_that_a_page_break_left_without_a_rule_is_read(count: int, words: int) -> None:
    body = [[str(i), f"Memeriksa berkas {'yang diterima ' * words}nomor {i}", "v" if i % 2 else "", "" if i % 2 else "v", "Berkas",
             f"{i} menit", "Hasil"] for i in range(1, count + 1)]  # fmt: skip
    one = sop(ruled_pdf(["DINAS X", "SOP PEMERIKSAAN"], [*_ROWS[:2], *body], _spans(_ROWS[:2])), "x.pdf")
    assert [s.no for s in one.langkah] == [str(i) for i in range(1, count + 1)]
    assert all(s.uraian.endswith(f"nomor {s.no}") and s.waktu.teks == f"{s.no} menit" for s in one.langkah)


def test_the_next_sheet_is_no_part_of_the_warning() -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    for line in (["Nama SOP", "PENYAPUAN"], ["Peringatan"], ["Bila tidak disapu, ruang kotor."]):
        first.append(line)
    second = book.create_sheet("Tabel")
    for row in (["DINAS KEBERSIHAN"], ["No", "Kegiatan", "Staf", "Kepala", "Kelengkapan", "Waktu", "Output"],
                [1, "Menyapu ruang", "v", None, "Sapu", "5 menit", "Bersih"], [2, "Memeriksa ruang", None, "v", "Ruang", "5 menit", "Hasil"]):  # fmt: skip
        second.append(row)
    out = io.BytesIO()
    book.save(out)
    assert sop(out.getvalue(), "x.xlsx").identitas.peringatan == "Bila tidak disapu, ruang kotor."


def test_a_word_document_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.sources.packages.MAX_ELEMENTS", 50)
    with pytest.raises(SourceRefusedError, match="jauh lebih banyak"):
        sops(fault("a15"), "x.docx")


def test_a_workbook_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.sources.packages.MAX_CELLS", 20)
    with pytest.raises(SourceRefusedError, match="jauh lebih banyak"):
        sops(fault("a12"), "x.xlsx")
