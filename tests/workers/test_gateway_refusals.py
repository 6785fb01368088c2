"""What the gateway refuses: callers, sizes, rates, contents; and what it never tells."""

from __future__ import annotations

import asyncio
import hmac
import io
import json
import logging
import time
from collections.abc import AsyncIterator, Iterator
from hashlib import sha256
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from tests.workers.gateway_office import SECRET, TOKENS, Office, later, statuses
from tests.workers.registers import Place
from workers.gateway.limits import RateLimit
from workers.observe import configure_logging


@pytest.fixture
def office(place: Place) -> Iterator[Office]:
    """On each database."""
    office = Office(place)
    yield office
    office.storage.close()


@pytest.mark.parametrize("token", ["", "salah", TOKENS["kanwil"] + "x", TOKENS["kanwil"][:-1], "ø" * 20])
def test_wrong_tokens(office: Office, token: str) -> None:
    async def call() -> httpx.Response:
        async with office.client() as client:
            sent = [(b"authorization", f"Bearer {token}".encode()), (b"content-type", b"application/json")]
            return await client.post("/v1/balasan", content=json.dumps(office.answer()).encode(), headers=sent)

    response = asyncio.run(call())
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert statuses(office) == []


def test_a_signing_sender_must_sign(place: Place) -> None:
    key = "kunci-tanda-tangan-kanwil"
    office = Office(place, hmac_keys={"kanwil": SecretStr(key)})
    body = json.dumps(office.answer()).encode()

    def signature(timestamp: str, content: bytes = body) -> dict[str, str]:
        digest = hmac.new(key.encode(), timestamp.encode() + b"." + content, sha256).hexdigest()
        return {"x-alur-timestamp": timestamp, "x-alur-signature": f"sha256={digest}"}

    now, old = str(int(time.time())), str(int(time.time()) - 3600)
    assert office.post(body).status_code == 401
    assert office.post(body, **signature(now, b"{}")).status_code == 401
    assert office.post(body, **signature(old)).status_code == 401
    assert office.post(body, **signature("9" * 30)).status_code == 401
    assert office.post(body, **signature(now)).status_code == 200
    office.storage.close()


@pytest.mark.parametrize(
    "change",
    [
        {"hasil": "entah"},
        {"hasil": "ditolak"},
        {"hasil": "dikembalikan", "catatan": "   "},
        {"tanggal": "2026-13-01"},
        {"tanggal": "kemarin"},
        {"tanggal": 1764000000},
        {"tanggal": "1764000000"},
        {"tanggal": True},
        {"idPesan": ""},
        {"idPesan": "a b"},
        {"idPesan": "x" * 101},
        {"idPesan": 5},
        {"idSurat": "../../etc/passwd"},
        {"idSurat": None},
        {"nomorSurat": "B-1/Kk.09.1/2026"},
        {"catatan": "x" * 4001},
        {"catatan": "a\x00b"},
        {"catatan": "\ud800"},
        {"catatan": {"nama": SECRET}},
        {"tambahan": SECRET},
    ],
)
def test_wrong_contents_are_refused_without_being_quoted(office: Office, change: dict[str, Any]) -> None:
    response = office.post(office.answer(**change))
    assert response.status_code == 422
    assert response.json()["rincian"]
    assert SECRET not in response.text
    assert statuses(office) == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 20_000, b'{"idPesan": NaN}'])
def test_bodies_that_are_no_answer(office: Office, body: bytes) -> None:
    assert office.post(body).status_code in (400, 422)
    assert statuses(office) == []


def test_oversized_bodies_are_refused_declared_or_not(office: Office) -> None:
    assert office.post(b"x" * 40_000).status_code == 413

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 1000

    async def call() -> httpx.Response:
        async with office.client() as client:
            return await client.post("/v1/balasan", content=chunks())

    assert asyncio.run(call()).status_code == 413


def test_too_many_requests(place: Place) -> None:
    office = Office(place, requests_per_minute=3)
    codes = [office.post(office.answer(idPesan=f"m-{n}")).status_code for n in range(5)]
    assert codes == [200, 409, 409, 429, 429]
    response = office.post(office.answer())
    assert int(response.headers["retry-after"]) >= 1
    assert office.post(office.answer(), TOKENS["lokal"]).status_code != 429, "each sender has a limit of its own"
    office.storage.close()


def test_the_rate_limit_refills() -> None:
    now = 0.0
    limit = RateLimit(60, lambda: now)
    assert all(limit.take("a") == 0.0 for _ in range(60))
    assert 0 < limit.take("a") <= 1.0
    now = 1.0
    assert limit.take("a") == 0.0
    assert limit.take("a") > 0.0
    for n in range(20_000):
        limit.take(f"caller {n}")
    assert len(limit._callers) <= 10_000


def test_logs_hold_no_content_no_token_and_no_link(office: Office) -> None:
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    configure_logging("DEBUG", stream)
    try:
        office.post(office.answer(catatan=SECRET))
        office.post(office.answer(catatan=SECRET, hasil="entah"))
        office.post({"idPesan": "c-1", "nomorPerkara": SECRET, "alasan": SECRET}, TOKENS["lokal"], "/v1/pencabutan")
        office.post(office.answer(idSurat="99-a-1", catatan=SECRET, idPesan="m-7"))
        token = office.links.token(office.letter_id, 1, later())
        office.get(f"/v1/surat/{token}?nama={SECRET}")
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    log = stream.getvalue()
    assert '"path": "/v1/surat/{token}"' in log
    for hidden in (SECRET, "Aminah", token, *TOKENS.values()):
        assert hidden not in log
    assert all(json.loads(line) for line in log.splitlines())


def test_the_interface_description_names_every_answer(office: Office) -> None:
    described = office.get("/openapi.json").json()
    responses = described["paths"]["/v1/balasan"]["post"]["responses"]
    assert {"200", "400", "401", "404", "409", "413", "422", "429", "503"} <= set(responses)
    assert described["paths"]["/v1/surat/{token}"]["get"]["responses"]["200"]["content"]
    assert office.get("/docs").status_code == 404
    assert office.get("/healthz").json() == {"status": "ok"}
