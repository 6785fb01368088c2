"""Scanned pages: read by an OCR program where one is on PATH, named or refused where not.

The program here is a stand-in that prints words with boxes as Tesseract's `tsv` does; what is tested is the call,
its limits, and the way from boxes to rows.
"""

from __future__ import annotations

import io
import stat
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from generator.findings import Finding, Place, SourceRefusedError
from generator.interpret import interpret
from generator.sources import ocr
from generator.sources.find_tables import find_tables
from generator.sources.read import read_bytes
from generator.sources.table import SourceRow, SourceText

COLUMNS = {"no": 60, "uraian": 160, "staf": 800, "kepala": 1000, "lengkap": 1250, "waktu": 1600, "output": 1850}
LINES = [
    {"no": "No", "uraian": "Kegiatan", "staf": "Pelaksana", "lengkap": "Kelengkapan", "waktu": "Waktu",
     "output": "Output"},
    {"staf": "Staf", "kepala": "Lurah"},
    {"no": "1", "uraian": "Mengetik konsep surat keterangan", "staf": ".", "lengkap": "Berkas", "waktu": "15 menit",
     "output": "Konsep surat"},
    {"no": "2", "uraian": "Menandatangani surat keterangan", "kepala": ".", "lengkap": "Konsep", "waktu": "1 hari",
     "output": "Surat"},
]  # fmt: skip


def _tsv() -> str:
    rows = ["level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"]
    for y, line in enumerate(LINES):
        for column, text in line.items():
            left = COLUMNS[column]
            for word in text.split():
                width = 16 * len(word)
                confidence = 40 if word == "Berkas" else 95
                rows.append(f"5\t1\t1\t1\t{y}\t1\t{left}\t{100 + 60 * y}\t{width}\t33\t{confidence}\t{word}")
                left += width + 10
    return "\n".join(rows)


def _program(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    folder.mkdir()
    program = folder / "tesseract"
    program.write_text(f"#!{sys.executable}\nimport sys, time\n{body}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder))


def _picture(form: str = "PNG") -> bytes:
    image = Image.new("RGB", (2200, 500), "white")
    ImageDraw.Draw(image).line((0, 90, 2200, 90), fill="black", width=3)
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


@pytest.fixture
def reading_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "words.tsv").write_text(_tsv(), encoding="utf-8")
    body = f"""
if "--list-langs" in sys.argv:
    print("List of available languages (2):\\neng\\nind")
else:
    assert sys.argv[sys.argv.index("-l") + 1] == "ind+eng"
    print(open({str(tmp_path / "words.tsv")!r}, encoding="utf-8").read())
"""
    _program(tmp_path / "bin", monkeypatch, body)


@pytest.mark.usefixtures("reading_program")
@pytest.mark.parametrize(("name", "form"), [("scan.png", "PNG"), ("scan.jpg", "JPEG"), ("scan.pdf", "PDF")])
def test_a_scan_is_read_and_said_to_be_ocr(name: str, form: str) -> None:
    document = read_bytes(name, _picture(form))
    (table,) = document.tables
    assert table.roles == ("Staf", "Lurah")
    assert [(k.no, k.uraian, k.waktu) for k in table.rows] == [
        ("1", "Mengetik konsep surat keterangan", "15 menit"),
        ("2", "Menandatangani surat keterangan", "1 hari"),
    ]
    (finding,) = [f for f in document.findings if f.kode == "teks-ocr"]
    assert "1 dari" in finding.kalimat


def test_without_a_program_a_scan_is_refused_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name, form in (("scan.png", "PNG"), ("scan.pdf", "PDF")):
        with pytest.raises(SourceRefusedError) as caught:
            read_bytes(name, _picture(form))
        assert caught.value.finding.kode == "berkas-pindaian"
        assert "tesseract-ocr-ind" in caught.value.remedy


def test_a_program_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path / "bin", monkeypatch, 'print("eng") if "--list-langs" in sys.argv else time.sleep(60)')
    monkeypatch.setattr(ocr, "SECONDS_A_PAGE", 1)
    with pytest.raises(SourceRefusedError) as caught:
        read_bytes("scan.png", _picture())
    assert "1 detik" in caught.value.finding.kalimat


def test_a_program_that_fails_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path / "bin", monkeypatch, "sys.exit(3)")
    with pytest.raises(SourceRefusedError) as caught:
        read_bytes("scan.png", _picture())
    assert "OCR gagal" in caught.value.finding.kalimat


def test_a_broken_picture_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path / "bin", monkeypatch, "print('eng')")
    with pytest.raises(SourceRefusedError) as caught:
        read_bytes("scan.png", _picture()[:200])
    assert "Gambar rusak" in caught.value.finding.kalimat


def test_rules_are_taken_out_and_letters_stay() -> None:
    image = Image.new("L", (1600, 400), 255)
    draw = ImageDraw.Draw(image)
    draw.line((0, 50, 1600, 50), fill=0, width=3)
    draw.line((700, 0, 700, 400), fill=0, width=3)
    draw.line((100, 200, 112, 200), fill=0, width=3)
    out = io.BytesIO()
    image.save(out, "PNG")
    cleaned = Image.open(io.BytesIO(ocr.without_rules(out.getvalue())))
    assert cleaned.getpixel((800, 50)) == 255
    assert cleaned.getpixel((700, 300)) == 255
    assert cleaned.getpixel((106, 200)) == 0


@pytest.mark.usefixtures("reading_program")
def test_every_row_that_ocr_read_is_asked_about() -> None:
    document = read_bytes("scan.png", _picture())
    sop = interpret(document.tables[0], document).sop
    asked = {t.langkah for t in sop.open_findings if t.kode == "teks-ocr" and t.bidang is None}
    assert {step.kode for step in sop.langkah} <= asked


@pytest.mark.parametrize("degrees", [-2.0, 0.7, 1.5])
def test_a_page_laid_askew_is_straightened(degrees: float) -> None:
    page = Image.new("L", (1800, 1200), 255)
    draw = ImageDraw.Draw(page)
    for y in range(150, 1100, 60):
        draw.line((150, y, 1650, y), fill=0, width=3)
    askew = page.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255)

    def inked_rows(image: Image.Image) -> int:
        strip = image.crop((300, 0, 1500, 1200)).resize((1, 1200), Image.Resampling.BOX)
        return sum(value < 128 for value in strip.tobytes())

    assert inked_rows(askew) == 0
    assert inked_rows(ocr.straightened(askew)) >= 10


def test_numbers_in_one_cell_with_the_uraian_begin_the_rows() -> None:
    text = (
        "Kegiatan\tPelaksana\tKelengkapan\tWaktu\tOutput\n"
        "1 Membuat konsep\tStaf\tDisposisi\t1 jam\tKonsep\nsurat tugas\t\t\t\t\n"
        "2 Menandatangani\tCamat\tKonsep\t1 jam\tSurat\nsurat tugas\t\t\t\t\n"
    )
    (table,) = read_bytes("x.txt", text.encode()).tables
    assert [(k.no, k.uraian) for k in table.rows] == [
        ("1", "Membuat konsep surat tugas"),
        ("2", "Menandatangani surat tugas"),
    ]


def test_a_scan_whose_heading_is_lost_is_refused_as_a_scan() -> None:
    place = Place("scan.png", page=1)
    rows = (SourceRow(place, ("1", "Mengetik konsep surat", "15 menit")),)
    with pytest.raises(SourceRefusedError) as caught:
        find_tables(SourceText("scan.png", "0" * 64, rows, (Finding("teks-ocr", "Dibaca dengan OCR.", place),)))
    assert "OCR tidak dapat membaca judul kolom" in caught.value.finding.kalimat
    assert "300 dpi" in caught.value.remedy
