"""Storage on both databases: a test that takes `storage`, `place`, `services` or `case` runs once on each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.workers.job_case import OFFICES, Case, Sent
from tests.workers.postgres_cluster import Cluster, NoPostgresError
from tests.workers.registers import Place
from workers.handlers.services import Services
from workers.letter_links import LetterLinks
from workers.notifying import SmtpServer
from workers.office import Office, copy_offices_for_trial, load_offices
from workers.storage import Storage


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server. Where there is none the tests are skipped and say so; under CI they fail."""
    try:
        cluster = Cluster()
    except NoPostgresError as error:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(f"PostgreSQL is required under CI: {error}")
        pytest.skip(f"NOT TESTED ON POSTGRESQL: {error}")
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of a database with the newest schema, to copy."""
    url = postgres.create()
    Storage.open(url, letters=tmp_path_factory.mktemp("letters")).close()
    return url.split("@/")[1].split("?")[0]


@pytest.fixture(scope="session")
def postgres_shared(postgres: Cluster, postgres_template: str) -> str:
    """One database for all tests that leave its schema alone; making one for each takes most of their time."""
    return postgres.create(postgres_template)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty storage that is not open yet."""
    if request.param == "sqlite":
        return Place(f"sqlite:///{tmp_path}/alur.db", tmp_path / "letters")
    url: str = request.getfixturevalue("postgres_shared")
    with psycopg.connect(url, autocommit=True) as connection:
        tables = connection.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables "
            "WHERE schemaname = 'public' AND tablename <> 'schema_version'"
        ).fetchone()
        assert tables is not None
        connection.execute(f"TRUNCATE {tables[0]}")
    return Place(url, tmp_path / "letters")


@pytest.fixture
def storage(place: Place) -> Iterator[Storage]:
    """An empty open storage."""
    with place.open() as opened:
        yield opened


@pytest.fixture(scope="session")
def offices_read_once(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Office]:
    """Reading them takes longer than most tests."""
    folder = tmp_path_factory.mktemp("trial") / "offices"
    copy_offices_for_trial(OFFICES, folder)
    return load_offices(folder)


@pytest.fixture
def offices(offices_read_once: dict[str, Office]) -> dict[str, Office]:
    return dict(offices_read_once)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    return Sent(monkeypatch)


@pytest.fixture
def services(storage: Storage, offices: dict[str, Office]) -> Services:
    links = LetterLinks("k" * 32, "http://gateway")
    smtp = SmtpServer("127.0.0.1", 1, "alur@localhost", security="none")
    return Services.over(storage, offices, links, smtp)


@pytest.fixture
def case(services: Services, sent: Sent) -> Case:
    del sent
    return Case(services)
