"""A counter that is heard late: what it booked in a locked month is told apart from the month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import pytest

from app.domain.identity import EventId
from app.ledger.events.codec import Entry
from app.ledger.events.locked_months import MonthLocked
from app.ledger.queries.locked_months import last_booked
from app.office.store.contract import Store
from app.office.tables import compare_tables
from app.reports.asked import Asked
from app.reports.catalogue import REPORTS
from app.reports.columns import Row
from app.reports.running import Running
from tests.ledger.kiosks import Chain
from tests.ledger.village import Village
from tests.office.stories import arrive, project_all
from tests.reports.comparing import compared
from tests.reports.journal_read import Journal

OFFICE = 30
MONTH, AFTER = date(2026, 11, 1), date(2026, 12, 1)
DAYS = Asked(since=MONTH, until=date(2026, 11, 30))


def rows(store: Store, name: str, which: Asked = DAYS) -> list[Row]:
    with store.read_tables() as db:
        return list(Running(db, REPORTS[name], which))


def ledger(store: Store) -> Mapping[str, int]:
    """Debits less credits of the month, by account."""
    return {str(row[0]): int(row[4] or 0) for row in rows(store, "general-ledger")}


def heard(store: Store, chain: Chain) -> None:
    arrive(store, chain)
    project_all(store)


class Late(NamedTuple):
    """A month that was locked too early."""

    store: Store
    before: Mapping[str, int]
    """The ledger when it was locked."""
    came: list[EventId]
    """What was heard of it afterwards."""
    journal: Journal


@pytest.fixture
def town() -> Chain:
    """Two counters that sold in November, and one of them in December too."""
    village = Village()
    for node in (7, 8):
        village.genesis(node)
        shift = village.shift(node=node)
        for on in (date(2026, 11, 3), date(2026, 11, 20), AFTER):
            village.pay(shift, node=node, on=on)
    events: dict[EventId, Any] = village.events
    return [
        (id, Entry(at=1_000 + at, schema=event.schema, operator=12, event=event))
        for at, (id, event) in enumerate(events.items())
    ]


@pytest.fixture
def late(store: Store, town: Chain) -> Late:
    """Locked when only the first sale of kiosk 8 was there."""
    eight = [(id, entry) for id, entry in town if id.node == 8]
    some = [one for one in town if one[0].node == 7] + eight[:3]
    heard(store, some)
    before = ledger(store)
    with store.read_tables() as db:
        known = last_booked(db)
    lock = MonthLocked(month=MONTH, before=None, known=known)
    said = Entry(at=9_000, schema=lock.schema, operator=1, second=2, office=True, event=lock)
    locked = EventId(OFFICE, 1, 1), said
    heard(store, [locked])
    assert rows(store, "late-bookings") == []
    heard(store, eight)
    return Late(store, before, [id for id, _entry in eight[3:4]], Journal([*town, locked]))


def test_each_event_of_it_is_listed(
    late: Late,
) -> None:
    store, _before, came, told = late
    found = rows(store, "late-bookings")
    assert {row[3] for row in found} == {str(id) for id in came}
    assert {(row[0], row[1], row[2]) for row in found} == {("2026-11", "2026-11-20", "K08")}
    assert sum(int(row[6] or 0) for row in found) == 0
    with store.read_tables() as db:
        made = compared(db, told, "late-bookings", DAYS)
    assert ([str(one) for one in made.differing], made.rows) == ([], len(found))
    assert rows(store, "late-bookings", Asked(since=AFTER, until=date(2026, 12, 31))) == []


def test_the_month_less_what_is_listed_is_as_it_was_locked(
    late: Late,
) -> None:
    store, before = late.store, late.before
    now = Counter(ledger(store))
    assert now != before
    for row in rows(store, "late-bookings"):
        now[str(row[5])] -= int(row[6] or 0)
    assert now == before
    assert compare_tables(store) == []


def lock_of(
    month: date, before: date | None, known: tuple[EventId, ...], *, seq: int
) -> tuple[EventId, Entry]:
    """Of head office, for all."""
    lock = MonthLocked(month=month, before=before, known=known)
    said = Entry(at=9_000 + seq, schema=lock.schema, operator=1, second=2, office=True, event=lock)
    return EventId(OFFICE, 1, seq), said


def test_a_booking_is_late_for_the_lock_of_its_own_month_alone(store: Store, town: Chain) -> None:
    """Though the month behind it was locked too before it came."""
    eight = [(id, entry) for id, entry in town if id.node == 8]
    heard(store, [one for one in town if one[0].node == 7] + eight[:3])
    with store.read_tables() as db:
        known = last_booked(db)
    heard(store, [lock_of(MONTH, None, known, seq=1), lock_of(AFTER, MONTH, known, seq=2)])
    heard(store, eight)
    year = Asked(since=date(2026, 1, 1), until=date(2026, 12, 31))
    found = {(row[0], row[1], row[3]) for row in rows(store, "late-bookings", year)}
    assert found == {
        ("2026-11", "2026-11-20", str(eight[3][0])),
        ("2026-12", AFTER.isoformat(), str(eight[4][0])),
    }


def test_what_a_counter_locked_for_itself_makes_nobody_elses_bookings_late(
    store: Store, town: Chain
) -> None:
    seven = [(id, entry) for id, entry in town if id.node == 7]
    heard(store, seven)
    with store.read_tables() as db:
        lock = MonthLocked(month=MONTH, before=None, known=last_booked(db))
    own = EventId(7, 1, seven[-1][0].seq + 1)
    said = Entry(at=9_000, schema=lock.schema, operator=1, second=2, event=lock)
    heard(store, [*seven, (own, said)])
    heard(store, [one for one in town if one[0].node == 8])
    assert rows(store, "late-bookings") == []
