"""Signing in and out."""

from __future__ import annotations

import asyncio
import datetime as dt
import hmac
import math
import secrets
from collections.abc import Callable
from typing import TypeVar

from starlette.responses import Response

from deploy.engine.pages.page import Access, Page, PageError, PageRoutes
from deploy.engine.pages.wording import moment, time_words
from deploy.people.passwords import is_password

T = TypeVar("T")
routes = PageRoutes()
_checks = asyncio.Semaphore(2)
"""Each check of a password takes a processor for a quarter of a second and 32 MiB."""
_WRONG = "Nama pengguna atau sandi salah."


def cookie_name(page: Page) -> str:
    """Cookies do not know ports, and several engines may run on one machine."""
    return _named(page, "sesi")


def _named(page: Page, what: str) -> str:
    if page.site.settings.outside:
        return f"__Host-alur_{what}"
    server = page.request.scope.get("server") or ("", 0)
    return f"alur_{what}_{server[1]}"


def set_identity(page: Page, response: Response, identity: str) -> None:
    """Gives the browser the id of a session, until it is closed."""
    _set(page, response, cookie_name(page), identity)


def _set(page: Page, response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, httponly=True, samesite="lax", secure=page.site.settings.outside, path="/")


def _forget(page: Page, response: Response, name: str) -> None:
    response.delete_cookie(name, httponly=True, samesite="lax", secure=page.site.settings.outside, path="/")


async def checked(work: Callable[..., T], *arguments: str) -> T:
    """Works on a password, beside the loop and few at a time."""
    async with _checks:
        return await asyncio.to_thread(work, *arguments)


@routes("GET", "/masuk", Access.ANYONE)
async def ask(page: Page) -> Response:
    """The form to sign in."""
    if page.signed_in is not None:
        return page.redirect(_ours(page.query("lanjut", longest=200)))
    return _form(page, page.query("lanjut", longest=200))


def _form(page: Page, there: str, wrong: str = "", status: int = 200) -> Response:
    token = page.request.cookies.get(_named(page, "masuk"), "") or secrets.token_urlsafe(32)
    nobody = not page.site.people.read().persons
    response = page.render("masuk.html", status, there=_ours(there), wrong=wrong, entry_token=token, nobody=nobody)
    _set(page, response, _named(page, "masuk"), token)
    return response


@routes("POST", "/masuk", Access.ANYONE)
async def sign_in(page: Page) -> Response:
    """Checks name and password. The answer, and the time it takes, are the same for names that nobody has."""
    token = page.request.cookies.get(_named(page, "masuk"), "")
    if page.session is None and not (token and hmac.compare_digest(page.form.get("awal", "").encode(), token.encode())):
        raise PageError(403, "Formulir masuk ini sudah kedaluwarsa.", "Buka halaman masuk sekali lagi.")
    user = page.form.get("nama", "").strip().lower()[:100]
    there = page.form.get("lanjut", "")[:200]
    wait = await asyncio.to_thread(page.site.attempts.take, user, page.address)
    if wait > 0:
        page.site.audit.note("-", "masuk", "", "ditolak: terlalu sering")
        until = moment(int((page.site.settings.clock() + wait) * 1000), page.zone) + dt.timedelta(minutes=1)
        response = _form(page, there, f"Terlalu banyak percobaan. Coba lagi pukul {time_words(until)}.", 429)
        response.headers["retry-after"] = str(math.ceil(wait))
        return response
    person = page.site.people.read().find(user)
    kept = person.password if person is not None and person.active else ""
    right = await checked(is_password, page.form.get("sandi", ""), kept)
    if not right or person is None:
        page.site.audit.note(user if person is not None else "-", "masuk", "", "gagal")
        return _form(page, there, _WRONG, 401)
    page.site.attempts.succeeded(user, page.address)
    if page.session is not None:
        page.site.sessions.end(page.session)
    identity = page.site.sessions.begin(person)
    page.site.audit.note(person.user, "masuk")
    response = page.redirect(_ours(there))
    set_identity(page, response, identity)
    _forget(page, response, _named(page, "masuk"))
    return response


@routes("POST", "/keluar", Access.STAFF)
async def sign_out(page: Page) -> Response:
    """Ends the session, in every window."""
    assert page.session is not None  # noqa: S101 - the route needs somebody
    page.site.sessions.end(page.session)
    page.site.searches.pop(page.session.login, None)
    page.note("keluar")
    page.session = None
    response = page.redirect("/masuk")
    _forget(page, response, cookie_name(page))
    return response


def _ours(there: str) -> str:
    """A path on these pages: never another host, however it is written."""
    plain = there.startswith("/") and not there.startswith(("//", "/\\")) and there.isprintable() and "\\" not in there
    return there if plain and not there.startswith(("/masuk", "/keluar")) else "/"
