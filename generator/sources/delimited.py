"""Reader for .csv and other separated text: the separator is found by its regularity."""

from __future__ import annotations

import csv
import io

from generator.findings import Place
from generator.sources.clean import clean_cell, decode
from generator.sources.table import MAX_COLUMNS, SourceRow

_SEPARATORS = (";", "\t", ",", "|")


def read_csv(name: str, data: bytes) -> tuple[SourceRow, ...]:
    """One row per record; a record may span lines inside quotes. The line of a row is its first line."""
    text = decode(data)
    separator = _separator(text)
    rows = []
    csv.field_size_limit(max(len(text), 1))
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            break
        except csv.Error:
            continue
        if len(record) > MAX_COLUMNS:
            record = [" ".join(record)]
        rows.append(SourceRow(Place(name, line=line), tuple(clean_cell(c) for c in record) or ("",)))
    return tuple(rows)


def _separator(text: str) -> str:
    """The separator that most lines of the beginning have equally often."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:60]
    best, score = ",", 0
    for separator in _SEPARATORS:
        counts = [line.count(separator) for line in lines]
        common = max(set(counts), key=counts.count) if counts else 0
        here = common * sum(c == common for c in counts)
        if here > score:
            best, score = separator, here
    return best
