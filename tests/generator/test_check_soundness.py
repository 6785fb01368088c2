"""Broken graphs: each fault of a process is found and named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.check import check_process
from generator.check.data import reads
from generator.graph import Flow, Job, Lane, Mapping, Node, NodeKind, ProcessGraph, Scope, Timer, UserTask

LANE = "Lane_Staf"


def node(id_: str, kind: NodeKind = "userTask", **fields: object) -> Node:
    extra: dict[str, object] = {"user_task": UserTask("f", ("staf",))} if kind == "userTask" else {}
    if kind == "serviceTask":
        extra["job"] = Job("batalkan-surat")
    made = Node(id_, kind, id_, LANE)
    return replace(made, **{**extra, **fields})  # type: ignore[arg-type]


def flows(*pairs: str) -> tuple[Flow, ...]:
    """`a>b` or `a>b?` for a flow with a condition: the first of a gateway holds where the second does not."""
    made: list[Flow] = []
    for pair in pairs:
        source, target = pair.rstrip("?").split(">")
        second = any(f.source == source for f in made)
        condition = ("=not(count([]) > 0)" if second else "=count([]) > 0") if pair.endswith("?") else None
        made.append(Flow(f"{source}_{target}", source, target, condition=condition))
    return tuple(made)


def codes(nodes: list[Node], flows_: tuple[Flow, ...]) -> list[str]:
    graph = ProcessGraph("uji", "Uji", "Kantor", "", (Lane(LANE, "Staf"),), Scope(tuple(nodes), flows_))
    return [p.kode for p in check_process(graph, {"f": {}})]


START, END = node("s", "startEvent"), node("e", "endEvent")


def test_a_straight_path_is_sound() -> None:
    assert codes([START, node("t"), END], flows("s>t", "t>e")) == []


def test_unreachable_task() -> None:
    assert codes([START, node("t"), node("u"), END], flows("s>t", "t>e", "u>e")) == ["tidak-terjangkau"]


def test_dead_end() -> None:
    graph = [START, node("g", "exclusiveGateway"), node("t"), node("d", "parallelGateway"), END]
    assert codes(graph, flows("s>g", "g>t?", "g>e?", "t>d")) == ["jalan-buntu"]


def test_deadlock_of_a_parallel_join_behind_a_choice() -> None:
    graph = [
        START,
        node("x", "exclusiveGateway"),
        node("a"),
        node("b"),
        node("j", "parallelGateway"),
        END,
    ]
    assert codes(graph, flows("s>x", "x>a?", "x>b?", "a>j", "b>j", "j>e")) == ["macet"]


def test_lack_of_synchronisation_of_a_choice_join_behind_a_split() -> None:
    graph = [
        START,
        node("p", "parallelGateway"),
        node("a"),
        node("b"),
        node("m", "exclusiveGateway"),
        node("t"),
        END,
    ]
    assert codes(graph, flows("s>p", "p>a", "p>b", "a>m", "b>m", "m>t", "t>e")) == ["tanpa-sinkronisasi"]


def test_loop_without_exit() -> None:
    graph = [START, node("m", "exclusiveGateway"), node("t"), END]
    assert codes(graph, flows("s>m", "m>t", "t>m")) == ["tidak-terjangkau"]
    reachable = [START, node("x", "exclusiveGateway"), node("m", "exclusiveGateway"), node("t"), END]
    assert codes(reachable, flows("s>x", "x>m?", "x>e?", "m>t", "t>m")) == ["tidak-dapat-selesai"]


def test_a_deadline_path_that_comes_back_would_run_the_rest_twice() -> None:
    timer = Node("b", "boundaryEvent", "b", LANE, attached_to="t", interrupting=False, timer=Timer("date", "=now()"))
    graph = [START, node("t"), timer, node("m", "exclusiveGateway"), node("u"), END]
    assert codes(graph, flows("s>t", "t>m", "b>m", "m>u", "u>e")) == ["jalur-samping-kembali"]


def test_an_interrupting_event_may_come_back() -> None:
    timer = Node("b", "boundaryEvent", "b", LANE, attached_to="t", timer=Timer("date", "=now()"))
    graph = [START, node("t"), timer, node("m", "exclusiveGateway"), node("u"), END]
    assert codes(graph, flows("s>t", "t>m", "b>m", "m>u", "u>e")) == []


def test_parallel_work_that_is_joined_is_sound() -> None:
    graph = [START, node("p", "parallelGateway"), node("a"), node("b"), node("j", "parallelGateway"), END]
    assert codes(graph, flows("s>p", "p>a", "p>b", "a>j", "b>j", "j>e")) == []


def test_a_variable_that_one_way_does_not_write() -> None:
    writes = node("a", outputs=(Mapping("=1", "x"),))
    use = node("u", inputs=(Mapping("=x", "y"),))
    graph = [START, node("g", "exclusiveGateway"), writes, node("b"), node("m", "exclusiveGateway"), use, END]
    links = flows("s>g", "g>a?", "g>b?", "a>m", "b>m", "m>u", "u>e")
    assert codes(graph, links) == ["variabel-belum-ditulis"]
    both = [replace(n, outputs=(Mapping("=1", "x"),)) if n.id == "b" else n for n in graph]
    assert codes(both, links) == []


@pytest.mark.parametrize(
    ("nodes", "links", "code"),
    [
        ([START, node("t"), node("t"), END], flows("s>t", "t>e"), "id-ganda"),
        ([START, node("t", lane="Lane_X"), END], flows("s>t", "t>e"), "lane-tidak-ada"),
        ([START, node("t", name="x" * 61), END], flows("s>t", "t>e"), "nama-terlalu-panjang"),
        ([START, node("t"), END], flows("s>t", "t>z"), "alur-terputus"),
        ([node("t"), END], flows("t>e"), "awal-tidak-tunggal"),
        (
            [START, node("g", "exclusiveGateway"), node("t"), END],
            flows("s>g", "g>t", "g>e?", "t>e"),
            "cabang-tanpa-syarat",
        ),
        ([START, node("t", user_task=None), END], flows("s>t", "t>e"), "tugas-tanpa-formulir"),
        ([START, node("t", "serviceTask", job=None), END], flows("s>t", "t>e"), "tugas-tanpa-pekerjaan"),
    ],
)
def test_local_faults(nodes: list[Node], links: tuple[Flow, ...], code: str) -> None:
    assert code in codes(nodes, links)


def test_reads_finds_variables_only() -> None:
    expression = '=if hasil = "x y" then {"a": surat.nomor} else concatenate(daftar, [item.hasil])'
    assert reads(expression) == {"hasil", "surat", "daftar"}
    assert reads("R/P7D") == frozenset()
