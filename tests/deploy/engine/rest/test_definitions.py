"""Deployments, definitions, forms and resources by REST."""

from __future__ import annotations

from tests.deploy.engine.rest.models import FORM, STRAIGHT, TASK
from tests.deploy.engine.rest.running import Rest
from tests.deploy.engine.rest.shapes import has_shape


def test_deployed_and_looked_at(rest: Rest) -> None:
    keys = rest.deploy(tugas_bpmn=TASK, formulir_form=FORM)
    definition = has_shape(rest.get(f"/process-definitions/{keys['tugas']}"), "process-definition")
    assert (definition["hasStartForm"], definition["version"]) == (True, 1)
    xml = rest.request("GET", f"/process-definitions/{keys['tugas']}/xml")
    assert xml.headers["content-type"].startswith("text/xml")
    assert xml.text == TASK
    form = has_shape(rest.get(f"/process-definitions/{keys['tugas']}/form"), "form")
    assert form == rest.get(f"/forms/{keys['formulir']}")
    assert form["schema"] == FORM
    assert rest.deploy(tugas_bpmn=TASK, formulir_form=FORM) == keys


def test_a_process_without_a_start_form_has_none(rest: Rest) -> None:
    key = rest.deploy(langsung_bpmn=STRAIGHT)["langsung"]
    assert rest.request("GET", f"/process-definitions/{key}/form").status_code == 204


def test_resources(rest: Rest) -> None:
    keys = rest.deploy(langsung_bpmn=STRAIGHT, formulir_form=FORM)
    for one in rest.items("resources"):
        has_shape(one, "resource")
    assert rest.one("resources", resourceId="formulir")["resourceKey"] == keys["formulir"]
    content = rest.request("GET", f"/resources/{keys['formulir']}/content")
    assert (content.text, content.headers["content-type"]) == (FORM, "application/json")
    binary = rest.request("GET", f"/resources/{keys['langsung']}/content/binary")
    assert (binary.content, binary.headers["content-type"]) == (STRAIGHT.encode(), "application/octet-stream")


def test_a_deleted_definition_starts_nothing_and_stays_to_be_looked_at(rest: Rest) -> None:
    key = rest.deploy(langsung_bpmn=STRAIGHT)["langsung"]
    rest.begin("langsung")
    assert rest.post(f"/resources/{key}/deletion")["resourceKey"] == key
    rest.problem("POST", "/process-instances", 404, json={"processDefinitionId": "langsung"})
    assert rest.get(f"/process-definitions/{key}")["state"] == "DELETED"
    assert not rest.items("process-definitions")
    assert rest.one("process-definitions", state="DELETED")["processDefinitionKey"] == key
    assert not rest.items("resources")
    assert rest.one("process-instances")["processDefinitionId"] == "langsung"


def test_what_cannot_run_is_refused_and_nothing_of_it_deployed(rest: Rest) -> None:
    broken = STRAIGHT.replace('targetRef="selesai"', 'targetRef="nirgends"')
    files = [("resources", ("a.bpmn", TASK.encode())), ("resources", ("b.bpmn", broken.encode()))]
    problem = rest.problem("POST", "/deployments", 400, files=files)
    assert "b.bpmn" in problem["detail"]
    assert not rest.items("process-definitions")


def test_wrong_uploads(rest: Rest) -> None:
    rest.problem("POST", "/deployments", 415, json={})
    rest.problem("POST", "/deployments", 400, data={"tenantId": "<default>"}, files={"x": ("", b"")})
    file = {"resources": ("langsung.bpmn", STRAIGHT.encode())}
    rest.problem("POST", "/deployments", 400, files=file, data={"tenantId": "red"})
    assert rest.request("POST", "/deployments", files=file, data={"tenantId": "<default>"}).status_code == 200
    rest.problem("POST", "/deployments", 413, files={"resources": ("a.bpmn", b" " * 5_000_000)})
