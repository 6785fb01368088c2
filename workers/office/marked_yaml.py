"""Reads the YAML files of an office safely and keeps the line of every value, so that errors can name it.

Office files are written by hand by people: every problem in a file is collected and said with file, line and remedy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

MAX_BYTES = 512 * 1024
"""Largest YAML file that is read; an office file of a large office has about 20 kB."""

Location = tuple[str | int, ...]
Lines = Mapping[Location, int]

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong in a configuration file; sentences are Bahasa Indonesia, for the people who edit it."""

    file: Path
    line: int
    """1-based."""
    where: str
    """Path of the value in the file, e.g. `pejabat.kepala-kantor.email`; empty: the file as a whole."""
    message: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        return f"{self.file}:{self.line}: {where}{self.message}. {self.remedy}"


class OfficeFileError(ValueError):
    """One or more office configuration files cannot be used; `problems` holds all of them at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(p) for p in self.problems))


class PlainLoader(yaml.SafeLoader):
    """The safe loader without aliases: a small file with nested aliases can unfold to gigabytes."""

    no_alias = "alias (*nama) tidak didukung"

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]
            mark: Any = event.start_mark
            raise yaml.composer.ComposerError(None, None, self.no_alias, mark)
        return super().compose_node(parent, index)


def read_marked(path: Path) -> tuple[object, dict[Location, int]]:
    """The content of a YAML file and the line of every value in it; raises OfficeFileError."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        remedy = "Periksa nama berkas dan hak bacanya"
        raise OfficeFileError(
            [Problem(path, 1, "", f"berkas tidak dapat dibaca ({error.strerror})", remedy)]
        ) from error
    if len(raw) > MAX_BYTES:
        raise OfficeFileError([Problem(path, 1, "", f"berkas lebih dari {MAX_BYTES // 1024} kB", "Perkecil berkas")])
    try:
        loader = PlainLoader(raw.decode("utf-8"))
        try:
            node = loader.get_single_node()
            lines: dict[Location, int] = {(): 1}
            if node is None:
                return None, lines
            problems = list(_walk(node, (), lines, path))
            if problems:
                raise OfficeFileError(problems)
            return loader.construct_document(node), lines
        finally:
            loader.dispose()
    except UnicodeDecodeError as error:
        raise OfficeFileError([Problem(path, 1, "", "berkas bukan teks UTF-8", "Simpan sebagai UTF-8")]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        message = f"bukan YAML yang benar ({error.problem or error.context})"
        raise OfficeFileError([Problem(path, line, "", message, "Periksa lekuk, titik dua dan tanda kutip")]) from error
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, OfficeFileError):
            raise
        message = "bukan YAML yang benar"
        raise OfficeFileError(
            [Problem(path, 1, "", message, "Periksa tanggal, tanda kutip dan huruf khusus")]
        ) from error
    except RecursionError as error:
        raise OfficeFileError([Problem(path, 1, "", "struktur terlalu dalam", "Sederhanakan berkas")]) from error


def _walk(node: yaml.Node, at: Location, lines: dict[Location, int], path: Path) -> Iterable[Problem]:
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = str(key.value)
            here = (*at, name)
            if here in lines:
                message = f"`{name}` ditulis dua kali (pertama di baris {lines[here]})"
                yield Problem(path, key.start_mark.line + 1, dotted(at), message, "Hapus salah satunya")
            lines[here] = key.start_mark.line + 1
            yield from _walk(value, here, lines, path)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _walk(value, (*at, index), lines, path)


def dotted(location: Sequence[str | int]) -> str:
    """`("pejabat", "staf", "email")` as `pejabat.staf.email`; list positions are counted from 1."""
    text = ""
    for part in location:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def problem_at(path: Path, lines: Lines, location: Sequence[str | int], message: str, remedy: str) -> Problem:
    """A problem at a value; where the value itself is absent, at the nearest one that encloses it."""
    known = tuple(location)
    while known not in lines and known:
        known = known[:-1]
    return Problem(path, lines.get(known, 1), dotted(location), message, remedy)


_REMEDY = "Perbaiki nilainya; contoh lengkap ada di deploy/offices"


def validate(model: type[M], content: object, path: Path, lines: Lines) -> M:
    """The content as a model; raises OfficeFileError with every problem of the file."""
    if not isinstance(content, dict):
        raise OfficeFileError([Problem(path, 1, "", "isi berkas bukan daftar kunci dan nilai", _REMEDY)])
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise OfficeFileError(
            problem_at(path, lines, [p for p in e["loc"] if p != "[key]"], *_sentence(e))
            for e in error.errors(include_url=False)
        ) from error


def _sentence(error: Mapping[str, Any]) -> tuple[str, str]:
    """Message and remedy, in Bahasa Indonesia, for one pydantic error."""
    kind: str = error["type"]
    context: Mapping[str, Any] = error.get("ctx") or {}
    if kind == "missing":
        return "wajib diisi, tetapi tidak ada", "Tambahkan kunci ini"
    if kind == "extra_forbidden":
        return "kunci tidak dikenal", "Periksa ejaannya atau hapus kunci ini"
    if kind == "value_error":
        return str(context.get("error", error["msg"])), _REMEDY
    if kind == "literal_error":
        return f"nilai harus salah satu dari {context.get('expected')}", _REMEDY
    if kind == "string_pattern_mismatch":
        return f"tulisan tidak sesuai pola {context.get('pattern')}", _REMEDY
    if kind in ("string_too_short", "too_short"):
        return "tidak boleh kosong", _REMEDY
    if kind in ("string_too_long", "too_long"):
        return f"terlalu panjang (paling banyak {context.get('max_length')})", "Persingkat"
    if kind == "string_type":
        return "harus berupa teks", "Beri tanda kutip bila berupa angka atau jam"
    if kind.startswith("date"):
        return "bukan tanggal", "Tulis sebagai TTTT-BB-HH, misalnya 2026-11-22"
    if kind.startswith("bool"):
        return "harus true atau false", _REMEDY
    if kind.startswith(("tuple", "list")):
        return "harus berupa daftar", "Tulis sebagai baris-baris yang diawali tanda `-`, atau [a, b]"
    if kind.startswith(("dict", "mapping", "model")):
        return "harus berupa kunci dan nilai", _REMEDY
    return f"nilai tidak sah ({error['msg']})", _REMEDY
