"""Tugas by hand: lists, taking, giving back, handing over, completing, starting, what happened."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from tests.deploy.engine.pages.running import Browser, Pages

GOOD = {"keputusan": "ya", "berkas1": True, "tanggal": "2026-11-30", "daftar": [{"nama": "Budi"}]}


@pytest.fixture
def small(pages: Pages) -> Pages:
    pages.deploy_small()
    return pages


def complete(browser: Browser, task: int, values: Any = None) -> Any:
    return browser.send(f"/tugas/{task}/selesai", {"isian": json.dumps(GOOD if values is None else values)})


def test_a_clerk_takes_and_completes_a_task(small: Pages) -> None:
    case = small.begin()
    siti, task = small.as_("siti", "ptsp"), small.task(case)
    listed = siti.get("/tugas").text
    assert "Terima permohonan" in listed
    assert "Perkara A-1" in listed
    assert "belum diambil" in listed
    assert siti.send(f"/tugas/{task}/ambil").status_code == 303
    assert "belum diambil" not in siti.get("/tugas").text
    done = complete(siti, task)
    assert done.headers["location"] == "/tugas"
    assert small.tasks_of(case) == [("Task_Terima", "COMPLETED", "siti"), ("Task_Paraf", "CREATED", "")]
    variables = small.variables(case)
    assert variables["keputusan"] == "ya"
    assert variables["daftar"] == [{"nama": "Budi"}]
    # Once, and not to a page that looks by itself.
    siti.get("/tugas", headers={"X-Alur-Otomatis": "1"})
    assert "Selesai: Terima permohonan (A-1)." in siti.get("/tugas").text
    assert "Selesai: Terima permohonan" not in siti.get("/tugas").text
    assert "Terima permohonan" in siti.get("/tugas/selesai").text


def test_the_page_of_a_task_has_the_text_of_the_sop_and_the_story(small: Pages) -> None:
    case = small.begin()
    siti = small.as_("siti", "ptsp", name="Siti A.")
    task = small.task(case)
    siti.send(f"/tugas/{task}/ambil")
    complete(siti, task)
    korpel = small.as_("bambang", "korpel")
    text = korpel.get(f"/tugas/{small.task(case)}").text
    assert "Permohonan diterima" in text
    assert "Siti A." in text
    assert "Sekarang: " in text
    before = siti.get(f"/tugas/{task}").text
    assert "sudah selesai" in before
    assert "Menerima permohonan" in before
    assert "15 menit" in before


def test_a_task_is_given_back_handed_over_and_taken_over(small: Pages) -> None:
    case = small.begin()
    siti, budi = small.as_("siti", "ptsp"), small.as_("budi", "ptsp")
    small.person("ani", "korpel")
    task = small.task(case)
    siti.send(f"/tugas/{task}/ambil")
    siti.send(f"/tugas/{task}/kembalikan")
    assert small.tasks_of(case)[0][2] == ""
    siti.send(f"/tugas/{task}/ambil")
    siti.send(f"/tugas/{task}/serahkan", {"kepada": "ani"})  # may not do it
    assert small.tasks_of(case)[0][2] == "siti"
    siti.send(f"/tugas/{task}/serahkan", {"kepada": "budi"})
    assert small.tasks_of(case)[0][2] == "budi"
    siti.send(f"/tugas/{task}/ambil")  # not without saying so
    assert small.tasks_of(case)[0][2] == "budi"
    assert "diambil rekan" in siti.get(f"/tugas/{task}").text
    siti.send(f"/tugas/{task}/ambil", {"alih": "budi"})
    assert small.tasks_of(case)[0][2] == "siti"
    assert complete(budi, task).status_code == 409
    assert complete(siti, task).status_code == 303


def test_lists_by_who_has_it(small: Pages) -> None:
    cases = [small.begin(nomorPerkara=f"A-{number}") for number in range(3)]
    siti, budi = small.as_("siti", "ptsp"), small.as_("budi", "ptsp")
    siti.send(f"/tugas/{small.task(cases[0])}/ambil")
    budi.send(f"/tugas/{small.task(cases[1])}/ambil")
    found = {
        view: {number for number in range(3) if f"A-{number}" in siti.get(f"/tugas?lihat={view}").text}
        for view in ("kerja", "saya", "bebas", "rekan")
    }
    assert found == {"kerja": {0, 2}, "saya": {0}, "bebas": {2}, "rekan": {1}}


def test_the_most_urgent_is_above_and_the_late_is_marked(small: Pages) -> None:
    now = dt.datetime.fromtimestamp(small.runtime.now() / 1000, dt.UTC)
    for number, hours in ((1, 48), (2, -3), (3, None)):
        due = None if hours is None else (now + dt.timedelta(hours=hours)).isoformat()
        small.begin(nomorPerkara=f"A-{number}", tenggat=due)
    text = small.as_("siti", "ptsp").get("/tugas").text
    assert text.index("A-2") < text.index("A-1") < text.index("A-3")
    assert "terlambat 3 jam" in text
    assert "1 terlambat" in text
    assert "tanpa tenggat" in text


def test_a_search_is_kept_beside_the_session_and_in_no_address(small: Pages) -> None:
    small.begin(nomorPerkara="A-1", permohonan={"nama": "Rina Wulandari"})
    small.begin(nomorPerkara="A-2", permohonan={"nama": "Joko 100%"})
    siti, budi = small.as_("siti", "ptsp"), small.as_("budi", "ptsp")
    answer = siti.send("/tugas/cari", {"cari": "wulandari rina"})
    assert answer.headers["location"] == "/tugas"
    assert "A-1" in siti.get("/tugas").text
    assert "A-2" not in siti.get("/tugas").text
    assert "A-2" in budi.get("/tugas").text
    siti.send("/tugas/cari", {"cari": "100%"})
    assert "A-1" not in siti.get("/tugas").text
    for words in ("TERIMA", "surat masuk", "terima rina"):  # the step, the process, both at once
        siti.send("/tugas/cari", {"cari": words})
        assert "A-1" in siti.get("/tugas").text, words
    siti.send("/tugas/cari", {"cari": "paraf"})  # another step
    assert "A-1" not in siti.get("/tugas").text
    siti.send("/tugas/cari", {"cari": "_%!"})
    assert "Tidak ada tugas yang cocok" in siti.get("/tugas").text
    siti.send("/tugas/cari", {"hapus": "1", "cari": "x"})
    assert "A-1" in siti.get("/tugas").text


def test_a_list_has_pages(small: Pages) -> None:
    for number in range(55):
        small.begin(nomorPerkara=f"N{number:03}")
    siti = small.as_("siti", "ptsp")
    first, second = siti.get("/tugas").text, siti.get("/tugas?hal=2").text
    assert "Halaman 1 dari 2" in first
    shown = [{number for number in range(55) if f"N{number:03}" in text} for text in (first, second)]
    assert [len(numbers) for numbers in shown] == [50, 5]
    assert shown[0] | shown[1] == set(range(55))
    assert siti.get("/tugas?hal=99&lihat=%00&kelompok=lain").status_code == 200


def test_a_substitute_sees_the_tasks_of_the_days(small: Pages) -> None:
    case = small.begin()
    today = dt.datetime.fromtimestamp(small.clock.now, dt.UTC).date()
    small.person("ani", "korpel")
    ani = small.browser()
    ani.sign_in("ani")
    task = small.task(case)
    assert ani.get(f"/tugas/{task}").status_code == 404
    for first, last, seen in ((-3, -2, False), (2, 3, False), (-1, 1, True)):
        small.substitute("ani", "ptsp", today + dt.timedelta(first), today + dt.timedelta(last))
        assert (ani.get(f"/tugas/{task}").status_code == 200) is seen
    assert "pengganti" in ani.get("/tugas").text


def test_a_case_is_started_once_for_each_number(small: Pages) -> None:
    small.put_viewers()
    siti = small.as_("siti", "ptsp")
    choice = siti.get("/tugas/mulai").text
    address = choice.split('href="/tugas/mulai/')[1].split('"')[0]
    form = {"isian": json.dumps({"nomorPerkara": " B-7 ", "permohonan": {"nama": "Rina"}})}
    started = siti.send(f"/tugas/mulai/{address}", form)
    assert started.status_code == 303
    assert "Perkara B-7 dimulai" in siti.get("/tugas").text
    again = siti.send(f"/tugas/mulai/{address}", form)
    assert again.status_code == 422
    assert "sudah dipakai" in again.text
    assert "Rina" in again.text  # nothing has to be typed again
    empty = siti.send(f"/tugas/mulai/{address}", {"isian": json.dumps({"permohonan": {"nama": "x" * 61}})})
    assert empty.status_code == 422
    assert "Nomor perkara: wajib diisi." in empty.text
    assert "paling banyak 60 huruf" in empty.text


def test_who_does_the_first_step_starts_a_case(small: Pages) -> None:
    address = small.as_("siti", "ptsp").get("/tugas/mulai").text.split('href="/tugas/mulai/')[1].split('"')[0]
    korpel = small.as_("ani", "korpel")
    assert "Tidak ada SOP" in korpel.get("/tugas/mulai").text
    assert korpel.get(f"/tugas/mulai/{address}").status_code == 404
    assert korpel.send(f"/tugas/mulai/{address}", {"isian": '{"nomorPerkara": "C-1"}'}).status_code == 404


def test_without_the_viewers_the_page_says_what_is_missing(small: Pages) -> None:
    task = small.task(small.begin())
    siti = small.as_("siti", "ptsp")
    siti.send(f"/tugas/{task}/ambil")
    assert "alur assets" in siti.get(f"/tugas/{task}").text


def test_with_the_viewers_the_form_is_there_without_its_repetition(small: Pages) -> None:
    small.put_viewers()
    task = small.task(small.begin(lain="tidak untuk formulir"))
    siti = small.as_("siti", "ptsp")
    siti.send(f"/tugas/{task}/ambil")
    text = siti.get(f"/tugas/{task}").text
    data = json.loads(text.split('id="formulir-data">')[1].split("</script>")[0])
    assert data["readOnly"] is False
    assert data["values"]["permohonan"] == {"nama": "Siti Aminah"}
    assert "lain" not in data["values"]
    assert "Group_Sop" not in json.dumps(data["schema"])
    assert "memerlukan JavaScript" in text


@pytest.mark.parametrize("slug", ["karpeg-kemenag", "ktp-kolektif-kalsel", "taspen-pesisir-selatan"])
def test_the_words_of_real_sops(pages: Pages, slug: str) -> None:
    pages.deploy_sop(slug)
    office = {"karpeg-kemenag": "kemenag-dki", "ktp-kolektif-kalsel": "biro-organisasi-kalsel"}.get(
        slug, "dukcapil-pesisir-selatan"
    )
    database = pages.runtime.projection
    words = database.read(lambda db: pages.site.definitions.newest(db, office))
    assert [one.office for one in words] == [office]
    assert words[0].plain_start
    assert words[0].first_groups
    assert set(words[0].first_groups) <= set(words[0].group_names)
    assert database.read(lambda db: pages.site.definitions.newest(db, "kantor-lain")) == []
