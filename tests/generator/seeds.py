"""Which random SOPs a test runs through: some by default, `ALUR_RANDOM_SOPS=200` of them where time allows."""

from __future__ import annotations

import os

COUNT = int(os.environ.get("ALUR_RANDOM_SOPS", "40"))
SEEDS = range(COUNT)
