"""The service `workers` of deploy/compose.yaml without a container: files of the image, environment, health check.

It runs on a real PostgreSQL and on the embedded engine, which it reaches as a cluster: by TLS with an authority of its
own and with a login. Only addresses differ from the file.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from deploy.camunda.checking import check_connection
from deploy.engine import Engine, EngineSettings
from deploy.engine.local import LocalEngine
from deploy.engine.outside import USER, Outside, api_token
from tests.deploy.camunda.certificates import Authority
from tests.deploy.compose.test_compose import SERVICES, filled, given
from tests.deploy.compose.test_containerfile import image
from tests.workers.postgres_cluster import Cluster, NoPostgresError
from workers.settings import EngineSettings as ClientSettings

__all__ = ["given", "image"]

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"), "kantor-ca")


@pytest.fixture(scope="module")
def engine(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """How the workers reach it: variables of the connection."""
    home = tmp_path_factory.mktemp("engine")
    pair = authority.server()
    outside = Outside("127.0.0.1", 0, 0, str(pair.certificate), str(pair.key))
    settings = EngineSettings(home=home, grpc_port=0, rest_port=0, attached=True, outside=outside)
    with Engine.start_local(settings) as started:
        grpc_port = LocalEngine(settings)._port("outside_grpc")
        yield {
            "ALUR_ENGINE_REST_URL": started.outside_url,
            "ALUR_ENGINE_ADDRESS": f"127.0.0.1:{grpc_port}",
            "ALUR_ENGINE_TLS": "true",
            "ALUR_ENGINE_CA_FILE": str(authority.file),
            "ALUR_ENGINE_USER": USER,
            "ALUR_ENGINE_PASSWORD": api_token(settings.people),
        }


def test_the_doctor_finds_nothing_wrong_with_an_engine_behind_tls_and_a_login(engine: dict[str, str]) -> None:
    fields = {name.removeprefix("ALUR_ENGINE_").lower(): value for name, value in engine.items()}
    settings = ClientSettings.model_validate(fields)
    assert [step for step in check_connection(settings) if step.state == "fault"] == []
    wrong = settings.model_copy(update={"password": type(settings.password)("salah-sama-sekali")})
    names = [step.name for step in check_connection(wrong) if step.state == "fault"]
    assert names == ["REST topology", "gRPC topology"]


@pytest.fixture
def database() -> Iterator[str]:
    try:
        cluster = Cluster()
    except NoPostgresError as error:
        pytest.skip(f"NOT TESTED ON POSTGRESQL: {error}")
    yield cluster.create()
    cluster.stop()


def test_it_becomes_ready_and_its_health_check_sees_it(
    image: Path, given: dict[str, str], engine: dict[str, str], database: str, tmp_path: Path
) -> None:
    service = SERVICES["workers"]
    environment = {name: filled(value, given) for name, value in service["environment"].items()}
    code = str(image / "opt" / "alur")
    environment |= engine | {
        "ALUR_STORAGE_URL": database,
        "ALUR_SMTP_HOST": "127.0.0.1",
        "ALUR_GATEWAY_HOST": "127.0.0.1",
        "ALUR_GATEWAY_PORT": "0",
        "ALUR_OBSERVE_PORT": "0",
        "ALUR_HOME": str(tmp_path),
        "ALUR_FILES_OFFICES": str(ROOT / "deploy" / "offices"),
        "ALUR_FILES_LETTERS": str(tmp_path / "letters"),
        "PYTHONPATH": code,
        "PATH": os.defpath,
    }
    worker = subprocess.Popen(
        [sys.executable, "-P", "-m", "deploy.cli", "work"], cwd=tmp_path, env=environment, stderr=subprocess.PIPE
    )
    try:
        port = _health_port(worker)
        *_, script = service["healthcheck"]["test"]
        assert ":8096/" in script
        check = [sys.executable, "-c", script.replace(":8096/", f":{port}/")]
        # As Docker does: again until it is healthy, or it has failed so often that it is not.
        tries = (subprocess.run(check, env={"PATH": os.defpath}, capture_output=True).returncode for _ in range(300))
        assert any(status == 0 for status in tries), "never ready"
        with psycopg.connect(database) as connection:
            assert connection.execute("SELECT count(*) FROM surat").fetchone() == (0,)
        worker.send_signal(signal.SIGTERM)  # STOPSIGNAL
        assert worker.wait(60) == 0
        assert subprocess.run(check, env={"PATH": os.defpath}, capture_output=True).returncode != 0
    finally:
        worker.kill()
        worker.wait(30)


def _health_port(worker: subprocess.Popen[bytes]) -> int:
    """From its own log; the rest of the log is not read, it is a few lines."""
    assert worker.stderr is not None
    said: list[Any] = []
    for line in worker.stderr:
        said.append(json.loads(line))
        if said[-1]["event"] == "worker started":
            return int(said[-1]["health_port"])
    raise AssertionError(f"the worker ended: {said}")
