"""Jobs by REST: taken, waited for, completed, failed; nothing is lost when who asked goes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.deploy.engine.rest.models import JOB
from tests.deploy.engine.rest.running import Rest
from tests.deploy.engine.rest.shapes import has_shape

ASK = {"type": "kerja", "worker": "w1", "timeout": 60_000, "maxJobsToActivate": 10}


@pytest.fixture
def case(rest: Rest) -> str:
    """A case that waits for its job."""
    rest.deploy(pekerjaan_bpmn=JOB)
    return rest.begin("pekerjaan", variables={"nomor": 1, "isi": "x"}, businessId="B-1", tags=["x:1"])


def _take(rest: Rest, **more: Any) -> dict[str, Any]:
    (job,) = rest.post("/jobs/activation", {**ASK, **more})["jobs"]
    return has_shape(job, "activated-job")


def test_a_job_as_it_is_published(rest: Rest, case: str) -> None:
    waiting = has_shape(rest.one("jobs", processInstanceKey=case), "job")
    assert (waiting["state"], waiting["worker"], waiting["deadline"]) == ("CREATED", "", None)
    job = _take(rest)
    assert (job["variables"], job["customHeaders"]) == ({"nomor": 1, "isi": "x"}, {"a": "b"})
    assert (job["businessId"], job["tags"]) == ("B-1", ["x:1"])
    assert (job["retries"], job["kind"], job["listenerEventType"]) == (3, "BPMN_ELEMENT", "UNSPECIFIED")
    taken = rest.one("jobs", jobKey=job["jobKey"])
    assert (taken["worker"], taken["deadline"] is None) == ("w1", False)
    assert rest.post("/jobs/activation", {**ASK, "requestTimeout": -1})["jobs"] == []


def test_only_the_variables_that_are_wanted(rest: Rest, case: str) -> None:
    assert _take(rest, fetchVariable=["nomor"])["variables"] == {"nomor": 1}
    assert case


def test_completed_with_variables(rest: Rest, case: str) -> None:
    rest.post(f"/jobs/{_take(rest)['jobKey']}/completion", {"variables": {"hasil": [1]}})
    assert rest.get(f"/process-instances/{case}")["state"] == "COMPLETED"
    assert rest.one("variables", processInstanceKey=case, name="hasil")["value"] == "[1]"
    assert rest.one("jobs", processInstanceKey=case)["state"] == "COMPLETED"


def test_failed_until_an_incident(rest: Rest, case: str) -> None:
    key = _take(rest)["jobKey"]
    rest.post(f"/jobs/{key}/failure", {"retries": 1, "errorMessage": "sibuk"})
    assert rest.one("jobs", jobKey=key)["hasFailedWithRetriesLeft"] is True
    _take(rest)
    rest.post(f"/jobs/{key}/failure", {"errorMessage": "habis"})
    incident = has_shape(rest.one("incidents", state="ACTIVE"), "incident")
    assert (incident["errorType"], incident["jobKey"]) == ("JOB_NO_RETRIES", key)
    assert rest.get(f"/process-instances/{case}")["hasIncident"] is True
    rest.ok("PATCH", f"/jobs/{key}", {"changeset": {"retries": 2}})
    rest.post(f"/incidents/{incident['incidentKey']}/resolution")
    assert rest.get(f"/incidents/{incident['incidentKey']}")["state"] == "RESOLVED"
    assert rest.get(f"/process-instances/{case}")["hasIncident"] is False
    assert _take(rest)["retries"] == 2


def test_an_error_goes_to_its_boundary_event(rest: Rest, case: str) -> None:
    rest.post(
        f"/jobs/{_take(rest)['jobKey']}/error", {"errorCode": "SALAH", "errorMessage": "x", "variables": {"v": 1}}
    )
    elements = rest.items("element-instances", processInstanceKey=case, state="COMPLETED")
    assert [one["elementId"] for one in elements] == ["mulai", "salah", "gagal"]
    assert rest.one("jobs", processInstanceKey=case)["errorCode"] == "SALAH"


def test_who_waits_gets_the_job_when_it_comes(rest: Rest) -> None:
    rest.deploy(pekerjaan_bpmn=JOB)
    waiting = rest.start("POST", "/jobs/activation", json={**ASK, "requestTimeout": 60_000})
    case = rest.begin("pekerjaan")
    (job,) = waiting.result(60).json()["jobs"]
    assert job["processInstanceKey"] == case


def test_who_has_gone_gets_no_job(rest: Rest) -> None:
    rest.deploy(pekerjaan_bpmn=JOB)

    async def ask_and_go() -> None:
        ask = asyncio.ensure_future(rest.client.post("/v2/jobs/activation", json={**ASK, "requestTimeout": 60_000}))
        while not rest.engine_waits():
            await asyncio.sleep(0)
        ask.cancel()
        await asyncio.wait([ask])

    rest.run(ask_and_go())
    case = rest.begin("pekerjaan")
    assert rest.one("jobs", processInstanceKey=case)["worker"] == ""
    assert _take(rest)["processInstanceKey"] == case


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"type": None}, "type"),
        ({"type": " "}, "type"),
        ({"timeout": 0}, "timeout"),
        ({"timeout": None}, "timeout"),
        ({"maxJobsToActivate": 0}, "maxJobsToActivate"),
        ({"worker": 3}, "worker"),
        ({"fetchVariable": "x"}, "fetchVariable"),
        ({"tenantIds": ["red"]}, "tenantIds"),
        ({"typ": "x"}, "typ"),
    ],
)
def test_a_wrong_activation_is_named(idle: Rest, body: dict[str, Any], place: str) -> None:
    assert idle.problem("POST", "/jobs/activation", 400, json={**ASK, **body})["detail"].startswith(f"{place}: ")


@pytest.mark.parametrize("changeset", [{}, {"retries": 0}, {"timeout": -1}, {"priority": 5}, {"retries": "satu"}])
def test_a_wrong_change_is_refused(idle: Rest, changeset: dict[str, Any]) -> None:
    idle.problem("PATCH", "/jobs/2251799813999999", 400, json={"changeset": changeset})


def test_statistics_of_jobs(rest: Rest, case: str) -> None:
    rest.post(f"/jobs/{_take(rest)['jobKey']}/completion")
    span = {"from": "2000-01-01T00:00:00Z", "to": "2200-01-01T00:00:00Z"}
    (by_type,) = rest.post("/jobs/statistics/by-types", {"filter": span})["items"]
    assert (by_type["jobType"], by_type["workers"]) == ("kerja", 1)
    assert [by_type[name]["count"] for name in ("created", "completed", "failed")] == [1, 1, 0]
    (by_worker,) = rest.post("/jobs/statistics/by-workers", {"filter": {**span, "jobType": "kerja"}})["items"]
    assert by_worker["worker"] == "w1"
    overall = rest.get("/jobs/statistics/global?from=2000-01-01T00:00:00Z&to=2200-01-01T00:00:00Z")
    assert overall["completed"]["count"] == 1
    assert rest.post("/jobs/statistics/errors", {"filter": {**span, "jobType": "kerja"}})["items"] == []
    assert case
