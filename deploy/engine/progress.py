"""Shows how far a download is: a bar on a terminal, a line every few seconds elsewhere."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

_LINE_EVERY_SECONDS = 3.0
_MEBIBYTE = 1024 * 1024


class Advance(Protocol):
    """Tells the display that `count` more bytes are there (negative when a broken file is fetched again)."""

    def __call__(self, count: int) -> None: ...


@contextmanager
def byte_progress(title: str, total: int) -> Iterator[Advance]:
    """Show progress over `total` bytes on stderr while the block runs; safe to advance from several threads."""
    console = Console(stderr=True)
    if console.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), "[progress.percentage]{task.percentage:>3.0f}%",
                   DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())  # fmt: skip
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task(title, total=total)
            yield lambda count: bar.advance(task, count)
    else:
        yield _Lines(title, total).advance


class _Lines:
    def __init__(self, title: str, total: int) -> None:
        self._title, self._total, self._done = title, total, 0
        self._next_line = time.monotonic() + _LINE_EVERY_SECONDS
        self._lock = threading.Lock()

    def advance(self, count: int) -> None:
        with self._lock:
            self._done += count
            now = time.monotonic()
            if now < self._next_line and self._done < self._total:
                return
            self._next_line = now + _LINE_EVERY_SECONDS
            share = 100 * self._done // max(self._total, 1)
            print(
                f"{self._title}: {self._done // _MEBIBYTE} of {self._total // _MEBIBYTE} MiB ({share} %)",
                file=sys.stderr,
                flush=True,
            )
