"""The rule fixtures: one small sop.yaml for each rule, the diagram it gives, and its page in docs/rules.

`python -m tests.generator.rule_fixtures` writes the diagrams and pages anew; nothing else does. The pictures in
docs/rules are drawn from the diagrams with bpmn-js and committed by hand.
"""

from __future__ import annotations

from pathlib import Path

from generator.pipeline import Compiled, compile_sop
from generator.sop_yaml import load_sop

RULES = Path(__file__).parent / "rules"
PAGES = Path(__file__).parents[2] / "docs" / "rules"
NAMES = tuple(sorted(path.parent.name for path in RULES.glob("*/sop.yaml")))
_NOT_SHOWN = ("skema:", "slug:", "kantor:", "#")


def compiled(name: str) -> Compiled:
    return compile_sop(load_sop(RULES / name / "sop.yaml"))


def diagram(name: str) -> bytes:
    """The diagram that the rule's sop.yaml gives now."""
    found = compiled(name)
    return found.files[f"{found.slug}.bpmn"]


def page(name: str) -> str:
    """The rule's page: what it says, the picture, and the sop.yaml without its comments."""
    rule = (RULES / name / "rule.md").read_text(encoding="utf-8")
    lines = (RULES / name / "sop.yaml").read_text(encoding="utf-8").splitlines()
    shown = "\n".join(line for line in lines if line.strip() and not line.startswith(_NOT_SHOWN))
    return f"{rule}\n![{_title(name)}]({name}.png)\n\n```yaml\n{shown}\n```\n"


def index() -> str:
    """The list of all rules."""
    rows = "\n".join(f"| [{_title(name)}]({name}.md) | `{name}` |" for name in NAMES)
    return (
        "# Rules: from sop.yaml to BPMN\n\n"
        "One page for each rule, with a small sop.yaml and its diagram. Generated from `tests/generator/rules` by "
        "`python -m tests.generator.rule_fixtures`.\n\n"
        f"| rule | fixture |\n| --- | --- |\n{rows}\n"
    )


def _title(name: str) -> str:
    return (RULES / name / "rule.md").read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")


def main() -> None:
    PAGES.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (RULES / name / "expected.bpmn").write_bytes(diagram(name))
        (PAGES / f"{name}.md").write_text(page(name), encoding="utf-8")
    (PAGES / "README.md").write_text(index(), encoding="utf-8")
    print(f"{len(NAMES)} rules written")


if __name__ == "__main__":
    main()
