"""Which random SOPs a test runs through: the first forty, or as many as ALUR_RANDOM_SEEDS says; all under CI."""

from __future__ import annotations

import os

from tests.thoroughness import examples

ALL = range(200)
SEEDS = ALL[: int(os.environ.get("ALUR_RANDOM_SEEDS", examples(len(ALL))))]


def share(seeds: range) -> range:
    """As large a part of other seeds as SEEDS is of all: a test that draws hundreds is thorough where all are."""
    return seeds[: len(seeds) * len(SEEDS) // len(ALL)]
