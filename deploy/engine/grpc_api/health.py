"""gRPC's standard health service: it serves as long as it answers."""

from __future__ import annotations

import asyncio
from typing import Any

import grpc
from grpc_health.v1 import health_pb2

_SERVICE = "grpc.health.v1.Health"


def health_handlers(*services: str) -> grpc.GenericRpcHandler[Any, Any]:
    """Check and Watch for the server as a whole (the empty name) and for these services."""
    known = frozenset(("", *services))
    serving = health_pb2.HealthCheckResponse(status=health_pb2.HealthCheckResponse.SERVING)
    unknown = health_pb2.HealthCheckResponse(status=health_pb2.HealthCheckResponse.SERVICE_UNKNOWN)

    async def check(request: Any, context: Any) -> Any:
        if request.service not in known:
            await context.abort(grpc.StatusCode.NOT_FOUND, "This server has no such service.")
        return serving

    async def watch(request: Any, context: Any) -> None:
        await context.write(serving if request.service in known else unknown)
        await asyncio.Event().wait()  # nothing changes until the call or the server ends

    coding = {
        "request_deserializer": health_pb2.HealthCheckRequest.FromString,
        "response_serializer": health_pb2.HealthCheckResponse.SerializeToString,
    }
    return grpc.method_handlers_generic_handler(
        _SERVICE,
        {
            "Check": grpc.unary_unary_rpc_method_handler(check, **coding),
            "Watch": grpc.unary_stream_rpc_method_handler(watch, **coding),
        },
    )
