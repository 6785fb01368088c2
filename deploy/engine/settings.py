"""How the embedded engine is to run: one frozen value."""

import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal

from deploy.errors import AlurError
from deploy.exits import Exit
from deploy.home import alur_home, cache_directory

Exporter = Literal["opensearch", "debug", "none"]

HOST = "127.0.0.1"
"""Every TCP port is bound to loopback: the broker's gRPC and REST take commands without a login.

What Camunda 8.6 cannot be told is where to bind the UDP socket of its cluster gossip (ports `broker_internal` and
`web_cluster`): it listens on every interface. It carries membership news of the cluster, no commands and no case data.
"""

LOGIN = "demo"
"""User name and password of the owner account that Operate and Tasklist create."""

PORT_OFFSET_VARIABLE = "ALUR_PORT_OFFSET"
HIGHEST_OFFSET = 8_000


@dataclass(frozen=True)
class Ports:
    """TCP ports of the engine. Two stacks live side by side when their offsets differ (by less than 1520).

    OpenSearch's ports go down by the offset while the others go up: its runner takes no HTTP port above 9299.
    """

    grpc: int = 26500
    broker_command: int = 26501
    broker_internal: int = 26502
    rest: int = 8088
    broker_management: int = 9600
    web: int = 8080
    web_management: int = 9601
    web_cluster: int = 26503
    opensearch: int = 9201
    opensearch_transport: int = 9202

    def shifted(self, offset: int) -> "Ports":
        """The ports of a stack with this offset."""
        return Ports(
            **{
                entry.name: getattr(self, entry.name) + (-offset if entry.name.startswith("opensearch") else offset)
                for entry in fields(self)
            }
        )


@dataclass(frozen=True)
class Heaps:
    """Largest Java heap of each process, in MiB."""

    opensearch: int = 512
    zeebe: int = 512
    webapps: int = 768


@dataclass(frozen=True)
class EngineSettings:
    """Configuration of an embedded engine.

    `webapps` with the exporter `opensearch` is the full stack (OpenSearch, Zeebe, Operate and Tasklist); without web
    apps the broker runs alone. The exporter `debug` writes each record, personal data included, as one JSON line to
    a file and is for tests only. `controlled_clock` allows time travel (`Engine.clock_add`). With `attached` the
    processes die with the one that started them, however that ends.
    """

    home: Path = field(default_factory=alur_home)
    cache: Path = field(default_factory=cache_directory)
    port_offset: int = 0
    heaps: Heaps = field(default_factory=Heaps)
    webapps: bool = True
    controlled_clock: bool = False
    exporter: Exporter = "opensearch"
    attached: bool = False

    def __post_init__(self) -> None:
        if self.webapps != (self.exporter == "opensearch"):
            raise ValueError(
                "the web apps need the exporter opensearch, and the exporter opensearch needs the web apps"
            )
        if self.port_offset % 10 or not 0 <= self.port_offset <= HIGHEST_OFFSET:
            raise AlurError(
                f"The port offset {self.port_offset} cannot be used.",
                f"Give {PORT_OFFSET_VARIABLE} or --port-offset a multiple of 10 from 0 to {HIGHEST_OFFSET}.",
                Exit.USAGE,
            )

    @property
    def ports(self) -> Ports:
        """The ports that this engine uses."""
        return Ports().shifted(self.port_offset)

    @property
    def shape(self) -> str:
        """Name of the set of processes; data of different shapes is kept apart and never mixed."""
        return "full" if self.webapps else f"broker-{self.exporter}"

    @property
    def data(self) -> Path:
        """Everything that the engine stores for this shape."""
        return self.home / "engine" / self.shape

    @property
    def logs(self) -> Path:
        """Where each process writes its log."""
        return self.home / "logs"


def port_offset_from_environment() -> int:
    """The offset that ALUR_PORT_OFFSET asks for, else 0.

    Raises AlurError when the variable is not a number.
    """
    text = os.environ.get(PORT_OFFSET_VARIABLE, "0")
    try:
        return int(text)
    except ValueError:
        raise AlurError(
            f"{PORT_OFFSET_VARIABLE}={text!r} is not a number.", "Set it to a multiple of 10, or unset it.", Exit.USAGE
        ) from None
