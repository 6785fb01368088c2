"""No two things in a .bpmn have one id, whatever the owner calls roles, parties and steps."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from lxml import etree

from generator.pipeline import Compiled, compile_sop
from generator.sop import Sop
from generator.sop_yaml import parse_sop
from tests.generator.odd_sops import odd_sops
from tests.generator.random_sops import random_sop
from tests.generator.seeds import SEEDS
from tests.generator.sops import full_case, row, sop


def _twice(compiled: Compiled) -> list[str]:
    root = etree.fromstring(compiled.files[f"{compiled.slug}.bpmn"])
    ids = Counter(element.get("id") for element in root.iter() if element.get("id") is not None)
    assert len(ids) > 20
    return [id_ for id_, times in ids.items() if times > 1]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_sop_has_every_id_once(seed: int) -> None:
    assert _twice(compile_sop(random_sop(seed))) == []


@pytest.mark.parametrize("odd", [o for o in odd_sops() if not o.found], ids=lambda o: o.name)
def test_an_odd_sop_has_every_id_once(odd: Any) -> None:
    assert _twice(compile_sop(parse_sop(odd.text))) == []


def _renamed(old: str, new: str) -> Sop:
    """The full case with another code for a role or a party."""
    return Sop.model_validate_json(full_case().model_dump_json().replace(f'"{old}"', f'"{new}"'))


@pytest.mark.parametrize(
    ("old", "new"),
    [("kanwil", "kantor"), ("pemohon", "kantor"), ("kanwil", "kantor-luar"), ("kepala", "kantor"), ("staf", "mulai")],
)
def test_names_that_alur_uses_itself(old: str, new: str) -> None:
    compiled = compile_sop(_renamed(old, new))
    assert compiled.problems == ()
    assert _twice(compiled) == []


def test_names_that_differ_by_a_hyphen() -> None:
    roles = [{"kode": k, "nama": f"Petugas {k}"} for k in ("staf1", "staf-1", "st-af-1", "kepala")]
    parties = [{"kode": k, "nama": f"Pihak {k}"} for k in ("pt1", "pt-1")]
    rows = [
        row(
            1,
            "Susun",
            "staf1",
            bersama=["staf-1", "st-af-1"],
            keputusan={"jenis": "persetujuan", "tidak": {"ke": "Susun"}},
        ),
        row(2, "Setujui", "pt1"),
        row(3, "Ketahui", "pt-1"),
        row(4, "Umumkan", "kepala"),
    ]
    compiled = compile_sop(sop(*rows, pelaksana=roles, pihak_luar=parties, surat=[]))
    assert compiled.problems == ()
    assert _twice(compiled) == []


def test_codes_of_steps_that_make_one_id_are_refused() -> None:
    choice = {"kode": "lain", "nama": "Ke langkah lain", "ke": "Susun"}
    compiled = compile_sop(
        sop(
            row(1, "Susun", "staf"),
            row(
                2, "Syarat", "kepala", keputusan={"jenis": "persetujuan", "tidak": {"ke": "Susun"}, "pilihan": [choice]}
            ),
            row(3, "Tujuan", "staf", syarat={"pertanyaan": "Perlu?", "ditanya_pada": "Susun"}),
            surat=[],
        )
    )
    assert _twice(compiled)
    assert {p.kode for p in compiled.problems} >= {"id-ganda"}
