"""Whose task is it? The one place that says what somebody may see and do.

A task is theirs when they have it, or when one of the groups that they act for today is among its candidates and the
process is of their office: role slugs such as `kasubbag-tu` mean somebody in every office. A case may be read by who
has or had a task of theirs in it, and by operators and heads of the office.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from deploy.engine.pages.page import Page

Sql = tuple[str, list[Any]]


def _marks(values: Any) -> str:
    return ", ".join("?" * len(values))


def of_office(database: sqlite3.Connection, page: Page) -> Sql:
    """Rows (alias t, with a column `definition`) of processes of the person's office."""
    keys = page.site.definitions.of_office(database, page.person.office)
    return f"t.definition IN ({_marks(keys)})", list(keys)


def of_groups(database: sqlite3.Connection, page: Page) -> Sql:
    """User tasks (alias t) that one of their groups may do."""
    if not page.groups:
        return "0", []
    office, keys = of_office(database, page)
    candidate = (
        "EXISTS (SELECT 1 FROM candidate c WHERE c.kind = 'GROUP' "  # noqa: S608
        f"AND c.name IN ({_marks(page.groups)}) AND c.task = t.key)"
    )
    return f"({candidate} AND {office})", [*page.groups, *keys]


def own_tasks(database: sqlite3.Connection, page: Page) -> Sql:
    """User tasks (alias t) that are theirs in any way."""
    groups, parameters = of_groups(database, page)
    office, keys = of_office(database, page)
    named = "EXISTS (SELECT 1 FROM candidate c WHERE c.kind = 'USER' AND c.name = ? AND c.task = t.key)"
    return f"(t.assignee = ? OR {groups} OR ({named} AND {office}))", [
        page.person.user,
        *parameters,
        page.person.user,
        *keys,
    ]


def may_see_task(database: sqlite3.Connection, page: Page, key: int) -> bool:
    """Whether the task is theirs, open or done."""
    sql, parameters = own_tasks(database, page)
    query = f"SELECT 1 FROM user_task t WHERE t.key = ? AND {sql}"  # noqa: S608
    return database.execute(query, (key, *parameters)).fetchone() is not None


def may_see_case(database: sqlite3.Connection, page: Page, instance: int) -> bool:
    """Whether they may read a case (process instance key)."""
    if page.person.may_watch:
        office, keys = of_office(database, page)
        query = f"SELECT 1 FROM instance t WHERE t.key = ? AND {office}"  # noqa: S608
        if database.execute(query, (instance, *keys)).fetchone() is not None:
            return True
    sql, parameters = own_tasks(database, page)
    query = f"SELECT 1 FROM user_task t WHERE t.instance = ? AND {sql} LIMIT 1"  # noqa: S608
    return database.execute(query, (instance, *parameters)).fetchone() is not None
