"""review.md shows what the owner approves: every way that a case can take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from generator.review import review_markdown
from generator.sop import Langkah, Sop, Tujuan
from tests.generator.random_sops import random_sop
from tests.generator.seeds import SEEDS
from tests.generator.sops import row, sop


def _rows(sop_: Sop) -> dict[str, str]:
    """Line of the table by number of the row."""
    lines = [line for line in review_markdown(sop_).split("\n") if line.startswith("| ")]
    assert len(lines) == len(sop_.langkah) + 2
    return {step.kode: line for step, line in zip(sop_.langkah, lines[2:], strict=True)}


def _goal(sop_: Sop, target: Tujuan) -> str:
    return f"ke langkah {sop_.step(target.ke).no}" if target.ke else f"selesai: {target.selesai}"


def _ways(sop_: Sop, step: Langkah) -> Iterator[tuple[str, str]]:
    """(field, words that must stand in the row), from the fields of sop.yaml as an owner knows them."""
    for role in step.bersama:
        yield "bersama", f" bersama {sop_.role(role).nama}"
    if step.syarat:
        asked = step.syarat.ditanya_pada
        known = f"ditanya pada langkah {sop_.step(asked).no}" if asked else f"`{step.syarat.data}`"
        yield "syarat", f"{step.syarat.pertanyaan} ({known}"
        yield "syarat", f"tidak → dilewati sampai langkah {sop_.step(step.syarat.sampai or step.kode).no}"
    if step.keputusan:
        asks = step.keputusan.pertanyaan
        yield "tidak", f"{asks} tidak → {_goal(sop_, step.keputusan.tidak)}"
        if step.keputusan.ya:
            yield "ya", f"{asks} ya → {_goal(sop_, step.keputusan.ya)}"
        for choice in step.keputusan.pilihan:
            yield "pilihan", f"{asks} “{choice.nama}” → {_goal(sop_, choice)}"
    if step.balasan:
        yield "dikembalikan", f"dikembalikan → {_goal(sop_, step.balasan.dikembalikan)}"
        yield "ditolak", f"ditolak → {_goal(sop_, step.balasan.ditolak)}"
        if step.balasan.tanpa_balasan:
            yield "tanpa_balasan", f"tidak ada balasan → {_goal(sop_, step.balasan.tanpa_balasan)}"


@pytest.mark.parametrize("seed", SEEDS)
def test_every_branch_of_a_random_sop_stands_in_its_review(seed: int) -> None:
    sop_ = random_sop(seed)
    rows = _rows(sop_)
    for step in sop_.langkah:
        for field, words in _ways(sop_, step):
            assert words in rows[step.kode], field


def test_the_random_sops_have_every_kind_of_branch_but_the_redirected_yes() -> None:
    sops = [random_sop(seed) for seed in SEEDS]
    seen = Counter(field for s in sops for step in s.langkah for field, _ in _ways(s, step))
    assert set(seen) == {"bersama", "syarat", "tidak", "pilihan", "dikembalikan", "ditolak", "tanpa_balasan"}


def test_a_decision_with_a_way_for_yes_and_further_choices() -> None:
    decision = {
        "jenis": "persetujuan",
        "tidak": {"ke": "Susun"},
        "ya": {"ke": "Umumkan"},
        "pilihan": [{"kode": "tolak", "nama": "Tolak", "selesai": "Usulan ditolak"}],
    }
    sop_ = sop(
        row(1, "Susun", "staf"),
        row(2, "Tetapkan", "kepala", keputusan=decision),
        row(3, "Bahas", "kepala", bersama=["staf"], syarat={"pertanyaan": "Perlu dibahas?", "ditanya_pada": "Susun"}),
        row(4, "Umumkan", "ptsp"),
        surat=[],
    )
    rows = _rows(sop_)
    assert rows["Tetapkan"].endswith(
        "| Setuju? ya → ke langkah 4; Setuju? tidak → ke langkah 1; Setuju? “Tolak” → selesai: Usulan ditolak |"
    )
    assert "| Kepala Kantor bersama Staf |" in rows["Bahas"]
    assert rows["Bahas"].endswith("| Perlu dibahas? (ditanya pada langkah 1) tidak → dilewati sampai langkah 3 |")
    assert [field for field, words in _ways(sop_, sop_.step("Tetapkan")) if words in rows["Tetapkan"]] == [
        "tidak", "ya", "pilihan",
    ]  # fmt: skip
