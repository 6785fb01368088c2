"""Proves /v2 with the Python SDK of the Orchestration Cluster API (Apache-2.0), which refuses incomplete answers.

    python -m tests.conformance.python_sdk [--source CLONE] [--rest URL]

The SDK comes from PyPI into an environment of its own, `.alur/conformance/python-sdk`. Two things run: a walk of ours
over every route through its typed models, and, with a clone of camunda/orchestration-cluster-api-python (bare or not),
its own integration tests. Without `--rest` the embedded engine is started for them. What fails is compared with the
list of known failures.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import venv
import xml.etree.ElementTree as ElementTree
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from tests.conformance.feel_known import differences, known_failures
from tests.conformance.pyzeebe_integration import check_out
from tests.conformance.running_engine import running_engine

_HERE = Path(__file__).parent
KNOWN = _HERE / "python_sdk_known.yaml"
_REQUIREMENTS = _HERE / "python_sdk_requirements.txt"
_ROOT = _HERE.parent.parent
_SECONDS = 900


def environment() -> Path:
    """The Python that has the SDK; made once for these requirements."""
    digest = hashlib.sha256(_REQUIREMENTS.read_bytes()).hexdigest()[:12]
    folder = _ROOT / ".alur" / "conformance" / f"python-sdk-{digest}"
    python = folder / "bin" / "python"
    ready = folder / "ready"
    if not ready.exists():
        print("Installing the SDK ...", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        install = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", _REQUIREMENTS]
        subprocess.run(install, check=True, timeout=_SECONDS)
        ready.touch()
    return python


def run_walk(python: Path, rest: str, folder: Path) -> dict[str, Any]:
    """What became of each step of the walk."""
    outcomes = folder / "walk.json"
    command = [python, _HERE / "python_sdk_walk.py", rest, outcomes]
    subprocess.run(command, check=True, timeout=_SECONDS, cwd=folder)
    found: dict[str, Any] = json.loads(outcomes.read_text(encoding="utf-8"))
    return found


def run_tests(python: Path, source: Path, rest: str, folder: Path) -> dict[str, Any]:
    """What became of each integration test of the clone."""
    checkout = folder / "python-sdk"
    commit = check_out(source, checkout)
    report = folder / "tests.xml"
    # Away from the clone's own modules and settings: what is tested is the package that was installed.
    place = folder / "place" / "tests"
    place.mkdir(parents=True)
    (checkout / "tests" / "integration").rename(place / "integration")
    command = [python, "-m", "pytest", "tests/integration", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
    environment = {**os.environ, "CAMUNDA_INTEGRATION": "1", "CAMUNDA_REST_ADDRESS": rest}
    subprocess.run(command, cwd=place.parent, env=environment, timeout=_SECONDS, check=False)
    found: dict[str, Any] = {"commit": commit, "passed": [], "failed": {}}
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - pytest wrote it a moment ago
        name = f"{case.get('classname')}::{case.get('name')}"
        wrong = [child for child in case if child.tag in ("failure", "error")]
        if wrong:
            found["failed"][name] = (wrong[0].get("message") or "").split("\n")[0][:300]
        elif case.find("skipped") is None:
            found["passed"].append(name)
    return found


def main(arguments: list[str]) -> int:
    """Prints counts and what is not as listed; 1 when there is such a thing."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.python_sdk")
    parser.add_argument("--source", type=Path, help="clone of camunda/orchestration-cluster-api-python")
    parser.add_argument("--rest", metavar="URL", help="a running engine, e.g. http://127.0.0.1:8080")
    wanted = parser.parse_args(arguments)
    python = environment()
    known = known_failures(KNOWN)
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with nullcontext(wanted.rest) if wanted.rest else running_engine() as engine:
            rest = engine if isinstance(engine, str) else engine.rest
            walked = run_walk(python, rest, folder)
            print(f"walk over /v2: {len(walked['passed'])} steps passed, {len(walked['failed'])} failed")
            passed, failed = set(walked["passed"]), dict(walked["failed"])
            if wanted.source:
                tested = run_tests(python, wanted.source, rest, folder)
                counts = f"{len(tested['passed'])} passed, {len(tested['failed'])} failed"
                print(f"integration tests of {tested['commit'][:10]}: {counts}")
                passed |= set(tested["passed"])
                failed |= tested["failed"]
            else:
                known = {case: reason for case, reason in known.items() if not case.startswith("tests.")}
        problems = differences(failed, passed, known)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
