"""Reads what the broker's debug exporter writes: one JSON record per line."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Record = dict[str, Any]


class Records:
    """The records in the file `log`, read as they come; with `from_now`, only those that come later."""

    def __init__(self, log: Path, *, from_now: bool = False) -> None:
        self._log = log
        self._offset = log.stat().st_size if from_now and log.exists() else 0
        self._read: list[Record] = []

    def all(self, value_type: str | None = None, intent: str | None = None) -> list[Record]:
        """All records so far, or those of one value type and intent (such as USER_TASK, CREATED)."""
        self._catch_up()
        return [
            record
            for record in self._read
            if (value_type is None or record["valueType"] == value_type)
            and (intent is None or record["intent"] == intent)
        ]

    def wait_for(
        self,
        value_type: str,
        intent: str,
        matches: Callable[[Record], bool] = lambda _record: True,
        *,
        timeout: float = 20.0,
    ) -> Record:
        """The first record that matches; it may be there already. Raises AssertionError after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while True:
            for record in self.all(value_type, intent):
                if matches(record):
                    return record
            if time.monotonic() > deadline:
                last = [(record["valueType"], record["intent"]) for record in self._read[-15:]]
                raise AssertionError(f"no matching {value_type} {intent} within {timeout:.0f} s; the last were {last}")
            time.sleep(0.05)

    def take(self) -> list[Record]:
        """The records that came since the last call, each once."""
        self._catch_up()
        new, self._read = self._read, []
        return new

    def _catch_up(self) -> None:
        if not self._log.exists():
            return
        with self._log.open("rb") as stream:
            stream.seek(self._offset)
            text = stream.read()
        whole, newline, _rest = text.rpartition(b"\n")  # the last line may be half written
        self._offset += len(whole) + len(newline)
        self._read.extend(json.loads(line) for line in whole.splitlines() if line.strip())
