"""Which random SOPs a test runs through: the first forty, or as many as ALUR_RANDOM_SOPS says (CI: all)."""

from __future__ import annotations

import os

ALL = range(200)
SEEDS = ALL[: int(os.environ.get("ALUR_RANDOM_SOPS", "40"))]
