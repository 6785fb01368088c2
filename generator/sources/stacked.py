"""Reader for tables copied cell by cell: each cell stands on a line of its own, empty cells left no line.

The headings come first, each on a line, then the rows, each begun by its number. In a row the time is the sure mark:
what stands between the uraian and the time is the kelengkapan, what follows is the output.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.findings import Finding, Place
from generator.sources.clean import clean_cell, decode
from generator.sources.durations import read_duration
from generator.sources.headers import group_kind, heading_kind
from generator.sources.table import ColumnKind, SourceRow

_NUMBER = re.compile(r"^\W?(\d{1,3})\W{0,2}$")
_MOST_HEADINGS = 40
"""Lines that the headings may take."""
_MOST_LINES = 30
"""Lines that one row may take."""


def read_stacked(name: str, data: bytes) -> tuple[tuple[SourceRow, ...], tuple[Finding, ...]]:
    """Rows of the first such table; nothing where there is none."""
    lines = [clean_cell(line).replace("\n", " ") for line in decode(data).split("\n")]
    filled = [(i, line) for i, line in enumerate(lines) if line]
    for at, (i, line) in enumerate(filled):
        if heading_kind(line) != "no" and heading_kind(line) != "uraian":
            continue
        first = next(
            (k for k in range(at + 3, min(at + _MOST_HEADINGS, len(filled))) if _number(filled[k][1]) == 1), None
        )
        heading = _heading([text for _, text in filled[at:first]]) if first is not None else None
        if first is None or heading is None:
            continue
        rows = [SourceRow(Place(name, line=k + 1), (text,), paragraph=True) for k, text in enumerate(lines[:i])]
        rows += [SourceRow(Place(name, line=i + 1), tuple(cells)) for cells in heading]
        body, findings = _body(name, filled[first:], heading[1])
        return (tuple(rows + body), tuple(findings)) if len(body) >= 2 else ((), ())
    return (), ()


def _number(line: str) -> int | None:
    match = _NUMBER.match(line)
    return int(match[1]) if match else None


def _heading(lines: list[str]) -> tuple[list[str], list[str]] | None:
    """The group line and the leaf line of the headings; None where kegiatan, waktu or output is missing."""
    groups: list[str] = []
    leaves: list[str] = []
    inside = ""
    for line in lines:
        group, kind = group_kind(line), heading_kind(line)
        if group and not (group == "pelaksana" and inside == "pelaksana"):
            inside = group
            pending = line
            continue
        if kind is None and inside != "pelaksana":
            return None
        leaves.append(line)
        groups.append(pending if inside == "pelaksana" and kind is None else "")
    kinds = {heading_kind(leaf) for leaf in leaves}
    return (groups, leaves) if {"uraian", "waktu", "output"} <= kinds else None


def _body(name: str, lines: list[tuple[int, str]], leaves: list[str]) -> tuple[list[SourceRow], list[Finding]]:
    at = {kind: i for i, leaf in enumerate(leaves) if (kind := heading_kind(leaf))}
    rows: list[SourceRow] = []
    findings: list[Finding] = []
    start, expected = 0, 1
    while start < len(lines) and _number(lines[start][1]) == expected:
        end = start + 1
        while end < min(len(lines), start + _MOST_LINES) and _number(lines[end][1]) != expected + 1:
            end += 1
        texts = [text for _, text in lines[start + 1 : end]]
        cells, sure = _cells(texts, at, len(leaves))
        place = Place(name, line=lines[start][0] + 1)
        if "no" in at:
            cells[at["no"]] = str(expected)
        rows.append(SourceRow(place, tuple(cells)))
        if not sure:
            sentence = f"Sel-sel baris {expected} ditulis berurutan tanpa kolom; kegiatan, kelengkapan, dan output "
            findings.append(Finding("kolom-menyatu", sentence + "dipisah dengan dugaan.", place))
        start, expected = end, expected + 1
    return rows, findings


def _cells(texts: list[str], at: Mapping[ColumnKind, int], width: int) -> tuple[list[str], bool]:
    """The cells, and whether each line can be only one of them."""
    cells = [""] * width
    cells[at["uraian"]] = texts[0] if texts else ""
    time = next((i for i, t in enumerate(texts) if i and read_duration(t).kind in ("durasi", "disesuaikan")), None)
    if time is None:
        cells[at["uraian"]] = " ".join(texts)
        return cells, False
    cells[at["waktu"]] = texts[time]
    papers, rest = texts[1:time], texts[time + 1 :]
    if "kelengkapan" in at:
        cells[at["kelengkapan"]] = "; ".join(papers)
    cells[at["output"]] = rest[0] if rest else ""
    if len(rest) > 1 and "keterangan" in at:
        cells[at["keterangan"]] = " ".join(rest[1:])
    elif len(rest) > 1:
        cells[at["output"]] = " ".join(rest)
    return cells, len(papers) == int("kelengkapan" in at) and len(rest) == 1
