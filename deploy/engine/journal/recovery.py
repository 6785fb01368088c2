"""After a start: the state as the journal gives it, from the last snapshot on."""

from __future__ import annotations

import json
import logging
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from deploy.engine.core.apply import apply
from deploy.engine.core.events import decode
from deploy.engine.core.snapshot import changes, new_state, restore
from deploy.engine.core.state import State
from deploy.engine.journal.snapshots import SavedState, Snapshots, SnapshotUnusableError
from deploy.engine.journal.steps import Journal, Step
from deploy.errors import AlurError

_log = logging.getLogger(__name__)
_MANY_CASES = 250


def _layout() -> int:
    engine = Path(__file__).resolve().parents[1]
    sources = [
        engine / "core" / "packing.py",
        engine / "core" / "snapshot.py",
        *sorted((engine / "model").glob("*.py")),
    ]
    return crc32(b"".join(source.read_bytes() for source in sources))


LAYOUT = _layout()
"""What a snapshot is made by: how cases are packed and how BPMN is read (cases name elements by their number).

An Alur in which any of this is otherwise reads the journal from the beginning instead, once, so no snapshot is ever
taken for what it is not.
"""


@dataclass(frozen=True)
class Recovered:
    """The state at the end of the journal."""

    state: State
    snapshot: int
    """The position of the snapshot that it was made from; 0: none."""
    replayed: int
    """Steps on top of it."""


class JournalEndMissingError(AlurError):
    """The snapshot knows of more steps than the journal has."""

    def __init__(self, path: Path, end: int, known: int) -> None:
        super().__init__(
            f"The journal {path} ends at position {end}, but the snapshot beside it was made at position {known}: the "
            "end of the journal is missing. Nothing was changed.",
            "Was journal.db-wal left behind when the directory was copied? Bring it back. If you put an older backup "
            "here on purpose, delete snapshot.db and search.db beside it, and start again.",
        )


def recover(journal: Journal, snapshots: Snapshots) -> Recovered:
    """The state at the end of the journal.

    Raises AlurError when the journal is damaged, lost its end, or holds steps of a newer version.
    """
    state, position = _from_snapshot(journal, snapshots)
    replayed = 0
    for step in journal.read(position):
        _replay(state, step, journal.path)
        replayed += 1
    return Recovered(state, position, replayed)


def recover_to_run(journal: Journal, snapshots: Snapshots) -> Recovered:
    """As `recover`; when much was replayed, the snapshot is brought up to it here, where nobody waits for an answer."""
    found = recover(journal, snapshots)
    state = found.state
    if len(state.dirty) < _MANY_CASES:
        return found
    taken = changes(state)
    try:
        snapshots.save(journal.end, taken.globals, dict(taken.cases))
    except sqlite3.Error as failure:
        _log.error("The snapshot cannot be written (%s); the next start takes as long.", failure)
        state.dirty.update(root for root, _ in taken.cases)
        return found
    state.cases.update((root, packed) for root, packed in taken.cases if packed is not None)
    return Recovered(state, found.snapshot, 0)


def _from_snapshot(journal: Journal, snapshots: Snapshots) -> tuple[State, int]:
    try:
        with snapshots.saved() as saved:
            if saved is not None and _belongs(saved, journal):
                return restore(saved.globals, saved.cases), saved.place.position
    except SnapshotUnusableError as damage:
        _log.warning("The snapshot is not used, as %s; all steps are replayed.", damage)
        snapshots.drop()
    except AlurError:
        raise
    except Exception as failure:  # whatever it is, the journal has everything that was in it
        _log.warning("The snapshot cannot be read (%s); all steps are replayed.", type(failure).__name__)
        snapshots.drop()
    return new_state(), 0


def _belongs(saved: SavedState, journal: Journal) -> bool:
    position = saved.place.position
    if position > journal.end.position:
        raise JournalEndMissingError(journal.path, journal.end.position, position)
    if journal.checksum_at(position) == saved.place.checksum:
        return True
    raise SnapshotUnusableError("it was made from another journal")


def _replay(state: State, step: Step, path: Path) -> None:
    try:
        for array in json.loads(step.events):
            apply(state, decode(array), step.now)
    except Exception as failure:
        raise AlurError(
            f"The journal {path} holds at position {step.position} something that this Alur cannot read "
            f"({type(failure).__name__}). Nothing was changed.",
            "Use the Alur that wrote it or a newer one.",
        ) from failure
