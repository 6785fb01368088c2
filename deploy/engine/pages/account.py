"""One's own account: groups, substitutions, the password."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

from starlette.responses import Response

from deploy.engine.pages import signing_in
from deploy.engine.pages.page import Page, PageRoutes
from deploy.errors import AlurError
from deploy.people.passwords import LONGEST, SHORTEST, hash_password, is_password

routes = PageRoutes()


@routes("GET", "/akun")
async def show(page: Page) -> Response:
    """Who one is here."""
    return await _render(page)


async def _render(page: Page, wrong: str = "") -> Response:
    def names(database: sqlite3.Connection) -> dict[str, str]:
        known = page.site.definitions.group_names(database, page.person.office)
        return {slug: known.get(slug, slug) for slug in page.groups}

    return page.render(
        "akun.html",
        status=422 if wrong else 200,
        groups=await page.ask(names),
        acting=page.site.people.read().stands_in(page.person, page.today),
        wrong=wrong,
        shortest=SHORTEST,
        longest=LONGEST,
    )


@routes("POST", "/akun/sandi")
async def change_password(page: Page) -> Response:
    """A new password; every other session of the person ends."""
    old, new = page.form.get("lama", ""), page.form.get("baru", "")
    user = page.person.user
    if await asyncio.to_thread(page.site.attempts.take, user, page.address) > 0:
        return await _render(page, "Terlalu banyak percobaan. Coba lagi seperempat jam lagi.")
    if not await signing_in.checked(is_password, old, page.person.password):
        page.note("ganti sandi", "", "gagal")
        return await _render(page, "Sandi lama salah.")
    page.site.attempts.succeeded(user, page.address)
    if new != page.form.get("ulang", ""):
        return await _render(page, "Sandi baru dan ulangannya berbeda.")
    try:
        digest = await signing_in.checked(hash_password, new)
    except AlurError:
        return await _render(page, f"Sandi baru terdiri atas {SHORTEST} sampai {LONGEST} huruf.")

    def change(content: dict[str, Any]) -> None:
        content["pengguna"][user]["sandi"] = digest

    await asyncio.to_thread(page.site.people.change, page.person.office, change)
    page.site.sessions.end_all(user)
    page.note("ganti sandi")
    person = page.site.people.read().find(user)
    response = page.redirect("/akun")
    if person is not None:
        signing_in.set_identity(page, response, page.site.sessions.begin(person))
    return response
