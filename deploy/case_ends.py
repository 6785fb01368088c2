"""Ends of cases that no job told: a case that was cancelled in Operate runs no listener."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from deploy.camunda import Operate
from deploy.engine import Engine
from deploy.engine.settings import LOGIN
from deploy.errors import AlurError

if TYPE_CHECKING:
    from workers.storage import Storage


def learn_ends(storage: Storage, cases: Iterable[int]) -> int:
    """Record the ends that Operate knows of, where the engine runs here; how many. Links to their letters die."""
    from workers.storage import Cases

    known = list(cases)
    if not known:
        return 0
    try:
        engine = Engine.running()
    except AlurError:
        return 0
    if not engine.settings.webapps:
        return 0
    operate = Operate(engine.web_url, LOGIN, LOGIN)
    book = Cases(storage)
    learned = 0
    for key in known:
        case = operate.case(str(key))
        if case is not None and case.state != "ACTIVE":
            ended = dt.datetime.fromisoformat(case.ended) if case.ended else dt.datetime.now(dt.UTC)
            book.close(key, perkara=str(operate.variables(str(key)).get("nomorPerkara") or ""), at=ended)
            learned += 1
    return learned
