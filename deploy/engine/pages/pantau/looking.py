"""What every page for operations needs: the office's definitions, the viewer of one of them, cases that may be seen."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import dataclass

from deploy.engine.pages import wording
from deploy.engine.pages.case_words import decoded
from deploy.engine.pages.page import Page, not_found
from deploy.engine.pages.pantau.step_views import Viewer
from deploy.engine.search.watched_case import CaseFacts, case_facts
from deploy.engine.search.watched_cases import Day


@dataclass(frozen=True)
class ProcessChoice:
    """A process of the office with the keys of its versions, the newest first."""

    id: str
    name: str
    keys: tuple[int, ...]


def day_of(page: Page) -> Day:
    """Now, and the midnight after it in the office."""
    today = wording.moment(page.now, page.zone).date()
    midnight = dt.datetime.combine(today + dt.timedelta(days=1), dt.time(), page.zone)
    return Day(page.now, round(midnight.timestamp() * 1000))


def processes(database: sqlite3.Connection, page: Page) -> list[ProcessChoice]:
    """The processes of the person's office, by name."""
    keys = set(page.site.definitions.of_office(database, page.person.office))
    found: dict[str, list[int]] = {}
    for key, process_id in database.execute("SELECT key, process_id FROM definition ORDER BY key DESC"):
        if key in keys:
            found.setdefault(process_id, []).append(key)
    choices = [
        ProcessChoice(process_id, page.site.definitions.words(database, versions[0]).name, tuple(versions))
        for process_id, versions in found.items()
    ]
    return sorted(choices, key=lambda choice: (choice.name, choice.id))


def viewer_of(database: sqlite3.Connection, page: Page, definition: int) -> Viewer:
    """What puts the steps of a definition into words."""
    words = page.site.definitions.words(database, definition)
    return Viewer(
        words=words,
        plan=page.site.plans.plan(database, words),
        people=page.site.people.read(),
        superiors=page.site.superiors,
        zone=page.zone,
        now=page.now,
    )


def case_of(database: sqlite3.Connection, page: Page, instance: int) -> CaseFacts:
    """A case of the person's office. Raises PageError 404 for another."""
    facts = case_facts(database, instance)
    if facts is None or facts.definition not in page.site.definitions.of_office(database, page.person.office):
        page.note("ditolak", page.request.url.path, "ditolak")
        raise not_found()
    return facts


def case_number(number: str | None, business_id: str, key: int) -> str:
    """How a case is called: by nomorPerkara, else by what the caller called it, else by its key."""
    value = decoded(number)
    return value.strip()[:200] if isinstance(value, str) and value.strip() else business_id or str(key)


def subject(instance: int) -> str:
    """How the audit log names a case."""
    return f"perkara {instance}"
