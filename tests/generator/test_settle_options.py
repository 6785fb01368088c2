"""Every answer that `alur review` offers does what it says: it can be written, and a process can be built from it."""

from __future__ import annotations

from typing import Any

import pytest

from generator.check import check_process, row_problems
from generator.forms import build_forms
from generator.interpret import interpret
from generator.pipeline import form_fields
from generator.process import build_process
from generator.process.build import BuildError
from generator.settle import Question, open_questions, settle
from generator.sop import Sop, TemuanSop
from generator.sop_yaml import dump_sop, parse_sop
from generator.sources.read import read_bytes
from tests.generator.cases.documents import CASES
from tests.generator.cases.write import path_of
from tests.generator.sops import LETTER, approval, collective_case, full_case, row, sop
from tests.thoroughness import THOROUGH

DOCUMENTS = [c for c in CASES if path_of(c).suffix in (".txt", ".csv", ".html", ".md", ".docx", ".xlsx")]


def _problems(sop_: Sop) -> set[tuple[str, str]]:
    try:
        graph = build_process(sop_)
    except BuildError as error:
        return {("BuildError", str(error))}
    found = tuple(row_problems(sop_)) or check_process(graph, form_fields(build_forms(sop_)))
    return {(p.kode, p.element) for p in found}


@pytest.mark.parametrize("case", DOCUMENTS if THOROUGH else DOCUMENTS[::5], ids=lambda c: c.slug)
def test_every_option_of_a_labelled_document_leads_to_a_process(case: Any) -> None:
    document = read_bytes(path_of(case).name, path_of(case).read_bytes())
    for table in document.tables:
        read = interpret(table, document).sop
        text, before = dump_sop(read), _problems(read)
        for question in open_questions(read):
            for option in question.options:
                after = parse_sop(settle(text, question, option.value, option.label))
                assert after.open_findings == tuple(t for t in read.open_findings if t != read.temuan[question.finding])
                assert _problems(after) <= before, option


def _asked(before: Sop, code: str, step: str | None, sentence: str = "Periksa.") -> tuple[str, Question]:
    found = TemuanSop(kode=code, langkah=step, kalimat=sentence)
    asking = before.model_copy(update={"temuan": (found,)})
    (question,) = open_questions(asking)
    return dump_sop(asking), question


def _answered(before: Sop, code: str, step: str | None, label: str, sentence: str = "Periksa.") -> Sop:
    text, question = _asked(before, code, step, sentence)
    (option,) = [o for o in question.options if o.label == label]
    return parse_sop(settle(text, question, option.value, "Ditetapkan."))


def _labels(before: Sop, code: str, step: str | None, sentence: str = "Periksa.") -> list[str]:
    return [o.label for o in _asked(before, code, step, sentence)[1].options]


SHARED = "Langkah 2 menyebut Kepala Kantor dan PTSP."
HAND_OVER = "Kepala Kantor mengerjakan, lalu menyerahkan kepada PTSP"


def _shared(**more: Any) -> Sop:
    return sop(
        row(1, "Susun", "staf"),
        row(2, "Bahas", "kepala", bersama=["ptsp"], **more),
        row(3, "Catat", "staf"),
        surat=[],
    )


def test_handing_over_puts_the_receivers_row_behind() -> None:
    after = _answered(_shared(), "pelaksana-bersama", "Bahas", HAND_OVER, SHARED)
    assert [(s.kode, s.no, s.pelaksana, s.bersama) for s in after.langkah] == [
        ("Susun", "1", "staf", ()),
        ("Bahas", "2", "kepala", ()),
        ("TerimaBahas", "2a", "ptsp", ()),
        ("Catat", "3", "staf", ()),
    ]
    assert after.step("TerimaBahas").nama == "Terima hasil langkah 2"
    assert _problems(after) == set()


def test_handing_over_to_whom_has_the_next_row_adds_none() -> None:
    before = sop(row(1, "Bahas", "kepala", bersama=["ptsp"]), row(2, "Catat", "ptsp"), surat=[])
    after = _answered(before, "pelaksana-bersama", "Bahas", HAND_OVER, SHARED)
    assert [(s.kode, s.pelaksana, s.bersama) for s in after.langkah] == [("Bahas", "kepala", ()), ("Catat", "ptsp", ())]


def test_the_receivers_row_is_under_the_same_condition() -> None:
    before = _shared(syarat={"pertanyaan": "Perlu dibahas?", "ditanya_pada": "Susun"})
    after = _answered(before, "pelaksana-bersama", "Bahas", HAND_OVER, SHARED)
    condition = after.step("Bahas").syarat
    assert condition is not None
    assert condition.sampai == "TerimaBahas"


def test_nothing_is_handed_over_where_yes_leads_elsewhere() -> None:
    decision = {"jenis": "persetujuan", "tidak": {"ke": "Susun"}, "ya": {"selesai": "Disetujui"}}
    assert HAND_OVER not in _labels(_shared(keputusan=decision), "pelaksana-bersama", "Bahas", SHARED)


def test_one_performer_alone() -> None:
    after = _answered(_shared(), "pelaksana-bersama", "Bahas", "Hanya PTSP", SHARED)
    assert (after.step("Bahas").pelaksana, after.step("Bahas").bersama) == ("ptsp", ())


def test_a_reminder_that_is_set_can_be_taken_away() -> None:
    after = _answered(full_case(), "pengingat-belum-diatur", "CatatBalasan", "Tanpa pengingat")
    answer = after.step("CatatBalasan").balasan
    assert answer is not None
    assert answer.pengingat is None


def test_work_for_all_leaves_nobody_behind_it_waiting() -> None:
    after = _answered(collective_case(), "kolektif-tersirat", "Rekam", "Tidak, sekali untuk semua")
    assert after.step("Rekam").kolektif is None
    following = after.step("Proses").kolektif
    assert following is not None
    assert following.setelah is None


def test_the_letter_that_a_question_names_gets_the_answer() -> None:
    second = {**LETTER, "kode": "beritaAcara", "nama": "Berita acara", "tujuan": ["kanwil", "pemohon"]}
    before = sop(row(1, "Susun", "staf", "konsep", surat="beritaAcara"), surat=[LETTER, second])
    sentence = "Berita acara dapat dikirim ke Kanwil atau Pemohon; petugas memilih."
    after = _answered(before, "tujuan-surat-pilihan", None, "Hanya Pemohon", sentence)
    assert [(s.kode, s.tujuan) for s in after.surat] == [("suratPengantar", ("kanwil",)), ("beritaAcara", ("pemohon",))]


def test_a_return_goes_to_rows_of_the_office_alone() -> None:
    before = sop(
        row(1, "Ajukan", "pemohon", waktu={"teks": ""}),
        row(2, "Susun", "staf", "konsep", surat="suratPengantar"),
        approval(3, "Setujui", "kepala", "Susun"),
    )
    labels = _labels(before, "putusan-tersirat", "Setujui")
    assert "Kembali ke langkah 3: Kerjakan langkah 3" in labels
    assert not any("langkah 1:" in label for label in labels)


def test_a_number_comes_behind_the_signature_and_a_sent_letter_has_one() -> None:
    before = full_case()
    labels = _labels(before, "nomor-tidak-disebut", "Kirim")
    assert labels == ["Diberi nomor pada langkah 5", "Diberi nomor pada langkah 4: Kerjakan langkah 4"]
    after = _answered(before, "nomor-tidak-disebut", "Kirim", labels[1])
    assert "nomor" in after.step("TandaTangan").aksi
    assert "nomor" not in after.step("Kirim").aksi
    assert _problems(after) == set()


def test_a_performer_who_works_with_others_cannot_be_taken_away() -> None:
    sentence = "Kolom PTSP tidak mempunyai kegiatan."
    assert "Hapus pelaksana ini" not in _labels(_shared(), "pelaksana-tanpa-langkah", None, sentence)
    alone = sop(row(1, "Susun", "staf"), surat=[])
    after = _answered(alone, "pelaksana-tanpa-langkah", None, "Hapus pelaksana ini", sentence)
    assert "ptsp" not in {p.kode for p in after.pelaksana}


def test_a_performer_who_helps_in_a_row_may_do_it() -> None:
    after = _answered(
        _shared(), "pelaksana-tanpa-langkah", None, "Mengerjakan langkah 2: Kerjakan langkah 2", "Kolom PTSP kosong."
    )
    assert (after.step("Bahas").pelaksana, after.step("Bahas").bersama) == ("ptsp", ())
