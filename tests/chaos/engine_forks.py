"""Starts engines quickly: this process has everything imported, and each engine is a fork of it.

With the argument `early` every engine is sabotaged: it answers before it commits, which the verdict has to find.
Lines on standard input: a JSON list `[log file, argument ...]` of an engine to start. Lines on standard output:
`["started", process id]` and `["ended", process id, status]` (negative: the signal). It has no threads and no sockets
of its own, so what is forked is what a start by hand would be after its imports.
"""

from __future__ import annotations

import json
import os
import select
import sys
import time

import uvicorn

import deploy.engine.grpc_api.server
import deploy.engine.rest_api
import deploy.engine.runtime
from deploy.engine import server
from deploy.engine.journal.steps import Journal
from deploy.engine.runtime import Runtime

_EVERY_SECONDS = 0.002
_IMPORTED = (deploy.engine.grpc_api.server, deploy.engine.rest_api, deploy.engine.runtime, uvicorn)


def _tell(*what: object) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


def _become(log: str, arguments: list[str]) -> None:
    os.setsid()
    descriptor = os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    status = 70
    try:
        status = server.main(arguments)
    finally:
        os._exit(status)


def _reap() -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        _tell("ended", pid, os.waitstatus_to_exitcode(status))


def sabotage() -> None:
    """Make engines answer before they commit."""
    deliver, commit = Runtime._deliver, Journal.commit

    def flush(runtime: Runtime) -> None:
        if runtime._writing is None and runtime._batch.answers:
            deliver(runtime, runtime._batch)
            runtime._batch.notes.clear()
        honest(runtime)

    def late(journal: Journal) -> None:
        time.sleep(0.02)
        commit(journal)

    honest = Runtime._flush
    Runtime._flush = flush  # type: ignore[method-assign]
    Journal.commit = late  # type: ignore[method-assign]


def main() -> None:
    """Until standard input ends."""
    if sys.argv[1:] == ["early"]:
        sabotage()
    rest = b""
    while True:
        readable, _, _ = select.select([0], [], [], _EVERY_SECONDS)
        if readable:
            read = os.read(0, 65536)
            if not read:
                return
            *lines, rest = (rest + read).split(b"\n")
            for line in lines:
                log, *arguments = json.loads(line)
                pid = os.fork()
                if pid == 0:
                    _become(log, arguments)
                _tell("started", pid)
        _reap()


if __name__ == "__main__":
    sys.exit(main())
