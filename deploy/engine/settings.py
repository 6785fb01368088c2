"""How the embedded engine is to run: one frozen value."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from deploy.engine.outside import Outside
from deploy.errors import AlurError
from deploy.exits import Exit
from deploy.home import alur_home

HOST = "127.0.0.1"
"""Both ports are bound to loopback: the engine takes commands without a login."""

PORT_OFFSET_VARIABLE = "ALUR_PORT_OFFSET"
HIGHEST_OFFSET = 8_000
GRPC_PORT = 26500
REST_PORT = 8080

_REFUSED_BY_BROWSERS = {6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080}
"""Of the ports from 6000 on, by the Fetch standard (bad ports)."""
_IN_HOME = Path()


@dataclass(frozen=True)
class EngineSettings:
    """Configuration of an embedded engine.

    A port of 0 asks for any free one, other ports are moved up by `port_offset`. `data` is the data directory, by
    default `engine` in the state directory `home`; `people` holds the files of people, by default `people` there. With
    `attached` the engine dies with the process that started it, however that ends.
    """

    home: Path = field(default_factory=alur_home)
    grpc_port: int = GRPC_PORT
    rest_port: int = REST_PORT
    port_offset: int = 0
    attached: bool = False
    data: Path = _IN_HOME
    people: Path = _IN_HOME
    outside: Outside | None = None
    """How other machines reach it; None: not at all."""

    def __post_init__(self) -> None:
        if self.data == _IN_HOME:
            object.__setattr__(self, "data", self.home / "engine")
        if self.ports["REST and pages"] in _REFUSED_BY_BROWSERS:
            raise AlurError(
                f"Browsers open no pages on port {self.ports['REST and pages']}.",
                f"Give {PORT_OFFSET_VARIABLE} or --port-offset another value.",
                Exit.USAGE,
            )
        if self.outside is not None:
            self.outside.check()
        if self.people == _IN_HOME:
            object.__setattr__(self, "people", self.home / "people")
        if self.port_offset % 10 or not 0 <= self.port_offset <= HIGHEST_OFFSET:
            raise AlurError(
                f"The port offset {self.port_offset} cannot be used.",
                f"Give {PORT_OFFSET_VARIABLE} or --port-offset a multiple of 10 from 0 to {HIGHEST_OFFSET}.",
                Exit.USAGE,
            )

    @property
    def ports(self) -> dict[str, int]:
        """The port of each API by name; 0: any free one."""
        wanted = {"gRPC": self.grpc_port, "REST and pages": self.rest_port}
        return {name: port + self.port_offset if port else 0 for name, port in wanted.items()}


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
