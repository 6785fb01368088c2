"""A runtime with its REST API on a loop of its own; tests talk to it without sockets, and wait for nothing else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from deploy.engine.rest_api import rest_app
from deploy.engine.rest_api.calls import Engine
from deploy.engine.runtime import Runtime

SECONDS = 60.0
"""No answer takes longer, on any machine."""


class Rest:
    """The API of an engine in `folder`, from `with` to its end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Rest:
        self._thread.start()
        self.runtime: Runtime = self.run(Runtime.open(self._folder))
        self.client = self.run(self._open())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.run(self.client.aclose())
        self.run(self.runtime.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _open(self) -> httpx.AsyncClient:
        app = rest_app(self.runtime)
        self._engine: Engine = app.state.engine
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
        return httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=SECONDS)

    def engine_waits(self) -> int:
        """How many requests wait for jobs."""
        return self._engine.jobs.waiting

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """The result of a coroutine on the engine's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(SECONDS)

    def start(self, method: str, path: str, **more: Any) -> Future[httpx.Response]:
        """A request that may take its time."""
        return asyncio.run_coroutine_threadsafe(self.client.request(method, f"/v2{path}", **more), self._loop)

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Any request."""
        return self.start(method, path, **more).result(SECONDS)

    def ok(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of an answer, which has to be 200 or 204."""
        response = self.request(method, path, **({} if body is None else {"json": body}))
        assert response.status_code in (200, 204), f"{method} {path}: {response.status_code} {response.text}"
        return response.json() if response.content else None

    def post(self, path: str, body: Any = None) -> Any:
        """The JSON of a POST."""
        return self.ok("POST", path, {} if body is None else body)

    def get(self, path: str) -> Any:
        """The JSON of a GET."""
        return self.ok("GET", path)

    def problem(self, method: str, path: str, status: int, **more: Any) -> dict[str, Any]:
        """A refusal, with everything that belongs to one."""
        response = self.request(method, path, **more)
        assert response.status_code == status, f"{method} {path}: {response.status_code} {response.text}"
        assert response.headers["content-type"] == "application/problem+json"
        problem: dict[str, Any] = response.json()
        assert set(problem) == {"type", "title", "status", "detail", "instance"}
        assert problem["status"] == status
        assert problem["instance"] == f"/v2{path}".partition("?")[0]
        return problem

    def deploy(self, **files: str) -> dict[str, Any]:
        """Deploys files, `surat_bpmn="..."` as `surat.bpmn`; the keys of what was deployed by id."""
        parts = [("resources", (name.replace("_", "."), text.encode())) for name, text in files.items()]
        response = self.request("POST", "/deployments", files=parts)
        assert response.status_code == 200, response.text
        keys = {}
        for one in response.json()["deployments"]:
            if one["processDefinition"]:
                keys[one["processDefinition"]["processDefinitionId"]] = one["processDefinition"]["processDefinitionKey"]
            if one["form"]:
                keys[one["form"]["formId"]] = one["form"]["formKey"]
        return keys

    def begin(self, process_id: str, **more: Any) -> str:
        """Starts a process instance; its key."""
        key: str = self.post("/process-instances", {"processDefinitionId": process_id, **more})["processInstanceKey"]
        return key

    def items(self, what: str, **filter_: Any) -> list[dict[str, Any]]:
        """What a search finds."""
        found: list[dict[str, Any]] = self.post(f"/{what}/search", {"filter": filter_})["items"]
        return found

    def one(self, what: str, **filter_: Any) -> dict[str, Any]:
        """The only thing that a search finds."""
        (found,) = self.items(what, **filter_)
        return found
