"""What else can be searched: definitions, forms, files, messages, the audit log."""

from __future__ import annotations

from deploy.engine.search.conditions import Field, Kind
from deploy.engine.search.entities import (
    TENANT,
    key,
    maybe,
    number,
    one_of,
    text,
    time,
    yes_no,
)
from deploy.engine.search.query import Entity
from deploy.engine.search.vocabulary import DEFINITION_STATES, SUBSCRIPTION_STATES, SUBSCRIPTION_TYPES

_LATEST = (
    "t.key = (SELECT l.key FROM definition l WHERE l.process_id = t.process_id AND NOT l.deleted "
    "ORDER BY l.version DESC LIMIT 1)"
)

PROCESS_DEFINITIONS = Entity(
    "process-definitions",
    "definition t",
    "t.key",
    (
        maybe("name", "t.name"),
        text("resourceName", "t.resource_name"),
        number("version", "t.version"),
        maybe("versionTag", "t.version_tag"),
        text("processDefinitionId", "t.process_id"),
        TENANT,
        key("processDefinitionKey", "t.key"),
        yes_no("hasStartForm", "(t.start_form <> '')"),
        one_of("state", "CASE t.deleted WHEN 1 THEN 'DELETED' ELSE 'ACTIVE' END", DEFINITION_STATES),
        yes_no("isLatestVersion", f"({_LATEST})", shown=False, sorted=False),
    ),
)

FORMS = Entity(
    "forms",
    "form t",
    "t.key",
    (
        TENANT,
        text("formId", "t.form_id"),
        text("schema", "CAST(f.content AS TEXT)"),
        number("version", "t.version"),
        key("formKey", "t.key"),
    ),
    joins=(("f", "file f ON f.checksum = t.checksum"),),
)

_RESOURCES = (
    "(SELECT key, deployment, process_id AS id, version, version_tag, resource_name, checksum FROM definition "
    "WHERE NOT deleted UNION ALL "
    "SELECT key, deployment, form_id AS id, version, version_tag, resource_name, checksum FROM form "
    "WHERE NOT deleted) t"
)

RESOURCES = Entity(
    "resources",
    _RESOURCES,
    "t.key",
    (
        text("resourceName", "t.resource_name"),
        number("version", "t.version"),
        maybe("versionTag", "t.version_tag"),
        text("resourceId", "t.id"),
        TENANT,
        key("resourceKey", "t.key"),
        key("deploymentKey", "t.deployment", shown=False),
    ),
)

_OF_CASE = (("i", "instance i ON i.key = t.instance"), ("d", "definition d ON d.key = t.definition"))

MESSAGE_SUBSCRIPTIONS = Entity(
    "message-subscriptions",
    "subscription t",
    "t.key",
    (
        key("messageSubscriptionKey", "t.key"),
        text("processDefinitionId", "d.process_id"),
        key("processDefinitionKey", "t.definition"),
        key("processInstanceKey", "t.instance"),
        key("rootProcessInstanceKey", "i.root"),
        text("elementId", "t.element"),
        key("elementInstanceKey", "t.element_instance"),
        one_of("messageSubscriptionState", "t.state", SUBSCRIPTION_STATES),
        time("lastUpdatedDate", "t.updated"),
        text("messageName", "t.name"),
        maybe("correlationKey", "t.correlation_key"),
        one_of("messageSubscriptionType", "t.kind", SUBSCRIPTION_TYPES),
        Field("toolProperties", "'{}'", Kind.JSON, filtered=False, sorted=False),
        maybe("processDefinitionName", "d.name"),
        number("processDefinitionVersion", "d.version"),
        maybe("businessId", "i.business_id"),
        maybe("toolName", "''"),
        maybe("inboundConnectorType", "''"),
        TENANT,
    ),
    joins=_OF_CASE,
)

CORRELATIONS = Entity(
    "correlated-message-subscriptions",
    "correlation t",
    "t.id",
    (
        maybe("businessId", "i.business_id"),
        maybe("correlationKey", "t.correlation_key"),
        time("correlationTime", "t.time"),
        text("elementId", "t.element"),
        key("elementInstanceKey", "t.element_instance"),
        key("messageKey", "t.message"),
        text("messageName", "t.name"),
        number("partitionId", "1"),
        text("processDefinitionId", "d.process_id"),
        key("processDefinitionKey", "t.definition"),
        key("processInstanceKey", "t.instance"),
        key("rootProcessInstanceKey", "i.root"),
        key("subscriptionKey", "t.subscription"),
        TENANT,
    ),
    joins=_OF_CASE,
)

_NOBODY = ("agentElementId", "inboundChannelType", "inboundChannelToolName", "decisionRequirementsId")
_NOTHING = (
    "decisionRequirementsKey",
    "decisionDefinitionKey",
    "decisionEvaluationKey",
    "jobKey",
    "deploymentKey",
    "formKey",
    "resourceKey",
    "batchOperationKey",
    "relatedEntityKey",
)

AUDIT_LOGS = Entity(
    "audit-logs",
    "audit t",
    "t.id",
    (
        key("auditLogKey", "t.id"),
        key("entityKey", "t.entity"),
        text("entityType", "t.entity_type"),
        text("operationType", "t.operation"),
        maybe("batchOperationType", "''"),
        time("timestamp", "t.time"),
        maybe("actorId", "t.actor"),
        text("actorType", "CASE t.actor WHEN '' THEN 'ANONYMOUS' ELSE 'USER' END"),
        TENANT,
        text("result", "t.result"),
        text("category", "t.category"),
        maybe("processDefinitionId", "d.process_id"),
        key("processDefinitionKey", "t.definition"),
        key("processInstanceKey", "t.instance"),
        key("rootProcessInstanceKey", "i.root"),
        key("elementInstanceKey", "t.element_instance"),
        key("userTaskKey", "t.user_task"),
        maybe("decisionDefinitionId", "''"),
        maybe("relatedEntityType", "''"),
        maybe("entityDescription", "t.action"),
        *(maybe(name, "''") for name in _NOBODY),
        *(key(name, "0") for name in _NOTHING),
    ),
    joins=_OF_CASE,
)
