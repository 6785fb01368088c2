"""The Java processes of the engine as seen from outside: names, ports, addresses and how one sees that one is ready."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx

from deploy.engine.settings import HOST, EngineSettings

OPENSEARCH = "opensearch"
ZEEBE = "zeebe"
WEBAPPS = "webapps"

_PROBE_SECONDS = 2.0


@dataclass(frozen=True)
class Service:
    """One Java process of the engine."""

    name: str
    shows: str
    """What people know it by."""
    ports: Mapping[str, int]
    url: str
    ready: Callable[[], bool]
    """Asks the process itself; False while it cannot be reached."""


def services(settings: EngineSettings) -> tuple[Service, ...]:
    """The processes of the wanted shape, in the order in which they are to be started."""
    return (_opensearch(settings), _zeebe(settings), _webapps(settings)) if settings.webapps else (_zeebe(settings),)


def opensearch_url(settings: EngineSettings) -> str:
    """Base URL of OpenSearch."""
    return f"http://{HOST}:{settings.ports.opensearch}"


def management_url(settings: EngineSettings) -> str:
    """Base URL of the broker's management port (readiness, clock)."""
    return f"http://{HOST}:{settings.ports.broker_management}"


def web_url(settings: EngineSettings) -> str:
    """Base URL of Operate and Tasklist. `localhost`, because their login cookie is bound to the name people type."""
    return f"http://localhost:{settings.ports.web}"


def _opensearch(settings: EngineSettings) -> Service:
    ports, url = settings.ports, opensearch_url(settings)
    return Service(
        name=OPENSEARCH,
        shows="OpenSearch",
        ports={"OpenSearch (HTTP)": ports.opensearch, "OpenSearch (transport)": ports.opensearch_transport},
        url=url,
        ready=lambda: _answers(f"{url}/_cluster/health", lambda body: body.get("status") in {"green", "yellow"}),
    )


def _zeebe(settings: EngineSettings) -> Service:
    ports = settings.ports
    return Service(
        name=ZEEBE,
        shows="Zeebe",
        ports={
            "Zeebe (gRPC)": ports.grpc,
            "Zeebe (REST)": ports.rest,
            "Zeebe (management)": ports.broker_management,
            "Zeebe (command)": ports.broker_command,
            "Zeebe (internal)": ports.broker_internal,
        },
        url=f"{HOST}:{ports.grpc}",
        ready=lambda: _answers(f"{management_url(settings)}/actuator/health/readiness", _is_up),
    )


def _webapps(settings: EngineSettings) -> Service:
    ports = settings.ports
    health = f"http://{HOST}:{ports.web_management}/actuator/health"
    return Service(
        name=WEBAPPS,
        shows="Operate, Tasklist",
        ports={
            "Operate and Tasklist": ports.web,
            "Operate and Tasklist (management)": ports.web_management,
            "Operate and Tasklist (cluster)": ports.web_cluster,
        },
        url=web_url(settings),
        ready=lambda: _answers(health, _is_up),
    )


@cache
def _client() -> httpx.Client:
    # One for all probes: making one costs more than what it is asked. Loopback needs no proxy.
    return httpx.Client(timeout=_PROBE_SECONDS, trust_env=False)


def _is_up(body: dict[str, Any]) -> bool:
    return body.get("status") == "UP"


def _answers(url: str, good: Callable[[dict[str, Any]], bool]) -> bool:
    try:
        response = _client().get(url)
        body = response.json()
    except (httpx.HTTPError, json.JSONDecodeError):
        return False
    return response.status_code == httpx.codes.OK and isinstance(body, dict) and good(body)
