"""The multipart reader: what clients send, and broken frames."""

from __future__ import annotations

import contextlib

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.engine.rest_api.multipart import Part, read_parts
from deploy.engine.rest_api.problems import Problem

TYPE = "multipart/form-data; boundary=X"


def test_what_a_client_sends() -> None:
    files = [("resources", ("a b.bpmn", b"\r\n--X\r\n\x00\xff")), ("resources", ("surat é.form", b""))]
    request = httpx.Request("POST", "http://x", files=files, data={"tenantId": "<default>"})
    parts = read_parts(request.headers["content-type"], request.read())
    assert parts == [
        Part("tenantId", "", b"<default>"),
        Part("resources", "a b.bpmn", b"\r\n--X\r\n\x00\xff"),
        Part("resources", "surat é.form", b""),
    ]


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ('Content-Disposition: form-data; name="r"; filename="a.bpmn"', "a.bpmn"),
        ("content-disposition: form-data; name=r; filename=a.bpmn", "a.bpmn"),
        (
            "Content-Type: text/xml\r\nContent-Disposition: form-data; name=\"r\"; filename*=UTF-8''a%20%C3%A9.bpmn",
            "a é.bpmn",
        ),
        ('Content-Disposition: form-data; name="r"; filename="a\\"b"', 'a"b'),
        ('Content-Disposition: form-data; name="r"', ""),
    ],
)
def test_file_names(headers: str, name: str) -> None:
    body = f"--X\r\n{headers}\r\n\r\ntext\r\n--X--\r\n".encode()
    assert read_parts(TYPE, body) == [Part("r", name, b"text")]


def test_a_preamble_is_left_out_and_the_boundary_may_be_quoted() -> None:
    body = b'hello\r\n--a b\r\nContent-Disposition: form-data; name="r"\r\n\r\n1\r\n--a b--'
    assert read_parts('multipart/form-data; charset=utf-8; boundary="a b"', body) == [Part("r", "", b"1")]


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("multipart/mixed; boundary=X", b"", 415),
        ("multipart/form-data", b"", 400),
        (TYPE, b"", 400),
        (TYPE, b"--X\r\n", 400),
        (TYPE, b"--X\r\n\r\nno headers end", 400),
        (TYPE, b"--Xnot on its own line\r\n\r\nx\r\n--X--", 400),
        (TYPE, b"--X\r\nContent-Type: a/b\r\n\r\nx\r\n--X--", 400),
        (TYPE, b"--X\r\n" + b"a: b\r\n" * 9000 + b"\r\nx\r\n--X--", 400),
        (TYPE, b"\r\n--X\r\n\r\n" * 2000 + b"\r\n--X--", 400),
        (TYPE, b"--X\r\nContent-Disposition: form-data; filename*=nothing''%41\r\n\r\nx\r\n--X--", 400),
    ],
    ids=range(11),
)
def test_broken_frames(content_type: str, body: bytes, status: int) -> None:
    with pytest.raises(Problem) as problem:
        read_parts(content_type, body)
    assert problem.value.status == status


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    for content in (body, b"--X\r\n" + body, b"--X\r\nContent-Disposition: form-data\r\n\r\n" + body + b"\r\n--X--"):
        with contextlib.suppress(Problem):
            assert all(isinstance(part, Part) for part in read_parts(TYPE, content))
