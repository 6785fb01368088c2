"""The BPMN file: what Zeebe and Modeler need is in it, and the bytes are those that Modeler would save."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from generator.bpmn_xml import write_bpmn
from generator.graph import (
    Annotation,
    Flow,
    Job,
    Lane,
    Message,
    Node,
    ProcessGraph,
    Scope,
    Timer,
    UserTask,
)
from generator.layout import lay_out
from generator.process import build_process
from tests.generator.sops import collective_case, full_case

NS = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "zeebe": "http://camunda.org/schema/zeebe/1.0",
    "modeler": "http://camunda.org/schema/modeler/1.0",
}


def written(graph: ProcessGraph) -> etree._Element:
    return etree.fromstring(write_bpmn(lay_out(graph)))


def one(root: etree._Element, path: str) -> etree._Element:
    found = root.xpath(path, namespaces=NS)
    assert len(found) == 1, f"{path}: {len(found)}"
    return found[0]


def tiny(*nodes: Node, flows: tuple[Flow, ...] = (), **fields: object) -> ProcessGraph:
    lanes = (Lane("Lane_Staf", "Staf"),)
    placed = tuple(replace(n, lane=n.lane or "Lane_Staf") for n in nodes)
    graph = ProcessGraph("uji", "Uji", "Kantor", "", lanes, Scope(placed, flows))
    return replace(graph, **fields)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def case() -> etree._Element:
    return written(build_process(full_case()))


def test_the_file_is_for_camunda_cloud_8_6(case: etree._Element) -> None:
    assert case.get("exporter") == "Alur"
    assert case.get(f"{{{NS['modeler']}}}executionPlatform") == "Camunda Cloud"
    assert case.get(f"{{{NS['modeler']}}}executionPlatformVersion") == "8.6.0"
    assert one(case, "bpmn:process").get("isExecutable") == "true"
    assert one(case, "//bpmn:participant[@id='Participant_Kantor']").get("processRef") == one(case, "bpmn:process").get(
        "id"
    )


def test_user_tasks_are_native_with_form_group_due_date_and_priority(case: etree._Element) -> None:
    tasks = case.findall(".//bpmn:userTask", NS)
    assert tasks
    for task in tasks:
        assert task.find("bpmn:extensionElements/zeebe:userTask", NS) is not None
        form = task.find("bpmn:extensionElements/zeebe:formDefinition", NS)
        assert form is not None
        assert form.get("formId")
        assert form.get("bindingType") == "deployment"
        assert task.find("bpmn:extensionElements/zeebe:assignmentDefinition[@candidateGroups]", NS) is not None
        assert task.find("bpmn:extensionElements/zeebe:priorityDefinition", NS) is not None
    assert case.find(".//zeebe:taskSchedule[@dueDate='=tenggat']", NS) is not None


def test_every_element_has_exactly_one_place_in_the_diagram(case: etree._Element) -> None:
    drawn = [e.get("bpmnElement") for e in case.iterfind(".//bpmndi:BPMNPlane/*", NS)]
    assert len(drawn) == len(set(drawn))
    kinds = "participant lane messageFlow sequenceFlow textAnnotation association startEvent endEvent boundaryEvent"
    kinds += " userTask serviceTask exclusiveGateway parallelGateway subProcess"
    wanted = {e.get("id") for kind in kinds.split() for e in case.iterfind(f".//bpmn:{kind}", NS)}
    assert wanted == set(drawn)


def test_flow_nodes_list_their_flows_in_order(case: etree._Element) -> None:
    flows = case.findall(".//bpmn:sequenceFlow", NS)
    for flow in flows:
        source = one(case, f"//*[@id='{flow.get('sourceRef')}']")
        target = one(case, f"//*[@id='{flow.get('targetRef')}']")
        assert flow.get("id") in [e.text for e in source.findall("bpmn:outgoing", NS)]
        assert flow.get("id") in [e.text for e in target.findall("bpmn:incoming", NS)]


def test_lanes_hold_boundary_events_but_nothing_from_sub_processes() -> None:
    root = written(build_process(collective_case()))
    listed = [e.text for e in root.iterfind(".//bpmn:flowNodeRef", NS)]
    top = [e.get("id") for e in one(root, "bpmn:process") if e.find("bpmn:incoming", NS) is not None]
    assert len(listed) == len(set(listed))
    assert set(top) <= set(listed)
    inside = {e.get("id") for e in root.iterfind(".//bpmn:subProcess/*", NS)}
    assert inside.isdisjoint(listed)


def test_the_same_graph_gives_the_same_bytes() -> None:
    graph = build_process(full_case())
    assert write_bpmn(lay_out(graph)) == write_bpmn(lay_out(build_process(full_case())))


def test_attributes_are_escaped_as_modeler_saves_them() -> None:
    task = Node("T", "serviceTask", 'A & "B" <c>\'s', job=Job("uji", 3, (("kunci", "satu\ndua"),)))
    text = write_bpmn(lay_out(tiny(task))).decode()
    assert 'name="A &#38; &#34;B&#34; &#60;c&#62;&#39;s"' in text
    assert 'value="satu&#10;dua"' in text


def test_text_is_escaped_and_control_characters_are_dropped() -> None:
    task = Node("T", "serviceTask", "Uji\x0b\x00", documentation="a < b & c\x07", job=Job("uji"))
    root = written(tiny(task))
    assert one(root, "//bpmn:documentation").text == "a < b & c "
    assert one(root, "//bpmn:serviceTask").get("name") == "Uji  "


def test_event_definitions() -> None:
    host = Node("T", "userTask", "Kerjakan", user_task=UserTask("f", ("staf", "kepala")))
    timer = Node("B1", "boundaryEvent", "Terlambat", attached_to="T", interrupting=False, timer=Timer("cycle", "R/P7D"))
    message = Message("M", "balasan", "=idSurat")
    reply = Node("B2", "boundaryEvent", "Balasan", attached_to="T", message=message)
    end = Node("E1", "endEvent", "Selesai")
    late = Node("E2", "endEvent", "Terlambat")
    flows = (Flow("F1", "B1", "E2"), Flow("F2", "T", "G"), Flow("F3", "B2", "G"), Flow("F4", "G", "E1"))
    root = written(tiny(host, timer, reply, Node("G", "exclusiveGateway"), end, late, flows=flows))
    cycle = one(root, "//bpmn:boundaryEvent[@id='B1' and @cancelActivity='false']//bpmn:timeCycle")
    assert cycle.text == "R/P7D"
    # interrupting is the default, which Modeler leaves out
    assert one(root, "//bpmn:boundaryEvent[@id='B2']").get("cancelActivity") is None
    assert one(root, "//bpmn:messageEventDefinition").get("messageRef") == "M"
    assert one(root, "/*/bpmn:message//zeebe:subscription").get("correlationKey") == "=idSurat"
    assert one(root, "//zeebe:assignmentDefinition").get("candidateGroups") == "staf,kepala"


def test_error_boundary_events_share_one_error_per_code() -> None:
    tasks = tuple(Node(f"S{i}", "serviceTask", f"Jalan {i}", job=Job("uji")) for i in (1, 2))
    events = tuple(Node(f"B{i}", "boundaryEvent", "Gagal", attached_to=f"S{i}", error="data-kurang") for i in (1, 2))
    ends = tuple(Node(f"E{i}", "endEvent", "Gagal") for i in (1, 2))
    flows = tuple(Flow(f"F{i}", f"B{i}", f"E{i}", kind="exception") for i in (1, 2))
    root = written(tiny(*tasks, *events, *ends, flows=flows))
    error = one(root, "/*/bpmn:error")
    assert error.get("errorCode") == "data-kurang"
    refs = {e.get("errorRef") for e in root.iterfind(".//bpmn:errorEventDefinition", NS)}
    assert refs == {error.get("id")}


def test_collective_work_is_an_expanded_multi_instance_sub_process() -> None:
    root = written(build_process(collective_case()))
    loops = root.findall(".//bpmn:multiInstanceLoopCharacteristics", NS)
    assert loops
    for loop in loops:
        sub = loop.getparent()
        assert sub is not None
        assert loop.find("bpmn:extensionElements/zeebe:loopCharacteristics[@inputCollection]", NS) is not None
        shape = one(root, f"//bpmndi:BPMNShape[@bpmnElement='{sub.get('id')}']")
        assert shape.get("isExpanded") == "true"


def test_withdrawal_is_an_event_sub_process(case: etree._Element) -> None:
    sub = one(case, "//bpmn:subProcess[@triggeredByEvent='true']")
    start = sub.find("bpmn:startEvent", NS)
    assert start is not None
    assert start.find("bpmn:messageEventDefinition", NS) is not None


def test_annotations_are_joined_to_their_node() -> None:
    task = Node("T", "serviceTask", "Jalan", job=Job("uji"))
    root = written(tiny(task, annotations=(Annotation("Annotation_T", "Periksa < ini", "T"),), version_tag="1.2"))
    assert one(root, "//bpmn:textAnnotation/bpmn:text").text == "Periksa < ini"
    assert one(root, "//bpmn:association").get("targetRef") == "Annotation_T"
    assert one(root, "//zeebe:versionTag").get("value") == "1.2"
