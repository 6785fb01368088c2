"""The viewers of bpmn.io that the pages serve, and which of their files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class ViewerFile:
    """A file of an npm package, and the name that it is served by."""

    package: str
    path: str
    """In the package."""
    name: str


_FORM, _DIAGRAM = "@bpmn-io/form-js", "bpmn-js"

FILES: tuple[ViewerFile, ...] = (
    ViewerFile(_FORM, "dist/form-viewer.umd.js", "form-viewer.js"),
    ViewerFile(_FORM, "dist/assets/form-js.css", "form-viewer.css"),
    ViewerFile(_FORM, "LICENSE", "form-viewer.LICENSE.txt"),
    ViewerFile(_DIAGRAM, "dist/bpmn-navigated-viewer.production.min.js", "diagram-viewer.js"),
    ViewerFile(_DIAGRAM, "dist/assets/diagram-js.css", "diagram-viewer.css"),
    ViewerFile(_DIAGRAM, "dist/assets/bpmn-js.css", "bpmn-viewer.css"),
    ViewerFile(_DIAGRAM, "LICENSE", "diagram-viewer.LICENSE.txt"),
)

VIEWERS = {"form-viewer.js": "penampil formulir", "diagram-viewer.js": "penampil diagram"}
"""What is missing without a file, in words for staff."""


@cache
def served_files() -> frozenset[str]:
    """Names that fetched files are served by."""
    return frozenset(file.name for file in FILES)
