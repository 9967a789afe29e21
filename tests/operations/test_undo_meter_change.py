"""A meter change is taken back while the new meter has loaded nothing; the card shows it."""

from __future__ import annotations

from typing import Any

import pytest

from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import CardForm
from app.domain.entries import Book
from app.domain.metering import MeterAnswer
from app.operations.account_movements import MovementState, movement_lines
from app.operations.errors import (
    BadArgument,
    CardStandsInTheWay,
    ChangeImpossible,
    NoOpenShift,
    NotAllowed,
    PlanInterrupted,
    PlanStillOpen,
    SecondPersonNeeded,
    StaleQuote,
    UnknownRecord,
    WrongCard,
)
from app.operations.operation import Caller
from app.operations.undo_meter_change import UNDO_METER_CHANGE, UndoMeterChangeArguments
from app.printing.documents import MeterChangeSlip
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, pulled_at_write, set_tariff
from tests.operations.household import POWER, WATER, Household
from tests.operations.mover import FORM, NEW, OLD, change, hang, meters, owe, owed, undo
from tests.operations.proofs import MakeCustomer, booked, count_events, events, papers
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved


@pytest.fixture
def changed(customer: Customer) -> Customer:
    """Half a unit of two was used; one and a half are on the opening card."""
    change(customer)
    return customer


def live(customer: Customer) -> list[str]:
    return [row.meter for row in meters(customer) if row.ended is None]


class TestTheCard:
    def test_is_the_old_meters_again(self, changed: Customer) -> None:
        undone = undo(changed)
        assert (undone.old_meter, undone.new_meter, undone.contents.load) == (OLD, NEW, 0)
        assert (undone.contents.number, undone.contents.cumulative) == (1, 2_000)
        assert live(changed) == [OLD]
        assert changed.visit() is MeterAnswer.NOTHING_NEW
        assert changed.buy("1").number == 2
        assert changed.visit() is MeterAnswer.CREDIT
        assert changed.meter.state.total_credited == 3_000

    def test_does_not_show_a_load_again_that_the_old_meter_had(self, changed: Customer) -> None:
        undo(changed)
        with pytest.raises(CardStandsInTheWay):
            changed.do("refund", reason="moved house")

    def test_opens_nothing_any_more(self, changed: Customer) -> None:
        undo(changed)
        assert changed.counter.meter(NEW).take(changed.card) is MeterAnswer.WRONG_METER

    def test_can_be_changed_again_to_the_same_meter(self, changed: Customer) -> None:
        undo(changed)
        changed.visit()
        assert change(changed).contents.load == 1_500
        hang(changed)
        assert changed.visit() is MeterAnswer.CREDIT
        assert live(changed) == [NEW]

    def test_keeps_the_other_meters_parts(self, make_proved: MakeCounter) -> None:
        home = Household(make_proved(profile=TapcardSle4428()))
        for meter in (WATER, POWER):
            home.allocate(meter)
        home.visit(WATER, POWER)
        given = {"account": home.account, "new_meter": "99", "old_dial": "1", **FORM}
        home.do("change-meter", meter=POWER, second=SUPERVISOR, **given)
        before = home.parts()[WATER].contents
        home.do("undo-meter-change", reason="wrong one", second=SUPERVISOR)
        parts = home.parts()
        assert set(parts) == {WATER, POWER}
        assert parts[WATER].contents == before


class TestAnUnloadedLoad:
    @pytest.fixture(params=[True, False], ids=["copyable", "not copyable"])
    def bought(self, make_customer: MakeCustomer, request: pytest.FixtureRequest) -> Customer:
        one = make_customer(profile=TapcardSle4442(copyable=request.param))
        set_tariff(one.counter)
        one.buy("3")
        change(one)
        undo(one)
        return one

    def test_stands_on_the_card_again(self, bought: Customer) -> None:
        assert bought.visit() is MeterAnswer.CREDIT
        assert bought.meter.state.total_credited == 5_000
        assert bought.buy("1").number == 3

    def test_can_be_refunded_again(self, bought: Customer) -> None:
        moved, newest, _first = movement_lines(bought.counter.kiosk, bought.account, 9)
        assert moved.state is MovementState.METER_GONE
        assert newest.state is MovementState.ON_CARD
        assert bought.do("refund", reason="moved house").amount == 30_00
        bought.visit()
        assert bought.meter.state.total_credited == 2_000

    def test_is_restored_on_a_new_card(self, bought: Customer) -> None:
        bought.new_card()
        made = bought.counter.do(
            "reissue-card", account=bought.account, reason="lost", identity="known"
        )
        assert (made.restored, made.owed) == (3_000, 0)


class TestTheBooks:
    def test_no_longer_know_arrears(self, customer: Customer) -> None:
        change(customer, old_dial="5")
        assert booked(customer.counter, Book.ARREARS, customer.account) > 0
        undo(customer)
        for book in (Book.ARREARS, Book.WATER, Book.TAX):
            subject = {Book.ARREARS: customer.account, Book.TAX: "VAT"}.get(book, "")
            taken_back = sum(
                line.amount
                for tag in ("meter_changed", "meter_change_undone")
                for event in events(customer.counter, tag)
                for line in event.entries
                if (line.book, line.subject) == (book, subject)
            )
            assert taken_back == 0

    def test_owe_for_the_old_meter_what_they_owed_before(self, customer: Customer) -> None:
        counter = customer.counter
        small: dict[str, Any] = {
            "model": "DN8",
            "profile": counter.profile.name,
            "hoarding_limit": "1",
        }
        counter.do("set-meter-model", by=ADMINISTRATOR, **small)
        change(customer, model="DN8")
        assert owed(customer) == [0, 500]
        undo(customer)
        assert owed(customer) == [0, 0]

    def test_and_what_was_owed_before_the_change_is_owed_again(self, customer: Customer) -> None:
        owe(customer, 700)
        changed = change(customer)
        assert (changed.credited, changed.contents.load) == (2_700, 2_200)
        assert owed(customer) == [0, 0]
        undo(customer)
        assert owed(customer) == [700, 0]

    def test_print_a_slip_that_two_sign(self, changed: Customer) -> None:
        undo(changed)
        slip = papers(changed.counter)[-1]
        assert isinstance(slip, MeterChangeSlip)
        assert (slip.undone, slip.reason, slip.second) == (True, "the new meter leaks", "20 Juma")


def test_nothing_is_undone_that_was_loaded_or_written_since(customer: Customer) -> None:
    change(customer)
    hang(customer)
    customer.visit()
    before = count_events(customer.counter)
    with pytest.raises(ChangeImpossible, match="has been in meter"):
        undo(customer)
    customer.buy("1")
    with pytest.raises(ChangeImpossible, match="has been in meter"):
        undo(customer)
    assert count_events(customer.counter) == before + 2


def test_a_load_that_the_new_meter_refused_was_not_loaded(customer: Customer) -> None:
    change(customer)
    customer.meter = customer.counter.meter(NEW, hoarding_limit=1)
    assert customer.visit() is MeterAnswer.OVER_HOARDING
    assert undo(customer).old_meter == OLD


def test_nothing_is_undone_without_two_people_and_a_reason(changed: Customer) -> None:
    before = count_events(changed.counter)
    wrong: tuple[tuple[type[Exception], dict[str, Any]], ...] = (
        (SecondPersonNeeded, {"second": None}),
        (SecondPersonNeeded, {"second": CASHIER}),
        (NotAllowed, {"by": ADMINISTRATOR}),
        (NoOpenShift, {"by": SUPERVISOR, "second": ADMINISTRATOR}),
        (BadArgument, {"reason": "  "}),
        (BadArgument, {"reason": "be\x07ll"}),
        (UnknownRecord, {"meter": OLD}),
    )
    for error, arguments in wrong:
        with pytest.raises(error):
            undo(changed, **arguments)
    assert count_events(changed.counter) == before


def test_nothing_is_undone_where_nothing_was_changed(customer: Customer) -> None:
    with pytest.raises(UnknownRecord, match="by a meter change"):
        undo(customer)


class TestAnotherCard:
    """A card that is not the one the old meter knows is a reissue for it."""

    def test_that_the_change_made_goes_to_the_old_meter(self, customer: Customer) -> None:
        old = customer.card
        customer.new_card()
        change(customer)
        undone = undo(customer)
        assert (undone.contents.form, undone.contents.load) == (CardForm.OPENING, 2_000)
        assert customer.visit() is MeterAnswer.NOTHING_NEW
        assert customer.meter.take(old) is MeterAnswer.WRONG_CARD
        assert customer.meter.state.total_credited == 2_000
        assert customer.buy("1").number == 2
        assert customer.visit() is MeterAnswer.CREDIT

    def test_carries_again_what_the_lost_one_may_not_have_brought(self, customer: Customer) -> None:
        customer.buy("3")
        customer.new_card()
        change(customer)
        assert undo(customer).contents.load == 3_000
        assert customer.visit() is MeterAnswer.CREDIT
        assert customer.meter.state.total_credited == 5_000

    def test_a_blank_one_takes_the_place_of_a_lost_opening_card(self, customer: Customer) -> None:
        customer.buy("3")
        change(customer)
        opening = customer.card
        customer.new_card()
        undone = undo(customer, account=customer.account, request="one")
        assert (undone.contents.form, undone.contents.load) == (CardForm.REISSUE, 3_000)
        assert undo(customer, account=customer.account, request="one") == undone
        assert live(customer) == [OLD]
        assert customer.visit() is MeterAnswer.CREDIT
        assert customer.meter.take(opening) is MeterAnswer.WRONG_METER
        assert customer.meter.state.total_credited == 5_000
        customer.counter.put(opening)
        assert customer.counter.do("read-card").meters[0].standing == "superseded"
        assert customer.buy("1").number == 3
        assert customer.visit() is MeterAnswer.CREDIT

    def test_a_blank_one_is_torn_and_settled(self, changed: Customer) -> None:
        changed.new_card()
        with (
            pulled_at_write(changed.counter, 2, ApduPhase.BEFORE),
            pytest.raises(PlanInterrupted),
        ):
            undo(changed, account=changed.account)
        changed.do("settle", account=changed.account)
        assert live(changed) == [OLD]
        assert changed.visit() is MeterAnswer.NOTHING_NEW
        assert changed.buy("1").number == 2

    def test_nothing_is_undone_with_a_blank_one_once_the_new_meter_told(
        self, changed: Customer
    ) -> None:
        hang(changed)
        changed.visit()
        changed.do("read-card")
        changed.new_card()
        with pytest.raises(ChangeImpossible, match="has been in meter"):
            undo(changed, account=changed.account)

    def test_a_blank_one_says_nothing_of_an_account_that_was_not_changed(
        self, customer: Customer
    ) -> None:
        customer.new_card()
        with pytest.raises(WrongCard, match="blank"):
            undo(customer, account=customer.account)


def test_nothing_is_undone_once_the_old_meter_hangs_elsewhere(changed: Customer) -> None:
    other = Customer(changed.counter, meter=OLD)
    other.allocate()
    with pytest.raises(ChangeImpossible, match=other.account):
        undo(changed)


def test_a_repeated_id_undoes_nothing_more(changed: Customer) -> None:
    first = undo(changed, request="till-1")
    assert undo(changed, request="till-1") == first
    assert len(events(changed.counter, "meter_change_undo_opened")) == 1


def test_a_quote_is_stale_once_the_old_meter_was_given_away(changed: Customer) -> None:
    kiosk = changed.counter.kiosk
    caller = Caller(operator=CASHIER, second=SUPERVISOR)
    arguments = UndoMeterChangeArguments(reason="it leaks")
    changed.counter.put(changed.card)
    quote = UNDO_METER_CHANGE.quote(UNDO_METER_CHANGE.look(kiosk, caller, arguments), arguments)
    Customer(changed.counter, meter=OLD).allocate()
    changed.counter.put(changed.card)
    with pytest.raises(StaleQuote):
        UNDO_METER_CHANGE.perform(kiosk, caller, quote)


@pytest.mark.parametrize("write", [0, 1])
@pytest.mark.parametrize("phase", [ApduPhase.BEFORE, ApduPhase.AFTER])
def test_in_doubt_it_is_settled_by_the_card(
    changed: Customer, write: int, phase: ApduPhase
) -> None:
    changed.counter.put(changed.card)
    with (
        pulled_at_write(changed.counter, write, phase),
        pytest.raises(PlanInterrupted) as interrupted,
    ):
        changed.counter.do(
            "undo-meter-change", reason="it leaks", second=SUPERVISOR, request="till-1"
        )
    assert "Undoing the meter change" in interrupted.value.remedy
    assert live(changed) == [NEW]
    with pytest.raises(PlanStillOpen):
        undo(changed)
    assert changed.do("settle").kind == "meter_change_undo_opened"
    assert live(changed) == [OLD]
    assert undo(changed, request="till-1").old_meter == OLD
    assert changed.visit() is MeterAnswer.NOTHING_NEW
