"""Deadlines in working time: by hand for the known corners, and against a slow model for everything else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pace import pieces, within
from tests.thoroughness import examples
from workers.office import NATIONAL_CALENDARS, Office, load_office
from workers.office.calendar import NamedDay
from workers.office.hours import OfficeHours, WeekHours
from workers.working_time import (
    deadline,
    deadline_on,
    engine_time,
    is_working_day,
    parse_duration,
    parse_engine_time,
    working_minutes,
)

OFFICES = Path(__file__).resolve().parents[2] / "deploy" / "offices"
JAKARTA = load_office(OFFICES / "kemenag-dki.yaml")
MAKASSAR = load_office(OFFICES / "biro-organisasi-kalsel.yaml")


def same_clock(office: Office) -> Office:
    hours = office.jam_kerja.model_copy(update={"hari_berakhir": "jam_sama"})
    return office.model_copy(update={"jam_kerja": hours})


@pytest.mark.parametrize(
    ("start", "duration", "expected"),
    [
        # Inside a stretch, over lunch, exactly to the end of a stretch.
        ("2026-11-23T08:00:00", "PT15M", "2026-11-23T08:15:00"),
        ("2026-11-23T11:50:00", "PT15M", "2026-11-23T13:05:00"),
        ("2026-11-23T11:45:00", "PT15M", "2026-11-23T12:00:00"),
        ("2026-11-23T15:45:00", "PT15M", "2026-11-23T16:00:00"),
        ("2026-11-23T15:45:01", "PT15M", "2026-11-24T07:30:01"),
        # Before opening, in the break, after closing.
        ("2026-11-23T05:00:00", "PT1H", "2026-11-23T08:30:00"),
        ("2026-11-23T12:30:00", "PT1H30M", "2026-11-23T14:30:00"),
        ("2026-11-23T16:00:00", "PT10M", "2026-11-24T07:40:00"),
        # Friday's longer break and close, then the week-end.
        ("2026-11-27T11:20:00", "PT20M", "2026-11-27T13:10:00"),
        ("2026-11-27T16:25:00", "PT10M", "2026-11-30T07:35:00"),
        # Ramadan hours 2026: 08.00-15.00, Friday until 15.30.
        ("2026-02-19T07:30:00", "PT15M", "2026-02-19T08:15:00"),
        ("2026-02-19T14:50:00", "PT15M", "2026-02-20T08:05:00"),
        # The last working day before Nyepi and Idulfitri 2026 is 17 March; work begins again on 25 March.
        ("2026-03-17T14:55:00", "PT10M", "2026-03-25T07:35:00"),
        # Christmas 2026: Thursday 24 is cuti bersama, then the week-end.
        ("2026-12-23T15:50:00", "PT20M", "2026-12-28T07:40:00"),
        ("2026-12-23T10:00:00", "P1D", "2026-12-28T16:00:00"),
        # Days: the day of the start is not counted; the last one ends at its own close.
        ("2026-11-23T08:00:00", "P1D", "2026-11-24T16:00:00"),
        ("2026-11-23T23:59:59", "P1D", "2026-11-24T16:00:00"),
        ("2026-11-26T08:00:00", "P1D", "2026-11-27T16:30:00"),
        ("2026-11-27T08:00:00", "P1D", "2026-11-30T16:00:00"),
        ("2026-11-28T08:00:00", "P1D", "2026-11-30T16:00:00"),
        ("2026-11-23T08:00:00", "P3D", "2026-11-26T16:00:00"),
        ("2026-11-23T08:00:00", "P1W", "2026-11-30T16:00:00"),
        ("2026-11-23T08:00:00", "P1WT30M", "2026-12-01T08:00:00"),
        # Year end.
        ("2025-12-31T15:30:00", "PT1H", "2026-01-02T08:00:00"),
        ("2025-12-31T15:30:00", "P1D", "2026-01-02T16:30:00"),
    ],
)
def test_by_hand(start: str, duration: str, expected: str) -> None:
    begin = parse_engine_time(f"{start}+07:00")
    assert engine_time(deadline(JAKARTA, begin, duration)) == f"{expected}+07:00"


@pytest.mark.parametrize(
    ("start", "duration", "expected"),
    [
        ("2026-11-23T10:17:05", "P1D", "2026-11-24T10:17:05"),
        ("2026-11-27T16:20:00", "P1D", "2026-11-30T16:00:00"),  # Monday closes earlier than Friday
        ("2026-11-28T10:00:00", "P1D", "2026-12-01T07:30:00"),  # a Saturday counts as the next opening
        ("2026-11-23T06:00:00", "P2D", "2026-11-25T07:30:00"),
        ("2026-02-18T07:30:00", "P1D", "2026-02-19T08:00:00"),  # Ramadan opens later
    ],
)
def test_days_that_end_at_the_clock_time_of_the_start(start: str, duration: str, expected: str) -> None:
    begin = parse_engine_time(f"{start}+07:00")
    assert engine_time(deadline(same_clock(JAKARTA), begin, duration)) == f"{expected}+07:00"


def test_deadlines_are_in_the_zone_of_the_office() -> None:
    start = parse_engine_time("2026-11-23T01:00:00.987Z[Etc/UTC]")
    assert engine_time(deadline(JAKARTA, start, "PT15M")) == "2026-11-23T08:15:00+07:00"
    assert engine_time(deadline(MAKASSAR, start, "PT15M")) == "2026-11-23T09:15:00+08:00"
    # 23.30 UTC on Sunday is Monday morning in Makassar, before opening there by a minute or so more than in Jakarta.
    start = parse_engine_time("2026-11-22T23:31:00Z")
    assert engine_time(deadline(MAKASSAR, start, "PT15M")) == "2026-11-23T07:46:00+08:00"
    assert engine_time(deadline(JAKARTA, start, "PT15M")) == "2026-11-23T07:45:00+07:00"


def test_a_scheduled_date_ends_at_its_close() -> None:
    assert engine_time(deadline_on(JAKARTA, dt.date(2026, 11, 27))) == "2026-11-27T16:30:00+07:00"
    assert engine_time(deadline_on(MAKASSAR, dt.date(2026, 11, 28))) == "2026-11-30T16:00:00+08:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-22T10:31:20.123Z[Etc/UTC]", "2026-11-22T10:31:20.123000+00:00"),
        ("2026-11-22T10:31:20.123456789Z", "2026-11-22T10:31:20.123456+00:00"),
        ("2026-11-22T17:31:20+07:00[Asia/Jakarta]", "2026-11-22T17:31:20+07:00"),
        ("2026-11-22T17:31+07:00", "2026-11-22T17:31:00+07:00"),
        ("2026-11-22T17:31:20[Asia/Makassar]", "2026-11-22T17:31:20+08:00"),
    ],
)
def test_engine_times(text: str, expected: str) -> None:
    assert parse_engine_time(text).isoformat() == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-22",
        "2026-11-22T10:31:20",
        "2026-11-22T10:31:20[Asia/Nowhere]",
        "2026-13-22T10:31:20Z",
        "2026-11-22T10:31:20[../../etc/passwd]",
        "2026-11-22T10:31:20Z\n",
        "x" * 99,
    ],
)
def test_texts_that_are_no_moments(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_engine_time(text)


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "15", "PT0M", "P0D", "P1Y", "PT30S", "-P1D", "P1001D", "PT9999999M", "PT15M\n"]
)
def test_texts_that_are_no_working_durations(text: str) -> None:
    with pytest.raises(ValueError, match="duration"):
        parse_duration(text)


def test_a_start_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        deadline(JAKARTA, dt.datetime(2026, 11, 23, 8), "PT15M")
    with pytest.raises(ValueError, match="zone"):
        engine_time(dt.datetime(2026, 11, 23, 8))


def test_deadlines_are_fast() -> None:
    """Well under a millisecond each, also over Idulfitri and with a cold calendar."""
    office = load_office(OFFICES / "kemenag-dki.yaml")
    start = parse_engine_time("2026-03-10T08:00:00+07:00")

    def thousand() -> None:
        for minute in range(500):
            deadline(office, start + dt.timedelta(minutes=minute), "P5D")
            deadline(office, start + dt.timedelta(minutes=minute), "PT7H")

    assert within(900, lambda: pieces(thousand))


# --- the slow, obvious model: step through time and look at the clock on the wall --------------------------------

GRAIN = dt.timedelta(seconds=30)
DAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")


class Wall:
    """An office as a person would read it off its file, knowing nothing of the code under test."""

    def __init__(self, file: str) -> None:
        raw = yaml.safe_load((OFFICES / file).read_text("utf-8"))
        self.ordinary = raw["jam_kerja"]["biasa"]
        self.fasting = raw["jam_kerja"]["ramadan"]
        self.off: set[dt.date] = set()
        self.ramadan: list[tuple[dt.date, dt.date]] = []
        for path in NATIONAL_CALENDARS.glob("*.yaml"):
            year = yaml.safe_load(path.read_text("utf-8"))
            self.off |= {day["tanggal"] for day in year["libur_nasional"] + year["cuti_bersama"]}
            self.ramadan += [(r["mulai"], r["selesai"]) for r in year["ramadan"]]

    def day(self, day: dt.date) -> dict[str, str] | None:
        if day in self.off:
            return None
        fasting = any(first <= day <= last for first, last in self.ramadan)
        hours: dict[str, str] | None = (self.fasting if fasting else self.ordinary).get(DAYS[day.weekday()])
        return hours

    def works(self, moment: dt.datetime) -> bool:
        hours = self.day(moment.date())
        if hours is None:
            return False
        clock = f"{moment:%H:%M}"
        opens, closes = hours["jam"].split("-")
        breaks = [hours["istirahat"]] if isinstance(hours["istirahat"], str) else hours["istirahat"]
        resting = any(span.split("-")[0] <= clock < span.split("-")[1] for span in breaks)
        return opens <= clock < closes and not resting

    def after_minutes(self, moment: dt.datetime, minutes: int) -> dt.datetime:
        left = dt.timedelta(minutes=minutes)
        while left:
            if self.day(moment.date()) is None:
                moment = dt.datetime.combine(moment.date() + dt.timedelta(days=1), dt.time(), tzinfo=moment.tzinfo)
                continue
            if self.works(moment):
                left -= GRAIN
            moment += GRAIN
        return moment

    def after_days(self, moment: dt.datetime, days: int) -> dt.datetime:
        day = moment.date()
        while days:
            day += dt.timedelta(days=1)
            if self.day(day) is not None:
                days -= 1
        hours = self.day(day)
        assert hours is not None
        closes = hours["jam"].split("-")[1]
        return dt.datetime.combine(day, dt.time.fromisoformat(closes), tzinfo=moment.tzinfo)


WALLS = {"kemenag-dki": (JAKARTA, Wall("kemenag-dki.yaml")), "kalsel": (MAKASSAR, Wall("biro-organisasi-kalsel.yaml"))}

# Whole years would mostly test ordinary weeks; half of the starts lie near Ramadan, long holidays and the year's turn.
_CORNERS = [dt.datetime(2026, 2, 13), dt.datetime(2026, 3, 13), dt.datetime(2025, 12, 22), dt.datetime(2025, 3, 24)]
starts = st.one_of(
    st.integers(0, 2 * 364 * 2880 - 60 * 2880).map(lambda n: dt.datetime(2025, 1, 1) + n * GRAIN),
    st.builds(lambda corner, n: corner + n * GRAIN, st.sampled_from(_CORNERS), st.integers(0, 14 * 2880)),
)


@settings(max_examples=examples(80), deadline=None)
@given(st.sampled_from(sorted(WALLS)), starts, st.integers(1, 20 * 60))
def test_minutes_agree_with_the_clock_on_the_wall(name: str, start: dt.datetime, minutes: int) -> None:
    office, wall = WALLS[name]
    begin = start.replace(tzinfo=office.zone)
    assert deadline(office, begin, f"PT{minutes}M") == wall.after_minutes(begin, minutes)


@settings(max_examples=examples(150), deadline=None)
@given(st.sampled_from(sorted(WALLS)), starts, st.integers(1, 15))
def test_days_agree_with_the_clock_on_the_wall(name: str, start: dt.datetime, days: int) -> None:
    office, wall = WALLS[name]
    begin = start.replace(tzinfo=office.zone)
    assert deadline(office, begin, f"P{days}D") == wall.after_days(begin, days)


# --- laws that hold for every office, also odd ones ---------------------------------------------------------------


@st.composite
def hours(draw: st.DrawFn) -> OfficeHours:
    """Hours with up to two breaks, also such that touch the opening or the close."""
    count = draw(st.sampled_from([2, 4, 6]))
    edges = sorted(draw(st.lists(st.integers(0, 288), min_size=count, max_size=count, unique=True)))
    clock = [f"{edge * 5 // 60:02}:{edge * 5 % 60:02}" for edge in edges]
    breaks = tuple(f"{clock[i]}-{clock[i + 1]}" for i in range(1, count - 1, 2))
    return OfficeHours(jam=f"{clock[0]}-{clock[-1]}", istirahat=breaks)


@st.composite
def offices(draw: st.DrawFn) -> Office:
    week = {day: draw(st.none() | hours()) for day in DAYS[1:]} | {"senin": draw(hours())}
    days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    off = sorted(draw(st.sets(days, max_size=12)) | {dt.date(2026, 1, 1)})
    # An office that works five minutes a week needs years for a day's work.
    years = {
        year: JAKARTA.tahun_kalender[2026].model_copy(
            update={
                "tahun": year,
                "libur_nasional": tuple(NamedDay(tanggal=d.replace(year=year), nama="x") for d in off),
                "cuti_bersama": (),
                "ramadan": (),
            }
        )
        for year in range(2026, 2040)
    }
    decrees = draw(st.dictionaries(days, st.tuples(st.none() | hours(), st.just("x")), max_size=6))
    working = JAKARTA.jam_kerja.model_copy(
        update={"biasa": WeekHours(**week), "hari_berakhir": draw(st.sampled_from(["akhir_hari", "jam_sama"]))}
    )
    fields = JAKARTA.model_dump(by_alias=True)
    fields |= {"jam_kerja": working, "tahun_kalender": years, "hari_keputusan": decrees}
    return Office.model_validate(fields)


moments = st.integers(0, 250 * 86400).map(
    lambda second: dt.datetime(2026, 1, 1, tzinfo=JAKARTA.zone) + dt.timedelta(seconds=second)
)


@settings(max_examples=examples(150), deadline=None)
@given(offices(), moments, st.integers(1, 600), st.integers(1, 600))
def test_working_time_adds_up(office: Office, start: dt.datetime, first: int, second: int) -> None:
    halfway = deadline(office, start, f"PT{first}M")
    end = deadline(office, halfway, f"PT{second}M")
    assert end == deadline(office, start, f"PT{first + second}M")
    assert start < halfway < end
    assert working_minutes(office, start, halfway) == first
    assert working_minutes(office, start, end) == first + second


@settings(max_examples=examples(150), deadline=None)
@given(offices(), moments, moments, st.sampled_from(["PT7M", "PT11H", "P1D", "P4D", "P1W", "P2DT1H30M"]))
def test_who_starts_later_is_never_due_earlier(
    office: Office, one: dt.datetime, other: dt.datetime, length: str
) -> None:
    first, later = sorted((one, other))
    assert deadline(office, first, length) <= deadline(office, later, length)
    assert deadline(office, later, length) > later


@settings(max_examples=examples(100), deadline=None)
@given(offices(), moments, st.integers(1, 20))
def test_a_deadline_in_days_lies_on_a_working_day(office: Office, start: dt.datetime, days: int) -> None:
    end = deadline(office, start, f"P{days}D")
    just_before = end - dt.timedelta(seconds=60)
    if office.jam_kerja.hari_berakhir == "akhir_hari":
        assert working_minutes(office, just_before, end) == 1
        assert working_minutes(office, end, end.replace(hour=23, minute=59)) == 0 or end.hour == 0
    # Midnight is the opening of its own day or the close of the day before.
    days_of_end = {end.date(), (end - dt.timedelta(microseconds=1)).date()}
    assert any(is_working_day(office, day) for day in days_of_end)


def test_a_copy_with_other_hours_does_not_keep_the_old_ones() -> None:
    start = parse_engine_time("2026-11-23T08:00:00+07:00")
    assert deadline(JAKARTA, start, "PT15M").hour == 8
    late = JAKARTA.jam_kerja.model_copy(update={"biasa": WeekHours(senin=OfficeHours(jam="20:00-21:00"))})
    assert deadline(JAKARTA.model_copy(update={"jam_kerja": late}), start, "PT15M").hour == 20
