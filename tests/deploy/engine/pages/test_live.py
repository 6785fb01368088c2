"""Pages that change by themselves: who is told, of what, and until when."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from deploy.engine.core.commands import AssignTask
from deploy.engine.pages import live
from tests.deploy.engine.pages.running import SECONDS, Browser, Pages


@asynccontextmanager
async def listening(
    browser: Browser, pages: Pages, path: str
) -> AsyncIterator[Callable[[], Coroutine[Any, Any, bytes]]]:
    """An open stream: status 200, then whatever comes."""
    parts: asyncio.Queue[bytes] = asyncio.Queue()
    cookies = "; ".join(f"{name}={value}" for name, value in browser.client.cookies.items())
    where, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": "GET",
        "path": where,
        "raw_path": where.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost:8080"), (b"cookie", cookies.encode())],
        "server": ("localhost", 8080),
        "client": ("127.0.0.1", 1),
        "scheme": "http",
        "http_version": "1.1",
        "root_path": "",
    }
    gone = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            assert message["status"] == 200
        elif message.get("body"):
            await parts.put(message["body"])
        elif not message.get("more_body"):
            await parts.put(b"")

    stream = asyncio.create_task(pages.app(scope, receive, send))
    try:
        assert await asyncio.wait_for(parts.get(), SECONDS) == b"retry: 3000\n\n"
        yield lambda: asyncio.wait_for(parts.get(), SECONDS)
    finally:
        gone.set()
        await asyncio.wait_for(stream, SECONDS)


@pytest.fixture
def quick(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> Pages:
    monkeypatch.setattr(live, "_LOOK_SECONDS", 0.02)
    monkeypatch.setattr(live, "_BEAT_SECONDS", 0.2)
    pages.deploy_small()
    return pages


CHANGED = b"event: berubah\ndata: 1\n\n"
BEAT = b": \n\n"


def position(pages: Pages) -> int:
    return pages.runtime.journal_position


def test_a_group_hears_of_its_tasks_and_others_do_not(quick: Pages) -> None:
    siti, ani = quick.as_("siti", "ptsp"), quick.as_("ani", "korpel")
    at = position(quick)

    async def play() -> None:
        path = f"/aliran?untuk=tugas&sejak={at}"
        async with listening(siti, quick, path) as of_siti, listening(ani, quick, path) as of_ani:
            assert await of_siti() == BEAT
            await asyncio.to_thread(quick.begin)
            while await of_siti() != CHANGED:
                pass
            assert await of_ani() == BEAT

    quick.run(play())


def test_what_happened_while_nobody_listened_is_told_at_once(quick: Pages) -> None:
    siti = quick.as_("siti", "ptsp")
    before = position(quick)
    quick.begin()

    async def play() -> None:
        async with listening(siti, quick, f"/aliran?untuk=tugas&sejak={before}") as of_siti:
            assert await of_siti() == CHANGED

    quick.run(play())


def test_a_case_tells_of_itself_alone(quick: Pages) -> None:
    siti = quick.as_("siti", "ptsp")
    one, other = quick.begin(), quick.begin()
    task, others = quick.task(one), quick.task(other)
    at = position(quick)

    async def play() -> None:
        async with listening(siti, quick, f"/aliran?untuk=perkara:{one}&sejak={at}") as of_case:
            await quick.runtime.submit(AssignTask(others, "siti"))
            assert await of_case() == BEAT
            await quick.runtime.submit(AssignTask(task, "siti"))
            while await of_case() != CHANGED:
                pass

    quick.run(play())


def test_a_stream_ends_with_the_session(quick: Pages) -> None:
    sessions = quick.site.sessions
    siti = quick.as_("siti", "ptsp")
    at = position(quick)

    async def play() -> None:
        async with listening(siti, quick, f"/aliran?untuk=tugas&sejak={at}") as of_siti:
            assert await of_siti() == BEAT
            await asyncio.to_thread(sessions.end_all, "siti")
            while await of_siti() != b"":
                pass

    quick.run(play())


def test_a_stream_ends_when_the_engine_stops(quick: Pages) -> None:
    siti = quick.as_("siti", "ptsp")
    at = position(quick)

    async def play() -> None:
        async with listening(siti, quick, f"/aliran?untuk=tugas&sejak={at}") as of_siti:
            quick.app.close_streams()
            assert await of_siti() == b""

    quick.run(play())


def test_nobody_keeps_too_many_open(quick: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PER_SESSION", 1)
    siti = quick.as_("siti", "ptsp")

    async def play() -> int:
        async with listening(siti, quick, "/aliran?untuk=tugas"):
            answer = await siti.client.get("/aliran?untuk=tugas")
            return int(answer.status_code)

    assert quick.run(play()) == 429
    assert not quick.site.live._listeners
