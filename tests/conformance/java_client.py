"""Runs Camunda's Java client (Apache-2.0) against an engine: every command and request, over gRPC and REST.

    python -m tests.conformance.java_client [--engine HOST:PORT --rest URL] [NAME ...]

Without addresses the embedded engine is started for it. NAME: only checks whose names begin so. Needs Maven and a JDK.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from tests.conformance.feel_known import differences, known_failures
from tests.conformance.java_jars import JarsMissingError, java_client_jars
from tests.conformance.running_engine import Addresses, running_engine

KNOWN = Path(__file__).with_name("java_known.yaml")
SOURCES = Path(__file__).with_name("java")
_SECONDS = 600


def compile_java(sources: list[Path], jars: list[Path], folder: Path) -> str:
    """Compiles into a folder; the class path to run with. Raises JarsMissingError without a compiler."""
    compiler = shutil.which("javac")
    if compiler is None:
        raise JarsMissingError("There is no JDK (javac).")
    path = os.pathsep.join(map(str, jars))
    command = [compiler, "-nowarn", "--release", "17", "-encoding", "UTF-8", "-cp", path, "-d", str(folder)]
    done = subprocess.run([*command, *map(str, sources)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise JarsMissingError(f"javac failed:\n{done.stderr[-3000:]}")
    return os.pathsep.join((str(folder), path))


def run(at: Addresses, names: list[str]) -> tuple[set[str], dict[str, str]]:
    """The names of the checks that passed, and those that failed with their reasons."""
    jars = java_client_jars()
    passed: set[str] = set()
    failed: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = compile_java(sorted(SOURCES.glob("*.java")), jars, Path(folder))
        command = ["java", "-Xmx512m", "-cp", path, "Conformance", at.grpc, at.rest or "-", *names]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=_SECONDS, check=True)
    for word, name, how in (line.split("\t") for line in done.stdout.splitlines()):
        if word == "PASS":
            passed.add(name)
        else:
            failed[name] = how
    return passed, failed


def main(arguments: list[str]) -> int:
    """Prints counts and what is not as listed; 1 when there is such a thing."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.java_client")
    parser.add_argument("--engine", metavar="HOST:PORT")
    parser.add_argument("--rest", metavar="URL", default="")
    parser.add_argument("names", nargs="*", metavar="NAME")
    wanted = parser.parse_args(arguments)
    given = Addresses(wanted.engine, wanted.rest) if wanted.engine else None
    try:
        with nullcontext(given) if given else running_engine() as at:
            passed, failed = run(at, wanted.names)
    except JarsMissingError as missing:
        print(missing)
        return 1
    print(f"Java client: {len(passed)} passed, {len(failed)} failed")
    known = known_failures(KNOWN)
    if wanted.names or (given and not given.rest):
        known = {case: reason for case, reason in known.items() if case in failed or case in passed}
    problems = differences(failed, passed, known)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
