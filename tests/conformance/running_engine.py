"""The embedded engine, started for clients that others wrote."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_READY_SECONDS = 30.0
_STOP_SECONDS = 30.0


@dataclass(frozen=True)
class Addresses:
    """Where it is: `host:port` for gRPC, a base URL (without /v2) for REST."""

    grpc: str
    rest: str


@contextmanager
def running_engine(data: Path | None = None) -> Iterator[Addresses]:
    """Starts an engine on free ports, with a data directory that is gone afterwards unless one is given."""
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "record.json"
        log = Path(folder) / "engine.log"
        command = [sys.executable, "-m", "deploy.engine.server", "--data", str(data or Path(folder) / "data")]
        with log.open("wb") as output:
            process = subprocess.Popen([*command, "--record", str(record)], stdout=output, stderr=output)
        try:
            yield _wait(process, record, log)
        finally:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen[bytes], record: Path, log: Path) -> Addresses:
    until = time.monotonic() + _READY_SECONDS
    while not record.exists():
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"The engine did not start:\n{log.read_text(encoding='utf-8')[-2000:]}")
        time.sleep(0.02)
    found = json.loads(record.read_text(encoding="utf-8"))
    if "ports" not in found:
        raise RuntimeError(f"The engine did not start: {found}")
    ports = found["ports"]
    return Addresses(f"127.0.0.1:{ports['grpc']}", f"http://127.0.0.1:{ports['rest']}")
