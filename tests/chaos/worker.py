"""`alur work` that dies with the run that started it: `python -m tests.chaos.worker RUN-PID whole|SABOTAGE`.

Sabotage takes one safeguard out, only to show that the run notices. `numbering`: counter and letter are written in two
transactions, a repeated job takes another number, and one worker is killed between the two. `outbox`: each try sends
the message under a new identity. `breach`: a repeated job records the breach again, and one worker is killed between
recording and reporting.
"""

from __future__ import annotations

import ctypes
import dataclasses
import datetime as dt
import os
import signal
import sys
import time
import uuid
from pathlib import Path
from typing import Any

from workers.handlers import sending
from workers.numbering import entries, register
from workers.numbering.entries import QUERIES, Numbered
from workers.numbering.formats import RegisterRule
from workers.storage import Deadlines, LetterKey
from workers.storage.times import stored


def _die_once() -> None:
    """The kill that the run may or may not place just here, so that the test of the run can rely on it."""
    died = Path(os.environ["ALUR_HOME"]) / "died-between"
    if not died.exists():
        died.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def _break_numbering() -> None:
    def take(
        self: register.Register, key: LetterKey, rule: RegisterRule, tanggal: dt.date, at: dt.datetime
    ) -> Numbered:
        with self._storage.transaction() as session:
            urut = entries.next_number(session, rule, tanggal, at)
        assert urut is not None
        _die_once()
        with self._storage.transaction() as session:
            letter, given = entries.letter_of_key(session, key, rule)
            if given is not None:
                return given
            numbered = entries.write(session, rule, urut, 0, tanggal, at, letter["id"])
            session.run(QUERIES["mark_letter_numbered"], id=letter["id"], pada=stored(at))
            return numbered

    register.Register.take = take  # type: ignore[method-assign]


def _break_outbox() -> None:
    from workers.notifying import outbox

    whole = outbox.send_mail

    def send(outgoing: Any, receiver: Any, server: Any) -> str:
        return whole(dataclasses.replace(outgoing, id=uuid.uuid4().hex), receiver, server)

    outbox.send_mail = send


def _break_breach() -> None:
    whole, handle = Deadlines.record_breach, sending.eskalasi

    def record(self: Deadlines, task: int, tingkat: int, **values: Any) -> Any:
        return whole(self, task + time.monotonic_ns() % 1_000_000, tingkat, **values)

    def escalate(values: Any, headers: Any, context: Any) -> Any:
        nothing = handle(values, headers, context)
        _die_once()
        return nothing

    Deadlines.record_breach = record  # type: ignore[method-assign]
    sending.eskalasi = escalate


SABOTAGE = {"numbering": _break_numbering, "outbox": _break_outbox, "breach": _break_breach}


def main(run: int, kind: str) -> None:
    """Break what is asked, then be `alur work`."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
    if os.getppid() != run:  # it ended before the line above took effect
        sys.exit(1)
    if kind != "whole":
        SABOTAGE[kind]()
    from deploy.cli import main as alur

    sys.argv = ["alur", "work"]
    alur()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
