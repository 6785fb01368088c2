"""`instance of`: whether a value is of a type."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from generator.feel.syntax import TypeName
from generator.feel.values import Date, DateTime, DaysDuration, Function, MonthsDuration, Range, Time

_CLASSES: dict[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "context": (dict,),
    "date": (Date,),
    "date and time": (DateTime,),
    "date time": (DateTime,),
    "day-time-duration": (DaysDuration,),
    "days and time duration": (DaysDuration,),
    "function": (Function,),
    "list": (list,),
    "number": (int, Decimal),
    "range": (Range,),
    "string": (str,),
    "time": (Time,),
    "year-month-duration": (MonthsDuration,),
    "years and months duration": (MonthsDuration,),
}


def type_test(type_: TypeName) -> Callable[[Any], bool | None]:
    """Tells whether a value is of the type; None for a type that does not exist. Null is of the type `Null` only."""
    if type_.name == "Any":
        return lambda value: value is not None
    if type_.name == "Null":
        return lambda value: value is None
    classes = _CLASSES.get(type_.name)
    if classes is None:
        return lambda _value: None
    inner = [type_test(argument) for argument in type_.arguments]
    if not inner or type_.name == "function":
        return lambda value: value.__class__ in classes
    if type_.name == "list":
        return lambda value: value.__class__ is list and all(item is None or inner[0](item) is True for item in value)
    if type_.name == "range":
        return lambda value: (
            value.__class__ is Range
            and all(bound is None or inner[0](bound) is True for bound in (value.start, value.end))
        )
    entries = list(zip(type_.keys, inner, strict=True))
    return lambda value: (
        value.__class__ is dict
        and all(key in value and (value[key] is None or test(value[key]) is True) for key, test in entries)
    )
