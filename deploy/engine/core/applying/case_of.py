"""The case that an event changes."""

from __future__ import annotations

from deploy.engine.core.entities import Case
from deploy.engine.core.state import State


class MissingCaseError(Exception):
    """An event names a case that the state does not have: the journal does not fit its snapshot."""


def case_of(state: State, key: int) -> Case:
    case = state.case(key)
    if case is None:
        raise MissingCaseError(f"no case for key {key}")
    state.dirty.add(case.root)
    return case
