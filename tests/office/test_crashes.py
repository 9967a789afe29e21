"""Acknowledged means durable: whatever dies, and whatever head office is restored to."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from app.office.push_answers import Acked, Gap, Ungranted
from app.office.store.contract import Store
from app.office.store.errors import StoreUnavailable
from app.office.store.opening import open_store
from tests.office.cluster import Cluster
from tests.office.nodes import KioskNode, kept, same
from tests.office.pushing import EVENTS, kiosk


def started(where: str, *when: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.office.pushing", str(where), *when],
        stdout=subprocess.PIPE,
        text=True,
    )


def enrolled(where: str) -> KioskNode:
    store = open_store(where)
    made = kiosk().enrol(store)
    store.close()
    return made


def cursor(store: Store) -> int:
    found = store.kiosk(7)
    assert found is not None
    return found.in_force.last_seq


def require_whole_and_going_on(where: str, made: KioskNode, acked: int) -> None:
    """Up to some event from ``acked`` on exactly the kiosk's; the rest comes after."""
    store = open_store(where)
    last = cursor(store)
    bodies, headers = kept(store, 7, 1)
    assert last >= acked
    assert bodies == made.here.bodies[:last]
    assert headers == {seq: data for seq, data in made.here.headers.items() if seq <= last}
    assert made.push(store, max(1, last - 3)) == Acked(1, *made.head)
    assert same(store, made)
    store.close()


def test_killed_at_any_time_what_was_acknowledged_is_there(where: str) -> None:
    made = enrolled(where)
    process = started(where)
    assert process.stdout is not None
    for _number in range(25):
        process.stdout.readline()
    process.kill()
    acked = [int(line) for line in process.stdout if line.endswith("\n")]
    process.wait()
    process.stdout.close()
    assert len(acked) < EVENTS // 4 - 25
    require_whole_and_going_on(where, made, max(acked, default=100))


@pytest.mark.parametrize(("when", "there"), [("before", 8), ("after", 12)])
def test_killed_around_the_commit(where: str, when: str, there: int) -> None:
    made = enrolled(where)
    said = started(where, when).communicate()[0]
    assert said.split() == ["4", "8"]
    store = open_store(where)
    assert cursor(store) == there
    store.close()
    require_whole_and_going_on(where, made, there)


def test_postgresql_crashes_under_pushes_and_they_go_on_by_themselves(cluster: Cluster) -> None:
    where = cluster.new_database("crash")
    store = open_store(where)
    made = kiosk().enrol(store)
    acked, failed, enough = [0], threading.Event(), threading.Event()

    def pushing() -> None:
        try:
            while True:
                first = acked[-1] % EVENTS + 1
                answer = made.push(store, first, first + 3)
                assert isinstance(answer, Acked)
                acked.append(first + 3)
                if len(acked) > 10:
                    enough.set()
        except StoreUnavailable:
            failed.set()

    thread = threading.Thread(target=pushing)
    thread.start()
    assert enough.wait(60)
    cluster.stop_at_once()
    assert failed.wait(60)
    thread.join()
    with pytest.raises(StoreUnavailable):
        store.kiosk(7)
    cluster.start()
    assert cursor(store) >= max(acked)
    assert made.push(store, 1, 5) == Acked(1, cursor(store), made.here.hashes[cursor(store) - 1])
    store.close()
    require_whole_and_going_on(where, made, max(acked))


def test_head_office_restored_from_a_backup_is_filled_again(
    where: str, request: pytest.FixtureRequest
) -> None:
    store = open_store(where)
    one, other = (KioskNode(node).enrol(store).sell(9) for node in (3, 7))
    one.push(store, 1, 4)
    other.push(store)
    store.close()
    backup = copied(where, request)
    store = open_store(where)
    one.push(store)
    other.begin_epoch().sell(3).be_granted(store)
    other.push(store)
    store.close()

    store = open_store(backup)
    one.sell(2)
    assert one.push(store, 11) == Gap(1, 5, one.here.hashes[3])
    assert one.push(store, 5) == Acked(1, *one.head)
    assert other.push(store) == Ungranted(1)
    other.be_granted(store)
    assert other.push(store) == Acked(2, *other.head)
    assert all(same(store, kiosk) for kiosk in (one, other))
    store.close()


def copied(where: str, request: pytest.FixtureRequest) -> str:
    """A backup of a store that nobody has open."""
    if not where.startswith("postgresql:"):
        return str(shutil.copytree(where, Path(where).with_name("backup")))
    cluster: Cluster = request.getfixturevalue("cluster")
    name = conninfo_to_dict(where)["dbname"]
    with cluster.connect() as connection:
        connection.execute(f'CREATE DATABASE "{name}-backup" TEMPLATE "{name}"')
    return cluster.dsn(f"{name}-backup")
