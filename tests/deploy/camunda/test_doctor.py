"""`alur doctor`: each step, what is wrong and how to mend it; on an engine, on servers with faults, and with nobody."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from deploy.camunda.checking import check_connection
from deploy.camunda.reaching import Step
from deploy.cli import build_app
from deploy.engine import Engine
from deploy.engine import EngineSettings as EmbeddedSettings
from tests.deploy.camunda.certificates import Authority, Pair
from tests.deploy.camunda.secure_cluster import PASSWORD, SECRET, USER, Cluster, Tokens, running
from tests.deploy.camunda.test_authentication import BASIC, oauth, settings
from workers.settings import EngineSettings, load_engine_settings

WAY = ["REST address", "REST TCP", "REST TLS"]
REST = ["REST topology", "version", "processes", "jobs by REST"]
GRPC = ["gRPC address", "gRPC TCP", "gRPC TLS", "gRPC topology", "jobs by gRPC"]


def faults(found: EngineSettings) -> list[Step]:
    return [step for step in check_connection(found) if step.state == "fault"]


def only(found: EngineSettings) -> Step:
    [step] = faults(found)
    assert step.remedy, "a fault without a remedy"
    return step


@pytest.mark.parametrize("wants", ["none", "basic", "oauth"])
def test_a_connection_that_holds(wants: str, cluster: Cluster, authority: Authority) -> None:
    cluster.wants = wants
    login: dict[str, Any] = {"none": {}, "basic": BASIC, "oauth": oauth(cluster)}[wants]
    steps = list(check_connection(settings(cluster, authority, **login)))
    assert [step.name for step in steps] == ["token" if wants == "oauth" else "login", *WAY, *REST, *GRPC]
    # The certificates of the tests hold for a day, which is worth a note.
    assert {step.name for step in steps if step.state != "ok"} == {"REST TLS", "gRPC TLS"}
    assert all(step.state == "note" and "renewed" in step.remedy for step in steps if step.state != "ok")
    text = " ".join(step.text + step.remedy for step in steps)
    assert not any(secret in text for secret in (PASSWORD, SECRET, "Bearer", "eyJ"))


def test_mutual_tls(authority: Authority, server_pair: Pair, stranger: Authority) -> None:
    with running(Cluster(Tokens()), server_pair, authority) as strict:
        own, other = authority.client(), stranger.client("asing")
        assert faults(settings(strict, authority, cert_file=own.certificate, key_file=own.key)) == []
        missing = faults(settings(strict, authority))
        assert [step.name for step in missing] == ["REST TLS", "gRPC TLS"]
        assert "ALUR_ENGINE_CERT_FILE" in missing[0].text
        strange = faults(settings(strict, authority, cert_file=other.certificate, key_file=other.key))
        assert [step.name for step in strange] == ["REST TLS", "gRPC TLS"]
        assert "does not accept the client certificate" in strange[0].text
        assert all("ALUR_ENGINE_CERT_FILE" in step.text + step.remedy for step in [*missing, *strange])


def test_an_authority_that_was_not_named(cluster: Cluster) -> None:
    found = faults(settings(cluster, None, **BASIC))
    assert [step.name for step in found] == ["REST TLS", "gRPC TLS"]
    assert all("ALUR_ENGINE_CA_FILE" in step.remedy for step in found)
    assert cluster.rest_headers == cluster.grpc_headers == []


@pytest.mark.parametrize(
    ("fault", "remedy"), [("ended", "certificate renewed"), ("other name", "Use the name that the certificate has")]
)
def test_certificates_that_do_not_fit(fault: str, remedy: str, authority: Authority) -> None:
    hosts = ("lain.example",) if fault == "other name" else ("localhost",)
    with running(Cluster(Tokens()), authority.server(f"dokter-{fault[:5]}", hosts, ended=fault == "ended")) as wrong:
        assert all(remedy in step.remedy for step in faults(settings(wrong, authority)))


def test_plain_settings_for_a_server_with_tls_and_the_other_way_round(cluster: Cluster) -> None:
    plain = EngineSettings(rest_url=cluster.rest_url.replace("https", "http"), address=cluster.address, tls=False)
    found = faults(plain)
    assert [step.name for step in found] == ["REST topology", "gRPC topology"]
    assert "https://" in found[0].remedy
    assert "engine.tls" in found[1].remedy
    with running(Cluster(Tokens())) as open_cluster:
        secure = EngineSettings(
            rest_url=open_cluster.rest_url.replace("http", "https"), address=open_cluster.address, tls=True
        )
        found = faults(secure)
        assert [step.name for step in found] == ["REST TLS", "gRPC TLS"]
        assert "does not speak TLS" in found[0].text
        assert "http://" in found[0].remedy


def test_a_login_that_is_missing_or_wrong(cluster: Cluster, authority: Authority) -> None:
    cluster.wants = "basic"
    none = faults(settings(cluster, authority))
    assert "asks for a login, and none is set" in none[0].text
    wrong = faults(settings(cluster, authority, user=USER, password="salah-sama-sekali"))
    assert "User or password is not accepted" in wrong[0].text
    assert [step.name for step in wrong] == ["REST topology", "gRPC topology"]
    assert "salah" not in str(wrong)


def test_a_token_server_that_refuses(cluster: Cluster, authority: Authority) -> None:
    cluster.wants = "oauth"
    step = only(settings(cluster, authority, **oauth(cluster, secret="salah-sama-sekali")))
    assert step.name == "token"
    assert "HTTP 401 invalid_client" in step.text
    assert "salah" not in step.text


def test_an_audience_that_the_cluster_does_not_want(cluster: Cluster, authority: Authority) -> None:
    cluster.wants = "oauth"
    step = faults(settings(cluster, authority, **oauth(cluster, audience="lain")))[0]
    assert "its audience is lain" in step.text
    assert "ALUR_ENGINE_OAUTH_AUDIENCE" in step.remedy


@pytest.mark.parametrize(
    ("skew", "said"), [(3600.0, "begins 3[56]\\d\\d s later"), (-3600.0, "ended 3[23]\\d\\d s ago")]
)
def test_a_token_servers_clock_that_is_wrong(skew: float, said: str, cluster: Cluster, authority: Authority) -> None:
    cluster.wants, cluster.tokens.skew = "oauth", skew
    steps = list(check_connection(settings(cluster, authority, **oauth(cluster))))
    assert steps[0].state == "note"
    assert ("ahead of" if skew > 0 else "behind") in steps[0].text
    refused = next(step for step in steps if step.state == "fault")
    assert re.search(said, refused.text)
    assert "NTP" in refused.remedy


@pytest.mark.parametrize(
    ("version", "state"), [("8.7.12", "fault"), ("8.8.0", "ok"), ("8.10.6", "ok"), ("8.11.0", "note"), ("x", "fault")]
)
def test_versions(version: str, state: str, cluster: Cluster, authority: Authority) -> None:
    cluster.version = version
    steps = {step.name: step for step in check_connection(settings(cluster, authority))}
    assert steps["version"].state == state
    assert version in steps["version"].text
    assert steps["jobs by gRPC"].state == "ok", "the other way is looked at all the same"


@pytest.mark.parametrize(
    ("path", "name"), [("/v2/process-definitions/search", "processes"), ("/v2/jobs/search", "jobs by REST")]
)
def test_rights_that_are_missing(path: str, name: str, cluster: Cluster, authority: Authority) -> None:
    cluster.forbidden = frozenset({path})
    step = only(settings(cluster, authority))
    assert step.name == name
    assert "authorizations" in step.remedy


def test_an_address_with_a_path_of_its_own(cluster: Cluster, authority: Authority) -> None:
    found = settings(cluster, authority).model_copy(update={"rest_url": f"{cluster.rest_url}/operate"})
    assert "base address" in only(found).remedy


@pytest.fixture
def nobody() -> Iterator[int]:
    """A port at which nobody listens and that nobody else can take."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield int(taken.getsockname()[1])


def test_addresses_at_which_nobody_is(nobody: int) -> None:
    found = faults(EngineSettings(rest_url=f"http://127.0.0.1:{nobody}", address=f"127.0.0.1:{nobody}"))
    assert [step.name for step in found] == ["REST TCP", "gRPC TCP"]
    assert all("start the engine" in step.remedy for step in found)
    found = faults(EngineSettings(rest_url="http://tidak-ada.invalid", address="tidak-ada.invalid:26500"))
    assert [step.name for step in found] == ["REST address", "gRPC address"]


def test_something_else_listens_there() -> None:
    """A server that takes the connection and ends it, as many a wrong port does."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def end_them() -> None:
            while True:
                try:
                    listening.accept()[0].close()
                except OSError:
                    return

        threading.Thread(target=end_them, daemon=True).start()
        port = listening.getsockname()[1]
        found = faults(EngineSettings(rest_url=f"http://127.0.0.1:{port}", address=f"127.0.0.1:{port}"))
        listening.shutdown(socket.SHUT_RDWR)
    assert [step.name for step in found] == ["REST topology", "gRPC topology"]


def call(monkeypatch: pytest.MonkeyPatch, home: Path, **environment: str) -> Result:
    monkeypatch.setenv("ALUR_HOME", str(home))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(build_app(), ["doctor"])


def test_the_command_on_the_embedded_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "rumah"
    with Engine.start_local(EmbeddedSettings(home=home, grpc_port=0, rest_port=0, attached=True)):
        done = call(monkeypatch, home)
    assert done.exit_code == 0, done.output
    for name in ("login", "REST TCP", *REST, "gRPC TCP", "gRPC topology", "jobs by gRPC"):
        assert f"  ok     {name} " in done.output
    assert "The connection holds." in done.output
    assert "->" not in done.output


def test_the_command_without_any_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nobody: int) -> None:
    done = call(monkeypatch, tmp_path)
    assert done.exit_code == 3
    url, address = f"http://127.0.0.1:{nobody}", f"127.0.0.1:{nobody}"
    done = call(monkeypatch, tmp_path, ALUR_ENGINE_REST_URL=url, ALUR_ENGINE_ADDRESS=address)
    assert done.exit_code == 3
    assert "FAULT  REST TCP" in done.output


def test_the_command_on_a_cluster_that_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cluster: Cluster, authority: Authority
) -> None:
    cluster.wants = "basic"
    environment = {
        "ALUR_ENGINE_REST_URL": cluster.rest_url,
        "ALUR_ENGINE_ADDRESS": cluster.address,
        "ALUR_ENGINE_TLS": "true",
        "ALUR_ENGINE_CA_FILE": str(authority.file),
        "ALUR_ENGINE_USER": USER,
    }
    done = call(monkeypatch, tmp_path, **environment, ALUR_ENGINE_PASSWORD="salah-sama-sekali")
    assert done.exit_code == 1
    assert "FAULT  REST topology" in done.output
    assert "salah" not in done.output
    assert call(monkeypatch, tmp_path, ALUR_ENGINE_PASSWORD=PASSWORD).exit_code == 0


def test_the_gateways_address_is_taken_from_the_clusters(tmp_path: Path) -> None:
    found = load_engine_settings(tmp_path, environment={"ALUR_ENGINE_REST_URL": "https://camunda.example:8443"})
    assert (found.address, found.tls) == ("camunda.example:26500", True)
    given = {"ALUR_ENGINE_REST_URL": "https://camunda.example", "ALUR_ENGINE_ADDRESS": "lain.example:443"}
    assert load_engine_settings(tmp_path, environment=given).address == "lain.example:443"
