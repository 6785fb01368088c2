"""The `alur` command; `deploy.commands.catalogue` says which commands there are."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from deploy.commands.catalogue import CATALOGUE, Entry
from deploy.errors import AlurError
from deploy.exits import DOCUMENTATION

if TYPE_CHECKING:
    # Typer brings a click of its own, which it does not name in public.
    Command = Any
    Context = Any

_ENTRIES = {entry.name: entry for entry in CATALOGUE}


class _Commands(TyperGroup):
    """Imports a command's module when it is called; an expected failure becomes a sentence and an exit status."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # Help and completion need no more of a command than its name and its sentence.
        known = {
            entry.name: TyperCommand(entry.name, help=entry.help, rich_help_panel=entry.panel) for entry in CATALOGUE
        }
        self.commands = {**known, **self.commands}

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """The command that is called, with its options."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, load_command(_ENTRIES[name]) if name in _ENTRIES else command, rest

    def invoke(self, ctx: Context) -> Any:
        try:
            return super().invoke(ctx)
        except AlurError as failure:
            if ctx.params.get("_verbose"):
                import traceback

                traceback.print_exc()
            print(f"alur: {failure}", file=sys.stderr)
            raise typer.Exit(failure.exit_code) from failure


def load_command(entry: Entry) -> Command:
    """The real command, or group of commands, of an entry of the catalogue."""
    found = getattr(import_module(f"deploy.commands.{entry.module}"), entry.function)
    if isinstance(found, typer.Typer):
        return typer.main.get_group(found)
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(entry.name)(found)
    return typer.main.get_command(alone)


def build_app() -> typer.Typer:
    """The command line."""
    app = typer.Typer(cls=_Commands, no_args_is_help=True, pretty_exceptions_enable=False)
    app.callback(epilog=DOCUMENTATION)(_alur)
    return app


def _alur(
    _verbose: Annotated[bool, typer.Option("--verbose", help="Show the traceback of a failure.")] = False,
    engine: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="REST address of the Camunda cluster to use, such as https://camunda.kantor.example (default: "
            "ALUR_ENGINE_REST_URL, else the engine that `alur up` started).",
        ),
    ] = "",
) -> None:
    """Turn SOP documents of Indonesian offices into running Camunda 8 processes.

    Begin with `alur up`, which starts the engine on this machine, and end with `alur down`.
    All state lies in one directory (.alur in the checkout, or the variable ALUR_HOME) that can be deleted.
    """
    if engine:
        # One way for every command and for the workers that one of them starts.
        os.environ["ALUR_ENGINE_REST_URL"] = engine


def main() -> None:
    """Entry point of the `alur` command."""
    build_app()(prog_name="alur")


if __name__ == "__main__":
    main()
