"""One authority for the run, a stranger beside it, and a cluster over TLS."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.deploy.camunda.certificates import Authority, Pair
from tests.deploy.camunda.secure_cluster import Cluster, Tokens, running


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"), "kantor-ca")


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("stranger"), "asing-ca")


@pytest.fixture(scope="session")
def server_pair(authority: Authority) -> Pair:
    return authority.server()


@pytest.fixture
def cluster(server_pair: Pair) -> Iterator[Cluster]:
    """Over TLS, and nobody has to log in."""
    with running(Cluster(Tokens()), server_pair) as found:
        yield found
