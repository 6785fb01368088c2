"""Whose task it is holds on every way to it, and requests that no page of ours made are refused."""

from __future__ import annotations

import json

import pytest

from deploy.engine.core.commands import AssignTask, UpdateTask
from tests.deploy.engine.pages.running import Browser, Pages

DONE = {"isian": json.dumps({"keputusan": "ya"})}
ACTIONS = [
    ("ambil", {}),
    ("ambil", {"alih": "siti"}),
    ("kembalikan", {}),
    ("serahkan", {"kepada": "orang"}),
    ("selesai", DONE),
]


@pytest.fixture
def case(pages: Pages) -> int:
    pages.deploy_small()
    return pages.begin()


def untouched(pages: Pages, case: int, assignee: str = "") -> bool:
    return pages.tasks_of(case) == [("Task_Terima", "CREATED", assignee)]


OUTSIDERS = [
    ("korpel", "kemenag-dki", ()),
    ("ptsp", "biro-organisasi-kalsel", ()),  # the same role of another office
    ("", "kemenag-dki", ("pimpinan",)),
    ("", "kemenag-dki", ("operator",)),
]


@pytest.mark.parametrize(("group", "office", "rights"), OUTSIDERS)
def test_others_neither_see_nor_take_nor_complete_it(
    pages: Pages, case: int, group: str, office: str, rights: tuple[str, ...]
) -> None:
    task = pages.task(case)
    other = pages.as_("orang", *([group] if group else []), office=office, rights=rights)
    assert "Terima permohonan" not in other.get("/tugas").text
    shown = other.get(f"/tugas/{task}")
    assert shown.status_code == 404
    assert "Siti" not in shown.text
    for action, data in ACTIONS:
        assert other.send(f"/tugas/{task}/{action}", data).status_code == 404
    assert untouched(pages, case)
    pages.submit(AssignTask(task, "siti"))
    for action, data in ACTIONS:
        assert other.send(f"/tugas/{task}/{action}", data).status_code == 404
    assert untouched(pages, case, "siti")


def test_who_is_not_signed_in_gets_the_form_to_sign_in(pages: Pages, case: int) -> None:
    task, browser = pages.task(case), pages.browser()
    for path in ("/tugas", f"/tugas/{task}", "/tugas/mulai", "/tugas/selesai", "/"):
        assert browser.get(path).headers["location"].startswith("/masuk")
    for action, data in ACTIONS:
        assert browser.post(f"/tugas/{task}/{action}", {**data, "token": "0" * 64}).headers["location"] == "/masuk"
    assert browser.get("/aliran").status_code == 401
    assert untouched(pages, case)


def test_a_refusal_is_recorded_without_names(pages: Pages, case: int) -> None:
    other = pages.as_("orang", "korpel")
    other.get(f"/tugas/{pages.task(case)}")
    entry = next(iter(pages.site.audit.entries()))
    assert (entry.user, entry.action, entry.result) == ("orang", "ditolak", "ditolak")


def forged(browser: Browser, other: Browser, old_token: str) -> list[dict[str, object]]:
    token = browser.token()
    return [
        {"data": {}},
        {"data": {"token": ""}},
        {"data": {"token": token[:-1]}},
        {"data": {"token": other.token()}},
        {"data": {"token": old_token}},
        {"data": {"token": token}, "headers": {"Origin": "http://jahat.example"}},
        {"data": {"token": token}, "headers": {"Origin": "null"}},
        {"data": {"token": token}, "headers": {"Sec-Fetch-Site": "cross-site"}},
        {"data": {"token": token}, "headers": {"Sec-Fetch-Site": "same-site"}},
    ]


def test_forged_requests_change_nothing(pages: Pages, case: int) -> None:
    task = pages.task(case)
    siti, budi = pages.as_("siti", "ptsp"), pages.as_("budi", "ptsp")
    old_token = siti.token()
    siti.send("/keluar")
    siti.sign_in("siti")
    for attempt in forged(siti, budi, old_token):
        data = {"x": "", **attempt["data"]}  # type: ignore[dict-item]
        response = siti.post(f"/tugas/{task}/ambil", data, headers=attempt.get("headers"))
        assert response.status_code == 403, attempt
    assert untouched(pages, case)


def test_a_replayed_completion_is_refused(pages: Pages, case: int) -> None:
    task = pages.task(case)
    siti = pages.as_("siti", "ptsp")
    siti.send(f"/tugas/{task}/ambil")
    form = {"token": siti.token(), **DONE}
    assert siti.post(f"/tugas/{task}/selesai", form).status_code == 303
    assert siti.post(f"/tugas/{task}/selesai", form).status_code == 409
    assert len(pages.tasks_of(case)) == 2


def test_get_changes_nothing(pages: Pages, case: int) -> None:
    task = pages.task(case)
    siti = pages.as_("siti", "ptsp")
    for action, _ in ACTIONS:
        assert siti.get(f"/tugas/{task}/{action}").status_code in (404, 405)
    assert siti.get("/keluar").status_code in (404, 405)
    assert untouched(pages, case)


@pytest.mark.parametrize("key", ["0", "99", "abc", "-1", "9" * 25, "1%00", "1'--", "%2e%2e", "1;1", "１２"])
def test_keys_that_are_none(pages: Pages, key: str) -> None:
    siti = pages.as_("siti", "ptsp")
    for path in (f"/tugas/{key}", f"/tugas/mulai/{key}"):
        assert siti.get(path).status_code == 404
    assert siti.send(f"/tugas/{key}/ambil").status_code == 404
    assert siti.get(f"/aliran?untuk=perkara:{key}").status_code == 404


OTHERS = [{"tenggat": "2099-01-01T00:00:00Z", "nomorPerkara": "X"}, {"rahasia": "diubah"}]


@pytest.mark.parametrize("others", OTHERS, ids=["other variables", "a field that is read-only"])
def test_a_form_gives_its_own_fields_and_nothing_else(pages: Pages, others: dict[str, object]) -> None:
    pages.deploy_small()
    case = pages.begin(rahasia="asli")
    siti, task = pages.as_("siti", "ptsp"), pages.task(case)
    siti.send(f"/tugas/{task}/ambil")
    assert siti.send(f"/tugas/{task}/selesai", {"isian": json.dumps({"keputusan": "ya", **others})}).status_code == 303
    variables = pages.variables(case)
    assert variables["nomorPerkara"] == "A-1"
    assert variables["tenggat"] is None
    assert variables["rahasia"] == "asli"


BAD = [
    {},
    {"keputusan": "mungkin"},
    {"keputusan": ["ya"]},
    {"keputusan": "tidak"},
    {"keputusan": "tidak", "catatanBaru": "x" * 21},
    {"keputusan": "tidak", "catatanBaru": {"a": 1}},
    {"keputusan": "ya", "tanggal": "31-12-2026"},
    {"keputusan": "ya", "tanggal": "2026-13-45"},
    {"keputusan": "ya", "berkas1": "ya"},
    {"keputusan": "ya", "daftar": "x"},
    {"keputusan": "ya", "daftar": ["x"]},
    {"keputusan": "ya", "daftar": [{}]},
    {"keputusan": "ya", "daftar": [{"nama": "x"}] * 501},
    [],
    "x",
    None,
]


@pytest.mark.parametrize("values", BAD, ids=[json.dumps(v)[:40] for v in BAD])
def test_what_the_form_does_not_allow_completes_nothing(pages: Pages, case: int, values: object) -> None:
    siti, task = pages.as_("siti", "ptsp"), pages.task(case)
    siti.send(f"/tugas/{task}/ambil")
    response = siti.send(f"/tugas/{task}/selesai", {"isian": json.dumps(values)})
    assert response.status_code == 422
    assert "periksa lagi isian" in response.text
    assert untouched(pages, case, "siti")


@pytest.mark.parametrize("text", ["", "{", '{"a": NaN}', '{"a": "\\ud800"}', "[" * 5000, '{"a": 1e999}'])
def test_what_is_no_json_completes_nothing(pages: Pages, case: int, text: str) -> None:
    siti, task = pages.as_("siti", "ptsp"), pages.task(case)
    siti.send(f"/tugas/{task}/ambil")
    assert siti.send(f"/tugas/{task}/selesai", {"isian": text}).status_code in (400, 422)
    assert untouched(pages, case, "siti")


PROBES = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</script><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "' OR 1=1 --",
]


@pytest.mark.parametrize("probe", PROBES)
def test_texts_of_people_stay_texts(pages: Pages, probe: str) -> None:
    pages.put_viewers()
    escaped = probe.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").replace(">", "&gt;")
    pages.deploy_small(name=escaped)
    letter = {"nama": probe, "nomor": probe, "tautan": "javascript:alert(1)"}
    case = pages.begin(nomorPerkara=probe, permohonan={"nama": probe, "perihal": probe}, surat=letter)
    siti, task = pages.as_("siti", "ptsp", name=probe), pages.task(case)
    siti.send(f"/tugas/{task}/ambil")
    siti.send("/tugas/cari", {"cari": probe.split()[0] if probe.split() else ""})
    for path in ("/tugas", f"/tugas/{task}", "/tugas/mulai", "/tugas/selesai"):
        text = siti.get(path).text
        if "<" in probe:
            assert probe not in text
        assert 'href="javascript:' not in text
        assert "<img src=x" not in text
        if "7*7" in probe and path == "/tugas":
            assert "{{7*7}}${7*7}" in text


def test_who_may_not_read_a_case_may_not_listen_to_it(pages: Pages, case: int) -> None:
    for place, (group, office, rights) in enumerate(OUTSIDERS[:2]):
        other = pages.as_(f"orang{place}", group, office=office, rights=rights)
        assert other.get(f"/aliran?untuk=perkara:{case}").status_code == 404


def test_nothing_of_a_person_or_case_is_logged(pages: Pages, case: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    siti, task = pages.as_("siti", "ptsp", name="Nama Rahasia"), pages.task(case)
    siti.send(f"/tugas/{task}/ambil")
    siti.send("/tugas/cari", {"cari": "Siti Aminah"})
    siti.send(f"/tugas/{task}/selesai", {"isian": '{"keputusan": "isi rahasia"}'})
    pages.browser().sign_in("siti", "sandi yang salah sekali")
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("deploy"))
    for text in ("Nama Rahasia", "Siti Aminah", "isi rahasia", "sandi yang salah"):
        assert text not in logged


NAMES = ["ptsp-dua", "xptsp", "pts", 'x"ptsp', '"ptsp"', "PTSP", "%", "ptsp,korpel", "\\ptsp"]


@pytest.mark.parametrize("name", NAMES)
def test_a_group_is_meant_by_its_whole_name(pages: Pages, case: int, name: str) -> None:
    task = pages.task(case)
    siti = pages.as_("siti", "ptsp")
    assert siti.get(f"/tugas/{task}").status_code == 200
    pages.submit(UpdateTask(task, {"candidate_groups": [name]}))
    assert siti.get(f"/tugas/{task}").status_code == 404
    assert "Terima permohonan" not in siti.get("/tugas").text
    pages.submit(UpdateTask(task, {"candidate_groups": [name, "ptsp"]}))
    assert siti.get(f"/tugas/{task}").status_code == 200


def test_a_person_can_be_named_for_a_task_of_their_office(pages: Pages, case: int) -> None:
    task = pages.task(case)
    pages.submit(UpdateTask(task, {"candidate_groups": [], "candidate_users": ["siti"]}))
    assert pages.as_("siti").get(f"/tugas/{task}").status_code == 200
    assert pages.as_("sit").get(f"/tugas/{task}").status_code == 404
    pages.submit(UpdateTask(task, {"candidate_users": ["rina"]}))
    assert pages.as_("rina", office="kantor-lain").get(f"/tugas/{task}").status_code == 404
