"""What a case waits for from outside, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from deploy.engine.pages.pantau.step_views import Viewer
from deploy.engine.search.watched_case import Awaited

WITHDRAWAL = "permohonan-dicabut"
"""Message that ends a case because its applicant withdraws (workers.contract.MESSAGE_WITHDRAWN)."""
_MESSAGES = {
    "balasan-surat": "Balasan surat dari instansi tujuan",
    WITHDRAWAL: "Pencabutan permohonan (dapat datang kapan saja)",
}


@dataclass(frozen=True)
class Expected:
    """A message or a time. `technical` is what a program needs to know of it."""

    kind: str
    words: str
    technical: str
    due: int | None
    times: int = 1
    """How often just that is awaited: collective steps have one for each person."""


def expected(viewer: Viewer, rows: Iterable[Awaited]) -> list[Expected]:
    """Messages, then times; equal ones once."""
    found = Counter(_expected(viewer, row) for row in rows)
    return [replace(one, times=times) for one, times in found.items()]


def _expected(viewer: Viewer, row: Awaited) -> Expected:
    if row.kind != "timer":
        what = _MESSAGES.get(row.name) or viewer.words.names.get(row.element) or f"Pesan “{row.name}”"
        technical = f"{row.name}, kunci {row.correlation_key}" if row.correlation_key else row.name
        return Expected("pesan" if row.kind == "message" else "sinyal", what, technical, None)
    activity = viewer.plan.attached.get(row.element, "")
    step = viewer.name(activity) if activity else ""
    if row.element in viewer.plan.beside and step:
        words = f"Tenggat “{step}”: atasan diberi tahu bila belum selesai"
    else:
        words = viewer.name(row.element)
        words = f"{words} (“{step}”)" if step else words
    return Expected("waktu", words, row.element, row.due)
