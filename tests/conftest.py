"""Options of the whole test suite."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        default="local",
        metavar="local|HOST:PORT",
        help="Zeebe for the process tests: 'local' starts the embedded broker, HOST:PORT uses a gateway that runs.",
    )
