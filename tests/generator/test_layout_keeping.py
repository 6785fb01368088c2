"""What the owner moved in the diagram stays where he put it; everything else is Alur's."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from deploy.cli import build_app
from generator.bpmn_xml import write_bpmn
from generator.drawn import Drawn, DrawnError, read_drawn
from generator.graph import Annotation, Box, Flow, PlacedGraph, Point, ProcessGraph, Scope
from generator.layout import Kept, keep_positions, lay_out
from generator.process import build_process
from tests.generator.graphs.random_process import random_process
from tests.generator.graphs.walkthrough import walkthrough
from tests.generator.layout_metrics import measure
from tests.generator.sops import collective_case, full_case


def write(drawing: Kept) -> bytes:
    return write_bpmn(drawing.placed, drawing.drawn)


def move(content: bytes, element: str, dx: int, dy: int) -> bytes:
    """The file after somebody moved one shape by hand, and nothing with it."""

    def moved(match: re.Match[str]) -> str:
        return f'{match[1]}x="{int(match[2]) + dx}" y="{int(match[3]) + dy}"'

    text = content.decode()
    shape = rf'(bpmnElement="{element}"[^>]*>\s*<dc:Bounds )x="(-?\d+)" y="(-?\d+)"'
    changed, count = re.subn(shape, moved, text)
    assert count == 1
    return changed.encode()


def again(graph: ProcessGraph, content: bytes) -> Kept:
    return keep_positions(lay_out(graph), read_drawn(content))


def moved_case(element: str, dx: int, dy: int) -> tuple[PlacedGraph, Kept]:
    fresh = lay_out(walkthrough())
    return fresh, again(walkthrough(), move(write_bpmn(fresh), element, dx, dy))


def docked(drawing: Kept, edge: str, source: str, target: str) -> bool:
    points, shapes = drawing.placed.edges[edge], drawing.placed.shapes
    return all(
        box.x <= point.x <= box.right and box.y <= point.y <= box.bottom
        for point, box in ((points[0], shapes[source]), (points[-1], shapes[target]))
    )


def test_a_diagram_that_nobody_touched_comes_out_as_it_is() -> None:
    content = write_bpmn(lay_out(walkthrough()))
    drawing = again(walkthrough(), content)
    assert (drawing.kept, drawing.lost, drawing.warnings) == ((), (), ())
    assert write(drawing) == content


def test_a_moved_shape_stays_and_its_flows_are_led_to_it() -> None:
    fresh, drawing = moved_case("Konsep", 20, 10)
    old, new = fresh.shapes["Konsep"], drawing.placed.shapes["Konsep"]
    assert (new.x, new.y) == (old.x + 20, old.y + 10)
    assert drawing.kept == ("Konsep",)
    assert docked(drawing, "Gabung_Konsep", "Gabung", "Konsep")
    assert docked(drawing, "Konsep_Periksa", "Konsep", "Periksa")
    for points in drawing.placed.edges.values():
        assert all(a.x == b.x or a.y == b.y for a, b in pairwise(points))
    untouched = set(fresh.shapes) - {"Konsep", "Tenggat"}
    assert {key: drawing.placed.shapes[key] for key in untouched} == {key: fresh.shapes[key] for key in untouched}
    assert drawing.placed.edges["Mulai_Gabung"] == fresh.edges["Mulai_Gabung"]


def test_a_boundary_event_and_its_name_go_with_their_host() -> None:
    fresh, drawing = moved_case("Konsep", 20, 10)
    for boxes, before in ((drawing.placed.shapes, fresh.shapes), (drawing.placed.labels, fresh.labels)):
        old, new = before["Tenggat"], boxes["Tenggat"]
        assert (new.x - old.x, new.y - old.y) == (20, 10)


@pytest.mark.parametrize("element", ["Konsep", "Gabung", "Periksa", "Selesai", "Lapor", "Mulai"])
def test_compiling_again_changes_nothing(element: str) -> None:
    _, drawing = moved_case(element, 30, -10)
    content = write(drawing)
    second = again(walkthrough(), content)
    assert write(second) == content
    assert second.kept == drawing.kept


def test_a_moved_line_stays_while_it_reaches_both_ends() -> None:
    content = write_bpmn(lay_out(walkthrough()))
    text = content.decode()
    assert '<di:waypoint x="720" y="92" />' in text
    text = text.replace('<di:waypoint x="720" y="92" />', '<di:waypoint x="720" y="82" />')
    text = text.replace('<di:waypoint x="355" y="92" />', '<di:waypoint x="355" y="82" />')
    drawing = again(walkthrough(), text.encode())
    assert drawing.kept == ("Setuju_Gabung",)
    assert drawing.placed.edges["Setuju_Gabung"][1] == Point(720, 82)
    moved = again(walkthrough(), move(text.encode(), "Gabung", 0, 100))
    assert moved.kept == ("Gabung",)
    assert [sentence for sentence in moved.lost if "Setuju_Gabung" in sentence]
    assert docked(moved, "Setuju_Gabung", "Setuju", "Gabung")


def test_a_moved_name_stays() -> None:
    fresh = lay_out(walkthrough())
    box = fresh.labels["Setuju"]
    mark = f'<dc:Bounds x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" />'
    text = write_bpmn(fresh).decode()
    assert text.count(mark) == 1
    text = text.replace(mark, mark.replace(f'y="{box.y}"', f'y="{box.y + 30}"'))
    drawing = again(walkthrough(), text.encode())
    assert drawing.kept == ("Setuju",)
    assert drawing.placed.labels["Setuju"] == Box(box.x, box.y + 30, box.width, box.height)
    assert drawing.placed.shapes == fresh.shapes


def inserted(graph: ProcessGraph) -> ProcessGraph:
    """The process with one more step behind `Konsep`."""
    step = replace(next(n for n in graph.scope.nodes if n.id == "Konsep"), id="Baru", name="Langkah baru")
    flows = tuple(replace(flow, source="Baru") if flow.id == "Konsep_Periksa" else flow for flow in graph.scope.flows)
    flows = (*flows, Flow("Konsep_Baru", "Konsep", "Baru"))
    return replace(graph, scope=Scope((*graph.scope.nodes, step), flows))


def test_a_new_step_is_drawn_by_alur_and_the_moved_one_stays() -> None:
    graph = walkthrough()
    content = move(write_bpmn(lay_out(graph)), "Konsep", 20, 10)
    fresh = lay_out(inserted(graph))
    drawing = keep_positions(fresh, read_drawn(content))
    assert drawing.kept == ("Konsep",)
    assert drawing.placed.shapes["Baru"] == fresh.shapes["Baru"]
    assert docked(drawing, "Konsep_Baru", "Konsep", "Baru")
    assert write(keep_positions(fresh, read_drawn(write(drawing)))) == write(drawing)


def test_a_moved_step_that_is_gone_is_named() -> None:
    graph = walkthrough()
    content = move(write_bpmn(lay_out(inserted(graph))), "Baru", 20, 0)
    drawing = again(graph, content)
    assert drawing.kept == ()
    assert any("Baru" in sentence for sentence in drawing.lost)
    assert drawing.placed == lay_out(graph)


def test_what_is_kept_moves_with_its_lane() -> None:
    graph = walkthrough()
    fresh = lay_out(graph)
    content = move(write_bpmn(fresh), "Periksa", 0, 20)
    note = Annotation("Catatan", "Waktu pada dokumen tidak terbaca, diisi petugas pada saat tinjauan.", "Konsep")
    taller = replace(graph, annotations=(note,))
    lane = next(n.lane for n in graph.scope.nodes if n.id == "Periksa")
    assert lane is not None
    down = lay_out(taller).shapes[lane].y - fresh.shapes[lane].y
    assert down > 0
    drawing = again(taller, content)
    assert drawing.placed.shapes["Periksa"].y == fresh.shapes["Periksa"].y + 20 + down


def test_a_kept_position_over_another_shape_is_told() -> None:
    fresh = lay_out(walkthrough())
    by = fresh.shapes["Gabung"].x - fresh.shapes["Konsep"].x
    _, drawing = moved_case("Konsep", by, 0)
    assert any("Konsep" in text and "Gabung" in text and "lies over" in text for text in drawing.warnings)


def test_a_shape_outside_its_lane_is_told() -> None:
    _, drawing = moved_case("Selesai", 0, 400)
    assert any("Selesai" in text and "outside its lane" in text for text in drawing.warnings)


def test_the_pool_is_widened_for_a_shape_moved_to_the_right() -> None:
    _, drawing = moved_case("Selesai", 500, 0)
    shapes = drawing.placed.shapes
    assert shapes["Participant_Kantor"].right > shapes["Selesai"].right
    assert drawing.warnings == ()


def test_the_outside_parties_are_widened_with_the_office() -> None:
    graph = build_process(full_case())
    fresh = lay_out(graph)
    end = max((n.id for n in graph.scope.nodes if n.kind == "endEvent"), key=lambda key: fresh.shapes[key].x)
    drawing = again(graph, move(write_bpmn(fresh), end, 500, 0))
    office = drawing.placed.shapes["Participant_Kantor"]
    assert office.right > fresh.shapes["Participant_Kantor"].right
    for above in (True, False):
        side = [pool.id for pool in graph.pools if (fresh.shapes[pool.id].y < office.y) == above]
        if side:
            assert max(drawing.placed.shapes[pool].right for pool in side) == office.right
    assert graph.pools


def test_a_sub_process_takes_its_content_along() -> None:
    graph = build_process(collective_case())
    fresh = lay_out(graph)
    sub = next(node for node in graph.scope.nodes if node.kind == "subProcess")
    assert sub.scope is not None
    drawing = again(graph, move(write_bpmn(fresh), sub.id, 40, 0))
    for child in sub.scope.nodes:
        assert drawing.placed.shapes[child.id].x == fresh.shapes[child.id].x + 40


def test_an_added_element_is_named() -> None:
    text = write_bpmn(lay_out(walkthrough())).decode()
    shape = '<bpmndi:BPMNShape id="x" bpmnElement="Punya_Saya"><dc:Bounds x="1" y="2" width="3" height="4" />'
    text = text.replace("</bpmndi:BPMNPlane>", f"{shape}</bpmndi:BPMNShape></bpmndi:BPMNPlane>")
    assert any("Punya_Saya" in sentence for sentence in again(walkthrough(), text.encode()).lost)


def test_a_file_without_record_is_drawn_anew_and_says_so() -> None:
    text = re.sub(r' documentation="alur-drawn[^"]*"', "", write_bpmn(lay_out(walkthrough())).decode())
    drawing = again(walkthrough(), move(text.encode(), "Konsep", 20, 0))
    assert drawing.placed == lay_out(walkthrough())
    assert drawing.lost
    assert again(walkthrough(), text.encode()).lost == ()


@pytest.mark.parametrize("content", [b"", b"no xml", b"<a>", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>'])
def test_a_broken_file_is_an_error_for_people(content: bytes) -> None:
    with pytest.raises(DrawnError):
        read_drawn(content)


@pytest.mark.parametrize("seed", range(12))
def test_random_moves_are_kept_and_compiling_twice_changes_nothing(seed: int) -> None:
    graph = random_process(seed)
    content = write_bpmn(lay_out(graph))
    movable = [n.id for n in graph.scope.nodes if n.kind in {"userTask", "serviceTask", "endEvent"}]
    for number, element in enumerate(movable[seed % 3 :: 5]):
        content = move(content, element, 15 + number, 5)
    drawing = again(graph, content)
    before = read_drawn(content).now
    assert drawing.kept
    assert all(drawing.placed.shapes[key] == before.shapes[key] for key in drawing.kept if key in before.shapes)
    undocked = [fault for fault in measure(drawing.placed).faults if "dock" in fault or "orthogonal" in fault]
    assert undocked == []
    assert write(again(graph, write(drawing))) == write(drawing)


def test_the_whole_case_unmoved_gives_the_same_bytes() -> None:
    graph = build_process(full_case())
    content = write_bpmn(lay_out(graph))
    assert write(again(graph, content)) == content


def test_the_record_is_read_back() -> None:
    placed = lay_out(build_process(full_case()))
    drawn: Drawn = read_drawn(write_bpmn(placed))
    assert drawn.now.shapes == placed.shapes
    assert drawn.generated.shapes == placed.shapes
    assert drawn.now.labels == placed.labels
    assert drawn.generated.labels == placed.labels
    assert drawn.now.edges == drawn.generated.edges


def test_a_shape_moved_in_modeler_stays_with_its_lines_and_names() -> None:
    """The file is what bpmn-js 18 saved after it had moved `Konsep` by (40, 20)."""
    fresh = lay_out(walkthrough())
    content = (Path(__file__).parent / "graphs" / "walkthrough_moved_in_modeler.bpmn").read_bytes()
    drawing = again(walkthrough(), content)
    assert drawing.kept == ("Konsep", "Tenggat", "Gabung_Konsep", "Konsep_Periksa", "Tenggat_Lapor")
    assert (drawing.lost, drawing.warnings) == ((), ())
    old, new = fresh.shapes["Konsep"], drawing.placed.shapes["Konsep"]
    assert (new.x - old.x, new.y - old.y) == (40, 20)
    now = read_drawn(content).now
    assert (dict(now.shapes), dict(now.labels)) == (drawing.placed.shapes, drawing.placed.labels)
    assert write(again(walkthrough(), write(drawing))) == write(drawing)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A compiled SOP."""
    source = Path(__file__).parents[2] / "bpmn" / "karpeg-pesisir-selatan"
    copy = tmp_path / source.name
    shutil.copytree(source, copy)
    assert alur("compile", "--fresh", str(copy)).exit_code == 0
    return copy


def alur(*arguments: str) -> Result:
    return CliRunner().invoke(build_app(), list(arguments))


def test_compile_keeps_what_was_moved_and_says_so(folder: Path) -> None:
    diagram = folder / f"{folder.name}.bpmn"
    untouched = diagram.read_bytes()
    task = next(key for key in read_drawn(untouched).now.shapes if key.startswith("Task_"))
    diagram.write_bytes(move(untouched, task, 0, 10))
    told = alur("compile", str(folder))
    assert told.exit_code == 0
    assert "1 positions moved by hand are kept" in told.output
    assert task in told.output
    kept = diagram.read_bytes()
    assert read_drawn(kept).now.shapes[task].y == read_drawn(untouched).now.shapes[task].y + 10
    assert alur("compile", "--check", str(folder)).exit_code == 0
    assert alur("compile", str(folder)).exit_code == 0
    assert diagram.read_bytes() == kept
    assert alur("compile", "--fresh", str(folder)).exit_code == 0
    assert diagram.read_bytes() == untouched


def test_check_still_tells_a_stale_diagram(folder: Path) -> None:
    diagram = folder / f"{folder.name}.bpmn"
    diagram.write_bytes(
        diagram.read_bytes().replace(b'name="Selesai', b'name="Habis').replace(b"retries=", b"retries =")
    )
    assert alur("compile", "--check", str(folder)).exit_code == 1


def test_compile_refuses_a_diagram_that_cannot_be_read(folder: Path) -> None:
    diagram = folder / f"{folder.name}.bpmn"
    diagram.write_bytes(b"<<<<<<< HEAD")
    told = alur("compile", str(folder))
    assert told.exit_code != 0
    assert diagram.read_bytes() == b"<<<<<<< HEAD"
    assert alur("compile", "--fresh", str(folder)).exit_code == 0
    assert read_drawn(diagram.read_bytes()).now.shapes
