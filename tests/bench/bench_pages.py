"""How fast the pages answer: `python -m tests.bench.bench_pages [--tasks 10000] [--people 50] [--clicks 20]`.

A real engine process with so many open tasks of one group. One person looks at lists and cases, alone; then many people
click at once: look at the list, open a task, take it, complete it. Exit status 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from deploy.engine.core.commands import CreateInstance, Deploy
from deploy.engine.local import LocalEngine
from deploy.engine.runtime import Runtime
from deploy.engine.settings import EngineSettings
from deploy.people.files import PeopleDirectory
from deploy.people.passwords import hash_password
from tests.deploy.engine.pages.models import FORM, START_FORM, process

LIST_GOAL, CASE_GOAL, CROWD_GOAL = 0.100, 0.200, 0.500
PASSWORD = "empat kata yang panjang"
_BATCH = 500
_TOKEN = re.compile(r'name="token" value="([0-9a-f]{64})"')
_TASK = re.compile(r'href="/tugas/(\d+)"')


async def fill(data: Path, tasks: int) -> None:
    """So many cases, each with a task that waits; every third one is late."""
    runtime = await Runtime.open(data)
    try:
        forms = (("mulai.form", START_FORM.encode()), ("terima.form", FORM.encode()))
        await runtime.submit(Deploy((("surat.bpmn", process().encode()), *forms)))
        for first in range(0, tasks, _BATCH):
            await asyncio.gather(
                *(runtime.submit(_case(number)) for number in range(first, min(tasks, first + _BATCH)))
            )
    finally:
        await runtime.close()


def _case(number: int) -> CreateInstance:
    day = f"2026-{1 + number % 12:02}-{1 + number % 28:02}T08:00:00Z"
    request = {"nama": f"Pemohon {number}", "perihal": f"Permohonan nomor {number}", "instansi": "Dinas Contoh"}
    return CreateInstance("surat", variables={"nomorPerkara": f"P-{number}", "permohonan": request, "tenggat": day})


class Person:
    """Somebody with a browser."""

    def __init__(self, url: str, user: str) -> None:
        self.client = httpx.AsyncClient(base_url=url, timeout=60, trust_env=False)
        self.user = user
        self.token = ""

    async def sign_in(self) -> None:
        page = await self.client.get("/masuk")
        entry = page.text.split('name="awal" value="')[1].split('"')[0]
        form = {"awal": entry, "nama": self.user, "sandi": PASSWORD, "lanjut": "/tugas"}
        response = await self.client.post("/masuk", data=form)
        assert response.status_code == 303, response.status_code
        found = _TOKEN.search((await self.client.get("/tugas")).text)
        assert found is not None
        self.token = found.group(1)

    async def get(self, path: str) -> str:
        response = await self.client.get(path)
        assert response.status_code == 200, (path, response.status_code)
        return response.text

    async def send(self, path: str, **form: str) -> int:
        return (await self.client.post(path, data={"token": self.token, **form})).status_code


async def median(rounds: int, click: Callable[[], Awaitable[object]]) -> float:
    """Of so many clicks, in seconds."""
    await click()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        await click()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


async def crowd(people: list[Person], clicks: int) -> list[float]:
    """How long each click took, of all people at once."""
    times: list[float] = []

    async def timed(work: Awaitable[object]) -> object:
        began = time.perf_counter()
        done = await work
        times.append(time.perf_counter() - began)
        return done

    async def work(place: int, person: Person) -> None:
        completed = 0
        for round_ in range(clicks // 4):
            text = str(await timed(person.get(f"/tugas?lihat=bebas&hal={1 + (place + round_) % 20}")))
            keys = _TASK.findall(text)
            key = keys[(place * 7 + round_) % len(keys)]
            await timed(person.get(f"/tugas/{key}"))
            await timed(person.send(f"/tugas/{key}/ambil"))
            form = json.dumps({"keputusan": "ya", "daftar": []})
            completed += await timed(person.send(f"/tugas/{key}/selesai", isian=form)) == 303
        assert completed, "nobody got anything done"

    await asyncio.gather(*(work(place, person) for place, person in enumerate(people)))
    return times


async def measure(url: str, users: list[str], clicks: int) -> bool:
    """Prints the figures; whether all goals are met."""
    people = [Person(url, user) for user in users]
    await asyncio.gather(*(person.sign_in() for person in people))
    one = people[0]
    task = _TASK.findall(await one.get("/tugas"))[0]
    good = True

    def judge(what: str, seconds: float, goal: float) -> None:
        nonlocal good
        good = good and seconds <= goal
        print(
            f"{what:44} {seconds * 1000:7.1f} ms   goal {goal * 1000:.0f} ms   {'ok' if seconds <= goal else 'MISSED'}"
        )

    judge("list of open tasks, first page", await median(15, lambda: one.get("/tugas")), LIST_GOAL)
    judge("list of open tasks, page 150", await median(15, lambda: one.get("/tugas?hal=150")), LIST_GOAL)
    await one.send("/tugas/cari", cari="permohonan 4321")
    judge("list of open tasks, a search", await median(15, lambda: one.get("/tugas")), LIST_GOAL)
    await one.send("/tugas/cari", hapus="1")
    judge("page of a task with its case", await median(15, lambda: one.get(f"/tugas/{task}")), CASE_GOAL)
    began = time.perf_counter()
    times = sorted(await crowd(people, clicks))
    took = time.perf_counter() - began
    judge(f"{len(people)} people at once, median click", times[len(times) // 2], CROWD_GOAL)
    print(f"{'':44} p95 {times[int(len(times) * 0.95)] * 1000:.0f} ms, {len(times) / took:.0f} clicks/s")
    for person in people:
        await person.client.aclose()
    return good


def main() -> int:
    """Measure and judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tasks", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--clicks", type=int, default=20, help="of each person")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="alur-bench-") as folder:
        home = Path(folder)
        asyncio.run(fill(home / "engine", wanted.tasks))
        users = [f"orang{number}" for number in range(wanted.people)]
        digest = hash_password(PASSWORD, cost=16)
        accounts = {user: {"nama": user.title(), "kelompok": ["ptsp"], "sandi": digest} for user in users}
        PeopleDirectory(home / "people").change("kemenag-dki", lambda content: content["pengguna"].update(accounts))
        engine = LocalEngine(EngineSettings(home=home, grpc_port=0, rest_port=0, attached=True), say=lambda _: None)
        engine.bring_up()
        try:
            print(f"{wanted.tasks} open tasks, {wanted.people} people")
            return 0 if asyncio.run(measure(engine.rest_url, users, wanted.clicks)) else 1
        finally:
            engine.take_down()


if __name__ == "__main__":
    sys.exit(main())
