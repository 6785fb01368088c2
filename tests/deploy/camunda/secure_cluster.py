"""A token server and a cluster that asks for a login, by REST and by gRPC, over real sockets with real TLS.

The token server signs JWTs by its own clock, the cluster checks signature, audience and times by its own; both clocks
can be moved. The cluster answers what a connection check asks for; what an engine does is tested on an engine.
"""

from __future__ import annotations

import base64
import json
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import grpc
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyzeebe.proto.gateway_pb2 import ActivateJobsResponse, TopologyResponse
from pyzeebe.proto.gateway_pb2_grpc import GatewayServicer, add_GatewayServicer_to_server

from tests.deploy.camunda.certificates import Authority, Pair, server_context

CLIENT, SECRET, AUDIENCE = "alur", "rahasia-klien-0123", "zeebe-kantor"
USER, PASSWORD = "alur", "sandi-rahasia-0123"


@dataclass
class Tokens:
    """What the token server does, and what it was asked."""

    seconds: float = 300.0
    skew: float = 0.0
    """Its clock minus the true one."""
    audiences: frozenset[str] = frozenset({AUDIENCE, "lain"})
    """Audiences that it gives tokens for."""
    asked: list[dict[str, str]] = field(default_factory=list)
    url: str = ""
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    def answer(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.asked.append(form)
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        if form.get("audience") not in self.audiences:
            return 403, {"error": "access_denied"}
        begins = time.time() + self.skew
        claims = {"iss": self.url, "aud": form["audience"], "iat": int(begins), "exp": int(begins + self.seconds)}
        signed = f"{_part({'alg': 'EdDSA', 'typ': 'JWT'})}.{_part({**claims, 'jti': len(self.asked)})}"
        token = f"{signed}.{_base64(self.key.sign(signed.encode()))}"
        return 200, {"access_token": token, "token_type": "Bearer", "expires_in": self.seconds}


@dataclass
class Cluster:
    """What the cluster asks for, and what it saw."""

    tokens: Tokens
    wants: str = "none"
    """none, basic or oauth."""
    version: str = "8.10.0"
    skew: float = 0.0
    """Its clock minus the true one."""
    forbidden: frozenset[str] = frozenset()
    """Paths that the login may not use."""
    revoked: set[str] = field(default_factory=set)
    rest_headers: list[str] = field(default_factory=list)
    grpc_headers: list[str] = field(default_factory=list)
    rest_url: str = ""
    address: str = ""

    def accepts(self, header: str) -> bool:
        if self.wants == "none":
            return True
        if self.wants == "basic":
            return header == "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        return header.startswith("Bearer ") and header not in self.revoked and self._holds(header[7:])

    def _holds(self, token: str) -> bool:
        signed, _, signature = token.rpartition(".")
        try:
            self.tokens.key.public_key().verify(_bytes(signature), signed.encode())
        except InvalidSignature:
            return False
        claims = json.loads(_bytes(signed.split(".")[1]))
        now = time.time() + self.skew
        return bool(claims["aud"] == AUDIENCE and claims["iat"] <= now + 1 and now < claims["exp"])

    def answer(self, path: str, header: str) -> tuple[int, dict[str, Any]]:
        self.rest_headers.append(header)
        if not self.accepts(header):
            return 401, {"title": "Unauthorized"}
        if path in self.forbidden:
            return 403, {"title": "FORBIDDEN", "detail": "no permission"}
        if path == "/v2/topology":
            return 200, {"gatewayVersion": self.version, "brokers": [{}], "partitionsCount": 1}
        if path.endswith("/search"):
            return 200, {"items": [], "page": {"totalItems": 0, "endCursor": None}}
        return 404, {"detail": "no such thing"}


class _Gateway(GatewayServicer):
    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def _check(self, context: Any) -> None:
        header = dict(context.invocation_metadata()).get("authorization", "")
        self._cluster.grpc_headers.append(header)
        if not self._cluster.accepts(header):
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "no")

    def Topology(self, _request: Any, context: Any) -> TopologyResponse:  # noqa: N802 - the protocol's name
        self._check(context)
        return TopologyResponse(gatewayVersion=self._cluster.version, clusterSize=1)

    def ActivateJobs(self, _request: Any, context: Any) -> Iterator[ActivateJobsResponse]:  # noqa: N802
        self._check(context)
        yield from ()


@contextmanager
def running(
    cluster: Cluster, pair: Pair | None = None, clients: Authority | None = None, host: str = "localhost"
) -> Iterator[Cluster]:
    """Serves both until the block ends; with a certificate by TLS, with `clients` to known clients alone."""
    tls = server_context(pair, clients) if pair else None
    tokens = _http(tls, lambda _path, _header, form: cluster.tokens.answer(form))
    rest = _http(tls, lambda path, header, _form: cluster.answer(path, header))
    gateway = grpc.server(ThreadPoolExecutor(4))
    add_GatewayServicer_to_server(_Gateway(cluster), gateway)  # type: ignore[abstract]
    if pair is None:
        port = gateway.add_insecure_port("127.0.0.1:0")
    else:
        roots = clients.file.read_bytes() if clients else None
        credentials = grpc.ssl_server_credentials([pair.pem()], roots, clients is not None)
        port = gateway.add_secure_port("127.0.0.1:0", credentials)
    gateway.start()
    scheme = "https" if pair else "http"
    cluster.tokens.url = f"{scheme}://{host}:{tokens.server_port}/token"
    cluster.rest_url = f"{scheme}://{host}:{rest.server_port}"
    cluster.address = f"{host}:{port}"
    try:
        yield cluster
    finally:
        gateway.stop(None)
        for server in (tokens, rest):
            server.shutdown()
            server.server_close()


class _Server(ThreadingHTTPServer):
    """Each handshake in its own thread; a client that fails it is no fault of the server."""

    daemon_threads = True
    tls: ssl.SSLContext | None = None

    def finish_request(self, request: Any, client_address: Any) -> None:
        if self.tls is not None:
            request.settimeout(10)
            request = self.tls.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


def _http(tls: ssl.SSLContext | None, answer: Any) -> _Server:
    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            raw = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
            form = {name: values[0] for name, values in parse_qs(raw).items()}
            status, body = answer(urlsplit(self.path).path, self.headers.get("authorization", ""), form)
            text = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = _any  # noqa: N815 - http.server's names

        def log_message(self, *_: Any) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    server.tls = tls
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    return server


def _part(value: Any) -> str:
    return _base64(json.dumps(value).encode())


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
