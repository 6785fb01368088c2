"""The table at the end of the demonstration: what became of each case, from the engine and the letter variables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from rich.console import Console
from rich.table import Table

from deploy.camunda import EngineClient
from deploy.demo.play import Playing
from generator.process import variables as v


@dataclass(frozen=True)
class Row:
    """One case. `breaches` are missed deadlines; `duration` on the engine's clock."""

    sop: str
    number: str
    what: str
    letter: str
    rounds: int
    breaches: int
    duration: dt.timedelta


def rows(cases: Sequence[Playing], client: EngineClient) -> list[Row]:
    """The rows of ended cases."""
    found = []
    for case in cases:
        instance = client.case(case.key)
        assert instance is not None  # noqa: S101 - the case has ended
        values = client.variables(case.key)
        visited = [element.element for element in client.elements(case.key)]
        letters = [values.get(letter.kode) or {} for letter in case.sop.surat]
        found.append(
            Row(
                case.sop.slug,
                case.number,
                case.script.title,
                ", ".join(letter["nomor"] for letter in letters if letter.get("nomor")) or "-",
                int(values.get(v.JUMLAH_KOREKSI) or 0),
                sum(name.startswith("Eskalasi_") for name in visited),
                (instance.ended or instance.started) - instance.started,
            )
        )
    return found


def show(found: Sequence[Row], console: Console) -> None:
    """Prints the table."""
    table = Table("SOP", "Case", "What happened", box=None)
    table.add_column("Letter number", no_wrap=True)
    for name in ("Rounds", "Late", "Duration"):
        table.add_column(name)
    for row in found:
        table.add_row(
            row.sop,
            row.number,
            row.what,
            row.letter,
            str(row.rounds),
            str(row.breaches),
            _duration(row.duration),
        )
    console.print(table)


def mails(folder: Path, since: float) -> list[tuple[str, str]]:
    """Receiver and subject of every message that arrived since then (seconds since 1970), oldest first."""
    files = [path for path in folder.glob("*.eml") if path.stat().st_mtime >= since]
    messages = [
        message_from_bytes(path.read_bytes(), policy=default) for path in sorted(files, key=lambda p: p.stat().st_mtime)
    ]
    return [(str(message["To"]), str(message["Subject"])) for message in messages]


def _duration(value: dt.timedelta) -> str:
    seconds = int(value.total_seconds())
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
