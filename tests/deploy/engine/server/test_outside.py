"""Reached from other machines: not without protection, the APIs not without the token; loopback is as it was."""

from __future__ import annotations

import asyncio
import base64
import shutil
import socket
import ssl
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import grpc.aio
import httpx
import pytest

from deploy.engine.grpc_api.server import Protection, serve_grpc
from deploy.engine.local import LocalEngine, recorded_settings
from deploy.engine.outside import Outside, api_token, is_allowed, outside_of
from deploy.engine.runtime import Runtime
from deploy.engine.settings import EngineSettings
from deploy.errors import AlurError
from tests.deploy.engine.pages.running import Pages

TOKEN = "a-token-of-this-test"
_TOPOLOGY = "/gateway_protocol.Gateway/Topology"
_JOBS = "/gateway_protocol.Gateway/ActivateJobs"


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize("header", [f"Bearer {TOKEN}", f"bearer  {TOKEN} ", basic("alur", TOKEN)])
def test_the_token_is_taken(header: str) -> None:
    assert is_allowed(header, TOKEN)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        f"Bearer {TOKEN}x",
        TOKEN,
        basic("admin", TOKEN),
        basic("alur", ""),
        "Basic ?",
        "Basic /w==",
        "Bearer \xe9",
    ],
)
def test_anything_else_is_not(header: str) -> None:
    assert not is_allowed(header, TOKEN)


def test_passwords_do_not_go_over_the_network_in_the_clear(tmp_path: Path) -> None:
    with pytest.raises(AlurError, match="--behind-proxy"):
        EngineSettings(home=tmp_path, outside=Outside("192.0.2.1"))
    with pytest.raises(AlurError, match="PEM"):
        EngineSettings(home=tmp_path, outside=Outside("192.0.2.1", certificate="none.pem", key="none.pem"))
    EngineSettings(home=tmp_path, outside=Outside("192.0.2.1", behind_proxy=True))


def test_a_port_that_browsers_refuse_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AlurError, match="10080"):
        EngineSettings(home=tmp_path, port_offset=2000)


def test_the_token_is_made_once_and_private(tmp_path: Path) -> None:
    token = api_token(tmp_path)
    assert api_token(tmp_path) == token
    assert len(token) >= 40
    assert stat.S_IMODE((tmp_path / "api.token").stat().st_mode) == 0o600


def test_what_is_written_down_is_read_back() -> None:
    outside = Outside("192.0.2.1", 1, 2, "a.pem", "b.pem", True)
    assert outside_of(outside.text()) == outside
    assert outside_of("") is None


def test_the_rest_api_asks_for_the_token_and_the_pages_for_a_person(tmp_path: Path) -> None:
    with Pages(tmp_path, outside=True) as pages:
        pages.ask_for_token(TOKEN)
        browser = pages.browser("https://alur.kantor.example")
        for path in ("/v2/topology", "/v2/user-tasks/search", "/alur/status", "/v2", "/v2/none"):
            refused = browser.get(path)
            assert refused.status_code == 401, path
            assert refused.headers["www-authenticate"].startswith("Bearer")
            assert browser.get(path, headers={"Authorization": "Bearer wrong"}).status_code == 401
        assert browser.get("/v2/topology", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
        pages.person("siti", "ptsp")
        signed = browser.sign_in("siti")
        assert signed.status_code == 303
        (cookie,) = (c for c in signed.headers.get_list("set-cookie") if "sesi" in c)
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie
        assert "strict-transport-security" in signed.headers
        # A session is no way into the API.
        assert browser.get("/v2/topology").status_code == 401


def test_behind_a_proxy_addresses_are_those_that_it_tells(tmp_path: Path) -> None:
    with Pages(tmp_path, outside=True, behind_proxy=True) as pages:
        assert pages.addresses("198.51.100.7, 203.0.113.9") == "203.0.113.9"
    with Pages(tmp_path / "direct", outside=True) as pages:
        assert pages.addresses("198.51.100.7, 203.0.113.9") == "127.0.0.1"


def test_grpc_asks_for_the_token(tmp_path: Path) -> None:
    async def call(port: int, method: str, token: str) -> Any:
        metadata = (("authorization", token),) if token else ()
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            if method == _JOBS:
                return [part async for part in channel.unary_stream(method)(b"", metadata=metadata, timeout=30)]
            return await channel.unary_unary(method)(b"", metadata=metadata, timeout=30)

    async def play() -> None:
        runtime = await Runtime.open(tmp_path)
        server, port = await serve_grpc(runtime, "127.0.0.1", 0, Protection(TOKEN, None))
        try:
            for method in (_TOPOLOGY, _JOBS, "/grpc.health.v1.Health/Check"):
                for token in ("", "Bearer wrong", TOKEN):
                    with pytest.raises(grpc.aio.AioRpcError) as refused:
                        await call(port, method, token)
                    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
            assert await call(port, _TOPOLOGY, f"Bearer {TOKEN}")
            assert await call(port, _TOPOLOGY, basic("alur", TOKEN))
        finally:
            await server.stop(0)
            await runtime.close()

    asyncio.run(play())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    key, chain = folder / "key.pem", folder / "chain.pem"
    names = "subjectAltName=DNS:localhost,IP:127.0.0.1"
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*command, "-keyout", key, "-out", chain, "-addext", names], check=True, capture_output=True)
    return str(chain), str(key)


@pytest.fixture
def engine(tmp_path: Path, certificate: tuple[str, str]) -> Iterator[LocalEngine]:
    chain, key = certificate
    outside = Outside("127.0.0.1", 0, 0, chain, key)
    settings = EngineSettings(home=tmp_path, grpc_port=0, rest_port=0, attached=True, outside=outside)
    local = LocalEngine(settings, say=lambda _: None)
    local.bring_up()
    yield local
    local.take_down()


def test_an_engine_with_a_certificate_of_its_own(engine: LocalEngine, certificate: tuple[str, str]) -> None:
    trust = ssl.create_default_context(cafile=certificate[0])
    with httpx.Client(verify=trust, timeout=30, trust_env=False) as client:
        page = client.get(f"{engine.outside_url}/masuk")
        assert page.status_code == 200
        assert page.headers["strict-transport-security"]
        topology = f"{engine.outside_url}/v2/topology"
        assert client.get(topology).status_code == 401
        token = api_token(engine.settings.people)
        assert client.get(topology, headers={"Authorization": f"Bearer {token}"}).status_code == 200
        # On loopback nothing has changed, and the port for others speaks TLS alone.
        assert client.get(f"{engine.rest_url}/v2/topology").status_code == 200
    port = int(engine.outside_url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=30) as plain:
        plain.sendall(b"GET /masuk HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert not plain.recv(1000).startswith(b"HTTP/1.1 200")
    again = recorded_settings(engine.settings.home)
    assert again is not None
    assert again.outside == engine.settings.outside
