"""`alur letters answers`: what came in, and whether its case took it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.errors import AlurError
from deploy.exits import Exit
from deploy.letter_storage import change, now, storage_for

if TYPE_CHECKING:
    from workers.storage import AnswerEntry, Storage

PATIENCE = dt.timedelta(hours=24)
"""An answer that was passed on waits at the engine for its case; after a day somebody should look."""


def answers(
    office: Annotated[str, typer.Option("--office", help="Only answers to letters of this office.")] = "",
    unused: Annotated[bool, typer.Option("--unused", help="Only those that were passed on and not taken.")] = False,
    again: Annotated[str, typer.Option("--again", help="Pass on once more: <sender>/<message id>.")] = "",
    limit: Annotated[int, typer.Option(help="At most so many.", min=1)] = 200,
) -> None:
    """List answers and withdrawals with their state; `--again` lets the workers pass one on once more.

    diteruskan: the engine has it, and no step of the case has shown it. diterima perkara: the case went on with it.
    Exit status 1: one was passed on, and its case ended, or did nothing with it for a day.
    """
    from workers.storage import Inbox

    if again:
        sender, slash, message = again.partition("/")
        if not slash or not message:
            raise AlurError(f"{again} is no answer.", "Write <sender>/<message id> as the list shows it.", Exit.USAGE)
        with storage_for("command") as storage:
            change(lambda: Inbox(storage).pass_on_again(sender, message, now()))
        print(f"{again}\twaits to be passed on by the workers")
        return
    with storage_for("read") as storage:
        found = Inbox(storage).entries(kantor=office, limit=limit)
    moment = now()
    for entry in found:
        if not unused or entry.state == "diteruskan":
            print(told(entry, moment))
    if not found:
        print("No answers.")
    if any(entry.unused(moment, PATIENCE) for entry in found):
        raise typer.Exit(Exit.FINDING)


def show_unused(storage: Storage, moment: dt.datetime, office: str = "") -> bool:
    """Print answers that were passed on and that no case took; whether there are any."""
    from workers.storage import Inbox

    found = [e for e in Inbox(storage).entries(kantor=office, limit=5000) if e.unused(moment, PATIENCE)]
    if found:
        print("Answers that were passed on and that no case took (`alur letters answers`):")
    for entry in found:
        print(f"  {told(entry, moment)}")
    return bool(found)


def told(entry: AnswerEntry, moment: dt.datetime) -> str:
    """One line, without anything of the answer's content."""
    why = entry.alasan
    if entry.state == "diteruskan":
        why = "its case ended without it" if entry.ended else f"since {_length(moment - entry.changed)}"
    what = entry.nomor or entry.letter_id.split(":", 1)[0]
    return (
        f"{entry.received:%Y-%m-%d %H:%M}Z\t{entry.pengirim}/{entry.pesan}\t{what}\tcase {entry.perkara or '?'}\t"
        f"{entry.state}{f': {why}' if why else ''}"
    )


def _length(span: dt.timedelta) -> str:
    hours = max(0, int(span.total_seconds() // 3600))
    return f"{hours // 24} d {hours % 24} h" if hours >= 24 else f"{hours} h"
