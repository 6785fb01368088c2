"""Works with the embedded engine by c8ctl, Camunda's command line (`@camunda8/cli`, MIT), as a person would.

    python -m tests.conformance.c8ctl [--rest URL]

The package comes from npm, pinned by node/package-lock.json, into `.alur/conformance`. Each step is one command, whose
answer is looked at. Without `--rest` the embedded engine is started.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from tests.conformance.node_sdk import environment
from tests.conformance.running_engine import running_engine

_HERE = Path(__file__).parent
_SECONDS = 120


class CommandFailed(Exception):  # noqa: N818 - it is told as such
    """A command ended with an error, or did not answer what it should."""


class C8ctl:
    """The command line with settings of its own."""

    def __init__(self, modules: Path, rest: str, home: Path) -> None:
        for name in ("c8ctl_register.mjs", "c8ctl_client.mjs"):
            shutil.copy(_HERE / "node" / name, modules / name)
        self._modules = modules
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CAMUNDA_", "ZEEBE_"))}
        self._environment = {**kept, "CAMUNDA_BASE_URL": rest, "HOME": str(home), "NO_COLOR": "1"}
        self.done: list[str] = []

    def __call__(self, *arguments: str) -> list[Any]:
        """The JSON documents that a command prints."""
        command = ["node", "--no-warnings", "--import", "./c8ctl_register.mjs"]
        run = subprocess.run(
            [*command, "node_modules/@camunda8/cli/dist/index.js", *arguments, "--json"],
            cwd=self._modules,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,  # what it did is told there, tables are not
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        said = " ".join(arguments)
        if run.returncode:
            raise CommandFailed(f"c8ctl {said}: {run.stdout[-500:]}")
        self.done.append(said)
        return _documents(run.stdout)

    def key(self, *arguments: str) -> str:
        """The key that a command tells when it is done."""
        for document in self(*arguments):
            if isinstance(document, dict) and document.get("status") == "success":
                return str(document["key"])
        raise CommandFailed(f"c8ctl {' '.join(arguments)} told no key")

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        """The rows of a table."""
        for document in self(*arguments):
            if isinstance(document, list):
                return document
        return []


def _documents(text: str) -> list[Any]:
    decoder = json.JSONDecoder()
    found: list[Any] = []
    at = 0
    while at < len(text):
        if text[at] not in "[{":
            at += 1
            continue
        document, at = decoder.raw_decode(text, at)
        found.append(document)
    return found


def _expect(wanted: Any, found: Any, what: str) -> None:
    if wanted != found:
        raise CommandFailed(f"{what}: expected {wanted!r}, found {found!r}")


def work(c8: C8ctl) -> None:
    """A case from its deployment to its end, with an incident on the way. Raises CommandFailed."""
    c8("get", "topology")
    c8("deploy", str(_HERE / "walk.bpmn"), str(_HERE / "walk.form"))
    (definition,) = c8.rows("list", "pd")
    _expect("walk", definition["Process ID"], "the process definition")
    c8("get", "pd", definition["Key"], "--xml")
    c8("get", "form", definition["Key"], "--processDefinition")
    case = c8.key("create", "pi", "--id=walk", '--variables={"nomor": "K-3"}')
    _expect([case], [row["Key"] for row in c8.rows("search", "pi", "--state=ACTIVE")], "the running case")
    c8("set", "variable", case, '--variables={"catatan": "x"}')
    _expect(['"x"'], [row["Value"] for row in c8.rows("search", "vars", "--name=catatan")], "the variable")

    (job,) = c8.rows("activate", "jobs", "walk-job", "--worker=c8ctl", "--timeout=60000")
    c8("fail", "job", job["Key"], "--retries=0", "--errorMessage=habis")
    (incident,) = c8.rows("list", "inc")
    c8("get", "inc", incident["Key"])
    c8("update", "job", job["Key"], "--retries=2")
    c8("resolve", "inc", incident["Key"])
    _expect([], c8.rows("search", "inc", "--state=ACTIVE"), "the incidents after resolving")
    c8("activate", "jobs", "walk-job", "--worker=c8ctl")
    c8("complete", "job", job["Key"], '--variables={"hasil": 1}')

    (task,) = c8.rows("list", "ut")
    c8("get", "form", task["Key"], "--userTask")
    c8("complete", "ut", task["Key"], '--variables={"setuju": true}')
    c8("publish", "msg", "balasan", "--correlationKey=K-3", "--timeToLive=1000")
    _expect([case], [row["Key"] for row in c8.rows("search", "pi", "--state=COMPLETED")], "the case at its end")
    c8("get", "pi", case, "--variables")

    other = c8.key("create", "pi", "--id=walk")
    c8("cancel", "pi", other)
    _expect([other], [row["Key"] for row in c8.rows("search", "pi", "--state=TERMINATED")], "the cancelled case")
    (evaluated,) = c8("feel", "evaluate", "=1 + 2")
    _expect(3, evaluated["result"], "a FEEL expression")


def main(arguments: list[str]) -> int:
    """Prints how many commands did what they should; 1 when one did not."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.c8ctl")
    parser.add_argument("--rest", metavar="URL", help="a fresh engine that runs, e.g. http://127.0.0.1:8080")
    wanted = parser.parse_args(arguments)
    modules = environment()
    given = nullcontext(wanted.rest) if wanted.rest else running_engine()
    with tempfile.TemporaryDirectory() as home, given as engine:
        c8 = C8ctl(modules, engine if isinstance(engine, str) else engine.rest, Path(home))
        try:
            work(c8)
        except CommandFailed as failure:
            print(f"c8ctl: {len(c8.done)} commands, then: {failure}")
            return 1
    print(f"c8ctl: {len(c8.done)} commands did what they should")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
