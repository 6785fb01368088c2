"""One task: its form, the text of the SOP, what happened before; and taking it, giving it back, completing it."""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from deploy.engine.core.commands import AssignTask, CompleteTask
from deploy.engine.core.replies import Reason, Rejection
from deploy.engine.failures import EngineFailure, ListenersSilent
from deploy.engine.pages.access import may_see_task
from deploy.engine.pages.case_words import decoded
from deploy.engine.pages.definitions import Words
from deploy.engine.pages.page import BUSY, Page, PageError, PageRoutes, not_found
from deploy.engine.pages.tugas.forms import read_submission, shown_schema, shown_values
from deploy.engine.pages.tugas.queries import TaskRow, one_task
from deploy.engine.pages.tugas.story import Happening, person_name, story
from deploy.engine.rest_api.problems import Problem
from deploy.engine.rest_api.reading import read_json
from deploy.engine.search import lookups
from deploy.people.person import Person

routes = PageRoutes()
_LINK = re.compile(r"https?://\S+")
_OVER = ("COMPLETED", "CANCELED")


@dataclass(frozen=True)
class Letter:
    """A letter of the case that can be opened."""

    name: str
    number: str
    link: str


@dataclass(frozen=True)
class TaskPage:
    """All that the page shows."""

    row: TaskRow
    words: Words
    element: str
    instance: int
    slugs: tuple[str, ...]
    schema: Mapping[str, Any] | None
    variables: dict[str, Any]
    sop: list[tuple[str, str]]
    letters: list[Letter]
    happenings: list[Happening]


@routes("GET", "/tugas/{key}")
async def show(page: Page) -> Response:
    """The task, if it is theirs."""
    found = await _found(page)
    return _render(page, found)


def _render(page: Page, found: TaskPage, faults: list[tuple[str, str]] | None = None, sent: Any = None) -> Response:
    page.live = f"perkara:{found.instance}"
    people = page.site.people.read()
    row = found.row
    mine = row.assignee == page.person.user and row.state not in _OVER
    form: dict[str, Any] | None = None
    if found.schema is not None and row.state not in _OVER:
        values = shown_values(found.schema, found.variables)
        if isinstance(sent, Mapping):
            values = {**values, **sent}
        form = {"schema": shown_schema(found.schema), "values": values, "readOnly": not mine}
    return page.render(
        "tugas/tugas.html",
        status=422 if faults else 200,
        task=row,
        words=found.words,
        sop=found.sop,
        letters=found.letters,
        happenings=found.happenings,
        form=form,
        mine=mine,
        over=row.state in _OVER,
        holder=person_name(people, row.assignee),
        colleagues=_colleagues(page, found) if mine else [],
        faults=faults or [],
        missing=page.site.static.missing(),
        version=_version(row),
    )


def _version(row: TaskRow) -> str:
    """Changes when the part of the page with the form has to be drawn anew."""
    return f"{row.state} {row.assignee}"


async def _found(page: Page) -> TaskPage:
    """The task of the address. Raises PageError 404 when it is not there, or not theirs."""
    key = page.key("key")
    people = page.site.people.read()

    def look(database: sqlite3.Connection) -> TaskPage | None:
        if not may_see_task(database, page, key):
            return None
        row = one_task(database, page, key)
        if row is None:
            return None
        columns = "definition, element, instance, element_instance, form, candidate_groups"
        definition, element, instance, element_instance, form, groups = database.execute(
            f"SELECT {columns} FROM user_task WHERE key = ?",  # noqa: S608
            (key,),
        ).fetchone()
        words = page.site.definitions.words(database, definition)
        variables = _variables(database, element_instance)
        schema = None
        if form:
            content = lookups.content(database, form)
            schema = json.loads(content) if content else None
        return TaskPage(
            row=row,
            words=words,
            element=element,
            instance=instance,
            slugs=tuple(decoded(groups) or ()),
            schema=schema,
            variables=variables,
            sop=sop_lines(words.documentations.get(element, "")),
            letters=_letters(database, instance),
            happenings=story(database, instance, words, people),
        )

    found: TaskPage | None = await page.ask(look)
    if found is None:
        page.note("ditolak", page.request.url.path, "ditolak")
        raise not_found()
    return found


def _variables(database: sqlite3.Connection, element_instance: int) -> dict[str, Any]:
    keys = lookups.effective_variables(database, element_instance)
    found: dict[str, Any] = {}
    for key in keys:
        name, value = database.execute("SELECT name, value FROM variable WHERE key = ?", (key,)).fetchone()
        found[name] = json.loads(value)
    return found


def sop_lines(documentation: str) -> list[tuple[str, str]]:
    """`Pelaksana: Staf` as (label, text); a line without a label continues the one before."""
    lines: list[tuple[str, str]] = []
    for line in documentation.splitlines():
        label, colon, text = line.partition(": ")
        if colon and len(label) <= 30:
            lines.append((label.strip(), text.strip()))
        elif lines and line.strip():
            lines[-1] = (lines[-1][0], f"{lines[-1][1]}\n{line.strip()}")
        elif line.strip():
            lines.append(("", line.strip()))
    return lines


def _letters(database: sqlite3.Connection, instance: int) -> list[Letter]:
    """Letters of the case that have a link, which the workers' gateway signs."""
    rows = database.execute("SELECT value FROM variable WHERE scope = ? AND value LIKE '%\"tautan\"%'", (instance,))
    found: dict[str, Letter] = {}
    for (value,) in rows:
        letter = json.loads(value)
        link = letter.get("tautan") if isinstance(letter, Mapping) else None
        # Nothing but an address of the web becomes a link: a variable may hold anything.
        if isinstance(link, str) and _LINK.fullmatch(link):
            name = str(letter.get("nama") or "Surat")
            found.setdefault(link, Letter(name, str(letter.get("nomor") or ""), link))
    return list(found.values())


def _colleagues(page: Page, found: TaskPage) -> list[Person]:
    """To whom the task can be handed: who may take it, and is not the person."""
    people = page.site.people.read()
    wanted = set(found.slugs)
    return [
        person
        for person in people.of_office(page.person.office)
        if person.user != page.person.user and wanted & set(people.groups_of(person, page.today))
    ]


# --- what somebody does with it --------------------------------------------------------------------------------------


async def _done(page: Page, command: AssignTask | CompleteTask, refused: str) -> bool:
    """Whether the engine did it; else `refused` is shown on the next page."""
    try:
        answer = await page.site.runtime.submit(command)
    except ListenersSilent:
        page.say("Permintaan diterima, tetapi sistem belum selesai memprosesnya. Muat ulang sebentar lagi.", "gagal")
        return False
    except EngineFailure as failure:
        raise PageError(503, BUSY, "Tidak ada yang diubah. Coba lagi.") from failure
    if isinstance(answer, Rejection):
        gone = answer.reason is Reason.NOT_FOUND
        page.say("Tugas ini sudah selesai atau dibatalkan." if gone else refused, "gagal")
        return False
    return True


def _here(page: Page) -> str:
    return f"/tugas/{page.key('key')}"


def _require_mine(page: Page, row: TaskRow) -> None:
    if row.assignee != page.person.user or row.state in _OVER:
        page.note("ditolak", page.request.url.path, "ditolak")
        raise PageError(
            409,
            "Tugas ini tidak (lagi) Anda pegang.",
            "Buka lagi tugasnya: mungkin sudah selesai, dikembalikan, atau diambil rekan.",
        )


@routes("POST", "/tugas/{key}/ambil")
async def claim(page: Page) -> Response:
    """Takes it; with `alih` also from a colleague of the same group."""
    found = await _found(page)
    if page.person.user == found.row.assignee:
        return page.redirect(_here(page))
    taking_over = page.form.get("alih") == found.row.assignee != ""
    user, action = page.person.user, "assign" if taking_over else "claim"
    command = AssignTask(found.row.key, user, claim=not taking_over, action=action, by=user)
    await _done(page, command, "Tugas ini baru saja diambil rekan.")
    return page.redirect(_here(page))


@routes("POST", "/tugas/{key}/kembalikan")
async def give_back(page: Page) -> Response:
    """Gives it back to the group."""
    found = await _found(page)
    _require_mine(page, found.row)
    command = AssignTask(found.row.key, "", action="unassign", by=page.person.user)
    if await _done(page, command, "Tugas tidak dapat dikembalikan."):
        return page.redirect("/tugas", f"Tugas “{found.row.name}” dikembalikan ke kelompok.")
    return page.redirect(_here(page))


@routes("POST", "/tugas/{key}/serahkan")
async def hand_over(page: Page) -> Response:
    """Hands it to a colleague who may do it."""
    found = await _found(page)
    _require_mine(page, found.row)
    to = next((p for p in _colleagues(page, found) if p.user == page.form.get("kepada")), None)
    if to is None:
        page.say("Pilih rekan yang akan mengerjakan tugas ini.", "gagal")
        return page.redirect(_here(page))
    command = AssignTask(found.row.key, to.user, action="assign", by=page.person.user)
    if await _done(page, command, "Tugas tidak dapat diserahkan."):
        return page.redirect("/tugas", f"Tugas “{found.row.name}” diserahkan kepada {to.name}.")
    return page.redirect(_here(page))


@routes("POST", "/tugas/{key}/selesai")
async def complete(page: Page) -> Response:
    """Completes it with what the form holds."""
    found = await _found(page)
    _require_mine(page, found.row)
    variables: dict[str, Any] = {}
    if found.schema is not None:
        sent = sent_data(page)
        now = dt.datetime.fromtimestamp(page.now / 1000, page.zone)
        submission = read_submission(found.schema, found.variables, sent, now)
        if submission.faults:
            return _render(page, found, submission.faults, sent)
        variables = submission.variables
    command = CompleteTask(found.row.key, variables, action="complete", by=page.person.user)
    if await _done(page, command, "Tugas tidak dapat diselesaikan sekarang; sistem menolaknya."):
        return page.redirect("/tugas", f"Selesai: {found.row.name} ({found.row.case.number}).")
    return page.redirect(_here(page))


def sent_data(page: Page) -> Any:
    """What the viewer collected. Raises PageError for what is no JSON."""
    try:
        return read_json(page.form.get("isian", "").encode("utf-8", "surrogatepass"))
    except Problem:
        raise PageError(400, "Isian formulir tidak dapat dibaca.", "Muat ulang halamannya, lalu isi lagi.") from None
