"""Timers: ISO 8601 dates, durations and cycles, as Camunda's documentation of timer events has them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.engine.model.timers import FOREVER, due_from_date, interval, parse_cycle, parse_duration

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _ms(text: str) -> int:
    """Milliseconds of a UTC time, by the standard library."""
    return (datetime.fromisoformat(text).replace(tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2019-10-01T12:00:00Z", "2019-10-01T12:00:00"),
        ("2019-10-02T08:09:40+02:00", "2019-10-02T06:09:40"),
        ("2019-10-02T08:09:40+0700", "2019-10-02T01:09:40"),
        ("2019-10-02T08:09:40-07", "2019-10-02T15:09:40"),
        ("2019-10-02T08:09:40[Europe/Berlin]", "2019-10-02T06:09:40"),
        ("2019-10-02T08:09:40@Asia/Jakarta", "2019-10-02T01:09:40"),
        ("2019-10-02T08:09:40+02:00[Europe/Berlin]", "2019-10-02T06:09:40"),
        ("2019-10-02T08:09:40", "2019-10-02T08:09:40"),
        ("2019-10-02T08:09Z", "2019-10-02T08:09:00"),
        ("2019-10-02T08:09:40.1239999Z", "2019-10-02T08:09:40.123"),
        ("2024-02-29T00:00:00+07:00", "2024-02-28T17:00:00"),
        (" 1969-12-31T23:59:59Z ", "1969-12-31T23:59:59"),
    ],
)
def test_a_date(text: str, utc: str) -> None:
    assert due_from_date(text) == _ms(utc)


@pytest.mark.parametrize(
    "value",
    [
        "", "tomorrow", "2026-01-01", "2026-13-01T00:00:00Z", "2025-02-29T00:00:00Z", "2026-01-01T25:00:00Z",
        "2026-01-01T00:00:00+19:00", "2026-01-01T00:00:00[Mars/Base]", "2026-01-01T00:00:00[../../etc/passwd]",
        "0001-01-01T00:00:00+07:00", "2026-01-01T00:00:00Z" * 50, None, 5, True, ["2026-01-01T00:00:00Z"], {},
    ],
)  # fmt: skip
def test_what_is_no_date_is_said_in_a_sentence_without_the_value(value: object) -> None:
    with pytest.raises(ValueError, match=r"\.$") as caught:
        due_from_date(value)
    assert str(value) == "" or f"'{value}'" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("PT15S", "2026-01-31T10:00:00", "2026-01-31T10:00:15"),
        ("PT1H30M", "2026-01-31T10:00:00", "2026-01-31T11:30:00"),
        ("P14D", "2026-01-31T10:00:00", "2026-02-14T10:00:00"),
        ("P14DT1H30M", "2026-01-31T10:00:00", "2026-02-14T11:30:00"),
        ("P3Y6M4DT12H30M5S", "2026-01-31T10:00:00", "2029-08-04T22:30:05"),
        ("P2W", "2026-01-31T10:00:00", "2026-02-14T10:00:00"),
        # The last day of a shorter month, also of a leap year, as Period.addTo of java.time has it.
        ("P1M", "2026-01-31T10:00:00", "2026-02-28T10:00:00"),
        ("P1M", "2028-01-31T10:00:00", "2028-02-29T10:00:00"),
        ("P1Y", "2028-02-29T10:00:00", "2029-02-28T10:00:00"),
        ("P12M", "2025-12-15T00:00:00", "2026-12-15T00:00:00"),
        # Months first, then days.
        ("P1M1D", "2026-01-31T10:00:00", "2026-03-01T10:00:00"),
        ("-P1M", "2026-03-31T10:00:00", "2026-02-28T10:00:00"),
        ("P-1D", "2026-03-01T10:00:00", "2026-02-28T10:00:00"),
        ("PT-0.5S", "2026-03-01T10:00:00", "2026-03-01T09:59:59.500"),
        ("-PT1.25S", "2026-03-01T10:00:00", "2026-03-01T09:59:58.750"),
        ("PT0S", "2026-03-01T10:00:00", "2026-03-01T10:00:00"),
        ("PT36H", "2026-03-01T10:00:00", "2026-03-02T22:00:00"),
        ("pt1m", "2026-03-01T10:00:00", "2026-03-01T10:01:00"),
    ],
)
def test_a_duration_in_the_calendar(text: str, start: str, end: str) -> None:
    assert interval(text, _ms(start)) == _ms(end)


@pytest.mark.parametrize(
    "value",
    ["", "P", "PT", "P1DT", "1H", "PT1", "P1H", "PT1D", "PT1M1H", "P1D2W", "PT1.S", "P１D", "P1D " * 99, 3, None],
)
def test_what_is_no_duration(value: object) -> None:
    with pytest.raises(ValueError, match=r"duration.*\.$"):
        interval(value, 0)


@pytest.mark.parametrize(
    "text", ["P9999Y", "-P9999Y", "P" + "9" * 150 + "D", "PT" + "9" * 150 + "S", "P" + "9" * 150 + "M"]
)
def test_a_duration_that_leaves_the_calendar(text: str) -> None:
    with pytest.raises(ValueError, match=r"years 1 and 9999\.$"):
        interval(text, _ms("2026-01-01T00:00:00"))


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)),
    st.integers(0, 3000),
    st.integers(0, 3000),
    st.integers(0, 100_000),
)
def test_days_and_time_are_exact(start: datetime, weeks: int, days: int, seconds: int) -> None:
    from_ms = (start.replace(tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)
    expected = from_ms + (weeks * 7 + days) * 86_400_000 + seconds * 1000
    assert interval(f"P{weeks}W{days}DT{seconds}S", from_ms) == expected


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)), st.integers(0, 1000))
def test_months_keep_the_day_where_the_month_has_it(start: datetime, months: int) -> None:
    from_ms = (start.replace(tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)
    end = _EPOCH + timedelta(milliseconds=interval(f"P{months}M", from_ms))
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.time() == (_EPOCH + timedelta(milliseconds=from_ms)).time()
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


def test_a_cycle_with_repetitions() -> None:
    cycle = parse_cycle("R3/PT10S")
    assert (cycle.repetitions, cycle.start, cycle.cron) == (3, None, None)
    assert cycle.first(1000) == 11_000
    # The next one counts from when it was due, however late it fired.
    assert cycle.following(11_000, 15_500) == 21_000


def test_a_cycle_without_end() -> None:
    assert parse_cycle("R/P1D").repetitions == FOREVER


def test_a_cycle_by_months_stays_in_the_calendar() -> None:
    cycle = parse_cycle("R/P1M")
    first = cycle.first(_ms("2026-01-31T08:00:00"))
    assert first == _ms("2026-02-28T08:00:00")
    assert cycle.following(first, first) == _ms("2026-03-28T08:00:00")


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("R3/2022-04-27T17:20:00Z/P1D", "2022-04-27T17:20:00"),
        ("R/2022-01-01T10:00:00+02:00[Europe/Berlin]/P1D", "2022-01-01T08:00:00"),
    ],
)
def test_a_cycle_that_begins_at_a_time(text: str, start: str) -> None:
    cycle = parse_cycle(text)
    assert cycle.first(_ms("2022-01-01T00:00:00")) == _ms(start)
    assert cycle.following(_ms(start), _ms(start)) == _ms(start) + 86_400_000


@pytest.mark.parametrize(
    "value",
    [
        "", "R3", "R3/", "R3//PT1S", "R-1/PT1S", "R0/PT1S", "R/PT0S", "R/-PT1S", "R/P1M-31D", "R/x/PT1S", "Rx/PT1S",
        "R9999999999/PT1S", "PT1S", "R/2026-01-01T00:00:00Z/PT1S/PT1S", 5, None,
    ],
)  # fmt: skip
def test_what_is_no_cycle(value: object) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        parse_cycle(value)


def test_a_duration_is_positive_when_it_always_moves_forward() -> None:
    assert parse_duration("P1M-27D").is_positive
    assert not parse_duration("P1M-28D").is_positive
    assert not parse_duration("-P1MT1S").is_positive
