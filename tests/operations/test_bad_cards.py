"""Cards that refuse, lie, are worn or not ours: told plainly, and no money and no load is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from app.cards.errors import CardDamaged, CardForeign, CardLocked, SecretRefused
from app.cards.key_sources.demo import DemoKeys
from app.cards.key_sources.master import MasterKeys
from app.cards.profiles.at88_water4 import At88Water4
from app.cards.profiles.cpu68 import Cpu68
from app.cards.profiles.tapcard_mifare1k import TapcardMifare1k
from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.cards.profiles.tapcard_sle4442 import GEOMETRY, TapcardSle4442
from app.domain.comparison import Standing
from app.domain.entries import Book
from app.domain.errors import MoneyState
from app.domain.metering import MeterAnswer
from app.domain.tariff.errors import BadQuantity, OverLargest
from app.operations.errors import (
    AlreadyThere,
    CardScrapped,
    CardStandsInTheWay,
    PlanInterrupted,
    PlanOnHold,
    StaleQuote,
    WrongCard,
)
from app.simulator.sle4442_card import VirtualSle4442
from tests.cards.station_contract import OtherSecrets
from tests.cards.station_desk import tries_of
from tests.counter import ADMINISTRATOR, REGION, SUPERVISOR, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.patron import (
    FIRST,
    MODEL,
    SECOND,
    Patron,
    enter_model,
    hold_keys,
    kept,
    paid_then,
    refused,
    told,
)
from tests.operations.proofs import booked, count_events, events
from tests.operations.proofs import make_proved as make_proved

CODED = (TapcardSle4442, TapcardSle4428, At88Water4)
OURS = (*CODED, TapcardMifare1k)
ALL = (*OURS, Cpu68)


def spend_tries(card: Any, left: int) -> None:
    """Somebody tried codes until so many tries are left."""
    wrong = b"\x5a" * (3 if isinstance(card, VirtualSle4442) else 2)
    card.power_on()
    while tries_of(card) > left:
        assert not card.present(wrong)
    card.power_off()


@pytest.fixture
def plain(make_proved: MakeCounter) -> Patron:
    return Patron(make_proved(profile=TapcardSle4442())).served()


@pytest.mark.parametrize("layout", CODED)
class TestACode:
    """Of chips that count wrong codes; a CPU card's keys are in test_bad_cards_cpu.py."""

    def test_that_is_wrong_with_two_tries_left_leaves_one(
        self, make_proved: MakeCounter, layout: Any
    ) -> None:
        counter = make_proved(profile=layout())
        hold_keys(counter, OtherSecrets(DemoKeys()))
        one = Patron(counter).served()
        hold_keys(counter, DemoKeys())
        spend_tries(one.card, 2)
        before, shown = count_events(counter), one.do("read-card")
        with pytest.raises(SecretRefused) as refusal:
            one.buy()
        told(refusal.value)
        assert (refusal.value.tries_left, tries_of(one.card)) == (1, 1)
        assert count_events(counter) == before
        assert one.do("read-card") == shown
        with refused(counter, CardLocked, one.card):
            one.buy()

    @pytest.mark.parametrize("left", [1, 0])
    def test_that_is_locked_is_not_presented_and_the_customer_gets_another_card(
        self, make_proved: MakeCounter, layout: Any, left: int
    ) -> None:
        one = Patron(make_proved(profile=layout())).served()
        one.buy()
        spend_tries(one.card, left)
        for operation in ("refund", "prepay"):
            expected = CardLocked if operation == "refund" else CardStandsInTheWay
            with refused(one.counter, expected, one.card):
                one.do(operation, **({"reason": "x"} if operation == "refund" else {"volume": "1"}))
        one.new_card()
        one.counter.do("reissue-card", account=one.account, reason="damaged")
        assert one.visit() is MeterAnswer.CREDIT
        assert one.credited == FIRST + SECOND

    def test_that_a_blank_refuses_is_refused_before_anything_is_paid(
        self, make_proved: MakeCounter, layout: Any
    ) -> None:
        one = Patron(make_proved(profile=layout()))
        spend_tries(one.card, 1)
        with refused(one.counter, CardLocked, one.card):
            one.allocate()
        one.new_card()
        one.served()
        spend_tries(one.new_card(), 1)
        with refused(one.counter, CardLocked, one.card):
            one.do("reissue-card", account=one.account, reason="lost")

    @pytest.mark.parametrize("decision", ["happened", "not_written"])
    def test_that_locks_after_the_payment_holds_it_for_two_people(
        self, make_proved: MakeCounter, layout: Any, decision: str
    ) -> None:
        one = Patron(make_proved(profile=layout())).served()
        one.counter.put(one.card)
        with paid_then(one.counter, one.counter.reader.remove), pytest.raises(PlanInterrupted):
            one.counter.do("prepay", volume="3")
        spend_tries(one.card, 1)
        was = kept(one.card)
        for held_already in (0, 1):
            with pytest.raises(PlanOnHold) as hold:
                one.do("settle")
            told(hold.value, MoneyState.IN_DOUBT)
            assert len(events(one.counter, "plan_held")) == 1, held_already
        assert kept(one.card) == was
        decide(one, hold.value, decision)
        one.new_card()
        one.counter.do("reissue-card", account=one.account, reason="damaged")
        one.visit()
        assert one.credited == FIRST + (SECOND if decision == "happened" else 0)

    def test_that_locks_while_a_card_is_made_leaves_the_load_for_another(
        self, make_proved: MakeCounter, layout: Any
    ) -> None:
        one = Patron(make_proved(profile=layout()))
        with paid_then(one.counter, one.counter.reader.remove), pytest.raises(PlanInterrupted):
            one.allocate()
        spend_tries(one.card, 1)
        one.counter.put(one.card)
        with pytest.raises(CardScrapped) as scrapped:
            one.counter.do("settle", account=one.account)
        told(scrapped.value, MoneyState.IN_DOUBT)
        one.new_card()
        one.counter.do("renew-plan", account=one.account)
        assert one.visit() is MeterAnswer.CREDIT
        assert one.credited == FIRST


def decide(one: Patron, hold: PlanOnHold, decision: str) -> None:
    """Two people do, and what was paid goes where they say."""
    one.counter.do("open-shift", by=SUPERVISOR, float="100")
    decided = one.do(
        "decide-plan",
        by=SUPERVISOR,
        second=ADMINISTRATOR,
        plan=str(hold.plan),
        decision=decision,
        reason="the card is locked",
    )
    assert decided.to_cash == (SECOND if decision == "not_written" else 0)
    assert booked(one.counter, Book.SUSPENSE, one.account) == 0
