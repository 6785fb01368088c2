"""What settings must be together: rules over several fields or sections."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from typing import Any, Protocol


class Sections(Protocol):
    """The sections of the settings; one that is wrong in itself is None, and rules about it are left out."""

    engine: Any
    storage: Any
    files: Any
    smtp: Any
    sending: Any
    gateway: Any
    observe: Any


def cross_checks(settings: Sections) -> list[str]:
    """A sentence for each rule that is broken."""
    return [*_files(settings), *_engine(settings), *_gateway(settings), *_times(settings)]


def _files(settings: Sections) -> Iterator[str]:
    files = settings.files
    if files is None:
        return
    if not files.offices.is_dir():
        yield f"files.offices: {files.offices} is not a folder; set ALUR_FILES_OFFICES."
    if files.letters.exists() and not files.letters.is_dir():
        yield f"files.letters: {files.letters} is a file, not a folder; set ALUR_FILES_LETTERS."


def _engine(settings: Sections) -> Iterator[str]:
    engine = settings.engine
    if engine is None:
        return
    if engine.oauth_client_id and not engine.oauth_client_secret.get_secret_value():
        yield "engine.oauth_client_id is set but ALUR_ENGINE_OAUTH_CLIENT_SECRET is not."
    if engine.oauth_client_id and not engine.oauth_url:
        yield "engine.oauth_client_id is set but engine.oauth_url is not: where to get a token."
    if engine.user and not engine.password.get_secret_value():
        yield "engine.user is set but ALUR_ENGINE_PASSWORD is not."
    if engine.user and engine.oauth_client_id:
        yield "engine.user and engine.oauth_client_id are two logins; set the one that the cluster asks for."
    yield from _certificates(engine)
    if engine.batch > engine.slots:
        yield "engine.batch must not be larger than engine.slots."


def _certificates(engine: Any) -> Iterator[str]:
    """Told before anything starts: with certificates that cannot be used gRPC only says that nobody answers."""
    named = {field: getattr(engine, field) for field in ("ca_file", "cert_file", "key_file")}
    for field, path in named.items():
        if path is not None and not path.is_file():
            yield f"engine.{field}: there is no file {path}; set ALUR_ENGINE_{field.upper()}."
    if engine.key_file is not None and engine.cert_file is None:
        yield "engine.key_file is set but engine.cert_file is not."
    if engine.cert_file is not None and not engine.tls and not engine.rest_url.startswith("https"):
        yield "engine.cert_file is of no use without TLS; set engine.tls and a rest_url that begins with https://."
    if not all(path is None or path.is_file() for path in named.values()):
        return
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if engine.ca_file is not None:
        try:
            context.load_verify_locations(cafile=str(engine.ca_file))
        except OSError:
            yield f"engine.ca_file: {engine.ca_file} holds no certificates in PEM."
    if engine.cert_file is not None:
        try:
            context.load_cert_chain(engine.cert_file, engine.key_file or engine.cert_file, password="")
        except OSError:
            yield (
                f"engine.cert_file: {engine.cert_file} and its key cannot be used together; both must be PEM, belong "
                "together and have no passphrase."
            )


def _gateway(settings: Sections) -> Iterator[str]:
    gateway, observe = settings.gateway, settings.observe
    if gateway is None:
        return
    if gateway.link_key is None:
        yield "gateway.link_key: set ALUR_GATEWAY_LINK_KEY, 16 characters or more, the same on every machine."
    if gateway.enabled and not gateway.tokens:
        yield "gateway.tokens: no sender has a token; set ALUR_GATEWAY_TOKEN_<SENDER>, or gateway.enabled: false."
    if unknown := sorted(set(gateway.hmac_keys) - set(gateway.tokens)):
        yield f"gateway.hmac_keys: {', '.join(unknown)} has a signing key but no token."
    tokens = [token.get_secret_value() for token in gateway.tokens.values()]
    if len(set(tokens)) < len(tokens):
        yield "gateway.tokens: two senders have the same token; each needs its own."
    if observe is not None and gateway.enabled and gateway.port and gateway.port == observe.port:
        yield f"observe.port: is {observe.port} like gateway.port; set another one (ALUR_OBSERVE_PORT)."


def _times(settings: Sections) -> Iterator[str]:
    engine, smtp, sending = settings.engine, settings.smtp, settings.sending
    if sending is None:
        return
    if sending.first_wait_seconds > sending.longest_wait_seconds:
        yield "sending.first_wait_seconds must not be larger than sending.longest_wait_seconds."
    if smtp is None:
        return
    slowest = max(smtp.timeout_seconds, sending.webhook_timeout_seconds)
    if sending.lease_seconds <= slowest:
        yield (
            f"sending.lease_seconds must be larger than the time-outs of mail and webhooks ({slowest:g} s), "
            "otherwise a slow message is sent twice."
        )
    both = smtp.timeout_seconds + sending.webhook_timeout_seconds
    if engine is not None and engine.sending_job_seconds <= both:
        yield (
            f"engine.sending_job_seconds must be larger than the time-outs of mail and webhooks together ({both:g} s), "
            "otherwise the engine gives a letter that is being sent to another worker."
        )
