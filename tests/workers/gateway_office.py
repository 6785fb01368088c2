"""A gateway over its ASGI interface, before a storage with one letter that was sent, and an engine that takes notes."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
from pydantic import SecretStr

from tests.workers.registers import Place
from workers.gateway.answering import AnswerDesk
from workers.gateway.http import gateway_app
from workers.letter_links import LetterLinks
from workers.numbering import Register, RegisterRule
from workers.observe import Metrics
from workers.runtime.broker import AlreadyPublishedError, BrokerBusyError, BrokerUnavailableError
from workers.settings import GatewaySettings
from workers.storage import Archive, Drafts, LetterDetail, LetterKey, Letters
from workers.storage.queries import Query

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
SENDERS = (
    "kanwil",
    "bkpsdm",
    "lokal",
    "bersama",
    "tidak-ada",
    "kemenag-dki.lokal",
    "kemenag-dki.bersama",
    "kemenag-dki.taspen",
    "dukcapil.lokal",
    "dukcapil.bersama",
    "lain.kanwil",
    "lain.lokal",
)
TOKENS = {sender: f"token-{sender}-0123456789" for sender in SENDERS}
PARTIES = {"kemenag-dki": {"kanwil", "bkpsdm", "bersama"}, "dukcapil": {"bersama", "taspen"}}
SECRET = "Siti Aminah 198001012005012001"


class Messages:
    """The engine as far as the gateway needs it: keeps what is published."""

    def __init__(self) -> None:
        self.published: list[tuple[str, str, dict[str, Any], str]] = []
        self.down = False
        self.busy = 0
        """How many more calls it refuses by back-pressure."""

    async def publish(
        self, name: str, correlation_key: str, variables: Mapping[str, Any], message_id: str, ttl_seconds: float
    ) -> None:
        assert ttl_seconds > 0
        if self.down:
            raise BrokerUnavailableError("UNAVAILABLE")
        if self.busy:
            self.busy -= 1
            raise BrokerBusyError("RESOURCE_EXHAUSTED")
        if any(message_id == known for *_, known in self.published):
            raise AlreadyPublishedError
        self.published.append((name, correlation_key, dict(variables), message_id))


class Office:
    """A storage with one letter that was sent to the Kanwil, and the gateway before it."""

    def __init__(self, place: Place, **changes: Any) -> None:
        self.storage = place.open()
        self.letter_id = self.letter(1, "kanwil")
        self.engine = Messages()
        self.links = LetterLinks("k" * 32, "http://127.0.0.1:8095")
        settings = GatewaySettings(tokens={name: SecretStr(token) for name, token in TOKENS.items()}, **changes)
        self.ahead = dt.timedelta()
        """How far the desk's clock is ahead."""
        self.desk = AnswerDesk(
            self.storage,
            self.engine,  # type: ignore[arg-type]
            3600.0,
            3600.0,
            self._now,
            parties=PARTIES,
        )
        self.metrics = Metrics()
        self.app = gateway_app(settings, self.desk, self.storage, self.links, self.metrics)

    def _now(self) -> dt.datetime:
        return later(0) + self.ahead

    def letter(self, case: int, party: str, upto: str = "dikirim", kantor: str = "kemenag-dki") -> str:
        letters, drafts = Letters(self.storage), Drafts(self.storage)
        key = LetterKey(case, "pengantar", 1)
        detail = LetterDetail(kantor, "karpeg-kemenag", "surat", f"P-{case}", "Surat Pengantar", "Usul Karpeg")
        letter = letters.ensure(key, detail, NOW)
        letters.address(letter.id, party)
        if upto == "konsep":
            return letter.id
        drafts.lock(letter.id, SECRET, langkah="Task", oleh="", at=NOW)
        if upto == "ditandatangani":
            return letter.id
        rule = RegisterRule(kantor, "surat", "B-{nomor}/Kk.09.1/{tahun}")
        Register(self.storage).take(key, rule, NOW.date(), NOW)
        if upto == "bernomor":
            return letter.id
        Archive(self.storage).store(letter.id, b"isi docx", NOW)
        if upto == "dikirim":
            letters.mark_sent(letter.id, party, NOW)
        return letter.id

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
            yield client

    def post(
        self, body: Any, token: str = TOKENS["kanwil"], path: str = "/v1/balasan", **headers: str
    ) -> httpx.Response:
        async def call() -> httpx.Response:
            async with self.client() as client:
                content = body if isinstance(body, bytes) else json.dumps(body).encode()
                sent = {"authorization": f"Bearer {token}", "content-type": "application/json", **headers}
                return await client.post(path, content=content, headers=sent)

        return asyncio.run(call())

    def get(self, path: str, accept: str = "*/*") -> httpx.Response:
        async def call() -> httpx.Response:
            async with self.client() as client:
                return await client.get(path, headers={"accept": accept})

        return asyncio.run(call())

    def answer(self, **changes: Any) -> dict[str, Any]:
        body = {"idPesan": "m-1", "idSurat": self.letter_id, "hasil": "terbit", "tanggal": "2026-11-24", **changes}
        return {name: value for name, value in body.items() if value is not None}


def statuses(office: Office) -> list[str]:
    """Of the inbox, oldest first."""
    text = "SELECT status FROM balasan ORDER BY diterima_pada"
    with office.storage.read() as session:
        return [row["status"] for row in session.all(Query("statuses", text, text, ""))]


def later(days: int = 1) -> dt.datetime:
    """A moment in the future of the wall clock."""
    return dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
