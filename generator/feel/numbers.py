"""Numbers of FEEL: exact decimals of 34 digits; whole numbers stay `int` because they are nearly all there are."""

from __future__ import annotations

import math
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

Number = int | Decimal
CONTEXT = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
"""Decimal128 of IEEE 754, as DMN asks for."""
EXACT = 10**34
"""Whole numbers below it are exact."""


def number_from_digits(text: str) -> Number | None:
    """The number that a literal says; None when it is too large."""
    if len(text) <= 34 and text.isdigit():
        return int(text)
    try:
        return normal(CONTEXT.create_decimal(text))
    except DecimalException:
        return None


def number_from_float(value: float) -> Number | None:
    """What the shortest digits of the float say; no number for infinity and NaN."""
    return Decimal(repr(value)) if math.isfinite(value) else None


def normal(value: Decimal) -> Decimal | None:
    """The value unless it is no number."""
    return value if value.is_finite() else None


def rounded(value: int) -> Number:
    """A whole number with at most 34 digits that count."""
    return value if -EXACT < value < EXACT else CONTEXT.create_decimal(value)


def add(left: Number, right: Number) -> Number:
    """left + right."""
    if left.__class__ is int and right.__class__ is int:
        return rounded(left + right)
    return CONTEXT.add(left, right)


def subtract(left: Number, right: Number) -> Number:
    """left - right."""
    if left.__class__ is int and right.__class__ is int:
        return rounded(left - right)
    return CONTEXT.subtract(left, right)


def multiply(left: Number, right: Number) -> Number:
    """left * right."""
    if left.__class__ is int and right.__class__ is int:
        return rounded(left * right)
    return CONTEXT.multiply(left, right)


def divide(left: Number, right: Number) -> Number | None:
    """left / right; None for a division by zero."""
    if right == 0:
        return None
    if left.__class__ is int and right.__class__ is int:
        whole, rest = divmod(left, right)
        if rest == 0:
            return rounded(int(whole))
    return CONTEXT.divide(left, right)


def power(base: Number, exponent: Number) -> Number | None:
    """base ** exponent; None when that is no (real, finite) number."""
    try:
        result = CONTEXT.power(Decimal(base), Decimal(exponent))
    except DecimalException:
        return None
    if not result.is_finite():
        return None
    if isinstance(base, int) and isinstance(exponent, int) and exponent >= 0:
        return as_whole(result)
    return result


def as_whole(value: Decimal) -> Number:
    """An `int` where the decimal is a whole number that is not too large."""
    if not value:
        return 0
    if value.adjusted() <= 34 and value == value.to_integral_value():
        return int(value)
    return value


def digits(value: Number) -> str:
    """The number as text without an exponent (with one where it would be longer than a line)."""
    if isinstance(value, int):
        return str(value) if -EXACT < value < EXACT else digits(Decimal(value))
    if not -100 < value.adjusted() < 100:
        return str(value)
    text = format(value, "f")
    return "0" if text == "-0" else text
