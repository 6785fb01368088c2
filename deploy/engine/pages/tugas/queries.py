"""The lists of tasks, as questions to the search database."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from deploy.engine.pages.access import Sql, of_groups, own_tasks
from deploy.engine.pages.case_words import CaseWords, case_words, decoded
from deploy.engine.pages.page import Page

PAGE_SIZE = 50
_MOST_WORDS = 5

VIEWS = {
    "kerja": "Untuk dikerjakan",
    "saya": "Saya pegang",
    "bebas": "Belum diambil",
    "rekan": "Dipegang rekan",
}
"""The lists of open tasks, by the name in the address."""


@dataclass(frozen=True)
class TaskRow:
    """One task in a list."""

    key: int
    name: str
    process: str
    case: CaseWords
    due: int | None
    created: int
    ended: int | None
    state: str
    assignee: str
    groups: tuple[str, ...]
    """What the groups are called that may do it."""


@dataclass(frozen=True)
class Listing:
    """A page of a list with the counts beside it."""

    rows: list[TaskRow]
    counts: dict[str, int]
    """By view."""
    late: int
    """Of the view that is shown."""
    groups: dict[str, tuple[str, int]]
    """Name and number of open tasks of each group of the person, by slug."""
    page: int
    pages: int


_ROW = (
    "SELECT t.key, t.definition, t.element, t.instance, t.element_instance, t.due, t.created, t.ended, t.state, "
    "t.assignee, t.candidate_groups, i.business_id, "
    "(SELECT v.value FROM variable v WHERE v.scope = t.instance AND v.name = 'nomorPerkara'), "
    "(SELECT v.value FROM variable v WHERE v.scope = t.instance AND v.name = 'permohonan'), "
    "(SELECT v.value FROM variable v JOIN element e ON e.key = t.element_instance "
    "WHERE v.scope IN (e.key, e.scope) AND v.name = 'orang' LIMIT 1) "
    "FROM user_task t LEFT JOIN instance i ON i.key = t.instance"
)
_OF_GROUP = "EXISTS (SELECT 1 FROM candidate c WHERE c.kind = 'GROUP' AND c.name = ? AND c.task = t.key)"
_ABOUT = (
    "EXISTS (SELECT 1 FROM variable v WHERE v.scope = t.instance AND v.name IN ('nomorPerkara', 'permohonan') "
    "AND v.value LIKE ? ESCAPE '!')"
)
"""A word in what the case is about."""
_STEPS = (
    "SELECT n.definition, n.element FROM definition_element n JOIN definition d ON d.key = n.definition "
    "WHERE n.type = 'USER_TASK' AND (n.name LIKE ?1 ESCAPE '!' OR d.name LIKE ?1 ESCAPE '!') LIMIT 5000"
)
_LAST = 1 << 62


def open_tasks(database: sqlite3.Connection, page: Page, view: str, group: str, search: str, number: int) -> Listing:
    """A page of the open tasks of a person, the most urgent first.

    One look finds all that are theirs with what lists are made by; only those of the page are then read whole.
    """
    own, parameters = own_tasks(database, page)
    where = f"t.state = 'CREATED' AND {own}"
    if group:
        where += f" AND {_OF_GROUP}"
        parameters = [*parameters, group]
    for word in search.split()[:_MOST_WORDS]:
        found_by, more = _found(database, f"%{_like(word)}%")
        where += f" AND {found_by}"
        parameters = [*parameters, *more]
    query = f"SELECT t.key, t.due, t.assignee FROM user_task t WHERE {where}"  # noqa: S608
    found: dict[str, list[tuple[int, int]]] = {name: [] for name in VIEWS}
    for key, due, assignee in database.execute(query, parameters):
        place = (_LAST if due is None else due, key)
        if assignee in ("", page.person.user):
            found["kerja"].append(place)
        found["rekan" if assignee not in ("", page.person.user) else "saya" if assignee else "bebas"].append(place)
    shown = found[view]
    shown.sort()
    late = sum(due <= page.now for due, _ in shown)
    pages = max(1, -(-len(shown) // PAGE_SIZE))
    number = min(max(1, number), pages)
    of_page = shown[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    rows = [row for _, key in of_page if (row := one_task(database, page, key)) is not None]
    counts = {name: len(places) for name, places in found.items()}
    groups = _group_counts(database, page) if len(page.groups) > 1 else _group_names(database, page)
    return Listing(rows, counts, late, groups, number, pages)


def _group_names(database: sqlite3.Connection, page: Page) -> dict[str, tuple[str, int]]:
    return {slug: (group_name(database, page, slug), 0) for slug in page.groups}


def finished_tasks(database: sqlite3.Connection, page: Page, number: int) -> tuple[list[TaskRow], int, int]:
    """What somebody completed, the newest first: the rows, the page and how many pages there are."""
    query = (
        "FROM audit a JOIN user_task t ON t.key = a.user_task WHERE a.actor = ? AND a.operation = 'COMPLETE' "
        "AND a.entity_type = 'USER_TASK'"
    )
    (total,) = database.execute(f"SELECT COUNT(*) {query}", (page.person.user,)).fetchone()
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, number), pages)
    keys = [
        key
        for (key,) in database.execute(
            f"SELECT t.key {query} ORDER BY a.id DESC LIMIT ? OFFSET ?",
            (page.person.user, PAGE_SIZE, (number - 1) * PAGE_SIZE),
        )
    ]
    rows = [_row(database, page, database.execute(f"{_ROW} WHERE t.key = ?", (key,)).fetchone()) for key in keys]
    return rows, number, pages


def _group_counts(database: sqlite3.Connection, page: Page) -> dict[str, tuple[str, int]]:
    sql, parameters = of_groups(database, page)
    counted = dict.fromkeys(page.groups, 0)
    query = (
        "SELECT g.name, COUNT(*) FROM user_task t JOIN candidate g ON g.task = t.key AND g.kind = 'GROUP' "  # noqa: S608
        f"WHERE t.state = 'CREATED' AND {sql} GROUP BY g.name"
    )
    for name, count in database.execute(query, parameters):
        if name in counted:
            counted[name] = count
    return {slug: (group_name(database, page, slug), count) for slug, count in counted.items()}


def group_name(database: sqlite3.Connection, page: Page, slug: str) -> str:
    """What a group is called in the processes of the person's office."""
    names = page.site.definitions.group_names(database, page.person.office)
    return names.get(slug) or slug.replace("-", " ").capitalize()


def _found(database: sqlite3.Connection, pattern: str) -> Sql:
    """A word in what the case is about, or in the name of the step or of the process."""
    steps = database.execute(_STEPS, (pattern,)).fetchall()
    if not steps:
        return _ABOUT, [pattern]
    named = ", ".join(["(?, ?)"] * len(steps))
    return f"({_ABOUT} OR (t.definition, t.element) IN (VALUES {named}))", [
        pattern,
        *(value for step in steps for value in step),
    ]


def _like(word: str) -> str:
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _row(database: sqlite3.Connection, page: Page, row: Any) -> TaskRow:
    key, definition, element, instance, _, due, created, ended, state, assignee, groups, business, *values = row
    words = page.site.definitions.words(database, definition)
    number, request, person = (decoded(value) for value in values)
    slugs = [slug for slug in decoded(groups) or [] if isinstance(slug, str)]
    return TaskRow(
        key=key,
        name=words.names.get(element, element),
        process=words.name,
        case=case_words(number, request, person, business or str(instance)),
        due=due,
        created=created,
        ended=ended,
        state=state,
        assignee=assignee,
        groups=tuple(words.group_names.get(slug, slug) for slug in slugs),
    )


def one_task(database: sqlite3.Connection, page: Page, key: int) -> TaskRow | None:
    """One task as in a list."""
    row = database.execute(f"{_ROW} WHERE t.key = ?", (key,)).fetchone()
    return None if row is None else _row(database, page, row)
