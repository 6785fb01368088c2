"""FEEL by REST, with and without a scope."""

from __future__ import annotations

from typing import Any

import pytest

from tests.deploy.engine.rest.models import FORM, TASK
from tests.deploy.engine.rest.running import Rest

PATH = "/expression/evaluation"


@pytest.mark.parametrize(
    ("expression", "variables", "result"),
    [
        ("=1 + 2", {}, 3),
        ("=x.y[1]", {"x": {"y": [5, 6]}}, 5),
        ("=nothing", {}, None),
        ("text", {}, "text"),
        ('=if x > 1 then "ya" else "tidak"', {"x": 2}, "ya"),
    ],
)
def test_evaluated(idle: Rest, expression: str, variables: dict[str, Any], result: Any) -> None:
    answer = idle.post(PATH, {"expression": expression, "variables": variables})
    assert set(answer) == {"expression", "result", "warnings", "referencedSecrets"}
    assert (answer["expression"], answer["result"]) == (expression, result)


def test_with_the_variables_of_a_scope(rest: Rest) -> None:
    rest.deploy(tugas_bpmn=TASK, formulir_form=FORM)
    case = rest.begin("tugas", variables={"nomor": "K-1", "n": 1})
    element = rest.one("user-tasks")["elementInstanceKey"]
    assert rest.post(PATH, {"expression": "=lokal", "scopeKey": case})["result"] is None
    assert rest.post(PATH, {"expression": "=lokal + nomor", "scopeKey": element})["result"] == "K-1K-1"
    assert rest.post(PATH, {"expression": "=n", "scopeKey": case, "variables": {"n": 2}})["result"] == 2


def test_refused(idle: Rest) -> None:
    assert idle.problem("POST", PATH, 400, json={"expression": "=1 +"})["detail"].startswith("expression: ")
    assert idle.problem("POST", PATH, 400, json={})["detail"].startswith("expression: ")
    idle.problem("POST", PATH, 404, json={"expression": "=1", "scopeKey": "2251799813999999"})
