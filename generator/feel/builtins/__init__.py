"""The built-in functions, by subject; importing this fills the registry."""

from __future__ import annotations

from generator.feel.builtins import (  # noqa: F401
    booleans,
    contexts,
    conversion,
    lists,
    numeric,
    range_text,
    ranges,
    statistics,
    strings,
    temporal,
)
from generator.feel.builtins.registry import NO_MATCH, REGISTRY, InvalidArgument, Signature

MULTI_WORD_NAMES = tuple(name for name in REGISTRY if " " in name)
"""Functions whose name has blanks."""

__all__ = ["MULTI_WORD_NAMES", "NO_MATCH", "REGISTRY", "InvalidArgument", "Signature"]
