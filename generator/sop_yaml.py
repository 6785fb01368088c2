"""sop.yaml on disk: loading with line numbers, writing so that people like to edit it.

`load_sop(dump_sop(x)) == x` for every Sop. Loading is for files that people edit by hand: all mistakes at once, each
with its line, what is wrong and what to do, in Bahasa Indonesia.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from generator.sop import Aksi, Sop, SopReferenceError
from generator.sop_yaml_write import dump_sop

__all__ = ["MAX_BYTES", "SopFileError", "SopProblem", "dump_sop", "load_sop", "parse_sop"]

MAX_BYTES = 1024 * 1024
"""A larger sop.yaml is refused: the largest real ones are under 60 kB."""

_DEEPEST = 30
"""Levels of lists and fields; an SOP has eight."""
_STANDARD = "tag:yaml.org,2002:"
_KNOWN_TAGS = frozenset(_STANDARD + name for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map"))
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class SopProblem:
    """One mistake. `line` counts from 1; `path` is the field, e.g. `langkah[3].waktu.durasi`."""

    line: int | None
    path: str
    message: str
    remedy: str

    def __str__(self) -> str:
        where = f"baris {self.line}: " if self.line else ""
        field = f"{self.path}: " if self.path else ""
        return f"{where}{field}{self.message} {self.remedy}"


class SopFileError(Exception):
    """sop.yaml cannot be used; `problems` are all its mistakes in the order of the file."""

    def __init__(self, file: str, problems: tuple[SopProblem, ...]) -> None:
        self.file = file
        self.problems = problems
        super().__init__("\n".join(f"{file}: {problem}" for problem in problems))


def load_sop(path: Path) -> Sop:
    """The SOP in the file; raises SopFileError with every mistake in it."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SopFileError(str(path), (_too_large(),))
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise SopFileError(
            str(path), (SopProblem(None, "", "Berkas tidak ditemukan.", "Jalankan `alur read` pada dokumen SOP."),)
        ) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SopFileError(
            str(path), (SopProblem(line, "", "Berkas bukan teks UTF-8.", "Simpan ulang sebagai UTF-8."),)
        ) from None
    return parse_sop(text, str(path))


def parse_sop(text: str, file: str = "sop.yaml") -> Sop:
    """The SOP in the text; `file` is named in the mistakes."""
    if len(text) > MAX_BYTES:
        raise SopFileError(file, (_too_large(),))
    root = _compose(text, file)
    problems: list[SopProblem] = []
    data = _plain(root, (), problems, set())
    if problems:
        raise SopFileError(file, tuple(problems))
    if not isinstance(data, dict):
        problem = SopProblem(_line(root), "", "Isi berkas bukan SOP.", "Mulai dari `alur read` atau salin contoh.")
        raise SopFileError(file, (problem,))
    if data.get("skema") == "1":
        data["skema"] = 1
    try:
        return Sop.model_validate(data)
    except ValidationError as error:
        found = sorted(_problems(error, root), key=lambda p: p.line or 0)
        raise SopFileError(file, tuple(dict.fromkeys(found))) from None


def step_lines(path: Path) -> dict[str, int]:
    """Line of each step in the file, by its kode; to show where something that was found later has to be mended."""
    try:
        root = _compose(path.read_text(encoding="utf-8-sig"), str(path))
    except (OSError, UnicodeDecodeError, SopFileError):
        return {}
    top = {key.value: value for key, value in root.value} if isinstance(root, yaml.MappingNode) else {}
    lines: dict[str, int] = {}
    for item in getattr(top.get("langkah"), "value", ()):
        fields = {key.value: value for key, value in item.value} if isinstance(item, yaml.MappingNode) else {}
        if "kode" in fields:
            lines[str(fields["kode"].value)] = _line(item)
    return lines


def _too_large() -> SopProblem:
    return SopProblem(None, "", f"Berkas lebih besar daripada {MAX_BYTES // 1024} kB.", "Periksa isi berkas itu.")


def _compose(text: str, file: str) -> yaml.Node:
    loader = _Loader(text)
    root: yaml.Node | None
    try:
        if (deep := _depth_problem(text)) is not None:
            raise SopFileError(file, (deep,))
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        said = " ".join(str(part) for part in (error.context, error.problem) if part)
        problem = SopProblem(
            line, "", f"Susunan YAML salah ({said}).", "Periksa lekukan, tanda titik dua, dan tanda kutip."
        )
        raise SopFileError(file, (problem,)) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        said = str(error).splitlines()[0]
        problem = SopProblem(None, "", f"Berkas tidak dapat dibaca sebagai YAML ({said}).", "Periksa isi berkas itu.")
        raise SopFileError(file, (problem,)) from None
    finally:
        loader.dispose()
    if root is None:
        raise SopFileError(file, (SopProblem(None, "", "Berkas kosong.", "Jalankan `alur read` pada dokumen SOP."),))
    return root


def _depth_problem(text: str) -> SopProblem | None:
    """Composing a tree calls itself for each level, in C without a limit; counting the events does not."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                line = int(event.start_mark.line) + 1 if event.start_mark else None
                return SopProblem(line, "", "Isi berkas bersarang terlalu dalam.", "Periksa isi berkas itu.")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _plain(node: yaml.Node, path: Path_, problems: list[SopProblem], seen: set[int]) -> Any:
    """Dicts, lists and texts; every scalar stays as written (`007` is not 7), only null becomes None."""
    if node.tag not in _KNOWN_TAGS:
        problems.append(
            SopProblem(_line(node), _show(path), f"Tanda `{node.tag}` tidak boleh dipakai.", "Hapus tanda itu.")
        )
        return None
    if id(node) in seen and (not isinstance(node, yaml.ScalarNode) or len(node.value) > 200):
        problems.append(
            SopProblem(
                _line(node), _show(path), "Rujukan YAML (`&` dan `*`) tidak boleh dipakai.", "Tulis nilainya utuh."
            )
        )
        return None
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag == _STANDARD + "null" else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, i), problems, seen) for i, item in enumerate(node.value)]
    values: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            problems.append(SopProblem(_line(key), _show(path), "Nama bidang harus berupa kata.", "Perbaiki nama itu."))
            continue
        if key.value in values:
            problems.append(
                SopProblem(_line(key), _show((*path, key.value)), "Bidang ditulis dua kali.", "Hapus salah satunya.")
            )
            continue
        values[key.value] = _plain(value, (*path, key.value), problems, seen)
    return values


def _show(path: Path_) -> str:
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _problems(error: ValidationError, root: yaml.Node) -> Iterator[SopProblem]:
    for item in error.errors(include_url=False):
        path: Path_ = tuple(item["loc"])
        if item["type"] == "value_error":
            said = item.get("ctx", {}).get("error", item["msg"])
            if isinstance(said, SopReferenceError):
                for problem in said.problems:
                    place = _whole_item(problem.field)
                    yield SopProblem(_find(root, place), _show(place), f"{problem.sentence}.", "Perbaiki rujukan itu.")
                continue
            yield SopProblem(_find(root, path), _show(path), f"{said}.", "Perbaiki isi bidang itu.")
            continue
        message, remedy = _explain(item, path)
        line = _find(root, path, key=item["type"] == "extra_forbidden")
        yield SopProblem(line, _show(path), message, remedy)


def _whole_item(field: Path_) -> Path_:
    """A reference problem is shown at the row (letter, finding) that it is in: there people look for it."""
    return field[:2]


def _find(root: yaml.Node, path: Path_, *, key: bool = False) -> int:
    """Line of the deepest part of the path that is in the file; with `key` that of the field's name."""
    node, line = root, _line(root)
    for depth, part in enumerate(path):
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = _line(node)
        elif isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == part), None)
            if pair is None:
                break
            node = pair[1]
            line = (
                _line(pair[0]) if (key and depth == len(path) - 1) or pair[1].start_mark.line == 0 else _line(pair[1])
            )
            line = min(line, _line(pair[1])) if not key else line
        else:
            break
    return line


_PATTERNS = {
    "durasi": (
        "Lama kerja ditulis salah.",
        "Tulis seperti PT15M (15 menit), PT1H30M (1,5 jam), P3D (3 hari), P1W (1 minggu).",
    ),
    "pengingat": ("Selang pengingat ditulis salah.", "Tulis seperti P7D (7 hari)."),
    "sha256": ("Sidik berkas ditulis salah.", "Jangan mengubahnya; baca ulang dokumen dengan `alur read`."),
}


def _explain(item: Any, path: Path_) -> tuple[str, str]:
    kind, ctx = item["type"], item.get("ctx", {})
    name = str(path[-1]) if path else ""
    if kind == "missing":
        return f"Bidang `{name}` belum diisi.", f"Tambahkan `{name}:`."
    if kind == "extra_forbidden":
        fields = _fields_at(path[:-1])
        near = get_close_matches(name, fields, 1)
        hint = f"Mungkin maksudnya `{near[0]}`." if near else f"Yang dikenal: {', '.join(fields)}."
        return f"Bidang `{name}` tidak dikenal.", hint
    if kind in ("enum", "literal_error"):
        allowed = [a.value for a in Aksi] if "aksi" in path else re.findall(r"'([^']+)'", str(ctx.get("expected", "")))
        near = get_close_matches(str(item["input"]), allowed, 1)
        hint = (
            f"Mungkin maksudnya `{near[0]}`."
            if near
            else f"Pilih salah satu: {', '.join(allowed) or ctx.get('expected')}."
        )
        return f"Nilai `{item['input']}` tidak dikenal.", hint
    if kind == "string_pattern_mismatch":
        for field, words in _PATTERNS.items():
            if field in path:
                return words
        if "kode" in path or name in (
            "pelaksana",
            "slug",
            "kantor",
            "ke",
            "surat",
            "daftar",
            "jadwal",
            "pihak",
            "dari",
        ):
            upper = (path[0] == "langkah" and name in ("kode", "setelah")) or name in ("ke", "langkah")
            example = "PeriksaKonsepSurat" if upper else "suratPengantar" if name in _VARIABLES else "kasubbag-tu"
            return (
                f"`{item['input']}` bukan kode yang benar.",
                f"Tulis seperti `{example}`: huruf dan angka, tanpa spasi.",
            )
        return f"`{item['input']}` ditulis salah.", f"Harus cocok dengan pola {ctx.get('pattern')}."
    if kind in ("string_too_long", "string_too_short", "too_short"):
        limit = ctx.get("max_length") or ctx.get("min_length")
        return ("Terlalu panjang.", f"Paling banyak {limit} huruf.") if kind == "string_too_long" else (
            "Terlalu pendek atau kosong.", f"Isi paling sedikit {limit}.")  # fmt: skip
    if kind.startswith("date"):
        return f"Tanggal `{item['input']}` ditulis salah.", "Tulis seperti 2023-01-02."
    if kind.startswith("int"):
        return f"`{item['input']}` bukan bilangan bulat.", "Tulis angka saja."
    if kind in ("tuple_type", "list_type"):
        return "Harus berupa daftar.", "Tulis setiap isi pada baris sendiri yang diawali tanda hubung."
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return "Harus berisi bidang-bidang.", "Tulis bidangnya di bawahnya dengan lekukan."
    if kind == "string_type":
        return "Harus berupa teks.", "Isi nilainya, dengan tanda kutip bila perlu."
    return str(item["msg"]), "Perbaiki isi bidang itu."


_VARIABLES = frozenset(("surat", "daftar", "jadwal"))


def _fields_at(path: Path_) -> list[str]:
    """Names of the fields of the model at that place."""
    model: Any = Sop
    for part in path:
        if isinstance(part, int):
            continue
        info = model.model_fields.get(part) if isinstance(model, type) and issubclass(model, BaseModel) else None
        if info is None:
            return []
        model = next((m for m in _models_in(info.annotation)), None)
    return list(model.model_fields) if model is not None else []


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models_in(inner)
