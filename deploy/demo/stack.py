"""Brings up what the demonstration needs: engine, offices for trial, mail sink, worker."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx

from deploy.engine import Engine, EngineSettings
from deploy.engine.settings import HOST, port_offset_from_environment
from deploy.home import alur_home
from deploy.offices_directory import offices_directory
from deploy.processes import Processes
from deploy.secrets_file import secret_text
from workers.office import copy_offices_for_trial

SINK_PORT = 1025
GATEWAY_PORT = 8095
HEALTH_PORT = 8096
_PARTY = "kanwil"


@dataclass(frozen=True)
class DemoStack:
    """What runs, and where."""

    engine: Engine
    home: Path
    """State of the demonstration's worker: a register of its own, letters, mail."""
    gateway_url: str
    party_token: str
    """Token of the receiving office that answers by HTTP."""

    @property
    def mail(self) -> Path:
        return self.home / "mail"


def bring_up_engine() -> Engine:
    """The embedded engine; one that runs with the demonstration's accounts is left alone."""
    settings = EngineSettings(port_offset=port_offset_from_environment(), people=people_directory())
    return Engine.start_local(settings)


def people_directory() -> Path:
    """Where the demonstration's accounts lie: an engine that `alur up` starts does not read them."""
    return alur_home() / "demo" / "people"


def bring_up_services(engine: Engine) -> DemoStack:
    """Mail sink and worker beside the engine. Raises AlurError with the tail of the log when one does not start."""
    offset = engine.settings.port_offset
    home = alur_home() / "demo"
    home.mkdir(parents=True, exist_ok=True)
    copy_offices_for_trial(offices_directory(), home / "offices")
    token = secret_text(home / "kanwil.token", lambda: secrets.token_urlsafe(32))
    processes = Processes(alur_home())
    python = sys.executable
    sink_port, health = SINK_PORT + offset, HEALTH_PORT + offset
    processes.start_background(
        "demo-mail",
        [python, "-m", "deploy.demo.sink", str(sink_port), str(home / "mail")],
        ready=lambda: _listens(sink_port),
    )
    environment = {
        **os.environ,
        "ALUR_HOME": str(home),
        "ALUR_ENGINE_ADDRESS": engine.grpc_address,
        "ALUR_FILES_OFFICES": str(home / "offices"),
        "ALUR_SMTP_PORT": str(sink_port),
        "ALUR_GATEWAY_PORT": str(GATEWAY_PORT + offset),
        "ALUR_OBSERVE_PORT": str(health),
        f"ALUR_GATEWAY_TOKEN_{_PARTY.upper()}": token,
    }
    processes.start_background(
        "demo-worker",
        [python, "-m", "deploy.cli", "work"],
        environment=environment,
        ready=lambda: _ready(f"http://{HOST}:{health}/readyz"),
    )
    return DemoStack(engine, home, f"http://{HOST}:{GATEWAY_PORT + offset}", token)


def _listens(port: int) -> bool:
    with socket.create_connection((HOST, port), timeout=1.0):
        return True


def _ready(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2.0, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
