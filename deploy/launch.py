"""Becomes another program after it wrote down who it is: `python launch.py RECORD DIE_WITH -- PROGRAM ARGUMENTS`.

The record (process id and start time) is written by the process itself before it turns into the program, so there is
no moment in which the program runs and nobody knows of it, however hard the command that started it is killed.
DIE_WITH is the id of the process that this one must not outlive, or 0.
"""

import ctypes
import json
import os
import signal
import sys

import psutil

_PR_SET_PDEATHSIG = 1


def _die_with(parent: int) -> None:
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before the line above took effect
        sys.exit(1)


def _main(record: str, die_with: str, _separator: str, *argv: str) -> None:
    if int(die_with):
        _die_with(int(die_with))
    me = psutil.Process()
    content = {"pid": me.pid, "create_time": me.create_time(), "argv": list(argv)}
    temporary = f"{record}.{me.pid}"
    with open(temporary, "w", encoding="utf-8") as stream:
        json.dump(content, stream)
    os.replace(temporary, record)
    try:
        os.execv(argv[0], argv)  # noqa: S606 - that is its purpose
    except OSError as failure:
        sys.exit(f"{argv[0]} cannot be started: {failure.strerror}")


if __name__ == "__main__":
    _main(*sys.argv[1:])
