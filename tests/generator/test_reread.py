"""Re-reading: what was settled stays while the document is as before, and what lost its ground is asked again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from generator.reread import Reread, reread
from generator.reread.merging import SHOWN
from generator.sop import Langkah, Sop, StatusTemuan, TemuanSop
from generator.sop_yaml import dump_sop, parse_sop
from tests.generator.odd_sops import odd_sops
from tests.generator.random_sops import random_sop
from tests.generator.seeds import SEEDS
from tests.generator.sops import PARTIES, approval, full_case, row, sop

_CODES = {"pelaksana": "pelaksana-tidak-pasti", "bersama": "pelaksana-bersama", "aksi": "aksi-tidak-dikenal",
          "waktu": "waktu-kosong", "keputusan": "tujuan-kembali-tidak-pasti", "balasan": "balasan-tersirat",
          "kolektif": "kolektif-tersirat", "surat": "surat-tanpa-tujuan", "syarat": "syarat-tanpa-cabang",
          "uraian": "baris-terpotong", "output": "sel-tidak-terbaca"}  # fmt: skip


def _reviewed(sop: Sop) -> Sop:
    """The SOP with a settled question about every field."""
    asked = tuple(
        TemuanSop(
            kode=code, langkah=step.kode, bidang=field, kalimat=f"Periksa {field} pada langkah {step.no}.",
            status=StatusTemuan.SELESAI, keputusan="Ditetapkan rapat.",
        )
        for step in sop.langkah
        for field, code in _CODES.items()
    )  # fmt: skip
    steps = [s.model_copy(update={"baris": 10 + i}) for i, s in enumerate(sop.langkah)]
    return Sop.model_validate(sop.model_dump() | {"langkah": [s.model_dump() for s in steps], "temuan": asked})


def _read_from(reviewed: Sop, seed: int) -> Sop:
    """What reading may have made of the same document: in every field something else, and every question open.

    Some rows are the owner's own, one row of the document the owner took out, and lists are in another order.
    """
    rng = random.Random(seed)
    own = set(rng.sample(reviewed.langkah, k=min(2, len(reviewed.langkah) - 1)))
    rows = []
    for number, step in enumerate((s for s in reviewed.langkah if s not in own), start=1):
        torn = step.uraian if rng.random() < 0.5 else "".join(rng.sample(step.uraian, len(step.uraian)))
        rows.append(
            Langkah(
                kode=f"Baca{number}", no=str(number), nama=f"Baca {number}", pelaksana="terbaca",
                uraian=torn.strip() or "x", baris=step.baris, output="terbaca", keterangan="terbaca",
            )
        )  # fmt: skip
    out = Langkah(kode="Dibuang", no="99", nama="Dibuang", pelaksana="terbaca", uraian="Kop surat yang terbaca.")
    code_of = {row_.baris: row_.kode for row_ in rows}
    lines = {s.kode: s.baris for s in reviewed.langkah}
    asked = [
        t.model_copy(update={"langkah": code_of[lines[t.langkah or ""]], "status": StatusTemuan.TERBUKA,
                             "keputusan": None})
        for t in reviewed.temuan
        if lines[t.langkah or ""] in code_of
    ]  # fmt: skip
    return Sop.model_validate(
        {
            "slug": "dokumen",
            "kantor": "kantor",
            "identitas": {"judul": "Judul yang terbaca", "nomor": "1"},
            "mulai": {"jenis": "surat"},
            "pelaksana": [{"kode": "terbaca", "nama": "Terbaca"}, *(p.model_dump() for p in reviewed.pelaksana[::-1])],
            "pihak_luar": [{"kode": "luar", "nama": "Luar"}],
            "langkah": [*rows, out],
            "temuan": asked,
        }
    )


def _settled_rows(sop: Sop) -> list[dict[str, Any]]:
    return [s.model_dump() for s in sop.langkah]


@pytest.mark.parametrize("seed", SEEDS)
def test_rereading_an_unchanged_document_is_the_identity(seed: int) -> None:
    before = _reviewed(random_sop(seed))
    raw = _read_from(before, seed)
    merged = reread(before, raw, raw)
    assert merged.changes == ()
    assert merged.dropped == ()
    assert _settled_rows(merged.sop) == _settled_rows(before)
    assert merged.sop == before


@pytest.mark.parametrize("odd", [o for o in odd_sops() if o.found != ["SopFileError"]], ids=lambda o: o.name)
def test_the_odd_ones_stay_as_they_are_too(odd: Any) -> None:
    before = _reviewed(parse_sop(odd.text))
    raw = _read_from(before, 1)
    assert reread(before, raw, raw) == Reread(before, (), ())


def test_every_field_of_a_row_is_merged() -> None:
    assert set(SHOWN) == set(Langkah.model_fields) - {"kode", "baris"}


def _named(sop: Sop) -> Iterator[str]:
    """Steps that another one names."""
    yield from sorted({r.kode for s in sop.langkah for r in s.references() if r.kind == "langkah" and r.kode != s.kode})


@pytest.mark.parametrize("seed", SEEDS)
def test_a_removed_row_that_others_name_is_asked_about(seed: int) -> None:
    before = random_sop(seed)
    raw = _bare(before)
    for gone in list(_named(before))[:4]:
        merged = reread(before, raw, _bare(before, gone))
        assert parse_sop(dump_sop(merged.sop)) == merged.sop
        left = {s.kode for s in merged.sop.langkah}
        assert gone not in left
        for step in before.langkah:
            names = {r.field[0] for r in step.references() if r.kind == "langkah" and r.kode == gone}
            for field in names if step.kode in left else ():
                assert any(
                    t.langkah == step.kode and t.bidang == field and t.status is StatusTemuan.TERBUKA
                    for t in merged.sop.temuan
                ), (step.kode, field)
                assert any(f"`{field}" in sentence for sentence in merged.dropped)


def _bare(sop: Sop, gone: str | None = None) -> Sop:
    """A reading that knows none of the branches, all of which the owner settled, and never saw the row `gone`."""
    nothing = {"keputusan": None, "balasan": None, "syarat": None, "kolektif": None}
    rows = [s.model_dump() | nothing for s in sop.langkah if s.kode != gone]
    return Sop.model_validate(sop.model_dump() | {"langkah": rows})


def _decides(**decision: Any) -> Sop:
    """Three rows whose last one decides; the reading knows no decision at all."""
    rows = [row(1, "Susun", "staf"), row(2, "Betulkan", "staf"), row(3, "Tetapkan", "kepala", keputusan=decision)]
    return sop(*rows, row(4, "Catat", "staf"), row(5, "Umumkan", "staf"), surat=[])


@pytest.mark.parametrize(
    ("gone", "decision"),
    [
        ("Umumkan", {"jenis": "persetujuan", "tidak": {"ke": "Susun"}, "ya": {"ke": "Umumkan"}}),
        (
            "Betulkan",
            {
                "jenis": "persetujuan",
                "tidak": {"ke": "Susun"},
                "pilihan": [{"kode": "betul", "nama": "Betulkan dahulu", "ke": "Betulkan"}],
            },
        ),
    ],
    ids=["ya", "pilihan"],
)
def test_a_removed_row_under_ya_or_a_choice_is_a_finding(gone: str, decision: dict[str, Any]) -> None:
    before = _decides(**decision)
    raw = Sop.model_validate(before.model_dump() | {"langkah": [_plain(s) for s in before.langkah]})
    fresh = Sop.model_validate(raw.model_dump() | {"langkah": [_plain(s) for s in before.langkah if s.kode != gone]})
    merged = reread(before, raw, fresh)
    (finding,) = merged.sop.open_findings
    assert (finding.kode, finding.langkah, finding.bidang) == ("tujuan-kembali-tidak-pasti", "Tetapkan", "keputusan")
    assert before.step(gone).nama in finding.kalimat
    decided = merged.sop.step("Tetapkan").keputusan
    assert decided is not None
    assert decided.tidak.ke == "Susun"
    assert decided.ya is None
    assert decided.pilihan == ()
    # Asked once: the next reading of the same document keeps the question and does not ask a second time.
    assert reread(merged.sop, fresh, fresh) == Reread(merged.sop, (), ())


def _plain(step: Langkah) -> dict[str, Any]:
    return step.model_dump() | {"keputusan": None, "syarat": None, "bersama": ()}


def test_a_settled_condition_and_common_work_stay_when_another_row_changes() -> None:
    before = sop(
        row(1, "Susun", "staf"),
        row(2, "Bahas", "kepala", bersama=["ptsp"]),
        row(3, "Lengkapi", "staf", syarat={"pertanyaan": "Perlu dilengkapi?", "ditanya_pada": "Susun"}),
        surat=[],
    )
    raw = Sop.model_validate(before.model_dump() | {"langkah": [_plain(s) for s in before.langkah]})
    rows = [_plain(s) for s in before.langkah]
    rows[0]["output"] = "Laporan"
    merged = reread(before, raw, Sop.model_validate(raw.model_dump() | {"langkah": rows}))
    assert merged.sop.step("Bahas") == before.step("Bahas")
    assert merged.sop.step("Lengkapi") == before.step("Lengkapi")
    assert merged.sop.step("Susun").output == "Laporan"
    assert merged.dropped == ()


def test_a_returned_letter_goes_to_its_draft_when_its_row_is_gone() -> None:
    before = full_case()
    rows = [s.model_dump() for s in before.langkah]
    rows[5]["balasan"]["dikembalikan"] = {"ke": "TerimaBerkas"}
    before = Sop.model_validate(before.model_dump() | {"langkah": rows})
    raw = Sop.model_validate(before.model_dump() | {"langkah": [s.model_dump() for s in full_case().langkah]})
    fresh = Sop.model_validate(raw.model_dump() | {"langkah": [s.model_dump() for s in raw.langkah[1:]]})
    merged = reread(before, raw, fresh)
    answer = merged.sop.step("CatatBalasan").balasan
    assert answer is not None
    assert answer.dikembalikan.ke == "BuatKonsep"
    assert [(t.kode, t.langkah) for t in merged.sop.open_findings] == [("balasan-tersirat", "CatatBalasan")]


def test_an_answer_that_the_new_reading_excludes_is_named() -> None:
    before = sop(row(1, "Susun", "staf", "proses"), approval(2, "Tetapkan", "kepala", "Susun"))
    raw_rows = [_plain(s) for s in before.langkah]
    fresh_rows = [dict(r) for r in raw_rows]
    answer = {"dari": "kanwil", "surat": "suratPengantar", "dikembalikan": {"ke": "Susun"}, "ditolak": {"ke": "Susun"}}
    fresh_rows[1]["balasan"] = answer
    raw = Sop.model_validate(before.model_dump() | {"langkah": raw_rows})
    merged = reread(before, raw, Sop.model_validate(raw.model_dump() | {"langkah": fresh_rows}))
    step = merged.sop.step("Tetapkan")
    assert step.balasan is not None
    assert step.keputusan is None
    assert any("cabang" in sentence for sentence in merged.dropped)


def test_a_party_that_the_owner_moved_out_stays_outside() -> None:
    before = sop(row(1, "Susun", "staf"), row(2, "Setujui", "kanwil"), surat=[])
    roles = [p.model_dump() for p in before.pelaksana]
    inside = {"pelaksana": [*roles, PARTIES[0]], "pihak_luar": [PARTIES[1]]}
    raw = Sop.model_validate(before.model_dump() | inside)
    more = {"pelaksana": [*roles, PARTIES[0], {"kode": "baru", "nama": "Baru"}]}
    rows = [*(s.model_dump() for s in raw.langkah), row(3, "Catat", "baru")]
    merged = reread(before, raw, Sop.model_validate(raw.model_dump() | more | {"langkah": rows}))
    assert [p.kode for p in merged.sop.pelaksana] == ["ptsp", "kepala", "staf", "baru"]
    assert [p.kode for p in merged.sop.pihak_luar] == ["kanwil", "pemohon"]
    assert merged.changes == ("Langkah baru 3: Kerjakan langkah 3.", "Daftar pelaksana berubah.")


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_the_new_document_is_the_merged_one_is_an_sop(seed: int) -> None:
    before, other = random_sop(seed), random_sop(seed + 1)
    merged = reread(before, _bare(before), other)
    assert parse_sop(dump_sop(merged.sop)) == merged.sop
    assert reread(merged.sop, other, other) == Reread(merged.sop, (), ())
