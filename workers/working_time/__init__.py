"""Working time: office hours, holidays and the deadlines that follow from them."""

from workers.working_time.calendar import (
    CalendarDataMissing,
    calendar_gaps,
    calendar_warnings,
    day_off_reason,
    is_working_day,
    working_stretches,
)
from workers.working_time.deadline import (
    WorkingDuration,
    deadline,
    deadline_on,
    next_opening,
    parse_duration,
    working_days,
    working_minutes,
)
from workers.working_time.engine_time import NO_DEADLINE, engine_time, parse_engine_time

__all__ = [
    "NO_DEADLINE",
    "CalendarDataMissing",
    "WorkingDuration",
    "calendar_gaps",
    "calendar_warnings",
    "day_off_reason",
    "deadline",
    "deadline_on",
    "engine_time",
    "is_working_day",
    "next_opening",
    "parse_duration",
    "parse_engine_time",
    "working_days",
    "working_minutes",
    "working_stretches",
]
