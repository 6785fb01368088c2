"""Functions on numbers."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)

from generator.feel.builtins.registry import InvalidArgument, builtin, whole
from generator.feel.errors import FeelEvaluationError
from generator.feel.numbers import CONTEXT, Number, add, as_whole

_MODES = {
    "UP": ROUND_UP,
    "DOWN": ROUND_DOWN,
    "CEILING": ROUND_CEILING,
    "FLOOR": ROUND_FLOOR,
    "HALF_UP": ROUND_HALF_UP,
    "HALF_DOWN": ROUND_HALF_DOWN,
    "HALF_EVEN": ROUND_HALF_EVEN,
}
_WIDE = Context(prec=7000, Emin=-7000, Emax=7000)
"""Rounding a small number at a large scale passes through many digits."""


def rounded_at(value: Number, scale: Number, mode: str) -> Number:
    """The number with `scale` digits behind the point."""
    places = whole(scale)
    if not -6111 <= places <= 6176:
        raise InvalidArgument("the scale is out of bounds")
    if places >= 0 and isinstance(value, int):
        return value
    decimal = Decimal(value)
    if places >= 0 and -int(decimal.as_tuple().exponent) <= places:
        return value
    result = CONTEXT.plus(decimal.quantize(Decimal(1).scaleb(-places, _WIDE), rounding=mode, context=_WIDE))
    return as_whole(result) if places <= 0 else result


@builtin("decimal(n: number, scale: number)", "decimal(n: number, scale: number, mode: string)")
def decimal_of(n: Number, scale: Number, mode: str = "HALF_EVEN") -> Number:
    """Rounded, half to the even digit unless another mode is named."""
    name = mode.upper()
    if name == "UNNECESSARY":
        result = rounded_at(n, scale, ROUND_DOWN)
        if result != n:
            raise InvalidArgument("rounding is necessary")
        return result
    if name not in _MODES:
        raise InvalidArgument(f"no rounding mode {mode}")
    return rounded_at(n, scale, _MODES[name])


@builtin("floor(n: number, scale?: number)")
def floor(n: Number, scale: Number = 0) -> Number:
    """Rounded downwards."""
    return rounded_at(n, scale, ROUND_FLOOR)


@builtin("ceiling(n: number, scale?: number)")
def ceiling(n: Number, scale: Number = 0) -> Number:
    """Rounded upwards."""
    return rounded_at(n, scale, ROUND_CEILING)


@builtin("round up(n: number, scale?: number)")
def round_up(n: Number, scale: Number = 0) -> Number:
    """Rounded away from zero."""
    return rounded_at(n, scale, ROUND_UP)


@builtin("round down(n: number, scale?: number)")
def round_down(n: Number, scale: Number = 0) -> Number:
    """Rounded toward zero."""
    return rounded_at(n, scale, ROUND_DOWN)


@builtin("round half up(n: number, scale?: number)")
def round_half_up(n: Number, scale: Number = 0) -> Number:
    """Rounded to the nearest, half away from zero."""
    return rounded_at(n, scale, ROUND_HALF_UP)


@builtin("round half down(n: number, scale?: number)")
def round_half_down(n: Number, scale: Number = 0) -> Number:
    """Rounded to the nearest, half toward zero."""
    return rounded_at(n, scale, ROUND_HALF_DOWN)


@builtin("abs(n: number)", "abs(number: number)")
def absolute(n: Number) -> Number:
    """Without the sign."""
    return abs(n) if isinstance(n, int) else n.copy_abs()


@builtin("modulo(dividend: number, divisor: number)")
def modulo(dividend: Number, divisor: Number) -> Number:
    """What remains of a division that rounds downwards."""
    if divisor == 0:
        raise InvalidArgument("division by zero")
    if isinstance(dividend, int) and isinstance(divisor, int):
        return dividend % divisor
    rest = CONTEXT.remainder(Decimal(dividend), Decimal(divisor))
    return add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


@builtin("sqrt(number: number)")
def square_root(number: Number) -> Number:
    """The square root of a number that is not negative."""
    if number < 0:
        raise InvalidArgument("the number is negative")
    return as_whole(CONTEXT.sqrt(Decimal(number)))


@builtin("log(number: number)")
def logarithm(number: Number) -> Number:
    """The natural logarithm."""
    if number <= 0:
        raise InvalidArgument("the number is not positive")
    return as_whole(CONTEXT.ln(Decimal(number)))


@builtin("exp(number: number)")
def exponential(number: Number) -> Number:
    """e to the power of the number."""
    return as_whole(CONTEXT.exp(Decimal(number)))


@builtin("random number()")
def random_number() -> Number:
    """Not available: an evaluation that is repeated (after a restart, say) must give the same value."""
    raise FeelEvaluationError(
        "random number() is not available: an expression gives the same value each time it is evaluated"
    )


@builtin("odd(number: number)")
def odd(number: Number) -> bool:
    """Whether a whole number is odd."""
    return number % 2 in (1, -1)


@builtin("even(number: number)")
def even(number: Number) -> bool:
    """Whether a whole number is even."""
    return number % 2 == 0
