"""The login at a cluster: one token for all calls, renewed in time, sent by gRPC whether there is TLS or not."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import grpc
import pytest
from pyzeebe.proto.gateway_pb2 import TopologyResponse
from pyzeebe.proto.gateway_pb2_grpc import GatewayServicer, add_GatewayServicer_to_server

from workers.engine_login import BasicLogin, LoginError, NoLogin, OAuthLogin, Token, login_of
from workers.jobs import connect
from workers.runtime.broker import BrokerRefusedError, BrokerUnavailableError
from workers.settings import EngineSettings, SettingsError, load_engine_settings

SECRET = "rahasia-klien-0123"


class TokenServer:
    """Gives tokens t1, t2 ... and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, list[str]]] = []
        self.answer: dict[str, Any] = {}
        self.status = 200
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.asked.append(parse_qs(self.rfile.read(int(self.headers["content-length"])).decode()))
                body = {"access_token": f"t{len(outer.asked)}", "token_type": "Bearer", **outer.answer}
                self.send_response(outer.status)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/token"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def tokens() -> Iterator[TokenServer]:
    server = TokenServer()
    yield server
    server.close()


def settings(tokens: TokenServer, **more: Any) -> EngineSettings:
    return EngineSettings(
        oauth_client_id="alur", oauth_client_secret=SECRET, oauth_url=tokens.url, oauth_audience="zeebe", **more
    )


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def counting(seconds: float | None, clock: Clock) -> tuple[OAuthLogin, list[float]]:
    asked: list[float] = []

    def ask() -> Token:
        asked.append(clock.now)
        return Token(f"t{len(asked)}", seconds)

    return OAuthLogin(ask, clock), asked


@pytest.mark.parametrize("seconds", [30.0, None, 3600.0, 5.0])
def test_ten_calls_ask_for_one_token(seconds: float | None) -> None:
    login, asked = counting(seconds, Clock())
    assert {login.header() for _ in range(10)} == {"Bearer t1"}
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("seconds", "still", "renewed"), [(30.0, 14.0, 16.0), (3600.0, 3569.0, 3571.0), (None, 269, 271)]
)
def test_a_token_is_renewed_before_it_ends(seconds: float | None, still: float, renewed: float) -> None:
    clock = Clock()
    login, asked = counting(seconds, clock)
    login.header()
    clock.now += still
    assert login.header() == "Bearer t1"
    clock.now += renewed - still
    assert login.header() == "Bearer t2"
    assert len(asked) == 2


def test_many_threads_ask_for_one_token() -> None:
    login, asked = counting(30.0, Clock())
    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(lambda _: login.header(), range(200))) == {"Bearer t1"}
    assert len(asked) == 1


def test_a_token_that_still_holds_is_used_while_the_server_is_away() -> None:
    clock = Clock()
    answers: list[Token | LoginError] = [Token("t1", 60.0), LoginError("away"), Token("t2", 60.0)]

    def ask() -> Token:
        answer = answers.pop(0)
        if isinstance(answer, LoginError):
            raise answer
        return answer

    login = OAuthLogin(ask, clock)
    login.header()
    clock.now += 40
    assert login.header() == "Bearer t1"
    clock.now += 10
    assert login.header() == "Bearer t2"


def test_a_refused_token_is_replaced(tokens: TokenServer) -> None:
    login = login_of(settings(tokens))
    assert login.header() == "Bearer t1"
    assert login.refused("Bearer t1")
    assert login.header() == "Bearer t2"
    assert not login_of(EngineSettings()).refused(None)


def test_what_is_asked_of_the_token_server(tokens: TokenServer) -> None:
    login_of(settings(tokens)).header()
    assert tokens.asked == [
        {"grant_type": ["client_credentials"], "client_id": ["alur"], "client_secret": [SECRET], "audience": ["zeebe"]}
    ]


def test_a_refusal_of_the_token_server_is_told_without_the_secret(tokens: TokenServer) -> None:
    tokens.status, tokens.answer = 401, {"error": "invalid_client", "error_description": SECRET}
    with pytest.raises(LoginError, match=r"refuses the client alur \(HTTP 401 invalid_client\)") as failure:
        login_of(settings(tokens)).header()
    assert SECRET not in str(failure.value)
    tokens.status, tokens.answer = 200, {"expires_in": "lama"}
    with pytest.raises(LoginError, match="without a token"):
        login_of(settings(tokens)).header()


def test_the_login_follows_the_settings() -> None:
    assert isinstance(login_of(EngineSettings()), NoLogin)
    basic = login_of(EngineSettings(user="alur", password="sandi"))
    assert isinstance(basic, BasicLogin)
    assert basic.header() == "Basic YWx1cjpzYW5kaQ=="


class Gateway(GatewayServicer):
    """Answers who has the right header."""

    def __init__(self, wanted: set[str]) -> None:
        self.wanted = wanted
        self.seen: list[str] = []

    def _check(self, context: Any) -> None:
        header = dict(context.invocation_metadata()).get("authorization", "")
        self.seen.append(header)
        if header not in self.wanted:
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "no")

    def Topology(self, _request: Any, context: Any) -> TopologyResponse:  # noqa: N802 - the protocol's name
        self._check(context)
        return TopologyResponse(gatewayVersion="8.9.0", clusterSize=1)


@pytest.fixture
def gateway() -> Iterator[tuple[Gateway, str]]:
    server = grpc.server(ThreadPoolExecutor(4))
    servicer = Gateway({"Bearer t1"})
    add_GatewayServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield servicer, f"127.0.0.1:{port}"
    server.stop(None)


def test_the_token_goes_with_every_call_to_a_gateway_without_tls(
    tokens: TokenServer, gateway: tuple[Gateway, str]
) -> None:
    tokens.answer = {"expires_in": 30}

    async def calls() -> list[str]:
        async with connect(settings(tokens, address=gateway[1])) as broker:
            return [await broker.topology() for _ in range(10)]

    assert asyncio.run(calls()) == ["8.9.0"] * 10
    assert gateway[0].seen == ["Bearer t1"] * 10
    assert len(tokens.asked) == 1


def test_a_token_that_the_gateway_refuses_is_replaced_by_the_next_call(
    tokens: TokenServer, gateway: tuple[Gateway, str]
) -> None:
    gateway[0].wanted = {"Bearer t2"}

    async def calls() -> str:
        async with connect(settings(tokens, address=gateway[1])) as broker:
            with pytest.raises(BrokerRefusedError):
                await broker.topology()
            return await broker.topology()

    assert asyncio.run(calls()) == "8.9.0"


def test_a_login_that_cannot_be_had_is_an_engine_that_cannot_be_reached(
    tokens: TokenServer, gateway: tuple[Gateway, str]
) -> None:
    tokens.status = 503

    async def calls() -> None:
        async with connect(settings(tokens, address=gateway[1])) as broker:
            await broker.topology()

    with pytest.raises(BrokerUnavailableError, match="HTTP 503"):
        asyncio.run(calls())
    assert gateway[0].seen == []


def test_a_user_and_password_go_with_every_call(gateway: tuple[Gateway, str]) -> None:
    gateway[0].wanted = {"Basic YWx1cjpzYW5kaQ=="}

    async def calls() -> str:
        async with connect(EngineSettings(address=gateway[1], user="alur", password="sandi")) as broker:
            return await broker.topology()

    assert asyncio.run(calls()) == "8.9.0"


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"ALUR_ENGINE_USER": "alur"}, "ALUR_ENGINE_PASSWORD is not"),
        ({"ALUR_ENGINE_REST_URL": "camunda.example"}, "must be an address that begins with http"),
        ({"ALUR_ENGINE_CA_FILE": "/tidak/ada.pem"}, "there is no file /tidak/ada.pem"),
        ({"ALUR_ENGINE_OAUTH_CLIENT_ID": "alur"}, "ALUR_ENGINE_OAUTH_CLIENT_SECRET is not"),
    ],
)
def test_settings_that_cannot_be_used_are_said(tmp_path: Path, environment: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        load_engine_settings(tmp_path, environment=environment)


def test_the_engine_alone_is_configured_without_an_office(tmp_path: Path) -> None:
    (tmp_path / "worker.yaml").write_text("engine: {rest_url: 'https://camunda.example', user: alur}\n")
    found = load_engine_settings(tmp_path, environment={"ALUR_ENGINE_PASSWORD": "sandi"})
    assert (found.rest_url, found.user, found.password.get_secret_value()) == (
        "https://camunda.example",
        "alur",
        "sandi",
    )
    assert "sandi" not in repr(found)
    assert list(tmp_path.iterdir()) == [tmp_path / "worker.yaml"], "nothing is written"
