"""A meter change whose new card locked itself: nothing else happens before it is renewed."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.domain.metering import MeterAnswer
from app.operations.errors import CardScrapped, PlanInterrupted
from tests.counter import SUPERVISOR
from tests.operations.conftest import MakeCounter
from tests.operations.mover import FORM, NEW
from tests.operations.patron import Patron, paid_then
from tests.operations.proofs import events
from tests.operations.proofs import make_proved as make_proved
from tests.operations.test_bad_cards import spend_tries


def change(patron: Patron, **arguments: Any) -> Any:
    given = {"account": patron.account, "new_meter": NEW, "old_dial": "0.5", **FORM, **arguments}
    return patron.do("change-meter", second=SUPERVISOR, **given)


@pytest.fixture
def scrapped(make_proved: MakeCounter) -> Patron:
    """The customer's card was lost and has turned up; the blank one takes nothing any more."""
    one = Patron(make_proved(profile=TapcardSle4428())).served()
    lost = one.card
    one.new_card()
    with paid_then(one.counter, one.counter.reader.remove), pytest.raises(PlanInterrupted):
        change(one)
    spend_tries(one.card, 1)
    one.counter.put(one.card)
    with pytest.raises(CardScrapped):
        one.counter.do("settle", account=one.account)
    one.card = lost
    return one


def test_no_other_card_is_sold_to_or_changed_meanwhile(scrapped: Patron) -> None:
    """What the dial settled would be something else afterwards."""
    for attempt in (scrapped.buy, partial(change, scrapped, new_meter="77")):
        with pytest.raises(CardScrapped, match="can take nothing any more"):
            attempt()
    scrapped.counter.new_card()
    with pytest.raises(CardScrapped):
        change(scrapped, new_meter="78")
    assert len(events(scrapped.counter, "meter_change_opened")) == 1


def test_another_blank_one_takes_its_place(scrapped: Patron) -> None:
    scrapped.new_card()
    scrapped.counter.do("renew-plan", account=scrapped.account)
    (changed,) = events(scrapped.counter, "meter_changed")
    assert changed.change != changed.plan
    scrapped.meter = scrapped.counter.meter(NEW)
    assert scrapped.visit() is MeterAnswer.CREDIT
    assert scrapped.credited == 1_500
    assert scrapped.buy("1").number == 2
    scrapped.new_card()
    made = scrapped.counter.do(
        "reissue-card", account=scrapped.account, reason="lost", identity="known"
    )
    assert made.restored == 1_000


def test_its_unloaded_load_is_restored_by_a_reissue(scrapped: Patron) -> None:
    """It stands on the card that renewed the plan, and on no other."""
    scrapped.new_card()
    scrapped.counter.do("renew-plan", account=scrapped.account)
    scrapped.new_card()
    made = scrapped.counter.do(
        "reissue-card", account=scrapped.account, reason="lost", identity="known"
    )
    assert (made.restored, made.owed) == (1_500, 0)
