"""`multipart/form-data` as deployments come (RFC 7578): small, in memory, strict about its frame."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from deploy.engine.rest_api.problems import Problem

MAX_PARTS = 1_000
_MAX_HEADERS = 16 * 1024
_BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,200})"|([^\s;]{1,200}))', re.IGNORECASE)
_PARAMETER = re.compile(r';\s*([\w*-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))')


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form. `filename` is empty for a plain one."""

    name: str
    filename: str
    content: bytes


def _broken(reason: str) -> Problem:
    return Problem(400, f"The multipart body cannot be read: {reason}.")


def read_parts(content_type: str, body: bytes) -> list[Part]:
    """The parts of a body. Raises Problem: 415 for another content type, 400 for a broken frame."""
    if not content_type.lower().startswith("multipart/form-data"):
        raise Problem(415, "The body must be multipart/form-data, with each file as a part.", "UNSUPPORTED_MEDIA_TYPE")
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise _broken("its content type names no boundary")
    delimiter = b"\r\n--" + (found.group(1) or found.group(2)).encode()
    pieces = (b"\r\n" + body).split(delimiter)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise _broken("its end is missing")
    if len(pieces) - 2 > MAX_PARTS:
        raise _broken(f"it has more than {MAX_PARTS} parts")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> Part:
    line_end, separator, rest = piece.partition(b"\r\n")
    if line_end.strip(b" \t") or not separator:
        raise _broken("a boundary does not stand on its own line")
    headers, separator, content = rest.partition(b"\r\n\r\n")
    if not separator:
        raise _broken("a part has no headers")
    if len(headers) > _MAX_HEADERS:
        raise _broken("the headers of a part are too long")
    for line in headers.decode("utf-8", "replace").split("\r\n"):
        name, _, value = line.partition(":")
        if name.strip().lower() == "content-disposition":
            parameters = {key.lower(): _unquoted(quoted, bare) for key, quoted, bare in _PARAMETER.findall(value)}
            return Part(parameters.get("name", ""), _filename(parameters), content)
    raise _broken("a part has no content-disposition")


def _unquoted(quoted: str, bare: str) -> str:
    return re.sub(r"\\(.)", r"\1", quoted) if quoted else bare


def _filename(parameters: dict[str, str]) -> str:
    extended = parameters.get("filename*")
    if extended is not None:
        charset, _, value = extended.partition("''")
        try:
            return unquote(value, encoding=charset or "utf-8", errors="replace")
        except LookupError:
            raise _broken("a file name is in an unknown character set") from None
    return parameters.get("filename", "")
