"""A refund that its meter refutes: a copy or a lost card brought the load. No free water."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.comparison import Standing
from app.domain.entries import Book
from app.domain.identity import EventId
from app.domain.metering import MeterAnswer
from app.ledger.queries import accounts, cards, sales
from app.operations.account_movements import MovementState, movement_lines
from app.operations.errors import (
    CardStandsInTheWay,
    NoOpenShift,
    NoRefundWaits,
    NotAllowed,
    PlanInterrupted,
    RefundImpossible,
    SecondPersonNeeded,
    StaleQuote,
)
from app.operations.operation import Caller
from app.operations.refute_refund import REFUTE_REFUND, RefuteRefundArguments
from app.printing.documents import RefundSlip
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR
from tests.operations.customer import Customer, pulled_at_write, set_tariff
from tests.operations.proofs import booked, events, ledger_of, papers
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

TIERS = 'tiers = [{ upto = "5", price = "10.00" }, { price = "20.00" }]\ntiers_tax = ""\ntaxes = []'


@pytest.fixture
def loaded(customer: Customer) -> Customer:
    """Two units are in the meter; three more for thirty stand on the card. Beyond five it is 20."""
    set_tariff(customer.counter, prices=TIERS)
    customer.buy("3")
    return customer


def copied(one: Customer, what: str = "refund") -> None:
    """The load comes off the card and into the meter all the same."""
    copy = one.card.clone()
    one.do(what, reason="moves away")
    assert one.meter.take(copy) is MeterAnswer.CREDIT
    assert one.visit() is MeterAnswer.NOTHING_NEW


def refute(one: Customer, **arguments: Any) -> Any:
    return one.do("refute-refund", **({"second": SUPERVISOR} | arguments))


def standing(one: Customer) -> Standing:
    found: Standing = one.do("read-card").meters[0].standing
    return found


def test_a_copied_card_gets_no_free_water_and_the_account_goes_on(loaded: Customer) -> None:
    copied(loaded)
    with pytest.raises(RefundImpossible) as unpaid:
        loaded.do("pay-refund")
    assert unpaid.value.code == "load_was_used"
    with pytest.raises(CardStandsInTheWay) as unsold:
        loaded.buy("1")
    assert unsold.value.standing == Standing.LOAD_WAS_USED
    refuted = refute(loaded)
    assert (refuted.amount, refuted.receipt) == (3_000, None)
    slip = papers(loaded.counter)[-1]
    assert isinstance(slip, RefundSlip)
    assert (slip.refuted, slip.quantity) == (True, 3_000)
    # Nothing is due any more, the load is sold again, and nobody can be paid for it.
    assert booked(loaded.counter, Book.REFUND_DUE, loaded.account) == 0
    (event,) = events(loaded.counter, "refund_refuted")
    assert event.evidence.total_credited == 5_000
    with pytest.raises(NoRefundWaits):
        loaded.do("pay-refund")
    with pytest.raises(CardStandsInTheWay):
        refute(loaded)
    states = [one.state for one in movement_lines(loaded.counter.kiosk, loaded.account, 2)]
    assert states == [MovementState.REFUTED, MovementState.ON_CARD]
    # The card is accepted, and the five units that were used count: the next one is dear.
    assert standing(loaded) is Standing.NORMAL
    sold = loaded.buy("1")
    assert (sold.number, sold.total) == (3, 2_000)
    assert loaded.visit() is MeterAnswer.CREDIT
    assert loaded.meter.state.total_credited == 6_000
    assert loaded.buy("1").total == 2_000


def test_a_lost_card_that_was_used_is_found_out(loaded: Customer) -> None:
    lost = loaded.card
    loaded.new_card()
    loaded.counter.do("reissue-card", account=loaded.account, reason="lost", identity="known")
    loaded.do("refund", reason="moves away")
    assert loaded.meter.take(lost) is MeterAnswer.CREDIT
    loaded.visit()
    refute(loaded)
    assert loaded.buy("1").total == 2_000
    assert loaded.visit() is MeterAnswer.CREDIT
    assert loaded.meter.state.total_credited == 6_000


def test_a_reversal_is_refuted_like_a_refund(loaded: Customer) -> None:
    copied(loaded, "reverse")
    refute(loaded)
    assert booked(loaded.counter, Book.REFUND_DUE, loaded.account) == 0
    assert loaded.buy("1").total == 2_000


def test_money_back_for_a_card_that_was_copied_in_between(loaded: Customer) -> None:
    """The load came onto a copy while its own card shows that nothing was written."""
    loaded.visit()
    loaded.counter.put(loaded.card)
    before = loaded.card.snapshot()
    with pulled_at_write(loaded.counter, 1, ApduPhase.AFTER), pytest.raises(PlanInterrupted):
        loaded.counter.do("prepay", volume="1")
    loaded.counter.put(loaded.card)
    copy = loaded.card.clone()
    loaded.card.restore(before)
    loaded.do("money-back", reason="not written", second=SUPERVISOR)
    assert loaded.meter.take(copy) is MeterAnswer.CREDIT
    loaded.visit()
    refuted = refute(loaded)
    assert (refuted.amount, refuted.receipt) == (2_000, 3)
    assert booked(loaded.counter, Book.SUSPENSE, loaded.account) == 0
    assert booked(loaded.counter, Book.REFUND_DUE, loaded.account) == 0
    with ledger_of(loaded.counter).read() as reader:
        newest = sales.purchases_of(reader.db, loaded.account, 1)[0]
    assert (newest.receipt, newest.refund) == (3, None)
    assert newest.loaded is not None
    assert loaded.buy("1").receipt == 4


def test_what_a_new_card_and_the_hold_know_of_it(loaded: Customer) -> None:
    copy = loaded.card.clone()
    copied(loaded)
    loaded.counter.put(copy)
    with pytest.raises(CardStandsInTheWay):
        loaded.counter.do("prepay", volume="1")
    assert loaded.do("read-card").held
    refute(loaded)
    assert not loaded.do("read-card").held
    # A card made before the next sale knows the meter's total.
    loaded.new_card()
    loaded.counter.do("reissue-card", account=loaded.account, reason="lost", identity="known")
    with ledger_of(loaded.counter).read() as reader:
        (meter,) = accounts.meters_of(reader.db, loaded.account)
        last = cards.last_write(reader.db, EventId.from_key(meter.id.to_key()))
    assert last is not None
    assert last.cumulative == 5_000
    loaded.visit()
    assert standing(loaded) is Standing.NORMAL
    assert loaded.buy("1").total == 2_000


def test_who_may_and_when(loaded: Customer) -> None:
    with pytest.raises(CardStandsInTheWay) as unloaded:
        refute(loaded)
    assert unloaded.value.standing == Standing.UNLOADED
    copied(loaded)
    with pytest.raises(SecondPersonNeeded):
        refute(loaded, second=None)
    with pytest.raises(SecondPersonNeeded):
        refute(loaded, second=CASHIER)
    with pytest.raises(NotAllowed):
        refute(loaded, by=ADMINISTRATOR)
    with pytest.raises(NoOpenShift):
        refute(loaded, by=SUPERVISOR, second=ADMINISTRATOR)
    caller, wish = Caller(operator=CASHIER, second=SUPERVISOR), RefuteRefundArguments()
    loaded.counter.put(loaded.card)
    kiosk = loaded.counter.kiosk
    late = REFUTE_REFUND.quote(REFUTE_REFUND.look(kiosk, caller, wish), wish)
    first = refute(loaded, request="r-1")
    assert refute(loaded, request="r-1") == first
    with pytest.raises(StaleQuote):
        REFUTE_REFUND.perform(kiosk, caller, late)
    assert len(events(loaded.counter, "refund_refuted")) == 1


def test_one_that_proved_true_is_never_refuted(loaded: Customer) -> None:
    loaded.do("refund", reason="moves away")
    loaded.visit()
    with pytest.raises(CardStandsInTheWay) as refusal:
        refute(loaded)
    assert refusal.value.standing == Standing.NORMAL
