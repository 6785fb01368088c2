"""Rows derived from events: what they show, and that it does not matter how the journal is cut into batches."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from deploy.engine.core import events as e
from deploy.engine.core.keys import block_key
from deploy.engine.search import Projection, statistics
from deploy.engine.search.entities import (
    ELEMENT_INSTANCES,
    INCIDENTS,
    JOBS,
    PROCESS_INSTANCES,
    USER_TASKS,
    VARIABLES,
    VARIABLES_CUT,
)
from deploy.engine.search.more_entities import (
    AUDIT_LOGS,
    CORRELATIONS,
    FORMS,
    MESSAGE_SUBSCRIPTIONS,
    PROCESS_DEFINITIONS,
    RESOURCES,
)
from tests.deploy.engine.search.scenes import DEFINITION, FORM, Scene, case, completed, deployed

ROOT = block_key(1)


def _items(scene: Scene, entity: Any, **request: Any) -> list[dict[str, Any]]:
    return scene.projection.search(entity, request).items


def _one(scene: Scene, entity: Any, key: int) -> dict[str, Any]:
    found = scene.projection.get(entity, key)
    assert found is not None
    return found


def test_a_definition_with_its_form_and_files(scene: Scene) -> None:
    assert _items(scene, PROCESS_DEFINITIONS) == [
        {
            "name": "Surat keluar",
            "resourceName": "surat.bpmn",
            "version": 1,
            "versionTag": "v1",
            "processDefinitionId": "surat",
            "tenantId": "<default>",
            "processDefinitionKey": str(DEFINITION),
            "hasStartForm": True,
            "state": "ACTIVE",
        }
    ]
    assert _one(scene, FORMS, FORM)["schema"] == '{"id": "mulai", "components": []}'
    assert [one["resourceId"] for one in _items(scene, RESOURCES)] == ["surat", "mulai"]


def test_the_newest_version_that_is_not_deleted_is_the_latest(scene: Scene) -> None:
    second = e.ProcessDeployed(DEFINITION + 9, 1, "surat", 2, "", "Surat", "surat.bpmn", deployed()[0].checksum)
    scene.step([second])
    latest = {"filter": {"isLatestVersion": True}}
    assert [one["version"] for one in _items(scene, PROCESS_DEFINITIONS, **latest)] == [2]
    scene.step([e.DefinitionDeleted(DEFINITION + 9)])
    assert [one["version"] for one in _items(scene, PROCESS_DEFINITIONS, **latest)] == [1]
    assert _one(scene, PROCESS_DEFINITIONS, DEFINITION + 9)["state"] == "DELETED"


def test_a_case_that_waits_at_a_task(scene: Scene) -> None:
    scene.step(case(1, due_date="2026-11-28T09:00:00+07:00"))
    assert _items(scene, PROCESS_INSTANCES) == [
        {
            "processDefinitionId": "surat",
            "processDefinitionName": "Surat keluar",
            "processDefinitionVersion": 1,
            "processDefinitionVersionTag": "v1",
            "startDate": "2026-09-21T14:13:22.000Z",
            "endDate": None,
            "state": "ACTIVE",
            "suspendedDate": None,
            "hasIncident": False,
            "tenantId": "<default>",
            "processInstanceKey": str(ROOT),
            "processDefinitionKey": str(DEFINITION),
            "parentProcessInstanceKey": None,
            "parentElementInstanceKey": None,
            "rootProcessInstanceKey": str(ROOT),
            "tags": ["a:1"],
            "businessId": "perkara-1",
        }
    ]
    assert _items(scene, USER_TASKS) == [
        {
            "name": "Memeriksa konsep",
            "state": "CREATED",
            "assignee": None,
            "elementId": "Periksa",
            "candidateGroups": ["kasubbag"],
            "candidateUsers": [],
            "processDefinitionId": "surat",
            "creationDate": "2026-09-21T14:13:22.000Z",
            "completionDate": None,
            "followUpDate": None,
            "dueDate": "2026-11-28T02:00:00.000Z",
            "tenantId": "<default>",
            "externalFormReference": None,
            "processDefinitionVersion": 1,
            "customHeaders": {"langkah": "3"},
            "priority": 50,
            "userTaskKey": str(ROOT + 3),
            "elementInstanceKey": str(ROOT + 2),
            "processName": "Surat keluar",
            "processDefinitionKey": str(DEFINITION),
            "processInstanceKey": str(ROOT),
            "rootProcessInstanceKey": str(ROOT),
            "businessId": "perkara-1",
            "formKey": None,
            "tags": ["a:1"],
        }
    ]
    assert [(one["elementId"], one["elementName"], one["state"]) for one in _items(scene, ELEMENT_INSTANCES)] == [
        ("Mulai", "Mulai", "COMPLETED"),
        ("Periksa", "Memeriksa konsep", "ACTIVE"),
    ]


def test_a_case_that_has_ended(scene: Scene) -> None:
    scene.step(case(1))
    scene.step(completed(1))
    ended = _one(scene, PROCESS_INSTANCES, ROOT)
    assert (ended["state"], ended["endDate"]) == ("COMPLETED", "2026-09-21T14:13:23.000Z")
    assert {one["state"] for one in _items(scene, ELEMENT_INSTANCES)} == {"COMPLETED"}
    task = _one(scene, USER_TASKS, ROOT + 3)
    assert (task["state"], task["completionDate"]) == ("COMPLETED", "2026-09-21T14:13:23.000Z")
    assert scene.projection.read(lambda db: statistics.of_instance(db, ROOT)) == [
        {"elementId": element, "active": 0, "canceled": 0, "incidents": 0, "completed": 1}
        for element in ("Mulai", "Periksa", "Selesai")
    ]


def test_a_variable_keeps_its_key_when_it_changes(scene: Scene) -> None:
    scene.step(case(1))
    before = _items(scene, VARIABLES_CUT, filter={"scopeKey": str(ROOT), "name": "nomor"})
    scene.step([e.VariablesSet(ROOT, ROOT, {"nomor": {"baru": [1, "é"]}})])
    after = _items(scene, VARIABLES_CUT, filter={"scopeKey": str(ROOT), "name": "nomor"})
    assert before[0]["value"] == '"00001"'
    assert after[0]["value"] == '{"baru":[1,"é"]}'
    assert before[0]["variableKey"] == after[0]["variableKey"]
    keys = {one["variableKey"] for one in _items(scene, VARIABLES_CUT)}
    assert len(keys) == 3
    assert all(2**52 <= int(key) < 2**53 for key in keys)


def test_a_long_value_is_cut_in_a_search_only(scene: Scene) -> None:
    scene.step(case(1), [e.VariablesSet(ROOT, ROOT, {"konsep": "x" * 9000})])
    (cut,) = _items(scene, VARIABLES_CUT, filter={"isTruncated": True})
    assert (cut["name"], cut["isTruncated"], len(cut["value"])) == ("konsep", True, 8191)
    assert len(_one(scene, VARIABLES, int(cut["variableKey"]))["value"]) == 9002


def test_jobs_through_their_states(scene: Scene) -> None:
    job = ROOT + 10
    scene.step(case(1), [e.JobCreated(job, ROOT + 2, ROOT, "Periksa", "hitung", "EXECUTION_LISTENER", "START", 0, 3)])
    scene.step([e.JobActivated(job, "w1", scene.now + 60_000)])
    taken = _one(scene, JOBS, job)
    assert (taken["state"], taken["worker"], taken["listenerEventType"]) == ("CREATED", "w1", "START")
    assert taken["deadline"] == "2026-09-21T14:14:23.000Z"
    scene.step([e.JobFailed(job, 2, "sibuk", 0)])
    failed = _one(scene, JOBS, job)
    assert (failed["state"], failed["retries"], failed["hasFailedWithRetriesLeft"]) == ("FAILED", 2, True)
    assert failed["errorMessage"] == "sibuk"
    assert [one["processInstanceKey"] for one in _items(scene, PROCESS_INSTANCES, filter={"hasRetriesLeft": True})]
    scene.step([e.JobCompleted(job)])
    assert _one(scene, JOBS, job)["endTime"] is not None


def test_an_incident_shows_on_the_way_up(scene: Scene) -> None:
    called = ROOT + 20
    scene.step(
        case(1),
        [
            e.InstanceStarted(called, ROOT, DEFINITION, ROOT, ROOT + 2, [], "", []),
            e.ElementEntered(called + 1, called, "Periksa", "SUB_PROCESS", called, True, 0),
            e.ElementEntered(called + 2, called, "Mulai", "SERVICE_TASK", called + 1, True, 0),
            e.IncidentCreated(called + 3, called + 2, called, "Mulai", 0, "IO_MAPPING_ERROR", "Tidak ada nilai."),
        ],
    )
    (incident,) = _items(scene, INCIDENTS, filter={"state": "ACTIVE"})
    assert incident["rootProcessInstanceKey"] == str(ROOT)
    assert _one(scene, ELEMENT_INSTANCES, called + 2)["incidentKey"] == str(called + 3)
    with_incident = {"filter": {"hasIncident": True}}
    elements = {int(one["elementInstanceKey"]) for one in _items(scene, ELEMENT_INSTANCES, **with_incident)}
    assert elements == {called + 2, called + 1, ROOT + 2}
    cases = {int(one["processInstanceKey"]) for one in _items(scene, PROCESS_INSTANCES, **with_incident)}
    assert cases == {called, ROOT}
    found = _items(scene, PROCESS_INSTANCES, filter={"errorMessage": {"$like": "*nilai*"}})
    assert [int(one["processInstanceKey"]) for one in found] == [called]
    hashed = {"incidentErrorHashCode": statistics.error_hash("Tidak ada nilai.")}
    assert len(_items(scene, PROCESS_INSTANCES, filter=hashed)) == 1
    scene.step([e.IncidentResolved(called + 3)])
    assert not _items(scene, PROCESS_INSTANCES, **with_incident)
    assert not _items(scene, ELEMENT_INSTANCES, **with_incident)
    assert _one(scene, INCIDENTS, called + 3)["state"] == "RESOLVED"


def test_error_hashes_are_those_of_java() -> None:
    assert statistics.error_hash("hello") == 99162322
    assert statistics.error_hash("polygenelubricants") == -(2**31)
    assert statistics.error_hash("") == 0


def test_what_people_did_is_in_the_audit_log(scene: Scene) -> None:
    task = ROOT + 3
    scene.step(case(1), [e.UserTaskChanged(task, {"assignee": "siti"}, "claim", "siti")])
    scene.step([e.UserTaskChanged(task, {"assignee": ""}, "unassign", "siti")])
    scene.step([e.UserTaskChanged(task, {"priority": 90, "candidate_groups": ["kepala"]}, "update", "siti")])
    scene.step([e.UserTaskDenied(task, "Berkas kurang")], completed(1))
    logs = _items(scene, AUDIT_LOGS, filter={"userTaskKey": str(task)})
    assert [(one["operationType"], one["actorId"], one["result"]) for one in logs] == [
        ("CREATE", None, "SUCCESS"),
        ("ASSIGN", "siti", "SUCCESS"),
        ("UNASSIGN", "siti", "SUCCESS"),
        ("UPDATE", "siti", "SUCCESS"),
        ("UPDATE", None, "FAIL"),
        ("COMPLETE", "budi", "SUCCESS"),
    ]
    assert _one(scene, USER_TASKS, task)["candidateGroups"] == ["kepala"]
    assert not _items(scene, USER_TASKS, filter={"candidateGroup": "kasubbag"})
    assert _items(scene, USER_TASKS, filter={"candidateGroup": "kepala"})


def test_messages_and_timers(scene: Scene) -> None:
    subscription, timer = ROOT + 30, ROOT + 31
    scene.step(
        case(1),
        [
            e.SubscriptionOpened(subscription, ROOT + 2, ROOT, "Periksa", "balasan", "K-1", False),
            e.TimerCreated(timer, ROOT + 2, ROOT, DEFINITION, "Periksa", scene.now + 5000, 0),
            e.MessagePublished(7, "balasan", "K-1", "m1", scene.now + 1000, {}),
            e.SubscriptionCorrelated(subscription, 7),
            e.TimerTriggered(timer),
        ],
    )
    (open_,) = _items(scene, MESSAGE_SUBSCRIPTIONS)
    assert (open_["messageSubscriptionState"], open_["correlationKey"]) == ("CREATED", "K-1")
    (met,) = _items(scene, CORRELATIONS)
    assert (met["messageKey"], met["subscriptionKey"]) == ("7", str(subscription))
    assert scene.projection.read(lambda db: db.execute("SELECT state FROM timer").fetchall()) == [("TRIGGERED",)]
    scene.step([e.SubscriptionClosed(subscription)])
    assert [one["messageSubscriptionState"] for one in _items(scene, MESSAGE_SUBSCRIPTIONS)] == ["DELETED"]


def test_a_migrated_case_takes_what_is_open_along(scene: Scene) -> None:
    target = DEFINITION + 9
    scene.step(
        [e.ProcessDeployed(target, 1, "surat", 2, "", "Surat baru", "surat.bpmn", deployed()[0].checksum)],
        case(1),
        [e.InstanceMigrated(ROOT, target), e.ElementMigrated(ROOT + 2, "Selesai")],
    )
    assert _one(scene, PROCESS_INSTANCES, ROOT)["processDefinitionVersion"] == 2
    task = _one(scene, USER_TASKS, ROOT + 3)
    assert (task["elementId"], task["processName"]) == ("Selesai", "Surat baru")
    assert [one["processDefinitionKey"] for one in _items(scene, ELEMENT_INSTANCES)] == [str(DEFINITION), str(target)]


def _dump(path: Path) -> list[str]:
    with sqlite3.connect(path) as database:
        return [line for line in database.iterdump() if "INSERT" in line and '"meta"' not in line]


def test_the_cut_into_batches_does_not_matter(scene: Scene, tmp_path: Path) -> None:
    scene.step(*(case(number) for number in range(1, 8)), *(completed(number) for number in range(2, 6)))
    scene.step([e.VariablesSet(ROOT, ROOT, {"nomor": "baru"})], [e.ElementTerminated(ROOT)])
    scene.projection.close()
    expected = sorted(_dump(tmp_path / "search.db"))
    chance = random.Random(3)
    for _ in range(5):
        path = tmp_path / f"{chance.random()}.db"
        projection = Projection(path)
        at = 0
        while at < len(scene.steps):
            # Also with steps that are in there already, as after a crash.
            start = max(0, at - chance.randint(0, 3))
            at += chance.randint(1, 9)
            projection.project(scene.steps[start:at])
        assert projection.position() == scene.position
        projection.close()
        # Variables get their keys in the order of the batches; everything else is the same.
        assert len(_dump(path)) == len(expected)
        strip = [line for line in expected if '"variable"' not in line]
        assert sorted(line for line in _dump(path) if '"variable"' not in line) == strip


def test_a_batch_that_fails_leaves_nothing(scene: Scene) -> None:
    broken = e.ProcessDeployed(1, 1, "x", 1, "", "", "x.bpmn", "unknown")
    with pytest.raises(TypeError):
        scene.projection.project([(90, scene.now, case(1)), (91, scene.now, [broken])])
    assert scene.projection.position() == 1
    assert not _items(scene, PROCESS_INSTANCES)
    scene.step(case(1))
    assert len(_items(scene, PROCESS_INSTANCES)) == 1


def test_it_is_there_after_opening_again_and_made_anew_for_another_version(scene: Scene, tmp_path: Path) -> None:
    scene.step(case(1))
    scene.projection.close()
    again = Projection(tmp_path / "search.db")
    assert again.position() == 2
    assert again.search(USER_TASKS, {}).total == 1
    again.close()
    with sqlite3.connect(tmp_path / "search.db") as database:
        database.execute("PRAGMA user_version = 999")
    database.close()
    anew = Projection(tmp_path / "search.db")
    assert anew.position() == 0
    assert anew.search(USER_TASKS, {}).total == 0
    anew.close()
