"""A gateway that takes a call and never answers holds a worker up for a bounded time only."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import grpc
import pytest
from pyzeebe.proto.gateway_pb2_grpc import GatewayServicer, add_GatewayServicer_to_server

from workers import jobs
from workers.jobs import ZeebeBroker, connect
from workers.runtime.broker import BrokerUnavailableError
from workers.settings import EngineSettings


class Silent(GatewayServicer):  # type: ignore[misc]
    """Takes every call and answers none."""

    async def _never(self, _request: Any, _context: Any) -> Any:
        await asyncio.sleep(3600)

    CompleteJob = FailJob = ThrowError = PublishMessage = Topology = _never


CALLS: dict[str, Callable[[ZeebeBroker], Awaitable[object]]] = {
    "complete": lambda broker: broker.complete(1, {}),
    "fail": lambda broker: broker.fail(1, 2, "pesan", 0.0),
    "throw": lambda broker: broker.throw(1, "kode", "pesan", {}),
    "publish": lambda broker: broker.publish("pesan", "kunci", {}, "id", 60.0),
    "topology": lambda broker: broker.topology(),
}


@pytest.mark.parametrize("call", CALLS)
def test_a_call_that_is_not_answered_ends(call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_CALL_SECONDS", 0.5)

    async def run() -> float:
        server = grpc.aio.server()
        add_GatewayServicer_to_server(Silent(), server)
        port = server.add_insecure_port("127.0.0.1:0")
        await server.start()
        async with connect(EngineSettings(address=f"127.0.0.1:{port}")) as broker:
            began = time.monotonic()
            with pytest.raises(BrokerUnavailableError, match="DEADLINE_EXCEEDED"):
                await CALLS[call](broker)
            took = time.monotonic() - began
        await server.stop(None)
        return took

    assert 0.4 < asyncio.run(run()) < 10
