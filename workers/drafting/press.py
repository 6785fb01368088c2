"""The process in which finished letters are made, one after the other.

A worker died in libxml2 while its threads made letters at the same time (docs/adr/0012). In a process of its own a
letter that breaks it costs one try, a template that never ends is cut off, and what letters take of memory and of the
interpreter's lock is not the worker's.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

import jinja2

from workers.drafting.values import LetterTemplateError, LetterTooLargeError

_SECONDS = 30.0
"""Longer than any letter takes, also on a machine that is busy with other things."""
_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from workers.drafting.press import serve; serve()"


class LetterPressError(RuntimeError):
    """The process that makes letters ended before the letter was done, or took too long; trying again may help."""


class _Quoting(Exception):  # noqa: N818 - marks a cause, never raised
    """The message quotes what the template choked on, so it is not for logs."""


class Press:
    """Makes letters in a child process, which is started with the first and again when it ended. Thread-safe."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def make(self, template: Path, context: dict[str, Any]) -> bytes:
        """The filled template. Raises LetterTemplateError, LetterTooLargeError, LetterPressError."""
        request = pickle.dumps((template, context))
        with self._lock:
            child = self._child = self._child or _started()
            late = threading.Timer(self._seconds, child.kill)
            late.start()
            try:
                kind, content, quotes = _ask(child, request)
            except (OSError, EOFError, pickle.UnpicklingError) as error:
                self._end()
                raise LetterPressError("the process that makes letters ended, or took too long") from error
            finally:
                late.cancel()
        if kind == "letter":
            return bytes(content)
        if kind == "large":
            raise LetterTooLargeError(content)
        raise LetterTemplateError(content) from (_Quoting() if quotes else None)

    def close(self) -> None:
        """End the process; the next letter starts another."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            # What a pipe still held cannot be written any more.
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()


def _started() -> subprocess.Popen[bytes]:
    # By the parent's own path, not by the folder it was started in; what the child says of letters goes nowhere.
    return subprocess.Popen(
        [sys.executable, "-c", _START, json.dumps(sys.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _ask(child: subprocess.Popen[bytes], request: bytes) -> tuple[str, Any, bool]:
    assert child.stdin is not None  # noqa: S101 - started with pipes
    assert child.stdout is not None  # noqa: S101
    child.stdin.write(request)
    child.stdin.flush()
    answer: tuple[str, Any, bool] = pickle.load(child.stdout)  # noqa: S301 - from our own child
    return answer


def serve() -> None:
    """The child's life: answer letter after letter until the worker closes the pipe or dies."""
    # Signals to the whole group (Ctrl-C) stop the worker, which lets letters that are under way be finished.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    sys.dont_write_bytecode = True
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints must not come between the answers
    _serve(requests, answers)


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    from workers.drafting.docx_file import fill

    while True:
        try:
            template, context = pickle.load(requests)  # noqa: S301 - from the worker that started this process
        except EOFError:
            return
        answer: tuple[str, Any, bool]
        try:
            answer = ("letter", fill(template, context), False)
        except LetterTooLargeError as error:
            answer = ("large", str(error), False)
        except LetterTemplateError as error:
            cause = error.__cause__
            told = cause is None or isinstance(cause, jinja2.TemplateSyntaxError | jinja2.UndefinedError)
            answer = ("template", str(error), not told)
        pickle.dump(answer, answers)
        answers.flush()


PRESS = Press()
"""The worker's only one: letters need no order, but two processes would take twice the memory."""
atexit.register(PRESS.close)
