"""Card reissue: a new card for a meter, its unloaded load restored once, the old card dead."""

from __future__ import annotations

from typing import Any

import pytest

from app.cards.errors import CardDamaged
from app.domain.cards import CardForm
from app.domain.comparison import Standing
from app.domain.entries import Book
from app.domain.metering import MeterAnswer
from app.domain.reissue import Identification, LastLoad
from app.operations.errors import (
    BadArgument,
    CardStandsInTheWay,
    NotAllowed,
    NotEnoughTendered,
    PlanInterrupted,
    PlanStillOpen,
    SecondPersonNeeded,
    UnknownRecord,
    WrongCard,
)
from app.printing.documents import InDoubtSlip, ReissueReceipt
from app.simulator.reader import ApduPhase
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import ADMINISTRATOR, SUPERVISOR
from tests.operations.customer import Customer, pulled_at_write, set_tariff
from tests.operations.our_copies import spoil_copy
from tests.operations.proofs import booked, count_events, events, papers
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved
from tests.protocol.conftest import MakeStreet
from tests.protocol.conftest import fresh_street as fresh_street
from tests.protocol.conftest import make_street as make_street


def reissue(customer: Customer, **arguments: Any) -> Any:
    """The old card is lost; a blank one becomes the customer's."""
    customer.new_card()
    given = {"account": customer.account, "reason": "lost", "identity": "known", **arguments}
    said = {key: value for key, value in given.items() if value is not None}
    return customer.counter.do("reissue-card", **said)


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


class TestTheLastLoad:
    """Told by what the meter said last; where it said nothing, the same number again is safe."""

    def test_that_the_meter_is_known_to_have_stands_on_no_new_card(self, loaded: Customer) -> None:
        loaded.visit()
        loaded.do("read-card")
        made = reissue(loaded)
        assert (made.meters[0].becomes, made.restored) == (LastLoad.TAKEN, 0)
        card = loaded.do("read-card").meters[0].contents
        assert (card.number, card.load, card.cumulative) == (2, 0, 5_000)
        with pytest.raises(CardStandsInTheWay):
            loaded.do("refund", reason="again")
        loaded.visit()
        assert loaded.meter.state.total_credited == 5_000
        assert loaded.buy("1").number == 3

    def test_of_which_the_meter_told_nothing_is_restored(self, loaded: Customer) -> None:
        loaded.visit()
        made = reissue(loaded)
        assert (made.meters[0].becomes, made.restored) == (LastLoad.RESTORED, 3_000)
        loaded.visit()
        assert loaded.meter.state.total_credited == 5_000

    def test_is_not_taken_for_what_the_meter_told_of_the_load_before(
        self, loaded: Customer
    ) -> None:
        loaded.visit()
        loaded.do("read-card")
        loaded.buy("4")
        assert reissue(loaded).restored == 4_000

    def test_what_a_meter_told_is_on_record_once(self, loaded: Customer) -> None:
        loaded.do("read-card")
        assert events(loaded.counter, "card_read") == []
        loaded.visit()
        loaded.do("read-card")
        loaded.do("read-card")
        (told,) = events(loaded.counter, "card_read")
        (meter,) = told.meters
        assert (meter.read_back.number, meter.read_back.total_credited) == (2, 5_000)


class TestWhoAsks:
    """A found card is worth its credit, so nobody gets one for a lost one unknown."""

    @pytest.mark.parametrize("reason", ["lost", "stolen"])
    @pytest.mark.parametrize("identity", [None, "card"])
    def test_must_be_known_where_the_old_card_is_gone(
        self, loaded: Customer, reason: str, identity: str | None
    ) -> None:
        before = count_events(loaded.counter)
        with pytest.raises(BadArgument, match="say who this customer is") as refused:
            reissue(loaded, reason=reason, identity=identity)
        assert "identity=document" in refused.value.remedy
        assert count_events(loaded.counter) == before

    def test_is_said_by_a_broken_card_itself(self, loaded: Customer) -> None:
        assert reissue(loaded, reason="damaged", identity=None).restored == 3_000

    def test_stands_in_the_journal(self, loaded: Customer) -> None:
        reissue(loaded, identity="document")
        (opened,) = events(loaded.counter, "reissue_opened")
        assert opened.identity is Identification.DOCUMENT


def mend(customer: Customer, **arguments: Any) -> Any:
    """The customer's own card is in the reader."""
    given = {"account": customer.account, "reason": "wrong_data", "second": SUPERVISOR}
    return customer.do("reissue-card", **(given | arguments))


class TestWrongData:
    """A card that does not fit what is recorded is written again as recorded."""

    @pytest.fixture
    def wrong(self, loaded: Customer) -> Customer:
        """The card shows what it was before its last purchase."""
        older = loaded.card.snapshot()
        loaded.visit()
        loaded.buy("4")
        loaded.card.restore(older)
        return loaded

    def test_the_same_chip_carries_what_was_bought_and_is_valid_again(
        self, wrong: Customer
    ) -> None:
        with pytest.raises(CardStandsInTheWay, match="does not fit"):
            wrong.buy("1")
        serial = wrong.do("read-card").serial
        made = mend(wrong)
        assert (made.serial, made.total, made.restored) == (serial, 0, 4_000)
        card = wrong.do("read-card")
        assert (card.held, card.meters[0].standing) == (None, Standing.UNLOADED)
        assert wrong.visit() is MeterAnswer.CREDIT
        assert wrong.meter.state.total_credited == 9_000
        assert wrong.buy("1").number == 4

    def test_gives_no_second_credit_where_the_load_was_taken_before(self, loaded: Customer) -> None:
        older = loaded.card.snapshot()
        loaded.visit()
        loaded.card.restore(older)
        loaded.visit()
        loaded.buy("4")
        copy = loaded.card.snapshot()
        loaded.visit()
        loaded.card.restore(older)
        mend(loaded)
        loaded.visit()
        assert loaded.meter.state.total_credited == 9_000
        loaded.card.restore(copy)
        with pytest.raises(CardStandsInTheWay):
            loaded.buy("1")

    def test_its_paper_calls_no_card_invalid(self, wrong: Customer) -> None:
        mend(wrong)
        receipt = papers(wrong.counter)[-1]
        assert isinstance(receipt, ReissueReceipt)
        assert (receipt.old_card, receipt.reason) == ("", "wrong data")

    def test_takes_two_people(self, wrong: Customer) -> None:
        before = wrong.card.snapshot()
        with pytest.raises(SecondPersonNeeded):
            mend(wrong, second=None)
        assert wrong.card.snapshot() == before

    def test_is_torn_and_settled_like_every_other_write(self, wrong: Customer) -> None:
        wrong.counter.put(wrong.card)
        with pulled_at_write(wrong.counter, 1, ApduPhase.BEFORE), pytest.raises(PlanInterrupted):
            wrong.counter.do(
                "reissue-card",
                account=wrong.account,
                reason="wrong_data",
                second=SUPERVISOR,
            )
        wrong.do("settle")
        assert wrong.visit() is MeterAnswer.CREDIT
        assert wrong.meter.state.total_credited == 9_000

    def test_is_refused_where_nothing_is_wrong(self, loaded: Customer) -> None:
        with pytest.raises(CardStandsInTheWay, match="nothing to put right"):
            mend(loaded)

    def test_is_refused_where_a_meter_says_what_does_not_fit(self, customer: Customer) -> None:
        """Writing would wipe out the only proof that a copy was loaded after the refund."""
        customer.buy("3")
        copy = customer.card.clone()
        customer.do("refund", reason="moved house")
        customer.meter.take(copy)
        customer.visit()
        assert customer.do("read-card").meters[0].standing is Standing.LOAD_WAS_USED
        with pytest.raises(CardStandsInTheWay, match="nothing to put right"):
            mend(customer)

    def test_is_refused_for_a_card_that_was_replaced(self, wrong: Customer) -> None:
        old = wrong.card
        reissue(wrong)
        wrong.card = old
        with pytest.raises(WrongCard, match="not the newest card"):
            mend(wrong)

    def test_is_refused_for_the_card_of_another(self, wrong: Customer) -> None:
        other = wrong.counter.account()
        with pytest.raises((WrongCard, UnknownRecord)):
            mend(wrong, account=other)

    def test_is_refused_for_a_card_that_cannot_be_read(self, wrong: Customer) -> None:
        for number in (0, 1):
            spoil_copy(wrong.card, number)
        with pytest.raises(CardDamaged) as refused:
            mend(wrong)
        assert "reason: damaged" in refused.value.remedy

    def test_is_refused_for_a_card_that_was_written_elsewhere_since(
        self, make_street: MakeStreet
    ) -> None:
        street = make_street()
        street.settled_in()
        street.sell(street.b)
        street.visit()
        with pytest.raises(CardStandsInTheWay, match="sold to at another kiosk"):
            street.do(
                street.a,
                "reissue-card",
                account=street.account,
                reason="wrong_data",
                second=SUPERVISOR,
            )


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
            loaded.do("reissue-card", account=loaded.account, reason="lost", identity="known")

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
                    "reissue-card",
                    account=loaded.account,
                    reason="lost",
                    identity="known",
                    request="new-1",
                )
        assert made.receipt == 3
        assert len(events(loaded.counter, "card_reissued")) == 1
        assert loaded.visit() is MeterAnswer.CREDIT

    def test_a_repeated_id_makes_no_second_card(self, loaded: Customer) -> None:
        first = reissue(loaded, request="new-1")
        loaded.counter.put(VirtualSle4442())
        again = loaded.counter.do(
            "reissue-card",
            account=loaded.account,
            reason="lost",
            identity="known",
            request="new-1",
        )
        assert again == first
