"""Deadlines: when a task is due."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from workers.contract import Headers, HitungTenggatInput, HitungTenggatOutput
from workers.handlers.services import Context, engine_moment
from workers.observe import event
from workers.runtime.failures import NeedsPerson
from workers.storage import Deadline
from workers.working_time import NO_DEADLINE, CalendarDataMissing, deadline, deadline_on, engine_time


def hitung_tenggat(values: HitungTenggatInput, _headers: Headers, context: Context) -> HitungTenggatOutput:
    """When the task is due, in the office's working time from `mulai`; a repeated job gets the first answer.

    Nobody sees the task before this is done, so a year whose holidays are unknown must not hold it up: it has no
    deadline then (NO_DEADLINE), nothing is kept, and the gap is logged and fails `alur status`.
    """
    office = context.office(values.kantor)
    start = engine_moment(values.mulai)
    if (values.waktuBaku is None) == (values.padaTanggal is None):
        raise NeedsPerson("Exactly one of `waktuBaku` and `padaTanggal` must be set.", "Correct the model.")

    def first() -> dt.datetime:
        if values.waktuBaku is not None:
            return deadline(office, start, values.waktuBaku)
        return deadline_on(office, dt.date.fromisoformat(str(values.padaTanggal)[:10]))

    try:
        due = _known(first)
    except ValueError:
        raise NeedsPerson(
            "`waktuBaku` is not a duration such as PT15M or P3D, or `padaTanggal` is not a date.", "Correct the model."
        ) from None
    if due is not None:
        kept = context.services.deadlines.put(
            Deadline(context.job.element_instance_key, context.case, office.kode, values.langkah, start, due),
            context.services.now(),
        )
        due = kept.tenggat
    second = None
    if values.waktuKedua is not None:
        length, begin = values.waktuKedua, due
        try:
            second = _told(None if begin is None else _known(lambda: deadline(office, begin, length)))
        except ValueError:
            raise NeedsPerson("`waktuKedua` is not a duration such as PT15M or P3D.", "Correct the model.") from None
    return HitungTenggatOutput(tenggat=_told(due), tenggatKedua=second)


def _known(compute: Callable[[], dt.datetime]) -> dt.datetime | None:
    """The moment, or None where it lies in a year without calendar; that is logged."""
    try:
        return compute()
    except CalendarDataMissing as gap:
        event(logging.ERROR, "task without deadline: calendar missing", office=gap.office, year=gap.year)
        return None


def _told(moment: dt.datetime | None) -> str:
    return engine_time(NO_DEADLINE if moment is None else moment)
