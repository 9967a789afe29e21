"""A projector that is killed anywhere: nothing is lost, nothing is taken twice."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app.ledger.projection.statements import execute
from app.office.store.contract import Store
from app.office.store.opening import open_store
from app.office.tables import bring_up_to_date, compare_tables
from tests.office.nodes import NOW
from tests.office.projecting_alone import STEP
from tests.office.stories import arrive, counter_dump, drawn, dump, project_all

CHAIN = drawn(6, acts=90)


def filled(where: str) -> None:
    store = open_store(where)
    arrive(store, CHAIN)
    bring_up_to_date(store, 7, NOW)
    store.close()


def started(where: str, *when: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.office.projecting_alone", where, *when],
        stdout=subprocess.PIPE,
        text=True,
    )


def projected(store: Store) -> int:
    with store.read_tables() as db:
        (found,) = execute(db, "SELECT sum(seq) FROM projection_cursor").fetchone()
    return int(found)


def require_whole_after(where: str, *, at_least: int) -> None:
    store = open_store(where)
    assert projected(store) >= at_least
    assert compare_tables(store) == []
    project_all(store)
    assert dump(store) == counter_dump(CHAIN)
    store.close()


@pytest.mark.parametrize(("when", "there"), [("before", 2 * STEP), ("after", 3 * STEP)])
def test_killed_around_the_commit(where: str, when: str, there: int) -> None:
    filled(where)
    assert started(where, when).communicate()[0].split() == [str(STEP)] * 2
    store = open_store(where)
    assert projected(store) == there
    store.close()
    require_whole_after(where, at_least=there)


def test_two_killed_at_any_time(where: str) -> None:
    filled(where)
    workers = [started(where) for _number in range(2)]
    for _round in range(4):
        for worker in workers:
            assert worker.stdout is not None
            worker.stdout.readline()
    done = 0
    for worker in workers:
        worker.kill()
        assert worker.stdout is not None
        done += sum(int(line) for line in worker.stdout.read().split("\n")[:-1])
        worker.wait()
        worker.stdout.close()
    require_whole_after(where, at_least=done)
