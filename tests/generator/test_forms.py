"""Forms hold what the process needs, and nothing that people have to type twice."""

from __future__ import annotations

import json
from typing import Any

import pytest

from deploy.start_form import fields
from generator.forms import build_forms
from generator.forms.shown import MONTHS
from generator.process import build_process
from generator.process.tasks import form_id, requirement_text
from generator.sop import Sop
from tests.generator import sops

BOTH = pytest.mark.parametrize("sop", [sops.full_case(), sops.collective_case()], ids=["full", "collective"])


def form(sop: Sop, name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(build_forms(sop)[f"{name}.form"])
    return schema


def by_key(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {c.get("path") or c["key"]: c for c in fields(schema["components"])}


def words(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False)


@BOTH
def test_every_user_task_and_the_start_have_exactly_their_form(sop: Sop) -> None:
    graph = build_process(sop)
    needed = {n.user_task.form_id for n, _ in graph.walk() if n.user_task}
    needed |= {n.start_form_id for n, _ in graph.walk() if n.start_form_id}
    assert {name.removesuffix(".form") for name in build_forms(sop)} == needed


@BOTH
def test_ids_and_keys_are_unique_within_a_form(sop: Sop) -> None:
    for content in build_forms(sop).values():
        ids: list[str] = []
        pending = list(json.loads(content)["components"])
        while pending:
            component = pending.pop()
            ids.append(component["id"])
            pending += component.get("components", [])
        assert len(ids) == len(set(ids))
        keys = [c.get("path") or c["key"] for c in fields(json.loads(content)["components"])]
        assert len(keys) == len(set(keys))


@BOTH
def test_the_row_of_the_sop_stands_on_top(sop: Sop) -> None:
    for step in build_process(sop).walk():
        node = step[0]
        if node.user_task and node.id.startswith("Task_") and node.row:
            shown = [c for c in form(sop, node.user_task.form_id)["components"] if c["id"] != "Group_Catatan"]
            assert shown[0]["label"] == "Uraian SOP"
            assert sop.step(node.row).uraian in shown[0]["components"][0]["text"]


def test_one_checkbox_per_required_document_with_its_copies() -> None:
    boxes = by_key(form(sops.full_case(), "contoh-terima-berkas"))
    assert boxes["berkas1"]["label"] == "SK CPNS (2 rangkap)"
    assert boxes["berkas2"]["label"] == "Foto"
    assert "required" not in boxes["berkas1"].get("validate", {})


def test_the_note_is_mandatory_on_tidak_only() -> None:
    inputs = by_key(form(sops.full_case(), "contoh-periksa"))
    assert inputs["keputusan"]["validate"]["required"]
    assert inputs["catatanBaru"]["validate"]["required"]
    assert inputs["catatanBaru"]["conditional"] == {"hide": '=keputusan != "tidak"'}


def test_the_corrector_sees_the_note_first_and_edits_the_letter_reviewers_only_read_it() -> None:
    draft, review = form(sops.full_case(), "contoh-buat-konsep"), form(sops.full_case(), "contoh-periksa")
    assert draft["components"][0]["id"] == "Group_Catatan"
    assert "{{catatan.isi}}" in words(draft["components"][0])
    assert "Perlu diperbaiki" not in words(review)
    assert "readonly" not in by_key(draft)["isiSuratPengantar"]
    assert by_key(review)["isiSuratPengantar"]["readonly"] is True


def test_delivery_asks_for_receiver_and_date() -> None:
    inputs = by_key(form(sops.full_case(), "contoh-kirim"))
    assert inputs["penerima"]["validate"]["required"]
    assert inputs["tanggalTerima"]["subtype"] == "date"


def test_the_answer_of_the_receiving_office_has_three_outcomes() -> None:
    inputs = by_key(form(sops.full_case(), "contoh-catat-balasan"))
    assert [v["value"] for v in inputs["hasil"]["values"]] == ["terbit", "dikembalikan", "ditolak"]


def test_a_list_of_people_is_asked_where_the_case_starts() -> None:
    people = by_key(form(sops.collective_case(), "contoh-mulai"))["daftarPns"]
    assert [c["key"] for c in people["components"]] == ["nama", "nip"]


def test_text_of_the_sop_cannot_become_markup_or_templating() -> None:
    hostile = sops.row(1, "Terima", "ptsp", "terima")
    hostile["uraian"] = "Isi {{nomorPerkara}} <b>*tebal*</b>"
    text = form(sops.sop(hostile), "contoh-terima")["components"][0]["components"][0]["text"]
    assert "{{nomorPerkara" not in text
    assert "{ {nomorPerkara}}" in text
    assert r"\<b\>\*tebal\*" in text


def test_dates_are_shown_in_words_and_the_deadline_with_the_row() -> None:
    """The same arithmetic as the form does, on every month."""
    names = [MONTHS[9 * month - 9 : 9 * month].strip() for month in range(1, 13)]
    assert (names[0], names[8], names[11]) == ("Januari", "September", "Desember")
    assert len(set(names)) == 12
    row = form(sops.full_case(), "contoh-periksa")["components"][0]["components"][0]["text"]
    assert "paling lambat" in row
    assert "{{tenggat}}" not in row


def test_the_last_task_of_collective_work_shows_who_was_done_and_who_was_not() -> None:
    sop = sops.collective_case()
    last = next(s for s in reversed(sop.langkah) if s.kolektif is None)
    listed = words(form(sop, form_id(sop, last.kode)))
    collective = next(s for s in reversed(sop.langkah) if s.kolektif is not None)
    assert f"#loop hasil{collective.kode}" in listed
    assert "dikeluarkan: {{this.alasan}}" in listed


def test_a_task_without_anything_to_enter_says_what_to_do() -> None:
    bare = form(sops.sop(sops.row(1, "Masukkan", "ptsp", "terima")), "contoh-masukkan")
    assert not list(fields(bare["components"]))
    assert "Selesaikan tugas ini" in words(bare["components"][-1])


def test_papers_are_counted_in_their_own_unit() -> None:
    assert requirement_text("Fotokopi SK CPNS", 4) == "Fotokopi SK CPNS (4 rangkap)"
    assert requirement_text("Foto 3x4", 2, "lembar") == "Foto 3x4 (2 lembar)"
    assert requirement_text("Formulir", None, "lembar") == "Formulir"


def test_missing_documents_can_be_told_before_the_draft_is_finished() -> None:
    decision = {"jenis": "kelengkapan", "pertanyaan": "Lengkap?", "tidak": {"ke": "Ketik"}}
    needs = [{"nama": "SK CPNS"}, {"nama": "Foto"}]
    first = sops.row(
        1, "Ketik", "staf", "periksa_berkas", "konsep", surat="suratPengantar", keputusan=decision, kelengkapan=needs
    )
    draft = by_key(form(sops.sop(first), "contoh-ketik"))["isiSuratPengantar"]
    assert draft["conditional"] == {"hide": "=not(berkas1 = true and berkas2 = true)"}
    assert "conditional" not in by_key(form(sops.full_case(), "contoh-buat-konsep"))["isiSuratPengantar"]


def test_who_delivers_reads_where_the_letter_goes() -> None:
    one = form(sops.full_case(), "contoh-kirim")
    assert "Tujuan surat: **Kanwil**" in words(one)
    case = sops.full_case().model_dump(mode="json")
    case["surat"][0]["tujuan"] = ["kanwil", "pemohon"]
    several = form(Sop.model_validate(case), "contoh-kirim")
    shown = [c for c in several["components"] if c["id"].startswith("Text_Tujuan_")]
    assert [c["conditional"]["hide"] for c in shown] == [
        '=suratPengantar.tujuan != "kanwil"',
        '=suratPengantar.tujuan != "pemohon"',
    ]


def test_a_refusal_that_ends_the_case_asks_for_its_reason() -> None:
    ends = sops.row(1, "Putus", "kepala", "proses", keputusan={"jenis": "persetujuan", "tidak": {"selesai": "Ditolak"}})
    assert by_key(form(sops.sop(ends), "contoh-putus"))["catatanBaru"]["label"] == "Alasan"
    assert by_key(form(sops.full_case(), "contoh-periksa"))["catatanBaru"]["label"] == "Catatan perbaikan"


def test_all_performers_of_a_row_are_named() -> None:
    both = sops.row(1, "Bahas", "kepala", "proses", bersama=["staf"])
    assert "Pelaksana: Kepala Kantor, Staf" in words(form(sops.sop(both), "contoh-bahas"))


def test_a_number_from_elsewhere_is_typed_in_a_form_of_its_own() -> None:
    rows = [
        sops.row(1, "Konsep", "staf", "konsep", surat="suratPengantar"),
        sops.row(2, "Kirim", "staf", "nomor", "arsip", "kirim", "antar", surat="suratPengantar"),
    ]
    sop = sops.sop(*rows, surat=[{**sops.LETTER, "sumber_nomor": "luar"}])
    assert "nomorLuarsuratPengantar" in by_key(form(sop, "contoh-kirim-nomor"))
    assert "penerima" not in by_key(form(sop, "contoh-kirim-nomor"))
    assert "nomorLuarsuratPengantar" not in by_key(form(sop, "contoh-kirim"))
