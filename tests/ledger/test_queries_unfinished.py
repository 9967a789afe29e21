"""What a kiosk still has to bring to an end, as its menu says it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from peewee import Database

from app.domain.identity import EventId
from app.ledger.events import exceptions
from app.ledger.projection.engine import project
from app.ledger.queries import plans
from tests.ledger.goods import ACCOUNT
from tests.ledger.kiosks import empty_tables
from tests.ledger.village import Village

NEW_SERIAL = b"card-002"


@pytest.fixture
def db() -> Iterator[Database]:
    with closing(empty_tables()) as database:
        yield database


@pytest.fixture
def village() -> Village:
    return Village()


@pytest.fixture
def shift(village: Village) -> EventId:
    return village.shift()


def test_unfinished_are_a_nodes_open_ones_and_those_whose_card_is_to_be_replaced(
    db: Database, village: Village, shift: EventId
) -> None:
    done = village.pay(shift)
    village.load(done, 1)
    waiting = village.pay(shift, number=2, allocation=done)
    village.pay(village.shift(node=8), account="120100025", serial=b"card-009", node=8)
    project(db, village.chain)
    assert [row.id for row in plans.unfinished(db, 7)] == [waiting]
    taken = len(village.chain)
    village.append(exceptions.PlanScrapped(plan=waiting, account=ACCOUNT))
    project(db, village.chain[taken:])
    assert [row.id for row in plans.unfinished(db, 7)] == [waiting]
    renewed = village.renew(waiting, waiting, NEW_SERIAL)
    project(db, village.chain[-1:])
    assert [row.id for row in plans.unfinished(db, 7)] == [renewed]
