"""What holds for every page: headers, hosts, sizes, errors in words, files."""

from __future__ import annotations

import pytest

from tests.deploy.engine.pages.running import Pages


@pytest.mark.parametrize("path", ["/masuk", "/tugas", "/tidak-ada", "/statis/alur.css", "/statis/none.js"])
def test_every_answer_keeps_other_pages_away(pages: Pages, path: str) -> None:
    headers = pages.browser().get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"


def test_pages_are_kept_by_no_cache_and_files_for_ever(pages: Pages) -> None:
    browser = pages.as_("siti")
    assert browser.get("/tugas").headers["cache-control"] == "no-store"
    page = browser.get("/tugas").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "immutable" in browser.get(address).headers["cache-control"]


def test_large_files_are_packed_for_who_can_unpack_them(pages: Pages) -> None:
    browser = pages.browser()
    packed = browser.get("/statis/alur.css", headers={"Accept-Encoding": "gzip"})
    plain = browser.get("/statis/alur.css", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert browser.get("/statis/alur.css", headers={"If-None-Match": plain.headers["etag"]}).status_code == 304


def test_no_page_has_a_script_or_a_style_of_its_own(pages: Pages) -> None:
    browser = pages.as_("siti")
    for path in ("/tugas", "/tidak-ada"):
        text = browser.get(path).text
        assert "<style" not in text
        assert " onclick" not in text
        assert all("src=" in part.split(">")[0] for part in text.split("<script")[1:])


def test_another_host_is_not_answered(pages: Pages) -> None:
    assert pages.browser().get("/masuk", headers={"Host": "jahat.example"}).status_code == 403
    assert pages.browser().get("/masuk", headers={"Host": "127.0.0.1:8080"}).status_code == 200


def test_what_is_not_there_is_said_in_words(pages: Pages) -> None:
    response = pages.as_("siti").get("/tidak-ada")
    assert response.status_code == 404
    assert "tidak ada" in response.text


@pytest.mark.parametrize("name", ["..%2f..%2fapp.py", "%2e%2e", ".htaccess", "__init__.py", "alur.css%00"])
def test_files_are_only_those_that_are_served(pages: Pages, name: str) -> None:
    assert pages.browser().get(f"/statis/{name}").status_code == 404


def test_a_form_that_is_too_large_is_refused(pages: Pages) -> None:
    browser = pages.as_("siti")
    assert browser.post("/keluar", {"token": browser.token(), "x": "y" * 3_000_000}).status_code == 413


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
def test_only_forms_are_taken(pages: Pages, kind: str) -> None:
    browser = pages.as_("siti")
    assert pages.run(browser.client.post("/keluar", content=b"{}", headers={"content-type": kind})).status_code == 415


def test_bytes_that_are_no_form_are_refused(pages: Pages) -> None:
    browser = pages.as_("siti")
    form = "application/x-www-form-urlencoded"
    for body in (b"\xff\xfe", b"a=%ff", b"&".join(b"x%d=1" % number for number in range(300))):
        answer = pages.run(browser.client.post("/keluar", content=body, headers={"content-type": form}))
        assert answer.status_code == 400


def test_without_a_place_for_people_the_pages_say_so_and_the_api_goes_on(pages: Pages) -> None:
    pages.settings.people.write_text("a file where the directory should be")
    refused = pages.browser().get("/masuk")
    assert refused.status_code == 503
    assert "pengelola Alur" in refused.text
    assert pages.browser().get("/v2/topology").status_code == 200
    pages.settings.people.unlink()
    assert pages.browser().get("/masuk").status_code == 200


def test_the_api_is_still_there(pages: Pages) -> None:
    assert pages.browser().get("/v2/topology").status_code == 200
    assert pages.browser().get("/v2").json()["title"] == "NOT_FOUND"


def test_pantau_is_not_for_clerks(pages: Pages) -> None:
    assert pages.as_("siti", "ptsp").get("/aliran?untuk=semua").status_code == 404
    assert 'href="/pantau"' not in pages.as_("budi", "ptsp").get("/tugas").text
    assert 'href="/pantau"' in pages.as_("ani", rights=["operator"]).get("/tugas").text
