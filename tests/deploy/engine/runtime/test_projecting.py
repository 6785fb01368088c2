"""The search database follows the journal, from memory or from the disk, and leaves nothing out."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import threading
from pathlib import Path

import pytest

from deploy.engine import projecting
from deploy.engine.failures import EngineUnavailable
from deploy.engine.runtime import Runtime
from deploy.engine.search import Projection
from tests.deploy.engine.runtime.models import deployed, started

pytestmark = pytest.mark.anyio


def instances(projection: Projection) -> int:
    return int(projection.read(lambda database: database.execute("SELECT count(*) FROM instance").fetchone()[0]))


async def test_what_memory_does_not_hold_is_read_from_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projecting, "_KEPT", 5)
    runtime = await Runtime.open(tmp_path)
    await deployed(runtime)
    for number in range(1, 40):
        await started(runtime)
        if number % 7 == 0:
            assert instances(runtime.projection) == number
            assert runtime.projected == runtime.journal_position
    await runtime.close()


async def test_readers_in_threads_always_see_what_was_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projecting, "_KEPT", 20)
    monkeypatch.setattr(projecting, "_CHUNK", 3)
    runtime = await Runtime.open(tmp_path)
    await deployed(runtime)
    acknowledged = 0
    ended = threading.Event()

    def read() -> list[str]:
        wrong = []
        while not ended.is_set():
            before = acknowledged
            seen = instances(runtime.projection)
            if seen < before:
                wrong.append(f"{seen} of {before}")
        return wrong

    async def create() -> None:
        nonlocal acknowledged
        for _ in range(100):
            await started(runtime)
            acknowledged += 1
            if random.random() < 0.2:
                await asyncio.sleep(0.001)

    readers = [asyncio.create_task(asyncio.to_thread(read)) for _ in range(3)]
    await asyncio.gather(*(create() for _ in range(4)))
    ended.set()
    assert [wrong for reader in readers for wrong in await reader] == []
    assert instances(runtime.projection) == 400
    await runtime.close()


async def test_a_search_database_that_cannot_be_written_holds_up_no_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    runtime = await Runtime.open(tmp_path)
    await deployed(runtime)
    project = Projection.project

    def full(_projection: Projection, _batches: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Projection, "project", full)
    for _ in range(3):
        await started(runtime)
        with pytest.raises(EngineUnavailable, match="search database cannot be written"):
            _ = runtime.projection
    assert caplog.text.count("cases go on") == 1
    monkeypatch.setattr(Projection, "project", project)
    assert instances(runtime.projection) == 3
    await runtime.close()


async def test_after_a_crash_it_takes_up_where_it_was(tmp_path: Path) -> None:
    runtime = await Runtime.open(tmp_path)
    await deployed(runtime)
    await started(runtime)
    _ = runtime.projection
    for _ in range(5):
        await started(runtime)
    before = runtime.projected
    assert before < runtime.journal_position
    await runtime.close()
    again = await Runtime.open(tmp_path)
    assert again.projected == before
    assert instances(again.projection) == 6
    await again.close()


async def test_nobody_reads_or_writes_it_after_the_end(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    runtime = await Runtime.open(tmp_path)
    await deployed(runtime)
    await started(runtime)
    feed = runtime._feed
    await runtime.close()
    with pytest.raises(EngineUnavailable, match="stopping"):
        feed.catch_up()
    assert caplog.text == ""
