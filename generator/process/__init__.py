"""From the reviewed SOP to the process graph: meaning only, no coordinates (rules 1-9 of the design)."""

from generator.process.build import build_process

__all__ = ["build_process"]
