"""What the diagrams say to people: the SOP text of each step, lanes, offices; parsed once for each definition."""

from __future__ import annotations

import re
import sqlite3
from collections import OrderedDict
from dataclasses import dataclass, field

from deploy.engine.model.parsing import BPMN, ZEEBE, Node, parse_bpmn
from deploy.engine.search import lookups

_KEPT = 500
_OFFICE_HEADER = re.compile(rb'<zeebe:header key="kantor" value="([a-z0-9-]+)"')


@dataclass(frozen=True)
class Words:
    """A process definition in words."""

    key: int
    name: str
    office: str
    """Slug of the office that its jobs work for; empty when the diagram does not say."""
    documentation: str
    names: dict[str, str] = field(default_factory=dict)
    """Name of each element by id; elements without a name are missing."""
    documentations: dict[str, str] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Candidate groups of the user tasks whose groups are a constant."""
    group_names: dict[str, str] = field(default_factory=dict)
    """What a group is called: the lane that its tasks stand in."""
    first_groups: tuple[str, ...] = ()
    """Groups of the user tasks that a case begins with; empty: anybody may start one."""
    plain_start: bool = False
    """Whether people can start it: it has a start event that waits for no message, signal or timer."""


class Definitions:
    """The newest ones that were asked for are kept."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, Words] = OrderedDict()
        self._offices: dict[int, str] = {}

    def words(self, database: sqlite3.Connection, key: int) -> Words:
        """A definition by its key."""
        found = self._known.get(key)
        if found is None:
            content = lookups.definition_file(database, key)
            row = database.execute("SELECT process_id, name FROM definition WHERE key = ?", (key,)).fetchone()
            process_id, name = row or ("", "")
            found = _read(key, process_id, name or process_id, content or b"")
            self._known[key] = found
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(key)
        return found

    def of_office(self, database: sqlite3.Connection, office: str) -> list[int]:
        """Keys of the definitions that concern an office: its own, and those that name none."""
        keys = [key for (key,) in database.execute("SELECT key FROM definition")]
        return [key for key in keys if self._office_of(database, key) in ("", office)]

    def newest(self, database: sqlite3.Connection, office: str) -> list[Words]:
        """The newest version of every process of an office, by name."""
        query = "SELECT process_id, MAX(key) FROM definition WHERE NOT deleted GROUP BY process_id"
        keys = [key for _, key in database.execute(query)]
        found = [self.words(database, key) for key in keys if self._office_of(database, key) in ("", office)]
        return sorted(found, key=lambda words: (words.name, words.key))

    def group_names(self, database: sqlite3.Connection, office: str) -> dict[str, str]:
        """What groups are called in the processes of an office."""
        found: dict[str, str] = {}
        for words in self.newest(database, office):
            found = {**words.group_names, **found}
        return found

    def _office_of(self, database: sqlite3.Connection, key: int) -> str:
        """Without reading the whole diagram, where that can be told: every version that ever was is asked for."""
        if key not in self._offices:
            content = lookups.definition_file(database, key) or b""
            found = _OFFICE_HEADER.search(content)
            if found is not None:
                self._offices[key] = found.group(1).decode("utf-8", "replace")
            else:
                self._offices[key] = self.words(database, key).office if b"kantor" in content else ""
        return self._offices[key]


def _read(key: int, process_id: str, name: str, content: bytes) -> Words:
    if not content:
        return Words(key, name, "", "")
    root = parse_bpmn("", content)
    process = next((node for node in root.iter(f"{BPMN}process") if node.get("id") == process_id), None)
    if process is None:
        return Words(key, name, "", "")
    names, documentations, groups = {}, {}, {}
    for node in process.iter():
        identity = node.get("id")
        if not identity or not isinstance(node.tag, str) or not node.tag.startswith(BPMN):
            continue
        if node.get("name"):
            names[identity] = str(node.get("name"))
        text = node.findtext(f"{BPMN}documentation")
        if text:
            documentations[identity] = text.strip()
        assignment = node.find(f"{BPMN}extensionElements/{ZEEBE}assignmentDefinition")
        if assignment is not None:
            groups[identity] = _constant_groups(assignment.get("candidateGroups") or "")
    return Words(
        key,
        name,
        _office(process),
        documentations.get(process_id, ""),
        names,
        documentations,
        groups,
        _group_names(process, groups),
        _first_groups(process, groups),
        any(_is_plain(event) for event in process.findall(f"{BPMN}startEvent")),
    )


def _is_plain(event: Node) -> bool:
    return not any(isinstance(child.tag, str) and child.tag.endswith("EventDefinition") for child in event)


def _constant_groups(text: str) -> tuple[str, ...]:
    return () if text.startswith("=") else tuple(part.strip() for part in text.split(",") if part.strip())


def _office(process: Node) -> str:
    """From the task header `kantor`, which every job that works for an office has."""
    headers = process.iter(f"{ZEEBE}header")
    return next((str(h.get("value")) for h in headers if h.get("key") == "kantor" and h.get("value")), "")


def _group_names(process: Node, groups: dict[str, tuple[str, ...]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for lane in process.iter(f"{BPMN}lane"):
        for reference in lane.findall(f"{BPMN}flowNodeRef"):
            of_task = groups.get((reference.text or "").strip(), ())
            if len(of_task) == 1 and lane.get("name"):
                found.setdefault(of_task[0], str(lane.get("name")))
    return found


def _first_groups(process: Node, groups: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Of the user tasks that are reached from the plain start event without passing another."""
    targets: dict[str, list[str]] = {}
    for flow in process.iter(f"{BPMN}sequenceFlow"):
        targets.setdefault(str(flow.get("sourceRef")), []).append(str(flow.get("targetRef")))
    ahead = [str(node.get("id")) for node in process.findall(f"{BPMN}startEvent")]
    seen: set[str] = set()
    found: dict[str, None] = {}
    while ahead:
        node = ahead.pop(0)
        if node in seen:
            continue
        seen.add(node)
        if node in groups:
            found.update(dict.fromkeys(groups[node]))
            continue
        inner = next((n for n in process.iter() if n.get("id") == node), None)
        if inner is not None and inner.tag == f"{BPMN}subProcess":
            ahead += [str(n.get("id")) for n in inner.findall(f"{BPMN}startEvent")]
            continue
        ahead += targets.get(node, [])
    return tuple(found)
