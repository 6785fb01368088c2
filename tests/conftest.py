"""Options of the whole test suite."""

import pytest
from hypothesis import settings

from tests.thoroughness import examples

# One slow example on a busy machine is no failure.
settings.register_profile("alur", deadline=None, max_examples=examples(100))
settings.load_profile("alur")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        default="embedded",
        metavar="embedded|camunda|URL",
        help="Engine for the process tests: Alur's own, Camunda's official image by Docker, or one that runs.",
    )
