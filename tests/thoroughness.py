"""How much tests try: the whole range under CI, a fifth of it by default, so that people run the suite often."""

from __future__ import annotations

import os

THOROUGH = os.environ.get("CI", "").lower() == "true"


def examples(many: int) -> int:
    """How many of `many` examples are tried now."""
    return many if THOROUGH else -(-many // 5)
