"""Rules 1-9: what a row of the SOP becomes."""

from __future__ import annotations

import pytest

from generator.check import check_process
from generator.forms import build_forms
from generator.graph import Node, ProcessGraph
from generator.pipeline import form_fields
from generator.process import build_process
from generator.process.build import BuildError
from generator.process.steps import step_data
from generator.sop import Sop
from tests.generator import sops


def nodes(graph: ProcessGraph) -> dict[str, Node]:
    return {node.id: node for node, _ in graph.walk()}


def targets(graph: ProcessGraph, source: str) -> dict[str, str]:
    """Name of the flow -> target, through merging gateways."""
    merges = {n.id: f.target for n, scope in graph.walk() for f in scope.flows if f.source == n.id and not n.name}
    found = {}
    for _, scope in graph.walk():
        for flow in scope.flows:
            if flow.source == source:
                found[flow.name] = merges.get(flow.target, flow.target)
    return found


@pytest.mark.parametrize("sop", [sops.full_case(), sops.collective_case()], ids=["full", "collective"])
def test_every_rule_gives_a_sound_process(sop: Sop) -> None:
    assert [str(p) for p in check_process(build_process(sop), form_fields(build_forms(sop)))] == []


def test_each_row_has_exactly_one_task_in_its_lane() -> None:
    graph = build_process(sops.full_case())
    for step in sops.full_case().langkah:
        task = nodes(graph)[f"Task_{step.kode}"]
        assert task.kind == "userTask"
        assert task.user_task is not None
        assert task.user_task.candidate_groups == (step.pelaksana,)
        assert task.lane == "Lane_" + step.pelaksana.capitalize()


def test_a_deadline_is_a_listener_a_due_date_and_a_boundary_timer_that_ends_by_itself() -> None:
    graph = build_process(sops.full_case())
    task = nodes(graph)["Task_Periksa"]
    assert task.user_task is not None
    assert task.user_task.due_date == "=tenggat"
    assert [listener.type for listener in task.listeners] == ["hitung-tenggat"]
    assert ("=now()", "mulai") in [(m.source, m.target) for m in task.inputs]
    timer = nodes(graph)["Tenggat_Periksa"]
    assert (timer.attached_to, timer.interrupting) == ("Task_Periksa", False)
    assert targets(graph, "Tenggat_Periksa") == {"": "Eskalasi_Periksa"}
    assert targets(graph, "Eskalasi_Periksa") == {"": "End_Tenggat_Periksa"}


def test_a_row_without_time_has_no_timer() -> None:
    graph = build_process(sops.full_case())
    assert nodes(graph)["Task_CatatBalasan"].listeners == ()
    assert "Tenggat_CatatBalasan" not in nodes(graph)


def test_refusal_returns_to_the_drafting_with_a_note_and_counts_the_round() -> None:
    graph = build_process(sops.full_case())
    assert targets(graph, "Gateway_Periksa") == {"Ya": "Task_TandaTangan", "Tidak": "Service_BuatKonsep_BuatKonsep"}
    task = nodes(graph)["Task_Periksa"]
    assert {"keputusan", "catatan", "jumlahKoreksi"} <= {m.target for m in task.outputs}
    assert {"keputusan", "catatanBaru"} <= {m.target for m in task.inputs if m.source == "=null"}


def test_incomplete_documents_are_told_and_end_the_case() -> None:
    graph = build_process(sops.full_case())
    assert targets(graph, "Gateway_TerimaBerkas")["Tidak"] == "Task_TerimaBerkas_Kekurangan"
    (end,) = targets(graph, "Task_TerimaBerkas_Kekurangan").values()
    assert nodes(graph)[end].name == "Permohonan tidak diproses"


def test_incomplete_documents_may_return_to_the_same_row() -> None:
    decision = {"jenis": "kelengkapan", "pertanyaan": "Lengkap?", "tidak": {"ke": "Periksa"}}
    needs = [{"nama": "SK", "salinan": 4}]
    first = sops.row(1, "Periksa", "staf", "data", "periksa_berkas", keputusan=decision, kelengkapan=needs)
    graph = build_process(sops.sop(first))
    assert targets(graph, "Task_Periksa_Kekurangan") == {"": "Task_Periksa"}


def test_the_text_is_locked_at_the_signature_and_numbered_later() -> None:
    graph = build_process(sops.full_case())
    path = ["Gateway_TandaTangan"]
    while not path[-1].startswith("Task_"):
        step = targets(graph, path[-1])
        path.append(step.get("Ya") or step[""])
    assert path == [
        "Gateway_TandaTangan",
        "Service_Kunci_TandaTangan",
        "Service_BeriNomor_Kirim",
        "Service_Arsipkan_Kirim",
        "Service_Kirim_Kirim",
        "Task_Kirim",
    ]


def test_an_order_comes_before_the_machine_work_it_orders() -> None:
    graph = build_process(
        sops.sop(
            sops.row(1, "BuatKonsep", "staf", "konsep", surat="suratPengantar"),
            sops.row(2, "PerintahKirim", "kepala", "perintah", "nomor", "arsip", "kirim", surat="suratPengantar"),
        )
    )
    assert targets(graph, "Task_PerintahKirim") == {"": "Service_Kunci_PerintahKirim"}


def test_an_answer_comes_on_paper_or_by_message_and_has_three_outcomes() -> None:
    graph = build_process(sops.full_case())
    message = nodes(graph)["Balasan_CatatBalasan"]
    assert message.message is not None
    assert message.message.correlation_key == "=suratPengantar.idSurat"
    assert (message.attached_to, message.interrupting) == ("Task_CatatBalasan", True)
    reminder = nodes(graph)["Pengingat_CatatBalasan"]
    assert reminder.timer is not None
    assert reminder.timer.expression == "R/P7D"
    outcomes = targets(graph, "Gateway_CatatBalasan")
    assert outcomes["Terbit"] == "Task_Serahkan"
    assert outcomes["Dikembalikan"] == "Service_BuatKonsep_BuatKonsep"
    assert nodes(graph)[outcomes["Ditolak"]].name == "Permohonan ditolak Kanwil"


def test_collective_work_keeps_results_apart_and_passes_on_only_those_done() -> None:
    graph = build_process(sops.collective_case())
    first, second = nodes(graph)["Kolektif_Rekam"], nodes(graph)["Kolektif_Proses"]
    assert "hasilOrang" in {m.target for m in first.inputs}
    assert first.multi_instance is not None
    assert first.multi_instance.input_collection == "=daftarPns"
    assert second.multi_instance is not None
    assert second.multi_instance.input_collection == '=hasilRekam[item.hasil = "selesai"]'
    assert targets(graph, "Gateway_Rekam")["Jadwal ulang"] == "Task_Rekam"


def test_withdrawal_cancels_the_numbers() -> None:
    graph = build_process(sops.full_case())
    event = nodes(graph)["SubProcess_Pencabutan"]
    assert event.kind == "eventSubProcess"
    start = nodes(graph)["Start_Pencabutan"]
    assert start.interrupting
    assert start.message is not None
    assert start.message.correlation_key == "=nomorPerkara"
    assert nodes(graph)["Service_Batalkan"].job is not None


def test_the_outside_party_that_opens_the_table_becomes_the_start() -> None:
    sop = sops.sop(
        sops.row(1, "Ajukan", "pemohon", "kirim"), sops.row(2, "Terima", "ptsp", "terima"), mulai={"pihak": "pemohon"}
    )
    graph = build_process(sop)
    assert "Task_Ajukan" not in nodes(graph)
    assert [(m.source, m.target) for m in graph.message_flows] == [("Participant_Pemohon", "Task_Terima")]


def test_open_findings_show_in_the_diagram() -> None:
    finding = {"kode": "pelaksana-lemah", "langkah": "Terima", "kalimat": "Pelaksana belum pasti."}
    graph = build_process(sops.sop(sops.row(1, "Terima", "ptsp", "terima"), temuan=[finding]))
    assert [(a.target, a.text) for a in graph.annotations] == [
        ("Task_Terima", "Perlu diselesaikan: Pelaksana belum pasti.")
    ]
    settled = {**finding, "status": "selesai"}
    assert build_process(sops.sop(sops.row(1, "Terima", "ptsp", "terima"), temuan=[settled])).annotations == ()


def test_a_table_without_internal_rows_is_refused() -> None:
    with pytest.raises(BuildError, match="pihak luar"):
        build_process(sops.sop(sops.row(1, "Ajukan", "pemohon", "kirim")))


def test_ids_hang_on_the_kode_not_on_the_row_number() -> None:
    before = build_process(sops.sop(sops.row(1, "Terima", "ptsp", "terima"), sops.row(2, "Serahkan", "ptsp", "serah")))
    after = build_process(
        sops.sop(
            sops.row(1, "Terima", "ptsp", "terima"),
            sops.row(2, "Catat", "staf", "lain"),
            sops.row(3, "Serahkan", "ptsp", "serah"),
        )
    )
    assert set(nodes(before)) <= set(nodes(after))


def test_the_same_sop_gives_the_same_graph() -> None:
    assert build_process(sops.full_case()) == build_process(sops.full_case())


def test_a_return_comes_in_behind_the_condition_of_its_row() -> None:
    """Who sends a case back decides that the row is done; asking again would skip it and nobody would correct."""
    condition = {"pertanyaan": "Perlu telaah?", "ditanya_pada": "Terima"}
    graph = build_process(
        sops.sop(
            sops.row(1, "Terima", "ptsp", "terima"),
            sops.row(2, "Telaah", "staf", "proses", syarat=condition),
            sops.row(3, "Setujui", "kepala", "proses", keputusan={"jenis": "persetujuan", "tidak": {"ke": "Telaah"}}),
        )
    )
    assert targets(graph, "Gateway_Setujui")["Tidak"] == "Task_Telaah"
    assert targets(graph, "Task_Terima") == {"": "Gateway_Syarat_Telaah"}


def test_incomplete_documents_that_go_back_to_the_applicant_come_in_where_the_office_takes_over() -> None:
    decision = {"jenis": "kelengkapan", "pertanyaan": "Lengkap?", "tidak": {"ke": "Ajukan"}}
    graph = build_process(
        sops.sop(
            sops.row(1, "Ajukan", "pemohon", "kirim"),
            sops.row(2, "Periksa", "ptsp", "periksa_berkas", keputusan=decision, kelengkapan=[{"nama": "SK"}]),
        )
    )
    assert targets(graph, "Task_Periksa_Kekurangan") == {"": "Task_Periksa"}


def test_a_completeness_check_without_a_list_asks_for_all_documents_at_once() -> None:
    decision = {"jenis": "kelengkapan", "pertanyaan": "Lengkap?", "tidak": {"ke": "Periksa"}}
    step = sops.row(1, "Periksa", "ptsp", "periksa_berkas", keputusan=decision)
    assert [k.nama for k in step_data(sops.sop(step), sops.sop(step).langkah[0]).checklist] == [
        "Semua berkas yang disyaratkan"
    ]
    step["kelengkapan_teks"] = "Berkas permohonan"
    assert [k.nama for k in step_data(sops.sop(step), sops.sop(step).langkah[0]).checklist] == ["Berkas permohonan"]


def path_of(graph: ProcessGraph, source: str) -> list[str]:
    """Nodes behind `source` up to the end, along Ya, Terbit and unnamed flows, without merges."""
    path: list[str] = []
    while following := targets(graph, source):
        source = following.get("Ya") or following.get("Terbit") or following[""]
        path.append(source)
    return path


def test_a_row_that_writes_signs_and_delivers_delivers_last() -> None:
    actions = ("konsep", "tanda_tangan", "nomor", "arsip", "kirim", "antar")
    graph = build_process(sops.sop(sops.row(1, "Surat", "staf", *actions, surat="suratPengantar")))
    assert path_of(graph, "Service_BuatKonsep_Surat") == [
        "Task_Surat",
        "Service_Kunci_Surat",
        "Service_BeriNomor_Surat",
        "Service_Arsipkan_Surat",
        "Service_Kirim_Surat",
        "Task_Surat_Antar",
        "End_Selesai",
    ]


def test_a_number_from_elsewhere_is_typed_before_the_letter_is_archived_and_delivered() -> None:
    letter = {**sops.LETTER, "sumber_nomor": "luar"}
    rows = [
        sops.row(1, "Konsep", "staf", "konsep", surat="suratPengantar"),
        sops.row(2, "Kirim", "staf", "nomor", "arsip", "kirim", "antar", surat="suratPengantar"),
    ]
    path = path_of(build_process(sops.sop(*rows, surat=[letter])), "Task_Konsep")
    assert path[:3] == ["Service_Kunci_Kirim", "Task_Kirim_Nomor", "Service_BeriNomor_Kirim"]
    assert path[-2:] == ["Task_Kirim", "End_Selesai"]
    # A row that only enters the letter in the book has one task for it.
    agenda = sops.row(2, "Agenda", "staf", "nomor", "arsip", "lain", surat="suratPengantar")
    path = path_of(build_process(sops.sop(rows[0], agenda, surat=[letter])), "Task_Konsep")
    assert path[:2] == ["Task_Agenda", "Service_Kunci_Agenda"]


def test_a_row_that_sends_and_waits_sends_first() -> None:
    answer = {
        "dari": "kanwil",
        "surat": "suratPengantar",
        "dikembalikan": {"ke": "Konsep"},
        "ditolak": {"selesai": "Ditolak"},
    }
    for actions in (("nomor", "arsip", "kirim"), ("nomor", "arsip", "kirim", "antar")):
        graph = build_process(
            sops.sop(
                sops.row(1, "Konsep", "staf", "konsep", surat="suratPengantar"),
                sops.row(2, "Kirim", "staf", *actions, "catat_balasan", surat="suratPengantar", balasan=answer),
            )
        )
        path = path_of(graph, "Task_Konsep")
        assert path.index("Service_Kirim_Kirim") < path.index("Task_Kirim")
        assert ("Task_Kirim_Antar" in path) is ("antar" in actions)


def test_the_letter_is_locked_behind_the_last_signature_so_that_each_signer_can_refuse() -> None:
    rows = [
        sops.row(1, "Konsep", "staf", "konsep", surat="suratPengantar"),
        sops.approval(2, "Pertama", "ptsp", "Konsep", "tanda_tangan"),
        sops.approval(3, "Kedua", "kepala", "Konsep", "tanda_tangan"),
        sops.row(4, "Kirim", "staf", "nomor", "arsip", "kirim", "antar", surat="suratPengantar"),
    ]
    graph = build_process(sops.sop(*rows))
    assert "Service_Kunci_Kedua" in nodes(graph)
    assert "Service_Kunci_Pertama" not in nodes(graph)
    # One that may be passed over locks nothing while another is always given.
    rows[2]["syarat"] = {"pertanyaan": "Perlu?", "ditanya_pada": "Konsep"}
    assert "Service_Kunci_Pertama" in nodes(build_process(sops.sop(*rows)))


def test_message_flows_of_a_first_row_done_together_meet_a_task() -> None:
    graph = build_process(
        sops.sop(sops.row(1, "Terima", "ptsp", "terima", bersama=["staf"]), mulai={"pihak": "pemohon"})
    )
    assert [(m.source, m.target) for m in graph.message_flows] == [("Participant_Pemohon", "Task_Terima")]


def test_what_a_party_does_with_a_role_is_recorded_by_that_role() -> None:
    rows = [sops.row(1, "Terima", "ptsp", "terima"), sops.row(2, "Uji", "kanwil", "proses", bersama=["staf"])]
    assert nodes(build_process(sops.sop(*rows)))["Task_Uji"].lane == "Lane_Staf"


def test_names_made_from_long_words_of_the_sop_still_fit() -> None:
    long = "Kantor Wilayah Kementerian Agama Provinsi Daerah Khusus Ibukota Jakarta"
    case = sops.full_case().model_dump(mode="json")
    case["pihak_luar"][0]["nama"] = long
    people = sops.collective_case().model_dump(mode="json")
    people["langkah"][1]["kolektif"]["per"] = long
    for values in (case, people):
        sop = Sop.model_validate(values)
        assert max(len(node.name) for node in nodes(build_process(sop)).values()) <= 60
