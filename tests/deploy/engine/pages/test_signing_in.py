"""Signing in and out: what is refused, what is told, and what a session survives."""

from __future__ import annotations

import pytest

from deploy.people.attempts import PER_ADDRESS, PER_NAME, WINDOW_SECONDS
from deploy.people.files import PeopleDirectory
from deploy.people.passwords import hash_password
from deploy.people.sessions import ABSOLUTE_SECONDS, IDLE_SECONDS, ROTATE_SECONDS
from tests.deploy.engine.pages.running import DIGEST, PASSWORD, Browser, Pages


def signed_in(browser: Browser) -> bool:
    return browser.get("/tugas").status_code == 200


def test_somebody_signs_in_and_out(pages: Pages) -> None:
    pages.person("siti", "ptsp", name="Siti Aminah")
    browser = pages.browser()
    assert browser.get("/tugas").headers["location"] == "/masuk?lanjut=/tugas"
    response = browser.sign_in("siti", there="/tugas/mulai")
    assert response.headers["location"] == "/tugas/mulai"
    assert "Siti Aminah" in browser.get("/tugas").text
    assert browser.send("/keluar").status_code == 303
    assert not signed_in(browser)


def test_the_cookie_of_a_session_is_for_the_server_alone(pages: Pages) -> None:
    pages.person("siti")
    cookie = next(c for c in pages.browser().sign_in("siti").headers.get_list("set-cookie") if "sesi" in c)
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_a_wrong_password_and_a_wrong_name_are_told_the_same(pages: Pages) -> None:
    pages.person("siti")
    known = pages.browser().sign_in("siti", "bukan sandinya")
    unknown = pages.browser().sign_in("nobody", "bukan sandinya")
    assert known.status_code == unknown.status_code == 401
    cut = slice(known.text.index("<h1>"), known.text.index('name="awal"'))
    assert known.text[cut] == unknown.text[cut]
    assert "salah" in known.text


@pytest.mark.parametrize("user", ["siti", "nobody"])
def test_after_some_failures_a_name_has_to_wait(pages: Pages, user: str) -> None:
    pages.person("siti")
    for _ in range(PER_NAME):
        assert pages.browser().sign_in(user, "bukan sandinya").status_code == 401
    refused = pages.browser().sign_in(user, PASSWORD)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) <= WINDOW_SECONDS
    pages.clock.now += WINDOW_SECONDS + 1
    assert pages.browser().sign_in(user, PASSWORD).status_code == (303 if user == "siti" else 401)


def test_one_address_cannot_try_every_name(pages: Pages) -> None:
    pages.person("siti")
    # Known ones, whose digests are cheap here; a name that nobody has costs a check as it really is.
    others = {f"orang{number}": {"nama": "x", "sandi": DIGEST} for number in range(PER_ADDRESS)}
    PeopleDirectory(pages.settings.people).change("lain", lambda content: content["pengguna"].update(others))
    for number in range(PER_ADDRESS):
        pages.browser().sign_in(f"orang{number}", "bukan sandinya")
    assert pages.browser().sign_in("siti").status_code == 429


def test_success_forgets_the_failures(pages: Pages) -> None:
    pages.person("siti")
    for _ in range(3):
        for _ in range(PER_NAME - 1):
            pages.browser().sign_in("siti", "bukan sandinya")
        assert pages.browser().sign_in("siti").status_code == 303


def test_the_id_of_a_session_is_never_one_that_was_there_before(pages: Pages) -> None:
    pages.person("siti")
    browser = pages.browser()
    browser.client.cookies.set("alur_sesi_8080", "chosen-by-an-attacker", domain="localhost.local")
    before = set(browser.client.cookies.values())
    browser.sign_in("siti")
    after = [c.value for c in browser.client.cookies.jar if "sesi" in c.name and c.value not in before]
    assert len(after) == 1
    assert "chosen-by-an-attacker" not in after


def test_signing_in_again_ends_the_session_before(pages: Pages) -> None:
    browser = pages.as_("siti")
    old = dict(browser.client.cookies)
    token = browser.token()
    entry = pages.browser()
    entry.client.cookies.update(old)
    form = {"token": token, "nama": "siti", "sandi": PASSWORD, "lanjut": "/"}
    assert browser.post("/masuk", form).status_code == 303
    assert signed_in(browser)
    assert not signed_in(entry)


def test_a_session_ends_without_clicks(pages: Pages) -> None:
    browser = pages.as_("siti")
    for _ in range(3):
        pages.clock.now += IDLE_SECONDS - 60
        assert signed_in(browser)
    pages.clock.now += IDLE_SECONDS + 60
    assert not signed_in(browser)


def test_what_a_page_asks_by_itself_is_no_click(pages: Pages) -> None:
    browser = pages.as_("siti")
    for _ in range(3):
        pages.clock.now += IDLE_SECONDS / 2 - 60
        browser.get("/tugas", headers={"X-Alur-Otomatis": "1"})
    answer = browser.get("/tugas", headers={"X-Alur-Otomatis": "1"})
    assert answer.status_code == 401


def test_a_session_ends_in_any_case(pages: Pages) -> None:
    browser = pages.as_("siti")
    began = pages.clock.now
    while pages.clock.now + IDLE_SECONDS / 2 < began + ABSOLUTE_SECONDS:
        pages.clock.now += IDLE_SECONDS / 2
        assert signed_in(browser)
    pages.clock.now = began + ABSOLUTE_SECONDS + 1
    assert not signed_in(browser)


def test_the_id_changes_while_somebody_works(pages: Pages) -> None:
    browser = pages.as_("siti")
    token = browser.token()
    old = dict(browser.client.cookies)
    pages.clock.now += ROTATE_SECONDS / 2
    assert signed_in(browser)
    pages.clock.now += ROTATE_SECONDS / 2 + 1
    assert signed_in(browser)
    assert dict(browser.client.cookies) != old
    assert browser.token() == token  # forms that are open stay good
    thief = pages.browser()
    thief.client.cookies.update(old)
    pages.clock.now += 120
    assert not signed_in(thief)
    assert signed_in(browser)


def test_a_new_password_ends_every_session(pages: Pages) -> None:
    browser = pages.as_("siti")
    digest = hash_password("lima kata yang lain lagi", cost=16)
    files = PeopleDirectory(pages.settings.people)
    files.change("kemenag-dki", lambda content: content["pengguna"]["siti"].update({"sandi": digest}))
    assert not signed_in(browser)


def test_a_person_who_is_removed_is_out_at_once(pages: Pages) -> None:
    browser = pages.as_("siti")
    files = PeopleDirectory(pages.settings.people)
    files.change("kemenag-dki", lambda content: content["pengguna"].pop("siti"))
    assert not signed_in(browser)


@pytest.mark.parametrize(
    "there",
    [
        "//jahat.example",
        "https://jahat.example",
        "/\\jahat.example",
        "\\\\jahat.example",
        "/\t/jahat.example",
        "javascript:alert(1)",
        "/masuk",
    ],
)
def test_signing_in_leads_to_no_other_host(pages: Pages, there: str) -> None:
    pages.person("siti")
    assert pages.browser().sign_in("siti", there=there).headers["location"] == "/"


def test_a_forged_form_signs_nobody_in(pages: Pages) -> None:
    pages.person("siti")
    assert pages.browser().post("/masuk", {"nama": "siti", "sandi": PASSWORD}).status_code == 403
    browser = pages.browser()
    browser.get("/masuk")
    form = {"nama": "siti", "sandi": PASSWORD, "awal": "guessed"}
    assert browser.post("/masuk", form).status_code == 403


def test_signing_out_needs_the_form_of_the_session(pages: Pages) -> None:
    browser, other = pages.as_("siti"), pages.as_("budi")
    for data in ({"x": ""}, {"token": "0" * 64}, {"token": other.token()}):
        assert browser.post("/keluar", data).status_code == 403
    assert (
        browser.post("/keluar", {"token": browser.token()}, headers={"Origin": "http://jahat.example"}).status_code
        == 403
    )
    assert signed_in(browser)


def test_without_people_the_page_says_how_to_make_the_first_account(pages: Pages) -> None:
    assert "alur users add" in pages.browser().get("/masuk").text


def test_a_broken_file_of_people_lets_nobody_in_and_tells_nothing(pages: Pages) -> None:
    browser = pages.as_("siti", name="Siti Aminah")
    (pages.settings.people / "kemenag-dki.yaml").write_text(
        "kantor: kemenag-dki\npengguna: {siti: {nama: Siti Aminah, x: 1}}\n"
    )
    response = browser.get("/tugas")
    assert response.status_code == 503
    assert "Siti" not in response.text


def test_who_signed_in_is_recorded(pages: Pages) -> None:
    browser = pages.as_("siti")
    browser.send("/keluar")
    pages.browser().sign_in("siti", "bukan sandinya")
    pages.browser().sign_in("Sandi Saya Salah Kolom", "x")
    lines = [(entry.user, entry.action, entry.result) for entry in pages.site.audit.entries()]
    # What was typed as a name may be a password, so unknown names are not kept.
    assert lines[::-1] == [
        ("siti", "masuk", "berhasil"),
        ("siti", "keluar", "berhasil"),
        ("siti", "masuk", "gagal"),
        ("-", "masuk", "gagal"),
    ]
