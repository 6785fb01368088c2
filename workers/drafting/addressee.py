"""To whom a letter goes, as it stands over the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workers.drafting.values import DraftDataMissing, clean_fields
from workers.office import Office


@dataclass(frozen=True)
class Addressee:
    """`Yth. <penerima>`, `u.p. <melalui>`, `di <kota>`; `kota` is `Tempat` where it is not known."""

    penerima: str
    melalui: str | None
    kota: str


def addressee_of(office: Office, tujuan: str | None, permohonan: Mapping[str, object]) -> Addressee:
    """The addressee of a letter; DraftDataMissing where the office file does not know the party.

    For a party that differs in every case (the applicant), the case's own fields replace the office file's.
    """
    party = office.pihak_luar.get(tujuan) if tujuan else None
    if party is None:
        raise DraftDataMissing(("surat.tujuan",))
    party = party.for_case(clean_fields(permohonan))
    return Addressee(penerima=party.penerima, melalui=party.melalui, kota=party.kota or "Tempat")
