"""What the public API says of its results: field, kind, and `?` where it may be null.

Kinds: text, key (digits in a text), int, bool, time, list, object. Written down from the public description of 8.9
and 8.10.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

_KEY = re.compile(r"[1-9][0-9]{0,24}")

SHAPES = {
    "page": "totalItems:int hasMoreTotalItems:bool startCursor:text? endCursor:text?",
    "process-definition": (
        "name:text? resourceName:text version:int versionTag:text? processDefinitionId:text tenantId:text "
        "processDefinitionKey:key hasStartForm:bool state:text"
    ),
    "process-instance": (
        "processDefinitionId:text processDefinitionName:text? processDefinitionVersion:int "
        "processDefinitionVersionTag:text? startDate:time endDate:time? state:text suspendedDate:time? "
        "hasIncident:bool tenantId:text processInstanceKey:key processDefinitionKey:key "
        "parentProcessInstanceKey:key? parentElementInstanceKey:key? rootProcessInstanceKey:key? tags:list "
        "businessId:text?"
    ),
    "created-instance": (
        "processDefinitionId:text processDefinitionVersion:int tenantId:text variables:object "
        "processDefinitionKey:key processInstanceKey:key tags:list businessId:text?"
    ),
    "element-instance": (
        "processDefinitionId:text startDate:time endDate:time? elementId:text elementName:text type:text "
        "state:text hasIncident:bool tenantId:text elementInstanceKey:key processInstanceKey:key "
        "rootProcessInstanceKey:key? processDefinitionKey:key incidentKey:key?"
    ),
    "user-task": (
        "name:text? state:text assignee:text? elementId:text candidateGroups:list candidateUsers:list "
        "processDefinitionId:text creationDate:time completionDate:time? followUpDate:time? dueDate:time? "
        "tenantId:text externalFormReference:text? processDefinitionVersion:int customHeaders:object "
        "userTaskKey:key elementInstanceKey:key processName:text? processDefinitionKey:key "
        "processInstanceKey:key rootProcessInstanceKey:key? businessId:text? formKey:key? tags:list "
        "priority:int"
    ),
    "variable": (
        "value:text name:text tenantId:text variableKey:key scopeKey:key processInstanceKey:key "
        "rootProcessInstanceKey:key?"
    ),
    "found-variable": (
        "value:text isTruncated:bool name:text tenantId:text variableKey:key scopeKey:key "
        "processInstanceKey:key rootProcessInstanceKey:key?"
    ),
    "job": (
        "customHeaders:object deadline:time? deniedReason:text? elementId:text? elementInstanceKey:key "
        "endTime:time? errorCode:text? errorMessage:text? hasFailedWithRetriesLeft:bool isDenied:bool? "
        "jobKey:key kind:text listenerEventType:text processDefinitionId:text processDefinitionKey:key "
        "processInstanceKey:key rootProcessInstanceKey:key? businessId:text? retries:int state:text "
        "tenantId:text type:text worker:text creationTime:time? lastUpdateTime:time? priority:int"
    ),
    "activated-job": (
        "type:text processDefinitionId:text processDefinitionVersion:int elementId:text customHeaders:object "
        "worker:text retries:int deadline:int variables:object tenantId:text physicalTenantId:text jobKey:key "
        "processInstanceKey:key processDefinitionKey:key elementInstanceKey:key kind:text "
        "listenerEventType:text userTask:object? tags:list rootProcessInstanceKey:key? businessId:text? "
        "priority:int leaseToken:text?"
    ),
    "incident": (
        "processDefinitionId:text errorType:text errorMessage:text elementId:text creationTime:time "
        "state:text tenantId:text incidentKey:key processDefinitionKey:key processInstanceKey:key "
        "rootProcessInstanceKey:key? elementInstanceKey:key jobKey:key?"
    ),
    "message-subscription": (
        "messageSubscriptionKey:key processDefinitionId:text processDefinitionKey:key? "
        "processInstanceKey:key? rootProcessInstanceKey:key? elementId:text elementInstanceKey:key? "
        "messageSubscriptionState:text lastUpdatedDate:time messageName:text correlationKey:text? "
        "messageSubscriptionType:text toolProperties:object processDefinitionName:text? "
        "processDefinitionVersion:int? businessId:text? toolName:text? inboundConnectorType:text? "
        "tenantId:text"
    ),
    "correlated-subscription": (
        "businessId:text? correlationKey:text? correlationTime:time elementId:text elementInstanceKey:key? "
        "messageKey:key messageName:text partitionId:int processDefinitionId:text processDefinitionKey:key "
        "processInstanceKey:key rootProcessInstanceKey:key? subscriptionKey:key tenantId:text"
    ),
    "form": "tenantId:text formId:text schema:text version:int formKey:key",
    "resource": "resourceName:text version:int versionTag:text? resourceId:text tenantId:text resourceKey:key",
    "sequence-flow": (
        "sequenceFlowId:text processInstanceKey:key rootProcessInstanceKey:key? processDefinitionKey:key "
        "processDefinitionId:text elementId:text tenantId:text"
    ),
    "element-statistics": "elementId:text active:int canceled:int incidents:int completed:int",
    "call-hierarchy": "processInstanceKey:key processDefinitionKey:key processDefinitionName:text",
    "batch": (
        "batchOperationKey:key state:text batchOperationType:text startDate:time? endDate:time? "
        "actorType:text? actorId:text? operationsTotalCount:int operationsFailedCount:int "
        "operationsCompletedCount:int errors:list"
    ),
    "batch-item": (
        "operationType:text batchOperationKey:key itemKey:key processInstanceKey:key? "
        "rootProcessInstanceKey:key? state:text processedDate:time? errorMessage:text?"
    ),
    "topology": (
        "brokers:list clusterId:text? clusterSize:int partitionsCount:int replicationFactor:int "
        "gatewayVersion:text lastCompletedChangeId:text"
    ),
    "license": "validLicense:bool licenseType:text isCommercial:bool expiresAt:time?",
    "user-task-properties": (
        "action:text assignee:text? candidateGroups:list candidateUsers:list changedAttributes:list "
        "dueDate:text? followUpDate:text? formKey:key? priority:int? userTaskKey:key?"
    ),
}


def _is(kind: str, value: Any) -> bool:
    if kind == "key":
        return isinstance(value, str) and _KEY.fullmatch(value) is not None
    if kind == "time":
        return isinstance(value, str) and value.endswith("Z") and datetime.fromisoformat(value) is not None
    if kind == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, {"text": str, "bool": bool, "list": list, "object": dict}[kind])


def has_shape(value: dict[str, Any], name: str) -> dict[str, Any]:
    """The value again, when every published field is there with its kind, and no other."""
    fields = dict(part.split(":") for part in SHAPES[name].split())
    assert set(value) == set(fields), f"{name}: {set(value) ^ set(fields)}"
    for field, kind in fields.items():
        found = value[field]
        if found is None:
            assert kind.endswith("?"), f"{name}.{field} must not be null"
        else:
            assert _is(kind.rstrip("?"), found), f"{name}.{field} is no {kind}: {found!r}"
    return value
