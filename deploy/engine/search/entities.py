"""What can be searched: for every published field of a result or filter, where it stands in the tables.

Names, and which fields may be null, are those of the Orchestration Cluster REST API as published for 8.9 and 8.10.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from deploy.engine.core.commands import DEFAULT_TENANT
from deploy.engine.search.conditions import Field, Kind, QueryError, Sql, condition, list_of
from deploy.engine.search.query import Entity
from deploy.engine.search.vocabulary import (
    ELEMENT_STATES,
    ELEMENT_TYPES,
    INCIDENT_STATES,
    INCIDENT_TYPES,
    JOB_KINDS,
    JOB_STATES,
    LISTENER_EVENTS,
    PROCESS_INSTANCE_STATES,
    USER_TASK_STATES,
)

TRUNCATED = 8191
"""Longer variable values are cut in search results unless the whole is asked for."""


def key(name: str, sql: str, **more: Any) -> Field:
    """A field that holds a key."""
    return Field(name, sql, Kind.KEY, nullable=True, **more)


def text(name: str, sql: str, **more: Any) -> Field:
    """A text that is always there."""
    return Field(name, sql, **more)


def maybe(name: str, sql: str, **more: Any) -> Field:
    """A text that may be null."""
    return Field(name, sql, nullable=True, **more)


def time(name: str, sql: str, **more: Any) -> Field:
    """A moment."""
    return Field(name, sql, Kind.TIME, nullable=True, **more)


def number(name: str, sql: str, **more: Any) -> Field:
    """A whole number."""
    return Field(name, sql, Kind.INTEGER, **more)


def yes_no(name: str, sql: str, **more: Any) -> Field:
    """True or false."""
    return Field(name, sql, Kind.BOOLEAN, **more)


def one_of(name: str, sql: str, values: tuple[str, ...], **more: Any) -> Field:
    """One of some names."""
    return Field(name, sql, Kind.ENUM, values, **more)


def document(name: str, sql: str) -> Field:
    """A list or object, kept as JSON."""
    return Field(name, sql, Kind.JSON, filtered=False, sorted=False)


TENANT = Field("tenantId", f"'{DEFAULT_TENANT}'")


def tags(sql: str) -> Field:
    """All of the listed tags have to be there."""

    def special(value: Any, place: str) -> Sql:
        wanted = list_of(value, place, (str,))
        has = f"EXISTS (SELECT 1 FROM json_each({sql}) AS tag WHERE tag.value = ?)"  # noqa: S608
        return " AND ".join([has] * len(wanted)) or "1", list(wanted)

    return Field("tags", sql, Kind.JSON, sorted=False, special=special)


_VALUE = Field("value", "+v.value")
"""The sign keeps SQLite from putting the wanted value into the expression that the index is on."""


def variables(name: str, column: str, scope: str) -> Field:
    """Every listed variable (`name`, `value` as JSON text or operators) has to be there. `column` of this row has to
    be the `scope` column of the variable."""

    def special(value: Any, place: str) -> Sql:
        parts: list[str] = []
        parameters: list[Any] = []
        for index, one in enumerate(list_of(value, place, (dict,))):
            at = f"{place}[{index}]"
            if set(one) - {"name", "value"}:
                raise QueryError(at, "has the fields name and value.")
            if not isinstance(one.get("name"), str) or one.get("value") is None:
                raise QueryError(at, "needs a name and a value.")
            sql, more = condition(_VALUE, one["value"], f"{at}.value")
            exact = one["value"] if isinstance(one["value"], str) else one["value"].get("$eq")
            if isinstance(exact, str):  # as the index has it
                sql, more = f"substr(v.value, 1, 40) = ? AND {sql}", [exact[:40], *more]
            parts.append(f"{column} IN (SELECT v.{scope} FROM variable v WHERE v.name = ? AND {sql})")  # noqa: S608
            parameters += [one["name"], *more]
        return " AND ".join(parts) or "1", parameters

    return Field(name, column, Kind.JSON, shown=False, sorted=False, special=special)


def scoped(column: str) -> Field:
    """Elements of one scope, by way of its process instance."""

    def special(value: Any, place: str) -> Sql:
        sql, parameters = condition(Field("", column, Kind.KEY), value, place)
        if len(parameters) != 1 or isinstance(value, dict):
            return sql, parameters
        own = "t.instance = COALESCE((SELECT s.instance FROM element s WHERE s.key = ?), ?)"
        return f"{own} AND {sql}", [*parameters * 2, *parameters]

    return Field("elementInstanceScopeKey", column, Kind.KEY, shown=False, sorted=False, special=special)


_DEFINED = ("d", "definition d ON d.key = t.definition")
_ELEMENT_OF_CASE = "t.key IN (SELECT x.instance FROM element x WHERE {})"
_INCIDENT_OF_CASE = "t.key IN (SELECT x.instance FROM incident x WHERE x.state = 'ACTIVE' AND {})"

PROCESS_INSTANCES = Entity(
    "process-instances",
    "instance t",
    "t.key",
    (
        text("processDefinitionId", "d.process_id"),
        maybe("processDefinitionName", "d.name"),
        number("processDefinitionVersion", "d.version"),
        maybe("processDefinitionVersionTag", "d.version_tag"),
        time("startDate", "t.started"),
        time("endDate", "t.ended"),
        one_of("state", "t.state", PROCESS_INSTANCE_STATES),
        time("suspendedDate", "NULL"),
        yes_no("hasIncident", "(t.incidents > 0)"),
        TENANT,
        key("processInstanceKey", "t.key"),
        key("processDefinitionKey", "t.definition"),
        key("parentProcessInstanceKey", "t.parent_instance"),
        key("parentElementInstanceKey", "t.parent_element"),
        key("rootProcessInstanceKey", "t.root"),
        tags("t.tags"),
        maybe("businessId", "t.business_id"),
        variables("variables", "t.key", "instance"),
        text("batchOperationId", "''", shown=False, sorted=False),
        text("batchOperationKey", "''", shown=False, sorted=False),
        text("errorMessage", "x.message", shown=False, sorted=False, within=_INCIDENT_OF_CASE),
        number("incidentErrorHashCode", "error_hash(x.message)", shown=False, sorted=False, within=_INCIDENT_OF_CASE),
        yes_no(
            "hasRetriesLeft",
            "EXISTS (SELECT 1 FROM job x WHERE x.instance = t.key AND x.failed AND x.ended IS NULL)",
            shown=False,
            sorted=False,
        ),
        text("elementId", "x.element", shown=False, sorted=False, within=_ELEMENT_OF_CASE),
        one_of("elementInstanceState", "x.state", ELEMENT_STATES, shown=False, sorted=False, within=_ELEMENT_OF_CASE),
        yes_no("hasElementInstanceIncident", "(x.incidents > 0)", shown=False, sorted=False, within=_ELEMENT_OF_CASE),
    ),
    joins=(_DEFINED,),
)

_NAMED = ("n", "definition_element n ON n.definition = t.definition AND n.element = t.element")
_OF_CASE = ("i", "instance i ON i.key = t.instance")
_ROOT = key("rootProcessInstanceKey", "i.root")

ELEMENT_INSTANCES = Entity(
    "element-instances",
    "element t",
    "t.key",
    (
        text("processDefinitionId", "d.process_id"),
        time("startDate", "t.started"),
        time("endDate", "t.ended"),
        text("elementId", "t.element"),
        text("elementName", "COALESCE(NULLIF(n.name, ''), t.element)"),
        one_of("type", "t.type", ELEMENT_TYPES),
        one_of("state", "t.state", ELEMENT_STATES),
        yes_no("hasIncident", "(t.incidents > 0)"),
        TENANT,
        key("elementInstanceKey", "t.key"),
        key("processInstanceKey", "t.instance"),
        _ROOT,
        key("processDefinitionKey", "t.definition"),
        key("incidentKey", "t.incident"),
        scoped("t.scope"),
    ),
    joins=(
        _NAMED,
        _OF_CASE,
        _DEFINED,
    ),
)

USER_TASKS = Entity(
    "user-tasks",
    "user_task t",
    "t.key",
    (
        maybe("name", "COALESCE(NULLIF(n.name, ''), t.element)"),
        one_of("state", "t.state", USER_TASK_STATES),
        maybe("assignee", "t.assignee"),
        text("elementId", "t.element"),
        document("candidateGroups", "t.candidate_groups"),
        document("candidateUsers", "t.candidate_users"),
        text("processDefinitionId", "d.process_id"),
        time("creationDate", "t.created"),
        time("completionDate", "t.ended"),
        time("followUpDate", "t.follow_up"),
        time("dueDate", "t.due"),
        TENANT,
        maybe("externalFormReference", "t.external_reference"),
        number("processDefinitionVersion", "d.version"),
        document("customHeaders", "COALESCE(n.headers, '{}')"),
        number("priority", "t.priority"),
        key("userTaskKey", "t.key"),
        key("elementInstanceKey", "t.element_instance"),
        maybe("processName", "d.name"),
        key("processDefinitionKey", "t.definition"),
        key("processInstanceKey", "t.instance"),
        _ROOT,
        maybe("businessId", "i.business_id"),
        key("formKey", "t.form"),
        tags("COALESCE(i.tags, '[]')"),
        text(
            "candidateGroup",
            "x.name",
            shown=False,
            sorted=False,
            within="t.key IN (SELECT x.task FROM candidate x WHERE x.kind = 'GROUP' AND {})",
        ),
        text(
            "candidateUser",
            "x.name",
            shown=False,
            sorted=False,
            within="t.key IN (SELECT x.task FROM candidate x WHERE x.kind = 'USER' AND {})",
        ),
        variables("processInstanceVariables", "t.instance", "scope"),
        variables("localVariables", "t.element_instance", "scope"),
    ),
    joins=(
        _NAMED,
        _OF_CASE,
        _DEFINED,
    ),
)

JOBS = Entity(
    "jobs",
    "job t",
    "t.key",
    (
        document("customHeaders", "CASE t.kind WHEN 'BPMN_ELEMENT' THEN COALESCE(n.headers, '{}') ELSE '{}' END"),
        time("deadline", "t.deadline"),
        maybe("deniedReason", "t.denied_reason"),
        maybe("elementId", "t.element"),
        key("elementInstanceKey", "t.element_instance"),
        time("endTime", "t.ended"),
        maybe("errorCode", "t.error_code"),
        maybe("errorMessage", "t.error_message"),
        yes_no("hasFailedWithRetriesLeft", "t.failed"),
        yes_no("isDenied", "t.denied"),
        key("jobKey", "t.key"),
        one_of("kind", "t.kind", JOB_KINDS),
        one_of("listenerEventType", "COALESCE(NULLIF(t.listener_event, ''), 'UNSPECIFIED')", LISTENER_EVENTS),
        text("processDefinitionId", "d.process_id"),
        key("processDefinitionKey", "t.definition"),
        key("processInstanceKey", "t.instance"),
        _ROOT,
        maybe("businessId", "i.business_id"),
        number("retries", "t.retries"),
        one_of("state", "t.state", JOB_STATES),
        TENANT,
        text("type", "t.type"),
        text("worker", "t.worker"),
        time("creationTime", "t.created"),
        time("lastUpdateTime", "t.updated"),
        number("priority", "0"),
    ),
    joins=(
        _NAMED,
        _OF_CASE,
        _DEFINED,
    ),
)

INCIDENTS = Entity(
    "incidents",
    "incident t",
    "t.key",
    (
        text("processDefinitionId", "d.process_id"),
        one_of("errorType", "t.type", INCIDENT_TYPES),
        text("errorMessage", "t.message"),
        text("elementId", "t.element"),
        time("creationTime", "t.created"),
        one_of("state", "t.state", INCIDENT_STATES),
        TENANT,
        key("incidentKey", "t.key"),
        key("processDefinitionKey", "t.definition"),
        key("processInstanceKey", "t.instance"),
        _ROOT,
        key("elementInstanceKey", "t.element_instance"),
        key("jobKey", "t.job"),
    ),
    joins=(
        _OF_CASE,
        _DEFINED,
    ),
)


def _variables(name: str, value: str, *more: Field) -> Entity:
    return Entity(
        name,
        "variable t",
        "t.key",
        (
            text("value", value, filtered=False),
            *more,
            text("name", "t.name"),
            TENANT,
            key("variableKey", "t.key"),
            key("scopeKey", "t.scope"),
            key("processInstanceKey", "t.instance"),
            _ROOT,
        ),
        joins=(_OF_CASE,),
    )


_FILTERED_VALUE = Field("value", "t.value", shown=False, sorted=False)
_IS_CUT = f"(length(t.value) > {TRUNCATED})"

VARIABLES = _variables("variables", "t.value")
"""One variable, whole."""


def _searched(value: str, cut: str) -> Entity:
    entity = _variables("variables", value, yes_no("isTruncated", cut))
    # The filter sees the whole value, whatever is shown.
    return replace(entity, fields=(*entity.fields, _FILTERED_VALUE))


VARIABLES_WHOLE = _searched("t.value", "0")
VARIABLES_CUT = _searched(f"substr(t.value, 1, {TRUNCATED})", _IS_CUT)
