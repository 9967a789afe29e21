"""Account cancellation: every figure of the final statement, what goes where, what is refused."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from peewee import Database

from app.cards.profiles.tapcard_sle4428 import TapcardSle4428
from app.domain.account_states import AccountState
from app.domain.amounts import BadAmount
from app.domain.entries import Book
from app.ledger.audit.audit import audit
from app.ledger.events.accounts import CardFate, LeftBy
from app.ledger.events.exceptions import CreditOwed
from app.ledger.queries import accounts
from app.ledger.queries.accounts import Account
from app.operations.cancel_account import CANCEL_ACCOUNT, CancelAccountArguments
from app.operations.errors import (
    AccountForbids,
    AccountInUse,
    BadArgument,
    CardStandsInTheWay,
    NoOpenShift,
    NotAllowed,
    OtherHome,
    PlanInterrupted,
    PlanStillOpen,
    SecondPersonNeeded,
    StaleQuote,
    UnknownRecord,
    WrongCard,
)
from app.operations.operation import Caller
from app.operations.records import account_named
from app.printing.documents import FinalStatement
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.customer import (
    FLAT_PRICE,
    Customer,
    pulled_at_write,
    set_tariff,
    sleep_days,
)
from tests.operations.household import POWER, WATER, Household
from tests.operations.proofs import (
    MakeCustomer,
    booked,
    count_events,
    events,
    in_drawer,
    ledger_of,
    papers,
)
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

STANDING = FLAT_PRICE + '\nstanding = { monthly = "30.00", tax = "" }'
METER = "000000012345"


@pytest.fixture
def flat(make_customer: MakeCustomer) -> Customer:
    """The meter has had two units at another price and ten at ten."""
    one = make_customer()
    set_tariff(one.counter)
    one.buy("10")
    one.visit()
    return one


def cancel(one: Customer, dial: str = "4", **arguments: Any) -> Any:
    given: dict[str, Any] = {
        "account": one.account,
        "reason": "moves away",
        "card": "returned",
        "dials": f"{METER}={dial}",
        "second": SUPERVISOR,
    }
    return one.do("cancel-account", **{**given, **arguments})


def shift_of(one: Customer) -> Any:
    return events(one.counter, "purchase_loaded")[0].shift


@pytest.fixture
def owes(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Says what an account owes."""

    def say(amount: int) -> None:
        monkeypatch.setattr("app.ledger.queries.money.arrears", lambda *_asked: amount)

    return say


class TestWhatIsLeft:
    def test_goes_back_in_cash_by_the_dial(self, flat: Customer) -> None:
        before = in_drawer(flat.counter, shift_of(flat))
        done = cancel(flat, "4", returned=METER, request="till-1")
        assert cancel(flat, "4", returned=METER, request="till-1") == done
        event = done.cancelled
        (meter,) = event.meters
        # Twelve units credited, four used: eight are left, all of the second purchase.
        assert (meter.credited, meter.left, meter.left_by) == (12_000, 8_000, LeftBy.DIAL)
        assert (meter.returned, event.card) == (True, CardFate.RETURNED)
        assert (event.to_cash, event.received) == (8_000, 0)
        assert in_drawer(flat.counter, shift_of(flat)) == before - 8_000
        assert len(events(flat.counter, "account_cancelled")) == 1

    def test_or_stands_as_the_balance_of_the_account(self, flat: Customer) -> None:
        event = cancel(flat, rest="balance").cancelled
        assert (event.to_cash, event.to_balance) == (0, 8_000)
        assert booked(flat.counter, Book.BALANCE, flat.account) == -8_000

    def test_goes_by_the_card_where_that_is_wanted(self, flat: Customer) -> None:
        flat.meter.use(3_000)
        flat.visit()
        (meter,) = cancel(flat, "5", left_by="read_back").cancelled.meters
        assert (meter.left, meter.left_by) == (9_000, LeftBy.READ_BACK)

    def test_is_nothing_where_more_was_used_and_two_people_say_so(self, flat: Customer) -> None:
        with pytest.raises(AccountInUse, match=r"1\.000 more than was credited") as refused:
            cancel(flat, "13")
        assert "book-arrears" in refused.value.remedy
        with pytest.raises(BadArgument, match="no more than was credited"):
            cancel(flat, "12", left_by="overused")
        done = cancel(flat, "13", left_by="overused").cancelled
        (meter,) = done.meters
        assert (meter.dial, meter.left, meter.left_by) == (13_000, 0, LeftBy.OVERUSED)
        assert (done.to_cash, done.received) == (0, 0)
        (paper,) = [one for one in papers(flat.counter) if isinstance(one, FinalStatement)]
        assert [one.overused for one in paper.meters] == [1_000]

    def test_of_a_lost_card_counts_no_load_that_may_still_be_used(self, flat: Customer) -> None:
        flat.buy("5")
        (meter,) = cancel(flat, "4", card="lost").cancelled.meters
        assert (meter.credited, meter.unproven, meter.left) == (17_000, 5_000, 8_000)

    def test_is_worth_nothing_where_nobody_paid_for_it(self, flat: Customer) -> None:
        flat.do("compensate", volume="3", reason="fault", second=SUPERVISOR)
        flat.visit()
        event = cancel(flat, "12").cancelled
        assert (event.meters[0].left, event.to_cash, event.receipt) == (3_000, 0, None)

    def test_after_a_meter_change_is_worth_what_was_paid_for_the_old_one(
        self, flat: Customer
    ) -> None:
        flat.do(
            "change-meter",
            account=flat.account,
            new_meter="000000054321",
            old_dial="3",
            technician="Baraka",
            form="F-1",
            second=SUPERVISOR,
        )
        flat.counter.meter("000000054321").take(flat.card)
        event = flat.do(
            "cancel-account",
            account=flat.account,
            reason="moves away",
            card="returned",
            dials="000000054321=3",
            second=SUPERVISOR,
        ).cancelled
        (meter,) = event.meters
        assert (meter.credited, meter.left, event.to_cash) == (9_000, 6_000, 6_000)

    def test_is_told_with_every_figure_on_a_statement(self, flat: Customer) -> None:
        event = cancel(flat, "4").cancelled
        paper = papers(flat.counter)[-1]
        assert isinstance(paper, FinalStatement)
        assert (paper.operator, paper.second) == ("12 Neema", "20 Juma")
        (meter,) = paper.meters
        assert (meter.dial_before, meter.dial, meter.left) == (0, 4_000, 8_000)
        assert (paper.to_cash, paper.reason) == (event.to_cash, "moves away")


class TestWhatIsDue:
    def test_comes_first_arrears_and_standing_charges(
        self, make_customer: MakeCustomer, owes: Any
    ) -> None:
        one = make_customer()
        set_tariff(one.counter, prices=STANDING)
        one.buy("10")
        one.visit()
        sleep_days(one.counter, 8 + 31 + 9)  # 10 January: December whole, nine days of January
        owes(1_500)
        event = cancel(one, "4").cancelled
        assert sum(line.amount for line in event.charges) == 3_000 + 871
        assert event.arrears == 1_500
        assert event.to_cash == 8_000 - 3_871 - 1_500
        assert booked(one.counter, Book.ARREARS, one.account) == -1_500

    def test_is_paid_by_the_customer_where_less_is_left(self, flat: Customer, owes: Any) -> None:
        owes(9_000)
        before = in_drawer(flat.counter, shift_of(flat))
        event = cancel(flat, "4").cancelled
        assert (event.to_cash, event.received) == (0, 1_000)
        assert in_drawer(flat.counter, shift_of(flat)) == before + 1_000

    def test_the_account_balance_is_paid_out_too(self, flat: Customer) -> None:
        flat.buy("1", tendered="50", rest="balance")
        flat.visit()
        event = cancel(flat, "13").cancelled
        assert (event.balance, event.to_cash) == (4_000, 4_000)
        assert booked(flat.counter, Book.BALANCE, flat.account) == 0


class TestAfterwards:
    def test_nothing_is_sold_and_the_card_is_taken_back(self, flat: Customer) -> None:
        cancel(flat)
        with pytest.raises(AccountForbids, match="was cancelled") as refused:
            flat.buy("1")
        assert refused.value.state is AccountState.CANCELLED
        with pytest.raises(AccountForbids):
            cancel(flat)
        flat.do("retrieve-card", account=flat.account)
        flat.new_card()
        with pytest.raises(AccountForbids):
            flat.counter.do("reissue-card", account=flat.account, reason="lost", identity="known")

    def test_its_meter_can_be_another_customers(self, flat: Customer) -> None:
        cancel(flat)
        with ledger_of(flat.counter).read() as reader:
            (row,) = accounts.allocations_of(reader.db, flat.account)
        assert row.ended is not None
        other = Customer(flat.counter, "000000054321")
        other.do(
            "allocate-meter", account=other.account, meter=METER, model="DN15", volume="1", dial="4"
        )


class TestItIsRefused:
    def test_while_anything_is_open(self, flat: Customer) -> None:
        flat.buy("1")
        with pytest.raises(CardStandsInTheWay, match="not taken"):
            cancel(flat)
        flat.do("refund", reason="moves away")
        with pytest.raises(AccountInUse, match="refund waits"):
            cancel(flat)
        flat.visit()
        flat.do("pay-refund")
        flat.counter.put(flat.card)
        with pulled_at_write(flat.counter, 0, ApduPhase.AFTER), pytest.raises(PlanInterrupted):
            flat.counter.do("prepay", volume="1")
        with pytest.raises(PlanStillOpen):
            cancel(flat)
        flat.do("settle")
        flat.visit()
        assert cancel(flat, "13").cancelled.to_cash == 0

    def test_while_credit_is_owed(self, flat: Customer) -> None:
        allocation = events(flat.counter, "purchase_loaded")[0].allocation
        event = CreditOwed(
            account=flat.account,
            allocation=allocation,
            purchase=None,
            quantity=1_000,
            why="a load died",
        )
        ledger_of(flat.counter).commit(lambda tx: tx.append(event))
        with pytest.raises(AccountInUse, match="owed"):
            cancel(flat)
        flat.do("compensate", volume="1", reason="a load died", second=SUPERVISOR)
        flat.visit()
        cancel(flat)

    def test_for_figures_that_cannot_be(self, flat: Customer) -> None:
        before = count_events(flat.counter)
        wrong: tuple[tuple[type[Exception], dict[str, Any]], ...] = (
            (BadArgument, {"dials": ""}),
            (BadArgument, {"dials": f"{METER}=1,{METER}=2"}),
            (BadArgument, {"dials": "77=1"}),
            (BadAmount, {"dials": f"{METER}=x"}),
            (BadAmount, {"dials": f"{METER}=-1"}),
            (BadAmount, {"dials": f"{METER}=\u0661"}),
            (BadArgument, {"returned": "77"}),
            (BadArgument, {"reason": ""}),
            (BadArgument, {"reason": "x" * 61}),
            (BadArgument, {"reason": "a\x07"}),
            (BadArgument, {"worked_on": "2026-11-01"}),
            (BadArgument, {"worked_on": "2026-12-01"}),
            (BadArgument, {"left_by": "read_back", "card": "lost"}),
            (AccountInUse, {"card": "none"}),
            (AccountInUse, {"dials": f"{METER}=12.001"}),
            (UnknownRecord, {"account": "120100017"}),
        )
        for error, arguments in wrong:
            with pytest.raises(error):
                cancel(flat, **arguments)
        assert count_events(flat.counter) == before

    def test_without_two_people_a_shift_a_right_or_the_right_card(
        self, flat: Customer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = count_events(flat.counter)
        refused: tuple[tuple[type[Exception], dict[str, Any]], ...] = (
            (SecondPersonNeeded, {"second": None}),
            (SecondPersonNeeded, {"second": CASHIER}),
            (NotAllowed, {"by": ADMINISTRATOR}),
            (NoOpenShift, {"by": SUPERVISOR, "second": ADMINISTRATOR}),
        )
        for error, arguments in refused:
            with pytest.raises(error):
                cancel(flat, **arguments)
        with monkeypatch.context() as patch:
            patch.setattr("app.operations.account_standing.account_named", kept_elsewhere)
            with pytest.raises(OtherHome, match="K08"):
                cancel(flat)
        assert count_events(flat.counter) == before
        other = Customer(flat.counter, "000000054321")
        other.allocate()
        other.visit()
        flat.card, other.card = other.card, flat.card
        with pytest.raises(WrongCard, match=other.account):
            cancel(flat)

    def test_when_the_account_changed_since_the_statement(self, flat: Customer) -> None:
        kiosk, caller = flat.counter.kiosk, Caller(operator=CASHIER, second=SUPERVISOR)
        arguments = CancelAccountArguments(
            account=flat.account, reason="moves", card=CardFate.RETURNED, dials=f"{METER}=4"
        )
        flat.counter.put(flat.card)
        quote = CANCEL_ACCOUNT.quote(CANCEL_ACCOUNT.look(kiosk, caller, arguments), arguments)
        flat.buy("1")
        with pytest.raises(StaleQuote):
            CANCEL_ACCOUNT.perform(kiosk, caller, quote)


def kept_elsewhere(db: Database, number: str) -> Account:
    return msgspec.structs.replace(account_named(db, number), home=8)


def test_an_account_with_two_meters_ends_with_both(make_proved: MakeCounter) -> None:
    home = Household(make_proved(profile=TapcardSle4428()))
    for meter in (WATER, POWER):
        home.allocate(meter)
    home.visit(WATER, POWER)
    done = home.do(
        "cancel-account",
        account=home.account,
        reason="moves away",
        card="returned",
        dials=f"{WATER}=1,{POWER}=2",
        returned=POWER,
        second=SUPERVISOR,
    )
    assert [(meter.left, meter.returned) for meter in done.cancelled.meters] == [
        (1_000, False),
        (0, True),
    ]
    # A unit of water at ten.
    assert done.cancelled.to_cash == 1_000


def test_an_account_that_was_never_used_ends_without_figures(flat: Customer) -> None:
    unused = flat.counter.account()
    with pytest.raises(AccountInUse, match="No card"):
        cancel(flat, account=unused, card="lost", dials="")
    event = cancel(flat, account=unused, card="none", dials="").cancelled
    assert (event.meters, event.receipt, event.entries) == ((), None, ())


@pytest.mark.parametrize("field", ["to_cash", "arrears", "balance", "received", "to_balance"])
def test_verify_finds_a_statement_that_does_not_fit_its_entries(
    counter: Counter, field: str
) -> None:
    one = Customer(counter)
    one.allocate()
    one.visit()
    event = cancel(one, "0").cancelled
    assert audit(ledger_of(counter)).findings == ()
    wrong = msgspec.structs.replace(event, **{field: getattr(event, field) + 1}, receipt=None)
    ledger_of(counter).commit(lambda tx: tx.append(wrong))
    assert [finding.check for finding in audit(ledger_of(counter)).findings]
