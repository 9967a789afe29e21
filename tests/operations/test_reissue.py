"""Card reissue: a new card for a meter, its unloaded load restored once, the old card dead."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.cards import CardForm
from app.domain.comparison import Standing
from app.domain.entries import Book
from app.domain.metering import MeterAnswer
from app.operations.errors import (
    BadArgument,
    CardStandsInTheWay,
    NotAllowed,
    NotEnoughTendered,
    PlanInterrupted,
    PlanStillOpen,
    UnknownRecord,
    WrongCard,
)
from app.printing.documents import InDoubtSlip, ReissueReceipt
from app.simulator.reader import ApduPhase
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import ADMINISTRATOR
from tests.operations.customer import Customer, pulled_at_write, set_tariff
from tests.operations.proofs import booked, count_events, events, papers
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved


def reissue(customer: Customer, **arguments: Any) -> Any:
    """The old card is lost; a blank one becomes the customer's."""
    customer.new_card()
    given = {"account": customer.account, "reason": "lost", **arguments}
    return customer.counter.do("reissue-card", **given)


@pytest.fixture
def loaded(customer: Customer) -> Customer:
    """Number 2, three units, is unloaded on the card."""
    set_tariff(customer.counter)
    customer.buy("3")
    return customer


class TestTheNewCard:
    """It continues where the old one stopped."""

    def test_carries_the_unloaded_load_again_under_its_number(self, loaded: Customer) -> None:
        assert reissue(loaded).restored == 3_000
        card = loaded.do("read-card").meters[0].contents
        assert (card.number, card.load, card.cumulative) == (2, 3_000, 5_000)
        assert card.form is CardForm.REISSUE

    def test_is_an_opening_card_after_the_first_purchase_alone(self, customer: Customer) -> None:
        reissue(customer)
        assert customer.do("read-card").meters[0].contents.form is CardForm.OPENING

    def test_kills_the_old_card_once_the_meter_has_seen_it(self, loaded: Customer) -> None:
        old = loaded.card
        reissue(loaded)
        assert loaded.visit() is MeterAnswer.CREDIT
        assert loaded.meter.take(old) is MeterAnswer.WRONG_CARD
        assert loaded.meter.state.total_credited == 5_000

    def test_gives_no_second_credit_when_the_old_one_was_used_first(self, loaded: Customer) -> None:
        old = loaded.card
        reissue(loaded)
        assert loaded.meter.take(old) is MeterAnswer.CREDIT
        assert loaded.visit() is MeterAnswer.NOTHING_NEW
        assert loaded.meter.state.total_credited == 5_000

    def test_is_sold_to_once_its_load_is_in_the_meter(self, loaded: Customer) -> None:
        reissue(loaded)
        loaded.visit()
        assert loaded.buy("1").number == 3
        assert loaded.visit() is MeterAnswer.CREDIT

    def test_leaves_the_old_one_superseded(self, loaded: Customer) -> None:
        old = loaded.card
        reissue(loaded)
        loaded.counter.put(old)
        assert loaded.counter.do("read-card").meters[0].standing == Standing.SUPERSEDED
        with pytest.raises(CardStandsInTheWay):
            loaded.counter.do("refund", reason="found again")

    def test_can_be_lost_as_well(self, loaded: Customer) -> None:
        reissue(loaded)
        assert reissue(loaded).restored == 3_000
        assert loaded.visit() is MeterAnswer.CREDIT
        assert loaded.meter.state.total_credited == 5_000


class TestTheFee:
    """As the price list has it, unless the fault is ours."""

    def test_is_taken_and_receipted(self, loaded: Customer) -> None:
        made = reissue(loaded, tendered="200")
        assert (made.total, made.receipt) == (15_000, 3)
        assert made.tenders[0].change == 5_000
        assert isinstance(papers(loaded.counter)[-1], ReissueReceipt)
        assert booked(loaded.counter, Book.FEE) == -(30_000 + 15_000)

    def test_is_not_taken_for_our_own_fault(self, loaded: Customer) -> None:
        made = reissue(loaded, reason="our_fault")
        assert (made.total, made.tenders, made.receipt) == (0, (), 3)

    def test_must_be_handed_over_in_full(self, loaded: Customer) -> None:
        before = count_events(loaded.counter)
        with pytest.raises(NotEnoughTendered):
            reissue(loaded, tendered="149.99")
        assert count_events(loaded.counter) == before


class TestRefusals:
    """Nothing is paid and nothing is written."""

    def test_while_a_sale_is_in_doubt(self, loaded: Customer) -> None:
        loaded.visit()
        loaded.counter.put(loaded.card)
        with pulled_at_write(loaded.counter, 1, ApduPhase.BEFORE), pytest.raises(PlanInterrupted):
            loaded.counter.do("prepay", volume="1")
        old = loaded.card
        with pytest.raises(PlanStillOpen):
            reissue(loaded)
        loaded.card = old
        loaded.do("settle")
        assert reissue(loaded).restored == 1_000

    def test_on_a_card_that_is_not_blank(self, loaded: Customer) -> None:
        with pytest.raises(WrongCard):
            loaded.do("reissue-card", account=loaded.account, reason="lost")

    def test_for_an_account_nobody_knows(self, loaded: Customer) -> None:
        with pytest.raises(UnknownRecord):
            reissue(loaded, account="70100035")

    def test_for_an_account_without_a_meter(self, loaded: Customer) -> None:
        with pytest.raises(UnknownRecord):
            reissue(loaded, account=loaded.counter.account())

    def test_without_saying_which_of_two_meters(self, loaded: Customer) -> None:
        second = Customer(loaded.counter, "88")
        second.account = loaded.account
        second.allocate()
        with pytest.raises(UnknownRecord):
            reissue(loaded)
        assert reissue(loaded, meter="88").restored == 2_000

    def test_without_a_known_reason(self, loaded: Customer) -> None:
        with pytest.raises(BadArgument):
            reissue(loaded, reason="bored")

    def test_by_somebody_without_the_right(self, loaded: Customer) -> None:
        with pytest.raises(NotAllowed):
            reissue(loaded, by=ADMINISTRATOR)


class TestInDoubt:
    """The new card is pulled while it is made."""

    @pytest.mark.parametrize("write", range(4))
    @pytest.mark.parametrize("phase", ApduPhase)
    def test_it_is_settled_with_the_same_card_and_makes_one_card(
        self, loaded: Customer, write: int, phase: ApduPhase
    ) -> None:
        with pulled_at_write(loaded.counter, write, phase):
            try:
                made = reissue(loaded, request="new-1")
            except PlanInterrupted:
                assert isinstance(papers(loaded.counter)[-1], InDoubtSlip)
                loaded.counter.put(loaded.card)
                loaded.counter.do("settle", account=loaded.account)
                made = loaded.counter.do(
                    "reissue-card", account=loaded.account, reason="lost", request="new-1"
                )
        assert made.receipt == 3
        assert len(events(loaded.counter, "card_reissued")) == 1
        assert loaded.visit() is MeterAnswer.CREDIT

    def test_a_repeated_id_makes_no_second_card(self, loaded: Customer) -> None:
        first = reissue(loaded, request="new-1")
        loaded.counter.put(VirtualSle4442())
        again = loaded.counter.do(
            "reissue-card", account=loaded.account, reason="lost", request="new-1"
        )
        assert again == first
