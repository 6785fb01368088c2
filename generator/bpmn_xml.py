"""Writes a placed graph as BPMN 2.0 XML with Zeebe extensions and full diagram interchange.

The bytes are those that bpmn-moddle (and so Camunda Modeler) would save: element and attribute order of its
descriptors, its numeric escapes in attributes, defaults left out. An owner who opens and saves the file sees no
differences but their own. lxml cannot write these escapes, so the file is put together as lines here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from generator.drawn import Geometry, record
from generator.graph import (
    OFFICE_PARTICIPANT,
    Annotation,
    Box,
    Listener,
    Message,
    MessageFlow,
    MultiInstance,
    Node,
    PlacedGraph,
    Point,
    ProcessGraph,
    Scope,
    UserTask,
)

EXECUTION_PLATFORM_VERSION = "8.6.0"
EXPORTER_VERSION = "2"
"""Version of what is written, not of the package: a new release alone does not change anybody's file."""

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
    ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
)
_XSI = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
_ZEEBE = ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
_MODELER = ' xmlns:modeler="http://camunda.org/schema/modeler/1.0"'

_TIMER_TAG = {"date": "timeDate", "duration": "timeDuration", "cycle": "timeCycle"}
_XML_TAG = {"eventSubProcess": "subProcess"}

_IN_ATTRIBUTE = re.compile("[<>&\"'\n]")
_ATTRIBUTE_ESCAPES = {"\n": "&#10;", '"': "&#34;", "'": "&#39;", "<": "&#60;", ">": "&#62;", "&": "&#38;"}
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_bpmn(placed: PlacedGraph, drawn: PlacedGraph | None = None) -> bytes:
    """The .bpmn file of a placed graph: UTF-8, the same bytes for the same graph.

    `drawn` is the record of what Alur itself drew, where that is something else (see `generator.drawn`).

    Raises KeyError when the graph holds an element without coordinates.
    """
    graph = placed.graph
    lines: list[str] = []
    _collaboration(lines, graph)
    _process(lines, graph)
    for message in _messages(graph):
        _message(lines, message)
    for code in _error_codes(graph):
        lines.append(f'  <bpmn:error id="{_error_id(code)}" name="{_attr(code)}" errorCode="{_attr(code)}" />')
    _diagram(lines, placed, drawn or placed)
    body = "\n".join(lines)
    namespaces = (_XSI if " xsi:type=" in body else "") + (_ZEEBE if "<zeebe:" in body else "") + _MODELER
    definitions = (
        f'{_HEAD}{namespaces} id="Definitions_{_attr(graph.process_id)}" targetNamespace="http://bpmn.io/schema/bpmn"'
        f' exporter="Alur" exporterVersion="{EXPORTER_VERSION}" modeler:executionPlatform="Camunda Cloud"'
        f' modeler:executionPlatformVersion="{EXECUTION_PLATFORM_VERSION}">'
    )
    return f"{definitions}\n{body}\n</bpmn:definitions>\n".encode()


def collaboration_id(graph: ProcessGraph) -> str:
    """Id of the collaboration, which is also what the diagram plane shows."""
    return f"Collaboration_{graph.process_id}"


def _attr(text: str) -> str:
    """Attribute value with bpmn-moddle's escapes; characters that XML cannot hold become spaces."""
    if not text.isprintable():
        text = _NOT_XML.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\t", " ")
    if _IN_ATTRIBUTE.search(text) is None:
        return text
    return _IN_ATTRIBUTE.sub(lambda match: _ATTRIBUTE_ESCAPES[match.group()], text)


def _text(text: str) -> str:
    """Element text with bpmn-moddle's escapes; characters that XML cannot hold become spaces."""
    if not text.isprintable():
        text = _NOT_XML.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _named(name: str) -> str:
    return f' name="{_attr(name)}"' if name else ""


def _error_id(code: str) -> str:
    return "Error_" + re.sub(r"[^A-Za-z0-9_.-]", "_", code)


def _messages(graph: ProcessGraph) -> Iterable[Message]:
    return {node.message.id: node.message for node, _ in graph.walk() if node.message is not None}.values()


def _error_codes(graph: ProcessGraph) -> Iterable[str]:
    return dict.fromkeys(node.error for node, _ in graph.walk() if node.error is not None)


def _collaboration(lines: list[str], graph: ProcessGraph) -> None:
    lines.append(f'  <bpmn:collaboration id="{_attr(collaboration_id(graph))}">')
    lines.append(
        f'    <bpmn:participant id="{OFFICE_PARTICIPANT}"{_named(graph.pool_name)}'
        f' processRef="{_attr(graph.process_id)}" />'
    )
    for pool in graph.pools:
        lines.append(f'    <bpmn:participant id="{_attr(pool.id)}"{_named(pool.name)} />')
    for flow in graph.message_flows:
        lines.append(_message_flow(flow))
    lines.append("  </bpmn:collaboration>")


def _message_flow(flow: MessageFlow) -> str:
    return (
        f'    <bpmn:messageFlow id="{_attr(flow.id)}"{_named(flow.name)}'
        f' sourceRef="{_attr(flow.source)}" targetRef="{_attr(flow.target)}" />'
    )


def _process(lines: list[str], graph: ProcessGraph) -> None:
    lines.append(f'  <bpmn:process id="{_attr(graph.process_id)}"{_named(graph.name)} isExecutable="true">')
    if graph.documentation:
        lines.append(f"    <bpmn:documentation>{_text(graph.documentation)}</bpmn:documentation>")
    if graph.version_tag is not None or graph.listeners:
        lines.append("    <bpmn:extensionElements>")
        if graph.version_tag is not None:
            lines.append(f'      <zeebe:versionTag value="{_attr(graph.version_tag)}" />')
        if graph.listeners:
            _listeners(lines, graph.listeners, "      ")
        lines.append("    </bpmn:extensionElements>")
    if graph.lanes:
        _lanes(lines, graph)
    _scope(lines, graph.scope, graph.annotations, "    ")
    lines.append("  </bpmn:process>")


def _lanes(lines: list[str], graph: ProcessGraph) -> None:
    members: dict[str, list[str]] = {lane.id: [] for lane in graph.lanes}
    lane_of = {node.id: node.lane for node in graph.scope.nodes}
    for node in graph.scope.nodes:
        lane = node.lane or (lane_of[node.attached_to] if node.attached_to else None)
        if lane is not None:
            members[lane].append(node.id)
    lines.append(f'    <bpmn:laneSet id="LaneSet_{_attr(graph.process_id)}">')
    for lane_element in graph.lanes:
        head = f'      <bpmn:lane id="{_attr(lane_element.id)}"{_named(lane_element.name)}'
        if not members[lane_element.id]:
            lines.append(head + " />")
            continue
        lines.append(head + ">")
        lines += [f"        <bpmn:flowNodeRef>{_text(m)}</bpmn:flowNodeRef>" for m in members[lane_element.id]]
        lines.append("      </bpmn:lane>")
    lines.append("    </bpmn:laneSet>")


def _scope(lines: list[str], scope: Scope, annotations: tuple[Annotation, ...], pad: str) -> None:
    """Nodes, flows and the annotations of one level; an annotation lies in the level of the node it is about."""
    incoming: dict[str, list[str]] = {}
    outgoing: dict[str, list[str]] = {}
    for flow in scope.flows:
        outgoing.setdefault(flow.source, []).append(flow.id)
        incoming.setdefault(flow.target, []).append(flow.id)
    for node in scope.nodes:
        _node(lines, node, incoming.get(node.id, ()), outgoing.get(node.id, ()), annotations, pad)
    for flow in scope.flows:
        head = f'{pad}<bpmn:sequenceFlow id="{_attr(flow.id)}"{_named(flow.name)}'
        ends = f' sourceRef="{_attr(flow.source)}" targetRef="{_attr(flow.target)}"'
        if flow.condition is None:
            lines.append(f"{head}{ends} />")
            continue
        lines.append(f"{head}{ends}>")
        lines.append(
            f'{pad}  <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
            f"{_text(flow.condition)}</bpmn:conditionExpression>"
        )
        lines.append(f"{pad}</bpmn:sequenceFlow>")
    if annotations:
        here = {node.id for node in scope.nodes}
        inside = [annotation for annotation in annotations if annotation.target in here]
        for annotation in inside:
            lines.append(f'{pad}<bpmn:textAnnotation id="{_attr(annotation.id)}">')
            lines.append(f"{pad}  <bpmn:text>{_text(annotation.text)}</bpmn:text>")
            lines.append(f"{pad}</bpmn:textAnnotation>")
            lines.append(
                f'{pad}<bpmn:association id="Association_{_attr(annotation.id)}" associationDirection="None"'
                f' sourceRef="{_attr(annotation.target)}" targetRef="{_attr(annotation.id)}" />'
            )


def _node(
    lines: list[str],
    node: Node,
    incoming: Iterable[str],
    outgoing: Iterable[str],
    annotations: tuple[Annotation, ...],
    pad: str,
) -> None:
    tag = _XML_TAG.get(node.kind, node.kind)
    head = f'{pad}<bpmn:{tag} id="{_attr(node.id)}"{_named(node.name)}{_own_attributes(node)}'
    start = len(lines)
    lines.append(head + ">")
    inner = pad + "  "
    if node.documentation:
        lines.append(f"{inner}<bpmn:documentation>{_text(node.documentation)}</bpmn:documentation>")
    _extensions(lines, node, inner)
    lines += [f"{inner}<bpmn:incoming>{_text(flow)}</bpmn:incoming>" for flow in incoming]
    lines += [f"{inner}<bpmn:outgoing>{_text(flow)}</bpmn:outgoing>" for flow in outgoing]
    _event_definitions(lines, node, inner)
    if node.multi_instance is not None:
        _multi_instance(lines, node.multi_instance, inner)
    if node.scope is not None:
        _scope(lines, node.scope, annotations, inner)
    if len(lines) == start + 1:
        lines[start] = head + " />"
    else:
        lines.append(f"{pad}</bpmn:{tag}>")


def _own_attributes(node: Node) -> str:
    if node.kind == "boundaryEvent":
        cancel = "" if node.interrupting else ' cancelActivity="false"'
        return f'{cancel} attachedToRef="{_attr(node.attached_to or "")}"'
    if node.kind == "startEvent" and not node.interrupting:
        return ' isInterrupting="false"'
    if node.kind == "eventSubProcess":
        return ' triggeredByEvent="true"'
    if node.default_flow is not None:
        return f' default="{_attr(node.default_flow)}"'
    return ""


def _extensions(lines: list[str], node: Node, pad: str) -> None:
    start = len(lines)
    inner = pad + "  "
    if node.user_task is not None:
        _user_task(lines, node.user_task, inner)
    if node.start_form_id is not None:
        lines.append(f'{inner}<zeebe:formDefinition formId="{_attr(node.start_form_id)}" bindingType="deployment" />')
    if node.job is not None:
        lines.append(f'{inner}<zeebe:taskDefinition type="{_attr(node.job.type)}" retries="{node.job.retries}" />')
    if node.inputs or node.outputs:
        lines.append(f"{inner}<zeebe:ioMapping>")
        for kind, mappings in (("input", node.inputs), ("output", node.outputs)):
            for mapping in mappings:
                lines.append(
                    f'{inner}  <zeebe:{kind} source="{_attr(mapping.source)}" target="{_attr(mapping.target)}" />'
                )
        lines.append(f"{inner}</zeebe:ioMapping>")
    if node.job is not None and node.job.headers:
        lines.append(f"{inner}<zeebe:taskHeaders>")
        for key, value in node.job.headers:
            lines.append(f'{inner}  <zeebe:header key="{_attr(key)}" value="{_attr(value)}" />')
        lines.append(f"{inner}</zeebe:taskHeaders>")
    if node.listeners:
        _listeners(lines, node.listeners, inner)
    if len(lines) > start:
        lines.insert(start, f"{pad}<bpmn:extensionElements>")
        lines.append(f"{pad}</bpmn:extensionElements>")


def _user_task(lines: list[str], task: UserTask, pad: str) -> None:
    lines.append(f"{pad}<zeebe:userTask />")
    lines.append(f'{pad}<zeebe:formDefinition formId="{_attr(task.form_id)}" bindingType="deployment" />')
    if task.candidate_groups:
        groups = _attr(",".join(task.candidate_groups))
        lines.append(f'{pad}<zeebe:assignmentDefinition candidateGroups="{groups}" />')
    if task.due_date is not None:
        lines.append(f'{pad}<zeebe:taskSchedule dueDate="{_attr(task.due_date)}" />')
    lines.append(f'{pad}<zeebe:priorityDefinition priority="{task.priority}" />')


def _listeners(lines: list[str], listeners: tuple[Listener, ...], pad: str) -> None:
    lines.append(f"{pad}<zeebe:executionListeners>")
    for listener in listeners:
        lines.append(
            f'{pad}  <zeebe:executionListener eventType="{listener.event}" retries="{listener.retries}"'
            f' type="{_attr(listener.type)}" />'
        )
    lines.append(f"{pad}</zeebe:executionListeners>")


def _event_definitions(lines: list[str], node: Node, pad: str) -> None:
    if node.timer is not None:
        tag = _TIMER_TAG[node.timer.kind]
        lines.append(f'{pad}<bpmn:timerEventDefinition id="TimerEventDefinition_{_attr(node.id)}">')
        lines.append(
            f'{pad}  <bpmn:{tag} xsi:type="bpmn:tFormalExpression">{_text(node.timer.expression)}</bpmn:{tag}>'
        )
        lines.append(f"{pad}</bpmn:timerEventDefinition>")
    if node.message is not None:
        lines.append(
            f'{pad}<bpmn:messageEventDefinition id="MessageEventDefinition_{_attr(node.id)}"'
            f' messageRef="{_attr(node.message.id)}" />'
        )
    if node.error is not None:
        lines.append(
            f'{pad}<bpmn:errorEventDefinition id="ErrorEventDefinition_{_attr(node.id)}"'
            f' errorRef="{_error_id(node.error)}" />'
        )


def _multi_instance(lines: list[str], loop: MultiInstance, pad: str) -> None:
    sequential = ' isSequential="true"' if loop.sequential else ""
    lines.append(f"{pad}<bpmn:multiInstanceLoopCharacteristics{sequential}>")
    lines.append(f"{pad}  <bpmn:extensionElements>")
    lines.append(
        f'{pad}    <zeebe:loopCharacteristics inputCollection="{_attr(loop.input_collection)}"'
        f' inputElement="{_attr(loop.input_element)}" outputCollection="{_attr(loop.output_collection)}"'
        f' outputElement="{_attr(loop.output_element)}" />'
    )
    lines.append(f"{pad}  </bpmn:extensionElements>")
    lines.append(f"{pad}</bpmn:multiInstanceLoopCharacteristics>")


def _message(lines: list[str], message: Message) -> None:
    lines.append(f'  <bpmn:message id="{_attr(message.id)}" name="{_attr(message.name)}">')
    lines.append("    <bpmn:extensionElements>")
    lines.append(f'      <zeebe:subscription correlationKey="{_attr(message.correlation_key)}" />')
    lines.append("    </bpmn:extensionElements>")
    lines.append("  </bpmn:message>")


def _diagram(lines: list[str], placed: PlacedGraph, drawn: PlacedGraph) -> None:
    graph = placed.graph
    edges = {key: _no_repeats(points) for key, points in drawn.edges.items()}
    generated = record(Geometry(drawn.shapes, edges, drawn.labels))
    lines.append(f'  <bpmndi:BPMNDiagram id="BPMNDiagram_1" documentation="{_attr(generated)}">')
    lines.append(f'    <bpmndi:BPMNPlane id="BPMNPlane_1" bpmnElement="{_attr(collaboration_id(graph))}">')
    _shape(lines, placed, OFFICE_PARTICIPANT, ' isHorizontal="true"')
    for lane in graph.lanes:
        _shape(lines, placed, lane.id, ' isHorizontal="true"')
    flows: list[str] = []
    for node, _ in graph.walk():
        marks = ""
        if node.scope is not None:
            marks = ' isExpanded="true"'
            flows += [flow.id for flow in node.scope.flows]
        elif node.kind == "exclusiveGateway":
            marks = ' isMarkerVisible="true"'
        _shape(lines, placed, node.id, marks)
    for annotation in graph.annotations:
        _shape(lines, placed, annotation.id, "")
    for pool in graph.pools:
        _shape(lines, placed, pool.id, ' isHorizontal="true"')
    for flow in graph.scope.flows:
        _edge(lines, placed, flow.id)
    for flow_id in flows:
        _edge(lines, placed, flow_id)
    for message_flow in graph.message_flows:
        _edge(lines, placed, message_flow.id)
    for annotation in graph.annotations:
        _edge(lines, placed, f"Association_{annotation.id}")
    lines.append("    </bpmndi:BPMNPlane>")
    lines.append("  </bpmndi:BPMNDiagram>")


def _shape(lines: list[str], placed: PlacedGraph, element: str, marks: str) -> None:
    name = _attr(element)
    lines.append(f'      <bpmndi:BPMNShape id="{name}_di" bpmnElement="{name}"{marks}>')
    lines.append(_bounds(placed.shapes[element], "        "))
    _label(lines, placed.labels.get(element))
    lines.append("      </bpmndi:BPMNShape>")


def _edge(lines: list[str], placed: PlacedGraph, element: str) -> None:
    name = _attr(element)
    lines.append(f'      <bpmndi:BPMNEdge id="{name}_di" bpmnElement="{name}">')
    lines += [f'        <di:waypoint x="{point.x}" y="{point.y}" />' for point in _no_repeats(placed.edges[element])]
    _label(lines, placed.labels.get(element))
    lines.append("      </bpmndi:BPMNEdge>")


def _no_repeats(points: tuple[Point, ...]) -> tuple[Point, ...]:
    return points[0], *(b for a, b in pairwise(points) if a != b)


def _label(lines: list[str], box: Box | None) -> None:
    if box is not None:
        lines.append("        <bpmndi:BPMNLabel>")
        lines.append(_bounds(box, "          "))
        lines.append("        </bpmndi:BPMNLabel>")


def _bounds(box: Box, pad: str) -> str:
    return f'{pad}<dc:Bounds x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" />'
