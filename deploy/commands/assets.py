"""`alur assets`."""

from __future__ import annotations

from typing import Annotated

import typer


def assets(
    with_tests: Annotated[
        bool, typer.Option("--with-tests", help="Also what only the tests of the pages use.")
    ] = False,
) -> None:
    """Fetch the form and diagram viewers that the pages serve (3 MB; with no npm installed 60 MB more, once)."""
    from deploy.viewer_assets import fetch_viewers, viewers_directory

    directory = viewers_directory()
    if not fetch_viewers(directory, with_tests=with_tests):
        print("The viewers are there already.")
    print(f"They lie in {directory}.")
