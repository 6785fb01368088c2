"""Reads settings from a YAML file and the environment, and says in plain words what is wrong with them and where."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import yaml

from workers.office.marked_yaml import PlainLoader

Values = dict[str, dict[str, Any]]

_MAX_FILE_BYTES = 256 * 1024
_PREFIX = "ALUR_"


class _Loader(PlainLoader):
    """Without aliases, and with each key once: of two hosts the last one would silently win."""

    no_alias = "aliases (*name) are not supported"

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"`{key.value}` stands twice", key.start_mark)
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else id(key))
        return super().construct_mapping(node, deep)


def read_file(path: Path, sections: Collection[str], problems: list[str]) -> Values:
    """The file's sections; what cannot be used goes to `problems`."""
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            problems.append(f"{path}: larger than {_MAX_FILE_BYTES // 1024} KiB, so it is not a worker configuration.")
            return {}
        content = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a safe loader
    except FileNotFoundError:
        problems.append(f"{path}: there is no such file. Correct ALUR_CONFIG or --config.")
        return {}
    except UnicodeDecodeError:
        problems.append(f"{path}: is not text in UTF-8.")
        return {}
    except OSError as error:
        problems.append(f"{path}: cannot be read ({error.strerror}).")
        return {}
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"
        problems.append(f"{path}: not valid YAML at {where}{f': {problem}' if problem else ''}.")
        return {}
    except ValueError:
        problems.append(f"{path}: holds a date or number that there is not. Put it in quotes if it is text.")
        return {}
    except RecursionError:
        problems.append(f"{path}: is nested too deeply for a worker configuration.")
        return {}
    return _sections(path, content, sections, problems)


def _sections(path: Path, content: object, sections: Collection[str], problems: list[str]) -> Values:
    known = ", ".join(sections)
    if content is None:
        return {}
    if not isinstance(content, dict):
        problems.append(f"{path}: must be a mapping of sections ({known}).")
        return {}
    values: Values = {}
    for name, section in content.items():
        if name not in sections:
            problems.append(f"{path}: unknown section {str(name)[:60]!r}; known are {known}.")
        elif section is not None and not isinstance(section, dict):
            problems.append(f"{path}: section {name} must be a mapping.")
        else:
            values[name] = {str(key): value for key, value in (section or {}).items()}
    return values


def overlay(values: Values, env: Mapping[str, str], fields: Mapping[str, tuple[str, str]]) -> None:
    """Put what the environment has over the file; `fields` are (section, field) by variable."""
    for variable, (section, field) in fields.items():
        if env.get(variable, "") != "":
            values.setdefault(section, {})[field] = env[variable]


def misspelt(
    env: Mapping[str, str], known: Collection[str], prefixes: Collection[str], sections: Collection[str]
) -> list[str]:
    """Variables that are meant for us and that nothing reads; other `ALUR_` names may be secrets of office files."""
    ours = tuple(f"{_PREFIX}{section.upper()}_" for section in sections)
    found = []
    for variable in sorted(env):
        if not variable.startswith(_PREFIX) or variable in known or variable.startswith(tuple(prefixes)):
            continue
        near = difflib.get_close_matches(variable, known, 1, 0.9)
        if near or variable.startswith(ours):
            found.append(f"{variable}: there is no such setting{f'; did you mean {near[0]}?' if near else '.'}")
    return found


def sentence(
    item: Mapping[str, Any],
    *,
    variable: str,
    names: Collection[str],
    hint: str,
    env: Mapping[str, str],
    path: Path | None,
) -> str:
    """One pydantic error: which setting, what it must be, and where it was set. Never the value: it may be a secret."""
    place = ".".join(str(part) for part in item["loc"] if part != "[key]")
    kind: str = item["type"]
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(item["loc"][-1]), names, 1)
        what = f"there is no such setting{f'; did you mean {near[0]}?' if near else ''}"
    elif "[key]" in item["loc"]:
        what = "the sender's name must be lower-case letters and digits, with single dashes (_ in the variable) between"
    elif kind == "string_pattern_mismatch" and hint:
        what = f"must be {hint}"
    elif kind in ("too_short", "too_long"):
        what = "must have 16 to 200 characters"
    elif kind == "value_error":
        what = str(item["msg"]).removeprefix("Value error, ")
    else:
        what = str(item["msg"]).replace("Input should be", "must be").split(", unable to")[0]
    source = variable if variable in env or path is None else f"{path}, or {variable}"
    return f"{place}: {what} (set in {source})."
