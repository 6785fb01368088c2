"""The body of a modification."""

from __future__ import annotations

from deploy.engine.core.commands import ActivateInstruction, ModifyInstance, MoveInstruction, VariableInstruction
from deploy.engine.rest_api.calls import Call
from deploy.engine.rest_api.fields import Fields

_VARIABLES = ("variables", "scopeId")
_SOURCES = ("sourceType", "sourceElementId", "sourceElementInstanceKey")
_ANCESTORS = ("ancestorScopeType", "ancestorElementInstanceKey")


async def modification(call: Call, key: int) -> ModifyInstance:
    """The command that a request asks for. Raises Problem."""
    fields = await call.fields(
        "operationReference", "activateInstructions", "moveInstructions", "terminateInstructions"
    )
    terminations = fields.objects("terminateInstructions", ("elementInstanceKey", "elementId"))
    by_key: list[int] = []
    by_id: list[str] = []
    for one in terminations:
        if "elementInstanceKey" in one and "elementId" in one:
            raise one.wrong("elementId", "cannot be used together with elementInstanceKey.")
        if "elementId" in one:
            by_id.append(one.text("elementId", required=True))
        else:
            by_key.append(one.key("elementInstanceKey", required=True))
    moves = [
        _move(one)
        for one in fields.objects(
            "moveInstructions",
            ("sourceElementInstruction", "targetElementId", "ancestorScopeInstruction", "variableInstructions"),
        )
    ]
    return ModifyInstance(
        key=key,
        activate=(
            *(
                ActivateInstruction(one.text("elementId", required=True), _ancestor(one), _variables(one))
                for one in fields.objects(
                    "activateInstructions", ("elementId", "variableInstructions", "ancestorElementInstanceKey")
                )
            ),
            # A move of one element instance is its end and the beginning of the target.
            *(ActivateInstruction(move.target_id, move.ancestor_key, move.variables) for key, move in moves if key),
        ),
        terminate=(*by_key, *(key for key, _ in moves if key)),
        terminate_ids=tuple(by_id),
        move=tuple(move for key, move in moves if not key),
    )


def _ancestor(fields: Fields) -> int:
    """-1, as a text or left out, lets the engine choose."""
    if fields.given("ancestorElementInstanceKey") in ("-1", -1):
        return -1
    return fields.key("ancestorElementInstanceKey") or -1


def _variables(fields: Fields) -> tuple[VariableInstruction, ...]:
    return tuple(
        VariableInstruction(one.variables(required=True), one.text("scopeId"))
        for one in fields.objects("variableInstructions", _VARIABLES)
    )


def _move(fields: Fields) -> tuple[int, MoveInstruction]:
    """Also the key of the one element instance that is meant, or 0: all of the source element."""
    source = fields.object("sourceElementInstruction", _SOURCES, required=True)
    assert source is not None  # noqa: S101 - it is required
    single = source.key("sourceElementInstanceKey")
    ancestor = fields.object("ancestorScopeInstruction", _ANCESTORS)
    key = -1
    if ancestor is not None:
        kind = ancestor.text("ancestorScopeType", required=True)
        if kind.lower() == "direct":
            key = ancestor.key("ancestorElementInstanceKey") or -1
        elif kind.lower() not in ("inferred", "sourceparent"):
            raise ancestor.wrong("ancestorScopeType", "must be direct, inferred or sourceParent.")
    return single, MoveInstruction(
        source.text("sourceElementId", required=not single),
        fields.text("targetElementId", required=True),
        key,
        _variables(fields),
    )
