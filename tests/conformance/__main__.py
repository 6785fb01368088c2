"""`make conformance`: everything that others wrote, against an engine, one after the other.

    python -m tests.conformance [--sources FOLDER]

The clients come from their registries, pinned. With `--sources` (or CONFORMANCE_SOURCES) their own test suites and the
FEEL suites run too: FOLDER holds clones named pyzeebe, camunda-8-js-sdk, orchestration-cluster-api-python, tck and
feelin, each as far as it is there. What cannot run says why; the exit status is 1 when a suite found something.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_MINUTES = 20
NEEDS = {"java_client": ("mvn", "javac"), "node_sdk": ("npm", "node")}
CLONES = {
    "python_sdk": ("orchestration-cluster-api-python", "--source"),
    "node_sdk": ("camunda-8-js-sdk", "--source"),
    "pyzeebe_integration": ("pyzeebe", ""),
    "feel_tck": ("tck", ""),
    "feel_feelin": ("feelin", ""),
}
ONLY_WITH_SOURCE = frozenset({"pyzeebe_integration", "feel_tck", "feel_feelin"})
SUITES = ("python_sdk", "node_sdk", "java_client", "pyzeebe_integration", "feel_tck", "feel_feelin")


@dataclass(frozen=True)
class Planned:
    """One suite: its arguments, or why it does not run."""

    name: str
    arguments: tuple[str, ...]
    missing: str = ""


def plan(sources: Path | None) -> Iterator[Planned]:
    """What runs here."""
    for name in SUITES:
        tools = [tool for tool in NEEDS.get(name, ()) if shutil.which(tool) is None]
        if tools:
            yield Planned(name, (), f"{', '.join(tools)} not installed")
            continue
        folder, option = CLONES.get(name, ("", ""))
        clone = sources / folder if sources is not None and folder else None
        if clone is not None and clone.exists():
            yield Planned(name, (option, str(clone)) if option else (str(clone),))
        elif name in ONLY_WITH_SOURCE:
            yield Planned(name, (), f"needs a clone: --sources FOLDER with {folder} in it")
        else:
            yield Planned(name, ())


def main() -> int:
    """Run them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sources", type=Path, default=os.environ.get("CONFORMANCE_SOURCES"))
    given = parser.parse_args().sources
    results: list[tuple[str, str]] = []
    failed = False
    for planned in plan(Path(given) if given else None):
        if planned.missing:
            results.append((planned.name, f"not run: {planned.missing}"))
            continue
        print(f"== {planned.name}", flush=True)
        command = [sys.executable, "-m", f"tests.conformance.{planned.name}", *planned.arguments]
        try:
            done = subprocess.run(command, timeout=_MINUTES * 60).returncode
        except subprocess.TimeoutExpired:
            done = -1
        failed |= done != 0
        results.append((planned.name, "as expected" if done == 0 else f"FAILED ({done})"))
    print()
    for name, result in results:
        print(f"{name:22}{result}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
