"""The broker's clock, which tests and the demo may move forward.

A jump lives in the broker's memory only: after a restart the broker would be back in real time, and every timer made
after the jump would wait that much longer, for days. Alur therefore writes down the sum of all jumps beside the data
they belong to and jumps again right after each start. Deleting the data forgets the jumps with it. The other way,
starting every time with empty data, would throw away cases that people may be looking at in Operate.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import httpx

from deploy.errors import AlurError
from deploy.exits import Exit

_TIMEOUT_SECONDS = 10.0


class Clock:
    """The clock of the broker whose management port is at `management_url`; `record` keeps the sum of its jumps."""

    def __init__(self, management_url: str, record: Path | None) -> None:
        self._url = f"{management_url}/actuator/clock"
        self._record = record

    def now(self) -> datetime:
        """The engine's time (UTC)."""
        return _time_of(self._ask("GET", self._url))

    def add(self, milliseconds: int) -> datetime:
        """Move the engine's time forward and return the new time. Never backwards: timers would be lost."""
        if milliseconds < 0:
            raise ValueError("the engine's clock only moves forward")
        before = 0 if self._record is None else recorded_offset(self._record)
        if self._record is not None:
            _write(self._record, before + milliseconds)
        try:
            return self._jump(milliseconds)
        except AlurError:
            if self._record is not None:
                _write(self._record, before)
            raise

    def restore(self) -> int:
        """After a start of the broker: jump by the recorded sum, and return it in milliseconds."""
        offset = 0 if self._record is None else recorded_offset(self._record)
        if offset:
            self._jump(offset)
        return offset

    def _jump(self, milliseconds: int) -> datetime:
        return _time_of(self._ask("POST", f"{self._url}/add", {"offsetMilli": milliseconds}))

    def _ask(self, method: str, url: str, body: dict[str, int] | None = None) -> httpx.Response:
        try:
            response = httpx.request(method, url, json=body, timeout=_TIMEOUT_SECONDS, trust_env=False)
        except httpx.HTTPError as failure:
            raise AlurError(
                f"The engine's clock cannot be reached: {failure}.",
                "Start the engine with `alur up`.",
                Exit.ENGINE_DOWN,
            ) from failure
        if response.status_code != httpx.codes.OK:
            raise AlurError(
                f"The engine refuses to move its clock (HTTP {response.status_code}).",
                "Start it with a movable clock: `alur up --demo-clock`.",
            )
        return response


def recorded_offset(record: Path) -> int:
    """The sum of all jumps in milliseconds that was recorded; 0 when there was none."""
    try:
        return int(json.loads(record.read_text(encoding="utf-8"))["offset_milliseconds"])
    except FileNotFoundError:
        return 0


def _write(record: Path, offset: int) -> None:
    record.parent.mkdir(parents=True, exist_ok=True)
    temporary = record.with_name(f"{record.name}.new")
    temporary.write_text(json.dumps({"offset_milliseconds": offset}), encoding="utf-8")
    os.replace(temporary, record)


def _time_of(response: httpx.Response) -> datetime:
    return datetime.fromtimestamp(response.json()["epochMilli"] / 1000, UTC)
