# ruff: noqa: E501 - sentences stand on one line
"""Answers written into sop.yaml, re-reading a changed document, and the template."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from generator.findings import SourceRefusedError
from generator.interpret import interpret
from generator.reread import reread
from generator.settle import open_questions, plainly, settle
from generator.sop import Sop, StatusTemuan
from generator.sop_template import write_template
from generator.sop_yaml import dump_sop, load_sop, parse_sop
from generator.sources.read import read_bytes

BPMN = Path(__file__).resolve().parents[2] / "bpmn"
SOURCE = BPMN / "karpeg-kemenag" / "source" / "002_karpeg_kemenag.txt"


def _read(text: str) -> Sop:
    document = read_bytes("002_karpeg_kemenag.txt", text.encode())
    return interpret(document.tables[0], document, name="karpeg-kemenag", kantor="kemenag-dki").sop


def test_an_answer_changes_the_value_and_keeps_comments() -> None:
    sop = _read(SOURCE.read_text())
    text = dump_sop(sop).replace("mulai:\n", "mulai:  # ditinjau bersama PTSP\n", 1)
    question = open_questions(sop)[0]
    assert question.field == "pelaksana"
    option = next(o for o in question.options if o.value == "kasubbag-tu")
    answered = settle(text, question, option.value, "Kasubbag TU yang memerintah.")
    assert "# ditinjau bersama PTSP" in answered
    after = parse_sop(answered)
    assert after.langkah[6].pelaksana == "kasubbag-tu"
    assert len(after.open_findings) == len(sop.open_findings) - 1
    assert after.temuan[question.finding].keputusan == "Kasubbag TU yang memerintah."


@pytest.mark.parametrize(("said", "plain"), [
    ("Langkah 3 diduga dikerjakan Staf (64%), mungkin Kasi (36%).", "Langkah 3 diduga dikerjakan Staf, mungkin Kasi."),
    ("Waktu langkah 2 berupa rentang; dipakai batas atasnya, P1DT4H.", "Waktu langkah 2 berupa rentang; dipakai batas atasnya, 1 hari 4 jam."),
    ("Staf dianggap bagian dari kantor, padahal namanya menyebut desa; bila bukan, pindahkan ke `pihak_luar`.",
     "Staf dianggap bagian dari kantor, padahal namanya menyebut desa."),
    ("Surat ke PT TASPEN dan PTSP.", "Surat ke PT TASPEN dan PTSP."),
])  # fmt: skip
def test_a_question_is_put_in_plain_words(said: str, plain: str) -> None:
    assert plainly(said) == plain


def test_every_question_can_be_answered_with_every_option() -> None:
    sop = _read(SOURCE.read_text())
    text = dump_sop(sop)
    for question in open_questions(sop):
        for option in question.options:
            after = parse_sop(settle(text, question, option.value, option.label))
            assert after.temuan[question.finding].status is StatusTemuan.SELESAI


def test_rereading_an_unchanged_document_changes_nothing() -> None:
    settled = load_sop(BPMN / "karpeg-kemenag" / "sop.yaml")
    raw = _read(SOURCE.read_text())
    merged = reread(settled, raw, raw)
    assert merged.changes == ()
    assert merged.dropped == ()
    assert merged.sop.langkah == settled.langkah
    assert merged.sop.open_findings == ()


def test_rereading_keeps_codes_and_answers_and_tells_what_changed() -> None:
    settled = load_sop(BPMN / "karpeg-kemenag" / "sop.yaml")
    text = SOURCE.read_text()
    lines = text.replace("persyaratannya\t15 menit\tDisposisi", "persyaratannya\t30 menit\tDisposisi").split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("4\t"))
    lines.insert(at, "4\tMencatat usulan dalam buku kendali\t\t\t\t\t\tDisposisi\t5 menit\tCatatan")
    for i in range(at + 1, len(lines)):
        number, _, rest = lines[i].partition("\t")
        if number.isdigit():
            lines[i] = f"{int(number) + 1}\t{rest}"
    merged = reread(settled, _read(text), _read("\n".join(lines)))
    assert len(merged.sop.langkah) == 10
    kept = {s.kode for s in settled.langkah}
    assert kept < {s.kode for s in merged.sop.langkah}
    assert merged.sop.step("CatatBalasanKanwil").balasan == settled.step("CatatBalasanKanwil").balasan
    assert any("Langkah baru 4" in c for c in merged.changes)
    assert any("waktu" in c and "PT30M" in c for c in merged.changes)


def test_the_empty_template_says_that_it_is_empty() -> None:
    assert write_template() == write_template()
    with pytest.raises(SourceRefusedError):
        read_bytes("sop.xlsx", write_template())


def test_a_filled_template_reads_without_questions() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_template()))
    sheet = book["SOP"]
    for row, value in enumerate(
        ("800/1/SOP/2026", "02 Januari 2026", None, "02 Januari 2026", "Kepala Dinas"), start=1
    ):
        sheet.cell(row, 3, value)
    sheet.cell(6, 3, "Penerbitan Surat Keterangan Kerja")
    back = "Jika setuju, {}. Jika tidak setuju, dikembalikan ke Staf Kepegawaian"
    head = next(cell.row for (cell,) in sheet.iter_rows(max_col=1) if cell.value == "No")
    rows = (
        ("Mengajukan surat permohonan", "Pemohon", "Surat permohonan", "5 menit", "Permohonan"),
        ("Menerima dan memeriksa kelengkapan berkas. Jika tidak lengkap, permohonan tidak diproses", "Petugas Loket",
         "Fotokopi KTP 2 rangkap, Pas foto 3x4 2 lembar", "15 menit", "Berkas lengkap"),
        ("Membuat konsep surat keterangan kerja", "Staf Kepegawaian", "Berkas lengkap", "1 jam", "Konsep surat"),
        ("Memeriksa konsep surat. " + back.format("diparaf"), "Kasubbag Umum", "Konsep surat", "30 menit", "Konsep"),
        ("Memeriksa konsep surat. " + back.format("ditandatangani"), "Kepala Dinas", "Konsep", "1 hari", "Surat"),
        ("Memberi nomor surat dan mengirim surat ke Pemohon", "Petugas Loket", "Surat", "5 menit", "Surat"),
    )  # fmt: skip
    for number, (uraian, role, kelengkapan, waktu, output) in enumerate(rows, start=1):
        for column, value in enumerate((number, uraian, role, kelengkapan, waktu, output), start=1):
            sheet.cell(head + number, column, value)
    out = io.BytesIO()
    book.save(out)
    document = read_bytes("isi.xlsx", out.getvalue())
    sop = interpret(document.tables[0], document).sop
    assert sop.open_findings == ()
    assert [s.pelaksana for s in sop.langkah][1:3] == ["petugas-loket", "staf-kepegawaian"]
    assert [(k.nama, k.salinan) for k in sop.langkah[1].kelengkapan] == [("Fotokopi KTP", 2), ("Pas foto 3x4", 2)]
