"""Cron expressions as Spring has them, which Camunda's documentation names for the cycles of timers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.engine.model.cron import parse_cron
from deploy.engine.model.timers import FOREVER, parse_cycle

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _ms(moment: datetime) -> int:
    return (moment.replace(tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)


def _times(text: str, after: str, count: int) -> list[str]:
    """The next `count` times, in UTC."""
    cron, at, found = parse_cron(text), _ms(datetime.fromisoformat(after)), []
    for _ in range(count):
        following = cron.following(at)
        assert following is not None
        at = following
        found.append((_EPOCH + timedelta(milliseconds=at)).strftime("%Y-%m-%dT%H:%M:%S"))
    return found


@pytest.mark.parametrize(
    ("text", "after", "expected"),
    [
        ("0 0 9-17 * * MON-FRI", "2026-01-30T16:30:00", ["2026-01-30T17:00:00", "2026-02-02T09:00:00"]),
        ("@hourly", "2026-01-31T23:00:00", ["2026-02-01T00:00:00", "2026-02-01T01:00:00"]),
        ("@daily", "2026-01-31T10:00:00", ["2026-02-01T00:00:00", "2026-02-02T00:00:00"]),
        ("@midnight", "2026-12-31T00:00:00", ["2027-01-01T00:00:00"]),
        ("@weekly", "2026-01-31T10:00:00", ["2026-02-01T00:00:00", "2026-02-08T00:00:00"]),
        ("@monthly", "2026-01-31T10:00:00", ["2026-02-01T00:00:00", "2026-03-01T00:00:00"]),
        ("@yearly", "2026-01-31T10:00:00", ["2027-01-01T00:00:00"]),
        ("@annually", "2026-01-01T00:00:00", ["2027-01-01T00:00:00"]),
        (
            "*/20 * * * * *",
            "2026-01-01T00:00:05",
            ["2026-01-01T00:00:20", "2026-01-01T00:00:40", "2026-01-01T00:01:00"],
        ),
        (
            "5/20 * * * * ?",
            "2026-01-01T00:00:05",
            ["2026-01-01T00:00:25", "2026-01-01T00:00:45", "2026-01-01T00:01:05"],
        ),
        ("0 10-30/10 8,9 * * *", "2026-01-01T08:25:00", ["2026-01-01T08:30:00", "2026-01-01T09:10:00"]),
        ("0 0 0 31 * *", "2026-01-31T00:00:00", ["2026-03-31T00:00:00", "2026-05-31T00:00:00"]),
        ("0 0 0 29 2 *", "2026-01-01T00:00:00", ["2028-02-29T00:00:00", "2032-02-29T00:00:00"]),
        ("0 0 0 29 2 SUN", "2096-03-01T00:00:00", ["2128-02-29T00:00:00"]),
        # A day has to fit both day fields.
        ("0 0 0 13 * FRI", "2026-01-01T00:00:00", ["2026-02-13T00:00:00", "2026-03-13T00:00:00"]),
        ("0 0 0 * * 0", "2026-01-01T00:00:00", ["2026-01-04T00:00:00"]),
        ("0 0 0 * * 7", "2026-01-01T00:00:00", ["2026-01-04T00:00:00"]),
        ("0 0 0 * * SUN-TUE", "2026-01-01T00:00:00", ["2026-01-04T00:00:00", "2026-01-05T00:00:00"]),
        ("0 0 0 * * SAT-SUN", "2026-01-01T00:00:00", ["2026-01-03T00:00:00", "2026-01-04T00:00:00"]),
        ("0 0 0 * jan,MAR mon", "2026-01-27T00:00:00", ["2026-03-02T00:00:00"]),
        ("0 0 0 L * *", "2027-12-31T00:00:00", ["2028-01-31T00:00:00", "2028-02-29T00:00:00"]),
        ("0 0 0 L-3 * *", "2026-02-01T00:00:00", ["2026-02-25T00:00:00", "2026-03-28T00:00:00"]),
        # The working day nearest to a day, without leaving the month.
        ("0 0 0 1W * *", "2026-07-15T00:00:00", ["2026-08-03T00:00:00", "2026-09-01T00:00:00"]),
        ("0 0 0 15W * *", "2026-02-01T00:00:00", ["2026-02-16T00:00:00", "2026-03-16T00:00:00"]),
        ("0 0 0 31W * *", "2026-01-01T00:00:00", ["2026-01-30T00:00:00", "2026-02-27T00:00:00"]),
        ("0 0 0 LW * *", "2026-02-01T00:00:00", ["2026-02-27T00:00:00", "2026-03-31T00:00:00"]),
        ("0 0 0 * * FRI#2", "2026-01-01T00:00:00", ["2026-01-09T00:00:00", "2026-02-13T00:00:00"]),
        ("0 0 0 * * 5#5", "2026-01-31T00:00:00", ["2026-05-29T00:00:00"]),
        ("0 0 0 * * FRIL", "2026-01-01T00:00:00", ["2026-01-30T00:00:00", "2026-02-27T00:00:00"]),
        ("0 0 0 * * 0L", "2026-01-01T00:00:00", ["2026-01-25T00:00:00"]),
        ("0 0 0 1,L * *", "2026-01-15T00:00:00", ["2026-01-31T00:00:00", "2026-02-01T00:00:00"]),
    ],
)
def test_the_next_times(text: str, after: str, expected: list[str]) -> None:
    assert _times(text, after, len(expected)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "*", "* * * * *", "* * * * * * *", "60 * * * * *", "* 60 * * * *", "* * 24 * * *", "* * * 0 * *",
        "* * * 32 * *", "* * * * 13 *", "* * * * * 8", "* * * * FOO *", "* * * * * FOO", "5-1 * * * * *",
        "* * * * * FRI-MON", "*/0 * * * * *", "1,,2 * * * * *", "-1 * * * * *", "1- * * * * *", "* * * W * *",
        "* * * L-31 * *", "* * * * * MON#6", "* * * * * #2", "* * * * * L", "? * * * * *", "* * * * ? *",
        "JAN * * * * *", "@never", "0 0 0 30 2 *", "0 0 0 31 2,4,6,9,11 *", "１ * * * * *", "* * * * * *" + " " * 300,
    ],
)  # fmt: skip
def test_what_is_no_cron_expression(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        parse_cron(text)


def test_a_cycle_by_cron_goes_on_from_now() -> None:
    cycle = parse_cycle("0 0 * * * *")
    assert cycle.repetitions == FOREVER
    start = _ms(datetime(2026, 1, 1, 10, 30))
    first = cycle.first(start)
    assert first == _ms(datetime(2026, 1, 1, 11))
    # Hours that passed while the engine was off are not made up for.
    assert cycle.following(first, _ms(datetime(2026, 1, 1, 15, 20))) == _ms(datetime(2026, 1, 1, 16))


def test_a_cron_expression_ends_with_the_calendar() -> None:
    assert parse_cron("@yearly").following(_ms(datetime(9999, 6, 1))) is None


_PARTS = st.one_of(
    st.just("*"),
    st.integers(0, 23).map(str),
    st.tuples(st.integers(0, 11), st.integers(12, 23)).map(lambda pair: f"{pair[0]}-{pair[1]}"),
    st.tuples(st.integers(0, 11), st.integers(1, 9)).map(lambda pair: f"{pair[0]}/{pair[1]}"),
    st.lists(st.integers(0, 23), min_size=1, max_size=4).map(lambda each: ",".join(map(str, each))),
)


def _numbers(part: str, high: int) -> set[int]:
    """What a field means, read in the slowest and most obvious way."""
    return {number for number in range(high + 1) for piece in part.split(",") if _fits(number, piece, high)}


def _fits(number: int, piece: str, high: int) -> bool:
    span, _, step = piece.partition("/")
    first, _, last = span.partition("-")
    if span == "*":
        return number % int(step or 1) == 0
    low = int(first)
    top = int(last) if last else (high if step else low)
    return low <= number <= top and (number - low) % int(step or 1) == 0


@settings(max_examples=60, deadline=None)
@given(_PARTS, _PARTS, st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_minutes_and_hours_against_the_obvious_way(minutes: str, hours: str, after: datetime) -> None:
    at = after.replace(second=0, microsecond=0) + timedelta(minutes=1)
    wanted = (_numbers(minutes, 59), _numbers(hours, 23))
    while at.minute not in wanted[0] or at.hour not in wanted[1]:
        at += timedelta(minutes=1)
    assert parse_cron(f"0 {minutes} {hours} * * *").following(_ms(after)) == _ms(at)
