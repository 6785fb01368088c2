"""How long reading takes: noise that looks like SOP text is bounded, and time grows with the rows, no faster.

Times are in pieces of a fixed work (tests/pace.py), so that neither a busy nor a slow machine decides the verdict; a
piece takes about a millisecond.
"""

from __future__ import annotations

import io
import random
import tracemalloc
from collections.abc import Callable
from xml.sax.saxutils import escape

import docx
import openpyxl
import pytest

from generator.findings import SourceRefusedError
from generator.interpret import interpret
from generator.sources.read import MAX_TEXT, read_bytes
from tests.pace import pieces, within
from tests.thoroughness import THOROUGH

WORDS = ["kegiatan", "waktu", "output", "1", "2.", "Memeriksa berkas", "15 menit", "Pelaksana", "Kelengkapan",
         "Mutu Baku", "No", "Kepala Dinas", "√"]  # fmt: skip
HUGE = 10 * 1024 * 1024
QUARTER = MAX_TEXT // 4 if THOROUGH else MAX_TEXT // 16
ENOUGH = 9000 if THOROUGH else 4500
"""A quarter of the largest text takes seconds; by default a quarter of that has to do, in half the time: noise of this
size is still read as hundreds of tables, where a longer one is refused for their number."""


def _random_words(size: int) -> bytes:
    rng = random.Random(1)
    words = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, 10))) + "\n" for _ in range(5000)]
    return " ".join(rng.choices(words, k=size // 5)).encode()[:size]


def _cells_on_lines(size: int) -> bytes:
    rng = random.Random(2)
    lines = ["\t".join(rng.choices(WORDS, k=rng.randint(1, 8))) for _ in range(20_000)]
    return "\n".join(rng.choices(lines, k=size // 20)).encode()[:size]


def _words_on_lines(size: int) -> bytes:
    rng = random.Random(3)
    lines = [" ".join(rng.choices(WORDS, k=rng.randint(1, 8))) for _ in range(20_000)]
    return "\n".join(rng.choices(lines, k=size // 20)).encode()[:size]


def _one_line(size: int) -> bytes:
    return " ".join(random.Random(4).choices(WORDS, k=size // 6)).encode()[:size]


def _one_line_of_cells(size: int) -> bytes:
    return "\t".join(random.Random(5).choices(WORDS, k=size // 6)).encode()[:size]


def _separators(size: int) -> bytes:
    return b"x" + "".join(random.Random(6).choices("\t|\n ", weights=[10, 10, 1, 3], k=size - 1)).encode()


NOISE = [_random_words, _cells_on_lines, _words_on_lines, _one_line, _one_line_of_cells, _separators]


def _outcome(data: bytes) -> str:
    """`read`, or why it was refused."""
    try:
        document = read_bytes("derau.txt", data)
    except SourceRefusedError as error:
        return str(error)
    for table in document.tables:
        assert len(interpret(table, document).sop.langkah) == len(table.rows)
    return "read"


@pytest.mark.parametrize("noise", NOISE)
def test_ten_megabytes_of_text_are_refused_at_once(noise: Callable[[int], bytes]) -> None:
    data = noise(HUGE // 16) * 16
    said = []
    assert within(500, lambda: pieces(lambda: said.append(_outcome(data))))
    assert "10.0 MB teks" in said[0]


@pytest.mark.timeout(240)
@pytest.mark.parametrize("noise", NOISE)
def test_a_quarter_of_the_largest_text_ends_in_time(noise: Callable[[int], bytes]) -> None:
    data = noise(QUARTER)
    outcomes = []
    assert within(ENOUGH, lambda: pieces(lambda: outcomes.append(_outcome(data))))
    assert outcomes[0] == "read" or len(outcomes[0]) > 40


def test_memory_of_the_worst_noise_is_bounded() -> None:
    """Many short cells take most memory for each byte; an eighth of a megabyte shows the factor."""
    data = _separators(512 * 1024 if THOROUGH else 128 * 1024)
    tracemalloc.start()
    _outcome(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak * (MAX_TEXT / len(data)) < 500 * 1024 * 1024


SENTENCES = (
    "Memeriksa berkas permohonan nomor {i}",
    "Mengetik konsep surat keterangan nomor {i}",
    "Menandatangani surat keterangan nomor {i}",
    "Menyerahkan berkas nomor {i} kepada Kepala Dinas",
    "Mencatat berkas {i}; jika tidak lengkap, dikembalikan kepada Staf",
)
HEAD = [["No", "Kegiatan", "Pelaksana", "", "Mutu Baku", "", ""],
        ["", "", "Staf", "Kepala Dinas", "Kelengkapan", "Waktu", "Output"]]  # fmt: skip


def _rows(count: int) -> list[list[str]]:
    body = [
        [str(i), SENTENCES[i % 5].format(i=i), "√" * (i % 2), "√" * (1 - i % 2), f"Berkas {i}", f"{i % 59 + 1} menit",
         f"Berkas {i}"]
        for i in range(1, count + 1)
    ]  # fmt: skip
    return HEAD + body


def _tabs(count: int) -> bytes:
    return "\n".join("\t".join(row) for row in _rows(count)).encode()


def _pipes(count: int) -> bytes:
    return "\n".join("|" + "|".join(row) + "|" for row in _rows(count)).encode()


def _csv(count: int) -> bytes:
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in _rows(count)).encode()


def _html(count: int) -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in _rows(count))
    return f"<table>{rows}</table>".encode()


def _xlsx(count: int) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in _rows(count):
        sheet.append([int(c) if c.isdigit() else c or None for c in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _docx(count: int) -> bytes:
    document = docx.Document()
    table = document.add_table(rows=0, cols=7)
    for row in _rows(count):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


FORMATS: list[tuple[str, Callable[[int], bytes], int]] = [
    ("x.txt", _tabs, 400),
    ("x.md", _pipes, 400),
    ("x.csv", _csv, 400),
    ("x.html", _html, 400),
    ("x.xlsx", _xlsx, 400),
    ("x.docx", _docx, 40),
]


def _pieces(name: str, data: bytes, count: int) -> float:
    def read() -> None:
        document = read_bytes(name, data)
        assert [len(interpret(table, document).sop.langkah) for table in document.tables] == [count]

    return pieces(read)


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("name", "build", "count"), FORMATS, ids=[f[0] for f in FORMATS])
def test_four_times_the_rows_take_about_four_times_as_long(
    name: str, build: Callable[[int], bytes], count: int
) -> None:
    _pieces(name, build(20), 20)
    small, large = build(count), build(4 * count)
    assert within(450, lambda: _pieces(name, large, 4 * count) - 8 * _pieces(name, small, count))
