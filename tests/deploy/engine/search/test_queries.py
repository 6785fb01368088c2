"""Filters, order and pages, compared with the plain doing of the same in Python."""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from deploy.engine.core import events as e
from deploy.engine.core.keys import block_key
from deploy.engine.search import QueryError
from deploy.engine.search.conditions import glob
from deploy.engine.search.entities import (
    ELEMENT_INSTANCES,
    INCIDENTS,
    JOBS,
    PROCESS_INSTANCES,
    USER_TASKS,
    VARIABLES_CUT,
)
from deploy.engine.search.more_entities import AUDIT_LOGS
from deploy.engine.search.query import Entity, search
from deploy.engine.search.times import iso_time, milliseconds
from tests.deploy.engine.search.scenes import Scene, case, completed

COUNT = 23


@pytest.fixture
def tasks(scene: Scene) -> Scene:
    for number in range(1, COUNT + 1):
        due = "" if number % 4 == 0 else f"2026-12-{1 + number % 3:02}T08:00:00Z"
        groups = ["kasubbag", "staf"] if number % 2 else ["kepala"]
        scene.step(case(number, due_date=due, candidate_groups=groups, priority=number % 5))
        if number % 3 == 0:
            task = block_key(number) + 3
            scene.step([e.UserTaskChanged(task, {"assignee": f"orang-{number % 2}"}, "assign", "")])
        if number % 7 == 0:
            scene.step(completed(number))
    return scene


Where = Callable[[dict[str, Any]], bool]

FILTERS: list[tuple[dict[str, Any], Where]] = [
    ({}, lambda _: True),
    ({"state": "CREATED"}, lambda t: t["state"] == "CREATED"),
    ({"state": {"$in": ["COMPLETED", "CANCELED"]}}, lambda t: t["state"] == "COMPLETED"),
    ({"assignee": "orang-1"}, lambda t: t["assignee"] == "orang-1"),
    ({"assignee": {"$exists": False}}, lambda t: t["assignee"] is None),
    ({"assignee": {"$exists": True}}, lambda t: t["assignee"] is not None),
    ({"assignee": {"$neq": "orang-1"}}, lambda t: t["assignee"] != "orang-1"),
    ({"assignee": {"$like": "orang-?"}}, lambda t: t["assignee"] is not None),
    ({"assignee": {"$notIn": ["orang-0"]}}, lambda t: t["assignee"] != "orang-0"),
    ({"assignee": {"$in": []}}, lambda _: False),
    ({"assignee": {"$eq": "orang-0", "$in": [], "$notIn": []}}, lambda t: t["assignee"] == "orang-0"),
    ({"candidateGroup": "staf"}, lambda t: "staf" in t["candidateGroups"]),
    ({"candidateGroup": {"$in": ["staf", "kepala"]}}, lambda _: True),
    ({"priority": {"$gte": 2, "$lt": 4}}, lambda t: 2 <= t["priority"] < 4),
    ({"priority": 3, "state": "CREATED"}, lambda t: t["priority"] == 3 and t["state"] == "CREATED"),
    ({"dueDate": {"$exists": False}}, lambda t: t["dueDate"] is None),
    (
        {"dueDate": {"$lte": "2026-12-02T15:00:00+07:00"}},
        lambda t: t["dueDate"] is not None and t["dueDate"] <= "2026-12-02T08:00:00.000Z",
    ),
    ({"processInstanceVariables": [{"name": "jumlah", "value": "7"}]}, lambda t: t["businessId"] == "perkara-7"),
    ({"localVariables": [{"name": "nomor", "value": '"lokal"'}]}, lambda _: True),
    (
        {"processInstanceVariables": [{"name": "nomor", "value": {"$like": '"0001?"'}}]},
        lambda t: 10 <= int(t["businessId"].removeprefix("perkara-")) < 20,
    ),
    ({"tags": ["a:1"]}, lambda _: True),
    ({"tags": ["b:1"]}, lambda _: False),
    ({"businessId": {"$like": "perkara-1*"}}, lambda t: t["businessId"].startswith("perkara-1")),
    ({"name": "Memeriksa konsep", "processDefinitionId": "surat"}, lambda _: True),
    ({"assignee": None, "state": {"$eq": None}}, lambda _: True),
]


@pytest.mark.parametrize(("filter_", "holds"), FILTERS, ids=[str(index) for index in range(len(FILTERS))])
def test_filters(tasks: Scene, filter_: dict[str, Any], holds: Where) -> None:
    everything = tasks.projection.search(USER_TASKS, {}).items
    assert len(everything) == COUNT
    found = tasks.projection.search(USER_TASKS, {"filter": filter_})
    assert found.items == [task for task in everything if holds(task)]
    assert found.total == len(found.items)


def test_alternatives(tasks: Scene) -> None:
    either = {"$or": [{"businessId": "perkara-2"}, {"businessId": "perkara-5", "state": "ACTIVE"}]}
    found = tasks.projection.search(PROCESS_INSTANCES, {"filter": either})
    assert [one["businessId"] for one in found.items] == ["perkara-2", "perkara-5"]
    found = tasks.projection.search(PROCESS_INSTANCES, {"filter": {**either, "processInstanceKey": {"$neq": "1"}}})
    assert found.total == 2


def test_fields_of_the_same_element_hold_together(tasks: Scene) -> None:
    done = {"elementId": "Periksa", "elementInstanceState": "COMPLETED"}
    found = tasks.projection.search(PROCESS_INSTANCES, {"filter": done})
    assert [one["businessId"] for one in found.items] == ["perkara-7", "perkara-14", "perkara-21"]


def test_elements_of_a_scope(tasks: Scene) -> None:
    scope = str(block_key(3))
    found = tasks.projection.search(ELEMENT_INSTANCES, {"filter": {"elementInstanceScopeKey": scope}})
    assert [one["elementId"] for one in found.items] == ["Mulai", "Periksa"]
    assert {one["processInstanceKey"] for one in found.items} == {scope}


SORTS = [
    [],
    [{"field": "dueDate"}],
    [{"field": "dueDate", "order": "DESC"}],
    [{"field": "priority", "order": "desc"}, {"field": "dueDate", "order": "ASC"}],
    [{"field": "name"}, {"field": "assignee", "order": "DESC"}],
]


def _ordered(items: list[dict[str, Any]], sort: list[dict[str, str]]) -> list[dict[str, Any]]:
    last = bool(sort) and sort[-1].get("order", "ASC").upper() == "DESC"
    ordered = sorted(items, key=lambda task: int(task["userTaskKey"]), reverse=last)
    for one in reversed(sort):
        descending = one.get("order", "ASC").upper() == "DESC"
        # Where nothing is, is least; a stable sort keeps what the later fields said.
        ordered.sort(key=lambda task, name=one["field"]: (task[name] is not None, task[name] or 0), reverse=descending)
    return ordered


def _stable(items: list[dict[str, Any]], sort: list[dict[str, str]]) -> list[str]:
    keys = []
    last = bool(sort) and sort[-1].get("order", "ASC").upper() == "DESC"
    groups = itertools.groupby(_ordered(items, sort), key=lambda task: [task[one["field"]] for one in sort])
    for _, group in groups:
        keys += sorted((task["userTaskKey"] for task in group), key=int, reverse=last)
    return keys


@pytest.mark.parametrize("sort", SORTS, ids=str)
def test_pages_forward_and_back(tasks: Scene, sort: list[dict[str, str]]) -> None:
    search = tasks.projection.search
    everything = search(USER_TASKS, {"sort": sort, "page": {"limit": 10_000}}).items
    keys = [task["userTaskKey"] for task in everything]
    assert keys == _stable(everything, sort)
    forward: list[str] = []
    page: dict[str, Any] = {"limit": 4}
    pages = []
    while (found := search(USER_TASKS, {"sort": sort, "page": page})).items:
        pages.append(found)
        forward += [task["userTaskKey"] for task in found.items]
        assert found.total == COUNT
        page = {"limit": 4, "after": found.end_cursor}
    assert forward == keys
    back: list[str] = [task["userTaskKey"] for task in pages[-1].items]
    before = pages[-1].start_cursor
    while (found := search(USER_TASKS, {"sort": sort, "page": {"limit": 5, "before": before}})).items:
        back = [task["userTaskKey"] for task in found.items] + back
        before = found.start_cursor
    assert back == keys
    offset = search(USER_TASKS, {"sort": sort, "page": {"from": 7, "limit": 3}})
    assert [task["userTaskKey"] for task in offset.items] == keys[7:10]


def test_a_cursor_stays_true_while_rows_come(tasks: Scene) -> None:
    sort = [{"field": "creationDate", "order": "DESC"}]
    first = tasks.projection.search(USER_TASKS, {"sort": sort, "page": {"limit": 5}})
    tasks.step(case(COUNT + 1))
    second = tasks.projection.search(USER_TASKS, {"sort": sort, "page": {"limit": 5, "after": first.end_cursor}})
    assert not {task["userTaskKey"] for task in first.items} & {task["userTaskKey"] for task in second.items}
    assert second.items[0]["businessId"] == f"perkara-{COUNT - 5}"


@pytest.mark.parametrize(
    ("request_", "place"),
    [
        ({"filter": {"stete": "CREATED"}}, "filter.stete"),
        ({"filter": {"state": "OPEN"}}, "filter.state"),
        ({"filter": {"state": {"$in": ["CREATED", "OPEN"]}}}, "filter.state.$in[1]"),
        ({"filter": {"state": {"$between": 1}}}, "filter.state.$between"),
        ({"filter": {"assignee": 3}}, "filter.assignee"),
        ({"filter": {"assignee": {"$in": "x"}}}, "filter.assignee.$in"),
        ({"filter": {"assignee": {"$exists": "yes"}}}, "filter.assignee.$exists"),
        ({"filter": {"processInstanceKey": "abc"}}, "filter.processInstanceKey"),
        ({"filter": {"processInstanceKey": "-1"}}, "filter.processInstanceKey"),
        ({"filter": {"priority": True}}, "filter.priority"),
        ({"filter": {"priority": "5"}}, "filter.priority"),
        ({"filter": {"priority": {"$like": "5"}}}, "filter.priority.$like"),
        ({"filter": {"dueDate": {"$gt": "besok"}}}, "filter.dueDate.$gt"),
        ({"filter": {"processInstanceVariables": [{"name": "x"}]}}, "filter.processInstanceVariables[0]"),
        ({"filter": {"processInstanceVariables": "x"}}, "filter.processInstanceVariables"),
        (
            {"filter": {"processInstanceVariables": [{"name": "x", "value": 3}]}},
            "filter.processInstanceVariables[0].value",
        ),
        ({"filter": {"$or": {}}}, "filter.$or"),
        ({"filter": {"$or": [{"x": 1}]}}, "filter.$or[0].x"),
        ({"filter": []}, "filter"),
        ({"sort": {}}, "sort"),
        ({"sort": [{"field": "candidateGroups"}]}, "sort[0].field"),
        ({"sort": [{"order": "ASC"}]}, "sort[0].field"),
        ({"sort": [{"field": "name", "order": "UP"}]}, "sort[0].order"),
        ({"page": {"limit": 0}}, "page.limit"),
        ({"page": {"limit": 10_001}}, "page.limit"),
        ({"page": {"from": -1}}, "page.from"),
        ({"page": {"after": "x!"}}, "page.after"),
        ({"page": {"after": "WzFd"}}, "page.after"),
        ({"page": {"after": 3}}, "page.after"),
        ({"page": {"from": 1, "after": "x"}}, "page.after"),
        ({"page": {"size": 1}}, "page.size"),
        ({"filters": {}}, "filters"),
    ],
    ids=str,
)
def test_what_is_wrong_is_named(tasks: Scene, request_: dict[str, Any], place: str) -> None:
    with pytest.raises(QueryError) as wrong:
        tasks.projection.search(USER_TASKS, request_)
    assert wrong.value.place == place


def test_a_cursor_of_another_order_is_refused(tasks: Scene) -> None:
    cursor = tasks.projection.search(USER_TASKS, {"sort": [{"field": "name"}]}).end_cursor
    with pytest.raises(QueryError):
        tasks.projection.search(USER_TASKS, {"sort": [{"field": "dueDate"}], "page": {"after": cursor}})


def test_values_never_become_sql(tasks: Scene) -> None:
    for nasty in ("' OR 1=1 --", '"; DROP TABLE user_task; --', "%", "_"):
        assert tasks.projection.search(USER_TASKS, {"filter": {"assignee": nasty}}).total == 0
    assert tasks.projection.search(USER_TASKS, {}).total == COUNT


def test_patterns(tasks: Scene) -> None:
    def matches(pattern: str, text: str) -> bool:
        return bool(
            tasks.projection.read(lambda db: db.execute("SELECT ? GLOB ?", (text, glob(pattern))).fetchone()[0])
        )

    for pattern, yes, no in [
        ("a*", "abc", "bc"),
        ("a?c", "abc", "abbc"),
        (r"a\*", "a*", "ab"),
        (r"a\?", "a?", "ab"),
        ("[ab]", "[ab]", "a"),
        ("a\\\\b", "a\\b", "ab"),
        ("a\\", "a\\", "a"),
    ]:
        assert matches(pattern, yes), pattern
        assert not matches(pattern, no), pattern


def test_times_there_and_back() -> None:
    chance = random.Random(1)
    for _ in range(200):
        ms = chance.randint(0, 4_000_000_000_000)
        assert milliseconds(iso_time(ms)) == ms
    assert iso_time(1_764_320_400_000) == "2025-11-28T09:00:00.000Z"
    assert milliseconds("2025-11-28T16:00:00+07:00[Asia/Jakarta]") == 1_764_320_400_000
    assert milliseconds("2025-11-28") == milliseconds("2025-11-28T00:00:00Z")
    assert iso_time(10**17).startswith("9999-12-31")


LISTINGS: list[tuple[Entity, dict[str, Any]]] = [
    (USER_TASKS, {"filter": {"state": "CREATED"}, "sort": [{"field": "dueDate"}]}),
    (USER_TASKS, {"filter": {"state": "CREATED"}, "sort": [{"field": "creationDate", "order": "DESC"}]}),
    (USER_TASKS, {"filter": {"state": "CREATED", "candidateGroup": "staf"}, "sort": [{"field": "dueDate"}]}),
    (USER_TASKS, {"filter": {"assignee": "budi"}}),
    (USER_TASKS, {"filter": {"processInstanceKey": "1"}}),
    (USER_TASKS, {"filter": {"processInstanceVariables": [{"name": "nomor", "value": '"1"'}]}}),
    (PROCESS_INSTANCES, {"filter": {"state": "ACTIVE"}, "sort": [{"field": "startDate", "order": "DESC"}]}),
    (PROCESS_INSTANCES, {"filter": {"processDefinitionKey": "1", "state": "ACTIVE"}}),
    (PROCESS_INSTANCES, {"filter": {"businessId": "x"}}),
    (PROCESS_INSTANCES, {"filter": {"parentProcessInstanceKey": "1"}}),
    (PROCESS_INSTANCES, {"filter": {"state": "ACTIVE", "variables": [{"name": "nomor", "value": '"1"'}]}}),
    (ELEMENT_INSTANCES, {"filter": {"processInstanceKey": "1"}}),
    (ELEMENT_INSTANCES, {"filter": {"elementInstanceScopeKey": "1"}}),
    (VARIABLES_CUT, {"filter": {"scopeKey": "1"}}),
    (VARIABLES_CUT, {"filter": {"processInstanceKey": "1"}}),
    (JOBS, {"filter": {"state": "CREATED", "type": "x"}}),
    (INCIDENTS, {"filter": {"state": "ACTIVE"}, "sort": [{"field": "creationTime"}]}),
    (AUDIT_LOGS, {"filter": {"userTaskKey": "1"}}),
]


@pytest.mark.parametrize(("entity", "request_"), LISTINGS, ids=range(len(LISTINGS)))
def test_what_is_asked_all_the_time_reads_no_whole_table(
    tasks: Scene, entity: Entity, request_: dict[str, Any]
) -> None:
    plans: list[str] = []

    class Explaining:
        def __init__(self, database: sqlite3.Connection) -> None:
            self._database = database

        def execute(self, query: str, parameters: list[Any]) -> sqlite3.Cursor:
            plan = self._database.execute(f"EXPLAIN QUERY PLAN {query}", parameters)
            plans.extend(row[3] for row in plan)
            return self._database.execute(query, parameters)

    tasks.projection.read(lambda database: search(Explaining(database), entity, request_))  # type: ignore[arg-type]
    assert plans
    assert not [step for step in plans if step.startswith("SCAN")]
