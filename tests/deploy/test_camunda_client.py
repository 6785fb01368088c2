"""The client of `/v2`: what it asks, what it makes of the answers, how it logs in, and what it says when refused."""

from __future__ import annotations

import datetime as dt
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from deploy.camunda import Task, client_of, connect
from deploy.camunda.connection import cluster_client
from deploy.camunda.versions import form_schema, has_effective_variables, minor
from deploy.errors import AlurError
from deploy.exits import Exit
from workers.settings import EngineSettings

TASK = {
    "userTaskKey": "7",
    "elementId": "Task_Periksa",
    "name": "Periksa",
    "processInstanceKey": "1",
    "elementInstanceKey": "5",
    "candidateGroups": ["ptsp"],
    "dueDate": "2026-11-24T10:00:00.000Z",
    "assignee": None,
}


@dataclass
class Asked:
    method: str
    path: str
    body: Any
    login: str


@dataclass
class Cluster:
    """Answers by (method, path); a list of answers is used one after the other, the last for ever."""

    answers: dict[tuple[str, str], Any] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        found = self.answers.get((method, path), (404, {"detail": "no such thing"}))
        if isinstance(found, list):
            found = found.pop(0) if len(found) > 1 else found[0]
        if callable(found):
            found = found(body)
        return found if isinstance(found, tuple) else (200, found)


def serve(cluster: Cluster, tls: ssl.SSLContext | None = None) -> Callable[[], None]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            raw = self.rfile.read(length)
            body = json.loads(raw) if raw and "json" in self.headers.get("content-type", "") else raw
            path = urlsplit(self.path).path
            cluster.asked.append(Asked(self.command, self.path, body, self.headers.get("authorization", "")))
            status, content = cluster.answer(self.command, path, body)
            text = b"" if content is None else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PUT = _any  # noqa: N815 - http.server's names

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    cluster.url = f"http{'s' if tls else ''}://localhost:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def stop() -> None:
        server.shutdown()
        server.server_close()

    return stop


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    found = Cluster()
    stop = serve(found)
    yield found
    stop()


def page(*items: Any, after: str | None = None) -> dict[str, Any]:
    return {"items": list(items), "page": {"totalItems": len(items), "endCursor": after}}


def test_a_search_follows_the_cursor_to_the_last_page(cluster: Cluster) -> None:
    pages = [page(*[TASK] * 200, after="c1"), page(*[TASK] * 200, after="c2"), page(TASK, after="c3")]
    cluster.answers["POST", "/v2/user-tasks/search"] = pages
    assert len(client_of(cluster.url).open_tasks("1")) == 401
    assert [a.body["page"].get("after") for a in cluster.asked] == [None, "c1", "c2"]
    assert cluster.asked[0].body["filter"] == {"state": "CREATED", "processInstanceKey": "1"}


def test_a_search_stops_at_its_limit(cluster: Cluster) -> None:
    cluster.answers["POST", "/v2/user-tasks/search"] = lambda body: page(*[TASK] * body["page"]["limit"], after="c")
    assert len(client_of(cluster.url).open_tasks(limit=250)) == 250
    assert [a.body["page"]["limit"] for a in cluster.asked] == [200, 50]


def test_a_task_is_read(cluster: Cluster) -> None:
    cluster.answers["POST", "/v2/user-tasks/search"] = page(TASK)
    [task] = client_of(cluster.url).open_tasks()
    due = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)
    assert task == Task("7", "Task_Periksa", "Periksa", "1", "5", ("ptsp",), due)


def test_cases_are_found_by_a_variable_as_the_engine_keeps_it(cluster: Cluster) -> None:
    case = {
        "processInstanceKey": 2251799813685249,  # a number: keys are strings here all the same
        "processDefinitionId": "karpeg",
        "state": "TERMINATED",
        "hasIncident": False,
        "startDate": "2026-11-24T09:00:00.000Z",
        "endDate": "2026-11-24T10:00:00.000Z",
    }
    cluster.answers["POST", "/v2/process-instances/search"] = page(case)
    [found] = client_of(cluster.url).cases(variables={"nomorPerkara": "Ä-1", "data": {"a": [1]}})
    assert (found.key, found.state, found.ended) == (
        "2251799813685249",
        "TERMINATED",
        dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC),
    )
    assert cluster.asked[0].body["filter"]["variables"] == [
        {"name": "nomorPerkara", "value": '"Ä-1"'},
        {"name": "data", "value": '{"a":[1]}'},
    ]


def test_long_values_are_fetched_whole(cluster: Cluster) -> None:
    cluster.answers["POST", "/v2/variables/search"] = page(
        {"name": "isi", "value": '"aa', "isTruncated": True, "variableKey": "9"},
        {"name": "n", "value": "3", "isTruncated": False, "variableKey": "8"},
    )
    cluster.answers["GET", "/v2/variables/9"] = {"value": '"aaaa"'}
    assert client_of(cluster.url).variables("1") == {"isi": "aaaa", "n": 3}
    assert cluster.asked[0].body["filter"] == {"scopeKey": "1"}
    assert "truncateValues=false" in cluster.asked[0].path


def task(key: str = "7") -> Task:
    return Task(key, "Task_Periksa", "Periksa", "1", "5")


def topology(version: str) -> dict[str, Any]:
    return {"gatewayVersion": version, "brokers": [{}], "partitionsCount": 1}


def test_a_tasks_variables_hide_outer_ones_also_on_8_8(cluster: Cluster) -> None:
    cluster.answers["GET", "/v2/topology"] = topology("8.8.3")
    cluster.answers["POST", "/v2/user-tasks/7/variables/search"] = page(
        {"name": "orang", "value": '"luar"', "scopeKey": "1", "variableKey": "1"},
        {"name": "orang", "value": '"dalam"', "scopeKey": "5", "variableKey": "2"},
        {"name": "nomor", "value": "1", "scopeKey": "1", "variableKey": "3"},
    )
    assert client_of(cluster.url).task_variables(task()) == {"orang": "dalam", "nomor": 1}


def test_from_8_9_on_the_engine_hides_them(cluster: Cluster) -> None:
    cluster.answers["GET", "/v2/topology"] = topology("8.9.0")
    cluster.answers["POST", "/v2/user-tasks/7/effective-variables/search"] = page(
        {"name": "orang", "value": '"dalam"', "scopeKey": "5", "variableKey": "2"}
    )
    client = client_of(cluster.url)
    for _ in range(3):
        assert client.task_variables(task()) == {"orang": "dalam"}
    assert [a.path for a in cluster.asked].count("/v2/topology") == 1


def test_an_engine_that_is_too_old_is_refused_with_the_remedy(cluster: Cluster) -> None:
    cluster.answers["GET", "/v2/topology"] = topology("8.6.14")
    with pytest.raises(AlurError, match=r"Camunda 8\.6\.14, and Alur needs 8\.8 to 8\.10.*Upgrade") as failure:
        client_of(cluster.url).task_variables(task())
    assert failure.value.exit_code is Exit.USAGE


def test_versions() -> None:
    assert minor("8.10.0-alpha2") == (8, 10)
    assert not has_effective_variables((8, 8))
    assert has_effective_variables((8, 10))
    assert form_schema('{"components": []}') == form_schema({"components": []}) == {"components": []}


def test_a_task_without_a_form_is_said(cluster: Cluster) -> None:
    cluster.answers["GET", "/v2/user-tasks/7/form"] = (204, None)
    with pytest.raises(AlurError, match="Task_Periksa of case 1 has no form"):
        client_of(cluster.url).task_form(task())


def test_a_message_that_waits_already_is_no_failure(cluster: Cluster) -> None:
    cluster.answers["POST", "/v2/messages/publication"] = [{"messageKey": "1"}, (409, {"detail": "already"})]
    client = client_of(cluster.url)
    assert client.publish("m", "k", {}, "id-1", seconds=5)
    assert not client.publish("m", "k", {}, "id-1", seconds=5)
    assert cluster.asked[0].body == {
        "name": "m",
        "correlationKey": "k",
        "timeToLive": 5000,
        "variables": {},
        "messageId": "id-1",
    }


def test_the_clock_is_pinned_to_the_millisecond_and_reset(cluster: Cluster) -> None:
    cluster.answers["PUT", "/v2/clock"] = (204, None)
    cluster.answers["POST", "/v2/clock/reset"] = (204, None)
    client = client_of(cluster.url)
    client.pin_clock(dt.datetime(2026, 12, 31, 23, 59, 59, 999_000, dt.UTC))
    client.reset_clock()
    assert cluster.asked[0].body == {"timestamp": 1798761599999}


def test_a_case_that_is_not_there_is_none(cluster: Cluster) -> None:
    assert client_of(cluster.url).case("1") is None


def test_a_refusal_is_told_with_the_engines_reason(cluster: Cluster) -> None:
    cluster.answers["POST", "/v2/process-instances"] = (400, {"title": "INVALID", "detail": "no such process"})
    with pytest.raises(AlurError, match="Start of karpeg: the engine refused") as failure:
        client_of(cluster.url).start("karpeg", {})
    assert (failure.value.exit_code, failure.value.detail) == (Exit.FINDING, "no such process")


def test_a_busy_engine_is_asked_again(cluster: Cluster) -> None:
    cluster.answers["POST", "/v2/process-instances"] = [(503, {}), (429, {}), {"processInstanceKey": "3"}]
    assert client_of(cluster.url).start("karpeg", {}) == "3"


def test_an_engine_that_is_not_there_has_its_own_exit_status() -> None:
    with pytest.raises(AlurError, match="no answer from http://localhost:1") as failure:
        client_of("http://localhost:1").topology()
    assert failure.value.exit_code is Exit.ENGINE_DOWN


def test_a_token_that_is_refused_is_replaced_once(cluster: Cluster) -> None:
    cluster.answers["POST", "/token"] = [{"access_token": "t1"}, {"access_token": "t2"}]
    cluster.answers["GET", "/v2/topology"] = [(401, {}), topology("8.9.1")]
    settings = EngineSettings(
        rest_url=cluster.url, oauth_client_id="alur", oauth_client_secret="s", oauth_url=f"{cluster.url}/token"
    )
    assert cluster_client(settings).topology().version == "8.9.1"
    assert [a.login for a in cluster.asked if "topology" in a.path] == ["Bearer t1", "Bearer t2"]


def test_a_login_without_the_right_is_told(cluster: Cluster) -> None:
    cluster.answers["GET", "/v2/topology"] = (403, {"detail": "no authorization"})
    with pytest.raises(AlurError, match="does not allow it"):
        cluster_client(EngineSettings(rest_url=cluster.url, user="a", password="b")).topology()
    assert cluster.asked[0].login == "Basic YTpi"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A certificate of our own for localhost, and a server's context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("ca")
    public, both = folder / "ca.pem", folder / "server.pem"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    both.write_bytes(private + public.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return public, context


def test_an_authority_of_ones_own_is_trusted_when_it_is_named(authority: tuple[Path, ssl.SSLContext]) -> None:
    cluster = Cluster({("GET", "/v2/topology"): topology("8.9.0")})
    stop = serve(cluster, authority[1])
    try:
        named = EngineSettings(rest_url=cluster.url, ca_file=authority[0])
        assert cluster_client(named).topology().version == "8.9.0"
        with pytest.raises(AlurError, match="no answer"):
            cluster_client(EngineSettings(rest_url=cluster.url)).topology()
    finally:
        stop()


def test_a_file_without_certificates_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("bukan sertifikat")
    with pytest.raises(AlurError, match="holds no certificates") as failure:
        cluster_client(EngineSettings(rest_url="https://localhost:1", ca_file=tmp_path / "ca.pem"))
    assert failure.value.exit_code is Exit.USAGE


def test_the_settings_decide_which_engine_it_is(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALUR_ENGINE_REST_URL", cluster.url)
    cluster.answers["GET", "/v2/topology"] = topology("8.10.0")
    found = connect(tmp_path)
    assert (found.rest_url, found.embedded) == (cluster.url, False)
    assert found.client.topology().version == "8.10.0"
    monkeypatch.delenv("ALUR_ENGINE_REST_URL")
    with pytest.raises(AlurError, match="not running") as failure:
        connect(tmp_path)
    assert failure.value.exit_code is Exit.ENGINE_DOWN
