"""What holds for every route: errors in one shape, bounded bodies, nobody but this machine; and the engine itself."""

from __future__ import annotations

import json
from typing import Any

import pytest

from deploy.engine.rest_api.app import known_routes
from deploy.engine.rest_api.reading import MAX_BODY
from tests.deploy.engine.rest.models import STRAIGHT, TASK
from tests.deploy.engine.rest.running import Rest
from tests.deploy.engine.rest.shapes import has_shape

UNKNOWN = "2251799813999999"


def test_topology_licence_and_status(idle: Rest) -> None:
    topology = has_shape(idle.get("/topology"), "topology")
    assert [partition["role"] for partition in topology["brokers"][0]["partitions"]] == ["leader"]
    has_shape(idle.get("/license"), "license")
    assert idle.request("GET", "/status").status_code == 204
    assert idle.get("/authentication/me")["tenants"][0]["tenantId"] == "<default>"


def test_the_clock_is_pinned_and_reset(rest: Rest) -> None:
    rest.ok("PUT", "/clock", {"timestamp": 1_900_000_000_000})
    rest.deploy(langsung_bpmn=STRAIGHT)
    rest.begin("langsung")
    assert rest.one("process-instances")["startDate"] == "2030-03-17T17:46:40.000Z"
    rest.ok("PUT", "/clock", {"timestamp": "1900000001000"})
    assert rest.runtime.now() == 1_900_000_001_000
    rest.ok("POST", "/clock/reset")
    rest.begin("langsung")
    assert rest.items("process-instances")[1]["startDate"] < "2030"


@pytest.mark.parametrize("body", [{}, {"timestamp": "x"}, {"timestamp": -1}, {"timestamp": 10**18}, {"time": 1}])
def test_a_wrong_time_is_named(idle: Rest, body: dict[str, Any]) -> None:
    assert idle.problem("PUT", "/clock", 400, json=body)["detail"].startswith(("timestamp: ", "time: "))


def test_unknown_routes_and_methods(idle: Rest) -> None:
    idle.problem("GET", "/nothing", 404)
    response = idle.request("DELETE", "/topology")
    assert response.status_code == 405
    assert "GET" in response.headers["allow"]
    idle.problem("DELETE", "/topology", 405)


@pytest.mark.parametrize(
    "path",
    [
        "/groups/search",
        "/users",
        "/decision-definitions/search",
        "/documents",
        f"/process-instances/{UNKNOWN}/suspension",
        "/jobs/batch-update",
        "/cluster-variables/global",
    ],
)
def test_what_is_left_out_says_so(idle: Rest, path: str) -> None:
    problem = idle.problem("POST", path, 501, json={})
    assert "is not part of the embedded engine" in problem["detail"]


@pytest.mark.parametrize(
    ("path", "what"),
    [
        (f"/user-tasks/{UNKNOWN}", "User Task"),
        (f"/process-instances/{UNKNOWN}", "Process Instance"),
        (f"/element-instances/{UNKNOWN}", "Element Instance"),
        (f"/incidents/{UNKNOWN}", "Incident"),
        (f"/variables/{UNKNOWN}", "Variable"),
        (f"/process-definitions/{UNKNOWN}", "Process Definition"),
        (f"/process-definitions/{UNKNOWN}/xml", "Process Definition"),
        (f"/process-definitions/{UNKNOWN}/form", "Process Definition"),
        (f"/forms/{UNKNOWN}", "Form"),
        (f"/resources/{UNKNOWN}", "Resource"),
        (f"/resources/{UNKNOWN}/content", "Resource"),
        (f"/batch-operations/{UNKNOWN}", "Batch operation"),
        (f"/audit-logs/{UNKNOWN}", "Audit Log"),
    ],
)
def test_unknown_keys(idle: Rest, path: str, what: str) -> None:
    assert idle.problem("GET", path, 404)["detail"] == f"{what} with key '{UNKNOWN}' not found"


def test_commands_on_unknown_keys_are_refused_by_the_core(idle: Rest) -> None:
    for method, path, body in [
        ("POST", f"/process-instances/{UNKNOWN}/cancellation", {}),
        ("POST", f"/process-instances/{UNKNOWN}/incident-resolution", {}),
        ("POST", f"/incidents/{UNKNOWN}/resolution", {}),
        ("POST", f"/jobs/{UNKNOWN}/completion", {}),
        ("POST", f"/jobs/{UNKNOWN}/failure", {}),
        ("POST", f"/jobs/{UNKNOWN}/error", {"errorCode": "X"}),
        ("PATCH", f"/jobs/{UNKNOWN}", {"changeset": {"retries": 1}}),
        ("POST", f"/user-tasks/{UNKNOWN}/completion", {}),
        ("POST", f"/user-tasks/{UNKNOWN}/assignment", {"assignee": "x"}),
        ("PATCH", f"/user-tasks/{UNKNOWN}", {"changeset": {"priority": 1}}),
        ("PUT", f"/element-instances/{UNKNOWN}/variables", {"variables": {}}),
        ("POST", f"/resources/{UNKNOWN}/deletion", {}),
    ]:
        assert idle.problem(method, path, 404, json=body)["title"] == "NOT_FOUND"
    assert idle.problem("DELETE", f"/user-tasks/{UNKNOWN}/assignee", 404)["title"] == "NOT_FOUND"


def test_keys_in_paths_are_digits(idle: Rest) -> None:
    assert idle.problem("GET", "/user-tasks/abc", 400)["detail"].startswith("userTaskKey: ")
    idle.problem("GET", f"/user-tasks/{'9' * 30}", 400)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "no valid JSON (line 1, column 2)"),
        (b'{"a": NaN}', "too large, or not a number"),
        (b'{"a": 1e999}', "too large, or not a number"),
        (b'{"a": ' + b"9" * 6000 + b"}", "too large, or not a number"),
        (b'{"a": "\\ud800"}', "half a surrogate pair"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[]", "must be a JSON object"),
        (b'"secret"', "must be a JSON object"),
    ],
    ids=range(9),
)
def test_bodies_that_are_no_json_objects(idle: Rest, content: bytes, says: str) -> None:
    problem = idle.problem("POST", "/messages/publication", 400, content=content)
    assert says in problem["detail"]
    assert "secret" not in problem["detail"]


def test_bodies_are_bounded(idle: Rest) -> None:
    content = b'{"name": "' + b"x" * MAX_BODY + b'"}'
    idle.problem("POST", "/messages/publication", 413, content=content)


def test_pages_of_others_are_kept_away(idle: Rest) -> None:
    for headers in ({"host": "evil.example"}, {"origin": "http://evil.example"}, {"origin": "null"}):
        idle.problem("GET", "/topology", 403, headers=headers)
    for headers in (
        {"host": "127.0.0.1:8080"},
        {"host": "[::1]:8080"},
        {"host": "localhost:8080", "origin": "http://localhost:8080"},
    ):
        assert idle.request("GET", "/topology", headers=headers).status_code == 200


def test_every_search_takes_an_empty_body_and_refuses_a_wrong_field(rest: Rest) -> None:
    rest.deploy(tugas_bpmn=TASK)
    rest.begin("tugas", variables={"nomor": 1})
    searches = [path for method, path in known_routes() if path.endswith("/search") and "{" not in path]
    assert len(searches) > 12
    for path in searches:
        assert rest.request("POST", path).status_code == 200, path
        found = rest.post(path, {"filter": {}, "sort": [], "page": {}})
        has_shape(found["page"], "page")
        assert rest.problem("POST", path, 400, json={"filter": {"nothing": 1}})["detail"].startswith("filter.nothing: ")


def test_every_route_survives_any_json(rest: Rest) -> None:
    for method, path in known_routes():
        address = path
        while "{" in address:
            begin, end = address.index("{"), address.index("}")
            address = f"{address[:begin]}{UNKNOWN}{address[end + 1 :]}"
        for body in (
            None,
            [],
            3,
            "x",
            {"x": 1},
            {"filter": []},
            {"variables": []},
            {"changeset": 1},
            {"page": {"from": "1"}},
        ):
            response = rest.request(method, address, content=json.dumps(body).encode())
            assert response.status_code < 500, f"{method} {address} {body}: {response.text}"
