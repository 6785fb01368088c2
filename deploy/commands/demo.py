"""`alur demo`."""

from __future__ import annotations


def demo() -> None:
    """Run the six SOPs end to end, with people played through the public API.

    Brings up whatever is missing, and leaves it running so that you can look at it.
    """
    from deploy.demo.performance import perform

    perform()
