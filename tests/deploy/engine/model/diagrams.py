"""Small BPMN files for the tests: what a case is about is written, the rest is filled in."""

from __future__ import annotations

from itertools import pairwise

from deploy.engine.model.process import Element, ModelError, Process, Refusal
from deploy.engine.model.read import read_processes

_NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="http://example.org"'
)
JOB = '<zeebe:taskDefinition type="work" />'


def definitions(content: str) -> bytes:
    """A file with these root elements."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<definitions {_NAMESPACES} id="D">{content}</definitions>'.encode()


def diagram(content: str, roots: str = "", extensions: str = "") -> bytes:
    """A file with one executable process `P` of this content, and root elements (messages, errors ...) beside it."""
    held = f"<extensionElements>{extensions}</extensionElements>" if extensions else ""
    return definitions(f'{roots}<process id="P" isExecutable="true">{held}{content}</process>')


def line(*nodes: str) -> str:
    """A start event `S` and these nodes, one after the other, with flows `f1`, `f2` ... between them.

    A node is its XML; its id is the first one in it.
    """
    chain = ['<startEvent id="S" />', *nodes]
    ids = [node.split('id="', 1)[1].split('"', 1)[0] for node in chain]
    flows = [flow(f"f{index}", *pair) for index, pair in enumerate(pairwise(ids), 1)]
    return "".join([*chain, *flows])


def flow(identity: str, source: str, target: str, condition: str = "") -> str:
    """A sequence flow."""
    held = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return f'<sequenceFlow id="{identity}" sourceRef="{source}" targetRef="{target}">{held}</sequenceFlow>'


def node(tag: str, extensions: str = "", content: str = "", identity: str = "X", **attributes: str) -> str:
    """A flow node `X` with Zeebe extensions and other content."""
    held = f"<extensionElements>{extensions}</extensionElements>" if extensions else ""
    given = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<{tag} id="{identity}"{given}>{held}{content}</{tag}>'


def element(content: bytes, identity: str = "X") -> Element:
    """The element of that id of the file's only process."""
    return process(content).elements[identity]


def process(content: bytes) -> Process:
    """The file's only process."""
    (read,) = read_processes("case.bpmn", content)
    return read


def refusals(content: bytes) -> tuple[Refusal, ...]:
    """What is refused in a file; nothing when it can run."""
    try:
        read_processes("case.bpmn", content)
    except ModelError as error:
        return error.refusals
    return ()
