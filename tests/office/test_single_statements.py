"""Statements outside a transaction, and rows that a server computes one after the other."""

from __future__ import annotations

from app.ledger.projection.statements import walk
from app.office.store.opening import open_store
from tests.office.cluster import Cluster
from tests.office.nodes import KioskNode


def test_an_idle_connection_that_the_server_closed_is_replaced_without_a_word(
    cluster: Cluster,
) -> None:
    store = open_store(cluster.new_database("closed"))
    KioskNode(7).enrol(store)
    assert store.take_count(7, 1) is None
    assert store.scope_heads(["everyone"]) == {"everyone": 0}
    with cluster.connect() as beside:
        ended = beside.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = 'closed'"
        ).fetchall()
    assert len(ended) >= 2
    assert store.take_count(7, 1) == 1
    assert store.take_count(7, 2) is None
    assert store.scope_heads(["everyone"]) == {"everyone": 0}
    store.close()


def test_a_walk_computes_no_more_rows_than_are_wanted(cluster: Cluster) -> None:
    store = open_store(cluster.new_database("walked"))
    with store.read_tables() as db:
        walks = [walk(db, "SELECT generate_series(?, 1000000000)", (start,)) for start in (1, 5)]
        assert [next(one) for one in walks] == [(1,), (5,)]
        assert next(walks[0]) == (2,)
    store.close()
    assert walks  # left open, behind the transaction that they belonged to
