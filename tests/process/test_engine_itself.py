"""The ground that the other process tests stand on."""

import asyncio
from datetime import timedelta

from pyzeebe import ZeebeClient, create_insecure_channel

from deploy.engine import Engine
from tests.process.records import Records


def test_the_gateway_knows_one_healthy_broker(engine: Engine) -> None:
    async def topology() -> tuple[int, str]:
        channel = create_insecure_channel(grpc_address=engine.grpc_address)
        try:
            answer = await ZeebeClient(channel).topology()
        finally:
            await channel.close()
        return answer.cluster_size, answer.gateway_version

    size, version = asyncio.run(topology())
    assert size >= 1
    assert version.startswith("8.")


def test_the_clock_moves_forward_by_what_is_asked(local_engine: Engine) -> None:
    before = local_engine.clock_now()
    after = local_engine.clock_add(60_000)
    assert timedelta(seconds=60) <= after - before < timedelta(seconds=70)


def test_messages_show_up_in_the_record_log(local_engine: Engine, records: Records) -> None:
    async def publish() -> None:
        channel = create_insecure_channel(grpc_address=local_engine.grpc_address)
        try:
            await ZeebeClient(channel).publish_message("tes-catatan", "kunci-1", time_to_live_in_milliseconds=0)
        finally:
            await channel.close()

    asyncio.run(publish())
    record = records.wait_for("MESSAGE", "PUBLISHED", lambda found: found["value"]["name"] == "tes-catatan")
    assert record["value"]["correlationKey"] == "kunci-1"
