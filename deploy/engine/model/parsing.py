"""A BPMN file as a tree, read so that a damaged or hostile file costs little and touches nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from deploy.engine.model import rules
from deploy.engine.model.process import ModelError, Refusal
from deploy.engine.model.rules import Rule

Node = etree._Element

MAX_BYTES = 4 * 1024 * 1024
"""The largest file, the size of one gRPC message."""

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"


def parse_bpmn(resource: str, content: bytes) -> Node:
    """The root `definitions`. Raises `ModelError` for what is no BPMN file.

    Entities and external files are never read; the parser itself bounds the depth (256) and the length of a text.
    """
    if len(content) > MAX_BYTES:
        raise _refused(resource, rules.FILE_SIZE, limit=f"{MAX_BYTES:,}")
    # No collect_ids=False here: it makes libxml2 load an external DTD, whatever load_dtd says.
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise _refused(resource, rules.NO_XML, where=f" (line {line})" if line else "") from None
    # docinfo is Any for the type checker: its stubs say that it may be missing, which it never is.
    information: Any = root.getroottree().docinfo
    if information.doctype:
        raise _refused(resource, rules.DOCTYPE)
    if root.tag != f"{BPMN}definitions":
        raise _refused(resource, rules.NO_BPMN)
    return root


def name_of(node: Node) -> str:
    """The name of a node's tag in the BPMN namespace; empty for another namespace."""
    tag = node.tag
    return tag[len(BPMN) :] if isinstance(tag, str) and tag.startswith(BPMN) else ""


def bpmn(node: Node, name: str) -> Node | None:
    """The first child of that BPMN name."""
    return node.find(BPMN + name)


def extension(node: Node, name: str) -> Node | None:
    """The first Zeebe extension of that name."""
    holder = node.find(f"{BPMN}extensionElements")
    return None if holder is None else holder.find(ZEEBE + name)


def extensions(node: Node) -> Iterator[Node]:
    """The extensions of Zeebe's namespace."""
    holder = node.find(f"{BPMN}extensionElements")
    if holder is not None:
        for child in holder:
            if isinstance(child.tag, str) and child.tag.startswith(ZEEBE):
                yield child


def attribute(node: Node | None, name: str) -> str:
    """An attribute without blanks around it; empty when it is missing."""
    return "" if node is None else (node.get(name) or "").strip()


def is_true(node: Node | None, name: str, missing: bool = False) -> bool:
    """A truth value of XML: `true` and `1`, `false` and `0`; `missing` where there is none."""
    text = attribute(node, name)
    return text in ("true", "1") if text in ("true", "1", "false", "0") else missing


def text_of(node: Node | None) -> str:
    """The text of a node without blanks around it."""
    return "" if node is None else (node.text or "").strip()


def _refused(resource: str, rule: Rule, **values: object) -> ModelError:
    return ModelError((Refusal(resource, "", rule.reason.format(**values), rule.remedy),))
