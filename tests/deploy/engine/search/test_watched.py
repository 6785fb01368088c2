"""Questions of the page for operations: on the engine's own events, and by what the database reads for them."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from deploy.engine.core import events as e
from deploy.engine.core.keys import block_key
from deploy.engine.search import watched_case, watched_cases, watched_process
from deploy.engine.search.watched_cases import Day, Wanted
from tests.deploy.engine.search.scenes import DEFINITION, Scene, case, completed

MINUTE = 60_000
HOUR = 60 * MINUTE


def iso(ms: int) -> str:
    return dt.datetime.fromtimestamp(ms / 1000, dt.UTC).isoformat()


@pytest.fixture
def office(scene: Scene) -> Scene:
    """Case 1 is late, 2 due today, 3 due tomorrow, 4 has no deadline, 5 is stuck, 6 unserved, 7 over and late."""
    for number, hours in ((1, -2), (2, 1), (3, 30), (4, None)):
        due = None if hours is None else iso(scene.now + hours * HOUR)
        scene.step(case(number, due_date=due))
        scene.step([e.VariablesSet(block_key(number), block_key(number), {"nomorPerkara": f"B-{number}%"})])
    for number in (5, 6):
        root = block_key(number)
        scene.step(case(number))
        scene.step([e.JobCreated(root + 9, root + 2, root, "Periksa", "kirim", "BPMN_ELEMENT", "", 0, 3)])
    root = block_key(5)
    scene.step([e.JobFailed(root + 9, 0, "Server surel mati.", 0)])
    incident = ("JOB_NO_RETRIES", "Server surel mati.")
    scene.step([e.IncidentCreated(root + 10, root + 2, root, "Periksa", root + 9, *incident)])
    scene.step(case(7, due_date=iso(scene.now - HOUR)))
    scene.step(completed(7))
    return scene


def day(scene: Scene) -> Day:
    return Day(scene.now + 2 * MINUTE, scene.now + 10 * HOUR)


def keys(scene: Scene, wanted: Wanted) -> list[int]:
    rows, total = scene.projection.read(lambda db: watched_cases.cases(db, wanted, day(scene), 50, 0))
    assert total == len(rows)
    return [next(number for number in range(10) if block_key(number) == row.key) for row in rows]


def test_counts_by_definition(office: Scene) -> None:
    (count,) = office.projection.read(lambda db: watched_cases.counts(db, [DEFINITION], day(office)))
    assert count == watched_cases.Count(DEFINITION, running=6, late=1, today=1, stuck=1, unserved=1)
    assert office.projection.read(lambda db: watched_cases.counts(db, [1], day(office))) == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [5, 1, 2, 3, 4, 6]),
        ({"light": "terlambat"}, [1]),
        ({"light": "hari-ini"}, [2]),
        ({"light": "tepat"}, [3]),
        ({"light": "tanpa"}, [5, 4, 6]),
        ({"state": "terkendala"}, [5]),
        ({"state": "sistem"}, [6]),
        ({"state": "selesai"}, [7]),
        ({"state": "dibatalkan"}, []),
        ({"text": "-2%"}, [2]),
        ({"text": "perkara-3"}, [3]),
        ({"text": str(block_key(4))}, [4]),
        ({"text": "_"}, []),
        ({"definitions": [1]}, []),
        ({"definitions": []}, []),
    ],
)
def test_cases_by_state_light_and_text(office: Scene, wanted: dict[str, Any], found: list[int]) -> None:
    assert keys(office, Wanted(**{"definitions": [DEFINITION], **wanted})) == found


def test_a_job_that_somebody_has_or_that_is_tried_later_is_served(office: Scene) -> None:
    root = block_key(6)
    office.step([e.JobActivated(root + 9, "pekerja", office.now + HOUR)])
    assert keys(office, Wanted([DEFINITION], "sistem")) == []
    (step,) = office.projection.read(lambda db: watched_cases.open_steps(db, [root], office.now))
    assert step.worker == "pekerja"
    office.step([e.JobFailed(root + 9, 2, "Nanti.", office.now + HOUR)])
    assert keys(office, Wanted([DEFINITION], "sistem")) == []
    office.now += 2 * HOUR
    assert keys(office, Wanted([DEFINITION], "sistem")) == [6]


def test_open_steps_tell_task_job_and_incident(office: Scene) -> None:
    cases = [block_key(number) for number in (1, 5, 7)]
    first, stuck = office.projection.read(lambda db: watched_cases.open_steps(db, cases, office.now + 2 * MINUTE))
    assert (first.element, first.task, first.task_state) == ("Periksa", block_key(1) + 3, "CREATED")
    assert stuck.incident == block_key(5) + 10
    assert not stuck.unserved(office.now + HOUR)
    found = office.projection.read(lambda db: watched_case.incidents_by_key(db, [stuck.incident, 1]))
    assert found[stuck.incident].message == "Server surel mati."
    assert found[stuck.incident].job_type == "kirim"


def test_late_steps_of_a_case_that_is_over(office: Scene) -> None:
    rows, _ = office.projection.read(
        lambda db: watched_cases.cases(db, Wanted([DEFINITION], "selesai"), day(office), 50, 0)
    )
    assert [row.late_steps for row in rows] == [1]


def test_times_and_returns(scene: Scene) -> None:
    for number in (1, 2):
        scene.step(case(number, due_date=iso(scene.now + 1_000 + 4_000)))
    root = block_key(1)
    again = [
        e.UserTaskMoved(root + 3, "COMPLETED", "complete", "budi", {}),
        e.ElementCompleted(root + 2),
        e.ElementEntered(root + 20, root, "Periksa", "USER_TASK", root, False, 0),
    ]
    scene.step(again)
    cases = scene.projection.read(lambda db: watched_process.sample(db, [DEFINITION]))
    assert cases == [block_key(2), block_key(1)]
    times = scene.projection.read(lambda db: watched_process.step_times(db, cases, scene.now + HOUR))["Periksa"]
    assert (times.done, times.late, times.median, times.open, times.open_late) == (1, 0, 2_000, 1, 1)
    assert times.share == pytest.approx(0.5, abs=0.13)
    returns = scene.projection.read(lambda db: watched_process.step_returns(db, cases))
    assert returns == {"Periksa": watched_process.StepReturns("Periksa", 1, 1)}
    assert scene.projection.read(lambda db: watched_process.flow_cases(db, cases, ["F1", "F2"])) == {"F1": 2}


def test_the_share_is_what_nine_of_ten_keep_within(scene: Scene) -> None:
    for number in range(1, 11):
        scene.step(case(number, due_date=iso(scene.now + 1_000 + 10_000)))
        scene.now += number * 2_000 - 1_000
        scene.step(completed(number))
    cases = scene.projection.read(lambda db: watched_process.sample(db, [DEFINITION]))
    times = scene.projection.read(lambda db: watched_process.step_times(db, cases, scene.now))["Periksa"]
    assert times.share == pytest.approx(1.8)
    assert times.late == 5


def test_what_several_do_side_by_side_is_no_return(scene: Scene) -> None:
    scene.step(case(1))
    root = block_key(1)
    for turn in (1, 2, 3):
        scene.step([e.ElementEntered(root + 20 + turn, root, "Periksa", "USER_TASK", root, False, turn)])
    assert scene.projection.read(lambda db: watched_process.step_returns(db, [root])) == {}


ALL_THE_TIME: list[Callable[[sqlite3.Connection], object]] = [
    lambda db: watched_cases.counts(db, [DEFINITION], Day(1, 2)),
    *(
        lambda db, state=state, light=light: watched_cases.cases(
            db, Wanted([DEFINITION], state, light, "x"), Day(1, 2), 50, 0
        )
        for state in watched_cases.STATES
        for light in ("", *watched_cases.LIGHTS)
    ),
    lambda db: watched_cases.open_steps(db, [1], 1),
    lambda db: watched_cases.passages(db, [1], ["x"]),
    lambda db: watched_case.case_facts(db, 1),
    lambda db: watched_case.course(db, 1),
    lambda db: watched_case.element_counts(db, 1),
    lambda db: watched_case.awaited(db, 1),
    lambda db: watched_case.variables(db, 1),
    lambda db: watched_case.incidents_of_case(db, 1),
    lambda db: watched_case.incidents_by_key(db, [1]),
    lambda db: watched_case.incident_groups(db, [DEFINITION]),
    lambda db: watched_case.incidents_of_group(db, DEFINITION, "x", "y", 5),
    lambda db: watched_case.tokens(db, 1),
    lambda db: watched_case.reached(db, 1),
    lambda db: watched_process.sample(db, [DEFINITION]),
    lambda db: watched_process.step_times(db, [1], 1),
    lambda db: watched_process.step_returns(db, [1]),
    lambda db: watched_process.flow_cases(db, [1], ["x"]),
]
_SMALL = ("SCAN json_each", "SCAN (subquery", "SCAN d", "SCAN u", "SCAN unserved", "SCAN CONSTANT ROW", "SCAN page")
"""What is made for the question itself; `d` and `u` are the open deadlines and jobs."""


@pytest.mark.parametrize("question", ALL_THE_TIME, ids=range(len(ALL_THE_TIME)))
def test_what_is_asked_all_the_time_reads_no_whole_table(
    office: Scene, question: Callable[[sqlite3.Connection], object]
) -> None:
    plans: list[str] = []

    class Explaining:
        def __init__(self, database: sqlite3.Connection) -> None:
            self._database = database

        def execute(self, query: str, parameters: Any = ()) -> sqlite3.Cursor:
            plans.extend(row[3] for row in self._database.execute(f"EXPLAIN QUERY PLAN {query}", parameters))
            return self._database.execute(query, parameters)

    office.projection.read(lambda database: question(Explaining(database)))  # type: ignore[arg-type]
    assert plans
    assert not [step for step in plans if step.startswith("SCAN") and not step.startswith(_SMALL)]
