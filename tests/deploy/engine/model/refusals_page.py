"""The text of docs/engine-refusals.md.

`python -m tests.deploy.engine.model.refusals_page > docs/engine-refusals.md` writes it.
"""

from __future__ import annotations

import re

from deploy.engine.model import rules
from deploy.engine.model.rules import Rule

_HEAD = """# What the embedded engine refuses at deployment

A file is deployed whole or not at all. Everything that stands in the way is named at once: the element's id, the
reason, what to do. `...` stands for what the diagram says. This page is generated from deploy/engine/model/rules.py; a
test breaks each rule.

What runs: none, message, timer, signal, error, escalation, terminate and link events where Camunda 8 has them; service,
send, business rule (by job), script (FEEL or by job), user (native), receive, manual and plain tasks; call activities;
embedded and event sub-processes; exclusive, inclusive, parallel and event-based gateways; multi-instance; execution and
task listeners. Pools of others, lanes, message flows, data objects and annotations are drawings and are not looked at.
"""


def all_rules() -> dict[str, Rule]:
    """Every rule by its name, in the order of the module."""
    return {name: rule for name, rule in vars(rules).items() if isinstance(rule, Rule)}


def page() -> str:
    """The page with its table."""
    lines = [_HEAD, "| what | why: it ... | what to do |", "| --- | --- | --- |"]
    for rule in all_rules().values():
        cells = (_cell(rule.element), _cell(rule.reason), _cell(rule.remedy))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return re.sub(r"\{\w+\}", "...", text.replace("{where}", "")).replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    print(page(), end="")
