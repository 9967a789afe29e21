"""The list of exceptions is kept account by account, and is what the tables say."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import msgspec
import pytest
from peewee import Database
from playhouse.apsw_ext import APSWDatabase

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import Marking
from app.domain.errors import TapcardError
from app.domain.identity import EventId
from app.ledger.events.codec import Entry
from app.ledger.events.ledger_life import OfficeJoined
from app.ledger.events.master_data import TariffRevisionSet
from app.ledger.events.recounts import ExceptionSettled
from app.ledger.events.sales import PurchasePaid
from app.ledger.journal import scan
from app.ledger.projection import statements
from app.ledger.projection.engine import gather
from app.ledger.projection.statements import all_rows, execute
from app.ledger.queries import settings
from app.office.administration import Administration, AskFound, AskRecount, AskSettle
from app.office.exception_desk import Counted, CountedPage, FoundPage
from app.office.exceptions import ExceptionKind, OfficeException, found_in
from app.office.head_office import HeadOffice
from app.office.kept_exceptions import Place, Wanted, page, place_of, statement
from app.office.looking import compare_exceptions, look_again, note_changed
from app.office.store.contract import Projecting, Store
from app.office.store.opening import open_store
from app.office.tables import compare_tables, rebuild_tables
from tests.counter import SUPERVISOR
from tests.ledger.kiosks import Chain
from tests.office.cluster import Cluster
from tests.office.nodes import NOW
from tests.office.stories import arrive, project_all
from tests.office.town import BY, until
from tests.operations.proofs import ledger_of
from tests.protocol.conftest import fresh_street as fresh_street
from tests.protocol.kiosks import Street, sync_both

OFFICE = 30
_BIG = {"purchase", "p", "deed", "touch", "account", "account_state", "book_total", "plan"}
DUPLICATE, DIFFERENCE = ExceptionKind.DUPLICATE_NUMBER, ExceptionKind.PRICE_DIFFERENCE
ORDERS = (((0, 99_999), (1, 99_999)), ((1, 30), (0, 25), (1, 99_999), (0, 99_999)))
"""Which counter is heard next, and how many more of its events."""


@pytest.fixture(scope="module")
def chains(
    fresh_street: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Chain, Chain]:
    """What two counters did that did not hear of each other: all that can go wrong."""
    folder = tmp_path_factory.mktemp("kept") / "street"
    shutil.copytree(fresh_street[0], folder)
    street = Street(folder, TapcardSle4442(marking=Marking.BOTH))
    street.clock.now += 3_600_000
    street.open(fresh_street[1])
    try:
        all_goes_wrong(street)
        return own(street, 0), own(street, 1)
    finally:
        street.close()


def all_goes_wrong(street: Street) -> None:
    street.settled_in()
    kind: dict[str, Any] = {"code": "repair", "name": "Repair", "ledger_code": "4100"}
    street.a.do("set-payment-kind", by=1, price="116", **kind)
    due: dict[str, Any] = {"kind": "repair", "reason": "Pipe", "due": "2026-12-31"}
    street.a.do("book-arrears", account=street.account, **due)
    sync_both(street.a, street.b)
    for kiosk in street.kiosks:
        kiosk.do("pay-arrears", account=street.account)
        kiosk.do("set-tender-kind", by=1, kind="voucher", taken="yes")
        paid: dict[str, Any] = {"amount": "5", "tenders": "voucher=5:V-0001"}
        kiosk.do("deposit-balance", account=street.account, **paid)
    street.sell(street.a, volume="3")
    ended: dict[str, Any] = {"card": "lost", "dials": "000000012345=0", "second": SUPERVISOR}
    street.a.do("cancel-account", account=street.account, reason="moves away", **ended)
    street.clock.now += 60_000
    _reissued, new = street.reissue(street.b)
    street.visit(new)
    street.sell(street.b, new)


def own(street: Street, which: int) -> Chain:
    ledger = ledger_of(street.kiosks[which])
    with ledger.read() as reader:
        told = [(id, entry) for batch in scan(reader.db) for id, entry, _body in batch]
    return [(id, entry) for id, entry in told if id.node == ledger.node]


def heard(store: Store, chain: Chain, most: int = 99_999) -> None:
    """Head office hears so many more of a counter's events, and looks."""
    arrive(store, chain, most)
    project_all(store, most=20)
    while look_again(store):
        pass


def of_office(store: Store, *events: Any) -> None:
    """What head office says itself."""
    with store.read_tables() as db:
        at = all_rows(db, "SELECT MAX(at) FROM deed")[0][0]
    ids = (EventId(OFFICE, 1, seq) for seq in range(1, 1 + len(events)))
    entries = (Entry(at=at + 1, schema=one.schema, operator=1, event=one) for one in events)
    heard(store, list(zip(ids, entries, strict=True)))


def later_tariff(store: Store) -> TariffRevisionSet:
    """One that was due before anybody sold by the one before it."""
    with store.read_tables() as db:
        (revision,) = settings.revisions(db, settings.tariff_classes(db)[0])
    due = revision.valid_from + timedelta(days=1)
    return TariffRevisionSet(
        revision=msgspec.structs.replace(revision, revision=revision.revision + 1, valid_from=due)
    )


@pytest.fixture
def full(store: Store, chains: tuple[Chain, Chain]) -> Store:
    for chain in chains:
        heard(store, chain)
    return store


def sold_at_old_tariff(store: Store) -> set[int]:
    """The kiosks that did, by a list that is what all tables say."""
    with store.read_tables() as db:
        assert compare_exceptions(db) == []
        found = page(db, Wanted(kind=ExceptionKind.OLD_TARIFF), 99)
    return {node for one in found for node in one.kiosks}


def test_what_a_counter_sold_before_it_joined_was_not_at_an_old_tariff(
    full: Store, chains: tuple[Chain, Chain]
) -> None:
    of_office(full, later_tariff(full))
    (id, entry), (other, _entry) = chains[0][-1], chains[1][-1]
    assert sold_at_old_tariff(full) == {id.node, other.node}
    joined = Entry(at=entry.at + 1, schema=1, event=OfficeJoined(office_key=bytes(32)))
    heard(full, [*chains[0], (id._replace(seq=id.seq + 1), joined)])
    assert sold_at_old_tariff(full) == {other.node}


def test_nor_what_another_projector_brought_while_one_was_told_that_it_joined(
    cluster: Cluster, chains: tuple[Chain, Chain]
) -> None:
    with closing(open_store(cluster.new_database("joining"))) as store:
        events = [entry.event for _id, entry in chains[0]]
        sold = next(n for n, one in enumerate(events) if isinstance(one, PurchasePaid))
        heard(store, chains[0], sold)
        of_office(store, later_tariff(store))
        (id, entry) = chains[0][-1]
        joined = Entry(at=entry.at + 1, schema=1, event=OfficeJoined(office_key=bytes(32)))
        told = [(id._replace(seq=id.seq + 1), joined)]

        def tell(tx: Projecting) -> None:
            tx.write(gather(told))
            note_changed(tx, told)
            heard(store, chains[0])
            assert sold_at_old_tariff(store) == {id.node}  # nobody sees what was told yet

        store.project(tell)
        while look_again(store):
            pass
        assert sold_at_old_tariff(store) == set()


@pytest.mark.parametrize("order", ORDERS, ids=["one by one", "in pieces"])
def test_in_whatever_order_it_came_the_list_is_what_all_tables_say(
    store: Store, chains: tuple[Chain, Chain], order: tuple[tuple[int, int], ...]
) -> None:
    kinds: set[ExceptionKind] = set()
    for which, most in order:
        heard(store, chains[which], most)
        with store.read_tables() as db:
            assert compare_exceptions(db) == []
            kinds |= {one.kind for one in page(db, Wanted(), 99)}
    of_office(store, later_tariff(store))
    with store.read_tables() as db:
        assert compare_exceptions(db) == []
        found = {one.kind for one in page(db, Wanted(), 99)}
    assert kinds | found >= set(ExceptionKind) - {ExceptionKind.GAP}


def pages(store: Store, wanted: Wanted) -> Iterator[OfficeException]:
    """One after the other, an exception each."""
    place: Place | None = None
    while True:
        with store.read_tables() as db:
            some = page(db, wanted, 1, place)
        if not some:
            return
        yield some[0]
        place = place_of(some[0])


def test_a_page_goes_on_where_the_last_one_ended(full: Store) -> None:
    everything = list(pages(full, Wanted()))
    assert everything == sorted(everything, key=place_of)
    nodes = {node for one in everything for node in one.kiosks}
    for node in nodes:
        mine = list(pages(full, Wanted(node=node)))
        assert mine == [one for one in everything if node in one.kiosks]
    for kind in ExceptionKind:
        of_kind = [one for one in everything if one.kind is kind]
        assert list(pages(full, Wanted(kind=kind))) == of_kind
        of_first = [one for one in of_kind if min(nodes) in one.kiosks]
        assert list(pages(full, Wanted(kind=kind, node=min(nodes)))) == of_first
    require_read_by_index(full)


def test_what_was_settled_leaves_the_list_and_says_by_whom(full: Store) -> None:
    first = next(pages(full, Wanted()))
    said = ExceptionSettled(
        kind=first.kind.value, subject=first.subject, account=first.account, reason="seen"
    )
    of_office(full, said)
    assert first not in list(pages(full, Wanted()))
    (ended,) = pages(full, Wanted(settled=True))
    assert ended.settled is not None
    assert (ended.subject, ended.settled.operator, ended.settled.reason) == (
        first.subject,
        1,
        "seen",
    )


def test_a_check_names_what_is_kept_and_not_so(full: Store) -> None:
    assert compare_tables(full) == []
    full.project(lambda tx: execute(tx.database, "DELETE FROM found_exception WHERE kind = 'gap'"))
    full.project(lambda tx: execute(tx.database, "UPDATE found_exception SET amount = amount + 1"))
    assert {one.table for one in compare_tables(full)} == {"found_exception"}
    rebuild_tables(full, NOW)
    while look_again(full):
        pass
    assert compare_tables(full) == []


def test_who_ends_looks_no_further_and_keeps_all_for_the_next_time(
    store: Store, chains: tuple[Chain, Chain]
) -> None:
    for chain in chains:
        arrive(store, chain, 99_999)
    project_all(store)
    while look_again(store, lambda: True):
        pass  # days that something changed since become accounts
    with store.read_tables() as db:
        assert page(db, Wanted(), 99) == []
    assert look_again(store, lambda: False)
    with store.read_tables() as db:
        assert page(db, Wanted(), 99) != []
        assert compare_exceptions(db) == []


def require_read_by_index(store: Store) -> None:
    """Whatever is asked for, nothing is read that is not told."""
    kind = ExceptionKind.GAP
    for wanted in (Wanted(), Wanted(kind=kind), Wanted(node=3), Wanted(node=3, kind=kind)):
        plan = planned(store, *statement(wanted, 20))
        assert not any("SCAN" in line or "TEMP B-TREE" in line for line in plan), plan


def planned(store: Store, sql: str, params: Sequence[object]) -> list[str]:
    """How SQLite goes about it; PostgreSQL's plan depends on how much there is."""
    with store.read_tables() as db:
        if not isinstance(db, APSWDatabase):
            return []
        return [row[3] for row in all_rows(db, f"EXPLAIN QUERY PLAN {sql}", params)]


def test_an_account_is_looked_at_without_reading_others(
    full: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Sequence[object]] = {}
    plain = statements.query

    def noted(db: Database, sql: str, params: Sequence[object] = ()) -> Any:
        asked[sql] = params
        return plain(db, sql, params)

    with full.read_tables() as db:
        (account,) = all_rows(db, "SELECT DISTINCT subject FROM touch WHERE kind = 'account'")[0]
        with monkeypatch.context() as patched:
            patched.setattr(statements, "query", noted)
            assert list(found_in(db, [str(account)]))
    scans = [
        (line, sql)
        for sql, params in asked.items()
        for line in planned(full, sql, params)
        if line.startswith("SCAN") and line.split()[1] in _BIG
    ]
    assert scans == []


@pytest.fixture
def told(office: HeadOffice, chains: tuple[Chain, Chain]) -> HeadOffice:
    """A head office at work that has heard it all, and looked."""
    for chain in chains:
        arrive(office.store, chain)
    until(lambda: {DUPLICATE, DIFFERENCE} <= listed(office))
    return office


def listed(office: HeadOffice) -> set[ExceptionKind]:
    found = Administration(office).answer(AskFound())
    assert isinstance(found, FoundPage)
    return {one.kind for one in found.exceptions}


def events(office: HeadOffice, kind: str) -> int:
    """Of its own ledger."""
    with office.ledger.read() as reader:
        return len(all_rows(reader.db, "SELECT 1 FROM deed WHERE kind = ?", (kind,)))


def test_two_people_settle_one_exception_once(told: HeadOffice) -> None:
    (found,) = pages(told.store, Wanted(kind=DUPLICATE))
    both = Barrier(2)

    def settles(_who: int) -> str:
        ask = AskSettle(kind=DUPLICATE, subject=found.subject, reason="made good", by=BY)
        both.wait()
        try:
            Administration(told).answer(ask)
        except TapcardError as error:
            return error.code
        return "settled"

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(settles, (1, 2))) == ["settled", "stale_quote"]
    assert (events(told, "exception_settled"), events(told, "credit_owed")) == (1, 1)
    assert DUPLICATE not in listed(told)  # at once, whatever the tables know yet
    until(lambda: len(list(pages(told.store, Wanted(settled=True)))) == 1)


def test_a_difference_is_booked_once_however_often_it_is_asked_for(told: HeadOffice) -> None:
    account = next(pages(told.store, Wanted(kind=DIFFERENCE))).account
    ask = AskRecount(account=account, by=BY)
    told.own.stop()  # the tables hear nothing of it for a while
    first = Administration(told).answer(ask)
    assert isinstance(first, CountedPage)
    assert first.accounts[0].event is not None
    with pytest.raises(TapcardError, match="a moment ago"):
        Administration(told).answer(ask)
    told.own.step()
    until(lambda: DIFFERENCE not in listed(told))
    assert Administration(told).answer(ask) == CountedPage(
        accounts=[Counted(account=account)], next=None, digits=2
    )
    assert events(told, "account_recounted") == 1
    assert compare_tables(told.store) == []
