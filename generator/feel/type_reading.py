"""Reads the type behind `instance of` or of a parameter."""

from __future__ import annotations

from generator.feel.cursor import Cursor
from generator.feel.names import TYPE_NAMES, KnownNames
from generator.feel.syntax import TypeName

_TYPES = KnownNames(TYPE_NAMES)
_WITH_ARGUMENTS = ("list", "range", "context", "function")


def read_type(cursor: Cursor) -> TypeName:
    """The type that comes next."""
    cursor.deeper()
    known = cursor.names.at(cursor.tokens, cursor.at) or _TYPES.at(cursor.tokens, cursor.at)
    if known is not None:
        name = known[0]
        cursor.at += known[1]
    elif cursor.now.kind in ("name", "escaped"):
        name = cursor.now.text
        cursor.at += 1
        while cursor.take("."):
            name += "." + cursor.property_name()
    else:
        raise cursor.error("Expected a type")
    found = _with_arguments(cursor, name)
    cursor.nesting -= 1
    return found


def _with_arguments(cursor: Cursor, name: str) -> TypeName:
    if name not in _WITH_ARGUMENTS or not cursor.take("<"):
        return TypeName(name)
    arguments: list[TypeName] = []
    keys: list[str] = []
    while not cursor.is_(">"):
        if arguments:
            cursor.expect(",")
        if name == "context":
            keys.append(cursor.new_name(":"))
            cursor.expect(":")
        arguments.append(read_type(cursor))
    cursor.expect(">")
    if name == "function":
        cursor.expect("-")
        cursor.expect(">")
        arguments.append(read_type(cursor))
    return TypeName(name, tuple(arguments), tuple(keys))
