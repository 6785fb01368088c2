"""The life of an embedded broker, from nothing to nothing."""

import asyncio
import os
import signal
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from pyzeebe import ZeebeClient, create_insecure_channel

from deploy.engine import Engine
from deploy.engine.local import LocalEngine
from deploy.engine.ports import taken
from deploy.engine.services import services
from deploy.errors import AlurError
from tests.process.conftest import free_settings

pytestmark = pytest.mark.engine


def partitions(address: str) -> int:
    async def ask() -> int:
        channel = create_insecure_channel(grpc_address=address)
        try:
            return (await ZeebeClient(channel).topology()).partitions_count
        finally:
            await channel.close()

    return asyncio.run(ask())


def test_a_broker_lives_moves_its_clock_dies_comes_back_and_leaves_nothing(tmp_path: Path) -> None:
    settings = free_settings(tmp_path)
    local = LocalEngine(settings)
    with Engine.start_local(settings) as engine:
        assert partitions(engine.grpc_address) == 1
        engine.clock_add(48 * 3_600_000)
        first = local.status()[0]
        assert (first.state, first.memory > 0) == ("running", True)
        assert first.pid is not None
        listening = [
            connection.laddr
            for connection in psutil.Process(first.pid).net_connections("tcp")
            if connection.status == psutil.CONN_LISTEN
        ]
        assert {address.ip.removeprefix("::ffff:") for address in listening} == {"127.0.0.1"}
        assert {address.port for address in listening} == set(services(settings)[0].ports.values())

        Engine.start_local(settings)
        assert local.status()[0].pid == first.pid, "a healthy broker is left alone"

        os.kill(first.pid, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while psutil.pid_exists(first.pid) and psutil.Process(first.pid).status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        dead = local.status()[0]
        assert dead.state == "dead"
        assert "Started StandaloneBroker" in local.processes.log_of("zeebe").read_text()
        with pytest.raises(AlurError, match="zeebe ended unexpectedly"):
            engine.wait_ready(1)

        # Even one that is started without asking for a movable clock has to be where its data is: two days ahead.
        again = Engine.start_local(replace(settings, controlled_clock=False))
        assert timedelta(hours=47) < again.clock_now() - datetime.now(UTC) < timedelta(hours=49)
        last = local.status()[0]
        assert last.pid is not None
    assert not psutil.pid_exists(last.pid)
    assert local.processes.all() == ()
    assert not any(taken(service.ports) for service in services(settings))
    with pytest.raises(AlurError, match="not running"):
        Engine.running(tmp_path)
