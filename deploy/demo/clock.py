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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from deploy.camunda import EngineClient
from deploy.errors import AlurError
from deploy.exits import Exit

BEGIN_VARIABLE = "ALUR_DEMO_BEGIN"
_TICK_SECONDS = 0.1


class RunningClock:
    """Keeps the engine's clock `ahead` of the machine's and running, by pinning it again and again.

    With `patient` an engine that does not answer is asked again; otherwise its failure is raised by `now`.
    """

    def __init__(self, client: EngineClient, ahead: dt.timedelta, *, patient: bool = False) -> None:
        self.ahead = ahead
        self._client = client
        self._patient = patient
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._failure: AlurError | None = None
        self._thread = threading.Thread(target=self._run, name="running clock", daemon=True)

    def now(self) -> dt.datetime:
        """The engine's time."""
        if self._failure is not None:
            raise self._failure
        return dt.datetime.now(dt.UTC) + self.ahead

    @contextmanager
    def standing(self) -> Iterator[None]:
        """It does not pin the clock during the block."""
        with self._lock:
            yield

    def __enter__(self) -> RunningClock:
        self._pin()
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join(60)

    def _run(self) -> None:
        while not self._over.wait(_TICK_SECONDS) and self._failure is None:
            with self._lock:
                self._pin()

    def _pin(self) -> None:
        try:
            self._client.pin_clock(self.now())
        except AlurError as failure:
            if not self._patient:
                self._failure = failure


class DemoClock:
    """Entered, it is the engine's clock; left, the engine's clock is the machine's again."""

    def __init__(
        self, client: EngineClient, engine_time: Callable[[], dt.datetime], begin: dt.datetime | None = None
    ) -> None:
        self._client = client
        self._engine_time = engine_time
        self._running = RunningClock(client, begin - dt.datetime.now(dt.UTC)) if begin is not None else None

    def now(self) -> dt.datetime:
        """The engine's time."""
        return self._engine_time() if self._running is None else self._running.now()

    @contextmanager
    def standing_at(self, moment: dt.datetime) -> Iterator[None]:
        """The engine's clock stands at `moment` during the block."""
        if self._running is not None:
            with self._running.standing():
                self._client.pin_clock(moment)
                yield
            return
        self._client.pin_clock(moment)
        try:
            yield
        finally:
            self._client.reset_clock()

    def __enter__(self) -> DemoClock:
        # Also after a demonstration that was killed while the clock stood.
        self._client.reset_clock()
        if self._running is not None:
            self._running.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._running is not None:
            self._running.__exit__(kind, error, trace)
        self._client.reset_clock()


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
