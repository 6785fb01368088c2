"""The engine itself: topology, status, licence, who asks, its clock."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from deploy.engine.compatibility import VERSION
from deploy.engine.core.commands import DEFAULT_TENANT, PinClock, ResetClock
from deploy.engine.rest_api.calls import Call, Routes
from deploy.engine.settings import HOST

routes = Routes()
_MAX_TIME = 253_402_300_799_999
"""The last millisecond of the year 9999."""


@routes("GET", "/topology")
async def topology(call: Call) -> dict[str, Any]:
    """One broker with one partition: this process."""
    return {
        "brokers": [
            {
                "nodeId": 0,
                "brokerId": "0",
                "host": HOST,
                "port": call.request.url.port or 80,
                "partitions": [{"partitionId": 1, "role": "leader", "health": "healthy", "state": "active"}],
                "version": VERSION,
            }
        ],
        "clusterId": None,
        "clusterSize": 1,
        "partitionsCount": 1,
        "replicationFactor": 1,
        "gatewayVersion": VERSION,
        "lastCompletedChangeId": "-1",
    }


@routes("GET", "/status")
async def status(call: Call) -> Response:
    """204 while commands are taken, else 503."""
    return Response(status_code=204 if call.engine.runtime.state is not None else 503)


@routes("GET", "/license")
async def license_(_call: Call) -> dict[str, Any]:
    """There is none of the vendor's: this engine is a part of Alur."""
    return {"validLicense": True, "licenseType": "unknown", "isCommercial": False, "expiresAt": None}


@routes("GET", "/authentication/me")
async def me(_call: Call) -> dict[str, Any]:
    """The engine listens on loopback and knows no logins: everybody is the same."""
    return {
        "username": "anonymous",
        "displayName": None,
        "email": None,
        "authorizedComponents": ["*"],
        "authorizedApplications": ["*"],
        "tenants": [{"tenantId": DEFAULT_TENANT, "name": "Default", "description": None}],
        "groups": [],
        "roles": [],
        "salesPlanType": None,
        "c8Links": {},
        "canLogout": False,
    }


@routes("PUT", "/clock")
async def pin_clock(call: Call) -> None:
    """Stops the engine's clock at a time."""
    fields = await call.fields("timestamp")
    await call.submit(PinClock(fields.integer("timestamp", least=0, most=_MAX_TIME)), "PIN")


@routes("POST", "/clock/reset")
async def reset_clock(call: Call) -> None:
    """Back to the machine's time."""
    await call.submit(ResetClock(), "RESET")
