"""One request for a page: who asks, what they sent, and how it is answered."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from deploy.people.person import Person
from deploy.people.sessions import Session

if TYPE_CHECKING:
    from deploy.engine.pages.site import Site

MAX_BODY = 2 * 1024 * 1024
"""Bytes of a submitted form."""
_MAX_FIELDS = 200
STREAM = "/aliran"
"""Address of the stream that says when a page has changed."""
AUTOMATIC = "x-alur-otomatis"
"""Header of requests that a page makes by itself; they do not keep a session alive."""


BUSY = "Mesin proses sedang tidak dapat menerima permintaan."


class Access(Enum):
    """Who a page is for."""

    ANYONE = "anyone"
    STAFF = "staff"
    """Everybody who is signed in."""
    WATCHERS = "watchers"
    """Operators and heads."""
    OPERATORS = "operators"


class PageError(Exception):
    """A request that ends with a page saying why. `sentence` says what is wrong, `remedy` what to do."""

    def __init__(self, status: int, sentence: str, remedy: str = "") -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.remedy = remedy


def not_found() -> PageError:
    """What is not there, or not theirs: nobody learns which of the two."""
    return PageError(404, "Halaman ini tidak ada, atau bukan untuk Anda.", "Kembali ke daftar tugas.")


@dataclass
class Page:
    """A request on its way."""

    request: Request
    site: Site
    session: Session | None = None
    signed_in: Person | None = None
    groups: tuple[str, ...] = ()
    """Role slugs that the person acts for today, own ones and by substitution."""
    form: Mapping[str, str] = None  # type: ignore[assignment]  # set before the handler sees it
    live: str = ""
    """What the page listens to: see live.py."""
    position: int = 0
    """Where the journal was before anything was looked up for the page."""

    def __post_init__(self) -> None:
        self.position = self.site.runtime.journal_position

    @property
    def click(self) -> bool:
        """Whether a person asked, not a page by itself."""
        return AUTOMATIC not in self.request.headers and self.request.url.path != STREAM

    def is_still_signed_in(self) -> bool:
        """For what lasts longer than a request: whether the session is still there."""
        return self.session is not None and self.site.sessions.lasts(self.session)

    @property
    def person(self) -> Person:
        """Who is signed in; only on pages that need somebody."""
        assert self.signed_in is not None  # noqa: S101 - the routes see to it
        return self.signed_in

    @property
    def zone(self) -> ZoneInfo:
        """Where the person's office is."""
        return self.site.offices.facts(self.signed_in.office if self.signed_in else "").zone

    @property
    def now(self) -> int:
        """The engine's time in milliseconds."""
        return self.site.runtime.now()

    @property
    def today(self) -> dt.date:
        """The date in the person's office, by the machine's clock: the engine's may stand still."""
        return dt.datetime.fromtimestamp(self.site.settings.clock(), self.zone).date()

    @property
    def address(self) -> str:
        """The machine that asks."""
        if self.site.settings.behind_proxy:
            forwarded = self.request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
            if forwarded:
                return forwarded
        return self.request.client.host if self.request.client else ""

    def key(self, name: str) -> int:
        """A key of the path. Raises PageError 404 for what is none."""
        text = str(self.request.path_params[name])
        if not (text.isascii() and text.isdigit() and len(text) <= 19):
            raise not_found()
        return int(text)

    def query(self, name: str, default: str = "", longest: int = 100) -> str:
        """A parameter of the address."""
        return self.request.query_params.get(name, default)[:longest]

    async def ask(self, question: Callable[[Any], Any]) -> Any:
        """What `question` finds in the search database (an SQLite connection). Off the loop's thread."""
        return await self.site.ask(question)

    # --- answers -----------------------------------------------------------------------------------------------------

    def render(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page."""
        return HTMLResponse(self.site.rendering.text(template, self, values), status)

    def redirect(self, path: str, say: str = "") -> Response:
        """To another page of ours, which then shows `say` once."""
        if say:
            self.say(say)
        return RedirectResponse(path, 303)

    def say(self, sentence: str, kind: str = "baik") -> None:
        """Shown once on the next page; `kind` is `baik` or `gagal`."""
        if self.session is not None:
            self.site.messages.put(self.session.login, kind, sentence)

    def note(self, action: str, subject: str = "", result: str = "berhasil") -> None:
        """A line of the audit log."""
        self.site.audit.note(self.signed_in.user if self.signed_in else "-", action, subject, result)


Handler = Callable[[Page], Awaitable[Response]]


@dataclass(frozen=True)
class PageRoute:
    """A path with its handler."""

    method: str
    path: str
    access: Access
    handler: Handler


class PageRoutes:
    """Collects the handlers of a part of the pages."""

    def __init__(self) -> None:
        self.all: list[PageRoute] = []

    def __call__(self, method: str, path: str, access: Access = Access.STAFF) -> Callable[[Handler], Handler]:
        """Decorates a handler. A POST gets its form only when it carries the token of the session."""

        def add(handler: Handler) -> Handler:
            self.all.append(PageRoute(method, path, access, handler))
            return handler

        return add


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a submitted form; of equal names the last. Raises PageError."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise PageError(415, "Kiriman ini bukan formulir dari halaman Alur.")
    size, parts = 0, []
    try:
        async for part in request.stream():
            size += len(part)
            if size > MAX_BODY:
                raise PageError(413, "Isian terlalu besar.", "Kurangi isi formulir, lalu kirim lagi.")
            parts.append(part)
    except ClientDisconnect:
        raise PageError(400, "Sambungan terputus sebelum isian lengkap.") from None
    try:
        text = b"".join(parts).decode("ascii")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MAX_FIELDS, errors="strict"))
    except ValueError:
        raise PageError(400, "Isian formulir tidak dapat dibaca.") from None


def same_site(request: Request) -> bool:
    """Whether a submitted form comes from one of our own pages, as far as the browser tells."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host", ""):
        return False
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def require_token(form: Mapping[str, str], wanted: str) -> None:
    """Raises PageError 403 for a form that does not carry the token."""
    if not hmac.compare_digest(form.get("token", "").encode(), wanted.encode()):
        raise PageError(
            403,
            "Formulir ini sudah kedaluwarsa atau tidak berasal dari sesi Anda.",
            "Buka lagi halamannya, lalu kirim sekali lagi. Tidak ada yang diubah.",
        )
