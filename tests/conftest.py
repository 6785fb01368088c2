"""Options of the whole test suite."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        default="embedded",
        metavar="embedded|camunda|URL",
        help="Engine for the process tests: Alur's own, Camunda's official image by Docker, or one that runs.",
    )
