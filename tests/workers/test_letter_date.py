"""The letter date in a letter's text: that of the number, in every round, unless a person typed another."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.workers.job_case import OFFICE, OFFICES, REQUEST, Case, Sent
from workers.drafting import date_text
from workers.gateway.reading import letter_page
from workers.handlers.services import Services
from workers.office import copy_offices_for_trial, load_offices
from workers.storage import Archive

TEMPLATE = "Pada hari ini {{ tanggal | hari }}, {{ tanggal | tanggal }} ({{ tanggal }}), kami sampaikan usulan.\n"


@pytest.fixture
def dated(services: Services, sent: Sent, tmp_path: Path) -> Case:
    """A case of an office whose own template names the letter date."""
    del sent
    folder = tmp_path / "own"
    copy_offices_for_trial(OFFICES, folder)
    own = folder / OFFICE / "surat"
    own.mkdir(parents=True)
    (own / "karpeg-kemenag.txt.jinja").write_text(TEMPLATE, encoding="utf-8")
    return Case(replace(services, offices=load_offices(folder)))


def text_of(case: Case, letter_id: str) -> str:
    document = docx.Document(io.BytesIO(Archive(case.services.storage).read(letter_id)))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def finish(case: Case, draft: Any, day: str, isi: str | None = None) -> str:
    """Sign, number and archive on a day; the letter's id."""
    moment = f"{day}T09:00:00+07:00"
    surat = case.job("kunci-surat", {"surat": draft.surat.model_dump(), "isi": isi or draft.isi}).surat
    surat = case.job("beri-nomor-surat", {"surat": surat.model_dump(), "mulai": moment}).surat
    values = {"surat": surat.model_dump(), "permohonan": REQUEST, "mulai": moment}
    return str(case.job("arsipkan-surat", values).surat.idSurat)


def test_the_date_is_that_of_the_number_and_follows_into_the_next_round(dated: Case) -> None:
    draft = dated.drafted()  # on 24 November
    assert "[hari surat], [tanggal surat] ([tanggal surat])" in draft.isi
    first = finish(dated, draft, "2026-11-26")
    assert "Kamis, 26 November 2026 (26 November 2026)" in text_of(dated, first)
    again = {"surat": {**draft.surat.model_dump(), "putaran": 2, "idSurat": None}, "isi": None}
    second = finish(dated, dated.drafted(**again), "2026-12-14")
    assert "Senin, 14 Desember 2026 (14 Desember 2026)" in text_of(dated, second)
    assert "26 November" in text_of(dated, first), "the first letter stays as it left the house"


def test_a_date_that_a_person_typed_stays(dated: Case) -> None:
    draft = dated.drafted()
    typed = draft.isi.replace("[hari surat], [tanggal surat]", "Jumat, 20 November 2026")
    kept = dated.drafted(isi=typed, surat=draft.surat.model_dump())
    assert kept.isi == typed
    first = finish(dated, kept, "2026-11-26")
    again = {"surat": {**draft.surat.model_dump(), "putaran": 2, "idSurat": None}, "isi": None}
    second = finish(dated, dated.drafted(**again), "2026-12-14")
    for letter, own in ((first, "26 November 2026"), (second, "14 Desember 2026")):
        assert f"Jumat, 20 November 2026 ({own})" in text_of(dated, letter)


def test_the_page_shows_what_the_letter_shows(dated: Case) -> None:
    letter = dated.services.letters.get(finish(dated, dated.drafted(), "2026-11-26"))
    page = letter_page(letter, dated.services.drafts.final(letter.id).isi)
    assert letter.tanggal is not None
    assert f"Kamis, {date_text(letter.tanggal)}" in page
    assert "surat]" not in page
