"""Settings, ports and addresses: what is known without a running engine."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.engine import HOST, Engine, EngineSettings
from deploy.engine.ports import is_free, require_free
from deploy.engine.settings import port_offset_from_environment
from deploy.errors import AlurError
from deploy.exits import Exit


def test_an_offset_moves_both_ports_and_leaves_a_free_one_free(tmp_path: Path) -> None:
    assert EngineSettings(home=tmp_path).ports == {"gRPC": 26500, "REST and pages": 8080}
    assert list(EngineSettings(home=tmp_path, port_offset=100).ports.values()) == [26600, 8180]
    assert list(EngineSettings(home=tmp_path, grpc_port=0, port_offset=100).ports.values()) == [0, 8180]


def test_stacks_with_different_offsets_share_no_port(tmp_path: Path) -> None:
    used = [
        port
        for offset in range(0, 8_001, 10)
        if offset != 2_000  # no pages on that port, see test_outside.py
        for port in EngineSettings(home=tmp_path, port_offset=offset).ports.values()
    ]
    assert len(used) == len(set(used))


@pytest.mark.parametrize("offset", [5, -10, 8010])
def test_an_unusable_offset_is_refused(offset: int) -> None:
    with pytest.raises(AlurError, match="multiple of 10") as failure:
        EngineSettings(port_offset=offset)
    assert failure.value.exit_code is Exit.USAGE


def test_an_offset_that_is_no_number_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALUR_PORT_OFFSET", "seribu")
    with pytest.raises(AlurError, match="'seribu' is not a number"):
        port_offset_from_environment()


def test_a_taken_port_is_named_with_service_holder_and_remedy() -> None:
    with socket.socket() as holder:
        holder.bind((HOST, 0))
        holder.listen()
        port = holder.getsockname()[1]
        assert not is_free(port)
        with pytest.raises(AlurError) as failure:
            require_free({"gRPC": port}, 0)
    assert f"ort {port} for gRPC is in use by python" in failure.value.message
    offset = int(re.findall(r"ALUR_PORT_OFFSET=(\d+) alur up", failure.value.remedy)[0])
    assert all(is_free(free) for free in EngineSettings(port_offset=offset).ports.values())
    assert is_free(port)


@pytest.mark.parametrize("address", ["localhost", ":26500", "localhost:abc", ""])
def test_an_address_without_port_is_refused(address: str) -> None:
    with pytest.raises(AlurError, match="host:port"):
        Engine.connect(address)


def test_a_connected_engine_says_what_it_lacks() -> None:
    engine = Engine.connect("contoh:26500", rest="http://contoh:8088/")
    assert (engine.grpc_address, engine.rest_url, engine.is_local) == ("contoh:26500", "http://contoh:8088", False)
    with pytest.raises(AlurError, match="was not started here"):
        engine.clock_add(1)
    with pytest.raises(AlurError, match="is not known"):
        _ = Engine.connect("contoh:26500").rest_url


def test_an_engine_that_nobody_runs_is_said(tmp_path: Path) -> None:
    with pytest.raises(AlurError, match="not running") as failure:
        Engine.running(tmp_path)
    assert failure.value.exit_code is Exit.ENGINE_DOWN


def test_a_silent_cluster_is_said() -> None:
    with socket.socket() as unused:
        unused.bind((HOST, 0))  # bound, not listening: connections are refused
        with pytest.raises(AlurError, match="No engine answers"):
            Engine.connect(f"{HOST}:{unused.getsockname()[1]}").wait_ready(0.2)


def test_importing_the_package_loads_none_of_its_parts() -> None:
    code = (
        "import sys, deploy.engine; loaded = set(sys.modules); deploy.engine.EngineSettings; "
        "print(sorted(name for name in sys.modules if name.split('.')[0] in {'grpc', 'httpx', 'psutil', 'asyncio'} "
        "or name.startswith('deploy.engine.') and name in loaded))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
