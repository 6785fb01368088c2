"""The office file's register settings as the numbering's rule."""

from __future__ import annotations

from workers.numbering import RegisterRule
from workers.office import Office
from workers.runtime.failures import NeedsPerson


def register_rule(office: Office, sop: str, slot: str, jenis: str) -> RegisterRule:
    """The rule for a letter, with the classification code of its SOP or slot. Raises NeedsPerson, FormatError."""
    if jenis not in office.registers:
        raise NeedsPerson(
            f"Office {office.kode} has no letter register for the kind {jenis}.",
            "Add it under `register` in the office file, start the workers again and retry the incident.",
        )
    return office.register_rule(jenis, sop, slot)
