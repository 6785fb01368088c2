"""Documents that are damaged, hostile or no SOPs: no traceback, no hang, no row lost in silence."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.findings import SourceRefusedError
from generator.interpret import interpret
from generator.sop_yaml import dump_sop, parse_sop
from generator.sources.read import read_bytes
from tests.generator.cases.documents import CASES
from tests.generator.cases.write import path_of
from tests.pace import pieces, within
from tests.thoroughness import THOROUGH, examples

ROOT = Path(__file__).resolve().parents[2]
REAL = {p.name: p.read_bytes() for p in sorted((ROOT / "bpmn").glob("*/source/*"))}
TEXTS = {
    **REAL,
    **{path_of(c).name: path_of(c).read_bytes() for c in CASES if path_of(c).suffix in (".txt", ".csv", ".html")},
}
CONFUSED = (("0", "O"), ("O", "0"), ("l", "1"), ("1", "l"), ("rn", "m"), ("m", "rn"), ("i", "l"), ("e", "c"))


def _reads_or_refuses(name: str, data: bytes) -> int:
    """Rows read; 0 if refused with a reason. Everything that is read can be written and loaded again."""
    try:
        document = read_bytes(name, data)
    except SourceRefusedError as error:
        reason = error.finding.kalimat, error.remedy
        document = None
    if document is None:
        assert all(len(sentence) > 10 for sentence in reason)
        return 0
    rows = 0
    for table in document.tables:
        reading = interpret(table, document)
        rows += len(reading.sop.langkah)
        assert parse_sop(dump_sop(reading.sop)) == reading.sop
        for step in reading.sop.langkah:
            performer = next((d for d in reading.decisions[step.kode] if d.field == "pelaksana"), None)
            asked = any(t.bidang == "pelaksana" and t.langkah in (step.kode, None) for t in reading.sop.open_findings)
            assert asked or (performer is not None and performer.confidence >= 0.9)
    return rows


def _mutate(lines: list[str], rng: random.Random) -> list[str]:
    how = rng.choice(("drop", "double", "shift", "unshift", "letters", "tear", "break", "swap", "noise", "cut", "join"))
    i = rng.randrange(len(lines))
    if how == "drop":
        return lines[:i] + lines[i + 1 :]
    if how == "double":
        return [*lines[: i + 1], lines[i], *lines[i + 1 :]]
    changed = list(lines)
    if how == "shift":
        changed[i] = lines[i].replace("\t", "\t\t", 1)
    elif how == "unshift":
        changed[i] = lines[i].replace("\t\t", "\t", 1)
    elif how == "letters":
        old, new = rng.choice(CONFUSED)
        changed[i] = lines[i].replace(old, new)
    elif how == "tear":
        words = lines[i].split(" ")
        w = rng.randrange(len(words))
        words[w] = words[w][: len(words[w]) // 2] + " " + words[w][len(words[w]) // 2 :]
        changed[i] = " ".join(words)
    elif how == "break":
        at = rng.randrange(len(lines[i]) + 1)
        changed[i : i + 1] = [lines[i][:at], lines[i][at:]]
    elif how == "swap":
        j = rng.randrange(len(lines))
        changed[i], changed[j] = changed[j], changed[i]
    elif how == "noise":
        changed.insert(i, "".join(rng.choice("\t |¤§√9-Ya ") for _ in range(rng.randrange(60))))
    elif how == "cut":
        changed[i] = lines[i][: rng.randrange(len(lines[i]) + 1)]
    elif i + 1 < len(lines):
        changed[i : i + 2] = [lines[i] + lines[i + 1]]
    return changed


@settings(max_examples=examples(200), deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(TEXTS)), st.integers(0, 2**32), st.integers(1, 6))
def test_damaged_text_is_read_or_refused(name: str, seed: int, times: int) -> None:
    rng = random.Random(seed)
    lines = TEXTS[name].decode("utf-8", errors="replace").split("\n")
    for _ in range(times):
        lines = _mutate(lines, rng) or [""]
    encoding = rng.choice(("utf-8", "cp1252", "utf-16"))
    _reads_or_refuses(name, "\n".join(lines).encode(encoding, errors="replace"))


@settings(max_examples=examples(60), deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(path_of(c).name for c in CASES)), st.integers(0, 2**32))
def test_damaged_bytes_are_read_or_refused(name: str, seed: int) -> None:
    rng = random.Random(seed)
    data = bytearray((ROOT / "tests/generator/cases" / name).read_bytes())
    for _ in range(rng.randrange(1, 40)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    _reads_or_refuses(name, bytes(data[: rng.randrange(len(data) // 2, len(data) + 1)]))


@settings(max_examples=examples(80), deadline=None, derandomize=True)
@given(st.binary(max_size=4000))
def test_garbage_is_refused(data: bytes) -> None:
    assert _reads_or_refuses("apa-saja", data) == 0


def test_a_dropped_row_is_noticed() -> None:
    lines = REAL["002_karpeg_kemenag.txt"].decode().split("\n")
    body = [line for line in lines if not line.startswith("5\t")]
    document = read_bytes("x.txt", "\n".join(body).encode())
    reading = interpret(document.tables[0], document)
    assert len(reading.sop.langkah) == 8
    assert any(t.kode == "nomor-tidak-urut" for t in reading.sop.open_findings)


def test_a_row_without_number_is_kept_and_asked_about() -> None:
    text = REAL["002_karpeg_kemenag.txt"].decode().replace("\n5\tMemeriksa", "\n\tMemeriksa", 1)
    document = read_bytes("x.txt", text.encode())
    reading = interpret(document.tables[0], document)
    assert len(reading.sop.langkah) == 9
    assert any(t.kode == "baris-tanpa-nomor" for t in reading.sop.open_findings)


@pytest.mark.timeout(90)
def test_noise_is_refused_or_read_in_time() -> None:
    rng = random.Random(1)
    binary = rng.randbytes(10 * 1024 * 1024)
    words = ["kegiatan", "waktu", "\t", "\n", "1", "Memeriksa berkas", "15 menit", "|", "  ", "¤", "Pelaksana", "xyz"]
    size = 1024 * 1024 if THOROUGH else 256 * 1024
    text = " ".join(rng.choices(words, k=2_000_000)).encode()[:size]

    def read() -> None:
        assert _reads_or_refuses("besar.bin", binary) == 0
        document = read_bytes("besar.txt", text)
        for table in document.tables:
            assert len(interpret(table, document).sop.langkah) == len(table.rows)

    assert within(54_000 * size / (1024 * 1024), lambda: pieces(read))


def test_ten_thousand_rows_are_read_in_time() -> None:
    head = "No\tKegiatan\tPelaksana\t\tMutu Baku\t\t\n\t\tStaf\tKepala Dinas\tKelengkapan\tWaktu\tOutput\n"
    rows = [f"{i}\tMemeriksa berkas permohonan nomor {i}\t√\t\tBerkas\t5 menit\tBerkas" for i in range(1, 10_001)]
    read = []
    data = (head + "\n".join(rows)).encode()
    assert within(18_000, lambda: pieces(lambda: read.append(read_bytes("panjang.txt", data))))
    assert len(read[0].tables[0].rows) == 10_000


def _package(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def _refusal(name: str, data: bytes) -> str:
    with pytest.raises(SourceRefusedError) as raised:
        read_bytes(name, data)
    return str(raised.value)


def test_a_zip_bomb_is_not_unpacked() -> None:
    assert "mengembang" in _refusal("bom.docx", _package({"word/document.xml": b" " * 30_000_000}))


def test_an_entity_is_not_resolved() -> None:
    xml = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    assert "entitas" in _refusal("entitas.docx", _package({"word/document.xml": xml}))


def test_row_numbers_by_formula_are_counted_on() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["No", "Kegiatan", "Pelaksana", "Kelengkapan", "Waktu", "Output"])
    sheet.append([1, "Mengetik konsep surat tugas", "Staf", "Disposisi", "1 jam", "Konsep"])
    sheet.append(["=A2+1", "Memaraf konsep surat tugas", "Sekretaris", "Konsep", "=1+1", "Konsep diparaf"])
    sheet.append(["=A3+1", "Menandatangani surat tugas", "Camat", "Konsep diparaf", "1 jam", "Surat tugas"])
    out = io.BytesIO()
    book.save(out)
    document = read_bytes("x.xlsx", out.getvalue())
    assert [k.no for k in document.tables[0].rows] == ["1", "2", "3"]
    (asked,) = [f for f in document.findings if f.kode == "sel-tidak-terbaca"]
    assert asked.place is not None
    assert (asked.place.row, asked.place.cell) == (3, 5)


def test_a_formula_without_a_stored_value_is_asked_about() -> None:
    case = next(c for c in CASES if c.slug == "keterangan-domisili")
    book = openpyxl.load_workbook(path_of(case))
    sheet = book["Sheet"]
    row = next(r for r in sheet.iter_rows() if r[0].value == 3)
    waktu = next(c for c in row if str(c.value).endswith("menit"))
    waktu.value = "=1+1"
    out = io.BytesIO()
    book.save(out)
    document = read_bytes("rumus.xlsx", out.getvalue())
    reading = interpret(document.tables[0], document)
    assert reading.sop.langkah[2].waktu.durasi is None
    assert {"sel-tidak-terbaca", "waktu-kosong"} <= {t.kode for t in reading.sop.open_findings}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("lama.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, ".docx"),
        ("foto.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "OCR"),
        ("kosong.txt", b" \n ", "kosong"),
        ("surat.txt", b"Kepada Yth. Kepala Dinas\n\nDengan hormat,", "tabel SOP"),
        ("rusak.pdf", b"%PDF-1.4\nrusak", "PDF"),
        ("rusak.docx", b"PK\x03\x04rusak", "rusak"),
        ("lain.zip", _package({"a.txt": b"a"}), "bukan dokumen"),
    ],
)
def test_refusals_say_why(name: str, data: bytes, said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no OCR engine
    assert said in _refusal(name, data)
