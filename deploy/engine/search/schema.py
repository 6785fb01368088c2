"""The tables of the search database.

Times are milliseconds since 1970; keys are the engine's; 0 and '' stand for nothing. Lists and objects are JSON texts.
An index is here for a question that is asked all the time (open tasks of a group by due date, the elements of a case).
A change of this text needs a new `VERSION`: the file is then made anew from the journal.
"""

from __future__ import annotations

VERSION = 2

VARIABLE_KEYS = 1 << 52
"""Variables get keys of their own, above every key of the engine and still below 2**53."""

TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE file (checksum TEXT PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE definition (
    key INTEGER PRIMARY KEY, deployment INTEGER NOT NULL, process_id TEXT NOT NULL, version INTEGER NOT NULL,
    version_tag TEXT NOT NULL, name TEXT NOT NULL, resource_name TEXT NOT NULL, checksum TEXT NOT NULL,
    start_form TEXT NOT NULL, start_binding TEXT NOT NULL, start_tag TEXT NOT NULL, deleted INTEGER NOT NULL);
CREATE INDEX definition_by_id ON definition (process_id, version);
CREATE TABLE definition_element (
    definition INTEGER NOT NULL, element TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, scope TEXT NOT NULL,
    headers TEXT NOT NULL, PRIMARY KEY (definition, element)) WITHOUT ROWID;
CREATE TABLE form (
    key INTEGER PRIMARY KEY, deployment INTEGER NOT NULL, form_id TEXT NOT NULL, version INTEGER NOT NULL,
    version_tag TEXT NOT NULL, resource_name TEXT NOT NULL, checksum TEXT NOT NULL, deleted INTEGER NOT NULL);
CREATE INDEX form_by_id ON form (form_id, version);

CREATE TABLE instance (
    key INTEGER PRIMARY KEY, root INTEGER NOT NULL, definition INTEGER NOT NULL, parent_instance INTEGER NOT NULL,
    parent_element INTEGER NOT NULL, state TEXT NOT NULL, started INTEGER NOT NULL, ended INTEGER,
    incidents INTEGER NOT NULL, tags TEXT NOT NULL, business_id TEXT NOT NULL);
CREATE INDEX instance_by_state ON instance (state, started);
CREATE INDEX instance_by_definition ON instance (definition, state, started);
CREATE INDEX instance_by_parent ON instance (parent_instance);
CREATE INDEX instance_by_caller ON instance (parent_element) WHERE parent_element > 0;
CREATE INDEX instance_by_business_id ON instance (business_id);
CREATE INDEX instance_by_incidents ON instance (incidents) WHERE incidents > 0;
CREATE TABLE element (
    key INTEGER PRIMARY KEY, instance INTEGER NOT NULL, definition INTEGER NOT NULL, element TEXT NOT NULL,
    type TEXT NOT NULL, scope INTEGER NOT NULL, state TEXT NOT NULL, started INTEGER NOT NULL, ended INTEGER,
    incidents INTEGER NOT NULL, incident INTEGER NOT NULL, loop INTEGER NOT NULL);
CREATE INDEX element_by_instance ON element (instance);
CREATE INDEX element_by_definition ON element (definition, element, state);
CREATE TABLE flow (
    instance INTEGER NOT NULL, flow TEXT NOT NULL, definition INTEGER NOT NULL,
    PRIMARY KEY (instance, flow)) WITHOUT ROWID;

CREATE TABLE variable (
    key INTEGER PRIMARY KEY, scope INTEGER NOT NULL, name TEXT NOT NULL, instance INTEGER NOT NULL,
    value TEXT NOT NULL, UNIQUE (scope, name));
CREATE INDEX variable_by_instance ON variable (instance);
CREATE INDEX variable_by_value ON variable (substr(value, 1, 40), name);

CREATE TABLE job (
    key INTEGER PRIMARY KEY, element_instance INTEGER NOT NULL, instance INTEGER NOT NULL,
    definition INTEGER NOT NULL, element TEXT NOT NULL, type TEXT NOT NULL, kind TEXT NOT NULL,
    listener_event TEXT NOT NULL, state TEXT NOT NULL, retries INTEGER NOT NULL, worker TEXT NOT NULL,
    deadline INTEGER NOT NULL, retry_at INTEGER NOT NULL, error_code TEXT NOT NULL, error_message TEXT NOT NULL,
    failed INTEGER NOT NULL, denied INTEGER, denied_reason TEXT NOT NULL,
    created INTEGER NOT NULL, updated INTEGER NOT NULL, ended INTEGER);
CREATE INDEX job_by_instance ON job (instance);
CREATE INDEX job_by_element ON job (element_instance);
CREATE INDEX job_by_state ON job (state, type);

CREATE TABLE user_task (
    key INTEGER PRIMARY KEY, element_instance INTEGER NOT NULL, instance INTEGER NOT NULL,
    definition INTEGER NOT NULL, element TEXT NOT NULL, state TEXT NOT NULL, assignee TEXT NOT NULL,
    candidate_groups TEXT NOT NULL, candidate_users TEXT NOT NULL, due INTEGER, follow_up INTEGER,
    priority INTEGER NOT NULL, form INTEGER NOT NULL, external_reference TEXT NOT NULL,
    created INTEGER NOT NULL, ended INTEGER);
CREATE INDEX user_task_by_state ON user_task (state, created);
CREATE INDEX user_task_by_due ON user_task (state, due);
CREATE INDEX user_task_by_assignee ON user_task (assignee, state);
CREATE INDEX user_task_by_instance ON user_task (instance);
CREATE INDEX user_task_by_element ON user_task (element_instance);
CREATE TABLE candidate (
    kind TEXT NOT NULL, name TEXT NOT NULL, task INTEGER NOT NULL, PRIMARY KEY (kind, name, task)) WITHOUT ROWID;
CREATE INDEX candidate_by_task ON candidate (task);

CREATE TABLE incident (
    key INTEGER PRIMARY KEY, element_instance INTEGER NOT NULL, instance INTEGER NOT NULL,
    definition INTEGER NOT NULL, element TEXT NOT NULL, job INTEGER NOT NULL, type TEXT NOT NULL,
    message TEXT NOT NULL, state TEXT NOT NULL, created INTEGER NOT NULL, resolved INTEGER);
CREATE INDEX incident_by_state ON incident (state, created);
CREATE INDEX incident_by_instance ON incident (instance);

CREATE TABLE subscription (
    key INTEGER PRIMARY KEY, kind TEXT NOT NULL, definition INTEGER NOT NULL, instance INTEGER NOT NULL,
    element_instance INTEGER NOT NULL, element TEXT NOT NULL, name TEXT NOT NULL, correlation_key TEXT NOT NULL,
    signal INTEGER NOT NULL, interrupting INTEGER NOT NULL, state TEXT NOT NULL, updated INTEGER NOT NULL);
CREATE INDEX subscription_by_instance ON subscription (instance);
CREATE INDEX subscription_by_name ON subscription (name, correlation_key);
CREATE TABLE correlation (
    id INTEGER PRIMARY KEY, subscription INTEGER NOT NULL, message INTEGER NOT NULL, instance INTEGER NOT NULL,
    element_instance INTEGER NOT NULL, definition INTEGER NOT NULL, element TEXT NOT NULL, name TEXT NOT NULL,
    correlation_key TEXT NOT NULL, time INTEGER NOT NULL);
CREATE INDEX correlation_by_instance ON correlation (instance);
CREATE INDEX correlation_by_message ON correlation (message);
CREATE TABLE message (
    key INTEGER PRIMARY KEY, name TEXT NOT NULL, correlation_key TEXT NOT NULL, message_id TEXT NOT NULL,
    published INTEGER NOT NULL, deadline INTEGER NOT NULL, state TEXT NOT NULL);
CREATE INDEX message_by_state ON message (state, name);
CREATE TABLE timer (
    key INTEGER PRIMARY KEY, definition INTEGER NOT NULL, instance INTEGER NOT NULL,
    element_instance INTEGER NOT NULL, element TEXT NOT NULL, due INTEGER NOT NULL, repetitions INTEGER NOT NULL,
    state TEXT NOT NULL, updated INTEGER NOT NULL);
CREATE INDEX timer_by_state ON timer (state, due);
CREATE INDEX timer_by_instance ON timer (instance);

CREATE TABLE audit (
    id INTEGER PRIMARY KEY, time INTEGER NOT NULL, entity_type TEXT NOT NULL, entity INTEGER NOT NULL,
    operation TEXT NOT NULL, action TEXT NOT NULL, actor TEXT NOT NULL, category TEXT NOT NULL,
    definition INTEGER NOT NULL, instance INTEGER NOT NULL, element_instance INTEGER NOT NULL,
    user_task INTEGER NOT NULL, result TEXT NOT NULL, detail TEXT NOT NULL);
CREATE INDEX audit_by_entity ON audit (entity);
CREATE INDEX audit_by_task ON audit (user_task);
CREATE INDEX audit_by_instance ON audit (instance);
CREATE INDEX audit_by_time ON audit (time);
"""
