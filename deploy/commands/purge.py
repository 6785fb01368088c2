"""`alur purge`: delete personal data of cases that ended long ago."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from deploy.errors import AlurError
from deploy.exits import Exit

_SHOWN = 10


def purge(
    before: Annotated[str, typer.Option(help="Cases that ended before this date, e.g. 2025-01-01.")],
    office: Annotated[str, typer.Option("--office", help="Only letters of this office.")] = "",
    letters: Annotated[
        bool, typer.Option("--letters", help="Delete the finished letters (.docx) too; hand them to the archive first.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it. Without this nothing is changed.")] = False,
) -> None:
    """Delete personal data of cases that ended long ago.

    Draft texts, mails, answers and receivers' names go. The book (numbers, dates, perihal, hashes, proof of sending)
    stays whole. What the engine keeps of a case is not touched: see docs/letters.md.
    """
    from deploy.case_ends import learn_ends
    from deploy.letter_storage import storage_for
    from workers.retention import Retention

    moment = _moment(before)
    with storage_for("command" if yes else "read") as storage:
        retention = Retention(storage)
        if yes:
            learn_ends(storage, [case for case, _ in retention.find(moment, kantor=office).open_cases])
            done = retention.purge(moment, dt.datetime.now(dt.UTC), kantor=office, files=letters)
        else:
            done = retention.find(moment, kantor=office, files=letters)
        left = retention.find(moment, kantor=office).open_cases
    verb = "Deleted" if yes else "Would delete"
    print(f"{verb}: texts, messages and names of {len(done.letters)} letters, {len(done.files)} files of letters.")
    if left:
        shown = ", ".join(number for _, number in left[:_SHOWN]) + (" ..." if len(left) > _SHOWN else "")
        print(f"Left alone: {len(left)} cases with letters from before {before} whose end is not known: {shown}")
        print("They run still, or ended unseen; with the engine running, --yes asks it what became of them.")
    if not yes and (done.letters or done.files):
        print("Nothing was changed; give --yes to do it.")


def _moment(text: str) -> dt.datetime:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise AlurError(f"{text} is not a date.", "Write it as 2025-01-01.", Exit.USAGE) from None
    if day > dt.datetime.now(dt.UTC).date():
        raise AlurError(f"{day} has not come yet.", "Give a date in the past.", Exit.USAGE)
    return dt.datetime.combine(day, dt.time(), dt.UTC)
