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
_VIEW_SQL = {
    "kerja": "t.assignee IN ('', ?1)",
    "saya": "t.assignee = ?1",
    "bebas": "t.assignee = ''",
    "rekan": "t.assignee NOT IN ('', ?1)",
}
_LAST = 1 << 62


def open_tasks(database: sqlite3.Connection, page: Page, view: str, group: str, search: str, number: int) -> Listing:
    """A page of the open tasks of a person, the most urgent first."""
    own, parameters = _numbered(own_tasks(database, page))
    base = f"t.state = 'CREATED' AND {own}"
    base_parameters = [page.person.user, page.now, *parameters]
    groups = _group_counts(database, page)
    where, more = base, list(base_parameters)
    if group:
        more.append(group)
        of_group = "SELECT 1 FROM candidate c WHERE c.kind = 'GROUP' AND c.task = t.key AND c.name ="
        where += f" AND EXISTS ({of_group} ?{len(more)})"
    for word in search.split()[:_MOST_WORDS]:
        more.append(f"%{_like(word)}%")
        where += f" AND {_found(len(more))}"
    counts = database.execute(
        "SELECT "  # noqa: S608
        + ", ".join(f"COALESCE(SUM({sql}), 0), COALESCE(SUM({sql} AND t.due <= ?2), 0)" for sql in _VIEW_SQL.values())
        + f" FROM user_task t WHERE {where}",
        more,
    ).fetchone()
    of_view = {name: (counts[2 * place], counts[2 * place + 1]) for place, name in enumerate(_VIEW_SQL)}
    total, late = of_view[view]
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, number), pages)
    more += [_LAST, PAGE_SIZE, (number - 1) * PAGE_SIZE]
    last, size, offset = (len(more) - 2, len(more) - 1, len(more))
    found = database.execute(
        f"{_ROW} WHERE {where} AND {_VIEW_SQL[view]} "
        f"ORDER BY COALESCE(t.due, ?{last}), t.key LIMIT ?{size} OFFSET ?{offset}",
        more,
    ).fetchall()
    rows = [_row(database, page, row) for row in found]
    return Listing(rows, {name: count for name, (count, _) in of_view.items()}, late, groups, number, pages)


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


def _numbered(condition: Sql) -> Sql:
    """With numbers on its parameters, which begin at the third: the first is the person, the second the time."""
    sql, parameters = condition
    parts = sql.split("?")
    return "".join(f"{part}?{place}" for place, part in enumerate(parts[:-1], 3)) + parts[-1], parameters


def _found(place: int) -> str:
    """A word in the name of the step, or in what the case is about."""
    return (
        f"(EXISTS (SELECT 1 FROM definition_element n WHERE n.definition = t.definition AND n.element = t.element "  # noqa: S608
        f"AND n.name LIKE ?{place} ESCAPE '!') "
        f"OR EXISTS (SELECT 1 FROM variable v WHERE v.scope = t.instance AND v.name IN ('nomorPerkara', 'permohonan') "
        f"AND v.value LIKE ?{place} ESCAPE '!') "
        f"OR EXISTS (SELECT 1 FROM definition d WHERE d.key = t.definition AND d.name LIKE ?{place} ESCAPE '!'))"
    )


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
