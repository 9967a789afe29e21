"""Which meters an account has, and had: allocations end, and go on where the end is undone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest
from peewee import Database

from app.domain.identity import EventId
from app.ledger.projection.engine import project
from app.ledger.queries import accounts, cards, compensation
from tests.ledger.goods import ACCOUNT, SERIAL, TODAY
from tests.ledger.kiosks import empty_tables
from tests.ledger.meter_swaps import change_meter, change_undone, meter_changed, undo_change
from tests.ledger.village import Village


@pytest.fixture
def db() -> Iterator[Database]:
    with closing(empty_tables()) as database:
        yield database


@pytest.fixture
def village() -> Village:
    village = Village()
    village.genesis()
    village.account()
    return village


@pytest.fixture
def purchase(village: Village) -> EventId:
    """The first of an account: its meter hangs there since then."""
    bought = village.pay(village.shift())
    village.load(bought, 1)
    return bought


def ends(db: Database) -> list[tuple[EventId, date | None, EventId | None]]:
    found = accounts.allocations_of(db, ACCOUNT)
    return [(row.id, row.ended, row.followed_by) for row in found]


def test_both_meters_hang_there_while_the_card_of_the_new_one_is_in_doubt(
    db: Database, village: Village, purchase: EventId
) -> None:
    change = change_meter(village, purchase, "99")
    project(db, village.chain)
    assert ends(db) == [(purchase, None, None), (change, None, None)]
    assert accounts.meter_taken(db, "99")


def test_the_old_one_ends_on_the_day_of_the_work_and_is_free(
    db: Database, village: Village, purchase: EventId
) -> None:
    change = change_meter(village, purchase, "99", still_owed=300)
    meter_changed(village, change)
    project(db, village.chain)
    assert ends(db) == [(purchase, TODAY, change), (change, None, None)]
    assert [row.meter for row in accounts.meters_of(db, ACCOUNT)] == ["99"]
    assert not accounts.meter_taken(db, village.opening(purchase).contents.meter)
    assert compensation.owed(db, ACCOUNT, change) == 300
    given = compensation.compensation(db, change)
    assert given is not None
    assert (given.load.credit, given.loaded is not None) == (700, True)


def test_it_goes_on_once_the_change_is_undone(
    db: Database, village: Village, purchase: EventId
) -> None:
    change = change_meter(village, purchase, "99", still_owed=300)
    meter_changed(village, change)
    change_undone(village, undo_change(village, change))
    project(db, village.chain[::-1])
    assert ends(db) == [(purchase, None, None), (change, TODAY, purchase)]
    assert not accounts.meter_taken(db, "99")
    assert compensation.owed(db, ACCOUNT, change) == 0


def test_a_meter_that_came_back_is_the_one_that_hangs_there(
    db: Database, village: Village, purchase: EventId
) -> None:
    meter = village.opening(purchase).contents.meter
    change = change_meter(village, purchase, "99")
    meter_changed(village, change)
    back = change_meter(village, purchase, meter)
    project(db, village.chain)
    found = accounts.allocation_of_meter(db, meter)
    assert found is not None
    assert (found.id, found.served_since) == (back, TODAY)


def test_the_card_that_another_one_replaces_is_superseded(
    db: Database, village: Village, purchase: EventId
) -> None:
    meter_changed(village, change_meter(village, purchase, "99", another_card=True))
    project(db, village.chain)
    old = cards.card(db, SERIAL)
    assert old is not None
    assert (old.superseded, old.superseded_by) == (True, b"the other")
