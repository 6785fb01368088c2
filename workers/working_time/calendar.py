"""Which minutes of a date are working time at an office, and what is wrong or missing in its calendar.

Order of the rules, strongest first: a decree of the office for that date; local holiday; national holiday or cuti
bersama; the week's hours, in Ramadan those of Ramadan.
"""

from __future__ import annotations

import datetime as dt

from workers.office import Office
from workers.office.calendar import DateRange
from workers.office.hours import Stretch

NOTICE_DAYS = 60
"""What will be missing is reported from this many days before it is needed."""

_CACHE_LIMIT = 5000


class CalendarDataMissing(LookupError):  # noqa: N818 -- it names a state of the data, as operators say it
    """The holidays of a year are not known: deadlines that touch it cannot be computed and are never guessed."""

    def __init__(self, office: str, year: int) -> None:
        self.office = office
        self.year = year
        super().__init__(
            f"kalender {year} belum ada untuk kantor {office}: tambahkan workers/calendars/{year}.yaml menurut SKB 3 "
            f"Menteri tahun {year}, atau berkas sendiri lewat `kalender:` di berkas kantor"
        )


def working_stretches(office: Office, day: dt.date) -> tuple[Stretch, ...]:
    """The working time of a date in minutes of the day, in order; empty: no working day.

    Raises CalendarDataMissing where the holidays of its year are unknown.
    """
    cache = office._stretches
    known = cache.get(day)
    if known is None:
        if len(cache) >= _CACHE_LIMIT:
            cache.clear()
        known = cache[day] = _stretches(office, day)
    return known


def is_working_day(office: Office, day: dt.date) -> bool:
    """Whether the office works on that date at all; raises CalendarDataMissing."""
    return bool(working_stretches(office, day))


def day_off_reason(office: Office, day: dt.date) -> str | None:
    """Why a date is off, in Bahasa Indonesia; None for a working day. Raises CalendarDataMissing."""
    if working_stretches(office, day):
        return None
    if day in office.hari_keputusan:
        return office.hari_keputusan[day][1]
    national = {} if office.kalender_uji_tanpa_hari_libur else office.tahun_kalender[day.year].days_off
    return office.hari_libur_lokal.get(day) or national.get(day) or "bukan hari kerja"


def calendar_gaps(office: Office, today: dt.date) -> list[str]:
    """Years whose holidays will be needed soon and are not known, in Bahasa Indonesia; empty: none.

    Checks fail on these, from 60 days before the last known day: tasks of such a year have no deadline.
    """
    if office.kalender_uji_tanpa_hari_libur:
        return []
    year = today.year
    while year in office.tahun_kalender and dt.date(year, 12, 31) - today <= dt.timedelta(days=NOTICE_DAYS):
        year += 1
    if year in office.tahun_kalender:
        return []
    return [
        f"kalender {year} belum ada (kantor {office.kode}): tugas yang tenggatnya menyentuh tahun {year} tampil tanpa "
        f"tenggat; tambahkan workers/calendars/{year}.yaml menurut SKB 3 Menteri, atau berkas sendiri lewat "
        "`kalender:` di berkas kantor, lalu jalankan ulang pekerja"
    ]


def calendar_warnings(office: Office, today: dt.date) -> list[str]:
    """What operators should know about the office's calendar and can go on with, in Bahasa Indonesia."""
    if office.kalender_uji_tanpa_hari_libur:
        return [
            f"kantor {office.kode} memakai kalender uji tanpa hari libur; hapus `kalender_uji_tanpa_hari_libur` "
            "dari berkas kantor sebelum dipakai untuk perkara sungguhan"
        ]
    if office.jam_kerja.ramadan is None:
        return []
    soon = today + dt.timedelta(days=NOTICE_DAYS)
    warnings = []
    for year in sorted({today.year, soon.year} & office.tahun_kalender.keys()):
        ranges = _ramadan(office, year)
        if not ranges:
            warnings.append(
                f"masa Ramadan {year} belum ada (kantor {office.kode}): jam kerja Ramadan tidak berlaku; isi `ramadan` "
                "di berkas kalender atau `masa_ramadan` di berkas kantor"
            )
        warnings += [
            f"masa Ramadan {r.mulai.isoformat()} sampai {r.selesai.isoformat()} masih perkiraan (kantor {office.kode}"
            "): sesuaikan `ramadan` di berkas kalender dengan ketetapan sidang isbat dan hapus `perkiraan`"
            for r in ranges
            if r.perkiraan and r.mulai <= soon and today <= r.selesai
        ]
    return warnings


def _stretches(office: Office, day: dt.date) -> tuple[Stretch, ...]:
    trial = office.kalender_uji_tanpa_hari_libur
    if not trial and day.year not in office.tahun_kalender:
        raise CalendarDataMissing(office.kode, day.year)
    if day in office.hari_keputusan:
        hours, _ = office.hari_keputusan[day]
        return () if hours is None else hours.stretches
    if day in office.hari_libur_lokal or (not trial and day in office.tahun_kalender[day.year].days_off):
        return ()
    week = office.jam_kerja.biasa
    if office.jam_kerja.ramadan is not None and any(day in span for span in _ramadan(office, day.year)):
        week = office.jam_kerja.ramadan
    usual = week.by_weekday[day.weekday()]
    return () if usual is None else usual.stretches


def _ramadan(office: Office, year: int) -> tuple[DateRange, ...]:
    """The Ramadan ranges that touch a year: the office's own where it gives any, else the national ones."""
    own = tuple(r for r in office.jam_kerja.masa_ramadan if year in (r.mulai.year, r.selesai.year))
    if own or office.kalender_uji_tanpa_hari_libur:
        return own
    # A Ramadan over the turn of the year stands in the calendar of either year.
    return tuple(
        r
        for near in (year - 1, year, year + 1)
        if near in office.tahun_kalender
        for r in office.tahun_kalender[near].ramadan
        if year in (r.mulai.year, r.selesai.year)
    )
