"""How fast the command line answers: `python -m tests.bench.bench_cli [--rounds 7]`.

Each command runs in a process of its own, as people call it; the median counts. Exit status 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Measured:
    """A command and how many seconds it may take."""

    arguments: tuple[str, ...]
    goal: float


COMMANDS = (
    Measured(("--help",), 0.3),
    Measured(("compile", "--check", "karpeg-kemenag"), 0.6),
    Measured(("read", "bpmn/karpeg-kemenag/source/002_karpeg_kemenag.txt"), 0.8),
)


def seconds(arguments: tuple[str, ...], home: str) -> float:
    """How long one call takes. Raises RuntimeError when it fails."""
    began = time.perf_counter()
    environment = {**os.environ, "ALUR_HOME": home}
    command = [sys.executable, "-m", "deploy.cli", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    took = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(f"alur {' '.join(arguments)}: {done.stderr[-500:]}")
    return took


def main() -> int:
    """Measure and judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    missed = False
    print("| command | median s | fastest s | goal s | |\n| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as home:
        for command in COMMANDS:
            seconds(command.arguments, home)  # compiled modules
            found = sorted(seconds(command.arguments, home) for _ in range(rounds))
            median = statistics.median(found)
            met = median <= command.goal
            missed |= not met
            name = " ".join(command.arguments)
            print(f"| alur {name} | {median:.2f} | {found[0]:.2f} | {command.goal} | {'met' if met else 'MISSED'} |")
    print(f"load {os.getloadavg()[0]:.1f}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
