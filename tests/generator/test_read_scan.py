"""A scanned SOP read by the real OCR engine: what it misreads is asked about, and no row goes missing in silence."""

from __future__ import annotations

import io
import shutil
import subprocess
from difflib import SequenceMatcher

import pytest
from PIL import Image, ImageDraw, ImageFont

from generator.interpret import interpret
from generator.interpret.jabatan import canonical
from generator.sop import Sop
from generator.sources.read import read_bytes

TITLE = "SOP PENERBITAN SURAT KETERANGAN USAHA"
OFFICE = "KELURAHAN TANJUNG HARAPAN"
ROLES = ("Petugas Loket", "Kasi Pelayanan", "Lurah")
LEFT = (60, 170, 1150, 1400, 1650, 1900, 2350, 2650, 3200)
"""Left edges of the columns and the right edge of the last, in pixels of a page scanned with 300 dpi."""
ROWS = (
    ("Memeriksa kelengkapan berkas permohonan", 0, "Berkas permohonan", "15 menit", "Berkas lengkap", "PT15M"),
    ("Membuat konsep surat keterangan usaha", 0, "Berkas lengkap", "30 menit", "Konsep surat", "PT30M"),
    ("Memeriksa dan memaraf konsep surat", 1, "Konsep surat", "1 jam", "Konsep diparaf", "PT1H"),
    ("Menandatangani surat keterangan usaha", 2, "Konsep diparaf", "1 hari", "Surat", "P1D"),
    ("Memberi nomor surat keterangan usaha", 0, "Surat", "5 menit", "Surat bernomor", "PT5M"),
    ("Menyerahkan surat kepada pemohon", 0, "Surat bernomor", "10 menit", "Tanda terima", "PT10M"),
)


def _engine_with_indonesian() -> bool:
    program = shutil.which("tesseract")
    if program is None:
        return False
    done = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    return "ind" in done.stdout.split()


pytestmark = pytest.mark.skipif(
    not _engine_with_indonesian(), reason="Tesseract with Indonesian is not installed (tesseract-ocr-ind)"
)


def _page() -> Image.Image:
    page = Image.new("L", (3300, 1500), 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(40)
    draw.text((1150, 60), OFFICE, fill=0, font=font)
    draw.text((1000, 130), TITLE, fill=0, font=font)
    top, height = 240, 120
    marks = [["V" if column == row[1] else "" for column in range(3)] for row in ROWS]
    lines = [
        ("No", "Kegiatan", "Pelaksana", "", "", "Kelengkapan", "Waktu", "Output"),
        ("", "", "Petugas\nLoket", "Kasi\nPelayanan", "Lurah", "", "", ""),
        *(
            (str(number), row[0], *mark, *row[2:5])
            for number, (row, mark) in enumerate(zip(ROWS, marks, strict=True), start=1)
        ),
    ]
    for number, cells in enumerate(lines):
        y = top + number * height
        for x, text in zip(LEFT, cells, strict=False):
            draw.multiline_text((x + 15, y + 12), text, fill=0, font=font)
        draw.line((LEFT[0], y, LEFT[-1], y), fill=0, width=4)
    bottom = top + len(lines) * height
    draw.line((LEFT[0], bottom, LEFT[-1], bottom), fill=0, width=4)
    for x in LEFT:
        draw.line((x, top, x, bottom), fill=0, width=4)
    return page


def _scan(page: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    page.save(out, form, resolution=300.0)
    return out.getvalue()


def _read(name: str, page: Image.Image, form: str) -> Sop:
    document = read_bytes(name, _scan(page, form))
    (table,) = document.tables
    return interpret(table, document).sop


def _letters(text: str) -> str:
    return "".join(text.split()).lower()


def _sorted(text: str) -> str:
    """The words in one order: a row whose words came mixed is misread, not lost."""
    return " ".join(sorted(text.lower().split()))


def _silent_faults(sop: Sop) -> list[str]:
    """Rows lost and values misread that no open finding asks about."""
    names = {p.kode: canonical(p.nama) for p in (*sop.pelaksana, *sop.pihak_luar)}
    asked = {t.langkah for t in sop.open_findings if t.bidang is None}
    whole = {t.kode for t in sop.open_findings if t.langkah is None}
    faults = []
    left = list(sop.langkah)
    for number, (uraian, role, papers, _, output, iso) in enumerate(ROWS, start=1):
        likeness = {s.kode: SequenceMatcher(None, _sorted(s.uraian), _sorted(uraian)).ratio() for s in left}
        step = max(left, key=lambda s: likeness[s.kode], default=None)
        if step is None or likeness[step.kode] < 0.7:
            if not whole & {"nomor-tidak-urut", "baris-terpotong"}:
                faults.append(f"row {number} is lost")
            continue
        left.remove(step)
        texts = tuple(map(_letters, (step.uraian, step.kelengkapan_teks, step.output)))
        got = (texts, names[step.pelaksana], step.waktu.durasi)
        want = (tuple(map(_letters, (uraian, papers, output))), canonical(ROLES[role]), iso)
        if got != want and step.kode not in asked:
            faults.append(f"row {number} is {got}")
    return faults


@pytest.mark.parametrize(("name", "form"), [("scan.png", "PNG"), ("scan.pdf", "PDF")])
def test_a_clean_scan_is_read_whole_and_asked_about(name: str, form: str) -> None:
    sop = _read(name, _page(), form)
    assert _silent_faults(sop) == []
    assert len(sop.langkah) == len(ROWS)
    assert [s.waktu.durasi for s in sop.langkah] == [row[5] for row in ROWS]
    assert any(t.kode == "teks-ocr" for t in sop.open_findings)


def test_a_scan_laid_askew_loses_nothing_in_silence() -> None:
    askew = _page().rotate(1.2, resample=Image.Resampling.BICUBIC, fillcolor=255)
    assert _silent_faults(_read("scan.png", askew, "PNG")) == []


def test_a_poor_scan_loses_nothing_in_silence() -> None:
    """A page scanned with 100 dpi: small grey letters."""
    page = _page()
    small = page.resize((page.width // 3, page.height // 3), Image.Resampling.BILINEAR)
    assert _silent_faults(_read("scan.png", small, "PNG")) == []
