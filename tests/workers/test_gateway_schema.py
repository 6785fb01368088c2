"""Whatever its own interface description allows or forbids, the gateway answers as described and breaks at nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

import schemathesis
from hypothesis import HealthCheck, settings

from tests.thoroughness import examples
from tests.workers.gateway_office import TOKENS, Office
from tests.workers.registers import Place

_FOLDER = Path(tempfile.mkdtemp(prefix="alur-gateway-"))
_OFFICE = Office(Place(f"sqlite:///{_FOLDER}/alur.db", _FOLDER / "letters"), requests_per_minute=100_000)
_SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", _OFFICE.app)


@_SCHEMA.auth(refresh_interval=None)
class _Token:
    def get(self, _case: schemathesis.Case, _context: schemathesis.AuthContext) -> str:
        return TOKENS["lokal"]

    def set(self, case: schemathesis.Case, data: str, _context: schemathesis.AuthContext) -> None:
        case.headers["authorization"] = f"Bearer {data}"


@_SCHEMA.parametrize()
@settings(max_examples=examples(120), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_the_gateway_keeps_to_its_description(case: schemathesis.Case) -> None:
    case.call_and_validate()
