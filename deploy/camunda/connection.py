"""Which engine the commands talk to: the one place where its client is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.camunda.http import Http
from deploy.camunda.port import EngineClient
from deploy.camunda.rest import RestEngine
from deploy.errors import AlurError
from deploy.exits import Exit
from deploy.home import alur_home
from workers.engine_login import NoLogin, login_of, tls_context

if TYPE_CHECKING:
    from workers.settings import EngineSettings


@dataclass(frozen=True)
class Connection:
    """An engine that answers."""

    client: EngineClient
    rest_url: str
    embedded: bool
    """Whether it is the engine of this state directory."""
    now: Callable[[], dt.datetime]
    """The engine's time. Of a cluster nobody can ask it; it is taken for this machine's."""


def connect(home: Path | None = None) -> Connection:
    """The cluster of `alur --engine` or the settings (ALUR_ENGINE_REST_URL), else the engine that `alur up` started.

    Raises AlurError when the settings cannot be used, or no engine runs here. Nothing is asked of a cluster yet.
    """
    place = home or alur_home()
    settings = engine_settings(place)
    if settings.rest_url:
        return Connection(cluster_client(settings), settings.rest_url, False, _machine_time)
    from deploy.engine import Engine

    engine = Engine.running(place)
    return Connection(client_of(engine.rest_url), engine.rest_url, True, engine.clock_now)


def client_of(rest_url: str) -> EngineClient:
    """A client of an engine that asks for no login."""
    return RestEngine(Http(rest_url, NoLogin()))


def cluster_client(settings: EngineSettings) -> EngineClient:
    """A client of the cluster that the settings name, with their login and authority."""
    try:
        verify = tls_context(settings)
    except OSError as failure:
        named = ", ".join(str(path) for path in (settings.ca_file, settings.cert_file, settings.key_file) if path)
        raise AlurError(
            f"{named}: a file holds no certificates or keys that can be used ({type(failure).__name__}).",
            "Give PEM files in ALUR_ENGINE_CA_FILE (the authority), ALUR_ENGINE_CERT_FILE and ALUR_ENGINE_KEY_FILE.",
            Exit.USAGE,
        ) from failure
    return RestEngine(Http(settings.rest_url, login_of(settings), verify))


def engine_settings(home: Path) -> EngineSettings:
    """The engine's section of the settings. Raises AlurError with all that is wrong."""
    from workers.settings import SettingsError, load_engine_settings

    try:
        return load_engine_settings(home)
    except SettingsError as error:
        raise AlurError(
            "The engine's settings cannot be used:",
            "Correct what is named below.",
            Exit.USAGE,
            detail="\n".join(f"  - {problem}" for problem in error.problems),
        ) from error


def _machine_time() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
