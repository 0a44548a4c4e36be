"""What is particular to the Neo4j store, on a real server: the analyst's graph, failures, writers."""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from graph.errors import StoreUnavailable
from graph.model import Claim, Evidence, Reading, Record, Source, State
from graph.ontology import ontology
from graph.stores import neo4j_read, neo4j_session, open_store
from graph.stores.memory import MemoryStore
from graph.stores.neo4j import Neo4jStore
from graph.stores.neo4j_address import parse, password
from graph.stores.neo4j_schema import STEPS, prepare, statements
from graph.stores.neo4j_session import Connection
from tests.graph.sample_readings import Said, read, record, same
from tests.neo4j_server import START_SECONDS, Neo4jServer

pytestmark = pytest.mark.neo4j

Ask = Callable[..., list[list[object]]]

NEWS = read(
    "file:///news.txt",
    Said("SIGNED", "宁波听澜大学", "产教融合协议", "2024-03-01", "2026-02-28", 0.8),
    Said("SIGNED", "宁波石桥公司", "产教融合协议", "2024-03-01"),
    Said("HAS_ROLE", "程若川", "宁波听澜大学", title="校长"),
    Said("PAIRED_WITH", "宁波听澜大学", "宁波石桥公司", state=State.DENIED),
    aliases={"宁波听澜大学": ("听澜大学",)},
    flags=("日期存疑",),
)
REPORT = read(
    "file:///report.txt",
    Said("SIGNED", "宁波听澜大学", "产教融合协议", "2023-12", None, 0.5),
    Said("COOPERATES_WITH", "宁波听澜大学", "绍兴鉴湖公司"),
)
MERGED = tuple(same(record(NEWS, n), record(REPORT, n)) for n in ("宁波听澜大学", "产教融合协议"))


@pytest.fixture
def store(neo4j_url: str) -> Iterator[Neo4jStore]:
    with Neo4jStore.open(neo4j_url) as opened:
        opened.clear()
        yield opened


@pytest.fixture
def connection(neo4j_url: str) -> Iterator[Connection]:
    address = parse(neo4j_url)
    opened = Connection(address, password(address))
    yield opened
    opened.close()


@pytest.fixture
def ask(connection: Connection) -> Ask:
    return connection.run


def facts_of(store: Neo4jStore | MemoryStore) -> tuple[object, ...]:
    return store.view(), list(store.sources()), store.statistics().claims, store.statistics().entities


# --- the graph that an analyst finds ----------------------------------------------------------------------


def test_entities_and_links_carry_the_labels_and_types_of_the_ontology(store: Neo4jStore, ask: Ask) -> None:
    for reading in (NEWS, REPORT):
        store.add(reading)
    store.judge(MERGED)
    rows = ask(
        "MATCH (s:Entity:School {name: '宁波听澜大学'})-[k:SIGNED]->(a:Agreement)"
        " RETURN labels(s), s.aliases, a.name, k.first, k.last, k.until, k.state, k.sources,"
        " k.confidence, size(k.claims)"
    )
    assert rows == [
        [["Entity", "School"], ["听澜大学"], "产教融合协议", "2023-12", "2024-03-01", "2026-02-28", "held", 2, 0.9, 2]
    ]
    assert ask("MATCH (:Person)-[k:HAS_ROLE]->(:School) RETURN k.attributes") == [[["title=校长"]]]
    assert ask("MATCH ()-[k:PAIRED_WITH]->() RETURN k") == []


def test_each_link_leads_to_its_quotes_and_documents(store: Neo4jStore, ask: Ask) -> None:
    store.add(NEWS)
    rows = ask(
        "MATCH (:School)-[k:SIGNED]->(:Agreement) MATCH (c:Claim) WHERE c.id IN k.claims"
        " MATCH (c)-[:READ_FROM]->(d:Document) MATCH (c)-[:HEAD]->(r:Record)-[:DESCRIBES]->(e:School)"
        " RETURN c.quotes[0] = substring(d.text, c.starts[0], c.ends[0] - c.starts[0]), c.confidence, c.method, r.name"
    )
    assert rows == [[True, 0.8, "test:sentence", "宁波听澜大学"]]
    assert ask("MATCH (f:Flag)-[:READ_FROM]->(d:Document) RETURN f.reason, d.uri") == [["日期存疑", "file:///news.txt"]]


def test_an_entity_whose_type_changes_changes_its_label(store: Neo4jStore, ask: Ask) -> None:
    source = Source("s_a", "file:///a", "a", "清溪中心", "text")
    for type_ in ("enterprise", "research"):
        store.add(Reading(source, (Record("r_a", "s_a", type_, "清溪中心"),)))
    assert ask("MATCH (e:Entity) RETURN labels(e)") == [[["Entity", "Research"]]]


def test_nothing_derived_is_left_when_its_facts_are_gone(store: Neo4jStore, ask: Ask) -> None:
    for reading in (NEWS, REPORT):
        store.add(reading)
    store.judge(MERGED)
    for reading in (NEWS, REPORT):
        store.retract(reading.source.id)
    assert ask("MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label ORDER BY label") == [
        ["GongjianStore"],
        ["Judgement"],
    ]


def test_constraints_and_the_chinese_index_are_there(store: Neo4jStore, ask: Ask) -> None:
    unique = {str(row[0]) for row in ask("SHOW CONSTRAINTS YIELD labelsOrTypes AS kinds RETURN kinds[0]")}
    assert {"Entity", "Document", "Record", "Claim", "Judgement", *ontology().links} <= unique
    analyzed = ask(
        "SHOW FULLTEXT INDEXES YIELD labelsOrTypes, properties, options"
        " RETURN labelsOrTypes, properties, options.indexConfig['fulltext.analyzer']"
    )
    assert analyzed == [
        [["Document"], ["marks"], "whitespace"],
        [["Entity"], ["name", "aliases", "folded"], "cjk"],
    ]


def test_no_name_of_our_own_is_a_type_of_the_ontology() -> None:
    ours = {"Entity", "Document", "Record", "Claim", "Flag", "Judgement", "GongjianStore"}
    assert not ours & {e.label for e in ontology().entities.values()}
    assert not {"READ_FROM", "HEAD", "TAIL", "DESCRIBES"} & set(ontology().links)
    assert len(statements()) == 8 + len(ontology().links) + 7 + 2


# --- search -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["溪", "清溪", "溪ＡＢ", "b研究", "（ab）", "ab研究院", "研究 院", '"', "清溪 OR 研究", "*"]
)
def test_any_part_of_a_name_finds_as_the_memory_store_does(store: Neo4jStore, text: str) -> None:
    named = read("file:///n.txt", named=("清溪（AB）研究院", "清溪市", "研究院", "清研大学", "溪", "𠮷溪公司"))
    memory = MemoryStore()
    for each in (store, memory):
        each.add(named)
    for limit in (1, 20):
        assert list(store.search(text, limit=limit)) == list(memory.search(text, limit=limit))


# --- failures ---------------------------------------------------------------------------------------------


def test_a_wrong_password_is_refused_without_showing_it(
    neo4j_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("GONGJIAN_NEO4J_PASSWORD", "不是这个pa55")
    with caplog.at_level(logging.DEBUG), pytest.raises(StoreUnavailable, match="GONGJIAN_NEO4J_PASSWORD") as caught:
        open_store(neo4j_url.replace("neo4j@", "nobody@"))
    assert "nobody@" in caught.value.url
    assert "pa55" not in str(caught.value) + repr(caught.value) + caplog.text


def test_a_database_that_is_not_there_is_named(neo4j_url: str) -> None:
    with pytest.raises(StoreUnavailable, match=r"数据库.*database") as caught:
        open_store(f"{neo4j_url}/nosuch")
    assert caught.value.url.endswith("/nosuch")


@pytest.mark.parametrize("scheme", ["neo4j", "bolt"])
def test_a_port_where_nobody_listens_is_told_at_once(neo4j_url: str, scheme: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port, begun = taken.getsockname()[1], time.monotonic()
        with pytest.raises(StoreUnavailable, match="连接不上"):
            open_store(f"{scheme}://neo4j@127.0.0.1:{port}")
    assert time.monotonic() - begun < 10


def test_a_server_that_never_answers_is_given_up(neo4j_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neo4j_session, "CONNECT_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begun = time.monotonic()
        with pytest.raises(StoreUnavailable):
            open_store(f"bolt://neo4j@127.0.0.1:{silent.getsockname()[1]}")
    assert time.monotonic() - begun < 10


def test_nodes_of_another_program_are_left_alone(store: Neo4jStore, ask: Ask, neo4j_url: str) -> None:
    ask("MATCH (s:GongjianStore) DELETE s")
    ask("CREATE (:Document {title: '别人的'})")
    try:
        with pytest.raises(StoreUnavailable, match="别的程序"):
            open_store(neo4j_url)
        assert ask("MATCH (d) RETURN d.title") == [["别人的"]]
    finally:
        ask("MATCH (n) DETACH DELETE n")
        open_store(neo4j_url).close()


def test_a_write_waits_for_a_server_that_restarts(
    neo4j_server: Neo4jServer | None, store: Neo4jStore, neo4j_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if neo4j_server is None:
        pytest.skip("the server is not ours to restart")
    monkeypatch.setattr(neo4j_session, "RETRY_SECONDS", START_SECONDS)  # a busy machine starts it slowly
    with Neo4jStore.open(neo4j_url) as patient:
        patient.add(NEWS)
        neo4j_server.stop()
        neo4j_server.launch()
        assert patient.add(REPORT).added == 2
        neo4j_server.wait()
    assert len(store.sources()) == 2


# --- versions of the stored form --------------------------------------------------------------------------


def test_an_older_store_is_brought_up_to_date_and_a_newer_one_refused(
    store: Neo4jStore, connection: Connection, neo4j_url: str
) -> None:
    store.add(NEWS)
    current = store.statistics().schema
    try:
        more = [["MATCH (d:Document) SET d.language = 'zh'"], ["MATCH (d:Document) SET d.seen = true"]]
        prepare(connection, [*STEPS, *more])
        assert connection.run("MATCH (d:Document) RETURN d.language, d.seen") == [["zh", True]]
        assert store.statistics().schema == current + 2
        with pytest.raises(StoreUnavailable, match="newer version"):
            open_store(neo4j_url)
    finally:
        connection.run("MATCH (s:GongjianStore) SET s.schema = $current", current=current)


def test_the_graph_is_derived_anew_when_the_program_that_derives_it_changed(
    store: Neo4jStore, ask: Ask, neo4j_url: str
) -> None:
    for reading in (NEWS, REPORT):
        store.add(reading)
    store.judge(MERGED)
    before = store.view()
    ask("MATCH (e:Entity) SET e.name = '旧'")
    ask("MATCH ()-[k:SIGNED]->() DELETE k")
    ask("MATCH (c:Claim) SET c.link = null")
    ask("MATCH (r:Record)-[d:DESCRIBES]->() WITH d LIMIT 3 DELETE d")
    ask(
        "CREATE (:Entity:School {id: 'left over', name: '旧', type: 'school', aliases: [], sources: 1, attributes: []})"
    )
    assert store.view() != before
    ask("MATCH (s:GongjianStore) SET s.derived_by = 'an older program'")
    with Neo4jStore.open(neo4j_url) as again:
        assert again.view() == before


# --- size and writers -------------------------------------------------------------------------------------


def ledger(rows: int) -> Reading:
    """One ledger in which `rows` companies each cooperate with two schools."""
    names = [f"企业{i:05d}有限公司" for i in range(rows)]
    schools = [f"第{i}职业学院" for i in range(20)]
    source = Source("s_ledger", "file:///ledger.csv", "台账", "", "csv")
    records = [Record.of(source.id, "enterprise", n) for n in names] + [
        Record.of(source.id, "school", n) for n in schools
    ]
    by_name = {r.name: r.id for r in records}
    claims = [
        Claim.of(
            source.id, "COOPERATES_WITH", by_name[name], by_name[school], method="test:cell",
            evidence=(Evidence(name, cell=f"表!A{i}"),),
        )
        for i, name in enumerate(names)
        for school in (schools[i % 20], schools[(i + 7) % 20])
    ]  # fmt: skip
    return Reading(source, tuple(records), tuple(claims))


def test_thousands_of_claims_go_in_once(store: Neo4jStore, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    many = ledger(2500)
    assert store.add(many).added == 5000
    assert store.add(many).nothing and store.version() == 1
    monkeypatch.setattr(neo4j_read, "PAGE", 700)
    network = store.view()
    assert (len(network.entities), len(network.links)) == (2520, 5000)
    assert all(a.id < b.id for a, b in pairwise(network.links))
    fewer = Reading(many.source, many.records, many.claims[:4000])
    assert (store.add(fewer).removed, len(store.view().links)) == (1000, 4000)
    assert ask("MATCH (c:Claim) RETURN count(c)") == [[4000]]


def test_two_writers_lose_nothing_and_meet_no_deadlock(store: Neo4jStore, neo4j_url: str) -> None:
    readings = [
        read(f"file:///{i}.txt", Said("COOPERATES_WITH", "宁波听澜大学", f"第{i % 3}公司"), named=(f"第{i}学院",))
        for i in range(12)
    ]
    judgements = [same(record(a, "宁波听澜大学"), record(b, "宁波听澜大学")) for a, b in pairwise(readings)]
    memory = MemoryStore()
    for reading in readings:
        memory.add(reading)
    memory.judge(judgements)
    with Neo4jStore.open(neo4j_url) as other, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda i: (store, other)[i % 2].add(readings[i]), range(12)))
        list(pool.map(lambda i: (store, other)[i % 2].judge([judgements[i]]), range(11)))
    assert store.view() == memory.view()
    assert store.version() == 23


def test_a_reader_beside_a_writer_sees_whole_states_only(store: Neo4jStore) -> None:
    # Each state holds as many companies as links; a torn read would see one without the other.
    stop = threading.Event()

    def write() -> None:
        for i in range(15):
            store.add(read("file:///a.txt", *(Said("COOPERATES_WITH", "听澜大学", f"第{j}公司") for j in range(i + 1))))
        stop.set()

    writer = threading.Thread(target=write)
    writer.start()
    while not stop.is_set():
        network = store.view()
        assert len(network.entities) == (len(network.links) + 1 if network.links else 0)
    writer.join()
    assert len(store.view().links) == 15


def test_a_password_file_serves_as_well(neo4j_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text(password(parse(neo4j_url)) + "\n", "utf-8")
    monkeypatch.delenv("GONGJIAN_NEO4J_PASSWORD")
    monkeypatch.setenv("GONGJIAN_NEO4J_PASSWORD_FILE", str(tmp_path / "secret"))
    open_store(neo4j_url).close()
