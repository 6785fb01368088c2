"""Deadlines: when a task is due."""

from __future__ import annotations

import datetime as dt

from workers.contract import Headers, HitungTenggatInput, HitungTenggatOutput
from workers.handlers.services import Context, engine_moment
from workers.runtime.failures import NeedsPerson
from workers.storage import Deadline
from workers.working_time import deadline, deadline_on, engine_time


def hitung_tenggat(values: HitungTenggatInput, _headers: Headers, context: Context) -> HitungTenggatOutput:
    """When the task is due, in the office's working time from `mulai`; a repeated job gets the first answer."""
    office = context.office(values.kantor)
    start = engine_moment(values.mulai)
    if (values.waktuBaku is None) == (values.padaTanggal is None):
        raise NeedsPerson("Exactly one of `waktuBaku` and `padaTanggal` must be set.", "Correct the model.")
    try:
        if values.waktuBaku is not None:
            due = deadline(office, start, values.waktuBaku)
        else:
            due = deadline_on(office, dt.date.fromisoformat(str(values.padaTanggal)[:10]))
    except ValueError:
        raise NeedsPerson(
            "`waktuBaku` is not a duration such as PT15M or P3D, or `padaTanggal` is not a date.", "Correct the model."
        ) from None
    kept = context.services.deadlines.put(
        Deadline(context.job.element_instance_key, context.case, office.kode, values.langkah, start, due),
        context.services.now(),
    )
    second = None
    if values.waktuKedua is not None:
        try:
            second = engine_time(deadline(office, kept.tenggat, values.waktuKedua))
        except ValueError:
            raise NeedsPerson("`waktuKedua` is not a duration such as PT15M or P3D.", "Correct the model.") from None
    return HitungTenggatOutput(tenggat=engine_time(kept.tenggat), tenggatKedua=second)
