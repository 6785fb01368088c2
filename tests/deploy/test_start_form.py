"""A case is started with what its form asks for, or not at all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from deploy.case_book import CaseBook
from deploy.errors import AlurError
from deploy.start_form import fill_start_form
from generator.forms.start import start_form
from tests.generator import sops

FORM = json.loads(start_form(sops.full_case()))
LIST_FORM = json.loads(start_form(sops.collective_case()))
APPLICANT = {
    "nama": "Siti Aminah",
    "nip": "198503152010012001",
    "unitKerja": "MIN 1",
    "tanggalSurat": "2026-11-16",
}


def given(**changes: Any) -> dict[str, Any]:
    return {"nomorPerkara": "12/2026", "permohonan": {**APPLICANT, **changes}}


def faults(values: dict[str, Any], form: dict[str, Any] = FORM) -> str:
    with pytest.raises(AlurError) as caught:
        fill_start_form(form, values)
    return caught.value.detail


def test_fields_that_were_left_out_are_null() -> None:
    filled = fill_start_form(FORM, given())
    assert filled["permohonan"]["nama"] == "Siti Aminah"
    assert filled["permohonan"]["email"] is None


def test_all_faults_are_told_at_once() -> None:
    detail = faults(given(nama="", nip="12", tanggalSurat="16-11-2026", golongan="III/a", email="x"))
    assert "permohonan.nama: required" in detail
    assert "permohonan.nip: not as the form asks (NIP (18 angka" in detail
    assert "permohonan.tanggalSurat: a date" in detail
    assert "permohonan.golongan: the form has no such field" in detail
    assert "permohonan.email: not an e-mail" in detail


def test_a_list_needs_rows_that_are_complete() -> None:
    letter = {"instansi": "Dinas", "nomorSurat": "1", "tanggalSurat": "2026-11-16", "perihal": "KTP"}
    base = {"nomorPerkara": "1", "permohonan": letter}
    assert "daftarPns: at least one row" in faults(base, LIST_FORM)
    assert "daftarPns[1].nip: required" in faults({**base, "daftarPns": [{"nama": "A"}]}, LIST_FORM)
    people = [{"nama": "A", "nip": "198503152010012001"}]
    assert fill_start_form(LIST_FORM, {**base, "daftarPns": people})["daftarPns"] == people


def test_a_case_number_is_given_out_once_per_office(tmp_path: Any) -> None:
    book = CaseBook(tmp_path)
    book.claim("kantor-a", "12/2026")
    book.claim("kantor-b", "12/2026")
    with pytest.raises(AlurError, match="already a case"):
        book.claim("kantor-a", " 12/2026 ")
