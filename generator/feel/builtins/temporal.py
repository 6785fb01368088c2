"""Functions on dates, times and durations."""

from __future__ import annotations

from generator.feel import calendar
from generator.feel.builtins.registry import builtin
from generator.feel.values import Date, DateTime, DaysDuration, MonthsDuration

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day_of(value: Date | DateTime) -> Date:
    """The date of a date or of a date and time."""
    return value.date if isinstance(value, DateTime) else value


@builtin("now()", needs_now=True)
def now_(now: DateTime) -> DateTime:
    """The time of the engine's clock."""
    return now


@builtin("today()", needs_now=True)
def today(now: DateTime) -> Date:
    """The day of the engine's clock."""
    return now.date


@builtin("day of week(date: day)")
def day_of_week(date: Date | DateTime) -> str:
    """The English name of the day."""
    return _DAYS[calendar.weekday(day_of(date).number) - 1]


@builtin("day of year(date: day)")
def day_of_year(date: Date | DateTime) -> int:
    """1 for the first of January."""
    day = day_of(date)
    return day.number - calendar.day_number(day.year, 1, 1) + 1


@builtin("week of year(date: day)")
def week_of_year(date: Date | DateTime) -> int:
    """The week by ISO 8601."""
    day = day_of(date)
    return calendar.iso_week(day.year, day.month, day.day)


@builtin("month of year(date: day)")
def month_of_year(date: Date | DateTime) -> str:
    """The English name of the month."""
    return _MONTHS[day_of(date).month - 1]


@builtin("last day of month(date: day)")
def last_day_of_month(date: Date | DateTime) -> Date:
    """The last day of the month that the date is in."""
    day = day_of(date)
    return Date(day.year, day.month, calendar.days_of_month(day.year, day.month))


@builtin("abs(n: days)")
def absolute_days(n: DaysDuration) -> DaysDuration:
    """Without the sign."""
    return DaysDuration(abs(n.nanos))


@builtin("abs(n: months)")
def absolute_months(n: MonthsDuration) -> MonthsDuration:
    """Without the sign."""
    return MonthsDuration(abs(n.months))
