"""Proves /v2 and gRPC with the Node clients of Camunda 8 (Apache-2.0), which others wrote.

    python -m tests.conformance.node_sdk [--source CLONE] [--rest URL --grpc HOST:PORT]

The packages come from npm, pinned by node/package-lock.json, into `.alur/conformance`. Two things run: a walk of ours
over the routes by `@camunda8/orchestration-cluster-api` with strict validation, and, with a clone of
camunda/camunda-8-js-sdk (bare or not), its integration tests of gRPC (`zeebe/integration`), of REST (`c8/rest`, and
`8.8`, which searches) and of the orchestration client (`oca`). Without addresses the embedded engine is started. What
fails is compared with the list of known failures.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from tests.conformance.feel_known import differences, known_failures
from tests.conformance.pyzeebe_integration import check_out
from tests.conformance.running_engine import Addresses, running_engine

_HERE = Path(__file__).parent
KNOWN = _HERE / "node_sdk_known.yaml"
_PACKAGE = _HERE / "node"
_ROOT = _HERE.parent.parent
_CLIENT = "orchestration-cluster-api-9"
_SUITES = ("zeebe/integration", "c8/rest", "8.8", "oca")
_INSTALL_SECONDS = 900
_WALK_SECONDS = 300
_TEST_SECONDS = 1800


def environment() -> Path:
    """The folder that has node_modules; made once for this lock."""
    digest = hashlib.sha256((_PACKAGE / "package-lock.json").read_bytes()).hexdigest()[:12]
    folder = _ROOT / ".alur" / "conformance" / f"node-{digest}"
    ready = folder / "ready"
    if not ready.exists():
        print("Installing the Node clients ...", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(_PACKAGE, folder)
        command = ["npm", "ci", "--ignore-scripts", "--loglevel=error"]
        subprocess.run(command, cwd=folder, check=True, timeout=_INSTALL_SECONDS)
        ready.touch()
    return folder


def run_walk(modules: Path, engine: Addresses, folder: Path) -> dict[str, Any]:
    """What became of each step of the walk."""
    outcomes = folder / "walk.json"
    # It has to lie beside node_modules, which Node searches from there.
    script = shutil.copy(_PACKAGE / "walk.mjs", modules / "walk.mjs")
    command = ["node", script, _CLIENT, engine.rest, str(outcomes), _HERE / "walk.bpmn", _HERE / "walk.form"]
    subprocess.run(command, cwd=modules, check=True, timeout=_WALK_SECONDS)
    found: dict[str, Any] = json.loads(outcomes.read_text(encoding="utf-8"))
    return found


def run_tests(modules: Path, source: Path, engine: Addresses, folder: Path) -> dict[str, Any]:
    """What became of each test of the clone."""
    checkout = folder / "js-sdk"
    commit = check_out(source, checkout)
    (checkout / "node_modules").symlink_to(modules / "node_modules")
    report = folder / "tests.json"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("CAMUNDA_", "ZEEBE_"))},
        "ZEEBE_REST_ADDRESS": engine.rest,
        "ZEEBE_GRPC_ADDRESS": f"grpc://{engine.grpc}",
        "CAMUNDA_AUTH_STRATEGY": "NONE",
        "CAMUNDA_UNIT_TEST": "true",  # or their set-up looks for cases by the old Operate
        "TEST_VERSION": "8.8",
        "TEST_DEPLOYMENT": "self-managed",
        "TEST_TENANCY": "single-tenant",
        "TEST_SECURITY": "unsecured",
        "NO_COLOR": "1",
    }
    command = ["node_modules/.bin/vitest", "run", "--sequence.concurrent=false", "--no-file-parallelism"]
    reporting = ["--exclude=**/*.unit.spec.ts", "--reporter=json", f"--outputFile={report}"]
    subprocess.run(
        [*command, *reporting, *(f"src/__tests__/{suite}/" for suite in _SUITES)],
        cwd=checkout,
        env=environment,
        timeout=_TEST_SECONDS,
        check=False,
    )
    found: dict[str, Any] = {"commit": commit, "passed": [], "failed": {}}
    for file in json.loads(report.read_text(encoding="utf-8"))["testResults"]:
        path = Path(file["name"]).relative_to(checkout / "src" / "__tests__").as_posix()
        tests = file["assertionResults"]
        if file["status"] == "failed" and not any(test["status"] == "failed" for test in tests):
            found["failed"][path] = _first_line(file["message"])
        for test in tests:
            name = f"{path}::{test['fullName']}"
            if test["status"] == "passed":
                found["passed"].append(name)
            elif test["status"] == "failed":
                found["failed"][name] = _first_line(" ".join(test["failureMessages"]))
    return found


def _first_line(text: str) -> str:
    return text.split("\n", maxsplit=1)[0][:300]


def main(arguments: list[str]) -> int:
    """Prints counts and what is not as listed; 1 when there is such a thing."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.node_sdk")
    parser.add_argument("--source", type=Path, help="clone of camunda/camunda-8-js-sdk")
    parser.add_argument("--rest", metavar="URL", help="a running engine, e.g. http://127.0.0.1:8080")
    parser.add_argument("--grpc", metavar="HOST:PORT", help="the same engine, e.g. 127.0.0.1:26500")
    wanted = parser.parse_args(arguments)
    if bool(wanted.rest) != bool(wanted.grpc):
        parser.error("--rest and --grpc belong together")
    modules = environment()
    known = known_failures(KNOWN)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        given = Addresses(wanted.grpc, wanted.rest) if wanted.rest else None
        with nullcontext(given) if given else running_engine() as engine:
            walked = run_walk(modules, engine, folder)
            print(f"walk over /v2: {len(walked['passed'])} steps passed, {len(walked['failed'])} failed", flush=True)
            passed, failed = set(walked["passed"]), dict(walked["failed"])
            if wanted.source:
                tested = run_tests(modules, wanted.source, engine, folder)
                counts = f"{len(tested['passed'])} passed, {len(tested['failed'])} failed"
                print(f"tests of camunda-8-js-sdk {tested['commit'][:10]}: {counts}")
                passed |= set(tested["passed"])
                failed |= tested["failed"]
            else:
                known = {case: reason for case, reason in known.items() if ".spec.ts" not in case}
    problems = differences(failed, passed, known)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
