"""Whatever a reviewed SOP holds, its process is sound, its drawing has no fault, and it is the same every time."""

from __future__ import annotations

from collections import Counter

import pytest

from generator.check import check_process, row_problems
from generator.forms import build_forms
from generator.layout import lay_out
from generator.pipeline import compile_sop, form_fields
from generator.process import build_process
from generator.sop_yaml import dump_sop, parse_sop
from tests.generator.layout_metrics import measure
from tests.generator.random_sops import MAX_ROWS, MIN_ROWS, random_sop
from tests.generator.seeds import ALL, SEEDS


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_sop_gives_a_sound_process_and_a_drawing(seed: int) -> None:
    sop = random_sop(seed)
    assert parse_sop(dump_sop(sop)) == sop
    graph = build_process(sop)
    assert [str(p) for p in row_problems(sop)] == []
    assert [str(p) for p in check_process(graph, form_fields(build_forms(sop)))] == []
    assert measure(lay_out(graph)).faults == []


@pytest.mark.parametrize("seed", SEEDS[::10])
def test_a_random_sop_gives_the_same_bytes_twice(seed: int) -> None:
    assert compile_sop(random_sop(seed)).files == compile_sop(random_sop(seed)).files


def test_the_random_sops_use_every_rule() -> None:
    seen: Counter[str] = Counter()
    sizes = set()
    for seed in ALL:
        sop = random_sop(seed)
        sizes.add(len(sop.langkah))
        seen.update(a.value for s in sop.langkah for a in s.aksi)
        seen["roles"] = max(seen["roles"], len(sop.pelaksana))
        seen[sop.mulai.jenis] += 1
        seen["letters"] = max(seen["letters"], len(sop.surat))
        for s in sop.langkah:
            seen["tingkat_dua"] += s.waktu.tingkat_dua is not None
            seen["jadwal"] += s.waktu.jadwal is not None
            seen["bersama"] += bool(s.bersama)
            seen["asked"] += s.syarat is not None and s.syarat.ditanya_pada is not None
            seen["known"] += s.syarat is not None and s.syarat.data is not None
            seen["pilihan"] += bool(s.keputusan and s.keputusan.pilihan)
            seen["kelengkapan"] += bool(s.keputusan and s.keputusan.jenis == "kelengkapan")
            seen["pengingat_kedua"] += bool(s.balasan and s.balasan.pengingat_kedua)
            seen["tanpa_balasan"] += bool(s.balasan and s.balasan.tanpa_balasan)
            seen["setelah"] += bool(s.kolektif and s.kolektif.setelah)
            seen["outside"] += s.pelaksana in {p.kode for p in sop.pihak_luar}
    assert (min(sizes), max(sizes)) == (MIN_ROWS, MAX_ROWS)
    assert (seen["roles"], seen["letters"]) == (8, 3)
    assert [name for name, count in seen.items() if count == 0] == []
