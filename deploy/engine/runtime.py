"""The loop around the core: commands in, the journal written, answers out.

A command is stepped at once, in the order of arrival, on the loop's thread; its events join a batch. A thread commits
one batch while the loop fills the next (group commit), and nobody gets an answer, not even a refusal, before everything
that the answer may rest on is on the disk. When the disk refuses, the state in memory is ahead of it: it is thrown away
and made anew from the journal.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from deploy.engine.batch import Batch
from deploy.engine.core.commands import Command
from deploy.engine.core.events import encode
from deploy.engine.core.machine import step
from deploy.engine.core.replies import Note, Pending, Rejection, Reply, TransitionEnded
from deploy.engine.core.state import State
from deploy.engine.failures import EngineBusy, EngineFault, EngineUnavailable
from deploy.engine.journal.directory import DataDirectory
from deploy.engine.journal.group_commit import CommitThread
from deploy.engine.journal.recovery import LAYOUT, recover_to_run
from deploy.engine.journal.snapshots import Snapshots
from deploy.engine.journal.steps import Journal
from deploy.engine.limits import Limits
from deploy.engine.machine_clock import MachineClock, milliseconds
from deploy.engine.projecting import ProjectionFeed
from deploy.engine.search import Projection
from deploy.engine.ticking import Ticker
from deploy.engine.transitions import Answer, Transitions
from deploy.engine.upkeep import Upkeep
from deploy.errors import AlurError

_log = logging.getLogger(__name__)
_write = json.JSONEncoder(separators=(",", ":")).encode


class Runtime:
    """A running engine without its sockets. Everything here belongs to the thread of one asyncio loop."""

    def __init__(
        self, directory: DataDirectory, journal: Journal, snapshots: Snapshots, clock: MachineClock, limits: Limits
    ) -> None:
        """Use `open`."""
        self._loop = asyncio.get_running_loop()
        self._directory = directory
        self._journal = journal
        self._snapshots = snapshots
        self._machine = clock
        self._limits = limits
        self._state: State | None = None
        self._refusing = "The engine is starting."
        self._open = asyncio.Event()
        self._batch = Batch()
        self._writing: Batch | None = None
        self._writing_since = 0.0
        self._flush_called = False
        self._idle = asyncio.Event()
        self._idle.set()
        self._disk_failed = False
        self._repair: asyncio.Task[None] | None = None
        self._closed = False
        self._commits = CommitThread(self._loop)
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="upkeep")
        self._callbacks: list[Callable[[Note], None]] = []
        self._early_callbacks: list[Callable[[Note], None]] = []
        self._transitions = Transitions(limits.listener_seconds)
        self._position = journal.end.position
        self._feed = ProjectionFeed(directory.search, journal)
        self._ticker = Ticker(self)
        self._upkeep = Upkeep(journal, snapshots, self._feed, self._beside, limits.snapshot_seconds)

    @classmethod
    async def open(
        cls, path: Path, *, machine: Callable[[], int] = milliseconds, limits: Limits | None = None
    ) -> Runtime:
        """Take the data directory at `path` and bring the state to where the journal ends.

        `machine` gives the machine's time in milliseconds. Raises AlurError when the directory is in use, damaged, or
        of a newer version.
        """
        directory = DataDirectory(path)
        try:
            journal = await asyncio.to_thread(Journal, directory.journal)
            snapshots = Snapshots(directory.snapshot, LAYOUT)
            runtime = cls(directory, journal, snapshots, MachineClock(journal.end.machine, machine), limits or Limits())
            await runtime._reload()
        except BaseException as failure:
            directory.close()
            if isinstance(failure, sqlite3.Error | OSError):
                raise AlurError(
                    f"The data directory {path} cannot be used: {failure}.",
                    "Check the space on its disk and its rights.",
                ) from failure
            raise
        runtime._loop.call_later(1.0, runtime._every_second)
        return runtime

    # --- what others use ---------------------------------------------------------------------------------------------

    async def submit(self, command: Command) -> Reply | Rejection:
        """Carry out a command and return its answer when its events are on the disk.

        A command whose answer hangs on listeners (`Pending`) is answered when they are through. The notes of a step are
        given out after its answer. Raises `EngineBusy`, `EngineUnavailable`, `EngineFault` or `ListenersSilent`.
        """
        if self._state is None:
            await self._wait_until_open()
        if self.unacknowledged >= self._limits.commands or self._batch.characters >= self._limits.characters:
            raise EngineBusy(f"{self.unacknowledged} commands wait for the disk already. Try again in a moment.")
        answer: Answer = self._loop.create_future()
        self._step(command, answer)
        return await answer

    def submit_soon(self, command: Command) -> Answer | None:
        """The same for a caller that does not wait; None while the state is made anew."""
        if self._state is None:
            return None
        answer: Answer = self._loop.create_future()
        self._step(command, answer)
        return answer

    def now(self) -> int:
        """The engine's time in milliseconds since 1970."""
        machine = self._machine.now()
        return machine if self._state is None else self._state.clock(machine)

    def on_note(self, callback: Callable[[Note], None]) -> None:
        """Have `callback` called with every note, on the loop's thread, after what it tells of is on the disk."""
        self._callbacks.append(callback)

    def on_early_note(self, callback: Callable[[Note], None]) -> None:
        """Have `callback` called with every note at once, before what it tells of is on the disk.

        It may only submit commands (`submit_soon`), which then share the commit with what they follow from. What it
        learns must not be told to anybody before the answer to such a command.
        """
        self._early_callbacks.append(callback)

    @property
    def journal_position(self) -> int:
        """The position of the last step on the disk."""
        return self._position

    @property
    def unacknowledged(self) -> int:
        """Commands that wait for the disk."""
        return len(self._batch.answers) + (len(self._writing.answers) if self._writing else 0)

    @property
    def state(self) -> State | None:
        """The core's state, to look at; None while it is made anew."""
        return self._state

    @property
    def projection(self) -> Projection:
        """The search database, up to date with every answer given. Raises EngineUnavailable when it cannot be."""
        self._feed.catch_up()
        return self._feed.projection

    @property
    def directory(self) -> DataDirectory:
        """Where the data are."""
        return self._directory

    @property
    def found_so_far(self) -> Projection:
        """The search database as it is; after a start it may take a while until it holds everything."""
        return self._feed.projection if self._feed.behind else self.projection

    @property
    def projected(self) -> int:
        """The last step in the search database."""
        return self._feed.projection.position()

    @property
    def trouble(self) -> str:
        """Why no commands are taken just now, or nothing."""
        return self._refusing if self._state is None else ""

    @property
    def damage(self) -> str:
        """What is wrong with the journal's older part, or nothing."""
        return self._upkeep.damage

    async def close(self) -> None:
        """Refuse what comes, commit and answer what is there, save a snapshot and let the directory go."""
        state = self._state
        self._closed = True
        self._refuse("The engine is stopping. Try again when it runs again.")
        self._ticker.stop()
        if self._repair is not None:
            self._repair.cancel()
            await asyncio.wait([self._repair])
            self._repair = None
        self._flush()
        try:
            await asyncio.wait_for(self._idle.wait(), self._limits.commit_seconds)
        except TimeoutError:
            _log.error("The disk has not confirmed the last commands; they are not acknowledged.")
            self._fail(self._taken_batches(), EngineUnavailable("The engine stopped before the disk confirmed."))
            state = None
        await self._upkeep.close(None if self._disk_failed else state, self._position)
        await self._loop.run_in_executor(self._beside, self._close_files)
        self._beside.shutdown()

    # --- stepping ----------------------------------------------------------------------------------------------------

    def _step(self, command: Command, answer: Answer) -> None:
        state = self._state
        assert state is not None  # noqa: S101 - both callers looked
        machine = self._machine.now()
        now = state.clock(machine)
        try:
            outcome = step(state, command, now)
            text = _write([encode(event) for event in outcome.events]) if outcome.events else ""
        except Exception as failure:
            self._core_failed(command, answer, failure)
            return
        batch = self._batch
        if text:
            position = self._journal.append(now, machine, text)
            batch.steps.append((position, now, outcome.events))
            batch.characters += len(text)
        batch.answers.append((answer, outcome.answer))
        if outcome.notes:
            batch.notes += outcome.notes
        self._idle.clear()
        if not self._flush_called and self._writing is None:
            # Not at once: what else arrives in this turn of the loop shares the commit.
            self._flush_called = True
            self._loop.call_soon(self._flush)
        for note in outcome.notes:
            for callback in self._early_callbacks:
                callback(note)

    def _flush(self) -> None:
        self._flush_called = False
        if self._writing is not None:
            return
        batch = self._batch
        if not batch.answers:
            self._idle.set()
            return
        self._batch = Batch()
        if not batch.steps:
            self._deliver(batch)
            return
        self._writing = batch
        self._writing_since = self._loop.time()
        try:
            self._journal.stage()
        except sqlite3.Error as failure:
            self._committed(failure)
            return
        self._commits.do(self._journal.commit, self._committed)

    def _committed(self, failure: BaseException | None) -> None:
        batch = self._writing
        if batch is None:
            return
        if failure is not None:
            self._disk_refused(failure)
            return
        self._writing = None
        self._position = batch.steps[-1][0]
        self._feed.add(batch.steps)
        self._deliver(batch)
        self._flush()

    def _deliver(self, batch: Batch) -> None:
        for answer, reply in batch.answers:
            if isinstance(reply, Pending):
                self._transitions.wait(reply.user_task, answer)
            elif not answer.done():
                answer.set_result(reply)
        if batch.notes:
            # Who was just answered goes first, and may want to hear of what its own command led to.
            self._loop.call_soon(self._give_out, batch.notes)
        if not self._batch.answers:
            self._idle.set()
        if self._state is not None:
            self._ticker.schedule()
            self._upkeep.committed(self._state, self._position, batch.steps)

    def _give_out(self, notes: list[Note]) -> None:
        for note in notes:
            if isinstance(note, TransitionEnded):
                self._transitions.ended(note)
            for callback in self._callbacks:
                try:
                    callback(note)
                except Exception:
                    _log.exception("A listener of the engine's notes failed.")

    # --- when something is wrong -------------------------------------------------------------------------------------

    def _core_failed(self, command: Command, answer: Answer, failure: Exception) -> None:
        # Frames only: the message of an exception may hold variables.
        frames = "".join(traceback.format_tb(failure.__traceback__))
        name = type(command).__name__
        _log.error("The core failed on %s with %s; the state is made anew.\n%s", name, type(failure).__name__, frames)
        answer.set_exception(
            EngineFault(
                f"The engine failed on this command ({type(failure).__name__}). Nothing of it was done; see its log."
            )
        )
        self._refuse("The engine makes its state anew. Try again in a moment.")
        self._start_repair()

    def _disk_refused(self, failure: BaseException) -> None:
        reason = (
            f"The journal cannot be written ({failure}). Check the disk; the engine goes on when it can write again."
        )
        if not self._disk_failed:
            _log.error("The journal cannot be written (%s); no command is acknowledged until it can.", failure)
        self._disk_failed = True
        self._refuse(reason)
        self._fail(self._taken_batches(), EngineUnavailable(reason))
        self._start_repair()

    def _taken_batches(self) -> list[Batch]:
        taken = [batch for batch in (self._writing, self._batch) if batch is not None]
        self._writing = None
        self._batch = Batch()
        self._idle.set()
        return taken

    @staticmethod
    def _fail(batches: list[Batch], failure: EngineUnavailable) -> None:
        for batch in batches:
            for answer, _ in batch.answers:
                if not answer.done():
                    answer.set_exception(failure)

    def _refuse(self, reason: str) -> None:
        self._state = None
        self._refusing = reason
        self._open.clear()

    async def _wait_until_open(self) -> None:
        if self._repair is not None and not self._disk_failed:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._open.wait(), self._limits.recovering_seconds)
        if self._state is None:
            raise EngineUnavailable(self._refusing)

    def _start_repair(self) -> None:
        if self._repair is None:
            self._repair = self._loop.create_task(self._make_anew())

    async def _make_anew(self) -> None:
        """From the disk, until it works."""
        began = self._loop.time()
        told = ""
        while True:
            await self._idle.wait()  # what was stepped before a fault of the core is still good
            try:
                if self._disk_failed:
                    await asyncio.sleep(self._limits.retry_seconds)
                    await self._loop.run_in_executor(self._beside, self._journal.reopen)
                    self._disk_failed = False
                    self._position = self._journal.end.position
                await self._reload()
                break
            except Exception as failure:
                self._disk_failed = True
                known = isinstance(failure, sqlite3.Error | AlurError)
                reason = str(failure) if known else f"it gives no state ({type(failure).__name__})"
                if reason != told:
                    told = reason
                    _log.error("The journal still cannot be used: %s", reason)
                self._refuse(f"The journal cannot be used: {reason}")
        self._repair = None
        _log.warning(
            "The state is whole again after %.1f s, at position %d.", self._loop.time() - began, self._position
        )

    async def _reload(self) -> None:
        self._upkeep.forget()
        found = await self._loop.run_in_executor(self._beside, recover_to_run, self._journal, self._snapshots)
        self._state = found.state
        self._upkeep.recovered(found.replayed, found.snapshot)
        self._open.set()
        self._ticker.schedule()

    # --- from time to time -------------------------------------------------------------------------------------------

    def _every_second(self) -> None:
        if self._closed:
            return
        if self._writing is not None and self._loop.time() - self._writing_since > self._limits.commit_seconds:
            _log.error("The disk has not confirmed a commit for %.0f s.", self._limits.commit_seconds)
            reason = EngineUnavailable(
                "The disk has not confirmed the command in time. Ask whether it was carried out."
            )
            self._fail([self._writing, self._batch], reason)
            self._writing_since = self._loop.time()
        if self._state is not None:
            self._ticker.schedule(look_again=True)
            self._upkeep.every_second(self._state, self._position, idle=self._idle.is_set())
        self._loop.call_later(1.0, self._every_second)

    def _close_files(self) -> None:
        self._commits.close()
        self._feed.close()
        self._snapshots.close()
        self._journal.close()
        self._directory.close()
