"""Each rule of deployment refuses what breaks it, in its place, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.engine.model import rules
from deploy.engine.model.process import ModelError, Refusal
from deploy.engine.model.read import duplicates, read_deployed, read_form, read_processes
from tests.deploy.engine.model.broken import CASES, FORMS
from tests.deploy.engine.model.diagrams import JOB, diagram, flow, line, node, refusals
from tests.deploy.engine.model.refusals_page import all_rules, page

_ROOT = Path(__file__).parents[4]


def _beginning(text: str) -> str:
    return text.split("{", 1)[0]


def _by_rule(refusal: Refusal, name: str) -> bool:
    rule = all_rules()[name]
    return refusal.reason.startswith(_beginning(rule.reason)) and refusal.remedy.startswith(_beginning(rule.remedy))


@pytest.mark.parametrize(("name", "element", "content"), CASES, ids=[f"{n}-{i}" for i, (n, _, _) in enumerate(CASES)])
def test_each_rule_refuses_the_element_that_breaks_it(name: str, element: str, content: bytes) -> None:
    found = refusals(content)
    assert any(refusal.element == element and _by_rule(refusal, name) for refusal in found), [
        str(each) for each in found
    ]
    assert all(refusal.resource == "case.bpmn" for refusal in found)
    assert not any("{" in refusal.reason + refusal.remedy for refusal in found)


@pytest.mark.parametrize(("name", "content"), FORMS)
def test_each_rule_of_forms_refuses_what_breaks_it(name: str, content: bytes) -> None:
    with pytest.raises(ModelError) as caught:
        read_form("case.form", content)
    assert [_by_rule(refusal, name) for refusal in caught.value.refusals] == [True]


def test_what_occurs_twice_in_a_deployment_is_refused_once() -> None:
    (process,) = read_processes("a.bpmn", diagram(line()))
    form = read_form("a.form", b'{"id": "P"}')
    assert duplicates([("a.bpmn", process), ("a.form", form)]) == ()
    found = duplicates([("a.bpmn", process), ("b.bpmn", process), ("a.form", form), ("b.form", form)])
    assert [(each.resource, each.element) for each in found] == [("b.bpmn", "P"), ("b.form", "P")]
    assert _by_rule(found[0], "DUPLICATE_PROCESS")
    assert _by_rule(found[1], "DUPLICATE_FORM")


def test_every_rule_is_broken_by_a_case() -> None:
    broken = {name for name, *_ in CASES} | {name for name, _ in FORMS} | {"DUPLICATE_PROCESS", "DUPLICATE_FORM"}
    assert broken == set(all_rules())


def test_a_refusal_is_a_sentence_with_a_remedy() -> None:
    for name, rule in all_rules().items():
        assert rule.reason.endswith((".", "{problem}")), name
        assert rule.remedy.endswith("."), name
        assert rule.remedy[0].isupper(), name


def test_the_page_of_refusals_is_generated() -> None:
    written = (_ROOT / "docs" / "engine-refusals.md").read_text(encoding="utf-8")
    assert written == page(), "python -m tests.deploy.engine.model.refusals_page > docs/engine-refusals.md"


def test_everything_is_refused_at_once_in_the_order_of_the_diagram() -> None:
    content = diagram(
        node("endEvent", content="<errorEventDefinition />", identity="a")
        + '<sequenceFlow id="b" sourceRef="a" targetRef="nowhere" />'
        + node("serviceTask", identity="c")
        + node("userTask", identity="d")
    )
    assert [refusal.element for refusal in refusals(content)] == ["P", "a", "b", "c", "d"]


def test_the_text_of_an_error_fits_into_a_status() -> None:
    content = diagram(line(*(node("serviceTask", identity="x" * 200 + str(index)) for index in range(500))))
    with pytest.raises(ModelError) as caught:
        read_processes("case.bpmn", content)
    assert len(caught.value.refusals) == 500
    assert str(caught.value).endswith("... and 480 more.")
    assert len(str(caught.value)) < 8000


def test_a_loop_is_shown_as_it_goes() -> None:
    chain = line(*(node("task", identity=each) for each in "ABCE")) + flow("g", "E", "B") + flow("h", "C", "B")
    (refusal,) = refusals(diagram(chain))
    assert (refusal.element, "run without end: B > C > B." in refusal.reason) == ("B", True)


def test_a_loop_of_gateways_alone_may_be_ended_by_another_path() -> None:
    loop = line(node("exclusiveGateway"), node("exclusiveGateway", identity="Y"))
    assert refusals(diagram(loop + flow("g", "Y", "X", "=a") + flow("h", "Y", "X", "=b"))) == ()


def test_what_runs_already_is_read_whatever_newer_rules_say() -> None:
    content = diagram(line(node("serviceTask"), node("task", identity="T")))
    assert refusals(content)
    (read,) = read_deployed("case.bpmn", content)
    assert list(read.elements) == ["P", "S", "X", "T"]
    assert [flow.target for flow in read.elements["X"].outgoing] == ["T"]
    with pytest.raises(ModelError):
        read_deployed("case.bpmn", b"no xml")


def test_a_syntax_error_says_where() -> None:
    content = diagram(line(node("serviceTask", '<zeebe:taskDefinition type="=a + * b" />')))
    (refusal,) = refusals(content)
    assert "(the job type)" in refusal.reason
    # Counted with the '=' that the modeler shows: = a _ + _ *
    assert "(line 1, column 6)" in refusal.reason


def test_what_is_never_executed_is_not_looked_at() -> None:
    drawing = (
        '<collaboration id="C"><participant id="A" processRef="P" /><participant id="B" />'
        '<messageFlow id="m" sourceRef="A" targetRef="B" /></collaboration>'
        '<process id="Q" isExecutable="false"><complexGateway id="G" /></process>'
    )
    inside = (
        '<laneSet id="L"><lane id="l"><flowNodeRef>S</flowNodeRef></lane></laneSet><dataObject id="o" />'
        '<dataObjectReference id="r" dataObjectRef="o" /><textAnnotation id="t"><text>hm</text></textAnnotation>'
        '<association id="a" sourceRef="S" targetRef="t" /><group id="g" />'
    )
    assert refusals(diagram(inside + line(node("serviceTask", JOB)), drawing)) == ()


def test_rules_are_frozen() -> None:
    with pytest.raises(AttributeError):
        rules.NO_START.reason = ""  # type: ignore[misc]
