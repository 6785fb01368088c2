"""The measure itself: it must see every kind of fault when a good drawing is broken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.graph import Annotation, Box, PlacedGraph, Point
from generator.layout import lay_out
from generator.process import build_process
from tests.generator.layout_metrics import measure
from tests.generator.sops import full_case


@pytest.fixture
def good() -> PlacedGraph:
    placed = lay_out(build_process(full_case()))
    assert measure(placed).faults == []
    return placed


def moved(box: Box, dx: int, dy: int) -> Box:
    return replace(box, x=box.x + dx, y=box.y + dy)


def user_task(placed: PlacedGraph) -> str:
    return next(n.id for n in placed.graph.scope.nodes if n.kind == "userTask")


def faults(placed: PlacedGraph) -> str:
    return "\n".join(measure(placed).faults)


def test_a_missing_shape(good: PlacedGraph) -> None:
    del good.shapes[user_task(good)]
    assert "no shape" in faults(good)


def test_a_shape_of_nothing(good: PlacedGraph) -> None:
    good.shapes["Nowhere"] = Box(0, 0, 10, 10)
    assert "shape of nothing" in faults(good)


def test_a_missing_label(good: PlacedGraph) -> None:
    del good.labels[next(iter(good.labels))]
    assert "no label" in faults(good)


def test_a_task_on_another(good: PlacedGraph) -> None:
    one, other = [n.id for n in good.graph.scope.nodes if n.kind == "userTask"][:2]
    good.shapes[one] = moved(good.shapes[other], 20, 10)
    found = faults(good)
    assert "shapes overlap" in found
    assert "does not dock" in found


def test_a_task_outside_its_lane(good: PlacedGraph) -> None:
    task = user_task(good)
    good.shapes[task] = moved(good.shapes[task], 0, 200)
    assert "not in lane" in faults(good)


def test_a_boundary_event_off_its_host(good: PlacedGraph) -> None:
    event = next(n.id for n in good.graph.scope.nodes if n.kind == "boundaryEvent")
    good.shapes[event] = moved(good.shapes[event], 0, 9)
    assert "not on the border" in faults(good)


def test_an_edge_through_a_task(good: PlacedGraph) -> None:
    box = good.shapes[user_task(good)]
    flow = good.graph.scope.flows[-1].id
    good.edges[flow] = (Point(box.x - 40, box.y + 33), Point(box.right + 40, box.y + 33))
    assert "runs through" in faults(good)


def test_a_diagonal_edge(good: PlacedGraph) -> None:
    flow = good.graph.scope.flows[0].id
    first, *_, last = good.edges[flow]
    good.edges[flow] = (first, Point(last.x, last.y + 12))
    assert "not orthogonal" in faults(good)


def test_two_edges_on_each_other(good: PlacedGraph) -> None:
    one, other = good.graph.scope.flows[0].id, good.graph.scope.flows[1].id
    good.edges[one] = good.edges[other]
    assert "edges on each other" in faults(good)


def test_a_label_over_a_task(good: PlacedGraph) -> None:
    key = next(iter(good.labels))
    box = good.shapes[user_task(good)]
    good.labels[key] = replace(good.labels[key], x=box.x + 5, y=box.y + 5)
    assert f"label {key} over" in faults(good)


def test_a_label_over_an_edge(good: PlacedGraph) -> None:
    key = next(iter(good.labels))
    points = max(good.edges.values(), key=lambda p: abs(p[1].x - p[0].x))
    good.labels[key] = replace(good.labels[key], x=(points[0].x + points[1].x) // 2 - 20, y=points[0].y - 6)
    assert f"label {key} over" in faults(good)


@pytest.fixture
def noted(good: PlacedGraph) -> PlacedGraph:
    """The same with an annotation far above its task, joined by a slanting line."""
    task = user_task(good)
    graph = replace(good.graph, annotations=(*good.graph.annotations, Annotation("Catatan_Uji", task, "Catatan")))
    box = good.shapes[task]
    good.shapes["Catatan_Uji"] = Box(box.x + 200, -400, 100, 30)
    good.edges["Association_Catatan_Uji"] = (Point(box.x + 20, box.y), Point(box.x + 210, -370))
    return replace(good, graph=graph)


def test_a_label_over_the_line_of_an_annotation(noted: PlacedGraph) -> None:
    assert "over Association_Catatan_Uji" not in faults(noted)
    key = next(iter(noted.labels))
    a, b = noted.edges["Association_Catatan_Uji"]
    noted.labels[key] = replace(noted.labels[key], x=(a.x + b.x) // 2 - 10, y=(a.y + b.y) // 2 - 5)
    assert f"label {key} over Association_Catatan_Uji" in faults(noted)


def test_the_line_of_an_annotation_through_a_task(noted: PlacedGraph) -> None:
    other = [n.id for n in noted.graph.scope.nodes if n.kind == "userTask"][1]
    a, b = noted.edges["Association_Catatan_Uji"]
    noted.shapes[other] = replace(noted.shapes[other], x=(a.x + b.x) // 2 - 50, y=(a.y + b.y) // 2 - 40)
    assert f"Association_Catatan_Uji runs through {other}" in faults(noted)


def test_a_label_box_that_cuts_its_text(good: PlacedGraph) -> None:
    key = max(good.labels, key=lambda k: good.labels[k].height)
    good.labels[key] = replace(good.labels[key], height=5)
    assert "label box too small" in faults(good)


def test_crossings_are_counted(good: PlacedGraph) -> None:
    calm = measure(good).crossings
    flow = good.graph.scope.flows[0].id
    first, *_, last = good.edges[flow]
    low = max(box.bottom for box in good.shapes.values()) + 50
    far = max(box.right for box in good.shapes.values()) + 50
    good.edges[flow] = (first, Point(first.x, low), Point(far, low), Point(far, last.y), last)
    assert measure(good).crossings > calm
