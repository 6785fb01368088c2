"""An engine with its pages and its API on a loop of its own; tests click with httpx, without sockets."""

from __future__ import annotations

import asyncio
import datetime as dt
import html
import json
import re
import threading
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
from starlette.requests import Request

from deploy.engine.core.commands import CreateInstance, Deploy
from deploy.engine.core.replies import Deployed, InstanceCreated
from deploy.engine.http_app import HttpApp
from deploy.engine.pages.page import Page
from deploy.engine.pages.settings import PagesSettings
from deploy.engine.pages.site import Site
from deploy.engine.runtime import Runtime
from deploy.people.files import PeopleDirectory
from deploy.people.passwords import hash_password
from tests.deploy.engine.pages import models

SECONDS = 60.0
"""No answer takes longer, on any machine."""
ROOT = Path(__file__).resolve().parents[4]
PASSWORD = "empat kata yang panjang"
DIGEST = hash_password(PASSWORD, cost=16)
"""A cheap one: these tests are not about the cost."""
_TOKEN = re.compile(r'name="token" value="([0-9a-f]{64})"')
_ENTRY = re.compile(r'name="awal" value="([^"]+)"')


class Clock:
    """Machine time that a test moves."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Pages:
    """The pages of an engine in `folder`, from `with` to its end."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self.clock = Clock()
        self.settings = PagesSettings(
            people=folder / "people", home=folder, assets=folder / "assets", clock=self.clock, **settings
        )
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Pages:
        self._thread.start()
        self.runtime: Runtime = self.run(Runtime.open(self.folder / "engine"))
        self.app = HttpApp(self.runtime, self.settings)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.run(self.runtime.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """The result of a coroutine on the engine's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(SECONDS)

    @property
    def site(self) -> Site:
        """What the pages share."""
        self.browser().get("/masuk")
        app: Any = self.app._pages
        site: Site = getattr(app, "_app", app).state.site
        return site

    def browser(self, url: str = "http://localhost:8080") -> Browser:
        """Somebody's browser; nobody is signed in."""
        return Browser(self, url)

    def ask_for_token(self, token: str) -> None:
        """The API then asks for it."""
        self.app = HttpApp(self.runtime, self.settings, token)

    def addresses(self, forwarded: str) -> str:
        """The address that a request with this header is taken to come from."""
        scope = {"type": "http", "headers": [(b"x-forwarded-for", forwarded.encode())], "client": ("127.0.0.1", 1)}
        return Page(Request(scope), self.site).address

    def person(
        self,
        user: str,
        *groups: str,
        office: str = "kemenag-dki",
        rights: Sequence[str] = (),
        name: str = "",
    ) -> None:
        """Makes an account."""
        entry = {"nama": name or user.title(), "kelompok": list(groups), "wewenang": list(rights), "sandi": DIGEST}
        PeopleDirectory(self.settings.people).change(office, lambda content: content["pengguna"].update({user: entry}))

    def substitute(self, user: str, group: str, first: dt.date, last: dt.date, office: str = "kemenag-dki") -> None:
        """Lets somebody act for a group, and nobody else for any."""
        entry = {"kelompok": group, "oleh": user, "mulai": first, "selesai": last}
        files = PeopleDirectory(self.settings.people)
        files.change(office, lambda content: content.update({"pengganti": [entry]}))

    def as_(self, user: str, *groups: str, **more: Any) -> Browser:
        """Somebody new who has signed in."""
        self.person(user, *groups, **more)
        browser = self.browser()
        assert browser.sign_in(user).status_code == 303
        return browser

    def put_viewers(self) -> None:
        """As if they were fetched."""
        self.settings.assets.mkdir()
        for name in ("form-viewer.js", "form-viewer.css", "diagram-viewer.js"):
            (self.settings.assets / name).write_text("/* viewer */")

    def submit(self, command: Any) -> Any:
        """A command for the engine."""
        return self.run(self.runtime.submit(command))

    def deploy_small(self, process_id: str = "surat", office: str = "kemenag-dki", name: str = "Surat masuk") -> None:
        """The process of models.py."""
        bpmn = models.process(process_id, office, name).encode()
        forms = (("mulai.form", models.START_FORM.encode()), ("terima.form", models.FORM.encode()))
        answer = self.submit(Deploy(((f"{process_id}.bpmn", bpmn), *forms)))
        assert isinstance(answer, Deployed), answer

    def begin(self, process_id: str = "surat", **variables: Any) -> int:
        """Starts a case; its key."""
        given = {"nomorPerkara": "A-1", "permohonan": {"nama": "Siti Aminah"}, "tenggat": None, **variables}
        answer = self.submit(CreateInstance(process_id, variables=given))
        assert isinstance(answer, InstanceCreated), answer
        return answer.key

    def task(self, instance: int) -> int:
        """Key of the open user task of a case."""
        query = "SELECT key FROM user_task WHERE instance = ? AND state = 'CREATED'"
        (key,) = self.runtime.projection.read(lambda db: db.execute(query, (instance,)).fetchone())
        return int(key)

    def tasks_of(self, instance: int) -> list[tuple[str, str, str]]:
        """(element, state, assignee) of the user tasks of a case, oldest first."""
        query = "SELECT element, state, assignee FROM user_task WHERE instance = ? ORDER BY key"
        return list(self.runtime.projection.read(lambda db: db.execute(query, (instance,)).fetchall()))

    def variables(self, instance: int) -> dict[str, Any]:
        """Those of a case."""
        query = "SELECT name, value FROM variable WHERE scope = ?"
        rows = self.runtime.projection.read(lambda db: db.execute(query, (instance,)).fetchall())
        return {name: json.loads(value) for name, value in rows}

    def deploy_sop(self, slug: str) -> None:
        """One of the six SOPs with its forms."""
        folder = ROOT / "bpmn" / slug
        files = [*folder.glob("*.bpmn"), *folder.glob("*.form")]
        self.submit(Deploy(tuple((file.name, file.read_bytes()) for file in files)))


class Browser:
    """Cookies, and forms with their token; redirects are not followed."""

    def __init__(self, pages: Pages, url: str) -> None:
        self._pages = pages
        transport = httpx.ASGITransport(app=pages.app, raise_app_exceptions=True)
        self.client = httpx.AsyncClient(transport=transport, base_url=url, timeout=SECONDS)

    def get(self, path: str, **more: Any) -> httpx.Response:
        response: httpx.Response = self._pages.run(self.client.get(path, **more))
        return response

    def post(self, path: str, data: Mapping[str, str] | None = None, **more: Any) -> httpx.Response:
        """Without a token: see `send`."""
        response: httpx.Response = self._pages.run(self.client.post(path, data=dict(data or {}), **more))
        return response

    def token(self) -> str:
        """The one that forms of this session carry."""
        found = _TOKEN.search(self.get("/tugas").text)
        assert found is not None
        return found.group(1)

    def send(self, path: str, data: Mapping[str, str] | None = None, **more: Any) -> httpx.Response:
        """As a form of a page does."""
        return self.post(path, {"token": self.token(), **(data or {})}, **more)

    def sign_in(self, user: str, password: str = PASSWORD, there: str = "/") -> httpx.Response:
        """By the form."""
        found = _ENTRY.search(self.get("/masuk").text)
        assert found is not None
        return self.post(
            "/masuk", {"awal": html.unescape(found.group(1)), "nama": user, "sandi": password, "lanjut": there}
        )
