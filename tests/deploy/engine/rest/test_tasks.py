"""User tasks by REST: found, assigned, changed, completed, with their forms, variables and history."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.deploy.engine.rest.models import FORM, LISTENED, TASK
from tests.deploy.engine.rest.running import Rest
from tests.deploy.engine.rest.shapes import has_shape


@pytest.fixture
def task(rest: Rest) -> str:
    """The key of an open task."""
    rest.deploy(tugas_bpmn=TASK, formulir_form=FORM)
    rest.begin("tugas", variables={"nomor": "K-1", "isi": {"a": [1, None]}}, tags=["x:1"], businessId="B-1")
    key: str = rest.one("user-tasks", state="CREATED")["userTaskKey"]
    return key


def test_a_task_as_it_is_published(rest: Rest, task: str) -> None:
    found = has_shape(rest.get(f"/user-tasks/{task}"), "user-task")
    assert found["dueDate"] == "2030-01-01T00:00:00.000Z"
    assert found["candidateGroups"] == ["staf", "kepala"]
    assert found["customHeaders"] == {"langkah": "3"}
    assert (found["businessId"], found["tags"]) == ("B-1", ["x:1"])
    form = has_shape(rest.get(f"/user-tasks/{task}/form"), "form")
    assert json.loads(form["schema"])["id"] == "formulir"
    assert found["formKey"] == form["formKey"]


def test_it_is_found_by_group_date_and_variable(rest: Rest, task: str) -> None:
    for filter_ in (
        {"candidateGroup": "kepala"},
        {"candidateGroup": {"$in": ["staf", "lain"]}},
        {"dueDate": {"$lte": "2030-01-01T07:00:00+07:00"}},
        {"processInstanceVariables": [{"name": "nomor", "value": '"K-1"'}]},
        {"localVariables": [{"name": "lokal", "value": '"K-1"'}]},
        {"tags": ["x:1"], "businessId": "B-1"},
    ):
        assert rest.one("user-tasks", **filter_)["userTaskKey"] == task, filter_
    assert not rest.items("user-tasks", candidateGroup="kasubbag")
    assert not rest.items("user-tasks", localVariables=[{"name": "nomor", "value": '"K-1"'}])


def test_a_task_is_claimed_once(rest: Rest, task: str) -> None:
    claim = f"/user-tasks/{task}/assignment"
    rest.post(claim, {"assignee": "budi", "allowOverride": False})
    assert rest.one("user-tasks", assignee="budi")["userTaskKey"] == task
    refused = rest.problem("POST", claim, 409, json={"assignee": "siti", "allowOverride": False})
    assert refused["title"] == "INVALID_STATE"
    rest.post(claim, {"assignee": "siti"})
    rest.ok("DELETE", f"/user-tasks/{task}/assignee")
    assert rest.get(f"/user-tasks/{task}")["assignee"] is None
    rest.problem("POST", claim, 400, json={"assignee": " "})
    rest.problem("POST", claim, 400, json={})


def test_attributes_are_changed_and_removed(rest: Rest, task: str) -> None:
    changes = {"priority": 90, "dueDate": "2031-05-05T05:05:05Z", "candidateUsers": ["u"], "candidateGroups": []}
    rest.ok("PATCH", f"/user-tasks/{task}", {"changeset": changes})
    found = rest.get(f"/user-tasks/{task}")
    assert (found["priority"], found["dueDate"]) == (90, "2031-05-05T05:05:05.000Z")
    assert (found["candidateUsers"], found["candidateGroups"]) == (["u"], [])
    assert rest.items("user-tasks", candidateUser="u")
    assert not rest.items("user-tasks", candidateGroup="staf")
    rest.ok("PATCH", f"/user-tasks/{task}", {"changeset": {"dueDate": ""}})
    assert rest.get(f"/user-tasks/{task}")["dueDate"] is None


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "changeset"),
        ({"changeset": {}}, "changeset"),
        ({"changeset": {"priority": 101}}, "changeset.priority"),
        ({"changeset": {"priority": "lima"}}, "changeset.priority"),
        ({"changeset": {"dueDate": "besok"}}, "changeset.dueDate"),
        ({"changeset": {"candidateGroups": "staf"}}, "changeset.candidateGroups"),
        ({"changeset": {"assignee": "x"}}, "changeset.assignee"),
        ({"changeset": 3}, "changeset"),
    ],
)
def test_a_wrong_change_is_named(idle: Rest, body: dict[str, Any], place: str) -> None:
    problem = idle.problem("PATCH", "/user-tasks/2251799813999999", 400, json=body)
    assert problem["detail"].startswith(f"{place}: ")


def test_variables_of_a_task(rest: Rest, task: str) -> None:
    element = rest.get(f"/user-tasks/{task}")["elementInstanceKey"]
    rest.ok("PUT", f"/element-instances/{element}/variables", {"variables": {"nomor": "dalam"}, "local": True})
    visible = rest.post(f"/user-tasks/{task}/variables/search")["items"]
    assert sorted((one["name"], one["value"]) for one in visible) == [
        ("isi", '{"a":[1,null]}'),
        ("lokal", '"K-1"'),
        ("nomor", '"K-1"'),
        ("nomor", '"dalam"'),
    ]
    effective = rest.post(f"/user-tasks/{task}/effective-variables/search", {"sort": [{"field": "name"}]})["items"]
    assert [one["value"] for one in effective] == ['{"a":[1,null]}', '"K-1"', '"dalam"']
    for one in [*visible, *effective]:
        has_shape(one, "found-variable")
    named = rest.post(f"/user-tasks/{task}/variables/search", {"filter": {"name": {"$like": "no*"}}})
    assert named["page"]["totalItems"] == 2


def test_a_completed_task(rest: Rest, task: str) -> None:
    rest.post(f"/user-tasks/{task}/completion", {"variables": {"setuju": True}, "action": "setujui"})
    found = has_shape(rest.get(f"/user-tasks/{task}"), "user-task")
    assert (found["state"], found["completionDate"] is None) == ("COMPLETED", False)
    assert rest.get(f"/process-instances/{found['processInstanceKey']}")["state"] == "COMPLETED"
    rest.problem("POST", f"/user-tasks/{task}/completion", 404, json={})
    logs = rest.post(f"/user-tasks/{task}/audit-logs/search")["items"]
    assert [(one["operationType"], one["entityDescription"]) for one in logs] == [
        ("CREATE", "create"),
        ("COMPLETE", "setujui"),
    ]
    assert rest.get(f"/audit-logs/{logs[0]['auditLogKey']}")["userTaskKey"] == task


def _listener(rest: Rest) -> str:
    body = {"type": "setuju", "worker": "w", "timeout": 60_000, "maxJobsToActivate": 1, "requestTimeout": 60_000}
    (job,) = rest.post("/jobs/activation", body)["jobs"]
    has_shape(job["userTask"], "user-task-properties")
    assert (job["kind"], job["listenerEventType"]) == ("TASK_LISTENER", "COMPLETING")
    key: str = job["jobKey"]
    return key


def test_the_answer_waits_for_the_listeners(rest: Rest) -> None:
    rest.deploy(didengar_bpmn=LISTENED)
    rest.begin("didengar")
    task = rest.one("user-tasks")["userTaskKey"]
    denied = rest.start("POST", f"/user-tasks/{task}/completion", json={})
    job = _listener(rest)
    assert rest.get(f"/user-tasks/{task}")["state"] == "COMPLETING"
    assert not denied.done()
    rest.post(f"/jobs/{job}/completion", {"result": {"type": "userTask", "denied": True, "deniedReason": "kurang"}})
    assert denied.result(60).status_code == 409
    assert rest.get(f"/user-tasks/{task}")["state"] == "CREATED"
    agreed = rest.start("POST", f"/user-tasks/{task}/completion", json={"variables": {"ok": 1}})
    corrections = {"priority": 7, "assignee": None}
    rest.post(f"/jobs/{_listener(rest)}/completion", {"result": {"corrections": corrections}})
    assert agreed.result(60).status_code == 204
    assert (rest.get(f"/user-tasks/{task}")["state"], rest.get(f"/user-tasks/{task}")["priority"]) == ("COMPLETED", 7)
