"""What a batch is about to write: rows by table, and what has to be known about older rows while it is derived."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from deploy.engine.search.rows import Row, Rows
from deploy.engine.search.schema import VARIABLE_KEYS

_CACHED = 200_000

_COLUMNS = {
    "definition": "key deployment process_id version version_tag name resource_name checksum start_form start_binding "
    "start_tag deleted",
    "form": "key deployment form_id version version_tag resource_name checksum deleted",
    "instance": "key root definition parent_instance parent_element state started ended incidents tags business_id",
    "element": "key instance definition element type scope state started ended incidents incident loop",
    "job": "key element_instance instance definition element type kind listener_event state retries worker deadline "
    "retry_at error_code error_message failed denied denied_reason created updated ended",
    "user_task": "key element_instance instance definition element state assignee candidate_groups candidate_users due "
    "follow_up priority form external_reference created ended",
    "incident": "key element_instance instance definition element job type message state created resolved",
    "subscription": "key kind definition instance element_instance element name correlation_key signal "
    "interrupting state updated",
    "message": "key name correlation_key message_id published deadline state",
    "timer": "key definition instance element_instance element due repetitions state updated",
}

Derivations = dict[type[Any], Callable[["Tables", Any, int], None]]
"""What a kind of event means for the tables; the number is the time of its step."""


class Tables:
    """One for each open database; `flush` empties it at the end of a batch."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        rows = {table: Rows(table, columns.split()) for table, columns in _COLUMNS.items()}
        self.definitions = rows["definition"]
        self.forms = rows["form"]
        self.instances = rows["instance"]
        self.elements = rows["element"]
        self.jobs = rows["job"]
        self.tasks = rows["user_task"]
        self.incidents = rows["incident"]
        self.subscriptions = rows["subscription"]
        self.messages = rows["message"]
        self.timers = rows["timer"]
        self._rows = tuple(rows.values())
        self.files: dict[str, bytes] = {}
        self.definition_elements: list[tuple[Any, ...]] = []
        self.flows: set[tuple[int, str, int]] = set()
        self.variables: dict[tuple[int, str], tuple[int, str]] = {}
        """(scope, name) -> (process instance, JSON)"""
        self.candidates: dict[int, list[tuple[str, str, int]]] = {}
        self.correlations: list[tuple[Any, ...]] = []
        self.audits: list[tuple[Any, ...]] = []
        self.resolved: list[Row] = []
        """Incidents that were resolved in the step at hand."""
        self.next_variable = VARIABLE_KEYS + int(self._meta("variables"))
        self._definition_of: dict[int, int] = {}

    def _meta(self, name: str) -> int:
        found = self.database.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return int(found[0]) if found else 0

    def definition_of(self, instance: int) -> int:
        """The definition that a process instance runs by, 0 when there is no such instance."""
        known = self._definition_of.get(instance)
        if known is not None:
            return known
        row = self.instances.get(self.database, instance)
        found = int(row["definition"]) if row else 0
        self.remember(instance, found)
        return found

    def remember(self, instance: int, definition: int) -> None:
        """The definition of an instance that is new, or migrated."""
        if len(self._definition_of) >= _CACHED:
            self._definition_of.clear()
        self._definition_of[instance] = definition

    def forget(self, instance: int) -> None:
        """The instance is over."""
        self._definition_of.pop(instance, None)

    def task(self, key: int) -> Row | None:
        """A user task as it is at this point of the batch."""
        return self.tasks.get(self.database, key)

    def element(self, key: int) -> Row | None:
        """An element instance as it is at this point of the batch."""
        return self.elements.get(self.database, key)

    def flush(self) -> None:
        """Writes everything that is held."""
        database = self.database
        if self.files:
            database.executemany("INSERT OR IGNORE INTO file (checksum, content) VALUES (?, ?)", self.files.items())
            self.files = {}
        for rows in self._rows:
            rows.flush(database)
        if self.definition_elements:
            database.executemany(
                "INSERT OR REPLACE INTO definition_element VALUES (?, ?, ?, ?, ?, ?)", self.definition_elements
            )
            self.definition_elements = []
        if self.flows:
            database.executemany("INSERT OR IGNORE INTO flow VALUES (?, ?, ?)", self.flows)
            self.flows = set()
        if self.variables:
            self._flush_variables()
        if self.candidates:
            database.executemany("DELETE FROM candidate WHERE task = ?", ((task,) for task in self.candidates))
            database.executemany(
                "INSERT OR IGNORE INTO candidate VALUES (?, ?, ?)",
                (candidate for candidates in self.candidates.values() for candidate in candidates),
            )
            self.candidates = {}
        if self.correlations:
            database.executemany(
                "INSERT INTO correlation (subscription, message, instance, element_instance, definition, element, "
                "name, correlation_key, time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                self.correlations,
            )
            self.correlations = []
        if self.audits:
            database.executemany(
                "INSERT INTO audit (time, entity_type, entity, operation, action, actor, category, definition, "
                "instance, element_instance, user_task, result, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                self.audits,
            )
            self.audits = []

    def _flush_variables(self) -> None:
        first = self.next_variable
        self.next_variable += len(self.variables)
        self.database.executemany(
            "INSERT INTO variable (key, scope, name, instance, value) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (scope, name) DO UPDATE SET value = excluded.value",
            (
                (key, scope, name, instance, value)
                for key, ((scope, name), (instance, value)) in enumerate(self.variables.items(), first)
            ),
        )
        self.variables = {}
        self.database.execute(
            "INSERT OR REPLACE INTO meta VALUES ('variables', ?)", (self.next_variable - VARIABLE_KEYS,)
        )
