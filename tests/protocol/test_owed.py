"""A load that may have died is owed until it is made good, or proves to have arrived."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.metering import MeterAnswer
from app.ledger.queries import accounts, compensation
from app.operations.card_ahead import note_ahead
from app.operations.card_look import see_card
from app.operations.local_time import local_date
from app.operations.operation import Caller
from tests.counter import CASHIER, SUPERVISOR
from tests.operations.proofs import ledger_of
from tests.protocol.conftest import MakeStreet
from tests.protocol.kiosks import Street, back_up, lose_and_restore
from tests.protocol.play import all_is_well, events


def owed(street: Street) -> int:
    """What the ledger of the account's home says."""
    with ledger_of(street.a).read() as reader:
        (allocation,) = accounts.allocations_of(reader.db, street.account)
        return compensation.owed(reader.db, street.account, allocation.id)


def compensate(street: Street, card: Any, volume: str = "1") -> Any:
    two = {"reason": "no supply", "second": SUPERVISOR}
    return street.do(street.a, "compensate", card, volume=volume, **two)


@pytest.fixture(params=[False, True], ids=["the load died", "the load had arrived"])
def replaced(request: pytest.FixtureRequest, make_street: MakeStreet) -> tuple[Street, Any, int]:
    """A restored kiosk made a card without the load of the old one; it has been in the meter.

    With the street and the card: what was sold, or 0 where the meter had it already.
    """
    street = make_street()
    street.settled_in()
    sold = street.sell(street.a)
    if request.param:
        assert street.visit() is MeterAnswer.CREDIT
    back_up(street.a)
    lose_and_restore(street.a)
    reissued, new = street.reissue(street.a)
    assert reissued.owed == owed(street) == sold.quantity
    street.visit(new)
    return street, new, 0 if request.param else sold.quantity


def test_a_compensation_makes_good_only_what_did_not_arrive(
    replaced: tuple[Street, Any, int],
) -> None:
    """Two people see what is owed before they sign: not what the meter has."""
    street, card, died = replaced
    given = compensate(street, card)
    assert given.settled == min(died, 1_000)
    assert given.still_owed == owed(street) == max(0, died - 1_000)
    all_is_well(street)


def test_the_next_sale_notes_what_arrived_once(replaced: tuple[Street, Any, int]) -> None:
    """Afterwards the card does not prove it any more."""
    street, card, died = replaced
    for _sale in range(2):
        street.sell(street.a, card)
        street.visit(card)
        assert owed(street) == died
    arrivals = [event for _id, event in events(street.a, "credit_owed")]
    assert [event.quantity < 0 for event in arrivals] == [True] * (died == 0)
    all_is_well(street)


def test_an_arrival_that_was_noted_before_a_sale_broke_off_is_not_noted_again(
    replaced: tuple[Street, Any, int],
) -> None:
    street, card, died = replaced
    kiosk = street.a.kiosk
    for _time in range(2):
        street.a.put(card)
        with kiosk.cards.session() as session:
            look = see_card(kiosk, session)
            note_ahead(kiosk, Caller(operator=CASHIER), session, look, local_date(kiosk))
    assert len(events(street.a, "credit_owed")) == (died == 0)
    assert owed(street) == died
