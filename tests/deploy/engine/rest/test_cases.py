"""Process instances by REST: started, awaited, looked at, moved, ended."""

from __future__ import annotations

from typing import Any

import pytest

from tests.deploy.engine.rest.models import CALLING, JOB, LISTENED, STRAIGHT, TASK
from tests.deploy.engine.rest.running import Rest
from tests.deploy.engine.rest.shapes import has_shape


def test_started_by_id_key_version_and_tag(rest: Rest) -> None:
    key = rest.deploy(langsung_bpmn=STRAIGHT)["langsung"]
    tagged = '<bpmn:extensionElements><zeebe:versionTag value="v2" /></bpmn:extensionElements><bpmn:startEvent'
    second = rest.deploy(langsung_bpmn=STRAIGHT.replace("<bpmn:startEvent", tagged, 1))["langsung"]
    for body, wanted in [
        ({"processDefinitionId": "langsung"}, second),
        ({"processDefinitionId": "langsung", "processDefinitionVersion": -1}, second),
        ({"processDefinitionId": "langsung", "processDefinitionVersion": 1}, key),
        ({"processDefinitionKey": key}, key),
        ({"processDefinitionKey": key, "processDefinitionVersion": -1}, key),
        ({"processDefinitionId": "langsung", "processDefinitionVersionTag": "v2"}, second),
    ]:
        made = has_shape(rest.post("/process-instances", {**body, "variables": {"a": 1}}), "created-instance")
        assert made["processDefinitionKey"] == wanted, body
        assert made["variables"] == {}
    missing = {"processDefinitionId": "langsung", "processDefinitionVersionTag": "v9"}
    rest.problem("POST", "/process-instances", 404, json=missing)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "processDefinitionId"),
        ({"processDefinitionId": "p", "processDefinitionKey": "1"}, "processDefinitionId"),
        ({"processDefinitionId": 3}, "processDefinitionId"),
        ({"processDefinitionId": "p", "variables": []}, "variables"),
        ({"processDefinitionId": "p", "tenantId": "red"}, "tenantId"),
        ({"processDefinitionId": "p", "tags": "a"}, "tags"),
        ({"processDefinitionId": "p", "startInstructions": [{}]}, "startInstructions[0].elementId"),
        ({"processDefinitionId": "p", "startInstructions": [3]}, "startInstructions[0]"),
        ({"processDefinitionId": "p", "runtimeInstructions": [{"type": "X"}]}, "runtimeInstructions[0].type"),
        ({"processDefinitionId": "p", "awaitCompletion": "yes"}, "awaitCompletion"),
        ({"processDefinitionId": "p", "awaitCompletion": True, "requestTimeout": -5}, "requestTimeout"),
    ],
)
def test_what_is_wrong_is_named(idle: Rest, body: dict[str, Any], place: str) -> None:
    assert idle.problem("POST", "/process-instances", 400, json=body)["detail"].startswith(f"{place}: ")


def test_awaited_to_its_end(rest: Rest) -> None:
    rest.deploy(langsung_bpmn=STRAIGHT, pekerjaan_bpmn=JOB)
    body = {"processDefinitionId": "langsung", "awaitCompletion": True, "variables": {"a": 1, "b": {"c": 2}}}
    made = has_shape(rest.post("/process-instances", body), "created-instance")
    assert made["variables"] == {"a": 1, "b": {"c": 2}}
    assert rest.post("/process-instances", {**body, "fetchVariables": ["b", "z"]})["variables"] == {"b": {"c": 2}}

    waiting = {"processDefinitionId": "pekerjaan", "awaitCompletion": True, "requestTimeout": 60_000}
    pending = rest.start("POST", "/process-instances", json=waiting)
    ask = {"type": "kerja", "timeout": 60_000, "maxJobsToActivate": 1, "requestTimeout": 60_000}
    (job,) = rest.post("/jobs/activation", ask)["jobs"]
    assert not pending.done()
    rest.post(f"/jobs/{job['jobKey']}/completion", {"variables": {"hasil": 7}})
    assert pending.result(60).json()["variables"] == {"hasil": 7}


def test_an_awaited_instance_that_runs_on_or_is_cancelled(rest: Rest) -> None:
    rest.deploy(pekerjaan_bpmn=JOB)
    waiting = {"processDefinitionId": "pekerjaan", "awaitCompletion": True, "requestTimeout": 1}
    problem = rest.problem("POST", "/process-instances", 504, json=waiting)
    assert problem["title"] == "DEADLINE_EXCEEDED"
    pending = rest.start("POST", "/process-instances", json={**waiting, "requestTimeout": 60_000})
    while len(running := rest.items("process-instances", state="ACTIVE")) < 2:
        assert not pending.done()
    for one in running:
        rest.post(f"/process-instances/{one['processInstanceKey']}/cancellation")
    assert pending.result(60).status_code == 500


def test_where_a_case_stands(rest: Rest) -> None:
    rest.deploy(pekerjaan_bpmn=JOB, pemanggil_bpmn=CALLING)
    root = rest.begin("pemanggil")
    has_shape(rest.get(f"/process-instances/{root}"), "process-instance")
    called = rest.one("process-instances", parentProcessInstanceKey=root)
    assert called["rootProcessInstanceKey"] == root
    key = called["processInstanceKey"]
    hierarchy = rest.get(f"/process-instances/{key}/call-hierarchy")
    assert [has_shape(one, "call-hierarchy")["processInstanceKey"] for one in hierarchy] == [root, key]
    flows = rest.get(f"/process-instances/{key}/sequence-flows")["items"]
    assert [has_shape(one, "sequence-flow")["elementId"] for one in flows] == ["mulai_kerja"]
    counts = rest.get(f"/process-instances/{key}/statistics/element-instances")["items"]
    assert [(has_shape(one, "element-statistics")["elementId"], one["active"]) for one in counts] == [
        ("kerja", 1),
        ("mulai", 0),
    ]
    for one in rest.items("element-instances", processInstanceKey=key):
        has_shape(one, "element-instance")
    caller = rest.one("element-instances", processInstanceKey=root, state="ACTIVE")
    assert (caller["type"], caller["elementInstanceKey"]) == ("CALL_ACTIVITY", called["parentElementInstanceKey"])

    (job,) = rest.post("/jobs/activation", {"type": "kerja", "timeout": 60_000, "maxJobsToActivate": 1})["jobs"]
    rest.post(f"/jobs/{job['jobKey']}/failure", {"errorMessage": "habis"})
    for path in (
        f"/process-instances/{root}/incidents/search",
        f"/process-instances/{key}/incidents/search",
        f"/element-instances/{caller['elementInstanceKey']}/incidents/search",
    ):
        (incident,) = rest.post(path)["items"]
        assert incident["jobKey"] == job["jobKey"]
    assert rest.get(f"/process-instances/{root}")["hasIncident"] is True
    (by_error,) = rest.post("/incidents/statistics/process-instances-by-error")["items"]
    assert (by_error["errorMessage"], by_error["activeInstancesWithErrorCount"]) == ("habis", 1)
    hashed = {"filter": {"errorHashCode": by_error["errorHashCode"]}}
    (by_definition,) = rest.post("/incidents/statistics/process-instances-by-definition", hashed)["items"]
    assert by_definition["processDefinitionId"] == "pekerjaan"


def test_cancelled_with_what_it_called(rest: Rest) -> None:
    rest.deploy(pekerjaan_bpmn=JOB, pemanggil_bpmn=CALLING)
    root = rest.begin("pemanggil")
    rest.post(f"/process-instances/{root}/cancellation", {"operationReference": 5})
    assert {one["state"] for one in rest.items("process-instances")} == {"TERMINATED"}
    assert {one["state"] for one in rest.items("jobs")} == {"CANCELED"}
    assert rest.problem("POST", f"/process-instances/{root}/cancellation", 404, json={})["title"] == "NOT_FOUND"
    logs = rest.items("audit-logs", operationType="CANCEL")
    assert [one["entityKey"] for one in logs] == [root]


def test_moved_by_a_modification(rest: Rest) -> None:
    rest.deploy(tugas_bpmn=TASK.replace("formulir", "none"), didengar_bpmn=LISTENED, pekerjaan_bpmn=JOB)
    case = rest.begin("pekerjaan")
    path = f"/process-instances/{case}/modification"
    element = rest.one("element-instances", processInstanceKey=case, state="ACTIVE")["elementInstanceKey"]
    again = {
        "elementId": "kerja",
        "ancestorElementInstanceKey": "-1",
        "variableInstructions": [{"variables": {"x": 1}}],
    }
    rest.post(path, {"activateInstructions": [again], "terminateInstructions": [{"elementInstanceKey": element}]})
    states = {one["state"] for one in rest.items("element-instances", processInstanceKey=case, elementId="kerja")}
    assert states == {"TERMINATED", "ACTIVE"}
    assert rest.one("variables", processInstanceKey=case, name="x")["value"] == "1"
    move = {"sourceElementInstruction": {"sourceType": "byId", "sourceElementId": "kerja"}, "targetElementId": "gagal"}
    rest.post(path, {"moveInstructions": [move]})
    assert rest.one("element-instances", processInstanceKey=case, elementId="gagal")["state"] == "COMPLETED"
    assert rest.get(f"/process-instances/{case}")["state"] != "ACTIVE"
    assert len(rest.items("audit-logs", operationType="MODIFY")) == 2


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"activateInstructions": [{}]}, "activateInstructions[0].elementId"),
        ({"terminateInstructions": [{}]}, "terminateInstructions[0].elementInstanceKey"),
        (
            {"terminateInstructions": [{"elementId": "a", "elementInstanceKey": "1"}]},
            "terminateInstructions[0].elementId",
        ),
        ({"moveInstructions": [{"targetElementId": "a"}]}, "moveInstructions[0].sourceElementInstruction"),
        (
            {"moveInstructions": [{"sourceElementInstruction": {}, "targetElementId": "a"}]},
            "moveInstructions[0].sourceElementInstruction.sourceElementId",
        ),
        (
            {"activateInstructions": [{"elementId": "a", "variableInstructions": [{"variables": 1}]}]},
            "activateInstructions[0].variableInstructions[0].variables",
        ),
    ],
)
def test_a_wrong_modification_is_named(idle: Rest, body: dict[str, Any], place: str) -> None:
    problem = idle.problem("POST", "/process-instances/2251799813999999/modification", 400, json=body)
    assert problem["detail"].startswith(f"{place}: ")


def test_migrated_to_another_definition(rest: Rest) -> None:
    rest.deploy(pekerjaan_bpmn=JOB)
    case = rest.begin("pekerjaan")
    changed = JOB.replace('id="kerja"', 'id="kerja" name="Bekerja"')
    target = rest.deploy(pekerjaan_bpmn=changed)["pekerjaan"]
    mapping = [{"sourceElementId": "kerja", "targetElementId": "kerja"}]
    plan = {"targetProcessDefinitionKey": target, "mappingInstructions": mapping}
    rest.post(f"/process-instances/{case}/migration", plan)
    assert rest.get(f"/process-instances/{case}")["processDefinitionVersion"] == 2
    assert rest.one("element-instances", processInstanceKey=case, elementId="kerja")["elementName"] == "Bekerja"
    problem = rest.problem("POST", f"/process-instances/{case}/migration", 400, json={"mappingInstructions": []})
    assert problem["detail"].startswith("mappingInstructions: ")


def test_many_at_once(rest: Rest) -> None:
    rest.deploy(pekerjaan_bpmn=JOB)
    cases = [rest.begin("pekerjaan", variables={"n": number}) for number in range(5)]
    made = rest.post("/process-instances/cancellation", {"filter": {"processInstanceKey": {"$in": cases[:3]}}})
    assert made["batchOperationType"] == "CANCEL_PROCESS_INSTANCE"
    batch = has_shape(rest.get(f"/batch-operations/{made['batchOperationKey']}"), "batch")
    assert (batch["state"], batch["operationsCompletedCount"]) == ("COMPLETED", 3)
    assert [one["processInstanceKey"] for one in rest.items("process-instances", state="ACTIVE")] == cases[3:]
    items = rest.items("batch-operation-items", batchOperationKey=made["batchOperationKey"])
    assert [has_shape(one, "batch-item")["itemKey"] for one in items] == cases[:3]
    rest.problem("POST", "/process-instances/cancellation", 400, json={})
    rest.problem("POST", "/process-instances/cancellation", 400, json={"filter": {"nothing": 1}})

    for job in rest.post("/jobs/activation", {"type": "kerja", "timeout": 60_000, "maxJobsToActivate": 9})["jobs"]:
        rest.post(f"/jobs/{job['jobKey']}/failure", {"errorMessage": "habis"})
        rest.ok("PATCH", f"/jobs/{job['jobKey']}", {"changeset": {"retries": 1}})
    assert len(rest.items("process-instances", hasIncident=True)) == 2
    rest.post("/process-instances/incident-resolution", {"filter": {"hasIncident": True}})
    assert not rest.items("process-instances", hasIncident=True)
    assert len(rest.post("/batch-operations/search")["items"]) == 2


def test_counts_by_process(rest: Rest) -> None:
    key = rest.deploy(pekerjaan_bpmn=JOB)["pekerjaan"]
    cases = [rest.begin("pekerjaan", variables={"n": number}) for number in range(3)]
    (by_process,) = rest.post("/process-definitions/statistics/process-instances")["items"]
    assert (by_process["processDefinitionId"], by_process["activeInstancesWithoutIncidentCount"]) == ("pekerjaan", 3)
    version = {"filter": {"processDefinitionId": "pekerjaan"}}
    (by_version,) = rest.post("/process-definitions/statistics/process-instances-by-version", version)["items"]
    assert by_version["processDefinitionKey"] == key
    rest.problem("POST", "/process-definitions/statistics/process-instances-by-version", 400, json={})
    path = f"/process-definitions/{key}/statistics/element-instances"
    assert {one["elementId"]: one["active"] for one in rest.post(path)["items"]} == {"mulai": 0, "kerja": 3}
    one = {"filter": {"processInstanceKey": cases[0]}}
    assert {one["elementId"]: one["active"] for one in rest.post(path, one)["items"]} == {"mulai": 0, "kerja": 1}
    names = rest.post(f"/process-definitions/{key}/variable-names/search")["items"]
    assert names == [{"name": "n"}]


def test_only_incidents_that_somebody_resolved_are_in_the_audit_log(rest: Rest) -> None:
    rest.deploy(pekerjaan_bpmn=JOB)
    cases = [rest.begin("pekerjaan") for _ in range(2)]
    for job in rest.post("/jobs/activation", {"type": "kerja", "timeout": 60_000, "maxJobsToActivate": 9})["jobs"]:
        rest.post(f"/jobs/{job['jobKey']}/failure", {"errorMessage": "habis"})
        rest.ok("PATCH", f"/jobs/{job['jobKey']}", {"changeset": {"retries": 1}})
    resolved = rest.one("incidents", processInstanceKey=cases[0])["incidentKey"]
    rest.post(f"/incidents/{resolved}/resolution")
    rest.post(f"/process-instances/{cases[1]}/cancellation")
    assert {one["state"] for one in rest.items("incidents")} == {"RESOLVED"}
    assert [one["entityKey"] for one in rest.items("audit-logs", entityType="INCIDENT")] == [resolved]
