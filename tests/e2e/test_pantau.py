"""Pantau in a real browser: what is late and stuck, the diagram, mending; keyboard, phone, paper, screen readers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import httpx
import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Download, Page, expect

from deploy.case_book import CaseBook
from deploy.demo.script import CASES
from deploy.deployer import start_case
from deploy.sops import find_folders
from tests.e2e.conftest import Open
from tests.e2e.stack import Office
from tests.e2e.walking import PHONE, Walker, too_wide, violations

OPERATOR = "operator.kemenag"
SLUG = "karpeg-kemenag"
_numbers = itertools.count(1)


def begin(running: Office) -> tuple[str, str]:
    """A case that waits for its first task: its key and its number."""
    script = next(case for case in CASES if case.slug == SLUG)
    number = f"PANTAU-{next(_numbers)}"
    given = {**script.start, "nomorPerkara": number}
    case = start_case(running.client, CaseBook(running.stack.home), running.folders[SLUG], given)
    running.wait_for_tasks(case, set())
    return case, number


def late(running: Office) -> tuple[str, str]:
    """A case whose first task was due long ago."""
    case, number = begin(running)
    (task,) = running.wait_for_tasks(case, set())
    changes = {"changeset": {"dueDate": "2020-01-01T00:00:00Z"}}
    httpx.patch(f"{running.url}/v2/user-tasks/{task.key}", json=changes, timeout=30).raise_for_status()
    return case, number


def stuck(running: Office) -> tuple[str, str]:
    """A case whose draft cannot be made: what it is about is no group of fields."""
    case, number = begin(running)
    client = running.client
    seen: set[str] = set()
    for answers in ({"berkas1": True}, {}):
        (task,) = running.wait_for_tasks(case, seen)
        seen.add(task.key)
        client.complete(task.key, answers)
    (task,) = running.wait_for_tasks(case, seen)
    url = f"{running.url}/v2/element-instances/{case}/variables"
    httpx.put(url, json={"variables": {"permohonan": "rusak"}}, timeout=30).raise_for_status()
    client.complete(task.key, {})
    return case, number


def diagram_is_there(page: Page) -> None:
    expect(page.locator("#diagram[data-siap]")).to_be_visible()


def test_an_operator_sees_what_is_late_and_why(running: Office, walk: Open) -> None:
    _, number = late(running)
    page = walk(OPERATOR).page
    page.get_by_role("link", name="Pantau").click()
    row = page.get_by_role("row").filter(has_text=number)
    expect(row).to_contain_text("Terlambat")
    expect(row).to_contain_text("Menunggu PTSP; belum diambil.")
    expect(row).to_contain_text("Minta PTSP mengambil tugas ini.")


def test_the_diagram_shows_where_the_case_is(running: Office, walk: Open) -> None:
    case, _ = late(running)
    page = walk(OPERATOR).page
    page.goto(f"/pantau/perkara/{case}")
    diagram_is_there(page)
    expect(page.locator("#diagram .tanda-terlambat")).to_have_attribute("title", "Terima usulan permohonan: terlambat")
    expect(page.locator("#diagram .bjs-powered-by")).to_be_visible()
    before = page.locator("#diagram .viewport").get_attribute("transform")
    for button in ("Perbesar", "Perkecil", "Langkah sekarang", "Seluruh diagram"):
        page.get_by_role("button", name=button).click()
    assert page.locator("#diagram .viewport").get_attribute("transform") == before


def test_an_incident_is_mended(running: Office, walk: Open) -> None:
    case, number = stuck(running)
    page = walk(OPERATOR).page
    page.goto("/pantau/kendala")
    expect(page.get_by_role("link", name=number)).to_be_visible(timeout=20_000)
    page.get_by_role("link", name=number).click()
    expect(page.get_by_text("Data untuk pekerjaan ini tidak ada atau bentuknya salah (permohonan).")).to_be_visible()
    diagram_is_there(page)
    expect(page.locator("#diagram .tanda-kendala")).to_be_visible()
    script = next(one for one in CASES if one.slug == SLUG)
    url = f"{running.url}/v2/element-instances/{case}/variables"
    httpx.put(url, json={"variables": dict(script.start)}, timeout=30).raise_for_status()
    page.get_by_role("button", name="Coba lagi").click()
    expect(page.get_by_role("status").first).to_contain_text("Langkah dicoba lagi.")
    # The case goes on, and the page and its diagram with it.
    expect(page.locator("#sekarang")).to_contain_text("Buat konsep surat pengantar", timeout=20_000)
    expect(page.locator("#diagram .tanda-aktif")).to_have_attribute("title", re.compile("Buat konsep surat"))
    expect(page.locator("#diagram .tanda-kendala")).to_have_count(0)


def test_a_case_is_moved_without_a_mouse(running: Office, walk: Open) -> None:
    case, number = begin(running)
    (task,) = running.wait_for_tasks(case, set())
    running.client.complete(task.key, {"berkas1": True})
    running.wait_for_tasks(case, {task.key})
    page = walk(OPERATOR).page
    keys = page.keyboard

    def tab_to(text: str, most: int = 60) -> None:
        for _ in range(most):
            keys.press("Tab")
            if text in (page.evaluate("(document.activeElement.innerText || document.activeElement.name || '')") or ""):
                return
        raise AssertionError(f"{text!r} is not reached with Tab")

    page.goto(f"/pantau/perkara/{case}")
    tab_to("Pindahkan ke langkah lain")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Pindahkan ke langkah lain")).to_be_visible()
    tab_to("Lanjutkan")
    keys.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Pilih langkah tujuan.")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_label("Langkah tujuan")).to_be_focused()
    keys.type("Terima usulan")
    tab_to("alasan")
    keys.type("Berkas tertukar.")
    tab_to("Lanjutkan")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Periksa sebelum memindahkan")).to_be_visible()
    tab_to("Ya, pindahkan perkara")
    keys.press("Enter")
    expect(page.get_by_role("heading", name=f"Perkara {number}")).to_be_visible()
    expect(page.locator("#sekarang")).to_contain_text("Terima usulan permohonan")
    expect(page.locator("#tindakan")).to_contain_text("Alasan: Berkas tertukar.")


def test_a_withdrawal_closes_the_case(running: Office, walk: Open) -> None:
    case, _ = begin(running)
    page = walk(OPERATOR).page
    page.goto(f"/pantau/perkara/{case}")
    page.get_by_role("link", name="Akhiri perkara").click()
    page.get_by_label("Pemohon mencabut permohonannya.").check()
    page.get_by_label("Alasan").fill("Pemohon pindah kantor.")
    page.get_by_role("button", name="Lanjutkan").click()
    page.get_by_role("button", name="Ya, akhiri perkara").click()
    expect(page.locator("#sekarang")).to_contain_text("sudah selesai", timeout=20_000)


def test_data_is_shown_when_asked_for_and_closed_again(running: Office, walk: Open) -> None:
    case, _ = begin(running)
    page = walk(OPERATOR).page
    page.goto(f"/pantau/perkara/{case}")
    nip = re.compile(r"\d{18}")
    expect(page.locator("main")).not_to_contain_text(nip)
    page.get_by_role("button", name="Tampilkan data perkara").click()
    expect(page.locator("#isi-data")).to_contain_text(nip)
    page.get_by_role("link", name="Tutup data").click()
    expect(page.locator("main")).not_to_contain_text(nip)


def test_the_list_and_a_case_change_by_themselves(running: Office, walk: Open) -> None:
    page = walk(OPERATOR).page
    page.goto("/pantau")
    case, number = begin(running)
    expect(page.get_by_role("link", name=number)).to_be_visible(timeout=20_000)
    page.get_by_role("link", name=number).click()
    diagram_is_there(page)
    (task,) = running.wait_for_tasks(case, set())
    running.client.complete(task.key, {"berkas1": True})
    expect(page.locator("#sekarang")).to_contain_text("Disposisikan usulan", timeout=20_000)
    expect(page.locator("#diagram .tanda-aktif")).to_have_attribute("title", re.compile("Disposisikan usulan"))


@pytest.mark.parametrize("slug", [path.name for path in find_folders()])
def test_every_sop_has_its_diagram_and_its_cases(running: Office, walk: Open, slug: str) -> None:
    script = next(case for case in CASES if case.slug == slug)
    number = f"PANTAU-{next(_numbers)}"
    given = {**script.start, "nomorPerkara": number}
    case = start_case(running.client, CaseBook(running.stack.home), running.folders[slug], given)
    running.wait_for_tasks(case, set())
    sop = running.folders[slug].sop
    page = walk(f"operator.{sop.kantor.split('-')[0]}").page
    page.goto("/pantau/proses")
    page.get_by_role("link", name=sop.identitas.judul, exact=True).click()
    diagram_is_there(page)
    page.get_by_role("link", name="Lihat perkaranya").click()
    page.get_by_role("link", name=number).click()
    diagram_is_there(page)
    expect(page.locator("#diagram .tanda-aktif")).to_have_count(1)


def test_the_file_of_a_diagram_can_be_kept(walk: Open) -> None:
    page = walk(OPERATOR).page
    page.goto("/pantau/proses")
    page.get_by_role("link", name="Pelayanan Permohonan Kartu Pegawai").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh diagram (.bpmn)").click()
    kept: Download = download.value
    assert kept.suggested_filename == f"{SLUG}.bpmn"


def test_hostile_numbers_are_only_texts(running: Office, walk: Open) -> None:
    probe = "<img src=x onerror=\"document.title='jahat'\">"
    case = running.client.start(SLUG, {"nomorPerkara": probe, "permohonan": {"nama": probe}, probe: probe})
    running.wait_for_tasks(case, set())
    walker = walk(OPERATOR)
    page = walker.page
    for path in ("/pantau", f"/pantau/perkara/{case}", f"/pantau/perkara/{case}/pindah"):
        page.goto(path)
        expect(page.locator("main")).to_contain_text(probe)
        assert page.locator("main img").count() == 0
        assert "jahat" not in page.title().replace(probe, "")
    running.client.cancel(case)


def test_without_a_script_everything_is_written(running: Office, walk: Open) -> None:
    case, number = late(running)
    page = walk(OPERATOR, java_script_enabled=False).page
    page.goto("/pantau?tenggat=terlambat")
    page.get_by_role("link", name=number).click()
    expect(page.locator("#sekarang")).to_contain_text("Terlambat")
    expect(page.get_by_text("diagram memerlukan JavaScript")).to_be_visible()
    expect(page.get_by_role("link", name="Unduh diagram (.bpmn)")).to_be_visible()
    assert case in page.url


def test_on_paper_there_is_the_case_and_no_button(running: Office, walk: Open) -> None:
    case, number = begin(running)
    page = walk(OPERATOR).page
    page.goto(f"/pantau/perkara/{case}")
    diagram_is_there(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name=f"Perkara {number}")).to_be_visible()
    expect(page.locator("#diagram svg").first).to_be_visible()
    for button in page.get_by_role("button").all():
        expect(button).to_be_hidden()
    expect(page.get_by_role("navigation")).to_have_count(0)


def visit_all(running: Office, walker: Walker) -> Iterator[str]:
    """Every page of Pantau, in every state that it has."""
    page = walker.page
    slow, _ = late(running)
    broken, number = stuck(running)
    walker.sign_in(OPERATOR)
    page.goto("/pantau/kendala")
    expect(page.get_by_role("link", name=number)).to_be_visible(timeout=20_000)
    yield "kendala"
    for name, path in (
        ("daftar", "/pantau"),
        ("terlambat", "/pantau?tenggat=terlambat"),
        ("selesai", "/pantau?keadaan=selesai"),
        ("kosong", "/pantau?keadaan=dibatalkan&proses=x"),
        ("proses", "/pantau/proses"),
    ):
        page.goto(path)
        yield name
    for name, case in (("perkara terlambat", slow), ("perkara terkendala", broken)):
        page.goto(f"/pantau/perkara/{case}")
        diagram_is_there(page)
        page.locator("details").evaluate_all("all => all.forEach(one => (one.open = true))")
        yield name
    page.get_by_role("button", name="Tampilkan data perkara").click()
    diagram_is_there(page)
    yield "data terbuka"
    page.goto("/pantau/proses")
    page.get_by_role("link", name="Pelayanan Permohonan Kartu Pegawai").click()
    diagram_is_there(page)
    yield "satu proses"
    for way in ("pindah", "batal"):
        page.goto(f"/pantau/perkara/{slow}/{way}")
        yield way
        page.get_by_role("button", name="Lanjutkan").click()
        expect(page.get_by_role("alert")).to_be_visible()
        yield f"{way}, salah"
        if way == "pindah":
            page.get_by_label("Langkah tujuan").select_option(index=1)
        else:
            page.get_by_label("Batalkan paksa.").check()
        page.get_by_label("Alasan").fill("Berkas tertukar.")
        page.get_by_role("button", name="Lanjutkan").click()
        expect(page.get_by_role("heading", name=re.compile("Periksa sebelum"))).to_be_visible()
        yield f"{way}, periksa"
    page.get_by_role("button", name="Keluar").click()
    walker.sign_in("ptsp")
    page.goto("/pantau")
    expect(page.get_by_text("hanya untuk operator dan pimpinan")).to_be_visible()
    yield "bukan operator"


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_every_page_can_be_used_by_everybody(running: Office, walk: Open, size: dict[str, int] | None) -> None:
    walker = walk(size=size)
    found: dict[str, list[str]] = {}
    wide: list[str] = []
    for name in visit_all(running, walker):
        found[name] = violations(walker)
        if too_wide(walker):
            wide.append(name)
    assert {name: problems for name, problems in found.items() if problems} == {}
    assert wide == []
