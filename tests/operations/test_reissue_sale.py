"""A new card and a purchase in one step: one plan, one payment, one receipt."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import CardForm
from app.domain.comparison import Standing
from app.domain.metering import MeterAnswer
from app.domain.reissue import Identification, LastLoad, ReissueReason
from app.ledger.audit.credit import CreditMatchesSales
from app.ledger.events.sales import PurchaseLoaded
from app.ledger.journal import scan
from app.operations.errors import (
    BadArgument,
    CardStandsInTheWay,
    NotEnoughTendered,
    PlanInterrupted,
    PlanStillOpen,
    RequestReused,
    ReversalImpossible,
    StaleQuote,
    WrongCard,
)
from app.operations.operation import Caller
from app.operations.reissue_card import REISSUE_CARD
from app.operations.reissue_quote import ReissueArguments
from app.printing.documents import InDoubtSlip, SaleReceipt
from app.simulator.reader import ApduPhase
from tests.counter import CASHIER, SUPERVISOR
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, pulled_at_write, set_tariff
from tests.operations.household import GAS, POWER, WATER, Household
from tests.operations.proofs import (
    MakeCustomer,
    count_events,
    events,
    ledger_of,
    papers,
)
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved


def reissue(customer: Customer, **arguments: Any) -> Any:
    """The old card is lost; a blank one becomes the customer's, who buys three units at once."""
    customer.new_card()
    given = {"account": customer.account, "reason": "lost", "identity": "known", "volume": "3"}
    said = {key: value for key, value in (given | arguments).items() if value is not None}
    return customer.counter.do("reissue-card", **said)


def has_told(customer: Customer) -> Customer:
    """Number 2, three units, is in the meter, and the counter has read so. A unit costs 10."""
    set_tariff(customer.counter)
    customer.buy("3")
    customer.visit()
    customer.do("read-card")
    return customer


@pytest.fixture
def told(customer: Customer) -> Customer:
    return has_told(customer)


class TestOneStep:
    def test_fee_and_purchase_are_one_payment_on_one_receipt(self, told: Customer) -> None:
        old, before = told.card, len(papers(told.counter))
        made = reissue(told, tendered="200")
        assert (made.total, made.meters[0].bought, made.restored) == (18_000, 3_000, 0)
        assert made.meters[0].becomes is LastLoad.TAKEN
        (receipt,) = papers(told.counter)[before:]
        assert isinstance(receipt, SaleReceipt)
        assert (receipt.total, receipt.new_card is not None) == (18_000, True)
        assert [line.code for line in receipt.lines if line.code == "reissue"] == ["reissue"]
        assert receipt.number.endswith(f"{made.receipt:07d}") or str(made.receipt) in receipt.number
        (paid,) = [one for one in events(told.counter, "purchase_paid") if one.reissues]
        assert paid.reissues.identity is Identification.KNOWN
        assert events(told.counter, "reissue_opened") == []
        card = told.do("read-card").meters[0].contents
        assert (card.number, card.load, card.cumulative) == (3, 3_000, 8_000)
        assert card.form is CardForm.REISSUE
        assert told.visit() is MeterAnswer.CREDIT
        assert told.meter.take(old) is MeterAnswer.WRONG_CARD
        assert told.meter.state.total_credited == 8_000
        told.counter.put(old)
        assert told.counter.do("read-card").meters[0].standing == Standing.SUPERSEDED
        with pytest.raises(CardStandsInTheWay):
            told.counter.do("prepay", volume="1")
        assert told.buy("1").number == 4

    def test_an_amount_pays_the_fee_first(self, told: Customer) -> None:
        made = reissue(told, volume=None, amount="200")
        assert (made.total, made.meters[0].bought) == (20_000, 5_000)

    def test_our_fault_costs_the_purchase_alone(self, told: Customer) -> None:
        made = reissue(told, reason="our_fault", identity=None)
        assert made.total == 3_000

    def test_too_little_money_makes_no_card(self, told: Customer) -> None:
        before = count_events(told.counter)
        with pytest.raises(NotEnoughTendered):
            reissue(told, tendered="179")
        assert count_events(told.counter) == before

    def test_asked_for_twice_happens_once(self, told: Customer) -> None:
        first = reissue(told, request="one")
        again = told.counter.do(
            "reissue-card", request="one", account=told.account, reason="lost", identity="known"
        )
        assert again == first
        told.visit()
        told.buy("1", request="two")
        with pytest.raises(RequestReused):
            reissue(told, request="two")

    def test_another_price_meanwhile_starts_it_over(self, told: Customer) -> None:
        kiosk, caller = told.counter.kiosk, Caller(operator=CASHIER)
        arguments = ReissueArguments(account=told.account, reason=ReissueReason.DAMAGED, volume="3")
        told.new_card()
        quote = REISSUE_CARD.quote(REISSUE_CARD.look(kiosk, caller, arguments), arguments)
        set_tariff(told.counter, prices='tiers = [{ price = "11.00" }]\ntiers_tax = ""\ntaxes = []')
        with pytest.raises(StaleQuote):
            REISSUE_CARD.perform(kiosk, caller, quote)


def test_verify_finds_a_card_that_supersedes_another_one(told: Customer) -> None:
    reissue(told)
    check = CreditMatchesSales()
    with ledger_of(told.counter).read() as reader:
        for batch in scan(reader.db):
            for id, entry, _body in batch:
                event = entry.event
                if isinstance(event, PurchaseLoaded) and event.replaces is not None:
                    other = msgspec.structs.replace(event.replaces, old_serial=b"another")
                    wrong = msgspec.structs.replace(event, replaces=other)
                    entry = msgspec.structs.replace(entry, event=wrong)
                check.feed(id, entry)
    (finding,) = check.findings()
    assert "another card" in finding.what


class TestRefused:
    """A meter that has not told that it has all gets its last load first, then it is sold to."""

    def test_where_the_last_load_may_not_be_taken(self, told: Customer) -> None:
        told.buy("4")
        before = count_events(told.counter)
        with pytest.raises(WrongCard, match="has not told") as refused:
            reissue(told)
        assert "without a sale" in refused.value.remedy
        assert count_events(told.counter) == before
        assert reissue(told, volume=None).restored == 4_000
        told.visit()
        assert told.buy("3").number == 4

    def test_where_another_kiosk_may_have_sold(self, make_customer: MakeCustomer) -> None:
        one = has_told(make_customer(roaming=True))
        with pytest.raises(WrongCard, match="Another kiosk"):
            reissue(one)

    def test_where_a_card_is_only_put_right(self, told: Customer) -> None:
        older = told.card.snapshot()
        told.buy("4")
        told.card.restore(older)
        with pytest.raises(WrongCard, match="only put right"):
            told.do(
                "reissue-card",
                account=told.account,
                reason="wrong_data",
                volume="3",
                second=SUPERVISOR,
            )

    @pytest.mark.parametrize(
        "wish",
        [
            {"volume": "3", "amount": "30"},
            {"volume": None, "buys_for": "000000012345"},
            {"volume": None, "also": "nonsense"},
            {"buys_for": "999"},
        ],
    )
    def test_a_wish_that_says_too_much_or_too_little(
        self, told: Customer, wish: dict[str, Any]
    ) -> None:
        with pytest.raises((BadArgument, WrongCard)):
            reissue(told, **wish)


class TestAfterwards:
    """What was sold with a new card is a purchase like any other."""

    def test_it_is_refunded_and_the_card_stays_paid(self, make_customer: MakeCustomer) -> None:
        one = has_told(make_customer(profile=TapcardSle4442(copyable=False)))
        reissue(one)
        with pytest.raises(ReversalImpossible, match="a new card"):
            one.do("reverse", reason="wrong amount")
        back = one.do("refund", reason="moved house")
        assert back.to_cash == 3_000
        one.visit()
        assert one.buy("1").number == 3
        assert one.visit() is MeterAnswer.CREDIT
        assert one.meter.state.total_credited == 6_000

    def test_a_copyable_card_pays_back_on_the_meters_proof(self, told: Customer) -> None:
        reissue(told)
        told.do("refund", reason="moved house")
        told.visit()
        assert told.do("pay-refund").to_cash == 3_000

    def test_the_new_card_can_be_lost_as_well(self, told: Customer) -> None:
        reissue(told)
        assert reissue(told, volume=None).restored == 3_000
        assert told.visit() is MeterAnswer.CREDIT
        assert told.meter.state.total_credited == 8_000


class TestInterrupted:
    @pytest.mark.parametrize(("write", "phase"), [(0, ApduPhase.BEFORE), (2, ApduPhase.AFTER)])
    def test_is_settled_with_one_receipt(
        self, told: Customer, write: int, phase: ApduPhase
    ) -> None:
        with pulled_at_write(told.counter, write, phase), pytest.raises(PlanInterrupted):
            reissue(told)
        slip = papers(told.counter)[-1]
        assert isinstance(slip, InDoubtSlip)
        assert slip.amount == 18_000
        told.counter.put(told.card)
        with pytest.raises(PlanStillOpen):
            told.counter.do("reissue-card", account=told.account, reason="damaged", volume="3")
        told.do("settle", account=told.account)
        assert told.visit() is MeterAnswer.CREDIT
        assert told.meter.state.total_credited == 8_000
        assert len(events(told.counter, "purchase_loaded")) == 3

    @pytest.mark.parametrize("copyable", [False, True])
    def test_purchase_and_fee_go_back_and_the_card_is_made_without(
        self, make_customer: MakeCustomer, copyable: bool
    ) -> None:
        one = has_told(make_customer(profile=TapcardSle4442(copyable=copyable)))
        old = one.card
        with pulled_at_write(one.counter, 0, ApduPhase.BEFORE), pytest.raises(PlanInterrupted):
            reissue(one)
        back = one.do(
            "money-back", account=one.account, second=SUPERVISOR, reason="changed their mind"
        )
        one.visit()
        paid = one.do("pay-refund") if copyable else back
        assert paid.to_cash == 18_000
        assert one.meter.state.total_credited == 5_000
        one.counter.put(old)
        assert one.counter.do("read-card").meters[0].standing == "superseded"
        assert one.buy("1").number == (4 if copyable else 3)
        assert one.visit() is MeterAnswer.CREDIT


class TestSeveralMeters:
    """Those that have told buy; the others get their last load again, on the same card."""

    @pytest.fixture
    def home(self, make_proved: MakeCounter) -> Household:
        household = Household(make_proved(profile=TapcardSle4428()))
        for meter in (WATER, POWER, GAS):
            household.allocate(meter)
        household.visit(WATER, GAS)
        household.do("read-card")
        return household

    def made(self, home: Household, **wanted: Any) -> Any:
        home.card = home.counter.new_card()
        given = {"account": home.account, "meter": POWER, "reason": "damaged"}
        return home.counter.do("reissue-card", **(given | wanted))

    def test_each_gets_what_is_right_for_it(self, home: Household) -> None:
        with pytest.raises(WrongCard, match="several meters"):
            self.made(home, volume="1")
        with pytest.raises(WrongCard, match="has not told"):
            self.made(home, buys_for=POWER, volume="1")
        made = self.made(home, buys_for=GAS, volume="1", also=f"{WATER}=5v")
        carried = {part.meter: (part.bought, part.restored) for part in made.meters}
        assert carried == {GAS: (1_000, 0), WATER: (5_000, 0), POWER: (0, 2_000)}
        (receipt,) = papers(home.counter)[-1:]
        assert isinstance(receipt, SaleReceipt)
        assert receipt.new_card is not None
        assert [load.restored for load in receipt.new_card.loads] == [2_000]
        assert home.visit() == [MeterAnswer.CREDIT] * 3
        totals = {number: meter.state.total_credited for number, meter in home.meters.items()}
        assert totals == {WATER: 7_000, POWER: 2_000, GAS: 3_000}
