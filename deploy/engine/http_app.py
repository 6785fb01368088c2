"""Everything that the engine serves by HTTP on one port: the public API, what `alur status` asks, the pages."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse

from deploy.engine.outside import is_allowed
from deploy.engine.rest_api import rest_app
from deploy.engine.rest_api.app import SameMachine
from deploy.engine.rest_api.problems import Problem, problem_response
from deploy.engine.status import status_of

if TYPE_CHECKING:
    from deploy.engine.pages.settings import PagesSettings
    from deploy.engine.runtime import Runtime

_log = logging.getLogger(__name__)
App = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]
_API = ("/v2", "/alur")


class HttpApp:
    """Sends each request to its part. The pages are imported when somebody asks for one."""

    def __init__(self, runtime: Runtime, pages: PagesSettings, token: str = "") -> None:
        """With a `token` the API asks for it; without one it answers this machine only."""
        self._runtime = runtime
        self._token = token
        self._api: App = rest_app(runtime, same_machine=not token)
        self._settings = pages
        self._pages: App | None = None
        self._making = asyncio.Lock()
        self._close_pages: Callable[[], None] | None = None

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http":
            return
        of_api = any(path == part or path.startswith(f"{part}/") for part in _API)
        if of_api and self._token and not _carries(scope, self._token):
            await _refuse(scope, receive, send)
        elif path == "/alur/status":
            await self._status(send)
        elif of_api:
            await self._api(scope, receive, send)
        else:
            await self._page(scope, receive, send)

    async def _page(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        try:
            pages = await self._made_pages()
        except (OSError, sqlite3.Error) as failure:
            # The APIs go on; the next request tries again.
            _log.error("The pages cannot use %s: %s.", self._settings.people, failure)
            text = "Halaman tidak dapat dibuka: penyimpanan pengguna tidak dapat dipakai. Beri tahu pengelola Alur."
            await PlainTextResponse(text, 503)(scope, receive, send)
            return
        await pages(scope, receive, send)

    def close_streams(self) -> None:
        """Ends what would go on for as long as a browser looks."""
        if self._close_pages is not None:
            self._close_pages()

    async def _made_pages(self) -> App:
        async with self._making:
            if self._pages is None:
                self._pages = await asyncio.to_thread(self._make_pages)
            return self._pages

    def _make_pages(self) -> App:
        from deploy.engine.pages.app import pages_app

        app = pages_app(self._runtime, self._settings)
        self._close_pages = app.state.site.live.close
        return app if self._settings.outside else SameMachine(app)

    async def _status(self, send: Any) -> None:
        body = json.dumps(await asyncio.to_thread(status_of, self._runtime)).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _carries(scope: MutableMapping[str, Any], token: str) -> bool:
    headers = [value.decode("latin-1") for name, value in scope["headers"] if name == b"authorization"]
    return len(headers) == 1 and is_allowed(headers[0], token)


async def _refuse(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
    detail = "The engine's API asks for its token from other machines: Authorization: Bearer ..."
    response = problem_response(Request(scope), Problem(401, detail, "UNAUTHORIZED"))
    response.headers["www-authenticate"] = 'Bearer realm="Alur"'
    await response(scope, receive, send)
