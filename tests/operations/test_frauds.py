"""Frauds, each told as a scene that ends without free water.

In every one somebody tries to have more water than was paid for and not paid back, or money twice.
What each meter has credited is compared with that, in thousandths of a unit.
"""

from __future__ import annotations

from typing import Any

import pytest

from app.cards.errors import NoCard
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.approval import answer_to
from app.domain.cards import Marking
from app.domain.comparison import Standing
from app.domain.entries import Book
from app.domain.metering import MeterAnswer
from app.operations.catalogue import operation_named
from app.operations.errors import (
    AccountForbids,
    ApprovalRefused,
    BadArgument,
    CardScrapped,
    CardStandsInTheWay,
    RefundImpossible,
    ReversalImpossible,
    StaleQuote,
    UnknownRecord,
)
from app.operations.operation import Caller, parse_arguments
from tests.counter import CASHIER, SUPERVISOR, Counter
from tests.operations.cells_cards import renew
from tests.operations.customer import Customer, set_tariff, sleep_days
from tests.operations.mover import change, hang
from tests.operations.proofs import MakeCustomer, booked, events, in_drawer, prove
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved
from tests.operations.test_cards_out import back, sign_out
from tests.operations.test_change_customer import change as change_customer
from tests.operations.test_change_customer import moves_in
from tests.operations.test_correct_class import LATER, correct, owed, water
from tests.operations.test_correct_class import buyer as buyer
from tests.operations.test_merge_accounts import merge
from tests.operations.test_merge_accounts import twice as twice
from tests.operations.test_payments import set_kind
from tests.operations.test_refund_meter_credit import make_loaded as make_loaded
from tests.operations.test_refund_meter_credit import pay_back, transferred
from tests.operations.test_remote_approval import KEY, Elsewhere, set_key
from tests.protocol.conftest import MakeStreet
from tests.protocol.conftest import fresh_street as fresh_street
from tests.protocol.conftest import make_street as make_street
from tests.protocol.kiosks import sync_both


@pytest.fixture
def loaded(customer: Customer) -> Customer:
    """Two units are in the meter; three more for thirty stand on a card that can be copied."""
    set_tariff(customer.counter)
    customer.buy("3")
    return customer


def refused(kind: type[Exception], one: Customer, operation: str, **arguments: Any) -> Any:
    """With the customer's card in the reader."""
    with pytest.raises(kind) as refusal:
        one.do(operation, **arguments)
    return refusal.value


def reissued(one: Customer) -> None:
    one.new_card()
    one.counter.do("reissue-card", account=one.account, reason="lost", identity="known")


def cash(counter: Counter) -> int:
    """What should be in the first drawer."""
    return in_drawer(counter, events(counter, "purchase_paid")[0].shift)


class TestTwoCardsWithOneLoad:
    def test_a_lost_card_is_used_then_the_new_one_refunded(self, loaded: Customer) -> None:
        lost = loaded.card
        reissued(loaded)
        loaded.do("refund", reason="moves away")
        assert loaded.meter.take(lost) is MeterAnswer.CREDIT
        assert loaded.visit() is MeterAnswer.NOTHING_NEW
        assert refused(RefundImpossible, loaded, "pay-refund").code == "load_was_used"
        loaded.do("refute-refund", second=SUPERVISOR)
        refused(RefundImpossible, loaded, "pay-refund")
        assert loaded.meter.state.total_credited == 5_000

    def test_the_new_card_is_used_then_the_lost_one_refunded(self, loaded: Customer) -> None:
        lost = loaded.card
        reissued(loaded)
        assert loaded.visit() is MeterAnswer.CREDIT
        assert loaded.meter.take(lost) is not MeterAnswer.CREDIT
        loaded.card = lost
        for operation in ("refund", "reverse"):
            error = refused(CardStandsInTheWay, loaded, operation, reason="not wanted")
            assert error.standing == Standing.SUPERSEDED
        assert loaded.meter.state.total_credited == 5_000

    @pytest.mark.parametrize("operation", ["refund", "reverse"])
    def test_a_copied_card_is_used_and_the_card_paid_back(
        self, loaded: Customer, operation: str
    ) -> None:
        copy = loaded.card.clone()
        loaded.do(operation, reason="moves away")
        assert loaded.meter.take(copy) is MeterAnswer.CREDIT
        assert loaded.visit() is MeterAnswer.NOTHING_NEW
        refused(RefundImpossible, loaded, "pay-refund")
        loaded.card = copy
        refused(RefundImpossible, loaded, "pay-refund")
        assert loaded.meter.state.total_credited == 5_000

    def test_a_copied_card_is_used_after_the_card_was_paid_back(self, loaded: Customer) -> None:
        copy = loaded.card.clone()
        loaded.do("refund", reason="moves away")
        loaded.visit()
        loaded.do("pay-refund")
        assert loaded.meter.take(copy) is MeterAnswer.NOTHING_NEW
        assert loaded.meter.state.total_credited == 2_000

    def test_a_scrapped_card_is_renewed_and_made_anew(self, loaded: Customer) -> None:
        """Both would carry the load, and the older one would count as the newest."""
        perform = renew(loaded)
        with pytest.raises(CardScrapped):
            loaded.counter.do(
                "reissue-card", account=loaded.account, reason="lost", identity="known"
            )
        perform()
        loaded.visit()
        assert loaded.meter.state.total_credited == 5_000


class TestMoneyWithoutItsProof:
    def test_a_purchase_is_reversed_without_its_card(self, loaded: Customer) -> None:
        loaded.counter.reader.remove()
        with pytest.raises(NoCard):
            loaded.counter.do("reverse", reason="wrong amount")
        stranger = Customer(loaded.counter, "000000054321")
        stranger.allocate()
        refused(ReversalImpossible, stranger, "reverse", reason="wrong amount")
        assert loaded.visit() is MeterAnswer.CREDIT
        assert events(loaded.counter, "refund_opened") == []
        assert loaded.meter.state.total_credited == 5_000

    @pytest.mark.parametrize("copyable", [False, True])
    @pytest.mark.parametrize("operation", ["refund", "reverse"])
    def test_a_meter_credits_before_it_marks(
        self, make_customer: MakeCustomer, copyable: bool, operation: str
    ) -> None:
        one = make_customer(profile=TapcardSle4442(copyable=copyable, marking=Marking.AFTER))
        one.buy("3")
        refused(RefundImpossible, one, operation, reason="wrong amount")
        assert one.visit() is MeterAnswer.CREDIT
        assert one.meter.state.total_credited == 5_000

    def test_transferred_credit_is_paid_twice(self, make_loaded: Any) -> None:
        one: Customer = make_loaded()
        number, card = str(transferred(one)), one.card.clone()
        by_card: dict[str, Any] = {"account": one.account, "reason": "moves away", "card": number}
        left = one.counter.do("refund-meter-credit", **by_card).refunded.left
        assert left == 6_000
        before = cash(one.counter)
        with pytest.raises(UnknownRecord, match="0 meters"):
            one.counter.do("refund-meter-credit", **by_card)
        with pytest.raises(UnknownRecord, match="0 meters"):
            pay_back(one)
        # Nor is it in the meter any more, nor on a card of the allocation that ended.
        assert one.meter.state.remaining == 0
        assert one.meter.take(card) is not MeterAnswer.CREDIT
        refused(CardStandsInTheWay, one, "refund", reason="moves away")
        assert cash(one.counter) == before
        assert len(events(one.counter, "meter_credit_refunded")) == 1

    def test_a_deposit_is_given_back_twice(self, customer: Customer) -> None:
        counter = customer.counter
        set_kind(counter, "deposit", deposit="yes")
        before = cash(counter)
        paid = counter.do("take-payment", account=customer.account, kind="deposit", amount="500")
        returning, caller = operation_named("return-deposit"), Caller(operator=CASHIER)
        wish = parse_arguments(returning, {"account": customer.account, "reason": "meter is back"})
        quotes = [
            returning.quote(returning.look(counter.kiosk, caller, wish), wish) for _ in range(2)
        ]
        returning.perform(counter.kiosk, caller, quotes[0])
        with pytest.raises(StaleQuote):
            returning.perform(counter.kiosk, caller, quotes[1])
        with pytest.raises(ReversalImpossible):
            counter.do("reverse-payment", receipt=str(paid.receipt), reason="wrong")
        ended = customer.do(
            "cancel-account",
            account=customer.account,
            reason="moves away",
            card="returned",
            dials="000000012345=2",
            second=SUPERVISOR,
        )
        assert ended.cancelled.deposit == 0
        assert cash(counter) == before
        assert booked(counter, Book.DEPOSIT, customer.account) == 0


class TestTwoKiosks:
    def test_one_number_is_sold_at_both_and_each_load_paid_back(
        self, make_street: MakeStreet
    ) -> None:
        street = make_street(copyable=True)
        street.settled_in()
        before, twin = street.credited, street.card.clone()
        street.sell(street.a, volume="3")
        street.sell(street.b, twin, volume="2")
        used = twin.clone()
        street.refund(street.b, twin)
        assert street.visit(used) is MeterAnswer.CREDIT
        for card in (street.card, twin):
            assert street.visit(card) is not MeterAnswer.CREDIT
        sync_both(street.a, street.b)
        for kiosk, card in ((street.a, street.card), (street.b, twin)):
            with pytest.raises(RefundImpossible):
                street.do(kiosk, "pay-refund", card)
            with pytest.raises(CardStandsInTheWay):
                street.refund(kiosk, card)
        assert street.credited == before + 2_000
        assert [len(events(kiosk, "refund_paid")) for kiosk in street.kiosks] == [0, 0]

    def test_arrears_are_paid_at_both_and_the_money_taken_back_at_both(
        self, make_street: MakeStreet
    ) -> None:
        street = make_street()
        street.settled_in()
        home, away = street.kiosks
        set_kind(home, "repair", ledger_code="4100")
        debt: dict[str, Any] = {"account": street.account, "kind": "repair", "amount": "100"}
        home.do("book-arrears", reason="pipe broken", **debt)
        sync_both(home, away)
        paid = [kiosk.do("pay-arrears", account=street.account) for kiosk in street.kiosks]
        assert [one.left for one in paid] == [0, 0]
        sync_both(home, away)
        # It counts twice and is spent nowhere twice: both kiosks know of the same money.
        stood = [booked(kiosk, Book.ARREARS, street.account) for kiosk in street.kiosks]
        assert stood == [-10_000, -10_000]
        for kiosk in street.kiosks:
            with pytest.raises(BadArgument):
                kiosk.do("pay-arrears", account=street.account)
        for kiosk, one in zip(street.kiosks, paid, strict=True):
            kiosk.do("reverse-payment", receipt=str(one.receipt), reason="paid elsewhere")
            with pytest.raises(ReversalImpossible):
                kiosk.do("reverse-payment", receipt=str(one.receipt), reason="paid elsewhere")
        sync_both(home, away)
        for kiosk in street.kiosks:
            assert booked(kiosk, Book.ARREARS, street.account) == 10_000
            prove(kiosk)


class TestAnotherAccount:
    def test_of_a_merged_one_a_load_is_paid_back_and_used(
        self, twice: tuple[Customer, Customer]
    ) -> None:
        first, second = twice
        second.buy("5")
        copy = second.card.clone()
        merge(second, first)
        with pytest.raises(CardStandsInTheWay, match="not taken"):
            second.do("retrieve-card", account=second.account)
        before = second.meter.state.total_credited
        second.do("refund", reason="merged")
        second.card, refunded = copy, second.card
        assert second.visit() is MeterAnswer.CREDIT
        second.card = refunded
        second.visit()
        assert refused(RefundImpossible, second, "pay-refund").code == "load_was_used"
        assert second.meter.state.total_credited == before + 5_000

    def test_of_a_merged_one_the_lost_card_is_made_again(
        self, twice: tuple[Customer, Customer]
    ) -> None:
        first, second = twice
        second.buy("5")
        merge(second, first)
        second.new_card()
        with pytest.raises(AccountForbids, match=first.account):
            second.counter.do(
                "reissue-card", account=second.account, reason="lost", identity="known"
            )
        with pytest.raises(AccountForbids):
            second.counter.do("cancel-account", account=second.account, reason="x", card="lost")

    def test_of_a_former_customer_the_card_is_used_in_the_meter_that_stayed(
        self, loaded: Customer
    ) -> None:
        with_load = loaded.card.clone()
        loaded.visit()
        old = loaded.card
        done = change_customer(loaded, dial="1", card="lost")
        moves_in(loaded, done.account)
        assert loaded.meter.take(with_load) is not MeterAnswer.CREDIT
        assert loaded.visit() is MeterAnswer.CREDIT
        for card in (old, with_load):
            assert loaded.meter.take(card) is not MeterAnswer.CREDIT
            loaded.counter.put(card)
            with pytest.raises(AccountForbids, match=f"{done.account} took over"):
                loaded.counter.do("prepay", volume="1")
        loaded.card = old
        refused(CardStandsInTheWay, loaded, "refund", reason="moves away")
        # The statement paid nothing for a load of which nobody knew that it was in the meter; the
        # copy says that it is not, and no meter proves that any more.
        loaded.card = with_load
        loaded.do("refund", reason="moves away")
        assert loaded.visit() is not MeterAnswer.CREDIT
        refused(RefundImpossible, loaded, "pay-refund")
        assert loaded.meter.state.total_credited == 1_000


class TestPaperAndPeople:
    def test_a_household_is_back_dated_and_back(self, buyer: Customer) -> None:
        correct(buyer, tariff_class="3", since=LATER)
        stood, before = owed(buyer), water(buyer)
        correct(buyer, household_size="9", since=LATER)
        arrears, balance = owed(buyer)
        assert arrears - balance < stood[0] - stood[1]
        correct(buyer, household_size="1", since=LATER)
        arrears, balance = owed(buyer)
        assert arrears - balance == stood[0] - stood[1]
        assert water(buyer) == before

    def test_a_signed_out_opening_card_is_used_twice(self, customer: Customer) -> None:
        counter = customer.counter
        neighbour = Customer(counter, "000000067890")
        neighbour.allocate()
        neighbour.visit()
        sign_out(counter, cards="B1")
        sleep_days(counter, 2)
        back(counter, "B1", "used")
        change(customer, signed_out="B1", work_date="2026-11-24")
        for other in (neighbour, customer):
            with pytest.raises(BadArgument, match="was not out"):
                change(other, new_meter="77", old_dial="0", signed_out="B1")
        with pytest.raises(StaleQuote):
            back(counter, "B1", "unused")
        hang(customer)
        customer.visit()
        had = customer.meter.state.total_credited + neighbour.meter.state.total_credited
        # Two units each were paid; half a unit of the one flowed through the old meter.
        assert had == 1_500 + 2_000

    def test_the_answer_of_an_approval_is_replayed(self, customer: Customer) -> None:
        counter = customer.counter
        set_key(counter)
        asked: dict[str, Any] = {"volume": "3", "reason": "burst pipe"}
        elsewhere = Elsewhere(counter, "compensate", **asked)
        challenge = elsewhere.ask()
        answer = answer_to(challenge, KEY)
        counter.put(customer.card)
        elsewhere.answer(answer)
        customer.visit()
        counter.close()
        counter.open()
        counter.put(customer.card)
        with pytest.raises(ApprovalRefused, match="used before"):
            Elsewhere(counter, "compensate", **asked).answer(answer)
        held = Caller(operator=CASHIER, second=SUPERVISOR, approval=challenge)
        compensate, wish = elsewhere.operation, elsewhere.arguments
        quote = compensate.quote(compensate.look(counter.kiosk, held, wish), wish)
        with pytest.raises(ApprovalRefused, match="used before"):
            compensate.perform(counter.kiosk, held, quote)
        assert customer.visit() is MeterAnswer.NOTHING_NEW
        assert customer.meter.state.total_credited == 5_000
