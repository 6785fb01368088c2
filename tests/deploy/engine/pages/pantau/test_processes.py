"""How the steps of a process go, what its diagram says, and the words for what is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deploy.engine.core import commands as c
from deploy.engine.pages.definitions import Definitions
from deploy.engine.pages.pantau.plans import Plan, Plans
from deploy.engine.pages.pantau.remedies import _JOBS, SAYINGS, remedy_of
from deploy.sops import find_folders
from tests.deploy.engine.pages.pantau.playing import FIRST, SECOND, Play
from workers.contract import CONTRACTS

SLUGS = [path.name for path in find_folders()]
WORKERS = Path(__file__).resolve().parents[5] / "workers"


def plan_of(play: Play, slug: str) -> Plan:
    if slug != "karpeg-kemenag":
        play.pages.deploy_sop(slug)
    ((key,),) = play.rows("SELECT key FROM definition WHERE process_id = ?", slug)
    read = play.pages.runtime.projection.read
    found: Plan = read(lambda db: Plans().plan(db, Definitions().words(db, key)))
    return found


@pytest.mark.parametrize("slug", SLUGS)
def test_every_step_with_a_time_tells_somebody(play: Play, slug: str) -> None:
    plan = plan_of(play, slug)
    people = [step for step in plan.steps.values() if step.by_person]
    assert len([step for step in people if step.time]) > 5
    for step in people:
        for escalation in step.escalations:
            assert plan.told[escalation.element] == (step, escalation)
            assert escalation.role
    timers = {identity for identity in plan.attached if identity.startswith("Tenggat")}
    assert timers <= plan.beside
    assert len(plan.told) == len(timers)


def test_the_ways_back_are_those_of_decisions(play: Play) -> None:
    plan = plan_of(play, "karpeg-kemenag")
    assert set(plan.backs.values()) == {
        "Task_PeriksaParafKonsepSuratPengantar",
        "Task_PeriksaTandaTanganiKonsepSurat",
        "Task_CatatBalasanKanwil",
        "Task_BuatKonsepSuratPengantar_Data",
    }


def test_collective_steps_are_no_place_to_move_to(play: Play) -> None:
    plan = plan_of(play, "ktp-kolektif-kalsel")
    assert not plan.steps["Task_RekamDataPns"].movable
    assert plan.steps["Task_TerimaBerkasPermohonanPembuatanKtp"].movable


def test_times_are_measured_against_the_deadline(play: Play) -> None:
    for number, minutes in enumerate((3, 12, 45)):
        case = play.case(f"N-{number}", minutes=15)
        play.later(minutes=minutes)
        play.told()
        play.done(case, berkas1=True)
    ani = play.operator()
    ((definition,),) = play.rows("SELECT DISTINCT definition FROM instance")
    text = ani.get(f"/pantau/proses/{definition}").text
    assert "Dihitung dari 3 perkara terbaru." in text
    row = next(row for row in text.split("<tr>") if "Terima usulan permohonan" in row)
    words = " ".join(re.sub(r"<[^>]+>", " ", row).split())
    assert words.startswith("Terima usulan permohonan PTSP 15 menit 12 menit 300% jauh melampaui 3 1 (33%) 0")
    state = text.partition('<script type="application/json">')[2].partition("</script>")[0]
    assert f'"{FIRST}":{{"panas":"jauh","teks":"300%"' in state
    second = next(row for row in text.split("<tr>") if "Disposisikan usulan permohonan ke Kasubbag TU" in row)
    assert "3 (2 terlambat)" in " ".join(re.sub(r"<[^>]+>", " ", second).split())


def test_steps_that_were_done_again_are_counted(play: Play) -> None:
    case = play.case("N-1")
    play.done(case, berkas1=True)
    ani = play.operator()
    data = {"dari": play.token_key(case), "ke": FIRST, "alasan": "Berkas tertukar.", "yakin": "ya"}
    ani.send(f"/pantau/perkara/{case}/pindah", data)
    play.deadline()
    play.done(case, berkas1=True)
    ((definition,),) = play.rows("SELECT DISTINCT definition FROM instance")
    text = ani.get(f"/pantau/proses/{definition}").text
    assert text.count("1 kali, 1 perkara") == 2
    assert play.at_element(case) == [SECOND]


def test_the_list_of_processes_counts(play: Play) -> None:
    play.stuck("N-1")
    play.case("N-2", minutes=5)
    play.later(minutes=6)
    row = play.operator().get("/pantau/proses").text.partition("<tbody>")[2]
    words = " ".join(re.sub(r"<[^>]+>", " ", row.partition("</tbody>")[0]).split())
    assert words == "Pelayanan Permohonan Kartu Pegawai 2 1 1"


def test_older_versions_keep_their_diagram_and_their_cases(play: Play) -> None:
    play.pages.deploy_small(name="Versi lama")
    play.pages.begin(nomorPerkara="LAMA")
    play.pages.deploy_small(name="Versi baru")
    play.pages.begin(nomorPerkara="BARU")
    ani = play.operator()
    text = ani.get("/pantau?proses=surat").text
    assert "LAMA" in text
    assert "BARU" in text
    ((old,), (new,)) = play.rows("SELECT key FROM definition WHERE process_id = 'surat' ORDER BY version")
    assert f'href="/pantau/proses/{old}"' in ani.get(f"/pantau/proses/{new}").text
    assert "Versi lama" in ani.get(f"/pantau/proses/{old}/berkas").text
    assert "Dihitung dari 2 perkara terbaru." in ani.get(f"/pantau/proses/{old}").text


def test_collective_steps_tell_whose_turn_it_is(play: Play) -> None:
    play.pages.deploy_sop("ktp-kolektif-kalsel")
    people = [{"nama": f"Orang {number}", "nip": "1"} for number in range(3)]
    answer = play.pages.submit(
        c.CreateInstance("ktp-kolektif-kalsel", variables={"nomorPerkara": "K", "daftarPns": people})
    )
    play.deadline()
    play.pages.submit(c.ModifyInstance(answer.key, activate=(c.ActivateInstruction("Kolektif_RekamDataPns"),)))
    play.deadline()
    ani = play.operator(office="biro-organisasi-kalsel")
    text = " ".join(re.sub(r"<[^>]+>", " ", ani.get(f"/pantau/perkara/{answer.key}").text).split())
    for turn in (1, 2, 3):
        assert text.count(f"Rekam data PNS (ke-{turn})") == 2  # as it stands, and in the course
    assert text.count("3 kali: Tenggat “Rekam data PNS”") == 1


def test_without_the_viewer_the_file_is_offered(play: Play) -> None:
    case = play.case("N-1")
    text = play.operator().get(f"/pantau/perkara/{case}").text
    assert "penampil diagram belum diambil" in text
    assert "Unduh diagram (.bpmn)" in text


def test_every_job_of_the_workers_has_words() -> None:
    assert set(_JOBS) == set(CONTRACTS)


SAID = {
    "Wrong variables of the job: permohonan: dict_type. Correct them": "(permohonan)",
    "Office dinas has no role korpel. Add it": "jabatan korpel",
    "Office dinas has no outside party kanwil. Add it": "pihak luar kanwil",
    "There is no office file dinas.yaml. Add it": "Berkas kantor dinas.yaml tidak ada",
    "Office dinas has no letter register for the kind surat-keluar. Add it": "jenis surat-keluar",
    "Letters surat-keluar of dinas are numbered in another system, and no number was typed in. Fill": "sistem lain",
    "The e-mail address of pemohon in the case is none. Correct": "Alamat surel pemohon",
    "The text of letter 7 has 2 unfilled place(s) in square brackets, such as `[isi: ...]`. Move": "2 tempat",
    "Letter 7 has no text to sign. Fill": "kosong",
    "The letter cannot be finished, data is missing: permohonan.nama, orang. Set": "permohonan.nama, orang",
    "The letter needs data that the case cannot get from a form: kantor.x. Correct": "kantor.x",
    "The receipt lacks the receiver's name or the date. Fill": "Tanda terima",
    "Connection refused. Look at the mail server or the receiver's system.": "Server surel",
    "Kalender 2027 belum ada. Add the year's calendar to the office, start the workers again": "Kalender kerja",
}


@pytest.mark.parametrize("message", SAID)
def test_what_workers_say_is_said_in_indonesian(message: str) -> None:
    assert SAID[message] in remedy_of("JOB_NO_RETRIES", "buat-konsep-surat", message).cause


def test_every_saying_is_still_said_by_the_workers() -> None:
    source = " ".join(" ".join(path.read_text(encoding="utf-8").split()) for path in WORKERS.rglob("*.py"))
    source = source.replace('" f"', "").replace('" "', "")
    assert len(SAID) == len(SAYINGS)
    for saying, _, _ in SAYINGS:
        plain = max(re.split(r"\\w\+|\([^)]*\)|\\\(s\\\)|\\\.|\\", saying), key=len)
        assert plain.strip() in source, saying


@pytest.mark.parametrize(
    "type_",
    [
        "JOB_NO_RETRIES",
        "EXECUTION_LISTENER_NO_RETRIES",
        "TASK_LISTENER_NO_RETRIES",
        "UNHANDLED_ERROR_EVENT",
        "CONDITION_ERROR",
        "EXTRACT_VALUE_ERROR",
        "IO_MAPPING_ERROR",
        "CALLED_ELEMENT_ERROR",
        "FORM_NOT_FOUND",
        "SOMETHING_NEW",
    ],
)
def test_every_type_of_incident_has_a_cause_and_a_remedy(type_: str) -> None:
    found = remedy_of(type_, "", "The message.")
    assert found.cause.endswith(".")
    assert found.remedy.endswith(".")


def test_incidents_of_the_engine_itself(play: Play) -> None:
    case = play.case("N-1")
    play.pages.submit(c.SetVariables(case, {"nomorPerkara": 7}, local=True))
    text = play.operator().get(f"/pantau/perkara/{case}").text
    assert f"Perkara {case}" in text
