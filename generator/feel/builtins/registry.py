"""What a built-in function is, and how its arguments are checked before it runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any, TypeVar

from generator.feel.values import Date, DateTime, DaysDuration, Function, MonthsDuration, Range, Time


class InvalidArgument(Exception):  # noqa: N818
    """The function has no result for these arguments; it gives null, and the reason becomes a warning."""


Classes = frozenset[type]
_Implementation = TypeVar("_Implementation", bound=Callable[..., Any])
_TYPES: dict[str, Classes | None] = {
    "any": None,
    "number": frozenset((int, Decimal)),
    "string": frozenset((str,)),
    "boolean": frozenset((bool,)),
    "list": frozenset((list,)),
    "context": frozenset((dict,)),
    "function": frozenset((Function,)),
    "range": frozenset((Range,)),
    "date": frozenset((Date,)),
    "time": frozenset((Time,)),
    "date-time": frozenset((DateTime,)),
    "day": frozenset((Date, DateTime)),
    "days": frozenset((DaysDuration,)),
    "months": frozenset((MonthsDuration,)),
    "duration": frozenset((DaysDuration, MonthsDuration)),
    "point": frozenset((int, Decimal, str, Date, Time, DateTime, DaysDuration, MonthsDuration)),
}
NO_MATCH = object()
"""These arguments are for another signature."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One parameter: its name, the classes that it takes (None: any), whether null, and whether it may be left out."""

    name: str
    classes: Classes | None
    optional: bool
    nullable: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function."""

    slots: tuple[Slot, ...]
    varargs: bool
    implementation: Callable[..., Any]
    needs_now: bool
    required: int

    def call(self, arguments: Sequence[Any], now: Any) -> Any:
        """The result, or NO_MATCH when the arguments do not fit."""
        count = len(arguments)
        slots = self.slots
        if count < self.required or (count > len(slots) and not self.varargs):
            return NO_MATCH
        fitting: list[Any] = []
        for index, value in enumerate(arguments):
            slot = slots[index] if index < len(slots) else slots[-1]
            classes = slot.classes
            if classes is not None and value.__class__ not in classes:
                if value is None:
                    if not slot.nullable:
                        return NO_MATCH
                elif value.__class__ is list and len(value) == 1 and value[0].__class__ in classes:
                    value = value[0]
                else:
                    return NO_MATCH
            fitting.append(value)
        try:
            if self.needs_now:
                return self.implementation(now(), *fitting)
            return self.implementation(*fitting)
        except DecimalException:
            raise InvalidArgument("the number is out of all bounds") from None

    def ordered(self, named: Sequence[tuple[str, Any]]) -> list[Any] | None:
        """Named arguments as positional ones; None when a name is not known or a value is missing."""
        given = dict(named)
        found: list[Any] = []
        for slot in self.slots:
            if slot.name in given:
                found.append(given.pop(slot.name))
            elif slot.optional or slot.classes is None:
                found.append(_LEFT_OUT)
            else:
                return None
        if given:
            return None
        while found and found[-1] is _LEFT_OUT:
            found.pop()
        return [None if value is _LEFT_OUT else value for value in found]


_LEFT_OUT = object()
REGISTRY: dict[str, list[Signature]] = {}
"""All signatures of each function, in the order in which they are tried."""


def builtin(*signatures: str, needs_now: bool = False) -> Callable[[_Implementation], _Implementation]:
    """Registers a function under signatures such as `substring(string: string, start: number, length?: number)`.

    `?` behind a name: may be left out; behind a type: may be null. `...` behind a name: as many as one likes.
    """

    def register(implementation: _Implementation) -> _Implementation:
        for text in signatures:
            name, _, rest = text.partition("(")
            slots = tuple(_slot(part) for part in rest.rstrip(")").split(",") if part.strip())
            varargs = "..." in rest
            required = sum(not slot.optional for slot in slots) - varargs
            REGISTRY.setdefault(name, []).append(Signature(slots, varargs, implementation, needs_now, required))
        return implementation

    return register


def _slot(text: str) -> Slot:
    name, _, kind = (part.strip() for part in text.partition(":"))
    optional = name.endswith("?")
    nullable = kind.endswith("?") or kind == "any"
    return Slot(name.rstrip("?").rstrip("."), _TYPES[kind.rstrip("?")], optional, nullable)


def whole(value: int | Decimal) -> int:
    """A position or length: the digits before the point count."""
    if isinstance(value, Decimal):
        if value.adjusted() > 18:
            raise InvalidArgument("the number is too large")
        return int(value)
    return value
