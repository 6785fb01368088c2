"""Events change the state here and nowhere else, live and at recovery."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deploy.engine.core import events as e
from deploy.engine.core.applying import changes, definitions, elements, jobs, user_tasks, waiting
from deploy.engine.core.applying.case_of import MissingCaseError
from deploy.engine.core.applying.waiting import index_subscription
from deploy.engine.core.state import State

__all__ = ["MissingCaseError", "apply", "index_subscription"]

_APPLY: dict[type[Any], Callable[[State, Any, int], None]] = {
    **definitions.APPLY,
    **elements.APPLY,
    **jobs.APPLY,
    **user_tasks.APPLY,
    **waiting.APPLY,
    **changes.APPLY,
}


def apply(state: State, event: e.Event, now: int) -> None:
    """Change the state by one event; `now` is the time of its step in milliseconds."""
    _APPLY[type(event)](state, event, now)
