"""National holidays and Ramadan of a year, and days that an office's own decree changes: files, never rules.

Which days are off is decided year by year (SKB 3 Menteri, sidang isbat), so there is nothing to compute: a year
without a file is unknown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from workers.office.hours import Breaks, OfficeHours, Span
from workers.office.marked_yaml import OfficeFileError, problem_at, read_marked, validate

NATIONAL_CALENDARS = Path(__file__).resolve().parent.parent / "calendars"
"""Folder of the national calendars that come with Alur, one file `<year>.yaml` per year."""


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    if not all(c.isprintable() for c in line):
        raise ValueError("memuat huruf yang tidak tampak atau membalik arah tulisan")
    return line


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), AfterValidator(_one_line)]
"""One line, as it is printed, put into a mail's header, shown on a page."""

MAX_RANGE_DAYS = 400


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Decree(_Model):
    """The decision that a day rests on."""

    nomor: Text
    tanggal: dt.date | None = None
    tentang: Text


class DateRange(_Model):
    """From `mulai` to `selesai`, both included."""

    mulai: dt.date
    selesai: dt.date
    sumber: Text
    perkiraan: bool = False
    """Expected only: whoever decides has not decided yet (sidang isbat). It counts, and is reported."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not dt.timedelta(0) <= self.selesai - self.mulai <= dt.timedelta(days=MAX_RANGE_DAYS):
            raise ValueError("`selesai` harus pada atau sesudah `mulai`, paling lama 400 hari")
        return self

    def __contains__(self, day: object) -> bool:
        return isinstance(day, dt.date) and self.mulai <= day <= self.selesai


class NamedDay(_Model):
    tanggal: dt.date
    nama: Text


class YearCalendar(_Model):
    """National holidays, cuti bersama and Ramadan of one year."""

    tahun: int = Field(ge=2000, le=2100)
    sumber: tuple[Decree, ...] = Field(min_length=1)
    pemeriksaan: Text
    """How and how far the dates were checked against the decrees; for readers of the file."""
    libur_nasional: tuple[NamedDay, ...] = Field(min_length=1)
    cuti_bersama: tuple[NamedDay, ...] = ()
    ramadan: tuple[DateRange, ...] = ()

    @model_validator(mode="after")
    def _within_year(self) -> Self:
        days = [day.tanggal for day in (*self.libur_nasional, *self.cuti_bersama)]
        if wrong := sorted(day for day in days if day.year != self.tahun):
            raise ValueError(f"tanggal di luar tahun {self.tahun}: {', '.join(day.isoformat() for day in wrong)}")
        if twice := sorted({day for day in days if days.count(day) > 1}):
            raise ValueError(f"tanggal ditulis dua kali: {', '.join(day.isoformat() for day in twice)}")
        if any(self.tahun not in (span.mulai.year, span.selesai.year) for span in self.ramadan):
            raise ValueError(f"masa Ramadan tidak menyentuh tahun {self.tahun}")
        return self

    @property
    def days_off(self) -> dict[dt.date, str]:
        """Every day off with its name; cuti bersama is marked as such."""
        return {day.tanggal: day.nama for day in self.libur_nasional} | {
            day.tanggal: f"Cuti bersama: {day.nama}" for day in self.cuti_bersama
        }


class DecreedDay(_Model):
    """A day, or every day from `tanggal` to `sampai`, that the decree makes off or gives other hours."""

    tanggal: dt.date
    sampai: dt.date | None = None
    libur: bool = False
    jam: Span | None = None
    istirahat: Breaks = ()
    keterangan: Text

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if self.libur == (self.jam is not None):
            raise ValueError("isi tepat satu dari `libur: true` atau `jam`")
        if self.libur and self.istirahat:
            raise ValueError("hari libur tidak memakai `istirahat`")
        _ = self.hours
        _ = list(self.days())
        return self

    @property
    def hours(self) -> OfficeHours | None:
        """None: the day is off."""
        return None if self.jam is None else OfficeHours(jam=self.jam, istirahat=self.istirahat)

    def days(self) -> Iterator[dt.date]:
        """Every date of the range, in order."""
        last = self.sampai or self.tanggal
        if not 0 <= (last - self.tanggal).days <= MAX_RANGE_DAYS:
            raise ValueError("`sampai` harus pada atau sesudah `tanggal`, paling lama 400 hari")
        return (self.tanggal + dt.timedelta(days=n) for n in range((last - self.tanggal).days + 1))


class DecreeFile(_Model):
    """A decree of the office (or of its head of region) that changes working days; one file per decree."""

    keputusan: Decree
    hari: tuple[DecreedDay, ...] = Field(min_length=1)


def load_year_calendar(path: Path) -> YearCalendar:
    """One calendar file; OfficeFileError where it cannot be used, also where name and year do not match."""
    content, lines = read_marked(path)
    calendar = validate(YearCalendar, content, path, lines)
    if not path.stem.endswith(str(calendar.tahun)):
        message = f"nama berkas harus berakhir dengan tahunnya, {calendar.tahun}"
        raise OfficeFileError([problem_at(path, lines, ("tahun",), message, "Ganti nama berkas atau tahunnya")])
    return calendar


def load_decree(path: Path) -> DecreeFile:
    """One decree file; OfficeFileError where it cannot be used."""
    content, lines = read_marked(path)
    return validate(DecreeFile, content, path, lines)


def load_national_calendars(folder: Path = NATIONAL_CALENDARS) -> dict[int, YearCalendar]:
    """Every national calendar of the folder by year."""
    calendars = (load_year_calendar(path) for path in sorted(folder.glob("*.yaml")))
    return {calendar.tahun: calendar for calendar in calendars}
