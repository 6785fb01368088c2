"""Office hours as people write them (`07:30-16:00`, break `12:00-13:00`) and as stretches of working minutes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, model_validator

Stretch = tuple[int, int]
"""Working time from minute to minute of the day, counted from midnight; the end is not part of it."""

_SPAN = re.compile(r"^([01]\d|2[0-3]):([0-5]\d) ?[-–] ?([01]\d|2[0-4]):([0-5]\d)$")


def parse_span(text: str) -> Stretch:
    """`07:30-16:00` as minutes of the day; ValueError (Bahasa Indonesia) where it is none."""
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError(f'`{text}` bukan rentang jam; tulis misalnya "07:30-16:00"')
    hour, minute, to_hour, to_minute = (int(part) for part in match.groups())
    begin, end = hour * 60 + minute, to_hour * 60 + to_minute
    if not begin < end <= 24 * 60:
        raise ValueError(f"`{text}`: jam selesai harus sesudah jam mulai dan paling lambat 24:00")
    return begin, end


def _as_list(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Span = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20)]
Breaks = Annotated[tuple[Span, ...], BeforeValidator(_as_list)]


class OfficeHours(BaseModel):
    """Hours of one day: `jam`, less the breaks in `istirahat` (one or several)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    jam: Span
    istirahat: Breaks = ()

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not self.stretches:
            raise ValueError("tidak ada waktu kerja yang tersisa di luar istirahat")
        return self

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The working stretches of the day, in order; ValueError where hours and breaks contradict each other."""
        begin, end = parse_span(self.jam)
        result: list[Stretch] = []
        at = begin
        for break_begin, break_end in sorted(parse_span(text) for text in self.istirahat):
            if break_begin < at or break_end > end:
                raise ValueError("istirahat harus berada di dalam jam kerja dan tidak saling tumpang tindih")
            if at < break_begin:
                result.append((at, break_begin))
            at = break_end
        if at < end:
            result.append((at, end))
        return tuple(result)


class WeekHours(BaseModel):
    """Hours per weekday; a day without hours is no working day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    senin: OfficeHours | None = None
    selasa: OfficeHours | None = None
    rabu: OfficeHours | None = None
    kamis: OfficeHours | None = None
    jumat: OfficeHours | None = None
    sabtu: OfficeHours | None = None
    minggu: OfficeHours | None = None

    @model_validator(mode="after")
    def _some_day(self) -> Self:
        if not any(self.by_weekday):
            raise ValueError("paling sedikit satu hari kerja harus diisi")
        return self

    @property
    def by_weekday(self) -> Sequence[OfficeHours | None]:
        """Monday first, as `date.weekday()` counts."""
        return (self.senin, self.selasa, self.rabu, self.kamis, self.jumat, self.sabtu, self.minggu)
