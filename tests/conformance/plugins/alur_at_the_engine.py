"""A pytest plugin for pyzeebe's integration tests: they want a container, and get the engine that is running.

It stands in a folder of its own, because their package is called `tests` as ours is: the folder goes on PYTHONPATH.
`ALUR_ENGINE` is the engine's host:port, `ALUR_OUTCOMES` the file for what became of each test.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from testcontainers.core import container

_HOST, _, _PORT = os.environ["ALUR_ENGINE"].rpartition(":")
_NEEDS_DMN = "evaluate_decision_test"


class _RunningEngine:
    """What their fixture asks of a container."""

    def __init__(self, _image: str, **_settings: Any) -> None:
        pass

    def with_envs(self, **_settings: str) -> _RunningEngine:
        return self

    def with_exposed_ports(self, *_ports: int) -> _RunningEngine:
        return self

    def waiting_for(self, _strategy: Any) -> _RunningEngine:
        return self

    def __enter__(self) -> _RunningEngine:
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def get_container_host_ip(self) -> str:
        return _HOST

    def get_exposed_port(self, _port: int) -> str:
        return _PORT


container.DockerContainer = _RunningEngine  # type: ignore[misc, assignment]


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """The decision is deployed for every test; only where it is used does it count that this engine has no DMN."""
    for item in items:
        if _NEEDS_DMN not in item.nodeid and "deploy_dmn" in item.fixturenames:
            item.fixturenames.remove("deploy_dmn")


class _Outcomes:
    def __init__(self) -> None:
        self.passed: list[str] = []
        self.failed: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            message = getattr(report.longrepr, "reprcrash", None)
            self.failed.setdefault(report.nodeid, str(getattr(message, "message", report.longrepr))[:200])
        elif report.when == "call" and report.passed:
            self.passed.append(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        found = {"passed": self.passed, "failed": self.failed}
        Path(os.environ["ALUR_OUTCOMES"]).write_text(json.dumps(found), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Keeps the outcomes."""
    config.pluginmanager.register(_Outcomes())
