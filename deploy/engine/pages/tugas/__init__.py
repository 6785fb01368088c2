"""Tugas: the tasks of one person and of their groups, and everything around doing one."""

from __future__ import annotations

from deploy.engine.pages.page import PageRoute
from deploy.engine.pages.tugas import listing


def routes() -> list[PageRoute]:
    """Of all parts."""
    return [*listing.routes.all]
