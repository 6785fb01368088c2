"""The ASGI application: every route of /v2, and errors in one shape."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from deploy.engine.rest_api import (
    absent,
    batches,
    cluster,
    definitions,
    elements,
    expressions,
    instances,
    jobs,
    messages,
    statistics,
    tasks,
)
from deploy.engine.rest_api.calls import Engine
from deploy.engine.rest_api.problems import Problem, problem_of, problem_response

if TYPE_CHECKING:
    from deploy.engine.runtime import Runtime

_PARTS = (cluster, definitions, instances, batches, elements, tasks, jobs, messages, statistics, expressions)
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def rest_app(runtime: Runtime, *, same_machine: bool = True) -> Starlette:
    """The REST API on a runtime. It has no state of its own but for who waits for what.

    With `same_machine` only requests for localhost are answered; without it somebody else has to ask for a token.
    """
    engine = Engine(runtime)
    bound = [route for part in _PARTS for route in part.routes.bound(engine)]
    left_out = [Route(f"/v2{path}", _left_out(reason), methods=_METHODS) for path, reason in absent.listed()]
    app = Starlette(
        # Fixed paths first: /process-instances/search is no key.
        routes=sorted(bound, key=lambda route: "{" in route.path) + left_out,
        exception_handlers={HTTPException: _failed, Exception: _failed},
        middleware=[Middleware(SameMachine)] if same_machine else [],
    )
    app.state.engine = engine
    return app


def known_routes() -> list[tuple[str, str]]:
    """(method, path below /v2) of every route that works."""
    return [route for part in _PARTS for route in part.routes.listed()]


async def _failed(request: Request, error: Exception) -> Response:
    response = problem_response(request, problem_of(error))
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    return response


def _left_out(reason: str) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return problem_response(request, absent.not_here(request.url.path, reason))

    return endpoint


class SameMachine:
    """Keeps web pages of others away: a browser on this machine could reach the engine for them.

    The host that a request is for has to be an address or localhost (a name could be one that somebody points here),
    and a request that a page makes has to come from a page of the same host.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
            host = urlsplit(f"//{headers.get(b'host', 'localhost')}")
            origin = headers.get(b"origin")
            if not _is_local(host.hostname or "") or (origin and urlsplit(origin).netloc != host.netloc):
                detail = "The embedded engine answers requests for localhost only, and not for pages of other hosts."
                problem = Problem(403, detail, "FORBIDDEN")
                await problem_response(Request(scope), problem)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _is_local(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost") or ":" in host or host.replace(".", "").isdigit()
