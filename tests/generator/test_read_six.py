"""What the six real documents give by reading alone; the committed sop.yaml are settled and fit the document."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.interpret import interpret
from generator.review import review_markdown
from generator.sop import Sop
from generator.sop_yaml import dump_sop, load_sop
from generator.sources import read_document

ROOT = Path(__file__).resolve().parents[2]
SLUGS = (
    "karpeg-kemenag",
    "karpeg-pesisir-selatan",
    "karis-karsu-pesisir-selatan",
    "taspen-pesisir-selatan",
    "bpjs-pesisir-selatan",
    "ktp-kolektif-kalsel",
)


def _settled(slug: str) -> Sop:
    return load_sop(ROOT / "bpmn" / slug / "sop.yaml")


def _raw(slug: str) -> Sop:
    source = _settled(slug).sumber
    assert source is not None
    document = read_document(ROOT / "bpmn" / slug / source.berkas)
    assert document.sha256 == source.sha256
    return interpret(document.tables[source.tabel - 1], document, name=slug).sop


@pytest.mark.parametrize("slug", SLUGS)
def test_raw_reading_has_every_row_and_every_time(slug: str) -> None:
    raw, settled = _raw(slug), _settled(slug)
    assert [s.uraian for s in raw.langkah] == [s.uraian for s in settled.langkah]
    assert [(s.waktu.durasi, s.waktu.jadwal) for s in raw.langkah] == [
        (s.waktu.durasi, s.waktu.jadwal) for s in settled.langkah
    ]


@pytest.mark.parametrize("slug", SLUGS)
def test_raw_performers_are_right_or_asked_about(slug: str) -> None:
    raw, settled = _raw(slug), _settled(slug)
    asked = {t.langkah for t in raw.open_findings if t.bidang == "pelaksana"}
    wrong = [
        f"{a.no}: {a.pelaksana}, not {b.pelaksana}"
        for a, b in zip(raw.langkah, settled.langkah, strict=True)
        if a.pelaksana != b.pelaksana and a.kode not in asked
    ]
    assert wrong == []


@pytest.mark.parametrize("slug", SLUGS)
def test_committed_sop_is_settled_and_round_trips(slug: str) -> None:
    path = ROOT / "bpmn" / slug / "sop.yaml"
    sop = load_sop(path)
    assert sop.slug == slug
    assert sop.open_findings == ()
    assert all(t.keputusan for t in sop.temuan)
    assert dump_sop(sop) == path.read_text(encoding="utf-8")
    assert review_markdown(sop) == (path.parent / "review.md").read_text(encoding="utf-8")


def test_raw_kemenag_decisions_come_from_the_text() -> None:
    sop = _raw("karpeg-kemenag")
    draft, check, sign = sop.langkah[3:6]
    assert check.keputusan is not None
    assert check.keputusan.tidak.ke == draft.kode
    assert check.keputusan.asal == "tersurat"
    assert sign.keputusan is not None
    assert sign.keputusan.tidak.ke == draft.kode
    first = sop.langkah[0].keputusan
    assert first is not None
    assert (first.jenis, first.tidak.selesai) == ("kelengkapan", "Permohonan tidak diproses")
    answer = sop.langkah[7].balasan
    assert answer is not None
    assert (answer.dari, answer.dikembalikan.ke) == ("kanwil", draft.kode)


def test_raw_documents_have_their_copies() -> None:
    papers = {k.nama: k.salinan for k in _raw("karis-karsu-pesisir-selatan").langkah[2].kelengkapan}
    assert papers["Fotokopi SK CPNS"] == 4
    assert papers["Foto uk 3x4"] == 2
    assert len(papers) == 7


def test_a_letter_may_go_to_one_of_two_parties() -> None:
    assert _raw("taspen-pesisir-selatan").surat[0].tujuan == ("pt-taspen", "bkpsdm")


def test_a_misspelt_verb_is_asked_about_and_the_text_kept() -> None:
    sop = _raw("karis-karsu-pesisir-selatan")
    assert sop.langkah[7].uraian.startswith("Mengendalikan")
    assert any(t.kode == "aksi-salah-tulis" and t.langkah == sop.langkah[7].kode for t in sop.open_findings)
