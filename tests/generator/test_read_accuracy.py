"""The accuracy of reading raw documents, and that the committed documents are what their descriptions say."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from generator.interpret import interpret
from generator.interpret.jabatan import canonical
from generator.sources.read import read_bytes
from tests.generator.accuracy import SIX, Outcome, measure
from tests.generator.cases.documents import CASES, Case
from tests.generator.cases.fifth import FIFTH
from tests.generator.cases.fourth import FOURTH
from tests.generator.cases.sixth import SIXTH
from tests.generator.cases.third import THIRD
from tests.generator.cases.unseen import UNSEEN
from tests.generator.cases.unseen_second import UNSEEN_SECOND
from tests.generator.cases.unseen_write import path_of_unseen, render_unseen
from tests.generator.cases.write import path_of, render


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return measure()


def test_no_value_is_wrong_without_a_question(outcomes: list[Outcome]) -> None:
    assert [o for o in outcomes if not o.right and not o.flagged] == []


def test_the_six_have_all_rows_and_times(outcomes: list[Outcome]) -> None:
    assert [o for o in outcomes if o.document in SIX and o.field in ("row", "waktu") and not o.right] == []


def test_performers_of_the_six_need_few_questions(outcomes: list[Outcome]) -> None:
    """The text leaves the performer open in 5 of 52 rows (reviewed by hand); the others need no question."""
    performers = [o for o in outcomes if o.document in SIX and o.field == "pelaksana"]
    count = Counter((o.right, o.flagged) for o in performers)
    assert len(performers) == 52
    assert count[True, False] >= 47
    assert count[False, False] == 0


def test_performers_of_the_cases_are_mostly_right(outcomes: list[Outcome]) -> None:
    """The cases mostly keep some trace of the flowchart; of the unseen ones a third lost all marks."""
    written = {case.slug for case in CASES}
    unseen = {case.slug for case in UNSEEN}
    assert _unasked(outcomes, written, "pelaksana") >= 0.85
    assert _unasked(outcomes, unseen, "pelaksana") >= 0.76


@pytest.mark.parametrize(("field", "least"), [("row", 0.95), ("waktu", 0.82), ("aksi", 0.9), ("keputusan", 0.68)])
def test_the_owner_does_not_drown_in_questions(outcomes: list[Outcome], field: str, least: float) -> None:
    """Times that are empty, ranges or words, and returns that an SOP leaves out, are always asked."""
    assert _unasked(outcomes, {case.slug for case in UNSEEN}, field) >= least


def _unasked(outcomes: list[Outcome], documents: set[str], field: str) -> float:
    """Share of values that are right and not asked about."""
    values = [o for o in outcomes if o.document in documents and o.field == field]
    assert values
    return sum(o.right and not o.flagged for o in values) / len(values)


@pytest.mark.parametrize("turned", [False, True], ids=["columns-as-drawn", "columns-reversed"])
@pytest.mark.parametrize("case", [c for c in CASES if c.roles], ids=lambda c: c.slug)
def test_performers_hold_without_marks_and_in_any_column_order(case: Case, turned: bool) -> None:
    """The flowchart is lost and the columns stand elsewhere: right or asked about, from the text alone."""
    bare = replace(case, form="tsv-pages", mark="", roles=case.roles[::-1] if turned else case.roles)
    document = read_bytes("x.txt", render(bare))
    sop = interpret(document.tables[0], document).sop
    names = {p.kode: canonical(p.nama) for p in sop.pelaksana} | {p.kode: canonical(p.nama) for p in sop.pihak_luar}
    asked = {t.langkah for t in sop.open_findings if t.bidang == "pelaksana"}
    assert len(sop.langkah) == len(case.rows)
    wrong = [
        (step.no, step.pelaksana)
        for step, row in zip(sop.langkah, case.rows, strict=True)
        if names[step.pelaksana] != canonical(row.role) and step.kode not in asked
    ]
    assert wrong == []


@pytest.mark.parametrize("case", [c for c in (*UNSEEN, *UNSEEN_SECOND, *THIRD, *FOURTH, *FIFTH, *SIXTH)
                                  if c.form in ("text", "markup", "semicolons", "commas", "pdf-ruled")],
                         ids=lambda c: c.slug)  # fmt: skip
def test_unseen_text_documents_are_what_their_description_gives(case: Case) -> None:
    assert path_of_unseen(case).read_bytes() == render_unseen(case)


@pytest.mark.parametrize("case", [c for c in CASES if path_of(c).suffix != ".xlsx" and path_of(c).suffix != ".docx"],
                         ids=lambda c: c.slug)  # fmt: skip
def test_text_documents_are_what_their_description_gives(case: Case) -> None:
    assert path_of(case).read_bytes() == render(case)
