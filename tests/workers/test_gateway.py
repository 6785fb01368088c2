"""The gateway over its ASGI interface: what it takes, what it refuses, what it never tells."""

from __future__ import annotations

import asyncio
import datetime as dt
import hmac
import io
import json
import logging
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from workers.gateway.answering import AnswerDesk
from workers.gateway.http import gateway_app
from workers.gateway.limits import RateLimit
from workers.letter_links import BadLink, LetterLinks
from workers.observe import Metrics, configure_logging
from workers.runtime.broker import AlreadyPublishedError, BrokerUnavailableError
from workers.settings import GatewaySettings
from workers.storage import Archive, Cases, Drafts, Inbox, LetterDetail, LetterKey, Letters, Storage

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
TOKENS = {"kanwil": "token-kanwil-0123456789", "bkpsdm": "token-bkpsdm-0123456789", "lokal": "token-lokal-0123456789"}
SECRET = "Siti Aminah 198001012005012001"


class Messages:
    """The engine as far as the gateway needs it: keeps what is published."""

    def __init__(self) -> None:
        self.published: list[tuple[str, str, dict[str, Any], str]] = []
        self.down = False

    async def publish(
        self, name: str, correlation_key: str, variables: Mapping[str, Any], message_id: str, ttl_seconds: float
    ) -> None:
        assert ttl_seconds > 0
        if self.down:
            raise BrokerUnavailableError("UNAVAILABLE")
        if any(message_id == known for *_, known in self.published):
            raise AlreadyPublishedError
        self.published.append((name, correlation_key, dict(variables), message_id))


class Office:
    """A storage with one letter that was sent to the Kanwil, and the gateway before it."""

    def __init__(self, folder: Path, **changes: Any) -> None:
        self.storage = Storage.open(f"sqlite:///{folder}/alur.db", letters=folder / "letters")
        self.letter_id = self.letter(1, "kanwil")
        self.engine = Messages()
        self.links = LetterLinks("k" * 32, "http://127.0.0.1:8095")
        settings = GatewaySettings(tokens={name: SecretStr(token) for name, token in TOKENS.items()}, **changes)
        self.desk = AnswerDesk(self.storage, self.engine, 3600.0)  # type: ignore[arg-type]
        self.metrics = Metrics()
        self.app = gateway_app(settings, self.desk, self.storage, self.links, self.metrics)

    def letter(self, case: int, party: str, upto: str = "dikirim") -> str:
        letters, drafts = Letters(self.storage), Drafts(self.storage)
        key = LetterKey(case, "pengantar", 1)
        detail = LetterDetail("kemenag-dki", "karpeg-kemenag", "surat", f"P-{case}", "Surat Pengantar", "Usul Karpeg")
        letter = letters.ensure(key, detail, NOW)
        if upto == "konsep":
            return letter.id
        drafts.lock(letter.id, SECRET, langkah="Task", oleh="", at=NOW)
        from workers.numbering import Register, RegisterRule

        rule = RegisterRule("kemenag-dki", "surat", "B-{nomor}/Kk.09.1/{tahun}")
        Register(self.storage).take(key, rule, NOW.date(), NOW)
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


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.storage.close()


def statuses(office: Office) -> list[str]:
    with office.storage.read() as session:
        from workers.storage.queries import Query

        query = Query("all", "SELECT status FROM balasan ORDER BY diterima_pada", "", "")
        return [row["status"] for row in session.all(query)]


def test_an_answer_reaches_the_engine_with_its_letter_id(office: Office) -> None:
    response = office.post(office.answer(catatan="Kartu terlampir."))
    assert (response.status_code, response.json()["status"]) == (200, "diterima")
    [(name, key, variables, _)] = office.engine.published
    assert (name, key) == ("balasan-surat", office.letter_id)
    assert variables == {"balasan": {"hasil": "terbit", "catatan": "Kartu terlampir.", "tanggal": "2026-11-24"}}
    assert statuses(office) == ["dikorelasi"]


def test_a_letter_can_be_named_by_its_number(office: Office) -> None:
    response = office.post(office.answer(idSurat=None, nomorSurat="b-1/kk.09.1/2026"))
    assert response.status_code == 200
    assert office.engine.published[0][1] == office.letter_id


def test_the_same_answer_again_gets_the_same_response_and_is_published_once(office: Office) -> None:
    first = office.post(office.answer())
    again = office.post(office.answer())
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(office.engine.published) == 1


def test_one_message_id_for_two_contents_is_refused(office: Office) -> None:
    office.post(office.answer())
    response = office.post(office.answer(hasil="ditolak", catatan="Berkas kurang."))
    assert response.status_code == 409
    assert len(office.engine.published) == 1


def test_a_second_answer_to_a_letter_is_kept_but_not_used(office: Office) -> None:
    office.post(office.answer())
    response = office.post(office.answer(idPesan="m-2", hasil="ditolak", catatan="Berkas kurang."))
    assert response.status_code == 409
    assert office.post(office.answer(idPesan="m-2", hasil="ditolak", catatan="Berkas kurang.")).status_code == 409
    assert len(office.engine.published) == 1
    assert statuses(office) == ["dikorelasi", "ditolak"]


def test_an_unknown_letter_is_refused_and_recorded(office: Office) -> None:
    response = office.post(office.answer(idSurat="99-pengantar-1"))
    assert response.status_code == 404
    assert statuses(office) == ["ditolak"]
    assert office.engine.published == []


def test_a_draft_is_unknown_outside(office: Office) -> None:
    assert office.post(office.answer(idSurat=office.letter(2, "kanwil", "konsep"))).status_code == 404


def test_only_the_addressee_or_the_office_may_answer(office: Office) -> None:
    assert office.post(office.answer(), TOKENS["bkpsdm"]).status_code == 404
    assert office.engine.published == []
    assert office.post(office.answer(idPesan="m-9"), TOKENS["lokal"]).status_code == 200


def test_an_answer_to_a_cancelled_letter_is_late(office: Office) -> None:
    letter = office.letter(3, "kanwil", "diarsipkan")
    Letters(office.storage).cancel(letter, "permohonan dicabut", NOW)
    response = office.post(office.answer(idSurat=letter))
    assert response.status_code == 409
    assert "terlambat" in response.json()["pesan"]
    assert statuses(office) == ["terlambat"]


def test_an_answer_is_safe_while_the_engine_is_down(office: Office) -> None:
    office.engine.down = True
    assert office.post(office.answer()).status_code == 200
    assert statuses(office) == ["diterima"]
    office.engine.down = False
    assert asyncio.run(office.desk.publish_waiting()) is False
    assert len(office.engine.published) == 1
    assert statuses(office) == ["dikorelasi"]


def test_an_answer_that_was_published_before_a_crash_is_not_published_twice(office: Office) -> None:
    office.post(office.answer())
    inbox = Inbox(office.storage)
    [stored] = inbox.of_letter(office.letter_id)
    office.engine.published.clear()
    office.engine.published.append(("balasan-surat", office.letter_id, {}, stored.message_id))
    assert asyncio.run(office.desk._forward(stored)) is True
    assert len(office.engine.published) == 1


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


def test_a_signing_sender_must_sign(tmp_path: Path) -> None:
    key = "kunci-tanda-tangan-kanwil"
    office = Office(tmp_path, hmac_keys={"kanwil": SecretStr(key)})
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


def test_too_many_requests(tmp_path: Path) -> None:
    office = Office(tmp_path, requests_per_minute=3)
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


def test_a_withdrawal_is_published_for_its_case(office: Office) -> None:
    body = {"idPesan": "c-1", "nomorPerkara": "P-1", "alasan": "Pemohon pindah."}
    assert office.post(body, TOKENS["kanwil"], "/v1/pencabutan").status_code == 403
    assert office.post(body, TOKENS["lokal"], "/v1/pencabutan").status_code == 200
    assert office.post(body, TOKENS["lokal"], "/v1/pencabutan").status_code == 200
    assert [message[:3] for message in office.engine.published] == [
        ("permohonan-dicabut", "P-1", {"alasan": "Pemohon pindah."})
    ]


def later(days: int = 1) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(days=days)


def test_a_letter_is_served_by_its_link(office: Office) -> None:
    url = office.links.url(office.letter_id, 1, later())
    assert url.startswith("http://127.0.0.1:8095/v1/surat/")
    response = office.get(url.removeprefix("http://127.0.0.1:8095"))
    assert (response.status_code, response.content) == (200, b"isi docx")
    assert response.headers["cache-control"] == "no-store"
    assert f"surat-{office.letter_id}.docx" in response.headers["content-disposition"]


def test_a_browser_gets_a_page_to_read_because_tasklist_forbids_downloads(office: Office) -> None:
    path = f"/v1/surat/{office.links.token(office.letter_id, 1, later())}"
    page = office.get(path, "text/html,*/*;q=0.8")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "script" not in page.headers["content-security-policy"]
    assert SECRET in page.text  # the signed text of the letter
    asked = office.get(f"{path}?unduh=true", "text/html")
    assert asked.content == b"isi docx"


def test_links_are_bound_to_version_time_key_and_state(office: Office) -> None:
    def opened(token: str) -> int:
        return office.get(f"/v1/surat/{token}").status_code

    good = office.links.token(office.letter_id, 1, later())
    assert opened(good) == 200
    assert opened(office.links.token(office.letter_id, 2, later())) == 404
    assert opened(office.links.token(office.letter_id, 1, later(-1))) == 404
    assert opened(office.links.token("99-pengantar-1", 1, later())) == 404
    assert opened(LetterLinks("x" * 32, "").token(office.letter_id, 1, later())) == 404
    for place in range(len(good)):
        changed = good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :]
        assert opened(changed) == 404, changed
    for token in ("", "a", ".", "a.b", "x" * 5000, "%00", "ø.ø"):
        assert opened(token) in (404, 422)
    archived = office.letter(4, "kanwil", "diarsipkan")
    link = office.links.token(archived, 1, later())
    assert opened(link) == 200
    Letters(office.storage).cancel(archived, "dicabut", NOW)
    assert opened(link) == 404


def test_with_its_case_a_letters_link_dies_and_answers_are_late(office: Office) -> None:
    token = office.links.token(office.letter_id, 1, later())
    assert office.get(f"/v1/surat/{token}").status_code == 200
    Cases(office.storage).close(1, perkara="P-1", at=NOW)
    assert office.get(f"/v1/surat/{token}").status_code == 404
    response = office.post(office.answer())
    assert (response.status_code, office.engine.published) == (409, [])
    assert "perkara sudah selesai" in response.json()["pesan"]


def test_the_same_link_is_made_each_time() -> None:
    links = LetterLinks("k" * 32, "http://a")
    assert links.token("1-a-1", 1, NOW) == links.token("1-a-1", 1, NOW)
    with pytest.raises(BadLink):
        links.open(links.token("1-a-1", 1, NOW), NOW)


def test_a_damaged_file_is_not_served(office: Office) -> None:
    Archive(office.storage).find(office.letter_id).path.write_bytes(b"lain")
    response = office.get(f"/v1/surat/{office.links.token(office.letter_id, 1, later())}")
    assert response.status_code == 503


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
