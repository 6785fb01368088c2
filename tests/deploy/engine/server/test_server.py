"""The engine's process as `alur up` and `alur down` handle it: started, asked, killed, refused, stopped."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import grpc
import httpx
import psutil
import pytest
from pyzeebe.proto import gateway_pb2 as pb
from pyzeebe.proto.gateway_pb2_grpc import GatewayStub

from deploy.engine import HOST, Engine, EngineSettings
from deploy.engine.local import LocalEngine
from deploy.engine.ports import taken
from deploy.errors import AlurError
from tests.chaos.engine_models import PROCESSES, model

pytestmark = pytest.mark.engine

SECRET = "Siti Rahasiawati"


def settings_in(home: Path) -> EngineSettings:
    return EngineSettings(home=home, grpc_port=0, rest_port=0, attached=True)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with Engine.start_local(settings_in(tmp_path)) as found:
        yield found


def stub_of(engine: Engine) -> Any:
    return GatewayStub(grpc.insecure_channel(engine.grpc_address))


def deploy(engine: Engine, *processes: str) -> None:
    resources = [pb.Resource(name=f"{name}.bpmn", content=model(name)) for name in processes or PROCESSES]
    stub_of(engine).DeployResource(pb.DeployResourceRequest(resources=resources), timeout=30)


def start(engine: Engine, process: str = "kerja", **variables: Any) -> int:
    request = pb.CreateProcessInstanceRequest(bpmnProcessId=process, version=-1, variables=json.dumps(variables))
    return int(stub_of(engine).CreateProcessInstance(request, timeout=30).processInstanceKey)


def jobs(engine: Engine, wait_ms: int = 10_000) -> list[int]:
    request = pb.ActivateJobsRequest(
        type="kerja", worker="uji", timeout=60_000, maxJobsToActivate=100, requestTimeout=wait_ms
    )
    return [job.key for response in stub_of(engine).ActivateJobs(request, timeout=60) for job in response.jobs]


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.01)


def server_pid(engine: Engine) -> int:
    pid = engine.status().pid
    assert pid is not None
    return pid


def test_an_engine_lives_is_killed_comes_back_with_its_cases_and_leaves_nothing(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    local = LocalEngine(settings)
    with Engine.start_local(settings) as engine:
        deploy(engine)
        start(engine)
        first = local.status()
        assert (first.state, first.cases, first.memory > 0, first.position >= 2) == ("running", 1, True, True)
        listening = [
            connection.laddr
            for connection in psutil.Process(server_pid(engine)).net_connections("tcp")
            if connection.status == psutil.CONN_LISTEN
        ]
        assert {address.ip.removeprefix("::ffff:") for address in listening} == {HOST}
        ports = {"grpc": int(engine.grpc_address.split(":")[1]), "rest": int(engine.rest_url.rsplit(":", 1)[1])}
        assert {address.port for address in listening} == set(ports.values())

        Engine.start_local(settings)
        assert server_pid(engine) == first.pid, "a healthy engine is left alone"
        assert Engine.running(tmp_path).grpc_address == engine.grpc_address

        assert first.pid is not None
        os.kill(first.pid, signal.SIGKILL)
        wait_for(lambda: local.status().state == "dead")
        assert "Ready at position" in local.status().log_tail
        with pytest.raises(AlurError, match="engine ended unexpectedly"):
            engine.wait_ready(1)
        with pytest.raises(AlurError, match="not running"):
            Engine.running(tmp_path)

        again = Engine.start_local(settings)
        assert again.status().cases == 1
        assert len(jobs(again)) == 1
        last = server_pid(again)
    assert not psutil.pid_exists(last) or psutil.Process(last).status() == psutil.STATUS_ZOMBIE
    assert local.processes.all() == ()
    assert not taken(ports)
    assert local.status().state == "stopped"


def test_ready_means_that_topology_answers(engine: Engine) -> None:
    assert httpx.get(f"{engine.rest_url}/v2/topology", trust_env=False).status_code == 200
    assert len(stub_of(engine).Topology(pb.TopologyRequest(), timeout=30).brokers) == 1


def test_its_files_are_its_owners_alone(engine: Engine) -> None:
    deploy(engine)
    _ = engine.status().incidents
    data = engine.settings.data
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert {stat.S_IMODE(entry.stat().st_mode) for entry in data.iterdir()} == {0o600}
    assert {entry.name.split("-")[0] for entry in data.iterdir()} >= {"journal.db", "search.db", "lock"}


def test_the_clock_is_pinned_moved_and_let_go(engine: Engine) -> None:
    deploy(engine, "waktu")
    start(engine, "waktu", tunda="PT48H")
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    assert engine.clock_pin(moment) == engine.clock_now() == moment
    assert engine.status().pinned
    assert jobs(engine, -1) == []
    assert engine.clock_add(48 * 3_600_000) == moment + timedelta(hours=48)
    assert len(jobs(engine)) == 1
    engine.clock_reset()
    assert abs(engine.clock_now() - datetime.now(UTC)) < timedelta(minutes=1)
    with pytest.raises(ValueError, match="forward"):
        engine.clock_add(-1)


def test_a_taken_port_is_said_with_its_holder_and_nothing_is_left(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind((HOST, 0))
        holder.listen()
        port = holder.getsockname()[1]
        settings = replace(settings_in(tmp_path), rest_port=port)
        with pytest.raises(AlurError, match=f"ort {port} for REST and pages is in use by python"):
            Engine.start_local(settings)
    assert LocalEngine(settings).status().state == "stopped"


def test_a_second_process_on_the_directory_says_who_has_it(engine: Engine, tmp_path: Path) -> None:
    other = replace(settings_in(tmp_path / "other"), data=engine.settings.data)
    with pytest.raises(AlurError, match=f"in use by process {server_pid(engine)}") as failure:
        Engine.start_local(other)
    assert "alur down" in failure.value.remedy


def test_a_newer_versions_directory_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with Engine.start_local(settings_in(tmp_path)) as engine:
        journal = engine.settings.data / "journal.db"
    connection = sqlite3.connect(journal)
    connection.execute("PRAGMA user_version=99")
    connection.commit()
    connection.close()
    before = journal.read_bytes()
    with pytest.raises(AlurError, match="written by a newer Alur"):
        Engine.start_local(settings_in(tmp_path))
    assert journal.read_bytes() == before


def test_a_damaged_journal_is_refused_with_the_position_and_the_remedy(tmp_path: Path) -> None:
    with Engine.start_local(settings_in(tmp_path)) as engine:
        deploy(engine)
        for number in range(3):
            start(engine, nomor=number)
        data = engine.settings.data
    (data / "snapshot.db").unlink()
    connection = sqlite3.connect(data / "journal.db")
    connection.execute("UPDATE steps SET events = replace(events, 'nomor', 'romon') WHERE position = 3")
    connection.commit()
    connection.close()
    before = (data / "journal.db").read_bytes()
    with pytest.raises(AlurError, match="position 3") as failure:
        Engine.start_local(settings_in(tmp_path))
    assert "backup" in failure.value.remedy
    assert (data / "journal.db").read_bytes() == before


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits another process's files")
def test_a_disk_that_is_full_is_said_and_got_over_by_the_process_itself(engine: Engine) -> None:
    """The system refuses to let the process's files grow, as a full disk does."""
    deploy(engine, "kerja")
    acknowledged = [start(engine, nomor=number) for number in range(5)]
    pid = server_pid(engine)
    free = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    log = engine.settings.data / "journal.db-wal"
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (log.stat().st_size + 20_000, free[1]))
    refused: list[grpc.StatusCode] = []
    for number in range(60):
        try:
            acknowledged.append(start(engine, isi="x" * 2000, nomor=number))
        except grpc.RpcError as error:
            refused.append(error.code())
    assert refused
    assert set(refused) == {grpc.StatusCode.UNAVAILABLE}
    answer = httpx.post(f"{engine.rest_url}/v2/process-instances", json={"processDefinitionId": "kerja"}, timeout=30,
                        trust_env=False)  # fmt: skip
    assert answer.status_code == 503
    assert "cannot be written" in engine.status().trouble
    resource.prlimit(pid, resource.RLIMIT_FSIZE, free)
    wait_for(lambda: not engine.status().trouble)
    acknowledged.append(start(engine))
    assert engine.status().cases == len(acknowledged)
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: engine.status().state == "dead")
    again = Engine.start_local(engine.settings)
    assert again.status().cases == len(acknowledged)
    text = again.status().log.with_name("engine.log.1").read_text()
    assert text.count("no command is acknowledged until it can") == 1
    assert "The state is whole again" in text


def test_sigterm_answers_what_it_took_and_keeps_it(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    engine = Engine.start_local(settings)
    deploy(engine, "kerja")
    stub = stub_of(engine)
    request = pb.CreateProcessInstanceRequest(bpmnProcessId="kerja", version=-1)
    acknowledged = 0

    def create_until_refused() -> int:
        count = 0
        while True:
            try:
                stub.CreateProcessInstance(request, timeout=30)
            except grpc.RpcError:
                return count
            count += 1

    with ThreadPoolExecutor(4) as pool:
        counts = [pool.submit(create_until_refused) for _ in range(4)]
        wait_for(lambda: engine.status().cases > 50)
        process = psutil.Process(server_pid(engine))
        process.terminate()
        acknowledged = sum(count.result(30) for count in counts)
    wait_for(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE)
    local = LocalEngine(settings)
    assert "Stopped at position" in local.status().log_tail
    with Engine.start_local(settings) as again:
        assert again.status().cases >= acknowledged > 50


def test_logs_of_the_process_hold_no_variables(engine: Engine) -> None:
    deploy(engine, "kerja")
    start(engine, nama=SECRET)
    httpx.post(f"{engine.rest_url}/v2/process-instances", content=f'{{"variables": {{"nama": "{SECRET}"', timeout=30,
               trust_env=False)  # fmt: skip
    httpx.get(f"{engine.rest_url}/v2/variables/1?nama={SECRET}", trust_env=False, timeout=30)
    log = engine.status().log
    engine.stop()
    assert "Ready at position" in log.read_text()
    assert SECRET not in log.read_text()


def test_wrong_arguments_are_told_by_the_program(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "deploy.engine.server", "--record", str(tmp_path / "record")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "--data" in done.stderr
