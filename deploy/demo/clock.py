"""The engine's clock in the demonstration: the machine's, except while a deadline is let pass.

A pinned clock stands still, and with it every timer, job time-out and back-off of the engine, so it is pinned only as
long as the missed deadline takes to be recorded. With the environment variable ALUR_DEMO_BEGIN (an ISO 8601 moment with
offset) the demonstration plays at another time, at midnight or at the end of a year: the clock is then pinned again and
again, so that it runs.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from deploy.camunda import EngineClient
from deploy.errors import AlurError
from deploy.exits import Exit

BEGIN_VARIABLE = "ALUR_DEMO_BEGIN"
_TICK_SECONDS = 0.1


class DemoClock:
    """Entered, it is the engine's clock; left, the engine's clock is the machine's again."""

    def __init__(
        self, client: EngineClient, engine_time: Callable[[], dt.datetime], begin: dt.datetime | None = None
    ) -> None:
        self._client = client
        self._engine_time = engine_time
        self._begin = begin
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._failure: AlurError | None = None

    def now(self) -> dt.datetime:
        """The engine's time."""
        if self._failure is not None:
            raise self._failure
        return self._engine_time() if self._begin is None else self._running()

    @contextmanager
    def standing_at(self, moment: dt.datetime) -> Iterator[None]:
        """The engine's clock stands at `moment` during the block."""
        with self._lock:
            self._client.pin_clock(moment)
            try:
                yield
            finally:
                self._go_on()

    def __enter__(self) -> DemoClock:
        # Also after a demonstration that was killed while the clock stood.
        self._go_on()
        if self._begin is not None:
            self._thread = threading.Thread(target=self._run, name="demo clock", daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join(10)
        self._client.reset_clock()

    def _running(self) -> dt.datetime:
        assert self._begin is not None  # noqa: S101 - asked only then
        return self._begin + dt.timedelta(seconds=time.monotonic() - self._began)

    def _go_on(self) -> None:
        if self._begin is None:
            self._client.reset_clock()
        else:
            self._client.pin_clock(self._running())

    def _run(self) -> None:
        try:
            while not self._over.wait(_TICK_SECONDS):
                with self._lock:
                    self._go_on()
        except AlurError as failure:
            self._failure = failure


def demo_begin() -> dt.datetime | None:
    """The moment that ALUR_DEMO_BEGIN asks for. Raises AlurError when it is none."""
    text = os.environ.get(BEGIN_VARIABLE, "")
    if not text:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise AlurError(
            f"{BEGIN_VARIABLE}={text!r} is not a moment.", "Write it as 2026-12-31T23:59:30+07:00.", Exit.USAGE
        )
    return moment
