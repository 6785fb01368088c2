"""sop.yaml: round trip, speed, and mistakes told as people read them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.sop import Identitas, Langkah, Mulai, Pelaksana, Sop, TemuanSop, Waktu
from generator.sop_yaml import MAX_BYTES, SopFileError, dump_sop, load_sop, parse_sop
from tests.pace import pieces
from tests.thoroughness import examples

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "bpmn").glob("*/sop.yaml"))
GOOD = FILES[0].read_text(encoding="utf-8")

_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=3, max_size=200).filter(
    lambda t: len(t.strip()) >= 3
)


def _problems(text: str) -> list[str]:
    with pytest.raises(SopFileError) as raised:
        parse_sop(text)
    return [str(problem) for problem in raised.value.problems]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.parent.name)
def test_what_is_written_loads_as_the_same(path: Path) -> None:
    sop = load_sop(path)
    assert parse_sop(dump_sop(sop)) == sop


@settings(max_examples=examples(150), deadline=None, derandomize=True)
@given(_TEXT, _TEXT, st.sampled_from(["null", "yes", "1", "007", "2020-01-01", "- a", "a: b", "#x", "~", "0x1F"]))
def test_any_text_survives(uraian: str, note: str, odd: str) -> None:
    sop = Sop(
        slug="uji",
        kantor="kantor",
        identitas=Identitas(judul=odd, dasar_hukum=(uraian, odd), peringatan=note),
        mulai=Mulai(),
        pelaksana=(Pelaksana(kode="staf", nama=odd),),
        langkah=(
            Langkah(
                kode="A", no=odd, nama="Kerja", pelaksana="staf", uraian=uraian, output=note, waktu=Waktu(teks=odd)
            ),
        ),
        temuan=(TemuanSop(kode="waktu-kosong", langkah="A", bidang="waktu", kalimat=note),),
    )
    assert parse_sop(dump_sop(sop)) == sop


def test_loading_is_fast() -> None:
    longest = max(FILES, key=lambda p: p.stat().st_size)
    load_sop(longest)
    assert min(pieces(lambda: load_sop(longest)) for _ in range(15)) < 4.5


def test_every_mistake_is_told_at_once_with_its_line() -> None:
    text = GOOD.replace("kantor:", "kantro:", 1).replace("PT5M", "5 menit", 1)
    problems = _problems(text)
    line = next(i for i, row in enumerate(text.splitlines(), start=1) if row.startswith("kantro:"))
    assert any(p.startswith(f"baris {line}:") and "`kantor`" in p for p in problems)
    duration = next(i for i, row in enumerate(text.splitlines(), start=1) if "durasi: 5 menit" in row)
    assert any(p.startswith(f"baris {duration}:") and "PT15M" in p for p in problems)


def test_an_unknown_action_gets_a_suggestion() -> None:
    assert any("`periksa`" in p for p in _problems(GOOD.replace("aksi: [koreksi", "aksi: [perksa", 1)))


def test_a_reference_that_leads_nowhere_has_the_line_of_its_step() -> None:
    text = GOOD.replace("pelaksana: kepala-dinas", "pelaksana: kepala-dina", 1)
    (problem,) = _problems(text)
    wrong = text.splitlines().index("    pelaksana: kepala-dina")
    step = max(i for i, row in enumerate(text.splitlines()[:wrong]) if row.startswith("  - kode:"))
    assert problem.startswith(f"baris {step + 1}:")
    assert "kepala-dina" in problem


def test_a_field_written_twice_is_refused() -> None:
    assert any("dua kali" in p for p in _problems(GOOD.replace("slug:", "slug: lain\nslug:", 1)))


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x]\nb: [*a, *a]",
        "a: &a ['" + "x" * 300 + "']\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\nd: [*c,*c,*c]",
        "!!python/object/apply:os.system ['true']",
        "[" * 20_000,
        "a: [1, 2",
        "",
        "just text",
        "\x00",
        "- 1\n- 2",
    ],
)
def test_bad_yaml_is_refused_with_a_reason(text: str) -> None:
    assert all(len(p) > 10 for p in _problems(text))


def test_a_large_file_is_refused_before_it_is_parsed() -> None:
    assert "kB" in _problems("# " + "x" * MAX_BYTES)[0]


def test_a_missing_or_binary_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(SopFileError, match="tidak ditemukan"):
        load_sop(tmp_path / "sop.yaml")
    (tmp_path / "sop.yaml").write_bytes(b"slug: \xff\xfe")
    with pytest.raises(SopFileError, match="UTF-8"):
        load_sop(tmp_path / "sop.yaml")


@settings(max_examples=examples(120), deadline=None, derandomize=True)
@given(st.data())
def test_any_mutation_loads_or_is_refused(data: st.DataObject) -> None:
    lines = GOOD.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        i = data.draw(st.integers(0, len(lines) - 1))
        how = data.draw(st.sampled_from(("drop", "double", "indent", "cut", "swap")))
        if how == "drop":
            del lines[i]
        elif how == "double":
            lines.insert(i, lines[i])
        elif how == "indent":
            lines[i] = "   " + lines[i]
        elif how == "cut":
            lines[i] = lines[i][: len(lines[i]) // 2]
        else:
            lines[i], lines[-1] = lines[-1], lines[i]
    try:
        sop = parse_sop("\n".join(lines))
    except SopFileError as error:
        problems = error.problems
        sop = None
    else:
        problems = ()
    assert problems or (sop is not None and parse_sop(dump_sop(sop)) == sop)
