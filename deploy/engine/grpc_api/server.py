"""The gRPC server of the engine."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import grpc
import grpc.aio

from deploy.engine.grpc_api.health import health_handlers
from deploy.engine.grpc_api.protocol import gateway_protocol
from deploy.engine.grpc_api.servicer import Servicer
from deploy.engine.grpc_api.streams import Stepping
from deploy.engine.outside import is_allowed

_LARGEST_REQUEST = 8 * 1024 * 1024
_OPTIONS = (
    # A second engine on the port must fail, not share it.
    ("grpc.so_reuseport", 0),
    ("grpc.max_receive_message_length", _LARGEST_REQUEST),
    # Clients ping every 45 s or less, also without calls; that is not an attack.
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_recv_ping_interval_without_data_ms", 5_000),
    ("grpc.http2.max_ping_strikes", 0),
)


@dataclass(frozen=True)
class Protection:
    """What callers from other machines meet: a token, and TLS unless a proxy in front has it."""

    token: str
    certificate: tuple[bytes, bytes] | None
    """Key and certificate chain as PEM."""


class _AskForToken(grpc.aio.ServerInterceptor):  # type: ignore[type-arg]  # generic in the stubs alone
    def __init__(self, token: str) -> None:
        self._token = token

    async def intercept_service(self, continuation: Any, handler_call_details: grpc.HandlerCallDetails) -> Any:
        """Calls without the token end as UNAUTHENTICATED."""
        metadata = handler_call_details.invocation_metadata or ()
        given = [str(value) for name, value in metadata if name == "authorization"]
        handler = await continuation(handler_call_details)
        if handler is None or (len(given) == 1 and is_allowed(given[0], self._token)):
            return handler
        if handler.response_streaming:
            return grpc.unary_stream_rpc_method_handler(_refuse_stream)
        return grpc.unary_unary_rpc_method_handler(_refuse)


_REFUSAL = "The engine asks for its token from other machines: metadata authorization, Bearer ..."


async def _refuse(_request: Any, context: grpc.aio.ServicerContext[Any, Any]) -> None:
    await context.abort(grpc.StatusCode.UNAUTHENTICATED, _REFUSAL)


async def _refuse_stream(_request: Any, context: grpc.aio.ServicerContext[Any, Any]) -> AsyncIterator[Any]:
    await context.abort(grpc.StatusCode.UNAUTHENTICATED, _REFUSAL)
    yield


async def serve_grpc(
    runtime: Stepping, host: str, port: int, protection: Protection | None = None
) -> tuple[grpc.aio.Server, int]:
    """Starts serving the gateway protocol and returns the server with its port (0 asks for a free one).

    Without `protection` everybody who reaches the port is served, so it has to be on loopback.
    Stop it with `await server.stop(grace)`, before the runtime is closed. Raises OSError when the port is taken.
    """
    bound = port
    protocol = gateway_protocol()
    interceptors = [_AskForToken(protection.token)] if protection else []
    server = grpc.aio.server(options=_OPTIONS, interceptors=interceptors)
    servicer = Servicer(runtime, protocol, lambda: (host, bound))
    server.add_generic_rpc_handlers((servicer.handlers(), health_handlers(protocol.service)))
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    try:
        if protection is not None and protection.certificate is not None:
            bound = server.add_secure_port(address, grpc.ssl_server_credentials([protection.certificate]))
        else:
            bound = server.add_insecure_port(address)
    except RuntimeError:
        bound = 0
    if not bound:
        raise OSError(errno.EADDRINUSE, f"The engine cannot listen on {address}")
    await server.start()
    return server, bound
