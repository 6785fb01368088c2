"""Variables on the wire: JSON text, whose root is an object."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from deploy.engine.grpc_api.refusals import invalid

_EMPTY = frozenset(("", "{}", "null"))


class _NotFiniteError(ValueError):
    pass


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise _NotFiniteError
    return number


def _no_constant(_name: str) -> NoReturn:
    raise _NotFiniteError


_DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=_no_constant)


def read_document(call: str, text: str) -> dict[str, Any]:
    """The variables of a request. Nothing and `null` are no variables. Raises RefusedError; never quotes the text."""
    if text in _EMPTY:
        return {}
    try:
        found = _DECODER.decode(text)
        if "\\u" in text:
            # Half of a surrogate pair can be written in JSON, but is no text: nothing could store or send it.
            json.dumps(found, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise invalid(
            f"Expected the variables of {call} to be a JSON object, but they are not valid JSON "
            f"(line {error.lineno}, column {error.colno})"
        ) from None
    except UnicodeEncodeError:
        raise invalid(
            f"Expected the variables of {call} to be a JSON object, but a string in them has half a surrogate pair"
        ) from None
    except RecursionError:
        raise invalid(f"Expected the variables of {call} to be a JSON object, but they are nested too deeply") from None
    except ValueError:  # ours, and Python's for whole numbers of thousands of digits
        raise invalid(
            f"Expected the variables of {call} to be a JSON object, but a number in them is too large or not a number"
        ) from None
    if not isinstance(found, dict):
        raise invalid(f"Expected the variables of {call} to be a JSON object, but the root is {_kind(found)}")
    return found


def _kind(value: Any) -> str:
    if isinstance(value, list):
        return "an array"
    if isinstance(value, str):
        return "a string"
    return "true or false" if isinstance(value, bool) else "a number"
