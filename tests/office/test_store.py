"""What else the store keeps: who may speak, what was said, cursors, scopes, quarantine."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from app.domain.identity import EventId
from app.ledger.errors import DiskFull, LedgerDamaged
from app.office.push import push
from app.office.push_answers import Acked
from app.office.store.contract import Projecting, Store
from app.office.store.errors import AlreadyEnrolled, StoreNewer, StoreUnsafe
from app.office.store.migrations import HISTORY
from app.office.store.opening import open_store
from app.office.store.postgres import PostgresStore
from app.office.store.rows import Contact, Invitation, Quarantined, Waiting
from app.office.store.sqlite import SqliteStore
from tests.office.cluster import Cluster
from tests.office.nodes import NOW, KioskNode, kept, same


def invitation(code: int, node: int = 7) -> Invitation:
    return Invitation(
        code_hash=bytes([code] * 32),
        node=node,
        name="Market",
        region=12,
        site="7",
        expires_at=NOW,
    )


def test_a_code_is_taken_once_in_its_time(store: Store) -> None:
    store.invite(invitation(1))
    assert store.redeem(bytes([2] * 32), NOW) is None
    assert store.redeem(bytes([1] * 32), NOW) == invitation(1)
    assert store.redeem(bytes([1] * 32), NOW) is None
    store.invite(invitation(3))
    assert store.redeem(bytes([3] * 32), NOW + 1) is None


def test_a_newer_code_makes_the_older_one_void(store: Store) -> None:
    store.invite(invitation(1))
    store.invite(invitation(2))
    store.invite(invitation(3, node=8))
    assert store.redeem(bytes([1] * 32), NOW) is None
    assert store.redeem(bytes([2] * 32), NOW) == invitation(2)
    assert store.redeem(bytes([3] * 32), NOW) == invitation(3, node=8)


def test_a_number_is_one_kiosks(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store)
    with pytest.raises(AlreadyEnrolled):
        KioskNode(7).begin_epoch().enrol(store)
    found = store.kiosk(7)
    assert found is not None
    assert found.in_force.public_key == kiosk.signer.public_key
    assert store.kiosk(8) is None


def test_a_count_is_taken_once_and_only_upwards(store: Store) -> None:
    taken = [store.take_count(7, count) for count in (1, 2, 2, 1, 9, 8)]
    assert taken == [None, None, 2, 2, None, 9]
    assert store.take_count(8, 1) is None


def test_of_many_threads_with_one_count_one_takes_it(store: Store) -> None:
    with ThreadPoolExecutor(4) as threads:
        taken = list(threads.map(lambda _number: store.take_count(7, 5), range(12)))
    assert sorted(taken, key=str) == [5] * 11 + [None]


def test_what_a_kiosk_last_said_is_kept(store: Store) -> None:
    first = Contact(node=7, at=NOW, program="0.1.0", clock_offset=-1200)
    last = Contact(node=7, at=NOW + 1, health={"printer": "ok", "backup_age": 3600})
    for contact in (first, last, Contact(node=8, at=NOW)):
        store.touch(contact)
    assert store.contacts([6, 7]) == {7: last}
    assert store.contacts(range(1, 1200)).keys() == {7, 8}


def test_refusals_are_counted_not_piled_up(store: Store) -> None:
    for at in range(50):
        store.refused(7, "wrong_signature", f"the {at}th", at)
    store.refused(8, "revoked", "", 60)
    other, one = store.refusals()
    assert (one.first_at, one.last_at, one.times, one.detail) == (0, 49, 50, "the 49th")
    assert other.node == 8
    assert list(store.refusals(7)) == [one]


def test_single_events_are_found(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(3)
    kiosk.push(store)
    assert store.body(EventId(7, 1, 2)) == kiosk.here.bodies[1]
    assert store.hash_at(EventId(7, 1, 2)) == kiosk.here.hashes[1]
    assert store.body(EventId(7, 1, 9)) is store.hash_at(EventId(7, 2, 1)) is None
    assert [seq for seq, _body in store.page(7, 1, 2, 2).events] == [2, 3]


def test_a_projector_moves_its_cursor_with_its_rows(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(9)
    kiosk.push(store)
    KioskNode(8).enrol(store)
    assert list(store.waiting("tables")) == [Waiting(7, 1, 0, 10)]

    def take(upto: int) -> Callable[[Projecting], int]:
        def work(tx: Projecting) -> int:
            before = tx.cursor("tables", 7, 1)
            tx.move_cursor("tables", 7, 1, upto)
            return before

        return work

    def killed(tx: Projecting) -> None:
        take(9)(tx)
        raise InterruptedError

    assert store.project(take(4)) == 0
    with pytest.raises(InterruptedError):
        store.project(killed)
    assert list(store.waiting("tables")) == [Waiting(7, 1, 4, 10)]
    assert store.project(take(10)) == 4
    assert list(store.waiting("tables")) == []
    assert list(store.waiting("feeds")) == [Waiting(7, 1, 0, 10)]
    store.project(lambda tx: tx.forget_cursors("tables"))
    assert list(store.waiting("tables")) == [Waiting(7, 1, 0, 10)]


def test_projected_rows_stand_in_the_tables_database(store: Store) -> None:
    def work(tx: Projecting) -> None:
        tx.database.execute_sql("CREATE TABLE sums (node INTEGER)")  # type: ignore[no-untyped-call]
        with tx.database.atomic():
            tx.database.execute_sql("INSERT INTO sums VALUES (7)")  # type: ignore[no-untyped-call]

    store.project(work)
    with store.read_tables() as database:
        found = database.execute_sql("SELECT node FROM sums").fetchall()  # type: ignore[no-untyped-call]
    assert [tuple(row) for row in found] == [(7,)]


def test_a_projector_never_makes_a_push_wait(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(5)
    pushed = threading.Event()

    def project(tx: Projecting) -> None:
        tx.move_cursor("tables", 7, 1, 1)
        assert pushed.wait(60)

    with ThreadPoolExecutor(1) as threads:
        projecting = threads.submit(store.project, project)
        assert kiosk.push(store) == Acked(1, *kiosk.head)
        pushed.set()
        projecting.result()


def test_versions_of_a_scope_count_its_events(store: Store) -> None:
    ids = [EventId(7, 1, seq) for seq in range(1, 6)]
    scopes = ["everyone", "region:12", "kiosk:7"]
    assert store.project(lambda tx: tx.add_to_scope("everyone", ids[:3], 0)) == 3
    assert store.project(lambda tx: tx.add_to_scope("everyone", ids[1:], 0)) == 5
    assert store.project(lambda tx: tx.add_to_scope("region:12", ids[:1], 0)) == 1
    assert store.scope_heads(scopes) == {"everyone": 5, "region:12": 1, "kiosk:7": 0}
    assert store.scope_heads([]) == {}
    changes = store.scope_changes("everyone", after=1, limit=3)
    assert list(changes) == [(2, ids[1]), (3, ids[2]), (4, ids[3])]


def test_several_writers_of_a_scope_leave_no_gap(store: Store) -> None:
    def add(node: int) -> int:
        return store.project(lambda tx: tx.add_to_scope("everyone", [EventId(node, 1, 1)], 0))

    with ThreadPoolExecutor(4) as threads:
        versions = list(threads.map(add, range(1, 13)))
    assert sorted(versions) == list(range(1, 13))
    changes = store.scope_changes("everyone", after=0, limit=99)
    assert [change.version for change in changes] == list(range(1, 13))
    assert [versions[change.id.node - 1] for change in changes] == list(range(1, 13))


def test_quarantine_is_entered_and_left(store: Store) -> None:
    found = Quarantined(id=EventId(7, 1, 3), lane="tables", reason="newer", since=NOW)
    for _twice in range(2):
        store.project(lambda tx: tx.quarantine(found))
    assert list(store.quarantined()) == [found]
    store.project(lambda tx: tx.release("feeds", found.id))
    assert list(store.quarantined()) == [found]
    store.project(lambda tx: tx.release("tables", found.id))
    assert list(store.quarantined()) == []


@pytest.mark.parametrize("events", [255, 256, 257, 1_000])
def test_of_a_long_bundle_every_event_and_every_image_is_kept(store: Store, events: int) -> None:
    """However many rows of it a statement adds; twice is the same as once."""
    kiosk = KioskNode(7).enrol(store).sell(events - 1)
    images = tuple(b"%d" % number * 9 for number in range(events))
    bundle = kiosk.seal(1, events, images=images)
    for _time in range(2):
        assert isinstance(push(store, 7, bundle, NOW), Acked)
    assert same(store, kiosk)
    by_digest = {sha256(body).digest(): body for body in images}
    assert store.images(7, list(by_digest)) == by_digest


def test_one_kiosks_pushes_at_once_add_up(store: Store) -> None:
    """The agent that gave up waiting sends again while the first request is still under way."""
    kiosk = KioskNode(7).enrol(store).sell(39)
    sent = [(1, 40), (1, 20), (5, 30), (1, 40)] * 3
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda of: kiosk.push(store, *of), sent))
    assert same(store, kiosk)


def test_the_store_is_there_again_after_it_was_closed(where: str) -> None:
    store = open_store(where)
    kiosk = KioskNode(7).enrol(store).sell(5)
    kiosk.push(store)
    store.close()
    store.close()
    store = open_store(where)
    assert same(store, kiosk)
    store.close()


def test_a_store_of_a_newer_program_is_left_alone(where: str) -> None:
    store = open_store(where)
    store.project(lambda tx: _raise_version(tx))
    store.close()
    with pytest.raises(StoreNewer):
        open_store(where)


def _raise_version(tx: Projecting) -> None:
    tx.database.execute_sql(f"UPDATE {HISTORY} SET number = number + 99")  # type: ignore[no-untyped-call]


def test_sqlite_files_are_private_and_two(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "office").close()
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "office").iterdir()}
    assert modes == {"journal.db": 0o600, "tables.db": 0o600}


def test_a_store_whose_making_was_interrupted_is_made(tmp_path: Path) -> None:
    (tmp_path / "journal.db").touch()
    store = SqliteStore(tmp_path)
    KioskNode(7).enrol(store)
    store.close()


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tables.db").write_bytes(b"somebody else's " * 1000)
    with pytest.raises(LedgerDamaged):
        SqliteStore(tmp_path)


def test_a_full_disk_acknowledges_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SqliteStore(tmp_path)
    kiosk = KioskNode(7).enrol(store).sell(5)
    with monkeypatch.context() as full:
        full.setattr("app.ledger.database.free_bytes", lambda _directory: 4096)
        with pytest.raises(DiskFull):
            kiosk.push(store)
    assert kept(store, 7, 1) == ((), {})
    assert kiosk.push(store) == Acked(1, *kiosk.head)
    store.close()


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_postgresql_that_could_lose_what_it_acknowledged_is_refused(
    cluster: Cluster, setting: str
) -> None:
    dsn = cluster.new_database(f"unsafe-{setting}")
    cluster.set(setting, "off")
    try:
        with pytest.raises(StoreUnsafe, match=setting):
            PostgresStore(dsn)
    finally:
        cluster.set(setting, "on")


def test_whatever_the_role_says_a_commit_waits_for_the_log(cluster: Cluster) -> None:
    dsn = cluster.new_database("hasty")
    with cluster.connect() as connection:
        connection.execute("ALTER DATABASE hasty SET synchronous_commit = off")
    store = PostgresStore(dsn)
    with store.read_tables() as database:
        found = database.execute_sql("SHOW synchronous_commit").fetchone()  # type: ignore[no-untyped-call]
    assert found == ("on",)
    store.close()
