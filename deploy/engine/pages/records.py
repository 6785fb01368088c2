"""Who did what, and when: what people did to tasks and cases, signing in and out, refusals; as a page and as .xlsx."""

from __future__ import annotations

import asyncio
import datetime as dt
import heapq
import io
import sqlite3
from collections.abc import Iterator
from itertools import islice

from starlette.responses import Response

from deploy.engine.pages.access import of_office
from deploy.engine.pages.case_words import case_words, decoded
from deploy.engine.pages.page import Access, Page, PageRoutes
from deploy.people.audit import Entry
from deploy.people.audit_export import write_xlsx

routes = PageRoutes()
_SHOWN = 200
_EXPORTED = 200_000
_OPERATIONS = {
    "ASSIGN": "serahkan tugas",
    "UNASSIGN": "kembalikan tugas",
    "UPDATE": "ubah tugas",
    "COMPLETE": "selesaikan tugas",
    "CANCEL": "batalkan",
    "MODIFY": "pindahkan langkah",
    "MIGRATE": "pindahkan versi",
    "RESOLVE": "coba lagi kendala",
}


@routes("GET", "/catatan", Access.OPERATORS)
async def show(page: Page) -> Response:
    """The newest lines."""
    entries = await _entries(page, _SHOWN)
    return page.render("catatan.html", entries=entries, most=_SHOWN, zone=page.zone)


@routes("GET", "/catatan.xlsx", Access.OPERATORS)
async def export(page: Page) -> Response:
    """All lines as a spreadsheet."""
    entries = await _entries(page, _EXPORTED)
    target = io.BytesIO()
    await asyncio.to_thread(write_xlsx, target, entries)
    page.note("ekspor catatan")
    headers = {"content-disposition": f'attachment; filename="catatan-{page.today.isoformat()}.xlsx"'}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(target.getvalue(), media_type=kind, headers=headers)


async def _entries(page: Page, most: int) -> list[Entry]:
    """What the engine and the pages recorded about the person's office, the newest first."""
    people = page.site.people.read()
    office = page.person.office

    def ours(user: str) -> bool:
        person = people.find(user)
        return person is None or person.office == office

    of_engine = await page.ask(lambda db: list(_engine_entries(db, page, most)))
    of_pages = [entry for entry in page.site.audit.entries(newest=most) if ours(entry.user)]
    return list(islice(heapq.merge(of_engine, of_pages, key=lambda entry: entry.time, reverse=True), most))


def _engine_entries(database: sqlite3.Connection, page: Page, most: int) -> Iterator[Entry]:
    office, keys = of_office(database, page)
    rows = database.execute(
        "SELECT t.time, t.actor, t.operation, t.action, t.entity_type, t.instance, t.definition, t.result, u.element, "  # noqa: S608
        "(SELECT v.value FROM variable v WHERE v.scope = t.instance AND v.name = 'nomorPerkara') "
        "FROM audit t LEFT JOIN user_task u ON u.key = t.user_task "
        f"WHERE {office} AND t.operation <> 'CREATE' ORDER BY t.time DESC LIMIT ?",
        (*keys, most),
    )
    for time, actor, operation, action, kind, instance, definition, result, element, number in rows:
        words = page.site.definitions.words(database, definition)
        step = words.names.get(element or "", element or "")
        case = f"perkara {case_words(decoded(number), None, other=str(instance)).number}"
        subject = f"{step} ({case})" if kind == "USER_TASK" else case
        yield Entry(
            dt.datetime.fromtimestamp(time / 1000, dt.UTC),
            actor or "-",
            "ambil tugas" if action == "claim" else _OPERATIONS.get(operation, operation.lower()),
            subject,
            "berhasil" if result == "SUCCESS" else "ditolak",
        )
