"""The way to a server: its name, TCP, and TLS with the certificates that both sides want to see."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from workers.engine_login import connection_fault

State = Literal["ok", "note", "fault"]

_CONNECT_SECONDS = 5.0
_ALERT_SECONDS = 0.4
"""How long a server may take to say that it wanted a client certificate: with TLS 1.3 after the handshake."""
_SOON_DAYS = 30


@dataclass(frozen=True)
class Step:
    """One thing that was looked at."""

    name: str
    state: State
    text: str
    """What was found."""
    remedy: str = ""
    """What to do; empty when it holds."""


class Stop(Exception):  # noqa: N818 - ends a chain of steps
    """What comes after in the same chain cannot hold either."""

    def __init__(self, step: Step) -> None:
        super().__init__(step.text)
        self.step = step


def reach(way: str, host: str, port: int, secure: bool, context: ssl.SSLContext, protocol: str) -> Iterator[Step]:
    """Steps of one way; raises Stop with the one that does not hold. `protocol`: what TLS has to agree on."""
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as failure:
        raise Stop(
            Step(f"{way} address", "fault", f"{host} is not known here.", "Correct the name, or the machine's DNS.")
        ) from failure
    found = ", ".join(sorted({str(place[4][0]) for place in places}))
    yield Step(f"{way} address", "ok", f"{host}." if found == host else f"{host} is {found}.")
    try:
        connection = socket.create_connection((host, port), _CONNECT_SECONDS)
    except TimeoutError as failure:
        remedy = "A firewall drops the way there: open it, or correct the port."
        raise Stop(Step(f"{way} TCP", "fault", f"{host}:{port} does not answer at all.", remedy)) from failure
    except OSError as failure:
        text = f"{host}:{port} refuses ({type(failure).__name__})."
        remedy = "Nothing listens there: start the engine, or correct host and port (REST 8080, gRPC 26500)."
        raise Stop(Step(f"{way} TCP", "fault", text, remedy)) from failure
    with connection:
        yield Step(f"{way} TCP", "ok", f"{host}:{port} takes connections.")
        if secure:
            yield _shake_hands(way, host, connection, context, protocol)


def _shake_hands(way: str, host: str, connection: socket.socket, context: ssl.SSLContext, protocol: str) -> Step:
    if protocol:
        context.set_alpn_protocols([protocol])
    try:
        with context.wrap_socket(connection, server_hostname=host) as secured:
            certificate: Any = secured.getpeercert()
            spoken, agreed = secured.version(), secured.selected_alpn_protocol()
            secured.settimeout(_ALERT_SECONDS)
            ended = False
            with contextlib.suppress(TimeoutError):  # it waits for our request: all is well
                ended = secured.recv(1) == b""
    except OSError as failure:
        raise Stop(_handshake_fault(way, failure)) from failure
    if ended:
        raise Stop(
            Step(
                f"{way} TLS",
                "fault",
                f"{host} ends the connection right after the handshake.",
                "Most likely it asks for a client certificate (ALUR_ENGINE_CERT_FILE, ALUR_ENGINE_KEY_FILE), or does "
                "not accept the one that it was shown.",
            )
        )
    if protocol and agreed != protocol:
        raise Stop(
            Step(
                f"{way} TLS",
                "fault",
                f"{host} speaks TLS, but not HTTP/2 in it, which gRPC needs.",
                "Let the proxy in front offer h2 (ALPN), or give the gateway's own port.",
            )
        )
    left = (ssl.cert_time_to_seconds(certificate["notAfter"]) - time.time()) / 86_400
    text = f"{spoken}; the certificate is accepted and holds for {left:.0f} days."
    if left < _SOON_DAYS:
        return Step(f"{way} TLS", "note", text, "Have it renewed before it ends.")
    return Step(f"{way} TLS", "ok", text)


def _handshake_fault(way: str, failure: OSError) -> Step:
    reason = connection_fault(failure)
    text = f"No TLS with it: {reason}."
    if not isinstance(failure, ssl.SSLCertVerificationError):
        remedy = (
            "Write http:// (or engine.tls: false) for a server without TLS."
            if "speak" in reason
            else ("Ask who runs the cluster which certificate it wants to see.")
        )
        return Step(f"{way} TLS", "fault", text, remedy)
    remedy = {
        10: "Have the server's certificate renewed.",
        9: "The certificate begins later: set this machine's clock.",
        62: "Use the name that the certificate has, or have this one added to it.",
    }.get(failure.verify_code, "Give the certificate of the cluster's authority (PEM) in ALUR_ENGINE_CA_FILE.")
    return Step(f"{way} TLS", "fault", text, remedy)
