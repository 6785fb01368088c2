"""Runs pyzeebe's own integration tests (MIT) against a running engine and compares with the list of known failures.

    python -m tests.conformance.pyzeebe_integration SOURCE [--engine HOST:PORT]

SOURCE is a clone of pyzeebe, bare or not; nothing of it is part of this repository. Without `--engine` the embedded
engine is started for it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from contextlib import nullcontext
from pathlib import Path

from tests.conformance.feel_known import differences, known_failures
from tests.conformance.running_engine import running_engine

KNOWN = Path(__file__).with_name("pyzeebe_known.yaml")
_PLUGINS = Path(__file__).with_name("plugins")
_TESTS = "tests/integration"
_SECONDS = 600


def check_out(source: Path, folder: Path) -> str:
    """Puts the newest commit of a clone into a folder and returns its id."""
    git = ["git", f"--git-dir={source if (source / 'HEAD').exists() else source / '.git'}"]
    commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    archive = folder.with_suffix(".tar")
    subprocess.run([*git, "archive", "--output", str(archive), commit], check=True)
    with tarfile.open(archive) as files:
        files.extractall(folder, filter="data")
    return commit


def run(checkout: Path, engine: str, outcomes: Path) -> None:
    """Runs the tests; what became of each goes to `outcomes`."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(_PLUGINS),
        "ALUR_ENGINE": engine,
        "ALUR_OUTCOMES": str(outcomes),
    }
    command = [sys.executable, "-m", "pytest", _TESTS, "-q", "-p", "alur_at_the_engine", "-p", "no:cacheprovider"]
    subprocess.run(command, cwd=checkout, env=environment, timeout=_SECONDS, check=False)


def main(arguments: list[str]) -> int:
    """Prints counts and what is not as listed; 1 when there is such a thing."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.pyzeebe_integration")
    parser.add_argument("source", type=Path)
    parser.add_argument("--engine", metavar="HOST:PORT")
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        checkout = Path(folder) / "pyzeebe"
        outcomes = Path(folder) / "outcomes.json"
        commit = check_out(wanted.source, checkout)
        with nullcontext(wanted.engine) if wanted.engine else running_engine() as engine:
            run(checkout, engine if isinstance(engine, str) else engine.grpc, outcomes)
        if not outcomes.exists():
            print("The tests did not come to their end; see above.")
            return 1
        found = json.loads(outcomes.read_text(encoding="utf-8"))
    print(f"pyzeebe {commit[:10]}: {len(found['passed'])} passed, {len(found['failed'])} failed")
    problems = differences(found["failed"], set(found["passed"]), known_failures(KNOWN))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
