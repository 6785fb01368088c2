"""The gateway on a real socket before clients that mean ill: each is refused clearly, nothing of theirs is kept, and
the others are served meanwhile."""

from __future__ import annotations

import asyncio
import hmac
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import generate_latest
from pydantic import SecretStr

from tests.workers.gateway_office import TOKENS, Office, statuses
from tests.workers.registers import Place
from tests.workers.wire import Got, held, request, say
from workers.serving import serving

HEAD_SECONDS = 0.3
CONNECTIONS = 64
KEY = "kunci-tanda-tangan-kanwil"
HEALTHZ = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
LAST = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(Place(f"sqlite:///{tmp_path}/alur.db", tmp_path / "letters"))
    yield office
    office.storage.close()


@pytest.fixture
def each(place: Place) -> Iterator[Office]:
    """On each database."""
    office = Office(place)
    yield office
    office.storage.close()


def on_socket(office: Office, scenario: Callable[[int], Awaitable[Any]], shed: list[str] | None = None) -> Any:
    reasons = [] if shed is None else shed

    async def run() -> Any:
        listen = serving(
            office.app,
            "127.0.0.1",
            0,
            head_seconds=HEAD_SECONDS,
            connections=CONNECTIONS,
            shed=reasons.append,
        )
        async with listen as port:
            return await scenario(port)

    return asyncio.run(run())


def one(office: Office, *parts: bytes) -> Got:
    got: Got = on_socket(office, lambda port: say(port, *parts))
    return got


def answer(office: Office, **changes: Any) -> bytes:
    return json.dumps(office.answer(**changes)).encode()


def told(got: Got) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(got.raw.rpartition(b"\r\n\r\n")[2])
    return content


HOSTILE_HEADS = {
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00" * 40, 400),
    "no host": (b"GET /healthz HTTP/1.1\r\n\r\n", 400),
    "two lengths": (
        b"POST /v1/balasan HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        400,
    ),
    "negative length": (b"POST /v1/balasan HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
    "endless length": (b"POST /v1/balasan HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 413),
    "unknown coding": (b"POST /v1/balasan HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
    "bad chunk": (b"POST /v1/balasan HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n", 400),
    "NUL in a header": (b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n", 400),
    "large head": (b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 60_000 + b"\r\n\r\n", 431),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 404),
}


@pytest.mark.parametrize("attack", HOSTILE_HEADS)
def test_what_is_no_proper_request_is_refused(office: Office, attack: str) -> None:
    sent, status = HOSTILE_HEADS[attack]
    got = one(office, sent)
    assert got.statuses[:1] == [status]
    assert got.closed or attack == "HTTP/2"
    assert statuses(office) == []


def test_a_request_that_a_proxy_could_end_elsewhere_is_refused_whole(office: Office) -> None:
    """Request smuggling: of two lengths a proxy may believe the other one; the rest would be a second request."""
    hidden = request(answer(office))
    got = one(
        office, request(b"0\r\n\r\n" + hidden, "POST", "/v1/balasan", "Content-Length: 5", "Transfer-Encoding: chunked")
    )
    assert got.statuses == [400]
    assert got.closed
    assert statuses(office) == []


@pytest.mark.parametrize("extra", [f"Authorization: Bearer {TOKENS['lokal']}", "Content-Type: text/plain"])
def test_a_header_that_decides_stands_once(office: Office, extra: str) -> None:
    assert one(office, request(answer(office), "POST", "/v1/balasan", extra)).statuses == [400]
    assert statuses(office) == []


@pytest.mark.parametrize(
    ("kind", "extra"),
    [
        ("text/plain", ()),
        ("application/x-www-form-urlencoded", ()),
        ("", ()),
        ("application/json; charset=utf-16", ()),
        ("application/json", ("Content-Encoding: gzip",)),
    ],
)
def test_what_is_not_sent_as_json_is_told_so(office: Office, kind: str, extra: tuple[str, ...]) -> None:
    got = one(office, request(answer(office), "POST", "/v1/balasan", *extra, kind=kind))
    assert got.statuses == [415]
    assert "application/json" in told(got)["pesan"]
    assert statuses(office) == []


@pytest.mark.parametrize(
    "body",
    [
        b'{"idPesan":"a","idPesan":"b","idSurat":"1-x-1","hasil":"terbit","tanggal":"2026-11-24"}',
        b'{"idPesan":NaN}',
        b'{"idPesan":-Infinity}',
        b'{"idPesan":' + b"9" * 6000 + b"}",
        b'{"catatan":' + b"[" * 15_000 + b"]" * 15_000 + b"}",
        '{"idPesan":"m"}'.encode("utf-16"),
        b'{"idPesan":"m\xe9"}',
        b"",
    ],
)
def test_json_that_can_be_read_in_two_ways_is_no_json(office: Office, body: bytes) -> None:
    assert one(office, request(body)).statuses == [400]
    assert statuses(office) == []


def test_a_number_beyond_all_numbers_is_no_text(office: Office) -> None:
    got = one(office, request(b'{"idPesan":1e999}'))
    assert got.statuses == [422]
    assert "idPesan: harus berupa teks" in told(got)["rincian"]


@pytest.mark.parametrize("name", ["nomorSurat", "nomorPerkara", "alasan", "catatan"])
@pytest.mark.parametrize("mark", ["\x00", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066"])
def test_no_control_and_no_turned_text_comes_in(each: Office, name: str, mark: str) -> None:
    """One alone used to pass the pattern of a line, and a NUL then looked like an outage of PostgreSQL."""
    for text in (mark, f"a{mark}", f"a{mark}b"):
        if name in ("nomorSurat", "catatan"):
            response = each.post(each.answer(idSurat=None, **{"nomorSurat": "B-1/Kk.09.1/2026", name: text}))
        else:
            body = {"idPesan": "c-1", "nomorPerkara": "P-1", "alasan": "x", name: text}
            response = each.post(body, TOKENS["lokal"], "/v1/pencabutan")
        assert response.status_code == 422
    assert statuses(each) == []


@pytest.mark.parametrize("letter", ["1-реngantar-1", "１-pengantar-1", "1-pengantar-1\n", "1-pengantar-1\x00", "../1"])
def test_letter_ids_that_only_look_alike_are_none(each: Office, letter: str) -> None:
    assert each.post(each.answer(idSurat=letter)).status_code == 422
    assert statuses(each) == []


@pytest.mark.parametrize(
    "path",
    ["/v1/surat/../../etc/passwd", "/v1/surat/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/v1/surat/%2e%2e",
     "/v1/surat/a%00b", "/v1/surat/%ff%fe", "/v1/surat/" + "a" * 390 + ".b", "//v1/surat/x", "http://lain/v1/surat/x"],
)  # fmt: skip
def test_paths_lead_to_no_file(office: Office, path: str) -> None:
    assert one(office, request(b"", "GET", path)).statuses == [404]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_other_methods_are_told_which_there_are(office: Office, method: str) -> None:
    got = one(office, request(answer(office), method))
    assert got.statuses == [405]
    assert b"allow: POST" in got.raw


def test_pipelined_requests_are_answered_in_order_and_kept_once(each: Office) -> None:
    got = one(each, request(answer(each), keep=True) * 3 + HEALTHZ + request(b"{}"))
    assert got.statuses == [200, 200, 200, 200, 422]
    assert statuses(each) == ["dikorelasi"]


def test_a_body_shorter_than_it_says_keeps_nothing(each: Office) -> None:
    whole = answer(each)
    cut_off = request(whole[:-1], "POST", "/v1/balasan", f"Content-Length: {len(whole) + 50}")
    got = on_socket(each, lambda port: say(port, cut_off, quiet=0.5))
    assert got.statuses == []
    assert statuses(each) == []
    got = one(each, request(whole + b"X\r\n\r\n", "POST", "/v1/balasan", f"Content-Length: {len(whole)}", keep=True))
    assert got.statuses == [200, 400]
    assert got.closed


def test_chunks_without_end_are_cut_off(office: Office) -> None:
    head = request(b"", "POST", "/v1/balasan", "Transfer-Encoding: chunked")
    got = one(office, head, *[b"400\r\n" + b"x" * 1024 + b"\r\n"] * 40)
    assert got.statuses in ([413], [])
    assert got.closed
    assert statuses(office) == []


def signed(body: bytes, timestamp: int | str, over: bytes | None = None, key: str = KEY) -> tuple[str, str]:
    content = f"{timestamp}.".encode() + (body if over is None else over)
    digest = hmac.new(key.encode(), content, sha256).hexdigest()
    return f"X-Alur-Timestamp: {timestamp}", f"X-Alur-Signature: sha256={digest}"


def test_forged_and_replayed_signatures(place: Place) -> None:
    office = Office(place, hmac_keys={"kanwil": SecretStr(KEY)})
    body, now = answer(office), int(time.time())
    good = signed(body, now)
    forged = {
        "none": (),
        "no timestamp": good[1:],
        "another body": signed(body, now, b"{}"),
        "another key": signed(body, now, key=TOKENS["kanwil"]),
        "an hour old": signed(body, now - 3600),
        "from tomorrow": signed(body, now + 86_400),
        "another moment than signed": (f"X-Alur-Timestamp: {now - 1}", good[1]),
        "no number": signed(body, f"{now}.0"),
        "look-alike digits": ("X-Alur-Timestamp: " + "".join(chr(ord(c) + 0x660 - 0x30) for c in str(now)), good[1]),
        "upper case": (good[0], good[1].replace("sha256=", "SHA256=")),
        "twice": (*good, good[1]),
    }

    async def scenario(port: int) -> None:
        for name, extra in forged.items():
            got = await say(port, request(body, "POST", "/v1/balasan", *extra))
            assert got.statuses == ([400] if name == "twice" else [401]), name
        assert statuses(office) == []
        # Another sender's token does not lend itself to this one's letter, signed or not.
        other = request(body, "POST", "/v1/balasan", *good).replace(
            TOKENS["kanwil"].encode(), TOKENS["bkpsdm"].encode()
        )
        assert (await say(port, other)).statuses == [404]
        # Replayed within the time: the same answer, and nothing twice.
        for _ in range(3):
            assert (await say(port, request(body, "POST", "/v1/balasan", *good))).statuses == [200]
        assert len(office.engine.published) == 1

    on_socket(office, scenario)
    office.storage.close()


def test_whoever_has_no_token_is_limited_whatever_he_sends(place: Place) -> None:
    """What is no JSON used to be refused before anybody asked who sent it, as often as he liked."""
    office = Office(place, requests_per_minute=3)
    codes = [office.post(body, "salah").status_code for body in (b"{", b"", b"[]", b"{", b"{}")]
    assert codes == [401, 401, 401, 429, 429]
    assert office.post(office.answer()).status_code == 200
    office.storage.close()


@pytest.mark.parametrize(
    ("opening", "count"),
    [
        (b"", 300),
        (b"POST /v1/balasan HTTP/1.1\r\nHost: a\r\nX-Lam", 300),
        (b"POST /v1/balasan HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n{", 300),
        (b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 100, 100),
    ],
    ids=["idle", "half a head", "half a body", "never reads"],
)
def test_others_are_served_while_somebody_holds_connections(tmp_path: Path, opening: bytes, count: int) -> None:
    """They used to get 503, and of those that never read, for ever."""
    office = Office(Place(f"sqlite:///{tmp_path}/alur.db", tmp_path / "letters"))
    shed: list[str] = []

    async def scenario(port: int) -> None:
        clients = await held(port, count, opening)
        for number in range(5):
            got = await say(port, request(answer(office, idPesan=f"m-{number}")))
            assert got.statuses == [200 if number == 0 else 409]
        await asyncio.sleep(4 * HEAD_SECONDS)
        more = await held(port, 3, b"")
        assert (await say(port, LAST)).statuses == [200]
        for client in (*clients, *more):
            client.close()

    on_socket(office, scenario, shed)
    assert len(shed) >= count - CONNECTIONS
    office.storage.close()


def test_an_answer_that_nobody_reads_is_given_up(tmp_path: Path) -> None:
    office = Office(Place(f"sqlite:///{tmp_path}/alur.db", tmp_path / "letters"))
    shed: list[str] = []

    async def scenario(port: int) -> None:
        clients = await held(port, 10, b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 100)
        until = time.monotonic() + 10
        while shed.count("nothing moves") < 10 and time.monotonic() < until:
            await asyncio.sleep(0.05)
        assert shed == ["nothing moves"] * 10
        for client in clients:
            client.close()

    on_socket(office, scenario, shed)
    office.storage.close()


def test_everything_refused_is_counted_under_names_that_do_not_grow(office: Office) -> None:
    """A path, a method or a status that a stranger makes up must not become a series of Prometheus."""

    async def scenario(port: int) -> None:
        for number in range(30):
            for sent in (
                request(b"", "GET", f"/{number}/rahasia"),
                request(b"", f"M{number}", f"/v1/surat/{number}"),
                request(b"x" * 40_000),
                request(b"", "GET", "/healthz", f"X-{number}: {'a' * 40_000}"),
            ):
                await say(port, sent)

    on_socket(office, scenario)
    found = generate_latest(office.metrics.registry).decode().splitlines()
    series = [line for line in found if line.startswith("alur_gateway_requests_total{")]
    assert {line.rpartition(" ")[0] for line in series} == {
        'alur_gateway_requests_total{path="other",status="404"}',
        'alur_gateway_requests_total{path="/v1/surat/{token}",status="405"}',
        'alur_gateway_requests_total{path="other",status="413"}',
        'alur_gateway_requests_total{path="other",status="431"}',
    }
    assert all(line.endswith(" 30.0") for line in series)


def test_a_fault_of_ours_is_counted_and_told_without_its_text(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("Siti Aminah")

    monkeypatch.setattr(office.desk, "_take_answer", broken)
    got = one(office, request(answer(office)))
    assert got.statuses == [500]
    assert b"Siti" not in got.raw
    assert b"x-content-type-options: nosniff" in got.raw
    assert told(got)["status"] == "ditolak"
    series = 'alur_gateway_requests_total{path="/v1/balasan",status="500"} 1.0'
    assert series in generate_latest(office.metrics.registry).decode()
