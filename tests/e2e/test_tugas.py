"""Tugas in a real browser, with the six SOPs and a real worker."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import expect

from deploy.case_book import CaseBook
from deploy.demo.script import CASES
from deploy.deployer import start_case
from deploy.sops import find_folders
from tests.e2e.conftest import Open
from tests.e2e.stack import Office
from tests.e2e.walking import PHONE, Walker, too_wide, violations

SLUGS = [path.name for path in find_folders()]
_numbers = itertools.count(1)


def begin(running: Office, slug: str = "karpeg-kemenag") -> str:
    """A case that waits for its first task; its key."""
    script = next(case for case in CASES if case.slug == slug)
    variables = {**script.start, "nomorPerkara": f"E2E-{next(_numbers)}"}
    return start_case(running.client, CaseBook(running.stack.home), running.folders[slug], variables)


def first_task(running: Office, case: str) -> str:
    (task,) = running.wait_for_tasks(case, set())
    return task.key


def work(running: Office, walkers: dict[str, Walker], walk: Open, case: str, office: str, **more: Any) -> list[str]:
    """Everybody does their task until the case is over; the names of the tasks."""
    done: list[str] = []
    seen: set[str] = set()
    while tasks := running.wait_for_tasks(case, seen):
        for task in tasks:
            user = running.user_of(office, task.candidate_groups[0])
            if user not in walkers:
                walkers[user] = walk(user, **more)
            walker = walkers[user]
            walker.take(task.key)
            walker.fill()
            walker.send()
            seen.add(task.key)
            done.append(task.name)
    return done


@pytest.mark.parametrize("slug", SLUGS)
def test_a_case_of_every_sop_goes_from_person_to_person(running: Office, walk: Open, slug: str) -> None:
    sop = running.folders[slug].sop
    walkers: dict[str, Walker] = {}
    starter = next(
        user for p in running.people.of_office(sop.kantor) if (user := p.user) and set(p.groups) & _first(running, slug)
    )
    walkers[starter] = walk(starter)
    page = walkers[starter].page
    page.get_by_role("link", name="Mulai perkara").click()
    page.get_by_role("link", name=sop.identitas.judul).click()
    walkers[starter].fill()
    number = f"TANGAN-{next(_numbers)}"
    page.get_by_label("Nomor perkara").fill(number)
    walkers[starter].send()
    expect(page.get_by_role("status").first).to_contain_text(f"Perkara {number} dimulai")
    (case,) = running.client.cases(variables={"nomorPerkara": number})
    done = work(running, walkers, walk, case.key, sop.kantor)
    assert len(done) >= len({step.kode for step in sop.langkah}) - 1
    found = running.client.case(case.key)
    assert found is not None
    assert found.state == "COMPLETED"
    page.goto("/tugas/selesai")
    expect(page.get_by_role("table")).to_contain_text(number)


def _first(running: Office, slug: str) -> set[str]:
    sop = running.folders[slug].sop
    return {next(step.pelaksana for step in sop.langkah if step.pelaksana in {role.kode for role in sop.pelaksana})}


def test_a_clerk_without_a_mouse(running: Office, walk: Open) -> None:
    task = first_task(running, begin(running))
    walker = walk()
    page = walker.page
    page.goto("/masuk")
    keys = page.keyboard

    def tab_to(text: str, most: int = 60) -> None:
        for _ in range(most):
            keys.press("Tab")
            if text in (page.evaluate("(document.activeElement.innerText || document.activeElement.name || '')") or ""):
                return
        raise AssertionError(f"{text!r} is not reached with Tab")

    tab_to("nama")
    keys.type("ptsp")
    tab_to("sandi")
    keys.type(running.password)
    keys.press("Enter")
    expect(page).to_have_url(re.compile("/tugas$"))
    page.goto(f"/tugas/{task}")
    tab_to("Langsung ke isi")
    keys.press("Enter")
    tab_to("Ambil tugas ini")
    keys.press("Enter")
    form = walker.form_is_there()
    box = form.locator("input[type=checkbox]").first
    for _ in range(60):
        keys.press("Tab")
        if box.evaluate("box => box === document.activeElement"):
            break
    keys.press("Space")
    expect(box).to_be_checked()
    tab_to("Kirim dan selesaikan")
    keys.press("Enter")
    expect(page).to_have_url(re.compile("/tugas$"))


def test_what_is_wrong_is_said_above_and_beside_the_field_in_indonesian(walk: Open) -> None:
    page = walk("ptsp").page
    page.get_by_role("link", name="Mulai perkara").click()
    page.locator(".pilihan a").first.click()
    expect(page.locator("#formulir[data-siap]")).to_be_visible()
    page.get_by_label("NIP").fill("123")
    page.get_by_role("button", name="Mulai perkara").click()
    summary = page.locator("#galat-formulir")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Nomor perkara: Wajib diisi.")
    expect(summary).to_contain_text("NIP terdiri atas 18 angka")
    summary.get_by_role("link", name="Nomor perkara").click()
    expect(page.get_by_label("Nomor perkara")).to_be_focused()
    assert "Field" not in page.locator("main").inner_text()


def test_no_english_in_lists_of_people(running: Office, walk: Open) -> None:
    case = begin(running, "karpeg-pesisir-selatan")
    seen: set[str] = set()
    walkers: dict[str, Walker] = {}
    for _ in range(2):
        (task,) = running.wait_for_tasks(case, seen)
        user = running.user_of("dukcapil-pesisir-selatan", task.candidate_groups[0])
        walkers.setdefault(user, walk(user)).take(task.key)
        walkers[user].fill()
        walkers[user].send()
        seen.add(task.key)
    (task,) = running.wait_for_tasks(case, seen)
    walker = walk(running.user_of("dukcapil-pesisir-selatan", task.candidate_groups[0]))
    walker.take(task.key)
    form = walker.form_is_there()
    form.get_by_role("button", name="Tambah baris").click()
    expect(form.get_by_role("button", name="Hapus baris 2")).to_be_visible()
    text = form.inner_text()
    assert "Add new" not in text
    form.get_by_role("button", name="Hapus baris 2").click()


def test_a_list_changes_by_itself(running: Office, walk: Open) -> None:
    page = walk("ptsp").page
    page.goto("/tugas?lihat=bebas")
    key = first_task(running, begin(running))
    link = page.locator(f"a[href='/tugas/{key}']")
    expect(link).to_be_visible(timeout=20_000)
    running.client.assign(key, "orang-lain")
    expect(link).to_have_count(0, timeout=20_000)


def test_the_page_of_a_task_hears_that_somebody_else_took_it(running: Office, walk: Open) -> None:
    key = first_task(running, begin(running))
    page = walk("ptsp").page
    page.goto(f"/tugas/{key}")
    expect(page.get_by_role("button", name="Ambil tugas ini")).to_be_visible()
    running.client.assign(key, "orang-lain")
    expect(page.get_by_text("sedang dipegang")).to_be_visible(timeout=20_000)


def test_without_a_script_tasks_are_listed_and_it_says_what_is_missing(running: Office, walk: Open) -> None:
    key = first_task(running, begin(running))
    walker = walk("ptsp", java_script_enabled=False)
    page = walker.page
    expect(page.locator(f"a[href='/tugas/{key}']")).to_be_visible()
    page.goto(f"/tugas/{key}")
    page.get_by_role("button", name="Ambil tugas ini").click()
    expect(page.get_by_text("formulir memerlukan JavaScript")).to_be_visible()
    page.get_by_text("Tidak dapat mengerjakannya?").click()
    page.get_by_role("button", name="Kembalikan ke kelompok").click()
    expect(page.get_by_text("dikembalikan ke kelompok")).to_be_visible()


def test_on_paper_there_is_the_task_and_not_the_menu(running: Office, walk: Open) -> None:
    key = first_task(running, begin(running))
    walker = walk("ptsp")
    walker.take(key)
    walker.page.emulate_media(media="print")
    expect(walker.page.get_by_role("navigation")).to_have_count(0)
    expect(walker.page.get_by_role("button", name="Kirim dan selesaikan")).to_be_hidden()
    expect(walker.page.get_by_text("Menurut SOP")).to_be_visible()


def visit_all(running: Office, walker: Walker) -> Any:
    """Every page of Tugas, in every state that it has."""
    page = walker.page
    yield "masuk", page.goto("/masuk")
    page.get_by_label("Nama pengguna").fill("ptsp")
    page.get_by_label("Sandi").fill("bukan ini sandinya")
    page.get_by_role("button", name="Masuk").click()
    yield "masuk, salah", expect(page.get_by_role("alert")).to_be_visible()
    free, taken = (first_task(running, begin(running)) for _ in range(2))
    walker.sign_in("ptsp")
    yield "daftar", page.goto("/tugas")
    yield "daftar kosong", page.goto("/tugas?lihat=rekan")
    yield "tugas yang bebas", page.goto(f"/tugas/{free}")
    walker.take(taken)
    page.get_by_text("Tidak dapat mengerjakannya?").click()
    yield "tugas saya", walker.form_is_there()
    walker.fill()
    walker.send()
    yield "tugas yang selesai", page.goto(f"/tugas/{taken}")
    yield "mulai", page.goto("/tugas/mulai")
    page.locator(".pilihan a").first.click()
    walker.form_is_there()
    page.get_by_role("button", name="Mulai perkara").click()
    yield "mulai, salah", expect(page.locator("#galat-formulir")).to_be_visible()
    yield "selesai", page.goto("/tugas/selesai")
    yield "akun", page.goto("/akun")
    yield "tidak ada", page.goto("/tugas/1")
    walker.page.goto("/tugas")
    page.get_by_role("button", name="Keluar").click()
    walker.sign_in("operator.kemenag")
    yield "catatan", page.goto("/catatan")


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_every_page_can_be_used_by_everybody(running: Office, walk: Open, size: dict[str, int] | None) -> None:
    walker = walk(size=size)
    found: dict[str, list[str]] = {}
    wide: list[str] = []
    for name, _ in visit_all(running, walker):
        found[name] = violations(walker)
        if too_wide(walker):
            wide.append(name)
    assert {name: problems for name, problems in found.items() if problems} == {}
    assert wide == []
