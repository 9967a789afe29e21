"""When prepayment refuses, and that it happens once: cards, quotes, ids and people."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from app.cards.errors import CardError
from app.domain.comparison import Standing
from app.operations.catalogue import operation_named
from app.operations.errors import (
    CardStandsInTheWay,
    NoOpenShift,
    NotAllowed,
    NotEnoughTendered,
    PlanInterrupted,
    PlanStillOpen,
    RequestReused,
    StaleQuote,
    WrongCard,
)
from app.operations.operation import Caller, parse_arguments
from app.simulator.other_cards import ForeignCard, MuteCard
from app.simulator.reader import ApduPhase
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR
from tests.operations.customer import Customer, pulled_at_write, set_tariff
from tests.operations.proofs import MakeCustomer, count_events, events
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

SELECT = bytes.fromhex("FFA4")
"""How every session of an ACS reader with a memory card begins."""
CASHING = Caller(operator=CASHIER)


@pytest.fixture
def flat(customer: Customer) -> Customer:
    """Two units are in the meter; every unit costs ten."""
    set_tariff(customer.counter)
    return customer


def quoted(customer: Customer, **arguments: str) -> Any:
    """A price as a screen shows it, before anybody confirms."""
    customer.counter.put(customer.card)
    prepay = operation_named("prepay")
    wish = parse_arguments(prepay, arguments)
    return prepay.quote(prepay.look(customer.counter.kiosk, CASHING, wish), wish)


def confirm(customer: Customer, quote: Any) -> Any:
    """Cash is confirmed."""
    return operation_named("prepay").perform(customer.counter.kiosk, CASHING, quote)


def refused(customer: Customer, card: Any = None) -> str:
    """The standing that stands in the way of a sale; nothing is paid, no byte is written."""
    customer.counter.put(card or customer.card)
    with pytest.raises(CardStandsInTheWay) as refusal:
        customer.counter.do("prepay", volume="1")
    assert len(events(customer.counter, "purchase_paid")) == len(
        events(customer.counter, "purchase_loaded")
    )
    return refusal.value.standing


class TestACardThatIsNotSoldTo:
    """It says why, and no money moves."""

    def test_carries_a_load_already(self, flat: Customer) -> None:
        flat.buy()
        before = flat.card.snapshot()
        assert refused(flat) == Standing.UNLOADED
        assert flat.card.snapshot() == before

    def test_belongs_to_another_account(self, flat: Customer) -> None:
        with pytest.raises(WrongCard):
            flat.buy("1", account="70100035")
        assert flat.buy("1", account=flat.account).number == 2

    def test_was_superseded(self, flat: Customer) -> None:
        old = flat.card
        flat.new_card()
        flat.counter.do("reissue-card", account=flat.account, reason="lost", identity="known")
        assert refused(flat, old) == Standing.SUPERSEDED

    def test_is_behind_what_was_written_last_and_is_held(self, flat: Customer) -> None:
        copy = flat.card.clone()
        flat.buy()
        flat.visit()
        assert refused(flat, copy) == Standing.UNEXPLAINED
        assert len(events(flat.counter, "card_held")) == 1

    def test_is_held_with_all_of_its_serial(self, flat: Customer) -> None:
        copy = flat.card.clone()
        flat.buy()
        flat.visit()
        refused(flat, copy)
        assert refused(flat) == "held"
        assert len(events(flat.counter, "card_held")) == 1

    def test_is_not_held_for_what_a_second_reading_does_not_show(self, flat: Customer) -> None:
        old = flat.card.snapshot()
        flat.buy()
        flat.visit()
        true, sessions = flat.card.snapshot(), 0
        flat.card.restore(old)

        def hook(_number: int, apdu: bytes, when: ApduPhase) -> None:
            nonlocal sessions
            if when is ApduPhase.BEFORE and apdu.startswith(SELECT):
                sessions += 1
                if sessions == 2:
                    flat.card.restore(true)

        flat.counter.reader.on_apdu(hook)
        with pytest.raises(StaleQuote):
            flat.buy("1")
        flat.counter.reader.on_apdu(None)
        assert events(flat.counter, "card_held") == []
        assert flat.buy("1").number == 3

    def test_was_made_by_a_kiosk_that_nobody_here_knows(
        self, flat: Customer, make_customer: MakeCustomer
    ) -> None:
        stranger = make_customer(node=8)
        assert refused(flat, stranger.card) == Standing.UNEXPLAINED

    def test_is_blank(self, flat: Customer) -> None:
        flat.counter.new_card()
        with pytest.raises(WrongCard):
            flat.counter.do("prepay", volume="1")

    @pytest.mark.parametrize(
        ("other", "code"),
        [
            (ForeignCard(bytes.fromhex("3B6500002063CB6800")), "card_unsupported"),
            (MuteCard(), "card_mute"),
        ],
    )
    def test_is_not_ours_at_all(self, flat: Customer, other: Any, code: str) -> None:
        flat.counter.put(other)
        with pytest.raises(CardError) as refusal:
            flat.counter.do("prepay", volume="1")
        assert refusal.value.code == code

    def test_is_a_chip_of_our_kind_with_somebody_elses_data(self, flat: Customer) -> None:
        other = VirtualSle4442()
        other.present(b"\xff\xff\xff")
        other.update(32, bytes(range(100)))
        flat.counter.put(other)
        before = other.snapshot()
        with pytest.raises(CardError) as refusal:
            flat.counter.do("prepay", volume="1")
        assert refusal.value.code == "card_foreign"
        assert other.snapshot() == before

    def test_is_not_there(self, flat: Customer) -> None:
        flat.counter.reader.remove()
        with pytest.raises(CardError) as refusal:
            flat.counter.do("prepay", volume="1")
        assert refusal.value.code == "no_card"

    def test_cannot_be_read_without_a_reader(self, flat: Customer) -> None:
        flat.counter.put(flat.card)
        flat.counter.reader.unplug()
        with pytest.raises(CardError) as refusal:
            flat.counter.do("prepay", volume="1")
        assert refusal.value.code == "reader_lost"


class TestAQuote:
    """It is exactly what happens, or nothing happens."""

    def test_is_what_is_sold(self, flat: Customer) -> None:
        quote = quoted(flat, volume="3")
        assert confirm(flat, quote).breakdown == quote.breakdown

    def test_changes_nothing_by_itself(self, flat: Customer) -> None:
        before = count_events(flat.counter), flat.card.snapshot()
        quoted(flat, volume="3")
        assert (count_events(flat.counter), flat.card.snapshot()) == before

    def stale(self, customer: Customer, quote: Any) -> None:
        before = len(events(customer.counter, "purchase_paid"))
        with pytest.raises(StaleQuote):
            confirm(customer, quote)
        assert len(events(customer.counter, "purchase_paid")) == before

    def test_is_stale_once_the_tariff_changed(self, flat: Customer) -> None:
        quote = quoted(flat, volume="3")
        set_tariff(flat.counter)
        self.stale(flat, quote)

    def test_is_stale_once_the_day_changed(self, flat: Customer) -> None:
        quote = quoted(flat, volume="3")
        flat.counter.clock.now += 10 * 3_600_000
        self.stale(flat, quote)

    def test_is_stale_once_the_account_changed(self, flat: Customer) -> None:
        quote = quoted(flat, volume="3")
        other = msgspec.structs.replace(quote.look, household_size=9)
        self.stale(flat, msgspec.structs.replace(quote, look=other))

    def test_is_stale_once_the_card_was_in_its_meter(self, flat: Customer) -> None:
        quote = quoted(flat, volume="3")
        flat.meter.use(500)
        flat.visit()
        flat.counter.put(flat.card)
        self.stale(flat, quote)

    def test_is_stale_on_another_card(self, flat: Customer) -> None:
        quote = quoted(flat, volume="3")
        flat.counter.new_card()
        self.stale(flat, quote)

    def test_is_used_up_by_its_sale(self, flat: Customer) -> None:
        quote = quoted(flat, volume="3")
        confirm(flat, quote)
        self.stale(flat, quote)


class TestTheCallersId:
    """The same id sells once."""

    def test_returns_the_first_result(self, flat: Customer) -> None:
        first = flat.buy("3", request="till-1")
        before = count_events(flat.counter)
        assert flat.buy("3", request="till-1") == first
        assert count_events(flat.counter) == before

    def test_needs_no_card_the_second_time(self, flat: Customer) -> None:
        first = flat.buy("3", request="till-1")
        flat.counter.reader.remove()
        assert flat.counter.do("prepay", volume="3", request="till-1") == first

    def test_does_not_sell_while_the_first_sale_is_in_doubt(self, flat: Customer) -> None:
        flat.counter.put(flat.card)
        with (
            pulled_at_write(flat.counter, 1, ApduPhase.BEFORE),
            pytest.raises(PlanInterrupted) as torn,
        ):
            flat.counter.do("prepay", volume="3", request="till-1")
        flat.counter.put(flat.card)
        with pytest.raises(PlanStillOpen) as open_:
            flat.counter.do("prepay", volume="3", request="till-1")
        assert open_.value.plan == torn.value.plan
        flat.do("settle")
        assert flat.buy("3", request="till-1").purchase == torn.value.plan

    def test_cannot_be_used_for_another_operation(self, flat: Customer) -> None:
        flat.buy("3", request="till-1")
        with pytest.raises(RequestReused):
            flat.do("refund", reason="no", request="till-1")

    def test_is_not_spent_by_a_refusal(self, flat: Customer) -> None:
        with pytest.raises(NotEnoughTendered):
            flat.buy("3", tendered="1", request="till-1")
        assert flat.buy("3", request="till-1").number == 2


class TestWhoMaySell:
    """A cashier or supervisor within an open shift of their own."""

    @pytest.mark.parametrize("operator", [ADMINISTRATOR, 99])
    def test_nobody_without_the_right(self, flat: Customer, operator: int) -> None:
        with pytest.raises(NotAllowed):
            flat.buy(by=operator)

    def test_nobody_without_a_shift(self, flat: Customer) -> None:
        with pytest.raises(NoOpenShift):
            flat.buy(by=SUPERVISOR)

    def test_nobody_once_the_shift_is_closed(self, flat: Customer) -> None:
        flat.counter.do("close-shift", counted="0")
        with pytest.raises(NoOpenShift):
            flat.buy()

    def test_nobody_who_was_deactivated(self, flat: Customer) -> None:
        flat.counter.do("set-operator", by=ADMINISTRATOR, operator=str(CASHIER), active="no")
        with pytest.raises(NotAllowed):
            flat.buy()
