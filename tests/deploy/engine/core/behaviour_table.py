"""Writes the section `## Behaviour` of docs/engine.md from the tests: behaviour, page of the documentation, test.

Each test of this folder says in the first line of its docstring what holds, with the page in brackets at its end;
without one it is a rule of this engine.
`python -m tests.deploy.engine.core.behaviour_table` renews the section.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

FOLDER = Path(__file__).parent
PAGE = FOLDER.parents[3] / "docs" / "engine.md"
BEGIN, END = "<!-- behaviour: begin -->", "<!-- behaviour: end -->"
SEEN = "seen"

_BPMN, _CONCEPTS = "components/modeler/bpmn", "components/concepts"
PAGES = {
    "listeners": ("Execution listeners", f"{_CONCEPTS}/execution-listeners"),
    "task listeners": ("User task listeners", f"{_CONCEPTS}/user-task-listeners"),
    "variables": ("Variables", f"{_CONCEPTS}/variables"),
    "incidents": ("Incidents", f"{_CONCEPTS}/incidents"),
    "job workers": ("Job workers", f"{_CONCEPTS}/job-workers"),
    "messages": ("Messages", f"{_CONCEPTS}/messages"),
    "signals": ("Signals", f"{_CONCEPTS}/signals"),
    "processes": ("Processes", f"{_CONCEPTS}/processes"),
    "creation": ("Process instance creation", f"{_CONCEPTS}/process-instance-creation"),
    "modification": ("Process instance modification", f"{_CONCEPTS}/process-instance-modification"),
    "migration": ("Process instance migration", f"{_CONCEPTS}/process-instance-migration"),
    "resource deletion": ("Resource deletion", f"{_CONCEPTS}/resource-deletion"),
    "gateway": ("Gateway service (gRPC)", "apis-tools/zeebe-api/gateway-service"),
    "user task API": ("User tasks (REST)", "apis-tools/orchestration-cluster-api-rest/specifications/assign-user-task"),
    "clock": ("Clock (REST)", "apis-tools/orchestration-cluster-api-rest/specifications/pin-clock"),
    "feel": ("FEEL error handling", "components/modeler/feel/language-guide/feel-error-handling"),
    "error events": ("Error events", f"{_BPMN}/error-events"),
    "escalation events": ("Escalation events", f"{_BPMN}/escalation-events"),
    "message events": ("Message events", f"{_BPMN}/message-events"),
    "signal events": ("Signal events", f"{_BPMN}/signal-events"),
    "timer events": ("Timer events", f"{_BPMN}/timer-events"),
    "terminate events": ("Terminate events", f"{_BPMN}/terminate-events"),
    "link events": ("Link events", f"{_BPMN}/link-events"),
    "embedded sub-process": ("Embedded subprocess", f"{_BPMN}/embedded-subprocesses"),
    "event sub-process": ("Event subprocess", f"{_BPMN}/event-subprocesses"),
    "call activities": ("Call activities", f"{_BPMN}/call-activities"),
    "multi-instance": ("Multi-instance", f"{_BPMN}/multi-instance"),
    "user tasks": ("User tasks", f"{_BPMN}/user-tasks"),
    "exclusive gateway": ("Exclusive gateway", f"{_BPMN}/exclusive-gateways"),
    "inclusive gateway": ("Inclusive gateway", f"{_BPMN}/inclusive-gateways"),
    "parallel gateway": ("Parallel gateway", f"{_BPMN}/parallel-gateways"),
    "event-based gateway": ("Event-based gateway", f"{_BPMN}/event-based-gateways"),
    "maintainers": ("camunda/camunda issue 9680, pull request 10054", ""),
    SEEN: ("seen on 8.6.0, or a rule of this engine", ""),
}
_LINE = re.compile(r"(.+) \[([^\[\]]+)\]")

_INTRODUCTION = """\
What the engine does where processes are easily got wrong: each rule with the page of Camunda's public documentation
(title and path, as of 8.8 and 8.9) that it follows, and the test in `tests/deploy/engine/core` that holds it. Where the
documentation is silent, the rule is what ran on 8.6.0 or what this engine decided. Beside these, random processes and
random commands run on the engine and on a slow interpreter written from the same pages (`test_model_based.py`); what
can be seen must be equal after each command, and so must the live, the replayed and the restored state.

Where it differs from the documentation on purpose:
- A process definition with running instances is not deleted, as up to 8.8; since 8.9.19 Camunda drains it.
- Of several subscriptions of one process that a message fits, the oldest takes it; documented is any.
- A cycle that was missed while the engine was down fires once and goes on from then, as Camunda's maintainers want it;
  some releases fire twice.
- A loop or chain in which nothing waits stops with an incident after 50,000 elements of one scope or 300,000 in all in
  one step, instead of running on; processes that call each other stop at a depth of 100.
- An error that an event sub-process throws reaches the boundary events of its scope, as the page says; it never begins
  a second event sub-process of that scope.
"""


def rules() -> list[tuple[str, str, str]]:
    """(rule, page, test), by file and in the order of the files."""
    found = []
    for path in sorted(FOLDER.glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
                continue
            first = (ast.get_docstring(node) or "").split("\n")[0]
            match = _LINE.fullmatch(first)
            if not first or (match is not None and match[2] not in PAGES):
                raise ValueError(f"{path.name}: {node.name} needs a first line, which may end with a page in brackets")
            rule, page = (match[1], match[2]) if match is not None else (first, SEEN)
            found.append((rule, page, f"{path.stem[5:]}: {node.name[5:]}"))
    return found


def table() -> str:
    """The section as Markdown."""
    lines = ["| what holds | page | test |", "| --- | --- | --- |"]
    for rule, page, test in rules():
        title, path = PAGES[page]
        where = f"{title} (`{path}`)" if path else title
        lines.append(f"| {rule.replace('|', chr(92) + '|')} | {where} | `{test}` |")
    return f"{BEGIN}\n## Behaviour\n\n{_INTRODUCTION}\n" + "\n".join(lines) + f"\n{END}"


def renewed(text: str) -> str:
    """The page with the section of today; at its end where it has none."""
    if BEGIN in text:
        before, _, rest = text.partition(BEGIN)
        return before + table() + rest.partition(END)[2]
    return (text.rstrip() + "\n\n" if text else "") + table() + "\n"


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""), encoding="utf-8")
