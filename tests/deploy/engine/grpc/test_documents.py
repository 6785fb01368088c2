"""Variables as JSON text: objects only, nothing that could not be stored or sent again, and no word about values."""

from __future__ import annotations

import grpc
import pytest

from deploy.engine.grpc_api.documents import read_document
from deploy.engine.grpc_api.refusals import RefusedError


@pytest.mark.parametrize("text", ["", "{}", "null", " { } "])
def test_no_variables(text: str) -> None:
    assert read_document("CompleteJob", text) == {}


def test_values_keep_their_types() -> None:
    text = '{"a": 1, "b": 1.5, "c": [true, null], "d": {"e": "\\u00e9\\ud83d\\ude00"}}'
    found = read_document("CompleteJob", text)
    assert found == {"a": 1, "b": 1.5, "c": [True, None], "d": {"e": "é😀"}}
    assert type(found["a"]) is int


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[1]", "the root is an array"),
        ('"rahasia"', "the root is a string"),
        ("true", "the root is true or false"),
        ("12", "the root is a number"),
        ('{"nama": rahasia}', "not valid JSON (line 1, column 10)"),
        ('{"nama": "rahasia"', "not valid JSON"),
        ('{"nama": NaN}', "too large or not a number"),
        ('{"nama": -Infinity}', "too large or not a number"),
        ('{"nama": 1e999}', "too large or not a number"),
        ('{"nama": %s}' % ("9" * 5000), "too large or not a number"),
        ('{"nama": "\\ud800 rahasia"}', "half a surrogate pair"),
        ('{"\\uDFFF": "rahasia"}', "half a surrogate pair"),
        ('{"nama":' + "[" * 200_000 + "]" * 200_000 + "}", "nested too deeply"),
    ],
)
def test_refusals_say_what_is_wrong_and_never_quote(text: str, reason: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_document("CompleteJob", text)
    assert refused.value.status is grpc.StatusCode.INVALID_ARGUMENT
    assert refused.value.details.startswith("Expected the variables of CompleteJob to be a JSON object, but ")
    assert reason in refused.value.details
    assert "rahasia" not in refused.value.details
    assert "nama" not in refused.value.details
