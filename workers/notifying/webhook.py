"""Messages by HTTP, signed as Standard Webhooks (www.standardwebhooks.com) says, so receivers can use its libraries."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import json
from email.utils import parsedate_to_datetime

import httpx

from workers.notifying.receivers import Receiver
from workers.notifying.sending import Outgoing, SendError

_PASSING = frozenset({408, 409, 421, 425, 429})


def body(outgoing: Outgoing) -> bytes:
    """The JSON body; the same bytes on every try."""
    content: dict[str, object] = {
        "id": outgoing.id,
        "type": f"alur.{outgoing.kind}",
        "timestamp": outgoing.created.astimezone(dt.UTC).isoformat(),
        "data": json.loads(outgoing.data),
    }
    if outgoing.attachment:
        content["lampiran"] = {
            "nama": outgoing.attachment.name,
            "sha256": outgoing.attachment.sha256,
            "isi": base64.b64encode(outgoing.attachment.content).decode(),
        }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def signature(message_id: str, timestamp: int, content: bytes, secret: str) -> str:
    """Value of `webhook-signature`: HMAC-SHA256 over id, time and body, so none of them can be exchanged."""
    key = secret.encode()
    if secret.startswith("whsec_"):
        try:
            key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error as error:
            raise SendError("rahasia-webhook-salah", permanent=True) from error
    signed = f"{message_id}.{timestamp}.".encode() + content
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def send_webhook(outgoing: Outgoing, receiver: Receiver, now: dt.datetime, timeout_seconds: float) -> str:
    """Post the message and return the status code. Raises SendError; redirects are not followed."""
    if receiver.webhook is None:
        raise SendError("tanpa-webhook", permanent=True)
    content = body(outgoing)
    timestamp = int(now.timestamp())
    headers = {
        "content-type": "application/json",
        "user-agent": "alur",
        "idempotency-key": outgoing.id,
        "webhook-id": outgoing.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(outgoing.id, timestamp, content, receiver.webhook.secret),
    }
    try:
        # trust_env: a proxy of the office's machine is respected. The answer's body is never read.
        with (
            httpx.Client(timeout=timeout_seconds, follow_redirects=False) as client,
            client.stream("POST", receiver.webhook.url, content=content, headers=headers) as response,
        ):
            status, wait = response.status_code, response.headers.get("retry-after")
    except httpx.HTTPError as error:
        raise SendError(type(error).__name__, permanent=False) from error
    if 200 <= status < 300:
        return str(status)
    passing = status in _PASSING or status >= 500
    raise SendError(f"HTTP {status}", permanent=not passing, retry_after=_seconds(wait, now))


def _seconds(value: str | None, now: dt.datetime) -> float | None:
    if value is None:
        return None
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return None if moment.tzinfo is None else max(0.0, (moment - now).total_seconds())
