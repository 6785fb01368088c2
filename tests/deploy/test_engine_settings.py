import json
import re
import socket
from dataclasses import astuple
from pathlib import Path

import pytest

from deploy.engine import Engine, EngineSettings, Ports
from deploy.engine.clock import Clock, recorded_offset
from deploy.engine.distribution import Distribution
from deploy.engine.launching import launches
from deploy.engine.local import plan
from deploy.engine.ports import is_free, require_free
from deploy.engine.services import services
from deploy.engine.settings import port_offset_from_environment
from deploy.errors import AlurError
from deploy.exits import Exit

WANTED = {"opensearch": "a", "zeebe": "b", "webapps": "c"}
DISTRIBUTION = Distribution(Path("/java"), Path("/camunda"), (Path("/a.jar"),), "x")


def test_stacks_with_offsets_closer_than_1520_share_no_port() -> None:
    used = [port for offset in range(0, 1520, 10) for port in astuple(Ports().shifted(offset))]
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
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        assert not is_free(port)
        with pytest.raises(AlurError) as failure:
            require_free({"Operate and Tasklist": port}, 0)
    assert f"ort {port} for Operate and Tasklist is in use by python" in failure.value.message
    offset = int(re.findall(r"ALUR_PORT_OFFSET=(\d+) alur up", failure.value.remedy)[0])
    assert all(is_free(free) for free in astuple(Ports().shifted(offset)))
    assert is_free(port)


def test_the_broker_asks_itself_again_for_what_it_noted_as_asked(tmp_path: Path) -> None:
    """With two threads 8.6.0 loses time-outs, back-offs and timers; tests/chaos shows it on the engine."""
    launch = launches(EngineSettings(home=tmp_path), DISTRIBUTION, controlled_clock=False)["zeebe"]
    assert "enableAsyncScheduledTasks: false" in "\n".join(launch.files.values())


def test_every_service_listens_on_loopback_only(tmp_path: Path) -> None:
    settings = EngineSettings(home=tmp_path)
    for name, launch in launches(settings, DISTRIBUTION, controlled_clock=False).items():
        text = "\n".join(launch.files.values())
        assert "127.0.0.1" in text, name
        assert "localhost" not in text, name


def test_all_that_is_stored_lies_in_the_state_directory(tmp_path: Path) -> None:
    settings = EngineSettings(home=tmp_path)
    for launch in launches(settings, DISTRIBUTION, controlled_clock=False).values():
        assert all(path.is_relative_to(tmp_path) for path in launch.files)


def test_somebody_elses_camunda_settings_do_not_leak_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZEEBE_BROKER_NETWORK_HOST", "192.0.2.1")
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Dx=y")
    monkeypatch.setenv("LANG", "id_ID.UTF-8")
    launch = launches(EngineSettings(home=tmp_path), DISTRIBUTION, controlled_clock=False)["webapps"]
    environment = launch.environment()
    assert "ZEEBE_BROKER_NETWORK_HOST" not in environment
    assert "JAVA_TOOL_OPTIONS" not in environment
    assert environment["LANG"] == "id_ID.UTF-8"
    assert environment["CAMUNDA_DATABASE_TYPE"] == "opensearch"


def test_a_changed_clock_setting_restarts_the_broker_alone(tmp_path: Path) -> None:
    settings = EngineSettings(home=tmp_path)
    fixed, movable = (
        {name: launch.fingerprint for name, launch in launches(settings, DISTRIBUTION, controlled_clock=on).items()}
        for on in (False, True)
    )
    todo = plan(movable, fixed, data_exists=True, schema_complete=True)
    assert (todo.stop, todo.wipe, todo.start) == (("zeebe",), False, ("zeebe",))


def test_a_healthy_stack_is_left_alone() -> None:
    todo = plan(WANTED, WANTED, data_exists=True, schema_complete=True)
    assert (todo.stop, todo.wipe, todo.start) == ((), False, ())


def test_only_what_is_missing_is_started() -> None:
    running = {name: WANTED[name] for name in ("opensearch", "webapps")}
    todo = plan(WANTED, running, data_exists=True, schema_complete=True)
    assert (todo.stop, todo.wipe, todo.start) == ((), False, ("zeebe",))


def test_after_an_interrupted_first_start_everything_begins_anew() -> None:
    todo = plan(WANTED, {"opensearch": "a"}, data_exists=True, schema_complete=False)
    assert (todo.stop, todo.wipe, todo.start) == (("opensearch",), True, tuple(WANTED))


def test_the_first_start_has_nothing_to_throw_away() -> None:
    todo = plan(WANTED, {}, data_exists=False, schema_complete=False)
    assert (todo.stop, todo.wipe, todo.start) == ((), False, tuple(WANTED))


def test_web_apps_and_their_exporter_go_together() -> None:
    with pytest.raises(ValueError, match="exporter opensearch"):
        EngineSettings(webapps=True, exporter="none")
    with pytest.raises(ValueError, match="exporter opensearch"):
        EngineSettings(webapps=False)


def test_shapes_keep_their_data_apart(tmp_path: Path) -> None:
    full = EngineSettings(home=tmp_path)
    broker = EngineSettings(home=tmp_path, webapps=False, exporter="none")
    assert full.data != broker.data
    assert [service.name for service in services(broker)] == ["zeebe"]


@pytest.mark.parametrize("address", ["localhost", ":26500", "localhost:abc", ""])
def test_an_address_without_port_is_refused(address: str) -> None:
    with pytest.raises(AlurError, match="host:port"):
        Engine.connect(address)


def test_a_connected_engine_says_what_it_lacks() -> None:
    engine = Engine.connect("contoh:26500", rest="http://contoh:8088")
    assert (engine.grpc_address, engine.rest_url, engine.is_local) == ("contoh:26500", "http://contoh:8088", False)
    with pytest.raises(AlurError, match="has no Tasklist"):
        _ = engine.tasklist_url
    with pytest.raises(AlurError, match="was not started here"):
        engine.clock_add(1)


def test_a_clock_that_cannot_be_reached_forgets_the_jump(tmp_path: Path) -> None:
    record = tmp_path / "clock.json"
    record.write_text(json.dumps({"offset_milliseconds": 500}))
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound, not listening: connections are refused
        clock = Clock(f"http://127.0.0.1:{unused.getsockname()[1]}", record)
        with pytest.raises(AlurError, match="cannot be reached"):
            clock.add(1000)
    assert recorded_offset(record) == 500


def test_the_clock_never_goes_back(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="forward"):
        Clock("http://127.0.0.1:9", tmp_path / "clock.json").add(-1)
