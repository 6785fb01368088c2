"""The gRPC server of the engine."""

from __future__ import annotations

import errno

import grpc.aio

from deploy.engine.grpc_api.health import health_handlers
from deploy.engine.grpc_api.protocol import gateway_protocol
from deploy.engine.grpc_api.servicer import Servicer
from deploy.engine.grpc_api.streams import Stepping

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


async def serve_grpc(runtime: Stepping, host: str, port: int) -> tuple[grpc.aio.Server, int]:
    """Starts serving the gateway protocol and returns the server with its port (0 asks for a free one).

    Stop it with `await server.stop(grace)`, before the runtime is closed. Raises OSError when the port is taken.
    """
    bound = port
    protocol = gateway_protocol()
    server = grpc.aio.server(options=_OPTIONS)
    servicer = Servicer(runtime, protocol, lambda: (host, bound))
    server.add_generic_rpc_handlers((servicer.handlers(), health_handlers(protocol.service)))
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    try:
        bound = server.add_insecure_port(address)
    except RuntimeError:
        bound = 0
    if not bound:
        raise OSError(errno.EADDRINUSE, f"The engine cannot listen on {address}")
    await server.start()
    return server, bound
