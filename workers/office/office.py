"""A loaded office: its file, its calendars and decrees, and the questions that jobs ask about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from pydantic import ConfigDict, Field, PrivateAttr

from workers.numbering.formats import RegisterRule
from workers.office.calendar import YearCalendar
from workers.office.hours import OfficeHours, Stretch
from workers.office.model import LetterStyle, OfficeFile, Person, Substitute


@dataclass(frozen=True)
class Holder:
    """Who holds a role on a date, for mails and escalations."""

    peran: str
    jabatan: str
    """The office held; with `Plt.`/`Plh.` before it where a substitute acts."""
    nama: str | None
    nip: str | None
    pangkat: str | None
    email: str


@dataclass(frozen=True)
class Signatory:
    """The signature block of a letter: lines over the signature, then who signs."""

    baris: tuple[str, ...]
    """E.g. `("a.n. Kepala Dinas", "Sekretaris", "u.b.", "Kasubag Umum")`; the last line gets the comma in print."""
    nama: str
    nip: str | None
    pangkat: str | None
    bentuk: Literal["", "Plt.", "Plh.", "a.n.", "u.b."]


class Office(OfficeFile):
    """An office ready for use: the office file with its calendars, decrees and where it was read from."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    berkas: Path
    tahun_kalender: Mapping[int, YearCalendar]
    """National data by year, with the office's own files in place of them."""
    hari_keputusan: Mapping[dt.date, tuple[OfficeHours | None, str]]
    """Days that decrees override: the hours (None: off) and why."""
    hari_libur_lokal: Mapping[dt.date, str] = Field(default_factory=dict)

    _stretches: dict[dt.date, tuple[Stretch, ...]] = PrivateAttr(default_factory=dict)
    """Working stretches by date, filled by workers.working_time; derived from the frozen fields alone."""

    def __repr__(self) -> str:
        # The fields hold names and NIP, which belong in no log or traceback.
        return f"Office({self.kode!r})"

    __str__ = __repr__

    def __copy__(self) -> Self:
        # What was derived from the fields does not hold for a copy with other fields.
        copied = super().__copy__()
        copied._stretches = {}
        return copied

    def holder_of(self, role: str, day: dt.date) -> Holder:
        """Who acts in the role on that date (Plt./Plh. included); KeyError for an unknown role."""
        if role in self.atasan_luar:
            superior = self.atasan_luar[role]
            return Holder(role, superior.jabatan, superior.nama, None, None, superior.email)
        official = self.pejabat[role]
        for substitute in official.pengganti:
            if substitute.acts and substitute.covers(day):
                person = self._person(substitute)
                return Holder(
                    role,
                    f"{substitute.bentuk} {official.jabatan}",
                    person.nama,
                    person.nip,
                    person.pangkat,
                    person.email or official.email,
                )
        return Holder(role, official.jabatan, official.nama, official.nip, official.pangkat, official.email)

    def superior_of(self, role: str, day: dt.date) -> Holder:
        """Whom a breach of the role is told: the next superior who is somebody else, on that date.

        A substitute may hold the superior's office as well as the late one; then it goes one level further up. The
        head of the office has a superior in `atasan_luar`. KeyError for a role that is not of this office.
        """
        late = self.holder_of(role, day)
        above = self.pejabat[role].atasan
        while above in self.pejabat:
            holder = self.holder_of(above, day)
            if holder.email != late.email:
                return holder
            above = self.pejabat[above].atasan
        return self.holder_of(above, day)

    def told_of(self, role: str, day: dt.date, level: int) -> Holder:
        """Whom that level of the escalation tells: 1 is the superior, each further one a step up.

        A late official who also acts for one of them is passed. KeyError for a role that is not of this office.
        """
        late = self.holder_of(role, day)
        superior = self.superior_of(role, day)
        told = 1
        while told < level and superior.peran in self.pejabat:
            superior = self.superior_of(superior.peran, day)
            told += superior.email != late.email
        return superior

    def signatory_of(self, role: str, day: dt.date) -> Signatory:
        """The signature block for a letter of that role on that date, with Plt./Plh./a.n./u.b.; KeyError as above."""
        official = self.pejabat[role]
        substitute = next((s for s in official.pengganti if s.covers(day)), None)
        if substitute is None:
            return Signatory((official.jabatan,), official.nama or "", official.nip, official.pangkat, "")
        person = self._person(substitute)
        own = person.jabatan or official.jabatan
        lines: tuple[str, ...]
        if substitute.acts:
            lines = (f"{substitute.bentuk} {official.jabatan}",)
        elif substitute.melalui is None:
            lines = (f"a.n. {official.jabatan}", own)
        else:
            lines = (f"a.n. {official.jabatan}", self.pejabat[substitute.melalui].jabatan, "u.b.", own)
        return Signatory(lines, person.nama, person.nip, person.pangkat, substitute.bentuk)

    def letter_style(self, sop: str, slot: str) -> LetterStyle:
        """The letter settings for one slot of one SOP: the office's, then the SOP's, then the slot's."""
        style = LetterStyle(klasifikasi=None, **self.surat.model_dump(include=set(LetterStyle.model_fields)))
        for key in (sop, f"{sop}/{slot}"):
            if (override := self.surat.khusus.get(key)) is not None:
                style = style.model_copy(update=override.model_dump(exclude_none=True))
        return style

    def register_rule(self, kind: str, sop: str, slot: str) -> RegisterRule:
        """The numbering's rule for a letter, with its own classification and grade; KeyError for an unknown kind."""
        style = self.letter_style(sop, slot)
        return self.registers[kind].rule(self.kode, kind, style.klasifikasi, style.sifat)

    def _person(self, substitute: Substitute) -> Person:
        if substitute.orang is not None:
            return substitute.orang
        assert substitute.oleh is not None  # noqa: S101 -- the model holds exactly one of both
        official = self.pejabat[substitute.oleh]
        return Person(
            nama=official.nama or official.jabatan,
            nip=official.nip,
            pangkat=official.pangkat,
            jabatan=official.jabatan,
            email=official.email,
        )
