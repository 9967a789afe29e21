"""Projectors: what kiosks pushed becomes the tables that a counter with the same events has."""

from __future__ import annotations

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.identity import EventId
from app.ledger.events.accounts import AccountOpened
from app.ledger.projection.engine import TABLES
from app.ledger.projection.statements import execute
from app.office.projecting import Owner, prepare_tables, project_until
from app.office.projector import Done, project_once, retry
from app.office.store.contract import Projecting, Store
from app.office.store.opening import open_store
from app.office.tables import bring_up_to_date, compare_tables, rebuild_tables
from tests.counter import SetClock
from tests.office.cluster import Cluster
from tests.office.nodes import NOW, OFFICE
from tests.office.stories import append, arrive, counter_dump, drawn, dump, project_all

_WRITTEN = ("posting", "region")


@pytest.mark.parametrize(("cut", "most"), [(1 << 30, 2_000), (17, 50), (1, 3)])
def test_the_tables_are_byte_by_byte_those_of_a_counter(store: Store, cut: int, most: int) -> None:
    chain = drawn(cut, acts=150)
    done = 0
    while done < len(chain):
        arrive(store, chain, cut)
        done += project_all(store, most).applied
    assert dump(store) == counter_dump(chain)
    assert compare_tables(store) == []


def test_what_cannot_be_read_waits_and_holds_up_nothing(store: Store) -> None:
    chain = drawn(1, acts=60)
    arrive(store, chain)
    odd = [b'{"at":1,"schema":1,"event":{"type":"FromTheFuture"}}', b"no event at all"]
    append(store, 77, 1, 1, odd)
    assert project_all(store) == Done(len(chain), 2)
    assert dump(store) == counter_dump(chain)
    assert [one.id for one in store.quarantined()] == [EventId(77, 1, 1), EventId(77, 1, 2)]
    assert retry(store) == Done(0, 2)
    assert compare_tables(store) == []


def test_what_the_database_refuses_waits_alone(store: Store) -> None:
    """A number that no column holds, in the middle of what is well."""
    chain = drawn(2, acts=60)
    arrive(store, chain)
    append(store, 77, 1, 1, [_jump(at=1 << 63)])
    assert project_all(store) == Done(len(chain), 1)
    assert dump(store) == counter_dump(chain)
    assert [one.id for one in store.quarantined()] == [EventId(77, 1, 1)]
    assert retry(store) == Done(0, 1)


def test_a_text_that_no_index_of_postgresql_holds_waits_alone(cluster: Cluster) -> None:
    store = open_store(cluster.new_database("long_text"))
    chain = drawn(2, acts=20)
    long = b"".join(
        b"%032x" % (number * 0x9E3779B97F4A7C15F39CC0605CEDC835) for number in range(900)
    )
    event = b'{"type":"account_erased","account":"%s","reason":"asked"}' % long
    append(store, 77, 1, 1, [b'{"at":1,"schema":1,"event":%s}' % event, _jump(at=1)])
    arrive(store, chain)
    assert project_all(store) == Done(len(chain) + 1, 1)
    store.close()


def _jump(at: int) -> bytes:
    event = b'{"type":"clock_jump_accepted","wall_milliseconds":1,"reason":"battery"}'
    return b'{"at":%d,"schema":1,"event":%s}' % (at, event)


def test_a_newer_program_reads_what_waited(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    chain = drawn(3, acts=150)
    arrive(store, chain)
    monkeypatch.setattr(AccountOpened, "schema", 0)
    waiting = sum(isinstance(entry.event, AccountOpened) for _id, entry in chain)
    assert project_all(store) == Done(len(chain) - waiting, waiting)
    monkeypatch.undo()
    assert retry(store) == Done(waiting, 0)
    assert retry(store) == Done()
    assert dump(store) == counter_dump(chain)


def test_several_workers_at_once_give_the_same_tables(store: Store) -> None:
    chain = drawn(4)
    bring_up_to_date(store, 7, NOW)
    arrived = threading.Event()
    failed: list[BaseException] = []

    def work() -> None:
        try:
            while not (project_once(store, NOW, most=20).nothing and arrived.is_set()):
                pass
        except BaseException as error:
            failed.append(error)
            raise

    workers = [threading.Thread(target=work) for _number in range(4)]
    for worker in workers:
        worker.start()
    for _part in range(len(chain)):
        arrive(store, chain, 40)
        if not store.waiting("tables") and _whole(store, len(chain)):
            break
    arrived.set()
    for worker in workers:
        worker.join()
    project_all(store)
    assert (failed, store.quarantined()) == ([], [])
    assert dump(store) == counter_dump(chain)


def table_names(store: Store) -> set[str]:
    with store.read_tables() as db:
        found = set(db.get_tables(None if db.param == "?" else "tables"))
    assert found > {table.name for table in TABLES}
    return found


def _whole(store: Store, events: int) -> bool:
    rows = [row for kiosk in store.kiosks() for row in kiosk.epochs.values()]
    return sum(row.last_seq for row in rows) == events


def test_rebuilding_beside_gives_the_same_and_goes_on(store: Store) -> None:
    chain = drawn(5, acts=200)
    arrive(store, chain, 40)
    project_all(store)
    tables = table_names(store)
    store.project(lambda tx: execute(tx.database, "DELETE FROM posting"))
    assert compare_tables(store) != []
    arrive(store, chain, 10)
    rebuild_tables(store, NOW)
    assert compare_tables(store) == []
    arrive(store, chain)
    project_all(store)
    assert dump(store) == counter_dump(chain)
    assert table_names(store) == tables


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(texts=st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8")), min_size=1))
def test_any_text_comes_back_as_it_was_written(store: Store, texts: list[str]) -> None:
    """Both ways in which PostgreSQL is given rows: those that merge, those that do not."""
    bring_up_to_date(store, 7, NOW)
    posting, region = (next(one for one in TABLES if one.name == name) for name in _WRITTEN)
    postings = [(1, line, "drawer", text, -5, "", 7, None) for line, text in enumerate(texts)]
    regions = [(number, 1, 2, text, None, text, False) for number, text in enumerate(texts)]

    def work(tx: Projecting) -> tuple[list[str], list[str]]:
        execute(tx.database, "DELETE FROM posting")
        execute(tx.database, "DELETE FROM region")
        tx.write({posting: postings, region: regions})
        found = [
            [row[0] for row in execute(tx.database, f"SELECT {column} FROM {table} ORDER BY {key}")]
            for table, column, key in (("posting", "subject", "line"), ("region", "name", "region"))
        ]
        return found[0], found[1]

    assert store.project(work) == (texts, texts)


def test_projectors_run_until_they_are_told_to_stop(store: Store) -> None:
    chain = drawn(9, acts=80)
    stop = threading.Event()
    prepare_tables(store, stop, Owner(7, OFFICE, SetClock(NOW)))
    running = [
        threading.Thread(target=project_until, args=(store, stop, SetClock(NOW)))
        for _number in range(2)
    ]
    for one in running:
        one.start()
    arrive(store, chain)
    while store.waiting("tables"):
        stop.wait(0.02)
    stop.set()
    for one in running:
        one.join()
    assert dump(store) == counter_dump(chain)
