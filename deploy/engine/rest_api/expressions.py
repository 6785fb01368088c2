"""A FEEL expression, evaluated without a process."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from datetime import UTC, datetime
from typing import Any

from deploy.engine.model.expression import expression
from deploy.engine.rest_api.calls import Call, Routes
from deploy.engine.rest_api.problems import Problem, invalid, not_found
from deploy.engine.search import lookups
from generator.feel import FeelError

routes = Routes()


@routes("POST", "/expression/evaluation")
async def evaluate(call: Call) -> dict[str, Any]:
    """With the variables that a scope sees, and the request's own, which go first."""
    fields = await call.fields("expression", "tenantId", "scopeKey", "variables")
    fields.only_default_tenant()
    text = fields.text("expression", required=True)
    scope = fields.key("scopeKey")
    variables: dict[str, Any] = {}
    if scope:
        found = await call.ask(lambda database: _visible(database, scope))
        if found is None:
            raise not_found("Scope", scope)
        variables = found
    variables = {**variables, **fields.variables()}
    now = datetime.fromtimestamp(call.engine.runtime.now() / 1000, UTC)
    try:
        compiled = expression(text)
    except FeelError as error:
        raise invalid("expression", str(error)) from None
    try:
        result, warnings = await asyncio.to_thread(
            lambda: (compiled.evaluate(variables, now), compiled.explain(variables, now))
        )
    except FeelError as error:
        raise Problem(400, f"expression: {error}") from None
    return {
        "expression": text,
        "result": result,
        "warnings": [{"message": message} for message in warnings.split("; ") if message],
        "referencedSecrets": [],
    }


def _visible(database: sqlite3.Connection, scope: int) -> dict[str, Any] | None:
    known = "SELECT 1 FROM instance WHERE key = ?1 UNION ALL SELECT 1 FROM element WHERE key = ?1"
    if database.execute(known, (scope,)).fetchone() is None:
        return None
    keys = lookups.effective_variables(database, scope)
    query = f"SELECT name, value FROM variable WHERE key IN ({', '.join('?' * len(keys))})"  # noqa: S608
    return {name: json.loads(value) for name, value in database.execute(query, keys)}
