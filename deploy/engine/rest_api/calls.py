"""One request on its way: what it asks for, and the engine to ask."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from deploy.engine.core.commands import Command
from deploy.engine.core.replies import Rejection
from deploy.engine.instance_results import InstanceResults
from deploy.engine.job_waiting import JobWaiting
from deploy.engine.rest_api.batch_log import Batches
from deploy.engine.rest_api.fields import Fields
from deploy.engine.rest_api.problems import Problem, invalid, not_found, problem_of, problem_response, rejected
from deploy.engine.rest_api.reading import read_body, read_json
from deploy.engine.search import Projection, QueryError
from deploy.engine.search.conditions import Sql, key_number
from deploy.engine.search.query import Entity

if TYPE_CHECKING:
    from deploy.engine.runtime import Runtime

T = TypeVar("T")


class Engine:
    """What the handlers share: the runtime and the waiting around it."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.jobs = JobWaiting(runtime)
        self.results = InstanceResults(runtime)
        self.batches = Batches()

    async def read(self, ask: Callable[[Projection], T]) -> T:
        """Asks the search database, which then has everything that was answered before. Off the loop's thread."""
        return await asyncio.to_thread(lambda: ask(self.runtime.projection))


class Call:
    """A request with its engine."""

    def __init__(self, request: Request, engine: Engine) -> None:
        self.request = request
        self.engine = engine

    # --- what was asked ----------------------------------------------------------------------------------------------

    def key(self, name: str) -> int:
        """A key of the path."""
        try:
            return key_number(self.request.path_params[name], name)
        except QueryError as error:
            raise invalid(name, error.reason) from None

    def text(self, name: str) -> str:
        """Another part of the path."""
        return str(self.request.path_params[name])

    def flag(self, name: str, default: bool) -> bool:
        """A flag of the query."""
        value = self.request.query_params.get(name)
        if value is None:
            return default
        if value.lower() not in ("true", "false"):
            raise invalid(name, "must be true or false.")
        return value.lower() == "true"

    async def json(self) -> Any:
        """The body."""
        return read_json(await read_body(self.request))

    async def fields(self, *known: str) -> Fields:
        """The fields of the body."""
        return Fields(await self.json(), known)

    @asynccontextmanager
    async def alive(self) -> AsyncIterator[Callable[[], bool]]:
        """Tells whether who asked is still there; the body has to be read before. Cancels the block when not."""
        here = True
        working = asyncio.current_task()

        async def watch() -> None:
            nonlocal here
            while (await self.request.receive())["type"] != "http.disconnect":
                pass
            here = False
            if working is not None:
                working.cancel()

        watching = asyncio.create_task(watch())
        try:
            yield lambda: here
        except asyncio.CancelledError:
            if here or working is None:
                raise
            working.uncancel()
            raise Problem(499, "The connection ended.", "CANCELLED") from None
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching

    # --- the engine --------------------------------------------------------------------------------------------------

    async def submit(self, command: Command, name: str) -> Any:
        """The reply of the core; `name` is that of the command for people. Raises Problem for a rejection."""
        answer = await self.engine.runtime.submit(command)
        if isinstance(answer, Rejection):
            raise rejected(name, answer)
        return answer

    async def found(self, entity: Entity, key: int, what: str) -> dict[str, Any]:
        """One thing by its key. Raises Problem 404."""
        row = await self.engine.read(lambda projection: projection.get(entity, key))
        if row is None:
            raise not_found(what, key)
        return row

    async def ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """What `question` finds in the search database with SQL of its own."""
        return await self.engine.read(lambda projection: projection.read(question))

    async def search(self, entity: Entity, fixed: Sql = ("1", []), *, request: Any = None) -> dict[str, Any]:
        """What the body's search finds; `request` is the body where it was read already."""
        if request is None:
            request = await self.json()
        if not isinstance(request, dict):
            raise invalid("body", "must be a JSON object.")
        found = await self.engine.read(lambda projection: projection.search(entity, request, fixed))
        return found.document()


Handler = Callable[[Call], Awaitable[Any]]


def answer(content: Any, status: int = 200) -> Response:
    """JSON."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return Response(body, status, media_type="application/json")


class Routes:
    """Collects the handlers of a part of the API. A handler gives a JSON value, None (204), or a whole response."""

    def __init__(self) -> None:
        self._all: list[tuple[str, str, Handler]] = []

    def __call__(self, method: str, path: str) -> Callable[[Handler], Handler]:
        """Decorates a handler; the path is below /v2."""

        def add(handler: Handler) -> Handler:
            self._all.append((method, path, handler))
            return handler

        return add

    def bound(self, engine: Engine) -> list[Route]:
        """Starlette routes that work on this engine."""
        return [
            Route(f"/v2{path}", _endpoint(handler, engine), methods=[method]) for method, path, handler in self._all
        ]

    def listed(self) -> list[tuple[str, str]]:
        """(method, path) of every route."""
        return [(method, path) for method, path, _ in self._all]


def _endpoint(handler: Handler, engine: Engine) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            given = await handler(Call(request, engine))
        except Exception as error:
            return problem_response(request, problem_of(error))
        if isinstance(given, Response):
            return given
        return Response(status_code=204) if given is None else answer(given)

    return endpoint
