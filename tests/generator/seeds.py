"""Which random SOPs a test runs through: the first forty, or as many as ALUR_RANDOM_SEEDS says; all in CI."""

from __future__ import annotations

import os

ALL = range(200)
_DEFAULT = len(ALL) if os.environ.get("CI") else 40
SEEDS = ALL[: int(os.environ.get("ALUR_RANDOM_SEEDS", _DEFAULT))]


def share(seeds: range) -> range:
    """As large a part of other seeds as SEEDS is of all: a test that draws hundreds is thorough where all are."""
    return seeds[: len(seeds) * len(SEEDS) // len(ALL)]
