"""Every login, by REST and by gRPC, against servers with real TLS and real tokens."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy.camunda.connection import cluster_client
from deploy.camunda.http import Http
from deploy.camunda.rest import RestEngine
from deploy.errors import AlurError
from deploy.exits import Exit
from tests.deploy.camunda.certificates import Authority, Pair
from tests.deploy.camunda.secure_cluster import AUDIENCE, CLIENT, PASSWORD, SECRET, USER, Cluster, Tokens, running
from workers.engine_login import LoginError, OAuthLogin, login_of, tls_context
from workers.jobs import connect
from workers.runtime.broker import BrokerRefusedError, BrokerUnavailableError
from workers.settings import EngineSettings, SettingsError, load_engine_settings

BASIC = {"user": USER, "password": PASSWORD}


def settings(cluster: Cluster, authority: Authority | None, **more: Any) -> EngineSettings:
    ca = {"ca_file": authority.file} if authority else {}
    tls = cluster.rest_url.startswith("https")
    return EngineSettings(rest_url=cluster.rest_url, address=cluster.address, tls=tls, **ca, **more)


def oauth(cluster: Cluster, audience: str = AUDIENCE, secret: str = SECRET) -> dict[str, Any]:
    return {
        "oauth_client_id": CLIENT,
        "oauth_client_secret": secret,
        "oauth_url": cluster.tokens.url,
        "oauth_audience": audience,
    }


def by_rest(found: EngineSettings) -> str:
    return cluster_client(found).topology().version


def by_grpc(found: EngineSettings) -> str:
    async def ask() -> str:
        async with connect(found) as broker:
            return await broker.topology()

    return asyncio.run(ask())


WAYS = pytest.mark.parametrize("ask", [by_rest, by_grpc])
Ask = Callable[[EngineSettings], str]


@WAYS
@pytest.mark.parametrize("wants", ["none", "basic", "oauth"])
@pytest.mark.parametrize("tls", [True, False], ids=["tls", "plaintext"])
def test_each_login_by_each_way(ask: Ask, wants: str, tls: bool, authority: Authority, server_pair: Pair) -> None:
    with running(Cluster(Tokens(), wants), server_pair if tls else None) as cluster:
        login = {"none": {}, "basic": BASIC, "oauth": oauth(cluster)}[wants]
        assert ask(settings(cluster, authority if tls else None, **login)) == "8.10.0"
        seen = [*cluster.rest_headers, *cluster.grpc_headers]
        assert [header.split(" ")[0] for header in seen] == [{"none": "", "basic": "Basic", "oauth": "Bearer"}[wants]]
        assert len(cluster.tokens.asked) == (wants == "oauth")


@WAYS
@pytest.mark.parametrize("trusted", ["system", "stranger"])
def test_a_server_of_an_authority_that_was_not_named_is_refused(
    ask: Ask, trusted: str, cluster: Cluster, stranger: Authority
) -> None:
    with pytest.raises((AlurError, BrokerUnavailableError)) as failure:
        ask(settings(cluster, stranger if trusted == "stranger" else None, **BASIC))
    assert cluster.rest_headers == cluster.grpc_headers == [], "the password did not leave"
    if ask is by_rest:
        assert "its certificate is not accepted: unable to get local issuer certificate" in str(failure.value)


@WAYS
@pytest.mark.parametrize("fault", ["ended", "other name"])
def test_a_certificate_that_does_not_fit_is_refused(ask: Ask, fault: str, authority: Authority) -> None:
    pair = authority.server(
        fault.replace(" ", "-"), ("lain.example",) if fault == "other name" else ("localhost",), ended=fault == "ended"
    )
    with running(Cluster(Tokens()), pair) as cluster:
        with pytest.raises((AlurError, BrokerUnavailableError)) as failure:
            ask(settings(cluster, authority))
        assert cluster.rest_headers == cluster.grpc_headers == []
    if ask is by_rest:
        said = {"ended": "certificate has expired", "other name": "Hostname mismatch"}[fault]
        assert said in str(failure.value)


@WAYS
def test_a_cluster_that_asks_for_a_client_certificate(
    ask: Ask, authority: Authority, server_pair: Pair, stranger: Authority
) -> None:
    with running(Cluster(Tokens(), "oauth"), server_pair, authority) as cluster:
        own, other = authority.client(), stranger.client("asing")
        known = settings(cluster, authority, **oauth(cluster), cert_file=own.certificate, key_file=own.key)
        assert ask(known) == "8.10.0", "also the token server was shown the certificate"
        together = own.certificate.with_name("together.pem")
        together.write_bytes(b"".join(own.pem()))
        assert ask(settings(cluster, authority, **oauth(cluster), cert_file=together)) == "8.10.0"
        asked = len(cluster.tokens.asked)
        for unknown in ({}, {"cert_file": other.certificate, "key_file": other.key}):
            with pytest.raises((AlurError, BrokerUnavailableError)):
                ask(settings(cluster, authority, **oauth(cluster), **unknown))
        assert len(cluster.tokens.asked) == asked


def test_what_is_said_when_a_client_certificate_is_missing_or_strange(
    authority: Authority, server_pair: Pair, stranger: Authority
) -> None:
    with running(Cluster(Tokens()), server_pair, authority) as cluster:
        with pytest.raises(AlurError, match="asks for a client certificate: set ALUR_ENGINE_CERT_FILE"):
            by_rest(settings(cluster, authority))
        other = stranger.client("asing")
        with pytest.raises(AlurError, match="does not accept the client certificate"):
            by_rest(settings(cluster, authority, cert_file=other.certificate, key_file=other.key))


@WAYS
def test_a_wrong_password_is_refused(ask: Ask, cluster: Cluster, authority: Authority) -> None:
    cluster.wants = "basic"
    with pytest.raises((AlurError, BrokerRefusedError)) as failure:
        ask(settings(cluster, authority, user=USER, password="salah-sama-sekali"))
    assert "salah" not in str(failure.value)


@WAYS
def test_a_wrong_client_secret_and_an_audience_that_is_not_given(
    ask: Ask, cluster: Cluster, authority: Authority
) -> None:
    cluster.wants = "oauth"
    for wrong, said in (
        (oauth(cluster, secret="salah-sama-sekali"), "HTTP 401 invalid_client"),
        (oauth(cluster, audience="tidak-ada"), "HTTP 403 access_denied"),
    ):
        with pytest.raises((AlurError, BrokerUnavailableError), match=said) as failure:
            ask(settings(cluster, authority, **wrong))
        assert "salah" not in str(failure.value)
    assert cluster.rest_headers == cluster.grpc_headers == []


def test_tokens_of_a_wrong_audience_are_not_asked_for_at_every_call(cluster: Cluster, authority: Authority) -> None:
    cluster.wants = "oauth"
    wrong = settings(cluster, authority, **oauth(cluster, audience="lain"))
    client = cluster_client(wrong)
    for _ in range(10):
        with pytest.raises(AlurError, match="does not allow it"):
            client.topology()

    async def calls() -> None:
        async with connect(wrong) as broker:
            for _ in range(10):
                with pytest.raises(BrokerRefusedError):
                    await broker.topology()

    by_both = len(cluster.tokens.asked)
    asyncio.run(calls())
    assert (by_both, len(cluster.tokens.asked)) == (2, 4), "one token and one in its place, for each client"


@WAYS
def test_a_token_that_ended_by_the_clusters_clock_is_replaced(ask: Ask, cluster: Cluster, authority: Authority) -> None:
    """The cluster's clock goes ahead: what the token server gave for five minutes is over before we renew it."""
    cluster.wants = "oauth"
    found = settings(cluster, authority, **oauth(cluster))
    if ask is by_rest:
        client = cluster_client(found)
        client.topology()
        cluster.skew = cluster.tokens.skew = 400.0
        assert client.topology().version == "8.10.0"
    else:

        async def calls() -> None:
            async with connect(found) as broker:
                await broker.topology()
                cluster.skew = cluster.tokens.skew = 400.0
                with pytest.raises(BrokerRefusedError):
                    await broker.topology()
                assert await broker.topology() == "8.10.0"

        asyncio.run(calls())
    assert len(cluster.tokens.asked) == 2


@pytest.mark.parametrize("skew", [3600.0, -3600.0], ids=["ahead", "behind"])
def test_a_token_servers_clock_that_is_wrong_by_an_hour_is_a_refusal(
    skew: float, cluster: Cluster, authority: Authority
) -> None:
    cluster.wants, cluster.tokens.skew = "oauth", skew
    with pytest.raises(AlurError, match="does not allow it") as failure:
        by_rest(settings(cluster, authority, **oauth(cluster)))
    assert failure.value.exit_code is Exit.FINDING
    assert len(cluster.tokens.asked) == 2


def test_our_own_clock_does_not_matter(cluster: Cluster, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token's time is what the server says, counted from now; no date of it is compared with this machine's."""
    cluster.wants = "oauth"
    true_time = time.time

    def wrong() -> float:
        return true_time() + 86_400 * 30

    found = settings(cluster, authority, **oauth(cluster))
    login, context = login_of(found), tls_context(found)
    client = RestEngine(Http(found.rest_url, login, context))
    header = login.header()
    monkeypatch.setattr("workers.engine_login.time.time", wrong)
    cluster.skew = cluster.tokens.skew = -86_400 * 30  # servers take the patched clock too, and are right
    assert client.topology().version == "8.10.0"
    assert login.header() == header
    assert len(cluster.tokens.asked) == 1


def test_a_token_is_renewed_before_it_ends(cluster: Cluster, authority: Authority) -> None:
    cluster.wants, cluster.tokens.seconds = "oauth", 60.0
    moment = [1000.0]
    found = settings(cluster, authority, **oauth(cluster))
    client = RestEngine(Http(found.rest_url, login_of(found, lambda: moment[0]), tls_context(found)))
    for passed, tokens in ((0.0, 1), (29.0, 1), (2.0, 2), (29.0, 2), (2.0, 3)):
        moment[0] += passed
        assert client.topology().version == "8.10.0"
        assert len(cluster.tokens.asked) == tokens
    assert len(set(cluster.rest_headers)) == 3
    assert len(cluster.rest_headers) == 5, "none was refused"


def test_a_revoked_token_is_replaced_for_a_stream_too(cluster: Cluster, authority: Authority) -> None:
    cluster.wants = "oauth"
    found = settings(cluster, authority, **oauth(cluster))
    from workers.runtime.broker import Subscription

    subscription = Subscription("contoh", (), job_seconds=5.0, stream_seconds=5.0, poll_seconds=1.0)

    async def calls() -> None:
        async with connect(found) as broker:
            assert [job async for job in broker.activate(subscription, 1)] == []
            cluster.revoked.add(cluster.grpc_headers[-1])
            with pytest.raises(BrokerRefusedError):
                _ = [job async for job in broker.activate(subscription, 1)]
            assert [job async for job in broker.activate(subscription, 1)] == []

    asyncio.run(calls())
    assert len(cluster.tokens.asked) == 2


def test_a_refusal_of_an_older_token_does_not_throw_the_newer_one_away() -> None:
    from workers.engine_login import Token

    given: list[str] = []

    def ask() -> Token:
        given.append(f"t{len(given) + 1}")
        return Token(given[-1], 300.0)

    login = OAuthLogin(ask)
    first = login.header()
    assert login.refused(first)
    second = login.header()
    for _ in range(8):  # eight calls were under way with the first
        assert login.refused(first), "worth another try, with the newer one"
        assert login.header() == second
    assert given == ["t1", "t2"]


def test_a_token_server_that_speaks_no_tls_or_is_away(cluster: Cluster, authority: Authority) -> None:
    wrong = oauth(cluster) | {"oauth_url": "https://" + cluster.address.replace("localhost", "127.0.0.1") + "/token"}
    with running(Cluster(Tokens())) as plain:
        spoken = wrong | {"oauth_url": plain.tokens.url.replace("http://", "https://")}
        with pytest.raises(LoginError, match="it does not speak TLS"):
            login_of(settings(cluster, authority, **spoken)).header()
    away = wrong | {"oauth_url": "https://127.0.0.1:1/token"}
    with pytest.raises(LoginError, match=r"no answer from https://127.0.0.1:1/token \(ConnectError\)"):
        login_of(settings(cluster, authority, **away)).header()


def test_certificates_that_cannot_be_used_are_said_before_anything_starts(
    tmp_path: Path, authority: Authority, stranger: Authority
) -> None:
    own, other = authority.client("sendiri"), stranger.client("lain")
    locked = authority.client("terkunci", "frasa-sandi")
    text = tmp_path / "bukan.pem"
    text.write_text("bukan sertifikat")
    tls = {"ALUR_ENGINE_TLS": "true", "ALUR_ENGINE_REST_URL": "https://camunda.example"}
    for environment, said in (
        ({**tls, "ALUR_ENGINE_CA_FILE": str(text)}, "holds no certificates in PEM"),
        ({**tls, "ALUR_ENGINE_CERT_FILE": str(own.certificate)}, "cannot be used together"),
        (
            {**tls, "ALUR_ENGINE_CERT_FILE": str(own.certificate), "ALUR_ENGINE_KEY_FILE": str(other.key)},
            "cannot be used together",
        ),
        (
            {**tls, "ALUR_ENGINE_CERT_FILE": str(locked.certificate), "ALUR_ENGINE_KEY_FILE": str(locked.key)},
            "no passphrase",
        ),
        ({**tls, "ALUR_ENGINE_KEY_FILE": str(own.key)}, "engine.cert_file is not"),
        ({**tls, "ALUR_ENGINE_CERT_FILE": "/tidak/ada.pem"}, "there is no file /tidak/ada.pem"),
        (
            {"ALUR_ENGINE_CERT_FILE": str(own.certificate), "ALUR_ENGINE_KEY_FILE": str(own.key)},
            "of no use without TLS",
        ),
    ):
        with pytest.raises(SettingsError, match=said):
            load_engine_settings(tmp_path, environment=environment)
    right = {**tls, "ALUR_ENGINE_CERT_FILE": str(own.certificate), "ALUR_ENGINE_KEY_FILE": str(own.key)}
    assert load_engine_settings(tmp_path, environment=right).key_file == own.key
