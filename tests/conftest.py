"""What every test may ask for: real servers, started when first needed, and a closed network."""

import os
from collections.abc import Callable, Iterator
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from stack.binaries import Source
from stack.servers import serve_postgres, serve_redis
from tests.network import close_the_network


def pytest_configure() -> None:
    close_the_network()


@pytest.fixture(scope="session")
def server_source() -> Source:
    """Which programs the servers are made of: HEP_SERVERS=wheel masks those of the system."""
    return Source.chosen(os.environ)


@pytest.fixture(scope="session")
def redis_url(server_source: Source) -> Iterator[str]:
    """A real Redis for this test process, or the one HEP_TEST_REDIS_URL names; not emptied between tests."""
    with serve_redis(url=os.environ.get("HEP_TEST_REDIS_URL"), source=server_source) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_server_url(server_source: Source) -> Iterator[str]:
    """A real PostgreSQL server for this test process, or the one HEP_TEST_POSTGRES_URL names; may create databases."""
    with serve_postgres(url=os.environ.get("HEP_TEST_POSTGRES_URL"), source=server_source) as url:
        yield url


@pytest.fixture(scope="session")
def create_postgres_database(postgres_server_url: str) -> Iterator[Callable[[], str]]:
    """Return a function that makes an empty database and returns its URL; all are dropped at the end."""
    made: list[str] = []
    with psycopg.connect(postgres_server_url.replace("+psycopg", ""), autocommit=True) as admin:

        def create() -> str:
            name = f"hep_{uuid4().hex[:12]}"
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            made.append(name)
            return f"{postgres_server_url.rpartition('/')[0]}/{name}"

        yield create
        for name in made:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def postgres_url(create_postgres_database: Callable[[], str]) -> str:
    """A database of this test process (one per xdist worker), empty at first and kept between tests."""
    return create_postgres_database()
