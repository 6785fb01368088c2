"""From a file to executable values: all of it, or `ModelError` with everything that stands in the way."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from deploy.engine.model import rules
from deploy.engine.model.events import References
from deploy.engine.model.flows import connect
from deploy.engine.model.forms import read_form
from deploy.engine.model.loops import refuse_endless_loops
from deploy.engine.model.parsing import BPMN, Node, attribute, extension, is_true, name_of, parse_bpmn
from deploy.engine.model.process import FormFile, ModelError, Process, Refusal
from deploy.engine.model.refusals import Refusals
from deploy.engine.model.scopes import draft_process
from deploy.engine.model.structure import assemble
from deploy.engine.model.tasks import form_of

__all__ = ["duplicates", "read_deployed", "read_form", "read_processes"]


def read_processes(resource_name: str, content: bytes) -> tuple[Process, ...]:
    """The executable processes of a BPMN file, in document order. Raises `ModelError`.

    Processes that are not executable (a pool of somebody else) are left out; a file without any other is refused.
    """
    processes, refused = _read(resource_name, content)
    if refused:
        raise ModelError(refused)
    return processes


def read_deployed(resource_name: str, content: bytes) -> tuple[Process, ...]:
    """The processes of a file that was deployed before: refusals are passed over.

    A newer version of the engine may refuse more; cases that run already must not be lost by that. Raises
    `ModelError` only for what is no BPMN file at all.
    """
    return _read(resource_name, content)[0]


@lru_cache(maxsize=32)
def _read(resource_name: str, content: bytes) -> tuple[tuple[Process, ...], tuple[Refusal, ...]]:
    """A deployment reads the same file for its checks, for the state and for the search database."""
    root = parse_bpmn(resource_name, content)
    refusals = Refusals(resource_name, root)
    references = References(*(_by_id(root, kind) for kind in ("message", "signal", "error", "escalation")))
    all_nodes = [node for node in root if name_of(node) == "process"]
    nodes = [node for node in all_nodes if is_true(node, "isExecutable")]
    if not nodes:
        refusals.add(all_nodes[0] if all_nodes else root, rules.NOT_EXECUTABLE)
    _check_ids(refusals, root)
    processes = tuple(_process(refusals, references, node) for node in nodes)
    return processes, refusals.in_order()


def duplicates(deployed: Iterable[tuple[str, Process | FormFile]]) -> tuple[Refusal, ...]:
    """Refusals for what occurs twice in one deployment: two processes, or two forms, of the same id.

    `deployed` are (resource name, what was read from it); the first one of an id is not refused.
    """
    first: dict[tuple[type, str], str] = {}
    refused: list[Refusal] = []
    for resource, read in deployed:
        identity = (type(read), read.id)
        if identity not in first:
            first[identity] = resource
            continue
        rule = rules.DUPLICATE_PROCESS if isinstance(read, Process) else rules.DUPLICATE_FORM
        refused.append(Refusal(resource, read.id, rule.reason.format(other=first[identity]), rule.remedy))
    return tuple(refused)


def _process(refusals: Refusals, references: References, node: Node) -> Process:
    drafts = draft_process(refusals, references, node)
    joins = connect(refusals, drafts)
    links = assemble(refusals, drafts)
    refuse_endless_loops(refusals, drafts, links)
    identity, tag = attribute(node, "id"), extension(node, "versionTag")
    version_tag = attribute(tag, "value")
    if tag is not None and not version_tag:
        refusals.add(node, rules.NO_VERSION_TAG)
    start = drafts.by_id[identity].values["start"]
    return Process(
        id=identity,
        name=attribute(node, "name"),
        version_tag=version_tag,
        elements={draft.id: draft.element() for draft in drafts.by_id.values()},
        links=links,
        joins=joins,
        start_form=form_of(refusals, drafts.by_id[start].node) if start else None,
    )


def _by_id(root: Node, kind: str) -> dict[str, Node]:
    return {attribute(node, "id"): node for node in root.iterfind(BPMN + kind)}


def _check_ids(refusals: Refusals, root: Node) -> None:
    seen: set[str] = set()
    for node in root.iter(f"{BPMN}*"):
        identity = node.get("id")
        if identity is None:
            continue
        if identity in seen:
            refusals.add(node, rules.DUPLICATE_ID)
        seen.add(identity)
