"""The ground that the other process tests stand on."""

import asyncio
import datetime as dt

import pytest
from pyzeebe import ZeebeClient, create_insecure_channel

from tests.process.engines import (
    CAMUNDA_ENVIRONMENT,
    CAMUNDA_IMAGE,
    CAMUNDA_PORTS,
    EngineMissingError,
    EngineUnderTest,
    camunda_container,
    engine_under_test,
)

WAIT = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="alur">
  <bpmn:process id="uji-jam" isExecutable="true">
    <bpmn:startEvent id="Mulai"><bpmn:outgoing>a</bpmn:outgoing></bpmn:startEvent>
    <bpmn:intermediateCatchEvent id="Tunggu"><bpmn:incoming>a</bpmn:incoming><bpmn:outgoing>b</bpmn:outgoing>
      <bpmn:timerEventDefinition><bpmn:timeDuration>PT2H</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:intermediateCatchEvent>
    <bpmn:endEvent id="Selesai"><bpmn:incoming>b</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="a" sourceRef="Mulai" targetRef="Tunggu" />
    <bpmn:sequenceFlow id="b" sourceRef="Tunggu" targetRef="Selesai" />
  </bpmn:process>
</bpmn:definitions>"""


def test_both_gateways_know_one_healthy_broker(engine: EngineUnderTest) -> None:
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
    assert engine.client.topology().version == version


def test_a_case_ends_when_the_clock_stands_past_its_timer_and_the_clock_goes_back(engine: EngineUnderTest) -> None:
    engine.client.deploy({"uji-jam.bpmn": WAIT.encode()})
    first, second = (engine.client.start("uji-jam", {}) for _ in range(2))
    with engine.standing_at(engine.now() + dt.timedelta(hours=3)):
        for key in (first, second):
            _wait_ended(engine, key)
    third = engine.client.start("uji-jam", {})
    case = engine.client.case(third)
    assert case is not None
    assert abs(case.started - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)
    assert case.state == "ACTIVE"
    engine.client.cancel(third)


def _wait_ended(engine: EngineUnderTest, key: str) -> None:
    from tests.process.board import Board

    Board(engine.client).wait(key, "the end", lambda c: c.ended == "COMPLETED")


class _Container:
    """What testcontainers gives, without Docker behind it."""

    def __init__(self, image: str) -> None:
        self.image = image
        self.ports: tuple[int, ...] = ()
        self.environment: dict[str, str] = {}
        self.state = "made"

    def with_exposed_ports(self, *ports: int) -> None:
        self.ports = ports

    def with_env(self, name: str, value: str) -> None:
        self.environment[name] = value

    def start(self) -> None:
        self.state = "running"

    def stop(self) -> None:
        self.state = "stopped"

    def get_container_host_ip(self) -> str:
        return "localhost"

    def get_exposed_port(self, port: int) -> str:
        return str(port + 20_000)


def test_camunda_is_the_official_image_without_login_and_is_stopped_afterwards() -> None:
    made: list[_Container] = []

    def make(image: str) -> _Container:
        made.append(_Container(image))
        return made[0]

    with camunda_container(make) as addresses:
        assert addresses == ("http://localhost:28080", "localhost:46500")
        assert made[0].state == "running"
    assert made[0].image == CAMUNDA_IMAGE
    assert made[0].ports == CAMUNDA_PORTS
    assert made[0].environment == dict(CAMUNDA_ENVIRONMENT)
    assert made[0].state == "stopped"


def test_a_missing_docker_is_said_with_what_to_do() -> None:
    def make(_image: str) -> _Container:
        raise ConnectionError("no such file: /var/run/docker.sock")

    with pytest.raises(EngineMissingError, match=r"Docker.*--engine=embedded"), camunda_container(make):
        pass


def test_an_engine_that_is_no_address_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    with (
        pytest.raises(EngineMissingError, match="URL of an engine"),
        engine_under_test("lokal", tmp_path_factory.mktemp("x")),
    ):
        pass
