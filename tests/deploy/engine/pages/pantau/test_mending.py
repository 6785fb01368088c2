"""Trying again, moving, ending: what an operator can do, how it is recorded, and what is refused."""

from __future__ import annotations

import re

import pytest

from deploy.engine.pages.pantau.awaiting import WITHDRAWAL
from tests.deploy.engine.pages.pantau.playing import DRAFT, FIRST, SECOND, THIRD, Play
from tests.deploy.engine.pages.running import Browser
from workers.contract import MESSAGE_WITHDRAWN

REASON = "Berkas tertukar dengan perkara lain."


def acts(play: Play, case: int) -> list[tuple[str, str, str, str]]:
    return [(e.user, e.action, e.result, e.reason) for e in play.pages.site.audit.about(f"perkara {case}")]


def test_trying_again_gives_the_job_new_tries(play: Play) -> None:
    case = play.stuck("B-1")
    ani = play.operator()
    answer = ani.send(f"/pantau/kendala/{play.incident(case)}/coba-lagi", {"dari": "perkara"})
    assert answer.headers["location"] == f"/pantau/perkara/{case}"
    assert "Langkah dicoba lagi." in ani.get(f"/pantau/perkara/{case}").text
    (job,) = play.jobs("buat-konsep-surat")
    assert job.retries == 3
    assert acts(play, case) == [("ani", "coba lagi", "berhasil", "")]
    assert "mencoba lagi langkah yang terkendala" in ani.get(f"/pantau/perkara/{case}").text


def test_an_incident_that_is_gone_is_said_to_be_gone(play: Play) -> None:
    case = play.stuck("B-1")
    key = play.incident(case)
    ani = play.operator()
    ani.send(f"/pantau/kendala/{key}/coba-lagi")
    ani.get("/pantau")
    answer = ani.send(f"/pantau/kendala/{key}/coba-lagi")
    assert answer.status_code == 303
    assert "sudah tidak ada" in ani.get(f"/pantau/perkara/{case}").text
    assert len(acts(play, case)) == 1


def test_one_cause_of_many_cases_is_tried_again_at_once(play: Play) -> None:
    cases = [play.stuck(f"B-{number}") for number in range(3)]
    ani = play.operator()
    text = ani.get("/pantau/kendala").text
    assert "3 perkara" in text
    assert "Naskah surat yang akan disetujui kosong." in text
    ((definition,),) = play.rows("SELECT DISTINCT definition FROM instance")
    data = {"definisi": str(definition), "langkah": DRAFT, "jenis": "JOB_NO_RETRIES"}
    assert ani.send("/pantau/kendala/coba-lagi-semua", data).status_code == 303
    assert "3 langkah dicoba lagi." in ani.get("/pantau/kendala").text
    assert "Tidak ada kendala." in ani.get("/pantau/kendala").text
    assert [acts(play, case)[0][1] for case in cases] == ["coba lagi"] * 3
    for wrong in ({}, {"definisi": "x"}, {**data, "definisi": "1"}):
        assert ani.send("/pantau/kendala/coba-lagi-semua", wrong).status_code in (303, 404)


def test_a_case_is_moved_back_after_a_second_look(play: Play) -> None:
    case = play.case("B-1")
    play.done(case, berkas1=True)
    play.done(case)
    assert play.at_element(case) == [THIRD]
    ani = play.operator()
    form = ani.get(f"/pantau/perkara/{case}/pindah").text
    assert re.findall(r'<option value="(\w+)"', form) == [FIRST, SECOND, THIRD]
    data = {"dari": play.token_key(case), "ke": FIRST, "alasan": REASON}
    check = ani.send(f"/pantau/perkara/{case}/pindah", data)
    assert check.status_code == 200
    assert "Periksa sebelum memindahkan" in check.text
    assert REASON in check.text
    assert play.at_element(case) == [THIRD]
    answer = ani.send(f"/pantau/perkara/{case}/pindah", {**data, "yakin": "ya"})
    assert answer.headers["location"] == f"/pantau/perkara/{case}"
    assert play.at_element(case) == [FIRST]
    assert acts(play, case) == [("ani", "pindah perkara", "berhasil", REASON)]
    page = ani.get(f"/pantau/perkara/{case}").text
    assert "Perkara dipindahkan ke “Terima usulan permohonan (PTSP)”." in page
    assert f"Alasan: {REASON}" in page
    assert "Disposisikan usulan permohonan ke Korpel: dihentikan sebelum selesai" in page
    play.deadline()
    assert play.pages.tasks_of(case)[-1] == (FIRST, "CREATED", "")


def test_a_stuck_case_can_be_moved_away_from_its_incident(play: Play) -> None:
    case = play.stuck("B-1")
    ani = play.operator()
    data = {"dari": play.token_key(case), "ke": THIRD, "alasan": REASON, "yakin": "ya"}
    ani.send(f"/pantau/perkara/{case}/pindah", data)
    play.deadline()
    assert play.at_element(case) == [THIRD]
    assert "Tidak ada kendala." in ani.get("/pantau/kendala").text


def test_changing_ones_mind_keeps_what_was_typed(play: Play) -> None:
    case = play.case("B-1")
    data = {"dari": play.token_key(case), "ke": FIRST, "alasan": REASON, "ubah": "ya", "yakin": "ya"}
    answer = play.operator().send(f"/pantau/perkara/{case}/pindah", data)
    assert f">{REASON}</textarea>" in answer.text
    assert f'value="{FIRST}" selected' in answer.text
    assert acts(play, case) == []


@pytest.mark.parametrize(
    "change",
    [
        {"ke": "Task_SerahkanKartuPegawai"},
        {"ke": "Task_TidakAda"},
        {"ke": "Eskalasi_TerimaUsulanPermohonan"},
        {"ke": ""},
        {"dari": "1"},
        {"dari": "x"},
        {"alasan": ""},
        {"alasan": "a  b"},
        {"alasan": "x" * 501},
    ],
)
def test_what_the_form_does_not_offer_moves_nothing(play: Play, change: dict[str, str]) -> None:
    case = play.case("B-1")
    play.done(case, berkas1=True)
    data = {"dari": play.token_key(case), "ke": FIRST, "alasan": REASON, "yakin": "ya", **change}
    answer = play.operator().send(f"/pantau/perkara/{case}/pindah", data)
    assert answer.status_code == 422
    assert "Periksa lagi isian berikut" in answer.text
    assert play.at_element(case) == [SECOND]
    assert acts(play, case) == []


def test_an_applicant_withdraws_and_the_process_closes_the_case(play: Play) -> None:
    case = play.case("B-1")
    ani = play.operator()
    data = {"cara": "cabut", "alasan": "Pemohon pindah kantor."}
    assert "Periksa sebelum mengakhiri" in ani.send(f"/pantau/perkara/{case}/batal", data).text
    assert play.at_element(case) == [FIRST]
    ani.send(f"/pantau/perkara/{case}/batal", {**data, "yakin": "ya"})
    (job,) = play.jobs("batalkan-surat")
    assert job.variables["alasan"] == "Pemohon pindah kantor."
    assert acts(play, case) == [("ani", "cabut perkara", "berhasil", "Pemohon pindah kantor.")]


def test_a_case_is_cancelled_with_a_reason_and_a_second_click(play: Play) -> None:
    case = play.case("B-1")
    ani = play.operator()
    data = {"cara": "batal", "alasan": REASON}
    check = ani.send(f"/pantau/perkara/{case}/batal", data).text
    assert "tidak dapat dihidupkan lagi" in check
    assert play.state(case) == "ACTIVE"
    ani.send(f"/pantau/perkara/{case}/batal", {**data, "yakin": "ya"})
    assert play.state(case) == "TERMINATED"
    assert acts(play, case) == [("ani", "batal perkara", "berhasil", REASON)]
    for path in ("pindah", "batal"):
        assert ani.get(f"/pantau/perkara/{case}/{path}").status_code == 409
        assert ani.send(f"/pantau/perkara/{case}/{path}", {**data, "yakin": "ya"}).status_code in (409, 422)


@pytest.mark.parametrize("change", [{"cara": ""}, {"cara": "hapus"}, {"alasan": "    "}])
def test_ending_needs_a_way_and_a_reason(play: Play, change: dict[str, str]) -> None:
    case = play.case("B-1")
    data = {"cara": "batal", "alasan": REASON, "yakin": "ya", **change}
    assert play.operator().send(f"/pantau/perkara/{case}/batal", data).status_code == 422
    assert play.state(case) == "ACTIVE"


def test_where_nothing_waits_for_a_withdrawal_it_is_not_offered(play: Play) -> None:
    play.pages.deploy_small()
    case = play.pages.begin()
    ani = play.operator()
    assert 'value="cabut"' not in ani.get(f"/pantau/perkara/{case}/batal").text
    data = {"cara": "cabut", "alasan": REASON, "yakin": "ya"}
    assert ani.send(f"/pantau/perkara/{case}/batal", data).status_code == 422
    assert play.state(case) == "ACTIVE"


def test_the_message_of_a_withdrawal_is_that_of_the_workers() -> None:
    assert WITHDRAWAL == MESSAGE_WITHDRAWN


# --- who may ---------------------------------------------------------------------------------------------------------


def everything(play: Play, case: int) -> tuple[list[str], list[tuple[str, dict[str, str]]], list[str]]:
    """Pages, what changes something, and the pages that lead there."""
    ((definition,),) = play.rows("SELECT definition FROM instance WHERE key = ?", case)
    incident = play.incident(case)
    pages = [
        "/pantau",
        "/pantau/kendala",
        "/pantau/proses",
        f"/pantau/proses/{definition}",
        f"/pantau/proses/{definition}/berkas",
        f"/pantau/perkara/{case}",
    ]
    move = {"dari": play.token_key(case), "ke": THIRD, "alasan": REASON, "yakin": "ya"}
    changes = [
        (f"/pantau/kendala/{incident}/coba-lagi", {}),
        ("/pantau/kendala/coba-lagi-semua", {"definisi": str(definition), "langkah": DRAFT, "jenis": "JOB_NO_RETRIES"}),
        (f"/pantau/perkara/{case}/pindah", move),
        (f"/pantau/perkara/{case}/batal", {"cara": "cabut", "alasan": REASON, "yakin": "ya"}),
        (f"/pantau/perkara/{case}/batal", {"cara": "batal", "alasan": REASON, "yakin": "ya"}),
    ]
    return pages, changes, [f"/pantau/perkara/{case}/pindah", f"/pantau/perkara/{case}/batal"]


def untouched(play: Play, case: int) -> bool:
    return play.state(case) == "ACTIVE" and play.at_element(case) == [DRAFT] and play.incident(case) > 0


def test_a_clerk_gets_a_sentence_and_changes_nothing(play: Play) -> None:
    case = play.stuck("B-1")
    clerk = play.pages.as_("siti", "ptsp", "korpel", "kepala-kantor")
    pages, changes, forms = everything(play, case)
    for path in pages:
        answer = clerk.get(path)
        assert answer.status_code == 403
        assert "hanya untuk operator dan pimpinan" in answer.text
        assert "B-1" not in answer.text
    for path in forms:
        assert clerk.get(path).status_code == 403
    reading = [("/pantau/cari", {"cari": "B"}), (f"/pantau/perkara/{case}/data", {})]
    for path, data in [*changes, *reading]:
        assert clerk.send(path, data).status_code == 403
    assert untouched(play, case)
    assert all(e.action in ("masuk", "ditolak") for e in play.pages.site.audit.entries())


def test_a_head_watches_and_changes_nothing(play: Play) -> None:
    case = play.stuck("B-1")
    head = play.pages.as_("budi", rights=["pimpinan"])
    pages, changes, forms = everything(play, case)
    for path in pages:
        answer = head.get(path)
        assert answer.status_code == 200
        assert "coba-lagi" not in answer.text
        assert "/pindah" not in answer.text
    for path in forms:
        assert head.get(path).status_code == 403
    for path, data in changes:
        answer = head.send(path, data)
        assert answer.status_code == 403
        assert "hanya untuk operator" in answer.text
    assert untouched(play, case)


def test_another_office_is_not_there(play: Play) -> None:
    case = play.stuck("B-1")
    other = play.operator(office="biro-organisasi-kalsel")
    pages, changes, forms = everything(play, case)
    for path in pages[3:]:
        assert other.get(path).status_code == 404
    for path in pages[:3]:
        assert "B-1" not in other.get(path).text
        assert "Kartu Pegawai" not in other.get(path).text
    for path in forms:
        assert other.get(path).status_code == 404
    for path, data in [*changes, (f"/pantau/perkara/{case}/data", {})]:
        assert other.send(path, data).status_code in (303, 404)
    assert untouched(play, case)


def forgeries(other: Browser) -> list[dict[str, str]]:
    return [{"x": ""}, {"token": ""}, {"token": "0" * 64}, {"token": other.token()}]


def test_a_forged_form_changes_nothing(play: Play) -> None:
    case = play.stuck("B-1")
    ani, budi = play.operator(), play.operator("budi")
    _, changes, _ = everything(play, case)
    for path, data in [*changes, (f"/pantau/perkara/{case}/data", {}), ("/pantau/cari", {"cari": "x"})]:
        for forged in forgeries(budi):
            assert ani.post(path, {**data, **forged}).status_code == 403
        assert ani.send(path, data, headers={"Origin": "http://jahat.example"}).status_code == 403
        assert ani.get(path).status_code in (200, 403, 404, 405)
    assert untouched(play, case)
    assert acts(play, case) == []


def test_who_is_not_signed_in_is_sent_to_the_form(play: Play) -> None:
    case = play.stuck("B-1")
    nobody = play.pages.browser()
    pages, changes, forms = everything(play, case)
    for path in [*pages, *forms]:
        assert nobody.get(path).headers["location"].startswith("/masuk")
    for path, data in changes:
        assert nobody.post(path, data).headers["location"].startswith("/masuk")
    assert untouched(play, case)


@pytest.mark.parametrize("key", ["0", "99", "abc", "-1", "9" * 25, "1%00", "1'--", "%2e%2e", "１２"])
def test_keys_that_are_none(play: Play, key: str) -> None:
    ani = play.operator()
    for path in ("perkara/{}", "perkara/{}/pindah", "perkara/{}/batal", "proses/{}", "proses/{}/berkas"):
        assert ani.get(f"/pantau/{path.format(key)}").status_code == 404
    for path in ("kendala/{}/coba-lagi", "perkara/{}/data", "perkara/{}/pindah", "perkara/{}/batal"):
        assert ani.send(f"/pantau/{path.format(key)}").status_code == 404


# --- hostile texts ---------------------------------------------------------------------------------------------------

PROBE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{7*7}}</textarea></pre>"


def clean(text: str) -> None:
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "{{7*7}}</textarea></pre>" not in text
    assert "49</textarea" not in text


def test_texts_from_outside_are_only_texts(play: Play) -> None:
    name = PROBE.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    play.pages.deploy_small(name=name)
    small = play.pages.begin(nomorPerkara=PROBE, **{f"x{PROBE}": PROBE, "nama": {"dalam": PROBE}})
    case = play.stuck(PROBE, PROBE)
    ani = play.operator()
    ani.send("/pantau/cari", {"cari": PROBE})
    pages, _, forms = everything(play, case)
    ((definition,),) = play.rows("SELECT definition FROM instance WHERE key = ?", small)
    for path in [*pages[:4], *pages[5:], *forms, f"/pantau/perkara/{small}", f"/pantau/proses/{definition}"]:
        clean(ani.get(path).text)
    for key in (case, small):
        opened = ani.send(f"/pantau/perkara/{key}/data").text
        clean(opened)
        assert "&lt;script&gt;alert(1)" in opened
        clean(ani.send(f"/pantau/perkara/{key}/batal", {"cara": "batal", "alasan": PROBE}).text)
        clean(ani.send(f"/pantau/perkara/{key}/pindah", {"ke": PROBE, "dari": PROBE, "alasan": PROBE}).text)
        ani.send(f"/pantau/perkara/{key}/batal", {"cara": "batal", "alasan": PROBE, "yakin": "ya"})
        clean(ani.get(f"/pantau/perkara/{key}").text)
    for query in ("keadaan", "tenggat", "proses", "hal"):
        clean(ani.get("/pantau", params={query: PROBE}).text)


def test_the_reason_never_reaches_the_engine(play: Play) -> None:
    case = play.case("B-1")
    data = {"cara": "batal", "alasan": REASON, "yakin": "ya"}
    play.operator().send(f"/pantau/perkara/{case}/batal", data)
    assert not [row for row in play.rows("SELECT * FROM audit") if REASON in str(row)]
