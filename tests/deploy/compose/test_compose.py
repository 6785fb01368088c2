"""deploy/compose.yaml as far as it can be checked without Docker: its rules, its settings, and what it runs.

Docker itself is not run here; where the plugin is, `docker compose config` is.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from typer.testing import CliRunner

from deploy.cli import build_app
from tests.workers.postgres_cluster import Cluster, NoPostgresError
from workers.settings import load_settings

ROOT = Path(__file__).parents[3]
COMPOSE = ROOT / "deploy" / "compose.yaml"
FILE: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
SERVICES: dict[str, Any] = FILE["services"]
LASTING = ("postgres", "camunda", "workers")
_REFERENCE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def filled(text: str, given: dict[str, str]) -> str:
    """A value as Compose fills it in: `${A:?why}` must be given, `${A:-b}` is b where it is not."""

    def one(found: re.Match[str]) -> str:
        name, kind, rest = found.groups()
        value = given.get(name, "")
        assert value or kind == "-", f"{name} is not given and has no default"
        return value or rest

    return _REFERENCE.sub(one, text).replace("$$", "$")


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What `alur secrets` makes, with the empty lines filled in."""
    file = tmp_path_factory.mktemp("secrets") / ".env"
    assert CliRunner().invoke(build_app(), ["secrets", "--file", str(file)]).exit_code == 0
    pairs = dict(line.split("=", 1) for line in file.read_text().splitlines() if not line.startswith("#"))
    return pairs | {
        "CAMUNDA_ADMIN_EMAIL": "admin@kantor.example",
        "ALUR_GATEWAY_PUBLIC_URL": "https://surat.kantor.example",
        "ALUR_SMTP_HOST": "relay.kantor.example",
        "ALUR_SMTP_SENDER": "alur@kantor.example",
    }


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned(name: str) -> None:
    image = SERVICES[name]["image"]
    if name == "workers":
        assert image == "${ALUR_IMAGE:-alur-workers:local}"
    elif name == "camunda":
        assert re.fullmatch(r"camunda/camunda:8\.10\.\d+", image)
    else:
        assert re.fullmatch(r"postgres:\d+\.\d+-bookworm@sha256:[0-9a-f]{64}", image)


def test_only_what_people_need_is_published_and_on_loopback() -> None:
    published = {name: service.get("ports", []) for name, service in SERVICES.items()}
    assert {name for name, ports in published.items() if ports} == {"camunda", "workers"}
    for ports in published.values():
        assert all(port.startswith("127.0.0.1:") for port in ports)
    targets = {port.rsplit(":", 1)[1] for ports in published.values() for port in ports}
    assert targets == {"8080", "8095"}, "neither gRPC, nor the management port, nor the database"


def test_the_database_is_on_a_network_without_a_way_out() -> None:
    assert SERVICES["postgres"]["networks"] == ["storage"]
    assert FILE["networks"]["storage"]["internal"] is True


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_is_watched_limited_and_comes_back(name: str) -> None:
    service = SERVICES[name]
    assert service["healthcheck"]["test"]
    assert service["restart"] == "unless-stopped"
    assert service["mem_limit"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["volumes"]


def test_the_workers_write_nowhere_but_into_their_volume() -> None:
    workers = SERVICES["workers"]
    assert workers["read_only"] is True
    assert workers["cap_drop"] == ["ALL"]
    assert "user" not in workers, "the image's own, which is not root"
    grace = float(workers["stop_grace_period"].rstrip("s"))
    assert (
        grace
        > load_settings(
            Path("/nowhere"),
            offices=ROOT / "deploy" / "offices",
            environment={
                "ALUR_STORAGE_URL": "postgresql://h/d",
                "ALUR_GATEWAY_LINK_KEY": "x" * 32,
                "ALUR_GATEWAY_TOKEN_LOKAL": "y" * 32,
            },
        ).engine.grace_seconds
    )


def test_no_secret_stands_in_the_file() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|TOKEN|LINK_KEY", name):
                assert _REFERENCE.fullmatch(value), f"{name} has a value of its own"


def test_the_workers_take_every_setting_that_they_are_given(given: dict[str, str], tmp_path: Path) -> None:
    """Through the workers' own check, which refuses what is misspelt, missing or does not go together."""
    environment = {name: filled(value, given) for name, value in SERVICES["workers"]["environment"].items()}
    found = load_settings(tmp_path, offices=ROOT / "deploy" / "offices", environment=environment)
    assert found.engine.address == "camunda:26500"
    assert found.engine.password.get_secret_value() == given["ALUR_ENGINE_PASSWORD"]
    assert (found.smtp.host, found.smtp.port, found.smtp.security) == ("relay.kantor.example", 587, "starttls")
    assert found.link_base == "https://surat.kantor.example"
    assert found.gateway.host == "0.0.0.0"  # noqa: S104 - inside the container
    assert SERVICES["workers"]["ports"] == [f"127.0.0.1:${{ALUR_GATEWAY_PORT:-8095}}:{found.gateway.port}"]
    assert f":{found.observe.port}/readyz" in SERVICES["workers"]["healthcheck"]["test"][-1]
    login = SERVICES["camunda"]["environment"]
    assert login["CAMUNDA_SECURITY_INITIALIZATION_USERS_1_USERNAME"] == found.engine.user
    assert filled(login["CAMUNDA_SECURITY_INITIALIZATION_USERS_1_PASSWORD"], given) == given["ALUR_ENGINE_PASSWORD"]


def test_camunda_asks_everybody_for_a_login() -> None:
    found = SERVICES["camunda"]["environment"]
    assert found["CAMUNDA_SECURITY_AUTHENTICATION_METHOD"] == "basic"
    assert found["CAMUNDA_SECURITY_AUTHENTICATION_UNPROTECTEDAPI"] == "false"
    assert found["CAMUNDA_SECURITY_AUTHORIZATIONS_ENABLED"] == "true"
    owners = {value for name, value in found.items() if re.search(r"AUTHORIZATIONS_\d_OWNERID", name)}
    assert owners == {"alur"}


def test_continuous_backups_have_a_schedule_and_a_place() -> None:
    found = SERVICES["camunda"]["environment"]
    folder = found["CAMUNDA_DATA_PRIMARYSTORAGE_BACKUP_FILESYSTEM_BASEPATH"]
    assert found["CAMUNDA_DATA_PRIMARYSTORAGE_BACKUP_CONTINUOUS"] == "true"
    assert found["CAMUNDA_DATA_PRIMARYSTORAGE_BACKUP_SCHEDULE"]
    assert f"camunda-backups:{folder}" in SERVICES["camunda"]["volumes"]
    assert f"camunda-backups:{folder}" in SERVICES["backups-folder"]["volumes"]


def test_every_volume_network_and_file_that_is_named_is_there() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            if isinstance(volume, str):
                assert volume.split(":")[0] in FILE["volumes"]
        assert set(service.get("networks", [])) <= set(FILE["networks"])
        assert set(service.get("depends_on", {})) <= set(SERVICES)
    assert (COMPOSE.parent / FILE["configs"]["databases"]["file"]).is_file()
    build = SERVICES["workers"]["build"]
    assert (COMPOSE.parent / build["context"] / build["dockerfile"]).is_file()


def test_both_databases_are_made_and_each_user_has_one() -> None:
    """The script against a real server, with passwords that would break out of a careless one."""
    if shutil.which("psql") is None:
        pytest.skip("NOT TESTED: psql is not installed")
    try:
        cluster = Cluster()
    except NoPostgresError as error:
        pytest.skip(f"NOT TESTED ON POSTGRESQL: {error}")
    try:
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE ROLE postgres SUPERUSER LOGIN")
        administrator = cluster.url("postgres").replace("://alur@", "://postgres@")
        with psycopg.connect(administrator, autocommit=True) as connection:
            connection.execute("ALTER ROLE alur RENAME TO pokok")  # the tests' own administrator
        environment = {
            **os.environ,
            "PGHOST": str(cluster.directory),
            "PGDATABASE": "postgres",
            "CAMUNDA_DB_PASSWORD": "a'; DROP ROLE postgres; --$x\"",
            "ALUR_DB_PASSWORD": "b\\'c",
        }
        script = COMPOSE.parent / "container" / "databases.sh"
        done = subprocess.run(["bash", script], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        with psycopg.connect(administrator) as connection:
            owners = connection.execute(
                "SELECT datname, pg_get_userbyid(datdba), pg_encoding_to_char(encoding) FROM pg_database "
                "WHERE datname IN ('alur', 'camunda') ORDER BY 1"
            ).fetchall()
            may = connection.execute(
                "SELECT has_database_privilege('alur', 'camunda', 'CONNECT'), "
                "has_database_privilege('camunda', 'alur', 'CONNECT'), "
                "has_database_privilege('alur', 'alur', 'CONNECT'), "
                "has_database_privilege('camunda', 'camunda', 'CONNECT'), "
                "(SELECT bool_or(rolsuper) FROM pg_roles WHERE rolname IN ('alur', 'camunda'))"
            ).fetchone()
        assert owners == [("alur", "alur", "UTF8"), ("camunda", "camunda", "UTF8")]
        assert may == (False, False, True, True, False)
    finally:
        cluster.stop()


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_camundas_health_check_tells_ready_from_not_ready(status: int, healthy: bool) -> None:
    """The check's own shell line, against a real server on another port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/actuator/health/readiness" else 404)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        [*start, script] = SERVICES["camunda"]["healthcheck"]["test"]
        assert start == ["CMD", "bash", "-c"]
        assert "/9600 " in script
        there = script.replace("/9600 ", f"/{server.server_port} ").replace("$$", "$")
        assert (subprocess.run(["bash", "-c", there]).returncode == 0) is healthy
    finally:
        server.shutdown()
        server.server_close()


def test_docker_compose_reads_the_file(given: dict[str, str], tmp_path: Path) -> None:
    if (
        shutil.which("docker") is None
        or subprocess.run(["docker", "compose", "version"], capture_output=True).returncode
    ):
        pytest.skip("NOT TESTED: docker compose is not installed")
    file = tmp_path / "values.env"
    file.write_text("".join(f"{name}={value}\n" for name, value in given.items()))
    command = ["docker", "compose", "--env-file", file, "-f", COMPOSE, "config", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
