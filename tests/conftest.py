"""Fixtures shared by all tests.

`neo4j_url` is the address of a real Neo4j server, one per test run: the one named by
`GONGJIAN_TEST_NEO4J_URL` (whose content the tests erase), or one started for the run. Where none can be had
its tests are skipped with the reason; under CI=true they fail.
"""

import os
from collections.abc import Iterator

import pytest

from tests.neo4j_server import Neo4jServer, ServerUnavailable, environment, running_server


@pytest.fixture(scope="session")
def neo4j_server() -> Iterator[Neo4jServer | None]:
    """The server started for this run; None if one was given by its address."""
    if os.environ.get("GONGJIAN_TEST_NEO4J_URL"):
        yield None
        return
    try:
        with running_server() as server, environment(GONGJIAN_NEO4J_PASSWORD=server.password):
            yield server
    except ServerUnavailable as error:
        if os.environ.get("CI") == "true":
            pytest.fail(f"the Neo4j tests must run in CI: {error}")
        pytest.skip(f"no Neo4j server: {error}")


@pytest.fixture(scope="session")
def neo4j_url(neo4j_server: Neo4jServer | None) -> str:
    """`--store` address of a running Neo4j; its password is in the environment."""
    return neo4j_server.url if neo4j_server else os.environ["GONGJIAN_TEST_NEO4J_URL"]
