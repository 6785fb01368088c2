"""What the pages need of the office files: the zone that its times are shown in, and what the office is called."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from deploy.offices_directory import offices_directory

_log = logging.getLogger(__name__)
_DEFAULT = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True)
class OfficeFacts:
    """An office, as far as the pages care."""

    name: str
    zone: ZoneInfo


class Offices:
    """The office files, read once, and not before a page asks.

    Two keys are looked at, not the whole model of `workers.office`: importing that takes longer than the engine takes
    to start, and a fault elsewhere in a file should not keep staff from their tasks.
    """

    def __init__(self) -> None:
        self._known: dict[str, OfficeFacts] | None = None

    def facts(self, slug: str) -> OfficeFacts:
        """Of an office; one without a file is called by its slug and lies in the zone of Jakarta."""
        if self._known is None:
            self._known = {path.stem: _facts(path) for path in offices_directory().glob("*.yaml")}
        return self._known.get(slug) or OfficeFacts(slug, _DEFAULT)


def _facts(path: Path) -> OfficeFacts:
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return OfficeFacts(str(content["nama"]), ZoneInfo(content["zona"]))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError):
        _log.warning("The office file %s cannot be used; `alur check` says why.", path.name)
        return OfficeFacts(path.stem, _DEFAULT)
