"""Work that is done again and again beside the jobs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from workers.runtime.backoff import BackOff, Failures


@dataclass
class Periodic:
    """Calls `work` again `seconds` after it ended, at once when it returns true, and later after failures."""

    name: str
    seconds: float
    work: Callable[[], Awaitable[bool]]
    """Returns true when there is more to do now."""
    failed: Callable[[str, Exception, int], None]
    """Told the name, the failure and how many there were in a row. Must not raise."""
    back_off: BackOff = field(default=BackOff(first=1.0, limit=30.0))

    async def run(self) -> None:
        """Until cancelled."""
        failures = Failures(self.back_off)
        while True:
            try:
                more = await self.work()
                failures.reset()
                wait = 0.0 if more else self.seconds
            except Exception as failure:
                wait = max(self.seconds, failures.next_wait())
                self.failed(self.name, failure, failures.count)
            await asyncio.sleep(wait)
