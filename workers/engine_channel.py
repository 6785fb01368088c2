"""The gRPC channel to an engine: TLS with an authority of one's own, the login at every call, quick reconnecting."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc

from workers.engine_login import Login, LoginError, NoLogin, OAuthLogin, login_of
from workers.runtime.broker import BrokerUnavailableError

if TYPE_CHECKING:
    from workers.settings import EngineSettings

# gRPC's own reconnecting waits up to two minutes by default; an engine that is back must be found at once.
_OPTIONS = (
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.min_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 2000),
    ("grpc.keepalive_time_ms", 45_000),
    ("grpc.keepalive_timeout_ms", 10_000),
)


def channel_to(settings: EngineSettings) -> grpc.aio.Channel:
    """A channel by the settings; nothing need listen yet."""
    # Not pyzeebe's OAuth channel: it forces TLS, and asks for a token at each call when that holds under a minute.
    login = login_of(settings)
    with_login: Any = () if isinstance(login, NoLogin) else (_UnaryLogin(login), _StreamLogin(login))
    if not settings.tls:
        return grpc.aio.insecure_channel(settings.address, _OPTIONS, interceptors=with_login)
    return grpc.aio.secure_channel(settings.address, _credentials(settings), _OPTIONS, interceptors=with_login)


def _credentials(settings: EngineSettings) -> grpc.ChannelCredentials:
    roots = key = chain = None
    if settings.ca_file is not None:
        # gRPC takes the named authorities in place of its own, so those are put together.
        known = ssl.get_default_verify_paths().cafile
        bundles = [settings.ca_file.read_bytes(), *([Path(known).read_bytes()] if known else [])]
        roots = b"\n".join(bundles)
    if settings.cert_file is not None:
        chain = settings.cert_file.read_bytes()
        key = (settings.key_file or settings.cert_file).read_bytes()
    return grpc.ssl_channel_credentials(root_certificates=roots, private_key=key, certificate_chain=chain)


class _Login:
    """Adds the login to each call; a token that the engine does not take any more is not used again."""

    def __init__(self, login: Login) -> None:
        self._login = login

    async def _with_login(self, call: Any) -> tuple[Any, str | None]:
        """The call with its header, and the header."""
        login = self._login
        try:
            if isinstance(login, OAuthLogin) and login.must_ask():
                header = await asyncio.to_thread(login.header)
            else:
                header = login.header()
        except LoginError as error:
            raise BrokerUnavailableError(f"login: {error}") from error
        metadata = grpc.aio.Metadata(*(call.metadata or ()))
        metadata.add("authorization", header or "")
        return call._replace(metadata=metadata), header


class _UnaryLogin(_Login, grpc.aio.UnaryUnaryClientInterceptor):  # type: ignore[type-arg]
    async def intercept_unary_unary(self, continuation: Any, client_call_details: Any, request: Any) -> Any:
        details, header = await self._with_login(client_call_details)
        call = await continuation(details, request)
        if await call.code() == grpc.StatusCode.UNAUTHENTICATED:
            self._login.refused(header)
        return call


class _StreamLogin(_Login, grpc.aio.UnaryStreamClientInterceptor):  # type: ignore[type-arg]
    async def intercept_unary_stream(self, continuation: Any, client_call_details: Any, request: Any) -> Any:
        details, header = await self._with_login(client_call_details)
        return self._responses(await continuation(details, request), header)

    async def _responses(self, call: Any, header: str | None) -> AsyncIterator[Any]:
        try:
            async for response in call:
                yield response
        except grpc.aio.AioRpcError as error:
            if error.code() == grpc.StatusCode.UNAUTHENTICATED:
                self._login.refused(header)
            raise
