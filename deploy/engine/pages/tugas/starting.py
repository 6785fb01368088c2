"""Starting a case by the start form of its process."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.responses import Response

from deploy.case_book import CaseBook
from deploy.engine.core.commands import CreateInstance
from deploy.engine.core.replies import InstanceCreated, Rejection
from deploy.engine.failures import EngineFailure
from deploy.engine.pages.definitions import Words
from deploy.engine.pages.page import BUSY, Page, PageError, PageRoutes, not_found
from deploy.engine.pages.tugas.forms import read_submission, shown_schema
from deploy.engine.pages.tugas.task import sent_data
from deploy.engine.search import lookups
from deploy.errors import AlurError

routes = PageRoutes()
_NUMBER = "nomorPerkara"
_USED = "Nomor perkara: nomor ini sudah dipakai perkara lain. Setiap surat masuk mempunyai nomor agenda sendiri."


@dataclass(frozen=True)
class Startable:
    """A process that the person may start."""

    words: Words
    process_id: str
    schema: Mapping[str, Any] | None


def may_start(page: Page, words: Words) -> bool:
    """Who does the first step starts a case; anybody does when the diagram does not say who that is."""
    return not words.first_groups or bool(set(words.first_groups) & set(page.groups))


def _startable(database: sqlite3.Connection, page: Page) -> list[Startable]:
    found = []
    for words in page.site.definitions.newest(database, page.person.office):
        if words.plain_start and may_start(page, words):
            found.append(_with_form(database, words))
    return found


def _with_form(database: sqlite3.Connection, words: Words) -> Startable:
    (process_id,) = database.execute("SELECT process_id FROM definition WHERE key = ?", (words.key,)).fetchone()
    form = lookups.start_form(database, words.key)
    content = lookups.content(database, form) if form else None
    return Startable(words, process_id, json.loads(content) if content else None)


@routes("GET", "/tugas/mulai")
async def choose(page: Page) -> Response:
    """The processes that the person may start."""
    found: list[Startable] = await page.ask(lambda db: _startable(db, page))
    return page.render("tugas/mulai.html", processes=[one.words for one in found])


@routes("GET", "/tugas/mulai/{key}")
async def show(page: Page) -> Response:
    """The start form."""
    return _render(page, await _found(page))


async def _found(page: Page) -> Startable:
    key = page.key("key")
    found: list[Startable] = await page.ask(lambda db: _startable(db, page))
    one = next((one for one in found if one.words.key == key), None)
    if one is None:
        page.note("ditolak", page.request.url.path, "ditolak")
        raise not_found()
    return one


def _render(page: Page, found: Startable, faults: list[tuple[str, str]] | None = None, sent: Any = None) -> Response:
    form = None
    if found.schema is not None:
        values = sent if isinstance(sent, Mapping) else {}
        form = {"schema": shown_schema(found.schema), "values": values, "readOnly": False}
    return page.render(
        "tugas/mulai_satu.html",
        status=422 if faults else 200,
        words=found.words,
        form=form,
        faults=faults or [],
        missing=page.site.static.missing(),
    )


@routes("POST", "/tugas/mulai/{key}")
async def start(page: Page) -> Response:
    """Starts the case; a number that another case has is refused, as by `alur start`."""
    found = await _found(page)
    variables: dict[str, Any] = {}
    if found.schema is not None:
        sent = sent_data(page)
        now = dt.datetime.fromtimestamp(page.now / 1000, page.zone)
        submission = read_submission(found.schema, {}, sent, now, fill=True)
        if submission.faults:
            return _render(page, found, submission.faults, sent)
        variables = submission.variables
    number = variables.get(_NUMBER)
    entry: Path | None = None
    if isinstance(number, str):
        variables[_NUMBER] = number = number.strip()
        entry = await _claim_number(page, found, number)
        if entry is None:
            return _render(page, found, [(_NUMBER, _USED)], variables)
    answer: Any = None
    try:
        answer = await page.site.runtime.submit(CreateInstance(definition_key=found.words.key, variables=variables))
    except EngineFailure as failure:
        raise PageError(503, BUSY, "Perkara belum dimulai. Coba lagi.") from failure
    finally:
        if entry is not None and not isinstance(answer, InstanceCreated):
            entry.unlink(missing_ok=True)
    if isinstance(answer, Rejection):
        raise PageError(409, "Perkara tidak dapat dimulai: sistem menolaknya.", "Beri tahu pengelola Alur.")
    if entry is not None:
        await asyncio.to_thread(entry.write_text, f"{answer.key}\n", encoding="utf-8")
    page.note("mulai perkara", str(answer.key))
    return page.redirect("/tugas", f"Perkara {number or answer.key} dimulai: {found.words.name}.")


async def _claim_number(page: Page, found: Startable, number: str) -> Path | None:
    """The entry in the book of numbers; None when the number is taken."""
    if await page.ask(lambda db: _is_used(db, number)):
        return None
    book = CaseBook(page.site.settings.home)
    try:
        return await asyncio.to_thread(book.claim, found.words.office or "-", number)
    except AlurError:
        return None


def _is_used(database: sqlite3.Connection, number: str) -> bool:
    value = json.dumps(number, ensure_ascii=False)
    query = "SELECT 1 FROM variable WHERE name = 'nomorPerkara' AND substr(value, 1, 40) = ? AND value = ? LIMIT 1"
    return database.execute(query, (value[:40], value)).fetchone() is not None
