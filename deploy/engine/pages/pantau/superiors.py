"""Who is told when a role is late, as the worker finds it: from the office files."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

from deploy.offices_directory import offices_directory

if TYPE_CHECKING:
    from workers.office import Office

_log = logging.getLogger(__name__)


class Superiors:
    """The office files, read when somebody first asks who was told; ask in a thread, it takes half a second."""

    def __init__(self) -> None:
        self._offices: dict[str, Office] | None = None

    def told(self, office: str, role: str, day: dt.date, level: int) -> str:
        """What the official is called whom the escalation of that level was for; empty when the files do not say."""
        found = self._known().get(office)
        if found is None or role not in found.pejabat:
            return ""
        return found.told_of(role, day, level).jabatan

    def _known(self) -> dict[str, Office]:
        if self._offices is None:
            from workers.office import OfficeFileError, load_offices

            try:
                self._offices = load_offices(offices_directory())
            except OfficeFileError:
                _log.warning("The office files cannot be used, so nobody is named as told; `alur check` says why.")
                self._offices = {}
        return self._offices
