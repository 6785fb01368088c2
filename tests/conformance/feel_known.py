"""Lists of cases that fail, each with its reason; they may only shrink."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml


def known_failures(path: Path) -> dict[str, str]:
    """Case -> reason; the file groups cases by reason."""
    if not path.exists():
        return {}
    groups = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    return {case: group["reason"] for group in groups for case in group["cases"]}


def differences(failed: Mapping[str, str], passed: set[str], known: Mapping[str, str]) -> list[str]:
    """What is not as listed: new failures, listed ones that pass, listed ones that are gone."""
    found = [f"FAILS, not listed: {case}: {why}" for case, why in failed.items() if case not in known]
    found += [f"PASSES, but is listed: {case}" for case in sorted(passed & known.keys())]
    found += [f"IS GONE, but is listed: {case}" for case in known if case not in failed and case not in passed]
    return found
