"""Messages, signals and who waits for them; the audit log."""

from __future__ import annotations

from typing import Any

from deploy.engine.core.commands import DEFAULT_TENANT, BroadcastSignal, CorrelateMessage, PublishMessage
from deploy.engine.rest_api.calls import Call, Routes
from deploy.engine.rest_api.fields import Fields
from deploy.engine.search.more_entities import AUDIT_LOGS, CORRELATIONS, MESSAGE_SUBSCRIPTIONS

routes = Routes()


def _no_business_id(fields: Fields) -> None:
    if fields.text("businessId"):
        raise fields.wrong("businessId", "is not supported by the embedded engine; correlate by the correlation key.")


@routes("POST", "/messages/publication")
async def publish(call: Call) -> dict[str, Any]:
    """Buffered for its time to live (ms) when nothing waits for it yet."""
    fields = await call.fields(
        "name", "correlationKey", "timeToLive", "messageId", "variables", "tenantId", "businessId"
    )
    fields.only_default_tenant()
    _no_business_id(fields)
    command = PublishMessage(
        fields.text("name", required=True),
        fields.text("correlationKey"),
        fields.integer("timeToLive", 0, least=0),
        fields.text("messageId"),
        fields.variables(),
    )
    published = await call.submit(command, "PUBLISH")
    return {"tenantId": DEFAULT_TENANT, "messageKey": str(published.key)}


@routes("POST", "/messages/correlation")
async def correlate(call: Call) -> dict[str, Any]:
    """At once, or not at all."""
    fields = await call.fields("name", "correlationKey", "variables", "tenantId", "businessId")
    fields.only_default_tenant()
    _no_business_id(fields)
    command = CorrelateMessage(fields.text("name", required=True), fields.text("correlationKey"), fields.variables())
    correlated = await call.submit(command, "CORRELATE")
    return {
        "tenantId": DEFAULT_TENANT,
        "messageKey": str(correlated.key),
        "processInstanceKey": str(correlated.process_instance_key),
    }


@routes("POST", "/signals/broadcast")
async def broadcast(call: Call) -> dict[str, Any]:
    """To everything that waits for it now."""
    fields = await call.fields("signalName", "variables", "tenantId")
    fields.only_default_tenant()
    command = BroadcastSignal(fields.text("signalName", required=True), fields.variables())
    signal = await call.submit(command, "BROADCAST")
    return {"tenantId": DEFAULT_TENANT, "signalKey": str(signal.key)}


@routes("POST", "/message-subscriptions/search")
async def search_subscriptions(call: Call) -> dict[str, Any]:
    """What waits, or waited, for a message."""
    return await call.search(MESSAGE_SUBSCRIPTIONS, ("t.signal = 0", []))


@routes("POST", "/correlated-message-subscriptions/search")
async def search_correlations(call: Call) -> dict[str, Any]:
    """Which message met which subscription."""
    return await call.search(CORRELATIONS)


@routes("POST", "/audit-logs/search")
async def search_audit_logs(call: Call) -> dict[str, Any]:
    """What people did to tasks, and what was done to cases from outside."""
    return await call.search(AUDIT_LOGS)


@routes("GET", "/audit-logs/{auditLogKey}")
async def audit_log(call: Call) -> dict[str, Any]:
    """One entry."""
    return await call.found(AUDIT_LOGS, call.key("auditLogKey"), "Audit Log")
