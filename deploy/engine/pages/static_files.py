"""Style, script and pictures: our own beside this module, the viewers where they were fetched to.

Addresses of our own files carry a digest of their content, so that browsers may keep them for ever.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from deploy.engine.pages.viewers import VIEWERS, served_files

_OWN = Path(__file__).with_name("static")
_FOR_EVER = "public, max-age=31536000, immutable"
_WORTH_PACKING = 2_000
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class _File:
    content: bytes
    type: str
    digest: str
    packed: bytes
    """By gzip; empty where that would not help."""


class StaticFiles:
    """Files by their name in the address; read once."""

    def __init__(self, fetched: Path) -> None:
        self._fetched = fetched
        self._files: dict[str, _File] = {}

    def url(self, name: str) -> str:
        """The address of one of our own files."""
        return f"/statis/{name}?{self._own(name).digest}"

    def vendor_url(self, name: str) -> str:
        """The address of a fetched file, such as `form-viewer.js`; empty when it has not been fetched."""
        found = self._vendor(name)
        return f"/statis/{name}?{found.digest}" if found else ""

    def missing(self) -> list[str]:
        """Viewers that have not been fetched."""
        return [name for name in VIEWERS if self._vendor(name) is None]

    def answer(self, request: Request) -> Response:
        """The file of a request."""
        name = request.path_params["name"]
        found = self._vendor(name) if name in served_files() else self._own(name) if self._is_own(name) else None
        if found is None:
            return Response("Berkas ini tidak ada.", 404, media_type="text/plain; charset=utf-8")
        known = request.url.query == found.digest
        headers = {"cache-control": _FOR_EVER if known else "no-cache", "etag": f'"{found.digest}"'}
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        headers |= {"content-type": found.type, "vary": "accept-encoding"}
        if found.packed and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(found.packed, headers={**headers, "content-encoding": "gzip"})
        return Response(found.content, headers=headers)

    @staticmethod
    def _is_own(name: str) -> bool:
        return name in _names()

    def _own(self, name: str) -> _File:
        if name not in self._files:
            self._files[name] = _read(_OWN / name)
        return self._files[name]

    def _vendor(self, name: str) -> _File | None:
        if name not in self._files:
            path = self._fetched / name
            if not path.is_file():
                return None
            self._files[name] = _read(path)
        return self._files[name]


@cache
def _names() -> frozenset[str]:
    return frozenset(path.name for path in _OWN.iterdir() if path.suffix in _TYPES)


def _read(path: Path) -> _File:
    content = path.read_bytes()
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    packed = gzip.compress(content, 6, mtime=0) if len(content) > _WORTH_PACKING else b""
    return _File(content, kind, hashlib.sha256(content).hexdigest()[:16], packed)
