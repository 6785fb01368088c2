"""Finds letter templates: the office's own first, then those that come with Alur; and the sandbox they run in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import LRUCache

from workers.drafting.values import LetterTemplateError
from workers.office import Office

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "letters"
"""Templates that come with Alur: `<name>.txt.jinja` for the text, `<name>.docx` for the finished letter."""

TEXT_ENDING = ".txt.jinja"
DOCX_ENDING = ".docx"

_KEPT = 64
"""Compiled sources; a .docx has about seven."""

_NAME = re.compile(r"^(?=.{1,200}$)[A-Za-z0-9]+([-.][A-Za-z0-9]+)*$")


def template_folders(office: Office) -> tuple[Path, ...]:
    """Where the office's letters are looked for: `<folder of the office file>/<kode>/surat`, then Alur's own."""
    return (office.berkas.resolve().parent / office.kode / "surat", TEMPLATES)


def find_template(office: Office, names: tuple[str, ...], ending: str) -> Path:
    """The first template there is, most special name first, an office's own before Alur's of the same name.

    LetterTemplateError where there is none, or where a name could lead out of the folders.
    """
    for name in names:
        if not _NAME.fullmatch(name):
            raise LetterTemplateError(f"nama templat surat tidak sah: {name[:60]!r}")
        for folder in template_folders(office):
            path = folder / f"{name}{ending}"
            if path.is_file():
                return path
    looked = ", ".join(f"{name}{ending}" for name in names)
    raise LetterTemplateError(f"templat surat tidak ditemukan: {looked}; simpan di {template_folders(office)[0]}")


class _Sandbox(ImmutableSandboxedEnvironment):
    """Keeps what it compiled from strings: letters come from few templates, and compiling is most of their work."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._compiled: LRUCache = LRUCache(_KEPT)

    def from_string(self, source: Any, globals: Any = None, template_class: Any = None) -> jinja2.Template:
        if globals is not None or template_class is not None or not isinstance(source, str):
            return super().from_string(source, globals, template_class)
        found = self._compiled.get(source)
        if found is None:
            found = self._compiled[source] = super().from_string(source)
        return found  # type: ignore[no-any-return]


def sandbox(undefined: type[jinja2.Undefined], loader: jinja2.BaseLoader | None, **options: Any) -> jinja2.Environment:
    """An environment in which a template reads the values it is given and nothing else."""
    environment = _Sandbox(undefined=undefined, loader=loader, **options)
    # `{{ lipsum() }}`, `range` of a million and the like are no part of a letter.
    environment.globals.clear()
    return environment
