"""The `alur` command. Each module in `deploy/commands` adds its own commands through `register(app)`."""

import pkgutil
import sys
import traceback
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from deploy import commands
from deploy.errors import AlurError
from deploy.exits import DOCUMENTATION

_ORDER = ("demo", "engine", "read", "compile", "cases", "work", "late", "letters", "purge")
"""Order in `--help`: as a newcomer meets them. Modules that are not named come last."""


class _Commands(TyperGroup):
    """Turns an expected failure into one sentence and an exit status."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except AlurError as failure:
            if ctx.params.get("_verbose"):
                traceback.print_exc()
            print(f"alur: {failure}", file=sys.stderr)
            raise typer.Exit(failure.exit_code) from failure


def build_app() -> typer.Typer:
    """The command line with the commands of every module in `deploy/commands`."""
    app = typer.Typer(cls=_Commands, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
    app.callback(epilog=DOCUMENTATION)(_alur)
    names = [module.name for module in pkgutil.iter_modules(commands.__path__)]
    for name in sorted(names, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)):
        import_module(f"{commands.__name__}.{name}").register(app)
    return app


def _alur(
    _verbose: Annotated[bool, typer.Option("--verbose", help="Show the traceback of a failure.")] = False,
) -> None:
    """Turn SOP documents of Indonesian offices into running Camunda 8 processes.

    Begin with `alur up`, which starts the engine on this machine, and end with `alur down`.
    All state lies in one directory (.alur in the checkout, or the variable ALUR_HOME) that can be deleted.
    """


def main() -> None:
    """Entry point of the `alur` command."""
    build_app()(prog_name="alur")


if __name__ == "__main__":
    main()
