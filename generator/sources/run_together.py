"""Reader for lines whose columns ran together: `1 Menerima berkas permohonan Berkas 15 menit Tanda terima`.

The number and the time are the only sure marks. Everything before the time is uraian (with the kelengkapan at its end),
what follows is the output. Where the kelengkapan begins cannot be known, so every row is a finding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from generator.findings import Finding, Place
from generator.sources.clean import MAX_CELL, clean_cell, decode
from generator.sources.headers import group_kind, heading_kind, words_of
from generator.sources.table import SourceRow
from generator.sources.table_rows import is_title

_START = re.compile(r"^\s*(\d{1,3})\s*[.)]?\s+(?=[A-Z])(.+)$")
_TIME = re.compile(
    r"(?<![\w/])((?:\d+(?:[.,]\d+)?|½|¼)\s*(?:\(\w+\)\s*)?(?:-\s*\d+\s*)?"
    r"(?:menit|mnt|jam|hari(?:\s+kerja)?|minggu|bulan)(?:\s+\d+\s*menit)?|disesuaikan|tentatif)\b",
    re.IGNORECASE,
)
_OF_SENTENCE = re.compile(
    r"\b(?:dalam|selama|tempo|waktu|jangka|lama|lambat|lambatnya|setiap|tiap|setelah|sesudah|sebelum|dari|kurang"
    r"|lebih|minimal|maksimal)\s*$",
    re.IGNORECASE,
)
"""Words before a length of time that make it part of a sentence (`dalam tempo 7 hari`), not the cell Waktu."""
_JUMP = 3
"""Numbers that may be missing between two rows."""
_ABOVE = 8
"""Lines above a heading among which the title of its SOP is looked for."""


@dataclass
class _Row:
    line: int
    no: int
    text: str


@dataclass
class _Table:
    """One table: the lines above it, its heading, its rows. `line` counts from 0."""

    line: int
    above: list[int]
    rows: list[_Row] = field(default_factory=list)

    @property
    def timed(self) -> bool:
        return len(self.rows) >= 2 and sum(bool(_TIME.search(r.text)) for r in self.rows) * 2 >= len(self.rows)


def read_run_together(name: str, data: bytes) -> tuple[tuple[SourceRow, ...], tuple[Finding, ...]]:
    """Rows with the cells No, Kegiatan, Kelengkapan, Waktu, Output, and a finding for each; nothing if it is no SOP."""
    lines = [clean_cell(line.replace("|", " ")).replace("\n", " ") for line in decode(data).split("\n")]
    tables = [table for table in _tables(lines) if table.timed]
    rows: list[SourceRow] = []
    findings: list[Finding] = []
    for table in tables:
        rows += [SourceRow(Place(name, line=i + 1), (lines[i],), paragraph=True) for i in table.above]
        heading = ("No", "Kegiatan", "Kelengkapan", "Waktu", "Output")
        rows.append(SourceRow(Place(name, line=table.line + 1), heading))
        for row in table.rows:
            place = Place(name, line=row.line + 1)
            uraian, kelengkapan, waktu, output = _split(row.text)
            rows.append(SourceRow(place, (str(row.no), uraian, kelengkapan, waktu, output)))
            findings.append(Finding("kolom-menyatu", _sentence(row, waktu), place))
    return tuple(rows), tuple(findings)


def _tables(lines: list[str]) -> list[_Table]:
    """Every heading begins a table, and so does a row that is numbered 1 again."""
    tables: list[_Table] = []
    table: _Table | None = None
    free = 0
    headings = {i for i, line in enumerate(lines) if _is_heading(line)}
    titled = {i: _title_above(lines, i) for i in headings}
    before = {line for i, first in titled.items() for line in range(first, i)}
    for i, line in enumerate(lines):
        if i in headings:
            # Above the first table everything is its identity block, above a later one what its title begins.
            table = _Table(i, list(range(free if not tables else titled[i], i)))
            tables.append(table)
            continue
        if table is None or (i in before and table.rows):
            continue
        match = _START.match(line)
        last = table.rows[-1].no if table.rows else 0
        number = int(match[1]) if match else 0
        if match and (number == last + 1 or (last < number <= last + 1 + _JUMP and _like_a_row(match[2]))):
            table.rows.append(_Row(i, number, match[2]))
        elif match and number == 1 and last > 1 and _like_a_row(match[2]):
            table = _Table(i, [], [_Row(i, 1, match[2])])
            tables.append(table)
        elif table.rows and line and not re.fullmatch(r"[\d\s]+", line):
            row = table.rows[-1]
            row.text = f"{row.text} {line}" if len(row.text) < MAX_CELL else row.text
    return tables


def _like_a_row(text: str) -> bool:
    """A line that may begin a row out of turn: a verb comes first or a time stands in it, as in no list of papers."""
    first = text.split()[0].lower()
    return bool(_TIME.search(text)) or (first.startswith("me") and len(first) > 5)


def _title_above(lines: list[str], heading: int) -> int:
    """First line of what stands above a later heading and belongs to it: its title and the lines of its groups."""
    first = heading
    for i in range(heading - 1, max(-1, heading - _ABOVE - 1), -1):
        if is_title(lines[i]):
            return i
        words = words_of(lines[i])
        if first == i + 1 and (not words or group_kind(words) or all(_kinds(w) for w in _pairs(words))):
            first = i
    return first


def _pairs(words: str) -> list[str]:
    return words.replace("mutu baku", "mutu_baku").split()


def _kinds(word: str) -> bool:
    plain = word.replace("_", " ")
    return bool(group_kind(plain) or heading_kind(plain))


def _is_heading(line: str) -> bool:
    """Three different headings in one line; one letter of each may be wrong."""
    if len(line) >= 200 or _TIME.search(line):
        return False
    plain = line.lower().replace("mutu baku", "mutu_baku").replace("_", " ")
    single = re.findall(r"[a-z0-9]+", plain)
    kinds = {heading_kind(word) or group_kind(word) for word in single if len(word) > 2 or word == "no"}
    kinds |= {"mutu"} if "mutu baku" in plain else set()
    return len(kinds - {None}) >= 3 and not _START.match(line)


def _sentence(row: _Row, waktu: str) -> str:
    sentence = f"Kolom baris {row.no} menyatu; kegiatan, kelengkapan, dan output dipisah dengan dugaan."
    times = [m[0] for m in _TIME.finditer(row.text)]
    if len(times) > 1:
        listed = ", ".join(f"“{time}”" for time in times)
        sentence += f" Lama yang tertulis {listed}; sebagai waktu dipakai “{waktu}”."
    return sentence


def _split(text: str) -> tuple[str, str, str, str]:
    times = list(_TIME.finditer(text))
    if not times:
        return text, "", "", ""
    free = [time for time in times if not _OF_SENTENCE.search(text[: time.start()])]
    time = (free or times)[-1]
    before, output = text[: time.start()].strip(), text[time.end() :].strip()
    # Kelengkapan begins with a capital after a word in small letters, as a new cell does.
    begins = [m.start(1) for m in re.finditer(r"[a-z,.]\s+([A-Z][a-z]+\b)", before)]
    cut = next((b for b in reversed(begins) if b > len(before) * 0.3), None)
    if cut is None:
        return before, "", time[0], output
    return before[:cut].strip(), before[cut:].strip(), time[0], output
