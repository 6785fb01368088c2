"""Letters that come to their jobs in the wrong state, and messages without one receiver, are found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from generator.check.letters import letter_problems
from generator.check.messages import message_problems
from generator.graph import Flow, Lane, Message, Node, ProcessGraph, Scope
from generator.process import build_process
from tests.generator import sops

ANSWER = {
    "dari": "kanwil",
    "surat": "suratPengantar",
    "dikembalikan": {"ke": "Konsep"},
    "ditolak": {"selesai": "Ditolak"},
}


def letter_row(no: int, kode: str, *actions: str, **fields: Any) -> dict[str, Any]:
    return sops.row(no, kode, "staf", *actions, surat="suratPengantar", **fields)


def codes(*rows: dict[str, Any]) -> list[tuple[str, str]]:
    return [(p.kode, p.element) for p in letter_problems(build_process(sops.sop(*rows)))]


def test_a_letter_that_goes_its_way_has_no_problem() -> None:
    assert letter_problems(build_process(sops.full_case())) == []


def test_a_signature_without_a_draft() -> None:
    assert codes(letter_row(1, "Tanda", "tanda_tangan")) == [("surat-belum-siap", "Service_Kunci_Tanda")]


def test_sending_without_number_and_archive() -> None:
    found = codes(letter_row(1, "Konsep", "konsep"), letter_row(2, "Kirim", "kirim"))
    assert found == [("surat-belum-siap", "Service_Kirim_Kirim")]


def test_a_draft_that_a_condition_may_skip() -> None:
    condition = {"pertanyaan": "Perlu surat?", "data": "permohonan.pangkat"}
    found = codes(letter_row(1, "Konsep", "konsep", syarat=condition), letter_row(2, "Tanda", "tanda_tangan"))
    assert found == [("surat-belum-siap", "Service_Kunci_Tanda")]


def test_a_wait_for_a_letter_that_was_never_written() -> None:
    answer = {**ANSWER, "dikembalikan": {"ke": "Balasan"}}
    found = codes(sops.row(1, "Balasan", "staf", "catat_balasan", balasan=answer))
    assert ("surat-belum-siap", "Balasan_Balasan") in found


def test_a_refusal_after_the_signature_cannot_return_to_the_draft() -> None:
    back = {"jenis": "persetujuan", "tidak": {"ke": "Konsep"}}
    rows = [letter_row(1, "Konsep", "konsep"), letter_row(2, "Tanda", "tanda_tangan")]
    late = sops.row(3, "Cek", "kepala", "proses", keputusan=back)
    assert codes(*rows, late) == [("surat-sudah-dikunci", "Service_BuatKonsep_Konsep")]
    before = {**late, "keputusan": {"jenis": "persetujuan", "tidak": {"ke": "Cek"}}}
    assert codes(*rows, before) == []


@pytest.mark.parametrize("refused", [{"selesai": "Ditolak"}, {"ke": "Konsep"}])
def test_an_answer_opens_a_new_round(refused: dict[str, str]) -> None:
    rows = [
        letter_row(1, "Konsep", "konsep"),
        letter_row(2, "Kirim", "nomor", "arsip", "kirim", "antar"),
        sops.row(3, "Balasan", "staf", "catat_balasan", balasan={**ANSWER, "ditolak": refused}),
    ]
    assert codes(*rows) == []


def waiting(*messages: Message) -> ProcessGraph:
    """Tasks on parallel branches, each with a message boundary event."""
    lane = "Lane_Staf"
    nodes = [Node("s", "startEvent", "", lane), Node("f", "parallelGateway", "", lane)]
    flows = [Flow("s_f", "s", "f")]
    for index, message in enumerate(messages):
        nodes.append(Node(f"t{index}", "userTask", "", lane))
        nodes.append(Node(f"b{index}", "boundaryEvent", "", lane, attached_to=f"t{index}", message=message))
        nodes.append(Node(f"e{index}", "endEvent", "", lane))
        flows += [Flow(f"f_{index}", "f", f"t{index}"), Flow(f"t_{index}", f"t{index}", f"e{index}")]
        flows.append(Flow(f"b_{index}", f"b{index}", f"e{index}"))
    return ProcessGraph("p", "P", "Kantor", "", (Lane(lane, "Staf"),), Scope(tuple(nodes), tuple(flows)))


def test_two_waits_at_once_for_the_same_letter() -> None:
    message = Message("m", "balasan-surat", "=surat.idSurat")
    assert [p.kode for p in message_problems(waiting(message, message))] == ["pesan-tidak-unik"]
    other = Message("n", "balasan-surat", "=lain.idSurat")
    assert message_problems(waiting(message, other)) == []


def test_one_id_for_two_messages_and_a_message_without_key() -> None:
    message = Message("m", "balasan-surat", "=surat.idSurat")
    changed = replace(message, correlation_key="=lain.idSurat")
    assert [p.kode for p in message_problems(waiting(message, changed))] == ["pesan-ganda"]
    assert [p.kode for p in message_problems(waiting(replace(message, correlation_key="=")))] == ["pesan-tanpa-kunci"]
