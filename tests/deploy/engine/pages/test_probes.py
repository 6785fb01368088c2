"""Every route of the pages with what nobody should send: no fault of ours, no word of a case to strangers."""

from __future__ import annotations

import pytest

from tests.deploy.engine.pages.running import Pages

KEYS = [
    "0",
    "1",
    "-1",
    "99999999999999999999",
    "abc",
    "%00",
    "%2e%2e%2f",
    "'%20OR%201=1--",
    "%3Cscript%3E",
    "%F0%9F%92%A9",
    "%ff",
    "a" * 3000,
]
VALUES = [
    "",
    "\x00",
    "\ud7ff",
    "'; DROP TABLE user_task;--",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "%s%n",
    "9" * 400,
    "-1",
    "{{7*7}}",
    "\u202e",
    "a" * 20_000,
]
FIELDS = [
    "isian",
    "kepada",
    "alih",
    "cari",
    "hapus",
    "lama",
    "baru",
    "ulang",
    "nama",
    "sandi",
    "lanjut",
    "elemen",
    "alasan",
    "ke",
]
QUERIES = ["lihat", "kelompok", "hal", "untuk", "sejak", "lanjut", "urut", "keadaan", "proses", "q"]


def paths(pages: Pages) -> list[tuple[str, str]]:
    """(method, path with {} for its keys)."""
    browser = pages.browser()
    browser.get("/masuk")
    app = pages.app._pages
    routes = getattr(app, "_app", app).routes  # type: ignore[union-attr]
    return [(method, route.path) for route in routes for method in route.methods if method in ("GET", "POST")]


def filled(path: str, key: str) -> str:
    while "{" in path:
        before, _, rest = path.partition("{")
        path = f"{before}{key}{rest.partition('}')[2]}"
    return path


@pytest.fixture
def busy(pages: Pages) -> Pages:
    pages.deploy_small()
    pages.begin(permohonan={"nama": "Nama Rahasia"})
    return pages


def test_keys_and_parameters_of_addresses(busy: Pages) -> None:
    operator = busy.as_("ani", rights=["operator"])
    for method, path in paths(busy):
        if method != "GET" or path == "/aliran":
            continue
        for key in KEYS if "{" in path else [""]:
            assert operator.get(filled(path, key)).status_code < 500, (path, key)
        for name in QUERIES:
            for value in VALUES[:10]:
                assert operator.get(filled(path, "1"), params={name: value}).status_code < 500, (path, name, value)


def test_fields_of_forms(busy: Pages) -> None:
    siti = busy.as_("siti", "ptsp", rights=["operator"])
    token = siti.token()
    case = next(iter(busy.runtime.projection.read(lambda db: db.execute("SELECT key FROM instance").fetchone())))
    task = busy.task(case)
    for method, path in paths(busy):
        if method != "POST" or path in ("/keluar", "/masuk"):
            continue
        for key in (str(task), str(case), "1", "abc"):
            for value in VALUES:
                form = dict.fromkeys(FIELDS, value) | {"token": token}
                status = siti.post(filled(path, key), form).status_code
                assert status < 500 or status == 503, (path, key, value)


def test_strangers_learn_nothing_anywhere(busy: Pages) -> None:
    case = next(iter(busy.runtime.projection.read(lambda db: db.execute("SELECT key FROM instance").fetchone())))
    keys = [str(case), str(busy.task(case))]
    foreign = busy.as_("rina", "ptsp", office="kantor-lain", rights=["operator"])
    for method, path in paths(busy):
        if method != "GET" or path == "/aliran":
            continue
        for key in keys:
            for browser in (busy.browser(), foreign):
                text = browser.get(filled(path, key)).text
                assert "Nama Rahasia" not in text, path


def test_no_route_changes_anything_without_the_form_of_the_session(busy: Pages) -> None:
    siti = busy.as_("siti", "ptsp", rights=["operator"])
    case = next(iter(busy.runtime.projection.read(lambda db: db.execute("SELECT key FROM instance").fetchone())))
    before = busy.runtime.journal_position
    for method, path in paths(busy):
        if method == "POST" and path != "/masuk":
            for key in (str(case), str(busy.task(case))):
                assert siti.post(filled(path, key), {"token": "0" * 64}).status_code == 403, path
    assert busy.runtime.journal_position == before
