"""Meter allocation: account, meter, card and first purchase come together or not at all."""

from __future__ import annotations

import pytest

from app.domain.accounts import BadAccountNumber, BadMeterNumber
from app.domain.cards import CardForm
from app.domain.entries import Book
from app.domain.metering import MeterAnswer
from app.domain.tariff.breakdown import LineKind
from app.operations.errors import (
    AlreadyThere,
    NotAllowed,
    PlanInterrupted,
    PlanStillOpen,
    UnknownRecord,
    WrongCard,
)
from app.printing.documents import SaleReceipt
from app.simulator.reader import ApduPhase
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import ADMINISTRATOR, Counter
from tests.operations.customer import Customer, pulled_at_write, set_tariff
from tests.operations.proofs import booked, count_events, events, papers
from tests.operations.proofs import make_proved as make_proved
from tests.operations.proofs import proved_counter as proved_counter


@pytest.fixture
def newcomer(proved_counter: Counter) -> Customer:
    """An account without meter; every unit costs ten."""
    set_tariff(proved_counter)
    return Customer(proved_counter, household_size="4")


class TestTheFirstPurchase:
    """It binds the meter and costs the fees of the price list."""

    def test_makes_an_opening_card_with_number_1(self, newcomer: Customer) -> None:
        assert newcomer.allocate().number == 1
        card = newcomer.do("read-card").meters[0].contents
        assert (card.form, card.number, card.sequence) == (CardForm.OPENING, 1, 1)
        assert (card.account, card.meter) == (newcomer.account, "000000012345")
        assert (card.region, card.utility, card.household_size) == (12, 4711, 4)

    def test_opens_the_meter_and_is_credited(self, newcomer: Customer) -> None:
        newcomer.allocate(volume="7")
        assert newcomer.visit() is MeterAnswer.CREDIT
        assert newcomer.meter.state.account == newcomer.account
        assert newcomer.meter.state.total_credited == 7_000

    def test_shows_its_fees_on_the_receipt(self, newcomer: Customer) -> None:
        sold = newcomer.allocate()
        paper = papers(newcomer.counter)[-1]
        assert isinstance(paper, SaleReceipt)
        fees = [(line.code, line.amount) for line in paper.lines if line.kind is LineKind.FEE]
        assert fees == [("opening", 10_000), ("card", 20_000)]
        assert sold.total == paper.total == 30_000 + 2_000
        assert booked(newcomer.counter, Book.FEE) == -30_000

    def test_takes_the_fees_out_of_an_amount_first(self, newcomer: Customer) -> None:
        sold = newcomer.allocate(amount="400")
        assert (sold.total, sold.quantity) == (40_000, 10_000)

    def test_keeps_the_meter_as_it_hangs_there(self, newcomer: Customer) -> None:
        newcomer.allocate(volume="1", dial="12.5", seal="A-77", verified_on="2025-03-01")
        terms = events(newcomer.counter, "purchase_paid")[0].allocates
        assert (terms.dial, terms.seal) == (12_500, "A-77")
        assert terms.verified_on.year == 2025

    def test_takes_an_account_number_with_spaces(self, newcomer: Customer) -> None:
        newcomer.account = " ".join(newcomer.account)
        assert newcomer.allocate().number == 1

    def test_happens_once_for_an_id(self, newcomer: Customer) -> None:
        first = newcomer.allocate(volume="1", request="new-1")
        before = count_events(newcomer.counter)
        assert newcomer.allocate(volume="1", request="new-1") == first
        assert count_events(newcomer.counter) == before


class TestRefusals:
    """Nothing is paid and the card stays what it is."""

    def test_a_meter_that_somebody_has(self, newcomer: Customer) -> None:
        newcomer.allocate()
        other = Customer(newcomer.counter)
        with pytest.raises(AlreadyThere):
            other.allocate()
        assert other.card == VirtualSle4442()

    def test_a_card_that_was_used(self, newcomer: Customer) -> None:
        newcomer.allocate()
        other = Customer(newcomer.counter, "88")
        other.card = newcomer.card
        before = newcomer.card.snapshot()
        with pytest.raises(WrongCard):
            other.allocate()
        assert newcomer.card.snapshot() == before

    def test_an_unknown_model(self, newcomer: Customer) -> None:
        newcomer.counter.put(newcomer.card)
        with pytest.raises(UnknownRecord):
            newcomer.counter.do(
                "allocate-meter", account=newcomer.account, meter="1", model="DN99", volume="1"
            )

    def test_an_unknown_account(self, newcomer: Customer) -> None:
        unknown = Customer(newcomer.counter)
        unknown.account = "801000010"
        with pytest.raises((UnknownRecord, BadAccountNumber)):
            unknown.allocate()

    def test_a_mistyped_account(self, newcomer: Customer) -> None:
        last = int(newcomer.account[-1])
        newcomer.account = newcomer.account[:-1] + str((last + 1) % 10)
        with pytest.raises(BadAccountNumber):
            newcomer.allocate()

    @pytest.mark.parametrize("meter", ["", "12a4", "1234567890123"])
    def test_a_mistyped_meter(self, newcomer: Customer, meter: str) -> None:
        newcomer.counter.put(newcomer.card)
        with pytest.raises(BadMeterNumber):
            newcomer.counter.do(
                "allocate-meter", account=newcomer.account, meter=meter, model="DN15", volume="1"
            )

    def test_somebody_without_the_right(self, newcomer: Customer) -> None:
        with pytest.raises(NotAllowed):
            newcomer.allocate(volume="1", by=ADMINISTRATOR)


class TestInDoubt:
    """The card is pulled while it is made; the card itself says how to go on."""

    @pytest.mark.parametrize("write", range(4))
    @pytest.mark.parametrize("phase", ApduPhase)
    def test_it_ends_as_one_card_one_receipt_and_one_credit(
        self, newcomer: Customer, write: int, phase: ApduPhase
    ) -> None:
        with pulled_at_write(newcomer.counter, write, phase):
            try:
                newcomer.allocate(volume="2", request="new-1")
            except PlanInterrupted:
                with pytest.raises(PlanStillOpen):
                    newcomer.allocate(volume="2", request="new-1")
                newcomer.do("settle", account=newcomer.account)
        sold = newcomer.allocate(volume="2", request="new-1")
        assert (sold.number, sold.receipt) == (1, 1)
        assert newcomer.visit() is MeterAnswer.CREDIT
        assert newcomer.meter.state.total_credited == 2_000
