"""Pantau: cases of the office for operators and heads; what is late, why, and what to do."""

from __future__ import annotations

from deploy.engine.pages.page import PageRoute
from deploy.engine.pages.pantau import case, cases, incidents, mending, processes


def routes() -> list[PageRoute]:
    """Of all parts."""
    parts = (cases, incidents, mending, processes, case)
    return [route for part in parts for route in part.routes.all]
