"""What lets a cluster distribute the store by kiosk, proven on plain PostgreSQL with partitions.

Distribution itself is Citus's (docs/citus.md); its rules are that a statement of a push names one
kiosk, and that every unique or foreign key of a table holds the table's distribution column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.ledger.projection.engine import TABLES
from app.office.push import admit, push
from app.office.push_answers import Acked
from app.office.store import postgres
from app.office.store.contract import KioskTransaction, Store
from app.office.store.migrations import DISTRIBUTED_BY, HISTORY, REFERENCE
from app.office.store.opening import open_store
from app.office.store.projected import BY_ACCOUNT_OR_CARD, BY_EVENT, ON_EVERY_MACHINE
from app.office.tables import bring_up_to_date
from tests.office.cluster import Cluster
from tests.office.nodes import NOW, KioskNode, same

_PARTITIONS = 4
_SCRIPT = Path(__file__).parents[2] / "scripts" / "distribute-by-kiosk.sql"
_PROJECTED = {**BY_ACCOUNT_OR_CARD, **BY_EVENT}
_FORM = "tables.projection_form"
"""One row without a key."""
_PUSHED = [
    table for table, column in DISTRIBUTED_BY.items() if column == "node" and "journal." in table
]


@pytest.fixture
def dsn(cluster: Cluster) -> Iterator[str]:
    """A store whose pushed tables are partitioned by the hash of the node."""
    made = cluster.new_database("partitioned")
    open_store(made).close()
    with cluster.connect(made) as connection:
        for table in _PUSHED:
            _partition(connection, table)
    yield made
    with cluster.connect() as connection:
        connection.execute("DROP DATABASE partitioned WITH (FORCE)")


def _partition(connection: psycopg.Connection[Any], table: str) -> None:
    whole = f"{table}_whole"
    run: Any = connection.execute
    run(f"ALTER TABLE {table} RENAME TO {table.partition('.')[2]}_whole")
    run(f"CREATE TABLE {table} (LIKE {whole} INCLUDING ALL) PARTITION BY HASH (node)")
    for number in range(_PARTITIONS):
        run(
            f"CREATE TABLE {table}_part{number} PARTITION OF {table} "
            f"FOR VALUES WITH (MODULUS {_PARTITIONS}, REMAINDER {number})"
        )
    run(f"DROP TABLE {whole}")


def everything_a_push_does(store: Store) -> KioskNode:
    """Every way through the rules."""
    kiosk = KioskNode(7).enrol(store).sell(9)
    data = kiosk.seal(1, 4, images=(b"an image",), keys={"8123": bytes(32)})
    assert push(store, 7, data, NOW) == Acked(1, 4, kiosk.here.hashes[3])
    kiosk.push(store, 3, 6)
    kiosk.push(store, 9)
    kiosk.push(store, 7)
    kiosk.back_to(5).sell(3, "copy").push(store, 6)
    restored = kiosk.back_to(8).begin_epoch().sell(2)
    restored.be_granted(store)
    restored.push(store)
    kiosk.sell(2).push(store, 11)
    admit(store, store.held(7)[-1], NOW)
    store.take_count(7, 1)
    store.refused(7, "revoked", "", NOW)
    return restored


def test_each_statement_of_a_push_touches_one_partition(
    dsn: str, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: dict[str, Sequence[object]] = {}
    rows, many = postgres._Session.rows, postgres._Session.many

    def noting_rows(self: Any, sql: str, parameters: Sequence[object] = ()) -> Any:
        said[sql] = parameters
        return rows(self, sql, parameters)

    def noting_many(self: Any, sql: str, of: Sequence[Sequence[object]]) -> None:
        said[sql] = of[0]
        many(self, sql, of)

    monkeypatch.setattr(postgres._Session, "rows", noting_rows)
    monkeypatch.setattr(postgres._Session, "many", noting_many)
    store = open_store(dsn)
    restored = everything_a_push_does(store)
    assert same(store, restored)
    store.close()
    with cluster.connect(dsn) as connection:
        connection.execute("SET search_path = journal")
        touched = {sql: _touched(connection, sql, given) for sql, given in said.items()}
    assert len(touched) >= 15
    several = {sql: tables for sql, tables in touched.items() if len(_numbers(tables)) != 1}
    assert several == {}


def _numbers(tables: set[str]) -> set[str]:
    """Of partitions: those of one number stand on one machine."""
    return {table[-1] for table in tables}


def _touched(connection: psycopg.Connection[Any], sql: str, given: Sequence[object]) -> set[str]:
    """Tables in the plan; an INSERT is routed by its row, which names one node."""
    run: Any = connection.execute
    ((plan,),) = run("EXPLAIN (FORMAT JSON) " + sql.replace("?", "%s"), given).fetchall()
    if sql.startswith("INSERT"):
        assert given[0] == 7
        return {plan[0]["Plan"]["Relation Name"]}
    return {
        found
        for found in re.findall(r"'Relation Name': '(\w+)'", str(plan))
        if re.search(r"_part\d$", found)
    }


def test_a_whole_push_locks_partitions_of_one_number(dsn: str, cluster: Cluster) -> None:
    """What the server itself says that the transaction has touched, COPY included."""
    store = open_store(dsn)
    kiosk = KioskNode(7).enrol(store).sell(9).restart()
    opened_run = kiosk.here
    found: list[str] = []

    def work(tx: KioskTransaction) -> None:
        assert tx.kiosk is not None
        tx.append(opened_run)
        tx.put_epoch(tx.kiosk.in_force)
        tx.keep_images({sha256(b"x").digest(): b"x"})
        tx.hashes(1, 1, 5)
        with cluster.connect(dsn) as beside:
            rows = beside.execute(
                "SELECT DISTINCT c.relname FROM pg_locks l JOIN pg_class c ON c.oid = l.relation "
                "WHERE l.pid <> pg_backend_pid() AND c.relkind = 'r' "
                "AND c.relname LIKE '%\\_part_'"
            )
            found.extend(name for (name,) in rows)

    store.change(7, work)
    store.close()
    assert {name.rpartition("_")[0] for name in found} == {
        *("enrolment", "kiosk_epoch", "journal_event", "journal_run", "plan_image"),
    }
    assert len({name[-1] for name in found}) == 1


def test_no_unique_or_foreign_key_lacks_its_tables_distribution_column(
    cluster: Cluster,
) -> None:
    with cluster.connect(_with_tables(cluster)) as connection:
        keys = connection.execute(
            "SELECT n.nspname || '.' || t.relname, i.relname, "
            "array(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = t.oid "
            "AND a.attnum = ANY(x.indkey)) FROM pg_index x "
            "JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid "
            "JOIN pg_namespace n ON n.oid = t.relnamespace "
            "WHERE x.indisunique AND n.nspname IN ('journal', 'tables')"
        ).fetchall()
        keys += connection.execute(
            "SELECT n.nspname || '.' || t.relname, k.conname, "
            "array(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = t.oid "
            "AND a.attnum = ANY(k.conkey)) FROM pg_constraint k "
            "JOIN pg_class t ON t.oid = k.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace "
            "WHERE k.contype = 'f' AND n.nspname IN ('journal', 'tables')"
        ).fetchall()
    exempt = {*REFERENCE, f"journal.{HISTORY}", f"tables.{HISTORY}"}
    exempt |= {f"tables.{name}" for name in ON_EVERY_MACHINE}
    by = {**DISTRIBUTED_BY, **{f"tables.{name}": column for name, column in _PROJECTED.items()}}
    lacking = [
        (table, key)
        for table, key, columns in keys
        if table not in exempt and by.get(table) not in columns
    ]
    assert lacking == []
    assert {table for table, _key, _columns in keys} == {*by, *exempt} - {_FORM}


def test_every_projected_table_says_by_what_it_would_be_distributed() -> None:
    said = [*BY_ACCOUNT_OR_CARD, *BY_EVENT, *ON_EVERY_MACHINE]
    assert sorted(said) == sorted(table.name for table in TABLES)
    for table in TABLES:
        assert _PROJECTED.get(table.name, table.keys[0]) in table.keys, table.name


def test_nothing_stands_in_the_way_of_distribution(cluster: Cluster) -> None:
    with cluster.connect(_with_tables(cluster)) as connection:
        (triggers,) = connection.execute(
            "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"
        ).fetchone() or (None,)
        (defaults,) = connection.execute(
            "SELECT count(*) FROM pg_sequences WHERE schemaname IN ('journal', 'tables')"
        ).fetchone() or (None,)
    assert (triggers, defaults) == (0, 0)


def test_the_script_distributes_every_table_by_its_column() -> None:
    script = _SCRIPT.read_text(encoding="utf-8")
    distributed = re.findall(r"create_distributed_table\('([\w.]+)', '(\w+)'", script)
    assert dict(distributed) == DISTRIBUTED_BY
    assert re.findall(r"create_reference_table\('([\w.]+)'", script) == list(REFERENCE)


def _with_tables(cluster: Cluster) -> str:
    name = "plain"
    with cluster.connect() as connection:
        there = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", (name,)
        ).fetchone()
    dsn = cluster.dsn(name) if there else cluster.new_database(name)
    store = open_store(dsn)
    bring_up_to_date(store, 7, NOW)
    store.close()
    return dsn
