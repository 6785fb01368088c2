"""What an operator does with a case that is stuck or went wrong: try again, move it, end it.

Moving and ending need a reason and a second click on a page that says what will happen; everything is recorded.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from starlette.responses import Response

from deploy.engine.core import commands as c
from deploy.engine.core.replies import Reason, Rejection
from deploy.engine.failures import EngineFailure
from deploy.engine.pages.page import Access, Page, PageError, PageRoutes, not_found
from deploy.engine.pages.pantau.awaiting import WITHDRAWAL
from deploy.engine.pages.pantau.looking import case_number, case_of, subject, viewer_of
from deploy.engine.pages.pantau.plans import ESCALATION
from deploy.engine.pages.pantau.variables import Letter, letters
from deploy.engine.search import watched_case as case_rows

routes = PageRoutes()
TRIES = 3
"""Retries for a job that has none left: a passing fault may need a second try, a lasting one soon shows again."""
_MOST_AT_ONCE = 500
_SHORTEST_REASON, _LONGEST_REASON = 5, 500
_WITHDRAW, _CANCEL = "cabut", "batal"


# --- trying again ----------------------------------------------------------------------------------------------------


@routes("POST", "/pantau/kendala/{key}/coba-lagi", Access.OPERATORS)
async def try_again(page: Page) -> Response:
    """Resolves one incident; a job without retries gets some first."""
    key = page.key("key")
    row = (await page.ask(lambda db: case_rows.incidents_by_key(db, [key]))).get(key)
    if row is None:
        raise not_found()
    await page.ask(lambda db: case_of(db, page, row.instance))
    there = "/pantau/kendala" if page.form.get("dari") == "kendala" else f"/pantau/perkara/{row.instance}"
    if await _resolve(page, row):
        return page.redirect(there, "Langkah dicoba lagi. Bila penyebabnya belum diperbaiki, kendala muncul kembali.")
    page.say("Kendala ini sudah tidak ada: langkahnya sudah berlanjut, atau perkaranya sudah berakhir.", "gagal")
    return page.redirect(there)


@routes("POST", "/pantau/kendala/coba-lagi-semua", Access.OPERATORS)
async def try_all_again(page: Page) -> Response:
    """Resolves the open incidents of one kind at one step of a process."""
    definition = page.form.get("definisi", "")
    element, type_ = page.form.get("langkah", "")[:300], page.form.get("jenis", "")[:100]
    if not (definition.isascii() and definition.isdigit() and len(definition) <= 19):
        raise not_found()

    def look(database: sqlite3.Connection) -> list[case_rows.IncidentRow]:
        if int(definition) not in page.site.definitions.of_office(database, page.person.office):
            return []
        return case_rows.incidents_of_group(database, int(definition), element, type_, _MOST_AT_ONCE)

    rows = await page.ask(look)
    done = 0
    for row in rows:
        done += await _resolve(page, row)
    if done:
        return page.redirect("/pantau/kendala", f"{done} langkah dicoba lagi.")
    page.say("Tidak ada kendala seperti itu lagi.", "gagal")
    return page.redirect("/pantau/kendala")


async def _resolve(page: Page, row: case_rows.IncidentRow) -> bool:
    """Whether there was something to try again."""
    if row.job and row.retries <= 0 and await _refused(page, c.UpdateJob(row.job, retries=TRIES)):
        return False
    if await _refused(page, c.ResolveIncident(row.key)):
        return False
    page.note("coba lagi", subject(row.instance))
    return True


async def _refused(page: Page, command: c.Command) -> Rejection | None:
    """What the engine says against it; None when it was done."""
    try:
        answer = await page.site.runtime.submit(command)
    except EngineFailure as failure:
        remedy = "Tidak ada yang diubah. Coba lagi sebentar lagi."
        raise PageError(503, "Mesin proses sedang tidak dapat menerima permintaan.", remedy) from failure
    return answer if isinstance(answer, Rejection) else None


# --- moving ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """Something to choose: `value` is what the form sends."""

    value: str
    words: str


@dataclass(frozen=True)
class MovePage:
    """From where a case can be moved, and where to."""

    facts: case_rows.CaseFacts
    number: str
    process: str
    sources: list[Choice]
    targets: list[Choice]
    letters: list[Letter]
    withdrawable: bool


async def _movable(page: Page) -> MovePage:
    key = page.key("key")
    found: MovePage = await page.ask(lambda db: _move_page(db, page, key))
    return found


def _move_page(database: sqlite3.Connection, page: Page, key: int) -> MovePage:
    facts = case_of(database, page, key)
    viewer = viewer_of(database, page, facts.definition)
    reached = case_rows.reached(database, key)
    sources = [
        Choice(str(token.key), viewer.name(token.element))
        for token in case_rows.tokens(database, key)
        if token.element not in viewer.plan.told and not token.type.endswith("_GATEWAY")
    ]
    targets = [
        Choice(step.id, f"{step.name} ({step.role})" if step.role else f"{step.name} (sistem)")
        for step in viewer.plan.steps.values()
        if step.movable and step.id in reached and step.job_type != ESCALATION
    ]
    return MovePage(
        facts=facts,
        number=case_number(facts.number, facts.business_id, key),
        process=viewer.words.name,
        sources=sources,
        targets=targets,
        letters=[letter for letter in letters(case_rows.variables(database, key), open_=False) if letter.number],
        withdrawable=any(row.name == WITHDRAWAL for row in case_rows.awaited(database, key)),
    )


@routes("GET", "/pantau/perkara/{key}/pindah", Access.OPERATORS)
async def ask_move(page: Page) -> Response:
    """From which open step to which one before."""
    return _move_form(page, await _movable(page))


def _move_form(page: Page, found: MovePage, faults: list[tuple[str, str]] | None = None) -> Response:
    _require_open(found.facts)
    return page.render(
        "pantau/pindah.html",
        status=422 if faults else 200,
        move=found,
        faults=faults or [],
        sent=page.form or {},
    )


@routes("POST", "/pantau/perkara/{key}/pindah", Access.OPERATORS)
async def move(page: Page) -> Response:
    """Shows what will happen; with `yakin` it does."""
    found = await _movable(page)
    source = next((choice for choice in found.sources if choice.value == page.form.get("dari")), None)
    target = next((choice for choice in found.targets if choice.value == page.form.get("ke")), None)
    reason = _reason(page)
    faults = [] if source else [("dari", "Pilih langkah terbuka yang dihentikan.")]
    faults += [] if target else [("ke", "Pilih langkah tujuan.")]
    faults += _reason_faults(reason)
    if source is None or target is None or faults or page.form.get("ubah"):
        return _move_form(page, found, [] if page.form.get("ubah") else faults)
    _require_open(found.facts)
    if page.form.get("yakin") != "ya":
        return page.render("pantau/pindah_yakin.html", move=found, source=source, target=target, reason=reason)
    command = c.ModifyInstance(
        found.facts.key, activate=(c.ActivateInstruction(target.value),), terminate=(int(source.value),)
    )
    there = f"/pantau/perkara/{found.facts.key}"
    refused = await _refused(page, command)
    _record(page, "pindah perkara", found.facts.key, refused, reason)
    if refused is None:
        return page.redirect(there, f"Perkara dipindahkan ke “{target.words}”.")
    page.say(_why(refused), "gagal")
    return page.redirect(there)


# --- ending ----------------------------------------------------------------------------------------------------------


@routes("GET", "/pantau/perkara/{key}/batal", Access.OPERATORS)
async def ask_end(page: Page) -> Response:
    """How, and why."""
    return _end_form(page, await _movable(page))


def _end_form(page: Page, found: MovePage, faults: list[tuple[str, str]] | None = None) -> Response:
    _require_open(found.facts)
    return page.render(
        "pantau/batal.html",
        status=422 if faults else 200,
        move=found,
        faults=faults or [],
        sent=page.form or {},
    )


@routes("POST", "/pantau/perkara/{key}/batal", Access.OPERATORS)
async def end(page: Page) -> Response:
    """Shows what will happen; with `yakin` it does."""
    found = await _movable(page)
    way, reason = page.form.get("cara", ""), _reason(page)
    faults = []
    if way not in (_WITHDRAW, _CANCEL) or (way == _WITHDRAW and not found.withdrawable):
        faults.append(("cara", "Pilih cara mengakhiri perkara."))
    faults += _reason_faults(reason)
    if faults or page.form.get("ubah"):
        return _end_form(page, found, [] if page.form.get("ubah") else faults)
    _require_open(found.facts)
    if page.form.get("yakin") != "ya":
        return page.render("pantau/batal_yakin.html", move=found, way=way, reason=reason)
    key = found.facts.key
    command: c.Command = c.CancelInstance(key)
    if way == _WITHDRAW:
        command = c.CorrelateMessage(WITHDRAWAL, found.number, {"alasan": reason})
    refused = await _refused(page, command)
    _record(page, "cabut perkara" if way == _WITHDRAW else "batal perkara", key, refused, reason)
    if refused is None:
        ended = "Pencabutan dicatat; sistem menutup perkara ini." if way == _WITHDRAW else "Perkara dibatalkan."
        return page.redirect(f"/pantau/perkara/{key}", ended)
    page.say(_why(refused), "gagal")
    return page.redirect(f"/pantau/perkara/{key}")


# --- what both need --------------------------------------------------------------------------------------------------


def _reason(page: Page) -> str:
    return " ".join(page.form.get("alasan", "").split())


def _reason_faults(reason: str) -> list[tuple[str, str]]:
    if len(reason) < _SHORTEST_REASON:
        return [("alasan", "Tulis alasannya, paling sedikit lima huruf.")]
    if len(reason) > _LONGEST_REASON:
        return [("alasan", f"Persingkat alasannya, paling banyak {_LONGEST_REASON} huruf.")]
    return []


def _record(page: Page, action: str, key: int, refused: Rejection | None, reason: str) -> None:
    result = "berhasil" if refused is None else "ditolak"
    page.site.audit.note(page.person.user, action, subject(key), result, reason)


def _require_open(facts: case_rows.CaseFacts) -> None:
    if facts.state != "ACTIVE":
        raise PageError(409, "Perkara ini sudah berakhir.", "Tidak ada yang dapat dipindahkan atau dibatalkan lagi.")
    if facts.parent:
        remedy = "Buka perkara yang memanggilnya, lalu lakukan di sana."
        raise PageError(409, "Perkara ini bagian dari perkara lain.", remedy)


def _why(refused: Rejection) -> str:
    if refused.reason is Reason.NOT_FOUND:
        return "Perkara ini sudah berakhir atau sudah berubah. Tidak ada yang diubah."
    if refused.reason is Reason.INVALID_STATE:
        return "Sistem masih menyelesaikan pekerjaan pada langkah itu. Coba lagi sebentar lagi; tidak ada yang diubah."
    return "Keadaan perkara sudah berubah sejak halaman ini dibuka. Periksa lagi; tidak ada yang diubah."
