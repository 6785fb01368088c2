"""Reader for lines whose columns ran together: `1 Menerima berkas permohonan Berkas 15 menit Tanda terima`.

The number and the time are the only sure marks. Everything before the time is uraian (with the kelengkapan at its end),
what follows is the output. Where the kelengkapan begins cannot be known, so every row is a finding.
"""

from __future__ import annotations

import re

from generator.findings import Finding, Place
from generator.sources.clean import MAX_CELL, clean_cell, decode
from generator.sources.headers import words_of
from generator.sources.table import SourceRow

_START = re.compile(r"^\s*(\d{1,3})\s*[.)]?\s+(?=[A-Z])(.+)$")
_TIME = re.compile(
    r"(?<![\w/])((?:\d+(?:[.,]\d+)?|½|¼)\s*(?:\(\w+\)\s*)?(?:-\s*\d+\s*)?(?:menit|mnt|jam|hari(?:\s+kerja)?|minggu|bulan)"
    r"(?:\s+\d+\s*menit)?|[Dd]isesuaikan|[Tt]entatif)\b"
)
_HEADING = ("kegiatan", "aktivitas", "uraian", "prosedur", "waktu", "output", "pelaksana", "mutu baku", "kelengkapan")


def read_run_together(name: str, data: bytes) -> tuple[tuple[SourceRow, ...], tuple[Finding, ...]]:
    """Rows with the cells No, Kegiatan, Kelengkapan, Waktu, Output, and a finding for each; nothing if it is no SOP."""
    lines = [clean_cell(line).replace("\n", " ") for line in decode(data).split("\n")]
    heading = next((i for i, line in enumerate(lines) if _is_heading(line)), None)
    if heading is None:
        return (), ()
    rows = [SourceRow(Place(name, line=i + 1), (line,), paragraph=True) for i, line in enumerate(lines[:heading])]
    rows.append(SourceRow(Place(name, line=heading + 1), ("No", "Kegiatan", "Kelengkapan", "Waktu", "Output")))
    findings: list[Finding] = []
    start, text, expected = 0, "", 1
    body: list[tuple[int, str, str]] = []
    number = ""
    for i, line in enumerate(lines[heading + 1 :], start=heading + 1):
        match = _START.match(line)
        if match and int(match[1]) == expected:
            if number:
                body.append((start, number, text))
            start, number, text, expected = i, match[1], match[2], expected + 1
        elif number and line and len(text) < MAX_CELL and not re.fullmatch(r"[\d\s]+", line):
            text = f"{text} {line}"
    if number:
        body.append((start, number, text))
    if len(body) < 2 or sum(bool(_TIME.search(t)) for _, _, t in body) * 2 < len(body):
        return (), ()
    for at, no, text in body:
        place = Place(name, line=at + 1)
        uraian, kelengkapan, waktu, output = _split(text)
        rows.append(SourceRow(place, (no, uraian, kelengkapan, waktu, output)))
        sentence = f"Kolom baris {no} menyatu; kegiatan, kelengkapan, dan output dipisah dengan dugaan."
        findings.append(Finding("kolom-menyatu", sentence, place))
    return tuple(rows), tuple(findings)


def _is_heading(line: str) -> bool:
    words = words_of(line)
    return len(line) < 200 and sum(h in words for h in _HEADING) >= 3


def _split(text: str) -> tuple[str, str, str, str]:
    times = list(_TIME.finditer(text))
    if not times:
        return text, "", "", ""
    time = times[-1]
    before, output = text[: time.start()].strip(), text[time.end() :].strip()
    # Kelengkapan begins with a capital after a word in small letters, as a new cell does.
    begins = [m.start(1) for m in re.finditer(r"[a-z,.]\s+([A-Z][a-z]+\b)", before)]
    cut = next((b for b in reversed(begins) if b > len(before) * 0.3), None)
    if cut is None:
        return before, "", time[0], output
    return before[:cut].strip(), before[cut:].strip(), time[0], output
