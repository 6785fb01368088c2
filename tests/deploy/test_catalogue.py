"""The list of commands says what the commands themselves say, and asking for it loads none of them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from deploy.cli import load_command
from deploy.commands.catalogue import CATALOGUE, Entry

SLOW = ("grpc", "lxml", "pydantic", "fastapi", "pdfplumber", "httpx", "openpyxl", "docx", "jinja2", "psutil", "yaml")


def loaded_by(*arguments: str, also: str = "") -> set[str]:
    """Modules that a call of `alur` loads, without their parts."""
    script = (
        f"import sys; sys.argv = ['alur', *{list(arguments)!r}]\n"
        "from deploy.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"{also}\nprint('LOADED', *{{name.split('.')[0] for name in sys.modules}})"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split()[1:])


def test_help_loads_nothing_slow() -> None:
    found = loaded_by("--help")
    assert not found & set(SLOW)
    assert not found & {"generator", "workers"}


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_the_options_of_a_command_are_shown_without_the_engine(entry: Entry) -> None:
    assert not loaded_by(entry.name, "--help") & {"grpc", "fastapi", "pdfplumber", "httpx"}


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_what_the_list_says_is_the_commands_first_sentence(entry: Entry) -> None:
    command = load_command(entry)
    # Typer keeps the lines of the docstring, and a group's help as it was given.
    first = " ".join((command.help or "").split("\n\n")[0].split())
    assert first == entry.help


def test_no_name_is_used_twice() -> None:
    names = [entry.name for entry in CATALOGUE]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("typed", "offered"), [("alur le", "letters"), ("alur letters or", "orphans"), ("alur late --of", "--office")]
)
def test_the_shell_completes_commands_their_parts_and_their_options(typed: str, offered: str) -> None:
    completing = {"_ALUR_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split()) - 1)}
    done = subprocess.run(
        [sys.executable, "-c", "from deploy.cli import main; main()"],
        env={**os.environ, **completing},
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == [offered]
