"""What a slip in the builder or a hand in the file would break: each class of broken process is found and named.

Whole compiled processes are changed in one place. Changing every place of the six SOPs and of the rule fixtures showed
which classes went unseen; each of those has its test here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from generator.check import check_process
from generator.forms import build_forms
from generator.graph import Flow, Mapping, Message, Node, ProcessGraph, Scope, Timer
from generator.pipeline import form_fields
from generator.process import build_process
from generator.sop import Sop
from tests.generator import sops

TOGETHER = sops.sop(
    sops.row(1, "Tulis", "staf", "proses"),
    sops.row(
        2, "Nilai", "kepala", "periksa", bersama=["ptsp"], keputusan={"jenis": "persetujuan", "tidak": {"ke": "Tulis"}}
    ),
    sops.row(3, "Simpan", "staf", "lain"),
)
SECOND_LEVEL = sops.sop(
    sops.row(1, "Tulis", "staf", "proses", waktu={"teks": "1 jam", "durasi": "PT1H", "tingkat_dua": "PT1H"})
)
FULL, PEOPLE = sops.full_case(), sops.collective_case()


def drop(_: Flow) -> None:
    return None


Change = Callable[[Node], Node | None]


def changed(scope: Scope, id_: str, change: Change, flow: Callable[[Flow], Flow | None]) -> Scope:
    nodes = []
    for node in scope.nodes:
        made = change(node) if node.id == id_ else node
        if made is not None:
            nodes.append(replace(made, scope=changed(made.scope, id_, change, flow)) if made.scope else made)
    flows = [flow(f) if f.id == id_ else f for f in scope.flows]
    return Scope(tuple(nodes), tuple(f for f in flows if f is not None))


def codes(
    sop: Sop, id_: str, change: Change = lambda n: n, flow: Callable[[Flow], Flow | None] = lambda f: f
) -> set[str]:
    graph = build_process(sop)
    assert any(n.id == id_ for n, _ in graph.walk()) or any(f.id == id_ for _, s in graph.walk() for f in s.flows), id_
    broken = replace(graph, scope=changed(graph.scope, id_, change, flow))
    return {p.kode for p in check_process(broken, form_fields(build_forms(sop)))}


def without_output(target: str) -> Change:
    return lambda n: replace(n, outputs=tuple(m for m in n.outputs if m.target != target))


def without_input(target: str) -> Change:
    return lambda n: replace(n, inputs=tuple(m for m in n.inputs if m.target != target))


def with_field(**fields: Any) -> Change:
    return lambda n: replace(n, **fields)


def without_header(name: str) -> Change:
    def change(node: Node) -> Node:
        assert node.job
        return replace(node, job=replace(node.job, headers=tuple(h for h in node.job.headers if h[0] != name)))

    return change


def of_type(name: str) -> Change:
    def change(node: Node) -> Node:
        assert node.job
        return replace(node, job=replace(node.job, type=name))

    return change


def task(**fields: Any) -> Change:
    def change(node: Node) -> Node:
        assert node.user_task
        return replace(node, user_task=replace(node.user_task, **fields))

    return change


def key(expression: str) -> Change:
    def change(node: Node) -> Node:
        assert node.message
        return replace(node, message=replace(node.message, correlation_key=expression))

    return change


def results(**fields: Any) -> Change:
    def change(node: Node) -> Node:
        assert node.multi_instance
        return replace(node, multi_instance=replace(node.multi_instance, **fields))

    return change


OTHER = Message("Message_Pencabutan", "permohonan-dicabut", "=nomorPerkara")


@pytest.mark.parametrize(
    ("sop", "element", "change", "code"),
    [
        # A decision that is not written down: the gateway would take the last one of another row.
        (FULL, "Task_TandaTangan", without_output("keputusan"), "putusan-langkah-lain"),
        (FULL, "Task_TerimaBerkas", without_output("lengkap"), "variabel-belum-ditulis"),
        (TOGETHER, "Task_Nilai_Ptsp", without_output("suaraNilaiPtsp"), "putusan-langkah-lain"),
        (FULL, "Task_TerimaBerkas", without_output("kekurangan"), "putusan-langkah-lain"),
        # What people enter is lost, or begins with what somebody else entered.
        (FULL, "Task_Kirim", without_output("tandaTerima"), "isian-hilang"),
        (FULL, "Task_Periksa", without_output("catatan"), "catatan-hilang"),
        (FULL, "Balasan_CatatBalasan", without_output("catatan"), "catatan-hilang"),
        (FULL, "Task_Periksa", without_input("keputusan"), "isian-lama"),
        (FULL, "Task_CatatBalasan", without_input("hasil"), "isian-lama"),
        # What a job, a message or an error brings.
        (FULL, "Service_BeriNomor_Kirim", without_output("suratPengantar"), "hasil-hilang"),
        (FULL, "Galat_BuatKonsep", without_output("dataKurang"), "hasil-hilang"),
        (FULL, "Balasan_CatatBalasan", without_output("suratPengantar"), "putaran-tidak-dibuka"),
        # What a job needs.
        (FULL, "Service_BeriNomor_Kirim", without_input("surat"), "variabel-belum-ditulis"),
        (FULL, "Service_BuatKonsep_BuatKonsep", without_input("isi"), "variabel-belum-ditulis"),
        (FULL, "Task_Periksa", without_input("waktuBaku"), "tenggat-tanpa-waktu"),
        (SECOND_LEVEL, "Task_Tulis", without_input("waktuKedua"), "variabel-belum-ditulis"),
        (FULL, "Service_BeriNomor_Kirim", without_header("jenis"), "pekerjaan-tidak-lengkap"),
        (FULL, "Service_BeriNomor_Kirim", of_type("nomor"), "pekerjaan-tidak-dikenal"),
        (FULL, "Task_Periksa", with_field(listeners=()), "variabel-belum-ditulis"),
        (FULL, "Galat_BuatKonsep", with_field(error=None, timer=Timer("duration", "P1D")), "galat-tidak-ditangkap"),
        # Forms and people.
        (FULL, "Task_Periksa", task(form_id="tidak-ada"), "formulir-tidak-ada"),
        (FULL, "Task_Periksa", task(form_id="contoh-kirim"), "formulir-ganda"),
        (FULL, "Task_Periksa", task(candidate_groups=()), "tugas-tanpa-pelaksana"),
        # Messages.
        (FULL, "Balasan_CatatBalasan", with_field(message=OTHER), "pesan-tidak-unik"),
        (FULL, "Balasan_CatatBalasan", key("=nomorPerkara"), "pesan-salah-kunci"),
        (FULL, "Balasan_CatatBalasan", with_field(message=None), "pemicu-tidak-tunggal"),
        # Timers.
        (FULL, "Tenggat_Periksa", with_field(timer=Timer("date", "besok")), "waktu-tidak-terbaca"),
        (FULL, "Pengingat_CatatBalasan", with_field(timer=Timer("cycle", "R/seminggu")), "waktu-tidak-terbaca"),
        (FULL, "Tenggat_Periksa", with_field(interrupting=True), "waktu-menghentikan"),
        # Gateways.
        (FULL, "Gateway_TerimaBerkas", with_field(kind="parallelGateway"), "syarat-tanpa-gerbang"),
        (FULL, "Merge_Service_BuatKonsep_BuatKonsep", with_field(kind="parallelGateway"), "macet"),
        (TOGETHER, "Join_Nilai", with_field(kind="exclusiveGateway"), "tanpa-sinkronisasi"),
        # Work done for each person.
        (PEOPLE, "Kolektif_Rekam", without_input("hasilOrang"), "hasil-tercampur"),
        (PEOPLE, "Kolektif_Rekam", results(output_element="=hasil"), "variabel-belum-ditulis"),
        (PEOPLE, "Kolektif_Rekam", results(input_collection="=catatan"), "daftar-mungkin-kosong"),
    ],
)
def test_a_change_at_one_element(sop: Sop, element: str, change: Change, code: str) -> None:
    assert code in codes(sop, element, change)


@pytest.mark.parametrize(
    ("sop", "element", "change", "code"),
    [
        (FULL, "Flow_Gateway_Periksa_Merge_Service_BuatKonsep_BuatKonsep", drop, "jawaban-tanpa-jalan"),
        (FULL, "Flow_Gateway_CatatBalasan_End_CatatBalasan_1", drop, "jawaban-tanpa-jalan"),
        (PEOPLE, "Flow_Gateway_Rekam_Merge_Rekam", drop, "jawaban-tanpa-jalan"),
        (
            FULL,
            "Flow_Gateway_Periksa_Task_TandaTangan",
            lambda f: replace(f, condition='=keputusan != "ngawur"'),
            "jawaban-dua-jalan",
        ),
        (FULL, "Flow_Task_Periksa_Gateway_Periksa", lambda f: replace(f, condition="=true"), "syarat-tanpa-gerbang"),
        (FULL, "Flow_Task_Serahkan_End_Selesai", lambda f: replace(f, target="Tenggat_Periksa"), "awal-dituju"),
        (FULL, "Flow_Task_Serahkan_End_Selesai", lambda f: replace(f, source="End_Selesai"), "akhir-berlanjut"),
        (FULL, "Flow_Task_Serahkan_End_Selesai", lambda f: replace(f, name="x" * 61), "nama-terlalu-panjang"),
        (
            FULL,
            "Flow_Gateway_Periksa_Merge_Service_BuatKonsep_BuatKonsep",
            lambda f: replace(f, target="Gateway_Periksa"),
            "putaran-tanpa-langkah",
        ),
    ],
)
def test_a_change_at_one_flow(sop: Sop, element: str, change: Callable[[Flow], Flow | None], code: str) -> None:
    assert code in codes(sop, element, flow=change)


def test_every_single_flow_that_is_dropped_is_missed() -> None:
    for sop in (FULL, PEOPLE, TOGETHER):
        graph = build_process(sop)
        scopes = [graph.scope, *(n.scope for n, _ in graph.walk() if n.scope)]
        for id_ in (f.id for scope in scopes for f in scope.flows):
            assert codes(sop, id_, flow=drop), id_


def test_thirty_performers_in_one_row_are_proved() -> None:
    """Exploring their tasks one by one would mean 2^30 states."""
    roles = [{"kode": f"peran-{n}", "nama": f"Peran {n}"} for n in range(30)]
    names = [r["kode"] for r in roles]
    back = {"jenis": "persetujuan", "tidak": {"ke": "Nilai"}}
    sop = sops.sop(sops.row(1, "Nilai", names[0], "proses", bersama=names[1:], keputusan=back), pelaksana=roles)
    assert check_process(build_process(sop), form_fields(build_forms(sop))) == ()


def test_a_problem_names_the_row_to_mend() -> None:
    graph = build_process(FULL)
    broken = replace(graph, scope=changed(graph.scope, "Task_Periksa", without_output("keputusan"), lambda f: f))
    found = check_process(broken, form_fields(build_forms(FULL)))
    assert {p.langkah for p in found} == {"Periksa"}


def test_a_mapping_that_only_writes_null_does_not_fill_a_list() -> None:
    def change(node: Node) -> Node:
        return replace(node, outputs=(*node.outputs, Mapping("=null", "daftarLain")))

    graph: ProcessGraph = build_process(PEOPLE)
    other = changed(graph.scope, "StartEvent_Mulai", change, lambda f: f)
    other = changed(other, "Kolektif_Rekam", results(input_collection="=daftarLain"), lambda f: f)
    found = check_process(replace(graph, scope=other), form_fields(build_forms(PEOPLE)))
    assert [p.kode for p in found] == ["daftar-mungkin-kosong"]
