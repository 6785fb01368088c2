"""Camunda's Java client as a worker, told by pipe what to do; see java/Worker.java."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.conformance.java_client import compile_java
from tests.conformance.java_jars import JarsMissingError, java_client_jars

Done = Callable[[int], None]
"""Told the case's number when the engine confirmed the completion."""
Worker = Callable[[str, str, Done], Any]
"""Address and job type to an async context in which the worker runs; it gives the CPU seconds of its process."""
Cpu = Callable[[], Awaitable[float]]


class Java:
    """Camunda's Java client in a virtual machine of its own, which stays for all rounds and so gets warm."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, address: str, folder: Path) -> Java | str:
        """The running client, or why there is none."""
        try:
            jars = await asyncio.to_thread(java_client_jars)
            path = compile_java([Path(__file__).with_name("java") / "Worker.java"], jars, folder)
        except JarsMissingError as missing:
            return str(missing)
        process = await asyncio.create_subprocess_exec(
            "java",
            "-Xmx512m",
            "-cp",
            path,
            "Worker",
            address,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        java = cls(process)
        await java._answer("ready")
        return java

    def worker(self, active: int, *, streaming: bool) -> Worker:
        """As the others, with so many active jobs at most."""

        @asynccontextmanager
        async def worker(_address: str, job_type: str, done: Done) -> AsyncIterator[Cpu]:
            self._tell(f"open {job_type} {active} {str(streaming).lower()}")
            await self._answer("opened")
            waiting: list[asyncio.Future[float]] = []

            async def listen() -> None:
                while (word := await self._line())[0] != "closed":
                    if word[0] == "done":
                        done(int(word[1]))
                    elif word[0] == "cpu":
                        waiting.pop(0).set_result(int(word[1]) / 1e9)

            async def cpu() -> float:
                waiting.append(asyncio.get_running_loop().create_future())
                answer = waiting[-1]
                self._tell("cpu")
                return await answer

            listening = asyncio.create_task(listen())
            try:
                yield cpu
            finally:
                self._tell("close")
                await listening

        return worker

    async def stop(self) -> None:
        """End of input ends it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())

    async def _line(self) -> list[str]:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError("the Java client ended")
        return line.decode().split() or [""]

    async def _answer(self, word: str) -> None:
        while (await self._line())[0] != word:
            pass
