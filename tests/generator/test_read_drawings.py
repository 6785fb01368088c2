"""Drawn flowcharts: what a symbol, an arrow and a picture say in each format, and where they say nothing."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli import build_app
from generator.findings import SourceRefusedError
from generator.interpret import interpret
from generator.sop import Sop
from generator.sources.drawings.outlines import chain, parts_of, symbol_of
from generator.sources.read import read_bytes
from tests.generator.accuracy import Outcome, drawn_outcomes
from tests.generator.cases.drawn import DRAWN, DRAWN_SECOND, Drawn
from tests.generator.cases.drawn_write import path_of_drawn, render_drawn
from tests.pace import pieces, within

FAULTS = Path(__file__).resolve().parent / "cases" / "faults"
BY_SLUG = {case.slug: case for case in (*DRAWN, *DRAWN_SECOND)}


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return drawn_outcomes()


def sop(name: str, data: bytes) -> Sop:
    document = read_bytes(name, data)
    return interpret(document.tables[0], document).sop


def asked(one: Sop, no: str) -> list[str]:
    kode = next(s.kode for s in one.langkah if s.no == no)
    return [f"{t.kode}: {t.kalimat}" for t in one.open_findings if t.langkah == kode]


def names(one: Sop) -> list[str]:
    known = {p.kode: p.nama for p in one.pelaksana} | {p.kode: p.nama for p in one.pihak_luar}
    return [known[s.pelaksana] for s in one.langkah]


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx"])
def test_a_box_below_a_role_is_the_performer(outcomes: list[Outcome], kind: str) -> None:
    """The goal on unseen documents is 95 %; sequences and shared rows that the model cannot hold are asked."""
    slugs = {slug for slug, case in BY_SLUG.items() if case.form.startswith(kind)}
    found = [o for o in outcomes if o.document in slugs and o.field == "pelaksana"]
    assert sum(o.right and not o.flagged for o in found) >= 0.92 * len(found)
    assert [o for o in outcomes if o.document in slugs and not o.right and not o.flagged] == []


def test_arrows_back_are_the_returns(outcomes: list[Outcome]) -> None:
    found = [o for o in outcomes if o.field == "keputusan"]
    assert sum(o.right and not o.flagged for o in found) >= 0.95 * len(found)


@pytest.mark.parametrize("name", ["b14_kotak_alir_pdf.pdf", "b19_kotak_alir_xlsx.xlsx"])
def test_the_boxes_of_the_fault_files(name: str) -> None:
    one = sop(name, (FAULTS / name).read_bytes())
    assert names(one) == ["Staf Arsip", "Kepala", "Staf Arsip"]
    assert not [t for t in one.open_findings if t.bidang == "pelaksana"]


@pytest.mark.parametrize("case", [c for c in BY_SLUG.values() if c.form != "pdf-browser"], ids=lambda c: c.slug)
def test_drawn_documents_are_what_their_description_gives(case: Drawn) -> None:
    assert path_of_drawn(case).read_bytes() == render_drawn(case)


def test_drawing_and_sentence_that_disagree_are_shown_both() -> None:
    """Row 4: `Kepala Desa mengambil uang`, the box stands below Kaur Keuangan."""
    case = BY_SLUG["drawn-dana-desa"]
    (question,) = [q for q in asked(sop("x.pdf", path_of_drawn(case).read_bytes()), "4") if "pelaksana" in q]
    assert "digambar di kolom Kaur Keuangan" in question
    assert "menyebut Kepala Desa" in question


def test_a_return_that_sentence_and_drawing_place_differently_is_asked() -> None:
    case = BY_SLUG["drawn-gaji-honorer"]
    rows = list(case.rows)
    rows[3] = replace(rows[3], uraian="Menyetujui pembayaran, jika tidak setuju dikembalikan ke PPTK")
    one = sop("x.pdf", render_drawn(replace(case, rows=tuple(rows))))
    (question,) = [q for q in asked(one, "4") if q.startswith("tujuan-kembali")]
    assert "menurut gambar" in question
    assert "langkah 3" in question
    assert "langkah 2" in question


def test_a_diamond_without_arrows_is_asked() -> None:
    case = BY_SLUG["drawn-parkir"]
    one = sop("x.docx", render_drawn(replace(case, drawing=("S0", "D1", "B1 B2", "S2"))))
    assert any("digambar sebagai keputusan" in q for q in asked(one, "2"))


def test_a_row_without_a_symbol_is_asked() -> None:
    case = BY_SLUG["drawn-parkir"]
    one = sop("x.docx", render_drawn(replace(case, drawing=("S0", "", "B1 B2", "S2"))))
    assert any("pelaksana-tidak-pasti" in q for q in asked(one, "2"))


def test_connectors_are_joined_over_pages() -> None:
    one = sop("x.pdf", path_of_drawn(BY_SLUG["drawn-dua-halaman"]).read_bytes())
    back = {s.no: s.keputusan.tidak.ke for s in one.langkah if s.keputusan}
    codes = {s.kode: s.no for s in one.langkah}
    assert {no: codes[kode or ""] for no, kode in back.items()} == {"3": "1", "5": "4"}


PRESETS = {"cloudCallout": "bentuk", "irregularSeal1": "bentuk"}


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("slug", ["drawn-arsip-inaktif", "drawn-donor"])
def test_shapes_that_are_no_symbols_are_named_and_their_rows_asked(slug: str, preset: str) -> None:
    """Never silence: a box redrawn as another shape cannot be read."""
    case = BY_SLUG[slug]
    data = _edited(render_drawn(case), r'prst="flowChartProcess"', f'prst="{preset}"')
    name = path_of_drawn(case).name
    document = read_bytes(name, data)
    assert any(f.kode == "gambar-diabaikan" for f in document.findings)
    one = interpret(document.tables[0], document).sop
    boxes = [str(i) for i, d in enumerate(case.drawing, start=1) if d.startswith("B")]
    assert all(any("pelaksana" in q for q in asked(one, no)) for no in boxes)


def _edited(package: bytes, pattern: str, by: str) -> bytes:
    """The package with every XML part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename, re.sub(pattern, by, old.read(entry).decode()))
    return out.getvalue()


@pytest.mark.parametrize("slug", ["drawn-kalibrasi", "drawn-wisata"])
@pytest.mark.parametrize("value", ["x", "-9", "999999999999", "1e9", "", "0"])
def test_places_that_are_no_numbers_end_nothing(slug: str, value: str) -> None:
    """Sizes of a group that nobody can draw in: read with questions, or refused, but no traceback."""
    case = BY_SLUG[slug]
    for name in ("cx", "cy", "x"):
        data = _edited(render_drawn(case), rf'(<a:(?:chExt|ext|off|chOff)[^>]*\b{name}=")\d+"', rf'\g<1>{value}"')
        one = sop(path_of_drawn(case).name, data)
        assert len(one.langkah) == len(case.rows)


def test_groups_in_groups_without_end_are_cut() -> None:
    case = BY_SLUG["drawn-wisata"]
    deep = 200
    data = _edited(render_drawn(case), "<xdr:grpSp>", "<xdr:grpSp>" * deep)
    data = _edited(data, "</xdr:grpSp>", "</xdr:grpSp>" * deep)
    assert len(sop("x.xlsx", data).langkah) == len(case.rows)


def test_an_entity_in_a_drawing_is_refused() -> None:
    case = BY_SLUG["drawn-donor"]
    data = _edited(render_drawn(case), r"<xdr:wsDr", '<!DOCTYPE x [<!ENTITY a "aaaa">]><xdr:wsDr')
    with pytest.raises(SourceRefusedError, match="entitas"):
        read_bytes("x.xlsx", data)


@pytest.mark.parametrize("slug", ["drawn-donor", "drawn-arsip-inaktif", "drawn-kalibrasi"])
def test_more_shapes_than_a_flowchart_has_are_bounded(slug: str) -> None:
    """Ten thousand copies of one shape: a finding, in bounded time."""
    case = BY_SLUG[slug]
    kind = path_of_drawn(case).suffix
    one = r"(<xdr:twoCellAnchor>.*?</xdr:twoCellAnchor>)" if kind == ".xlsx" else r"(<wps:wsp>.*?</wps:wsp>)"
    package = render_drawn(case)
    part = "xl/drawings/drawing1.xml" if kind == ".xlsx" else "word/document.xml"
    text = zipfile.ZipFile(io.BytesIO(package)).read(part).decode()
    found = re.search(one, text)
    assert found is not None
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == part:
                content = text.replace(
                    found[0], found[0] * (20_000 if slug != "drawn-arsip-inaktif" else 5_000), 1
                ).encode()
            new.writestr(entry.filename, content)
    assert within(12_000, lambda: pieces(lambda: read_bytes(f"x{kind}", out.getvalue())))


@pytest.mark.parametrize("form", ["docx-anchors", "xlsx-anchors"])
def test_time_grows_with_the_rows(form: str) -> None:
    """Four times the drawn rows take about four times as long."""
    case = BY_SLUG["drawn-gaji-honorer"]

    def drawn(times: int) -> bytes:
        many = replace(case, form=form, rows=case.rows * times, drawing=case.drawing * times)
        return render_drawn(many)

    name = f"x.{form.partition('-')[0]}"
    small, large = drawn(10), drawn(40)
    first = pieces(lambda: read_bytes(name, small))
    assert within(8 * first + 50, lambda: pieces(lambda: read_bytes(name, large)))


def test_explain_shows_the_drawing() -> None:
    path = path_of_drawn(BY_SLUG["drawn-gaji-honorer"])
    shown = CliRunner().invoke(build_app(), ["read", str(path), "--explain", "2"]).output
    assert "belah ketupat digambar di bawah kolom PPTK" in shown
    assert "panah “tidak” menuju langkah 1" in shown


@pytest.mark.parametrize(
    ("points", "kind"),
    [
        ([(0, 0), (40, 0), (40, 20), (0, 20)], "box"),
        ([(20, 0), (40, 10), (20, 20), (0, 10)], "diamond"),
        ([(0, 0), (12, 0), (12, 8), (6, 12), (0, 8)], "off-page"),
        ([(8, 0), (40, 0), (32, 20), (0, 20)], "box"),
        ([(0, 0), (40, 0), (40, 20)], None),
    ],
)
def test_outlines(points: list[tuple[float, float]], kind: str | None) -> None:
    path = [("m", points[0]), *(("l", p) for p in points[1:])]
    closed = [*path, ("h",)] if kind else path
    assert symbol_of(parts_of(closed)) == kind


def test_a_stroke_given_as_an_area_is_a_line() -> None:
    path = [("m", (0.0, 0.0)), ("l", (50.0, 0.0)), ("l", (50.0, 30.0)), ("l", (49.2, 30.0)), ("l", (49.2, 0.8)),
            ("l", (0.0, 0.8)), ("h",)]  # fmt: skip
    way = chain(parts_of(path), 2.5)
    assert len(way) == 3
    assert way[0] == pytest.approx((0.0, 0.0), abs=1)
    assert way[-1] == pytest.approx((50.0, 30.0), abs=1)
