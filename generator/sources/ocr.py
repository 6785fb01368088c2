"""Text of scanned pages by an OCR engine, if one is installed: words with their boxes, so that columns can be found.

Tesseract is called as a program, once a page, bounded in time. Nothing is downloaded and nothing is assumed: without
the engine the caller says what to install.
"""

from __future__ import annotations

import io
import itertools
import os
import shutil
import statistics
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageFilter

SECONDS_A_PAGE = 60
MAX_OCR_PAGES = 40
"""More scanned pages than this are no SOP; they are refused, not read for an hour."""
RESOLUTION = 300
_MAX_SIDE = 6000
"""Pixels of the longer side of a page image."""
_WEAK = 60
"""Tesseract's own confidence (0 to 100) below which a word is likely misread."""
_DARK = 160
"""Grey below which a pixel is ink."""
_FULL = 200
"""Share of ink (of 255) from which a stretch is a rule."""
_SKETCH = 1200
"""Pixels across the small copy on which the skew is measured."""
_MOST_SKEW = 30
"""Tenths of a degree; pages lie no more askew than this."""
_LEVEL = 0.15
"""Degrees below which turning the page would only blur it."""
_TEXT_HEIGHT = 8.0
"""Points of an ordinary word; gives the scale of a picture whose resolution is unknown."""


class OcrError(Exception):
    """The engine is there but gave no text: it failed or took too long."""


@dataclass(frozen=True)
class OcrPage:
    """Words as pdfplumber gives them (text, x0, x1, top, bottom; in points), and how many are likely misread."""

    words: tuple[dict[str, object], ...]
    weak: int


def engine() -> str | None:
    """Path of the OCR program, or None."""
    return shutil.which("tesseract")


def scale_for(width: float, height: float) -> float:
    """Pixels per point to draw a page with: the usual resolution, less for a very large page."""
    return min(RESOLUTION / 72, _MAX_SIDE / max(width, height, 1))


def recognise(program: str, picture: bytes) -> OcrPage:
    """The words of one picture; raises OcrError if the engine fails or takes too long."""
    languages = _languages(program)
    with tempfile.TemporaryDirectory(prefix="alur-ocr-") as folder:
        source = Path(folder, "halaman")
        source.write_bytes(without_rules(picture))
        command = [program, str(source), "stdout", "--psm", "6", *(["-l", languages] if languages else []), "tsv"]
        return _parse(_run(command, SECONDS_A_PAGE))


def without_rules(picture: bytes) -> bytes:
    """The picture without the rules of its tables, which keep the engine from seeing the words between them.

    A rule is dark over a length that no stroke of a letter has; shrinking the picture along one direction shows where.
    """
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            if opened.width * opened.height > _MAX_SIDE * _MAX_SIDE:
                raise OcrError("Gambar terlalu besar untuk OCR.")
            grey = opened.convert("L")
    except (OSError, ValueError, Image.DecompressionBombError):
        raise OcrError("Gambar rusak atau formatnya tidak dikenal.") from None
    grey = straightened(grey)
    dark = grey.point(lambda value: 255 if value < _DARK else 0)
    length = max(16, max(grey.size) // 80)
    for across in (True, False):
        narrow = (max(1, grey.width // length), grey.height) if across else (grey.width, max(1, grey.height // length))
        full = dark.resize(narrow, Image.Resampling.BOX).point(lambda value: 255 if value > _FULL else 0)
        mask = full.resize(grey.size, Image.Resampling.NEAREST).filter(ImageFilter.MaxFilter(5))
        grey.paste(255, mask=mask)
    out = io.BytesIO()
    grey.save(out, "PNG")
    return out.getvalue()


def straightened(grey: Image.Image) -> Image.Image:
    """The page turned so that its lines lie level; a page laid askew on the scanner mixes the rows of its tables.

    The right angle is the one at which rows of pixels differ most from their neighbours: text and rules on some, white
    between them.
    """
    small = grey.resize((_SKETCH, max(1, grey.height * _SKETCH // max(1, grey.width))), Image.Resampling.BOX)
    best, angle = -1.0, 0.0
    for tenths in range(-_MOST_SKEW, _MOST_SKEW + 1):
        turned = small.rotate(tenths / 10, resample=Image.Resampling.BILINEAR, fillcolor=255)
        rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
        sharp = float(sum((a - b) ** 2 for a, b in itertools.pairwise(rows)))
        if sharp > best:
            best, angle = sharp, tenths / 10
    if abs(angle) < _LEVEL:
        return grey
    return grey.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)


def _run(command: list[str], seconds: int) -> str:
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=False, env=environment)
    except subprocess.TimeoutExpired:
        raise OcrError(f"OCR memakan waktu lebih dari {seconds} detik untuk satu halaman.") from None
    except OSError as error:
        raise OcrError(f"OCR tidak dapat dijalankan ({type(error).__name__}).") from None
    if done.returncode != 0:
        raise OcrError("OCR gagal membaca gambar.")
    return done.stdout.decode("utf-8", errors="replace")


def _languages(program: str) -> str:
    """Indonesian where its data is installed, with English beside it."""
    lines = _run([program, "--list-langs"], 20).splitlines()
    return "+".join(code for code in ("ind", "eng") if code in (line.strip() for line in lines))


def _parse(tsv: str) -> OcrPage:
    """Tesseract's table: level, page, block, par, line, word, left, top, width, height, conf, text."""
    boxes: list[tuple[str, float, float, float, float]] = []
    weak = 0
    for line in tsv.splitlines()[1:]:
        cells = line.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        left, top, width, height, confidence = (float(c) for c in cells[6:11])
        boxes.append((cells[11].strip(), left, top, width, height))
        weak += confidence < _WEAK
    if not boxes:
        return OcrPage((), 0)
    points = _TEXT_HEIGHT / max(1.0, statistics.median(box[4] for box in boxes))
    words: list[dict[str, object]] = []
    for text, left, top, width, height in boxes:
        middle = (top + height / 2) * points  # the top of a word depends on its letters, its middle hardly
        words.append(
            {
                "text": text,
                "x0": left * points,
                "x1": (left + width) * points,
                "top": middle - _TEXT_HEIGHT / 2,
                "bottom": middle + _TEXT_HEIGHT / 2,
            }
        )
    return OcrPage(tuple(words), weak)
