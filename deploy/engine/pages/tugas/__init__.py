"""Tugas: the tasks of one person and of their groups, and everything around doing one."""

from __future__ import annotations

from deploy.engine.pages.page import PageRoute
from deploy.engine.pages.tugas import listing, starting, task


def routes() -> list[PageRoute]:
    """Of all parts; `/tugas/mulai` is no key of a task and comes before."""
    return [*listing.routes.all, *starting.routes.all, *task.routes.all]
