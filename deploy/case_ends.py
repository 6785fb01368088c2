"""Ends of cases that no job told: a case that was cancelled at the engine runs no listener."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from deploy.camunda import Connection, connect
from deploy.errors import AlurError
from deploy.exits import Exit

if TYPE_CHECKING:
    from workers.storage import Storage


def learn_ends(storage: Storage, cases: Iterable[int], engine: Callable[[], Connection] = connect) -> int:
    """Record the ends that the engine knows of; how many. Links to their letters die.

    Without an engine nothing is learned. Raises AlurError when one is there and refuses.
    """
    from workers.storage import Cases

    known = list(cases)
    if not known:
        return 0
    try:
        client = engine().client
    except AlurError as failure:
        if failure.exit_code is Exit.ENGINE_DOWN:
            return 0
        raise
    book = Cases(storage)
    learned = 0
    for key in known:
        case = client.case(str(key))
        if case is not None and case.state != "ACTIVE":
            ended = case.ended or dt.datetime.now(dt.UTC)
            book.close(key, perkara=str(client.variables(str(key)).get("nomorPerkara") or ""), at=ended)
            learned += 1
    return learned
