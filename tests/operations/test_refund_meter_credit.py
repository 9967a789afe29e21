"""Credit inside a meter is paid back: by transfer card, or by two people; once, and no more."""

from __future__ import annotations

from typing import Any

import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.comparison import Standing
from app.domain.entries import Book
from app.domain.errors import TapcardError
from app.domain.metering import MeterAnswer
from app.ledger.events.meter_credit import MeterFate
from app.ledger.queries.tenders import refunded_in_cash
from app.operations.account_movements import MovementState, movement_lines
from app.operations.errors import (
    AccountInUse,
    BadArgument,
    CardStandsInTheWay,
    CorrectionImpossible,
    NoOpenShift,
    NotAllowed,
    RefundImpossible,
    SecondPersonNeeded,
    StaleQuote,
    TenderUnconfirmed,
    UnknownRecord,
)
from app.operations.operation import Caller
from app.operations.refund_meter_credit import REFUND_METER_CREDIT, RefundMeterCreditArguments
from app.printing.documents import RefundReceipt
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR
from tests.operations.customer import Customer, set_tariff
from tests.operations.proofs import (
    MakeCustomer,
    booked,
    count_events,
    events,
    in_drawer,
    ledger_of,
    papers,
    prove,
)
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

TIERS = 'tiers = [{ upto = "5", price = "10.00" }, { price = "20.00" }]\ntiers_tax = ""\ntaxes = []'
BY_FORM: dict[str, Any] = {
    "dial": "1",
    "remaining": "6",
    "technician": "Baraka",
    "form": "F-7",
    "reason": "moves away",
    "second": SUPERVISOR,
}


@pytest.fixture
def make_loaded(make_customer: MakeCustomer) -> Any:
    """Seven units bought in a month, five at 10 and the last at 20; six of them in the meter."""

    def make(*, copyable: bool = False) -> Customer:
        one = make_customer(profile=TapcardSle4442(copyable=copyable))
        set_tariff(one.counter, prices=TIERS)
        one.buy("5")
        one.visit()
        one.meter.use(1_000)
        one.visit()
        one.do("read-card")
        return one

    return make


@pytest.fixture
def loaded(make_loaded: Any) -> Customer:
    one: Customer = make_loaded()
    return one


def pay_back(one: Customer, **arguments: Any) -> Any:
    return one.counter.do("refund-meter-credit", account=one.account, **(BY_FORM | arguments))


def transferred(one: Customer) -> Any:
    """A transfer card took the credit out, was read back, handed in and made blank. Its number."""
    card = VirtualSle4442()
    one.counter.put(card)
    loan = {"holder": "Otieno", "reason": "moves away", "due_back": "2026-12-01"}
    one.counter.do(
        "make-function-card", function="transfer", by=SUPERVISOR, second=ADMINISTRATOR, **loan
    )
    assert one.meter.take(card) is not None
    one.counter.put(card)
    read = one.counter.do("read-function-card", by=SUPERVISOR, returned="yes")
    assert [seen.dump.remaining for seen in read.dumps] == [6_000]
    one.counter.put(card)
    one.counter.do("retrieve-card", by=SUPERVISOR)
    return read.card


def test_by_two_people_it_costs_what_was_paid_for_it_last(loaded: Customer) -> None:
    shift = events(loaded.counter, "purchase_paid")[0].shift
    before = in_drawer(loaded.counter, shift)
    done = pay_back(loaded)
    paid = done.refunded
    # Of the seven the last two cost 20, three before them 10, and one of the first two 10 more:
    # the first two were sold at the opening tariff.
    first = events(loaded.counter, "purchase_paid")[0].breakdown
    second = events(loaded.counter, "purchase_paid")[1]
    assert [share.quantity for share in paid.shares] == [5_000, 1_000]
    assert sum(line.amount for line in paid.shares[0].lines) == 7_000
    assert paid.shares[0].purchase != paid.shares[1].purchase
    assert paid.amount < second.breakdown.total + first.total
    assert (paid.fate, paid.left, paid.receipt) == (MeterFate.REMOVED, 6_000, 3)
    assert in_drawer(loaded.counter, shift) == before - paid.amount
    assert booked(loaded.counter, Book.REFUND_DUE, loaded.account) == 0
    paper = papers(loaded.counter)[-1]
    assert isinstance(paper, RefundReceipt)
    assert paper.from_meter is not None
    assert (paper.quantity, paper.total, paper.from_meter.work) == (
        6_000,
        paid.amount,
        "Baraka, F-7",
    )
    line = movement_lines(loaded.counter.kiosk, loaded.account, 1)[0]
    assert (line.state, line.credit, line.total) == (
        MovementState.OUT_OF_METER,
        -6_000,
        -paid.amount,
    )
    assert line.paper == paper.number
    report = loaded.counter.do("x-report")
    assert report.refunds == 1
    with pytest.raises(CorrectionImpossible):
        loaded.counter.do(
            "correct-class",
            account=loaded.account,
            household_size="3",
            reason="counted",
            second=SUPERVISOR,
        )
    # The meter is the account's no longer: nothing is paid twice, no card for it is sold to.
    with pytest.raises(UnknownRecord):
        pay_back(loaded)
    with pytest.raises(CardStandsInTheWay) as unsold:
        loaded.buy("1")
    assert unsold.value.standing == Standing.SUPERSEDED
    loaded.do("retrieve-card", account=loaded.account)
    # Whoever goes on has it allocated anew; the tiers of the period were given back.
    loaded.meter = loaded.counter.meter("000000012345")
    loaded.new_card()
    again = loaded.allocate(volume="3")
    assert again.number == 1
    assert again.loads[0].breakdown.bought == 4_000
    assert loaded.visit() is MeterAnswer.CREDIT


def test_by_transfer_card_one_person_pays_what_the_card_took_out(loaded: Customer) -> None:
    number = transferred(loaded)
    done = loaded.counter.do(
        "refund-meter-credit", account=loaded.account, reason="moves away", card=str(number)
    )
    assert (done.refunded.fate, done.refunded.left) == (MeterFate.EMPTIED, 6_000)
    assert done.refunded.dump.remaining == 6_000
    # The same card proves nothing for the meter's next allocation.
    loaded.meter = loaded.counter.meter("000000012345")
    loaded.new_card()
    loaded.allocate()
    with pytest.raises(RefundImpossible):
        loaded.counter.do(
            "refund-meter-credit", account=loaded.account, reason="again", card=str(number)
        )


def test_a_transfer_card_that_can_be_copied_or_was_emptied_elsewhere_proves_nothing(
    make_loaded: Any,
) -> None:
    one = make_loaded(copyable=True)
    number = transferred(one)
    by_card = {"account": one.account, "reason": "moves away"}
    with pytest.raises(RefundImpossible):
        one.counter.do("refund-meter-credit", card=str(number), **by_card)
    with pytest.raises(UnknownRecord):
        one.counter.do("refund-meter-credit", card="K07-01-999", **by_card)
    assert pay_back(one).refunded.left == 6_000


def test_never_more_than_was_bought_or_than_the_dial_leaves(loaded: Customer) -> None:
    assert pay_back(loaded, remaining="50", dial="3").refunded.left == 4_000


def test_what_stands_in_the_way_comes_first(loaded: Customer) -> None:
    with pytest.raises(RefundImpossible) as nothing:
        pay_back(loaded, dial="7")
    assert "Nothing that was paid for is left" in nothing.value.message
    loaded.buy("1")
    with pytest.raises(RefundImpossible) as untaken:
        pay_back(loaded)
    assert "taken the last load" in untaken.value.message
    loaded.visit()
    loaded.do("read-card")
    loaded.buy("1")
    loaded.do("refund", reason="moves away")
    assert pay_back(loaded, remaining="7").refunded.left == 7_000


def test_a_refund_that_waits_comes_first(make_loaded: Any) -> None:
    one = make_loaded(copyable=True)
    one.buy("1")
    one.do("refund", reason="moves away")
    with pytest.raises(AccountInUse):
        pay_back(one)


@pytest.mark.parametrize(
    "bad",
    [
        {"dial": None},
        {"remaining": None},
        {"dial": ""},
        {"dial": "\uff11"},
        {"dial": "1" * 40},
        {"remaining": "x"},
        {"technician": ""},
        {"technician": "B\x07"},
        {"form": "F" * 60},
        {"reason": " "},
        {"work_date": "2027-01-01"},
        {"card": "K07"},
    ],
)
def test_bad_fields_are_refused(loaded: Customer, bad: dict[str, Any]) -> None:
    before = count_events(loaded.counter)
    wanted = {name: given for name, given in (BY_FORM | bad).items() if given is not None}
    with pytest.raises(TapcardError):
        loaded.counter.do("refund-meter-credit", account=loaded.account, **wanted)
    assert count_events(loaded.counter) == before


def test_who_may_and_once(loaded: Customer) -> None:
    with pytest.raises(SecondPersonNeeded):
        pay_back(loaded, second=None)
    with pytest.raises(SecondPersonNeeded):
        pay_back(loaded, second=CASHIER)
    with pytest.raises(NotAllowed):
        pay_back(loaded, by=ADMINISTRATOR)
    with pytest.raises(NoOpenShift):
        pay_back(loaded, by=SUPERVISOR, second=ADMINISTRATOR)
    loaded.counter.do("set-limit", by=ADMINISTRATOR, limit="refund", amount="10")
    number = transferred(loaded)
    with pytest.raises(SecondPersonNeeded):
        loaded.counter.do(
            "refund-meter-credit", account=loaded.account, reason="moves", card=str(number)
        )
    with pytest.raises(BadArgument):
        pay_back(loaded, card=str(number))
    caller = Caller(operator=CASHIER, second=SUPERVISOR)
    wish = RefundMeterCreditArguments(
        account=loaded.account, reason="moves", dial="1", remaining="6", technician="B", form="F"
    )
    kiosk = loaded.counter.kiosk
    late = REFUND_METER_CREDIT.quote(REFUND_METER_CREDIT.look(kiosk, caller, wish), wish)
    first = pay_back(loaded, request="r-1")
    assert pay_back(loaded, request="r-1").refund == first.refund
    with pytest.raises((StaleQuote, UnknownRecord)):
        REFUND_METER_CREDIT.perform(kiosk, caller, late)
    assert len(events(loaded.counter, "meter_credit_refunded")) == 1


class TestMoneyGoesBackTheWayItCame:
    """Two units bought first for cash; then five for 70, the last two of them at 20."""

    @pytest.fixture
    def paid_with(self, make_customer: MakeCustomer) -> Any:
        def make(tenders: str) -> Customer:
            one = make_customer(profile=TapcardSle4442(copyable=False))
            set_tariff(one.counter, prices=TIERS)
            one.counter.do("set-tender-kind", by=ADMINISTRATOR, kind="card", taken="yes")
            one.buy("5", tenders=tenders)
            one.visit()
            one.meter.use(1_000)
            one.visit()
            one.do("read-card")
            return one

        return make

    def test_what_a_terminal_paid_becomes_account_balance(self, paid_with: Any) -> None:
        one = paid_with("cash=30,card=40:482913")
        shift = events(one.counter, "purchase_paid")[0].shift
        before = in_drawer(one.counter, shift)
        paid = pay_back(one).refunded
        newest, oldest = paid.shares
        assert (newest.to_balance, oldest.to_balance, paid.to_balance) == (4_000, 0, 4_000)
        cash = paid.amount - 4_000
        assert in_drawer(one.counter, shift) == before - cash
        assert booked(one.counter, Book.BALANCE, one.account) == -4_000
        assert booked(one.counter, Book.REFUND_DUE, one.account) == 0
        paper = papers(one.counter)[-1]
        assert isinstance(paper, RefundReceipt)
        assert (paper.to_cash, paper.to_balance, paper.balance_after) == (cash, 4_000, 4_000)
        prove(one.counter)

    def test_the_drawer_stays_shut_where_no_cash_came(self, paid_with: Any) -> None:
        one = paid_with("card=70:482913")
        shift = events(one.counter, "purchase_paid")[0].shift
        before = in_drawer(one.counter, shift)
        paid = pay_back(one, remaining="5").refunded
        assert (paid.amount, paid.to_balance) == (7_000, 7_000)
        assert paid.lines == paid.shares[0].lines
        assert in_drawer(one.counter, shift) == before

    def test_what_went_out_is_remembered(self, paid_with: Any) -> None:
        one = paid_with("cash=70")
        paid = pay_back(one, remaining="2").refunded
        (share,) = paid.shares
        assert (share.to_balance, paid.amount) == (0, 4_000)
        with ledger_of(one.counter).read() as reader:
            assert refunded_in_cash(reader.db, share.purchase) == 4_000

    def test_nothing_while_nobody_knows_whether_it_came(self, paid_with: Any) -> None:
        one = paid_with("card=70:?")
        with pytest.raises(TenderUnconfirmed):
            pay_back(one)
