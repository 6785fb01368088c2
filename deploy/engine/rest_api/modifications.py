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
    return ModifyInstance(
        key=key,
        activate=tuple(
            ActivateInstruction(
                one.text("elementId", required=True), one.key("ancestorElementInstanceKey") or -1, _variables(one)
            )
            for one in fields.objects(
                "activateInstructions", ("elementId", "variableInstructions", "ancestorElementInstanceKey")
            )
        ),
        terminate=tuple(by_key),
        terminate_ids=tuple(by_id),
        move=tuple(
            _move(one)
            for one in fields.objects(
                "moveInstructions",
                ("sourceElementInstruction", "targetElementId", "ancestorScopeInstruction", "variableInstructions"),
            )
        ),
    )


def _variables(fields: Fields) -> tuple[VariableInstruction, ...]:
    return tuple(
        VariableInstruction(one.variables(required=True), one.text("scopeId"))
        for one in fields.objects("variableInstructions", _VARIABLES)
    )


def _move(fields: Fields) -> MoveInstruction:
    source = fields.object("sourceElementInstruction", _SOURCES, required=True)
    assert source is not None  # noqa: S101 - it is required
    if "sourceElementInstanceKey" in source:
        raise source.wrong(
            "sourceElementInstanceKey",
            "is not supported by the embedded engine. Name the element by sourceElementId, or terminate that instance "
            "and activate the target.",
        )
    ancestor = fields.object("ancestorScopeInstruction", _ANCESTORS)
    key = -1
    if ancestor is not None:
        kind = ancestor.text("ancestorScopeType", required=True)
        if kind.lower() == "direct":
            key = ancestor.key("ancestorElementInstanceKey", required=True)
        elif kind.lower() not in ("inferred", "sourceparent"):
            raise ancestor.wrong("ancestorScopeType", "must be direct, inferred or sourceParent.")
    return MoveInstruction(
        source.text("sourceElementId", required=True),
        fields.text("targetElementId", required=True),
        key,
        _variables(fields),
    )
