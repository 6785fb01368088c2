"""Rows that would compile to something else than they say are refused, each with its code and step."""

from __future__ import annotations

from typing import Any

import pytest

from generator.check import row_problems
from generator.pipeline import compile_sop
from generator.sop_yaml import SopFileError, dump_sop, parse_sop
from tests.generator import sops

LETTER = "suratPengantar"
PEOPLE = {"jenis": "permohonan", "pihak": "pemohon", "daftar": "daftarPns"}
GROUP = {"daftar": "daftarPns", "per": "PNS"}
BACK = {"jenis": "persetujuan", "tidak": {"selesai": "Berhenti"}}
CONCEPT = sops.row(1, "Konsep", "staf", "konsep", surat=LETTER)
SEND = sops.row(9, "Kirim", "staf", "nomor", "arsip", "kirim", "antar", surat=LETTER)


def codes(*rows: dict[str, Any], **fields: Any) -> list[tuple[str, str | None]]:
    return [(p.kode, p.langkah) for p in row_problems(sops.sop(*rows, **fields))]


@pytest.mark.parametrize(
    ("rows", "fields", "found"),
    [
        (
            [sops.row(1, "Ajukan", "pemohon", "kirim", keputusan=BACK), sops.row(2, "Terima", "ptsp", "terima")],
            {},
            ("langkah-pembuka", "Ajukan"),
        ),
        (
            [sops.row(1, "Rekam", "staf", "rekam", "jadwal", kolektif=GROUP)],
            {"mulai": PEOPLE},
            ("aksi-kolektif", "Rekam"),
        ),
        (
            [
                sops.row(1, "Terima", "staf", "terima"),
                sops.row(2, "Rekam", "staf", "rekam", kolektif={**GROUP, "setelah": "Terima"}),
            ],
            {"mulai": PEOPLE},
            ("kolektif-setelah", "Rekam"),
        ),
        ([CONCEPT, SEND], {"surat": [{**sops.LETTER, "tujuan": []}]}, ("kirim-tanpa-tujuan", "Kirim")),
        (
            [CONCEPT, sops.row(2, "Nomor", "staf", "nomor", bersama=["ptsp"], surat=LETTER)],
            {"surat": [{**sops.LETTER, "sumber_nomor": "luar"}]},
            ("nomor-bersama", "Nomor"),
        ),
        (
            [CONCEPT, SEND, sops.row(10, "Tanda", "kepala", "tanda_tangan", surat=LETTER)],
            {},
            ("nomor-sebelum-tanda-tangan", "Tanda"),
        ),
        ([sops.row(1, "Periksa", "kepala", "periksa", surat=LETTER), CONCEPT], {}, ("surat-belum-dikonsep", "Periksa")),
        ([sops.row(1, "Konsep", "staf", "konsep")], {}, ("aksi-tanpa-surat", "Konsep")),
        (
            [
                {
                    **CONCEPT,
                    "balasan": {
                        "dari": "kanwil",
                        "surat": LETTER,
                        "dikembalikan": {"ke": "Konsep"},
                        "ditolak": {"selesai": "Ditolak"},
                    },
                }
            ],
            {},
            ("balasan-terlalu-awal", "Konsep"),
        ),
        (
            [sops.row(1, "Terima", "ptsp", "terima")],
            {"surat": [{**sops.LETTER, "kode": "catatan"}]},
            ("nama-dipakai", None),
        ),
        (
            [sops.row(1, "Terima", "ptsp", "terima")],
            {"mulai": {"jenis": "surat", "isian": [{"kode": "date", "nama": "Tanggal"}]}},
            ("nama-dipakai", None),
        ),
    ],
)
def test_a_row_that_would_be_lost_is_refused(
    rows: list[dict[str, Any]], fields: dict[str, Any], found: tuple[str, str | None]
) -> None:
    assert found in codes(*rows, **fields)
    assert found in [(p.kode, p.langkah) for p in compile_sop(sops.sop(*rows, **fields)).problems]


def test_the_cases_of_the_other_tests_are_not_refused() -> None:
    assert row_problems(sops.full_case()) == []
    assert row_problems(sops.collective_case()) == []


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (sops.row(1, "Tanya", "staf", "proses", bersama=["ptsp"]), "beberapa peran"),
        (sops.row(1, "Tanya", "pemohon", "kirim"), "awal perkara"),
    ],
)
def test_a_question_is_asked_where_exactly_one_person_answers(asked: dict[str, Any], why: str) -> None:
    good = sops.sop(
        sops.row(1, "Tanya", "staf", "proses"),
        sops.row(2, "Kerja", "staf", "proses", syarat={"pertanyaan": "Perlu?", "ditanya_pada": "Tanya"}),
    )
    before = sops.sop(asked, sops.row(2, "Kerja", "staf", "proses"))
    text = dump_sop(before).replace(
        "  - kode: Kerja\n", "  - kode: Kerja\n    syarat: {pertanyaan: 'Perlu?', ditanya_pada: Tanya}\n"
    )
    assert parse_sop(dump_sop(good)) == good
    with pytest.raises(SopFileError) as failure:
        parse_sop(text)
    (problem,) = failure.value.problems
    assert why in problem.message
    assert problem.message.endswith("tanyakan pada langkah lain.")
    assert problem.line is not None
    assert "kode: Kerja" in text.splitlines()[problem.line - 1]
