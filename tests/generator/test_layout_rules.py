"""What a reader of the drawing relies on, one rule at a time."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.graph import (
    Annotation,
    BlackBoxPool,
    Flow,
    Job,
    Lane,
    MessageFlow,
    Node,
    PlacedGraph,
    ProcessGraph,
    Scope,
    Timer,
    UserTask,
)
from generator.layout import lay_out
from generator.layout.text import LABEL_WIDTHS, label_size, task_size, width, wrap
from generator.process import build_process
from tests.generator.graphs.random_process import random_process
from tests.generator.graphs.walkthrough import tables, walkthrough
from tests.generator.layout_metrics import measure
from tests.generator.sops import collective_case, full_case
from tests.thoroughness import examples

FORM = UserTask("form", ("staf",))


def chain(*lanes: str) -> ProcessGraph:
    """A start, one task per lane given, an end."""
    nodes = [Node("Mulai", "startEvent", "Mulai", lanes[0])]
    nodes += [Node(f"T{i}", "userTask", f"Langkah {i}", lane, user_task=FORM) for i, lane in enumerate(lanes)]
    nodes.append(Node("Selesai", "endEvent", "Selesai", lanes[-1]))
    flows = tuple(Flow(f"F{i}", a.id, b.id) for i, (a, b) in enumerate(itertools.pairwise(nodes)))
    every = tuple(Lane(lane, lane) for lane in sorted(set(lanes)))
    return ProcessGraph("uji", "Uji", "Kantor", "", every, Scope(tuple(nodes), flows))


def centre(placed: PlacedGraph, node: str) -> tuple[float, float]:
    box = placed.shapes[node]
    return box.x + box.width / 2, box.y + box.height / 2


def test_a_path_in_one_lane_is_one_straight_line() -> None:
    placed = lay_out(chain("A", "A", "A"))
    assert {centre(placed, n.id)[1] for n in placed.graph.scope.nodes} == {centre(placed, "Mulai")[1]}
    assert all(len(points) == 2 for points in placed.edges.values())


def test_steps_are_forty_px_apart_in_a_lane() -> None:
    placed = lay_out(chain("A", "A", "A"))
    assert placed.shapes["T1"].x - placed.shapes["T0"].right == 40


def test_the_happy_path_runs_from_left_to_right() -> None:
    placed = lay_out(build_process(full_case()))
    tasks = [n.id for n in placed.graph.scope.nodes if n.id.startswith("Task_") and not n.id.endswith("_Kekurangan")]
    xs = [centre(placed, task)[0] for task in tasks]
    assert xs == sorted(xs)


def refusing(kind: str) -> ProcessGraph:
    """A question with a short way to agree, and a long one to refuse that is marked as `kind`."""
    nodes = (
        Node("Mulai", "startEvent", "Mulai", "A"),
        Node("Tanya", "exclusiveGateway", "Setuju?", "A"),
        Node("Setuju", "endEvent", "Disetujui", "A"),
        Node("T1", "userTask", "Beri tahu", "A", user_task=FORM),
        Node("T2", "userTask", "Arsipkan", "A", user_task=FORM),
        Node("Tolak", "endEvent", "Ditolak", "A"),
    )
    flows = (
        Flow("F0", "Mulai", "Tanya"),
        Flow("F1", "Tanya", "Setuju", "Ya"),
        Flow("F2", "Tanya", "T1", "Tidak", None, kind),  # type: ignore[arg-type]
        Flow("F3", "T1", "T2"),
        Flow("F4", "T2", "Tolak"),
    )
    return ProcessGraph("uji", "Uji", "Kantor", "", (Lane("A", "A"),), Scope(nodes, flows))


@pytest.mark.parametrize(("kind", "straight"), [("refusal", "Setuju"), ("forward", "T1")])
def test_the_straight_path_follows_agreement_even_where_refusal_is_longer(kind: str, straight: str) -> None:
    placed = lay_out(refusing(kind))
    assert measure(placed).faults == []
    level = centre(placed, "Tanya")[1]
    assert [n for n in ("Setuju", "T1") if centre(placed, n)[1] == level] == [straight]


def test_only_answers_that_lead_elsewhere_are_marked_as_refusals() -> None:
    flows = build_process(full_case()).scope.flows
    assert {f.name for f in flows if f.kind == "refusal" and f.name} <= {
        "Tidak",
        "Tidak ada balasan",
        "Ditolak",
        "Dikembalikan",
    }
    assert any(f.kind == "refusal" for f in flows)
    assert not [f for f in flows if f.name == "Ya" and f.kind != "forward"]


def test_a_sub_process_below_is_entered_from_above() -> None:
    graph = build_process(collective_case())
    placed = lay_out(graph)
    subs = {n.id: n for n in graph.scope.nodes if n.kind == "subProcess"}
    into = [f for f in graph.scope.flows if f.target in subs]
    lanes = {n.id: n.lane for n in graph.scope.nodes}
    stepped = [f for f in into if placed.shapes[lanes[f.source] or ""].y < placed.shapes[lanes[f.target] or ""].y]
    assert all(placed.edges[f.id][-1].y == placed.shapes[f.target].y for f in stepped)
    assert all(centre(placed, f.source)[0] < centre(placed, f.target)[0] for f in into)


def test_lanes_keep_the_order_of_the_sop() -> None:
    placed = lay_out(build_process(full_case()))
    tops = [placed.shapes[lane.id].y for lane in placed.graph.lanes]
    assert tops == sorted(tops)


def test_a_deadline_hangs_below_its_task_in_its_lane() -> None:
    placed = lay_out(build_process(full_case()))
    boundaries = [n for n in placed.graph.scope.nodes if n.kind == "boundaryEvent" and n.timer]
    assert boundaries
    for event in boundaries:
        host, box = placed.shapes[event.attached_to or ""], placed.shapes[event.id]
        assert box.y + box.height / 2 == host.bottom
        first = next(f for f in placed.graph.scope.flows if f.source == event.id)
        after = placed.shapes[first.target]
        assert len(placed.edges[first.id]) == 2
        assert 20 <= after.y - host.bottom <= 60
        assert after.x < host.right


def test_a_return_goes_round_and_never_back_through_the_row() -> None:
    placed = lay_out(build_process(full_case()))
    returns = [f for f in placed.graph.scope.flows if f.kind == "return" and f.source.startswith("Gateway_")]
    assert returns
    for flow in returns:
        points = placed.edges[flow.id]
        assert len(points) == 4
        leftward = next(a for a, b in itertools.pairwise(points) if b.x < a.x)
        rows = {placed.shapes[n.id].y + placed.shapes[n.id].height // 2 for n in placed.graph.scope.nodes}
        assert leftward.y not in rows


def test_message_flows_are_straight_where_nothing_stands_in_the_way() -> None:
    placed = lay_out(build_process(full_case()))
    straight = [m for m in placed.graph.message_flows if len(placed.edges[m.id]) == 2]
    assert len(straight) >= len(placed.graph.message_flows) - 1


def test_a_sub_process_holds_what_is_in_it() -> None:
    placed = lay_out(build_process(collective_case()))
    subs = [n for n in placed.graph.scope.nodes if n.scope is not None]
    assert subs
    for sub in subs:
        outer = placed.shapes[sub.id]
        for child in sub.scope.nodes if sub.scope else ():
            inner = placed.shapes[child.id]
            assert outer.x < inner.x
            assert inner.right < outer.right
            assert outer.y < inner.y
            assert inner.bottom < outer.bottom


def test_an_annotation_stands_above_its_task() -> None:
    graph = chain("A", "B")
    note = Annotation("Catatan", "Pelaksana belum pasti: naskah menyebut dua jabatan.", "T1")
    noted = ProcessGraph("uji", "Uji", "Kantor", "", graph.lanes, graph.scope, annotations=(note,))
    placed = lay_out(noted)
    assert measure(placed).faults == []
    assert placed.shapes["Catatan"].bottom < placed.shapes["T1"].y
    assert placed.edges["Association_Catatan"][0].y == placed.shapes["T1"].y


def test_a_graph_without_lanes_has_only_the_pool() -> None:
    nodes = (
        Node("S", "startEvent", "Mulai"),
        Node("T", "serviceTask", "Jalan", job=Job("uji")),
        Node("E", "endEvent", "Selesai"),
    )
    graph = ProcessGraph("uji", "Uji", "Kantor", "", (), Scope(nodes, (Flow("F1", "S", "T"), Flow("F2", "T", "E"))))
    assert measure(lay_out(graph)).faults == []


def test_two_levels_of_deadlines_hang_below_each_other() -> None:
    nodes = [Node("T", "userTask", "Kerjakan", "A", user_task=FORM)]
    flows = []
    for level in ("1", "2"):
        timer = Timer("date", "=tenggat")
        nodes.append(
            Node(f"B{level}", "boundaryEvent", "Lewat tenggat", "A", attached_to="T", interrupting=False, timer=timer)
        )
        nodes.append(Node(f"S{level}", "serviceTask", "Laporkan ke atasan", "A", job=Job("eskalasi-tenggat")))
        nodes.append(Node(f"E{level}", "endEvent", "Tenggat terlampaui", "A"))
        flows += [Flow(f"F{level}", f"B{level}", f"S{level}"), Flow(f"G{level}", f"S{level}", f"E{level}")]
    graph = ProcessGraph("uji", "Uji", "Kantor", "", (Lane("A", "A"),), Scope(tuple(nodes), tuple(flows)))
    assert measure(lay_out(graph)).faults == []


def test_two_branches_that_swap_lanes_do_not_lie_on_each_other() -> None:
    nodes = (
        Node("P", "parallelGateway", "", "A"),
        Node("A1", "userTask", "Satu", "A", user_task=FORM),
        Node("B1", "userTask", "Dua", "B", user_task=FORM),
        Node("B2", "userTask", "Tiga", "B", user_task=FORM),
        Node("A2", "userTask", "Empat", "A", user_task=FORM),
    )
    pairs = (("P", "A1"), ("P", "B1"), ("A1", "B2"), ("B1", "A2"))
    flows = tuple(Flow(f"F{i}", a, b) for i, (a, b) in enumerate(pairs))
    graph = ProcessGraph("uji", "Uji", "Kantor", "", (Lane("A", "A"), Lane("B", "B")), Scope(nodes, flows))
    assert measure(lay_out(graph)).faults == []


@settings(max_examples=examples(60), deadline=None)
@given(st.integers(min_value=1000, max_value=10**9))
def test_many_random_processes_are_drawn_without_faults(seed: int) -> None:
    assert measure(lay_out(random_process(seed))).faults == []


@settings(max_examples=examples(20), deadline=None)
@given(st.integers(min_value=0, max_value=10**6))
def test_layout_is_a_function_of_the_graph(seed: int) -> None:
    one, other = lay_out(random_process(seed)), lay_out(random_process(seed))
    assert (one.shapes, one.edges, one.labels) == (other.shapes, other.edges, other.labels)


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Catat", (100, 80)),
        ("Buat konsep surat pengantar", (120, 80)),
        ("Periksa dan paraf konsep surat pengantar", (160, 80)),
    ],
)
def test_task_sizes(name: str, size: tuple[int, int]) -> None:
    assert task_size(name) == size


@given(st.text(alphabet="abcdefghij klmnop-qrstu", min_size=1, max_size=60))
def test_no_line_of_a_task_is_wider_than_the_task(name: str) -> None:
    wide, high = task_size(name)
    for lines in (wrap(name, 12, wide - 14), wrap(name, 12, wide - 14, LABEL_WIDTHS)):
        assert all(line <= wide - 14 for line in lines)
        assert len(lines) * 14.4 <= high


@pytest.mark.parametrize("name", ["Arsipkan surat pemberitahuan", "Susun jadwal dan surat pemberitahuan"])
def test_no_word_of_a_task_is_broken_in_the_wider_font(name: str) -> None:
    """With Arial's widths alone Modeler on Linux showed `pemberitahu an`."""
    inner = task_size(name)[0] - 14
    assert max(width(word, 12, LABEL_WIDTHS) for word in name.split()) <= inner
    assert len(wrap(name, 12, inner, LABEL_WIDTHS)) == 2


@given(st.text(min_size=1, max_size=80))
def test_wrapping_never_fails_and_loses_no_width(text: str) -> None:
    lines = wrap(text, 11, 90, LABEL_WIDTHS)
    assert lines
    assert sum(lines) <= sum(width(line, 11, LABEL_WIDTHS) for line in text.splitlines() or [""]) + 1e-6
    wide, high = label_size(text)
    assert wide >= max(lines)
    assert high >= 13


def test_a_repair_task_hangs_below_and_goes_back_to_the_left() -> None:
    placed = lay_out(build_process(full_case()))
    nodes = {n.id: n for n in placed.graph.scope.nodes}
    caught = [n for n in nodes.values() if n.kind == "boundaryEvent" and n.error]
    assert caught
    for event in caught:
        flow = next(f for f in placed.graph.scope.flows if f.source == event.id)
        back = next(f for f in placed.graph.scope.flows if f.source == flow.target)
        assert placed.shapes[flow.target].y > placed.shapes[event.attached_to or ""].bottom
        assert len(placed.edges[flow.id]) == 2
        assert placed.edges[back.id][0].x == placed.shapes[flow.target].x


def outside(*flows: tuple[str, str]) -> PlacedGraph:
    """Three tasks in a row and message flows from them to the pools named, all below."""
    graph = chain("A", "A", "A")
    pools = tuple(BlackBoxPool(pool, pool) for pool in dict.fromkeys(pool for _, pool in flows))
    messages = tuple(MessageFlow(f"M_{task}_{pool}", task, pool) for task, pool in flows)
    return lay_out(replace(graph, pools=pools, message_flows=messages))


def test_pools_share_a_side_where_their_message_flows_do_not_mix() -> None:
    placed = outside(("T0", "P"), ("T2", "Q"))
    assert measure(placed).faults == []
    assert placed.shapes["P"].y == placed.shapes["Q"].y
    assert placed.shapes["P"].right < placed.shapes["Q"].x


def test_a_letter_to_two_parties_reaches_both_straight() -> None:
    placed = outside(("T1", "P"), ("T1", "Q"))
    assert measure(placed).faults == []
    for pool in "PQ":
        end = placed.edges[f"M_T1_{pool}"][-1]
        assert placed.shapes[pool].x + 10 < end.x < placed.shapes[pool].right - 10


def test_a_pool_between_the_message_flows_of_another_goes_behind_it() -> None:
    placed = outside(("T0", "P"), ("T1", "Q"), ("T2", "P"))
    assert measure(placed).faults == []
    assert placed.shapes["Q"].y > placed.shapes["P"].bottom


def test_the_tables_of_the_walk_through_are_true() -> None:
    page = (Path(__file__).parents[2] / "docs" / "layout.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in page if line.startswith("|")] == tables()


def test_the_walk_through_is_drawn_without_faults() -> None:
    assert measure(lay_out(walkthrough())).faults == []
