"""What people read of deadlines."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from deploy.engine.pages.wording import due_state, due_words
from deploy.engine.search.times import NO_DEADLINE
from workers.working_time import NO_DEADLINE as OF_THE_WORKERS

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = 1_800_000_000_000


def test_a_deadline_that_nobody_knows_is_none() -> None:
    assert int(OF_THE_WORKERS.timestamp() * 1000) == NO_DEADLINE
    assert due_state(NO_DEADLINE, NOW, JAKARTA) == due_state(None, NOW, JAKARTA) == "tanpa"
    assert due_words(NO_DEADLINE, NOW, JAKARTA) == "tanpa tenggat"


def test_a_known_one_is_late_or_not() -> None:
    assert due_state(NOW - 1, NOW, JAKARTA) == "terlambat"
    assert due_state(NO_DEADLINE - 1, NOW, JAKARTA) == "tepat"
