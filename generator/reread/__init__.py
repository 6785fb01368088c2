"""Re-reading a changed document: what changed, and which of the owner's answers still fit."""

from generator.reread.merging import Reread, reread

__all__ = ["Reread", "reread"]
