"""Whatever is added, replaced, retracted and judged, Neo4j answers as the plain dictionaries do."""

import pytest
from hypothesis import HealthCheck, given, settings

from graph.model import Reading
from graph.stores.memory import MemoryStore
from graph.stores.neo4j import Neo4jStore
from tests.graph.stores.test_same_answers import Action, histories, outcome, questions

pytestmark = pytest.mark.neo4j


@pytest.fixture(scope="module")
def neo4j(neo4j_url: str) -> Neo4jStore:
    return Neo4jStore.open(neo4j_url)


# Few examples: each asks a server a hundred questions.
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
def test_neo4j_answers_as_memory_does(neo4j: Neo4jStore, history: tuple[list[Reading], list[Action]]) -> None:
    docs, actions = history
    memory = MemoryStore()
    neo4j.clear()
    for action in actions:
        assert outcome(action, neo4j) == outcome(action, memory)
        assert outcome(lambda s: s.view(), neo4j) == outcome(lambda s: s.view(), memory)
    for ask in questions(docs):
        assert outcome(ask, neo4j) == outcome(ask, memory)
