"""Batch operations: carried out at once when they are asked for, and remembered while the engine runs."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from deploy.engine.search.times import iso_time

_REMEMBERED = 1_000
_KEYS = (1 << 52) | (1 << 51)
"""Above the keys of variables, below 2**53."""


@dataclass
class Batch:
    """One operation on many process instances."""

    key: int
    kind: str
    began: int
    ended: int = 0
    items: list[tuple[int, str]] = field(default_factory=list)
    """(process instance, why it was refused or '')"""

    def created(self) -> dict[str, Any]:
        """The answer to who asked for it."""
        return {"batchOperationKey": str(self.key), "batchOperationType": self.kind}

    def document(self) -> dict[str, Any]:
        """As the API shows it."""
        failed = sum(bool(reason) for _, reason in self.items)
        return {
            "batchOperationKey": str(self.key),
            "state": "PARTIALLY_COMPLETED" if failed else "COMPLETED",
            "batchOperationType": self.kind,
            "startDate": iso_time(self.began),
            "endDate": iso_time(self.ended),
            "actorType": "ANONYMOUS",
            "actorId": None,
            "operationsTotalCount": len(self.items),
            "operationsFailedCount": failed,
            "operationsCompletedCount": len(self.items) - failed,
            "errors": [],
        }


class Batches:
    """The last operations of this run of the engine."""

    def __init__(self) -> None:
        self._all: OrderedDict[int, Batch] = OrderedDict()
        self._number = 0

    def begin(self, kind: str, now: int) -> Batch:
        """A new one."""
        self._number += 1
        batch = Batch(_KEYS + self._number, kind, now)
        self._all[batch.key] = batch
        if len(self._all) > _REMEMBERED:
            self._all.popitem(last=False)
        return batch

    def newest_first(self) -> list[Batch]:
        """All of them."""
        return list(reversed(self._all.values()))

    def get(self, key: int) -> Batch | None:
        """One of them."""
        return self._all.get(key)
