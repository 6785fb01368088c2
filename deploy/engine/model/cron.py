"""Cron expressions of six fields, with seconds, in the way of Spring, which Camunda's documentation names for cycles.

`second minute hour day-of-month month day-of-week`; a day has to fit both day fields. Times are UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_MACROS = {
    "@yearly": "0 0 0 1 1 *",
    "@annually": "0 0 0 1 1 *",
    "@monthly": "0 0 0 1 * *",
    "@weekly": "0 0 0 * * 0",
    "@daily": "0 0 0 * * *",
    "@midnight": "0 0 0 * * *",
    "@hourly": "0 0 * * * *",
}
_MONTH_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAY_NAMES = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_WEEKDAYS = {name: number for number, name in enumerate(_WEEKDAY_NAMES, 1)}
_FIELDS: tuple[tuple[str, int, int, dict[str, int]], ...] = (
    ("second", 0, 59, {}),
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day of the month", 1, 31, {}),
    ("month", 1, 12, _MONTHS),
    ("day of the week", 0, 7, _WEEKDAYS),
)
_LONGEST_TEXT = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A 29 February on a given weekday can be 40 years away, across a year like 2100 that has none.
_YEARS_TO_LOOK = 41


@dataclass(frozen=True, slots=True)
class _Days:
    """The days that one part of a day field allows; one of the fields is set."""

    of_month: frozenset[int] = frozenset()
    of_week: frozenset[int] = frozenset()
    """Monday is 1, Sunday 7."""
    last_minus: int | None = None
    """`L`, `L-3`: so many days before the last one of the month."""
    nearest_workday: int | None = None
    """`15W`: the working day (Monday to Friday) nearest to that day, within the month; 0: `LW`, the last one."""
    ordinal: tuple[int, int] | None = None
    """`FRI#2`: the second Friday, (5, 2); `FRIL`: the last one, (5, -1)."""

    def allows(self, day: date) -> bool:
        """Whether the day is one of them."""
        if self.of_month:
            return day.day in self.of_month
        if self.of_week:
            return day.isoweekday() in self.of_week
        if self.last_minus is not None:
            return day.day == _last_day(day) - self.last_minus
        if self.nearest_workday is not None:
            return day.day == _nearest_workday(self.nearest_workday, day)
        if self.ordinal is None or day.isoweekday() != self.ordinal[0]:
            return False
        if self.ordinal[1] < 0:
            return day.day > _last_day(day) - 7
        return (day.day - 1) // 7 + 1 == self.ordinal[1]


@dataclass(frozen=True, slots=True)
class Cron:
    """A cron expression that was understood."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    months: frozenset[int]
    days_of_month: tuple[_Days, ...]
    """Empty: every day."""
    days_of_week: tuple[_Days, ...]

    def following(self, after_ms: int) -> int | None:
        """The first time after `after_ms`, or None when there is none in the next 41 years."""
        moment = _EPOCH + timedelta(seconds=after_ms // 1000 + 1)
        day, clock = moment.date(), (moment.hour, moment.minute, moment.second)
        last_year = min(moment.year + _YEARS_TO_LOOK, 9998)
        while day.year <= last_year:
            if day.month not in self.months:
                day, clock = date(day.year + day.month // 12, day.month % 12 + 1, 1), (0, 0, 0)
                continue
            if _allows(self.days_of_month, day) and _allows(self.days_of_week, day):
                found = self._time_from(clock)
                if found is not None:
                    hour, minute, second = found
                    due = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=UTC)
                    return int(due.timestamp()) * 1000
            day, clock = day + timedelta(days=1), (0, 0, 0)
        return None

    def _time_from(self, clock: tuple[int, int, int]) -> tuple[int, int, int] | None:
        """The first time of a day that is not before `clock`."""
        hour, minute, second = clock
        for chosen_hour in self.hours:
            if chosen_hour < hour:
                continue
            if chosen_hour > hour:
                return chosen_hour, self.minutes[0], self.seconds[0]
            for chosen_minute in self.minutes:
                if chosen_minute < minute:
                    continue
                if chosen_minute > minute:
                    return chosen_hour, chosen_minute, self.seconds[0]
                for chosen_second in self.seconds:
                    if chosen_second >= second:
                        return chosen_hour, chosen_minute, chosen_second
        return None


def parse_cron(text: str) -> Cron:
    """Reads six fields or a macro such as `@daily`. Raises ValueError with a sentence that names the field."""
    fields = _MACROS.get(text.strip().lower(), text)[: _LONGEST_TEXT + 1].upper().split()
    if len(text) > _LONGEST_TEXT or len(fields) != len(_FIELDS):
        raise ValueError(
            "This is neither a cycle such as R3/PT10M nor a cron expression of six fields such as 0 0 9 * * MON-FRI."
        )
    seconds, minutes, hours = (tuple(sorted(_numbers(index, fields[index]))) for index in range(3))
    cron = Cron(
        seconds,
        minutes,
        hours,
        months=frozenset(_numbers(4, fields[4])),
        days_of_month=_days(3, fields[3]),
        days_of_week=_days(5, fields[5]),
    )
    if cron.following(0) is None:
        raise ValueError("The cron expression names a day that never comes.")
    return cron


def _numbers(index: int, field: str) -> set[int]:
    """The numbers that a field of lists, ranges and steps names."""
    _, low, high, _ = _FIELDS[index]
    numbers: set[int] = set()
    for part in field.split(","):
        span, slash, step_text = part.partition("/")
        step = _number(index, step_text, 1, 9999) if slash else 1
        if span == "*":
            first, last = low, high
        else:
            first_text, dash, last_text = span.partition("-")
            first = _number(index, first_text, low, high, named=True)
            if dash:
                last = _number(index, last_text, low, high, named=True)
                # 7 and 0 are both Sunday: SUN-TUE begins at 0.
                first = 0 if index == 5 and first == 7 and last < 7 else first
            else:
                last = high if slash else first
        if first > last:
            raise _wrong(index)
        numbers.update(range(first, last + 1, step))
    return numbers


def _days(index: int, field: str) -> tuple[_Days, ...]:
    """A field of days; empty for every day."""
    if field in ("*", "?"):
        return ()
    return tuple(_day(index, part) for part in field.split(","))


def _day(index: int, part: str) -> _Days:
    of_week = index == 5
    if not of_week and (part == "LW" or part == "L" or part.startswith("L-")):
        if part == "LW":
            return _Days(nearest_workday=0)
        return _Days(last_minus=_number(index, part[2:], 1, 30) if part != "L" else 0)
    if not of_week and part.endswith("W"):
        return _Days(nearest_workday=_number(index, part[:-1], 1, 31))
    if of_week and "#" in part:
        weekday, _, ordinal = part.partition("#")
        return _Days(ordinal=(_number(index, weekday, 0, 7, named=True) or 7, _number(index, ordinal, 1, 5)))
    if of_week and part.endswith("L"):
        return _Days(ordinal=(_number(index, part[:-1], 0, 7, named=True) or 7, -1))
    numbers = _numbers(index, part)
    return (
        _Days(of_week=frozenset(number or 7 for number in numbers)) if of_week else _Days(of_month=frozenset(numbers))
    )


def _allows(days: tuple[_Days, ...], day: date) -> bool:
    return not days or any(part.allows(day) for part in days)


def _last_day(day: date) -> int:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def _nearest_workday(wanted: int, day: date) -> int:
    """The working day nearest to `wanted` (0: to the last day) in the month of `day`, never in another month."""
    last = _last_day(day)
    number = last if wanted == 0 else min(wanted, last)
    weekday = day.replace(day=number).isoweekday()
    if weekday == 6:
        return number - 1 if number > 1 else number + 2
    if weekday == 7:
        return number + 1 if number < last and wanted else number - 2
    return number


def _number(index: int, text: str, low: int, high: int, named: bool = False) -> int:
    names = _FIELDS[index][3]
    if named and text in names:
        return names[text]
    if not (text.isascii() and text.isdigit()) or len(text) > 4 or not low <= int(text) <= high:
        raise _wrong(index)
    return int(text)


def _wrong(index: int) -> ValueError:
    name, low, high, _ = _FIELDS[index]
    return ValueError(f"The {name} of the cron expression must be {low} to {high}, a range, a list or a step of these.")
