"""Tariff class or household were wrong from a day on: reckoned anew, and the difference booked."""

from __future__ import annotations

from typing import Any

import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.accounts import BadAccountNumber
from app.domain.entries import Book
from app.ledger.queries import accounts, money
from app.operations.catalogue import operation_named
from app.operations.errors import (
    BadArgument,
    CorrectionImpossible,
    NoOpenShift,
    NotAllowed,
    PlanInterrupted,
    PlanStillOpen,
    RefundImpossible,
    SecondPersonNeeded,
    StaleQuote,
    UnknownRecord,
)
from app.operations.operation import Caller, parse_arguments
from app.printing.documents import CorrectionSlip
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, pulled_at_write, set_tariff, sleep_days
from tests.operations.proofs import MakeCustomer, booked, count_events, events, ledger_of, papers
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved
from tests.protocol.kiosks import sync

OPENED, LATER, TODAY = "2026-11-23", "2026-12-03", "2026-12-05"
DEAR, TIERS = 2, 3


@pytest.fixture
def buyer(make_customer: MakeCustomer) -> Customer:
    """10 a unit in class 1, 15 in class 2; in class 3 persons count. 6 units were sold LATER."""
    one = make_customer(profile=TapcardSle4442(copyable=False))
    set_tariff(one.counter)
    enter(one.counter, DEAR, 'tiers = [{ price = "15.00" }]')
    enter(
        one.counter,
        TIERS,
        'tiers = [{ upto = "5", price = "10.00" }, { price = "30.00" }]\nper_person = "2"',
    )
    one.buy("4")
    one.visit()
    sleep_days(one.counter, 10)
    one.buy("6")
    one.visit()
    sleep_days(one.counter, 2)
    return one


def enter(counter: Counter, number: int, tiers: str) -> None:
    text = "\n".join(
        [
            f'tariff_class = {number}\nname = "Class {number}"\nvalid_from = 2026-01-01',
            f'{tiers}\ntiers_tax = ""\ntaxes = []\nperiod_months = 12',
        ]
    )
    counter.do("set-tariff", by=ADMINISTRATOR, second=SUPERVISOR, tariff=text)


def correct(customer: Customer, **arguments: Any) -> Any:
    given = {"account": customer.account, "reason": "shop on the premises", "second": SUPERVISOR}
    return customer.counter.do("correct-class", **{**given, **arguments})


def owed(customer: Customer) -> tuple[int, int]:
    """(arrears, balance)."""
    with ledger_of(customer.counter).read() as reader:
        return (
            money.arrears(reader.db, customer.account),
            money.balance(reader.db, customer.account),
        )


def account(customer: Customer) -> Any:
    with ledger_of(customer.counter).read() as reader:
        return accounts.account(reader.db, customer.account)


def water(customer: Customer) -> int:
    return -booked(customer.counter, Book.WATER)


class TestADearerClass:
    """What was paid too little is owed."""

    def test_is_owed_for_what_was_sold_since(self, buyer: Customer) -> None:
        before = water(buyer)
        fixed = correct(buyer, tariff_class="2", since=LATER)
        assert (fixed.purchases, fixed.to_arrears, fixed.to_balance) == (1, 3_000, 0)
        assert owed(buyer) == (3_000, 0)
        assert water(buyer) == before + 3_000
        assert account(buyer).tariff_class == DEAR

    def test_is_paid_with_the_next_purchases(self, buyer: Customer) -> None:
        correct(buyer, tariff_class="2", since=LATER)
        sale = buyer.buy("6")
        amounts = {line.code: line.amount for line in sale.loads[0].breakdown.lines}
        assert amounts == {"arrears": 3_000, "tier-1": 9_000}
        assert owed(buyer) == (0, 0)

    def test_is_booked_once_however_often_it_is_told(self, buyer: Customer) -> None:
        correct(buyer, tariff_class="2", since=LATER)
        with pytest.raises(CorrectionImpossible, match="recorded already"):
            correct(buyer, tariff_class="2", since=LATER)
        fixed = correct(buyer, tariff_class="2", since=OPENED)
        # The first purchase, of 2 at 45 and more, was sold before class 1 cost 10.
        corrections = events(buyer.counter, "class_corrected")
        assert fixed.to_arrears - fixed.to_balance + 3_000 == sum(
            one.difference for event in corrections for one in event.changed
        )
        assert [len(event.changed) for event in corrections] == [1, 2]

    def test_there_and_back_leaves_every_book_as_it_was(self, buyer: Customer) -> None:
        before, stood = water(buyer), owed(buyer)
        correct(buyer, tariff_class="2", since=LATER)
        correct(buyer, tariff_class="1", since=LATER)
        assert (water(buyer), owed(buyer)) == (before, stood)
        assert account(buyer).tariff_class == 1

    def test_is_on_the_slip_line_by_line(self, buyer: Customer) -> None:
        fixed = correct(buyer, tariff_class="2", since=LATER)
        slip = papers(buyer.counter)[-1]
        assert isinstance(slip, CorrectionSlip)
        assert slip.number == str(fixed.correction)
        assert [(one.old, one.new) for one in slip.changes] == [("1 Domestic", "2 Class 2")]
        assert [(line.code, line.amount) for line in slip.lines] == [("tier-1", 3_000)]
        assert (slip.to_arrears, slip.arrears_after, slip.balance_after) == (3_000, 3_000, 0)
        assert slip.second == "20 Juma"


class TestACheaperClass:
    """What was paid too much goes to the account balance, after what is owed."""

    def test_goes_to_the_balance(self, buyer: Customer) -> None:
        enter(buyer.counter, 4, 'tiers = [{ price = "4.00" }]')
        fixed = correct(buyer, tariff_class="4", since=LATER)
        assert (fixed.to_arrears, fixed.to_balance) == (0, 3_600)
        assert owed(buyer) == (0, 3_600)

    def test_lessens_arrears_first(self, buyer: Customer) -> None:
        enter(buyer.counter, 4, 'tiers = [{ price = "4.00" }]')
        correct(buyer, tariff_class="2", since=LATER)
        fixed = correct(buyer, tariff_class="4", since=LATER)
        assert (fixed.to_arrears, fixed.to_balance) == (-3_000, 3_600)
        assert owed(buyer) == (0, 3_600)


class TestAHousehold:
    """Persons count from the day on."""

    def test_grows_the_thresholds_for_what_was_sold_and_for_what_is_sold_next(
        self, buyer: Customer
    ) -> None:
        correct(buyer, tariff_class="3", since=LATER)
        # 5 at 10 and 1 at 30; what was sold before counts in the months of its own class.
        assert owed(buyer) == (2_000, 0)
        fixed = correct(buyer, household_size="9", since=LATER)
        assert fixed.to_arrears < 0
        assert account(buyer).household_size == 9
        sale = buyer.buy("2").loads[0].breakdown
        # 8 persons more, 2 units each, for 29 days of 365: 1.271 above 5, of which 6 are bought.
        bought = {line.code: line.quantity for line in sale.lines if line.quantity}
        assert bought == {"tier-1": 271, "tier-2": 1_729}


class TestWhatDoesNotCount:
    """A refunded purchase; a meter with a class of its own; what was sold before the day."""

    def test_a_load_that_was_taken_off(self, buyer: Customer) -> None:
        buyer.buy("3")
        buyer.do("refund", reason="too much")
        assert correct(buyer, tariff_class="2", since=LATER).to_arrears == 3_000

    def test_a_purchase_undone_as_a_whole(self, buyer: Customer) -> None:
        buyer.buy("3")
        buyer.do("reverse", reason="too much")
        assert correct(buyer, tariff_class="2", since=LATER).to_arrears == 3_000

    def test_anything_where_it_holds_from_today_on(self, buyer: Customer) -> None:
        fixed = correct(buyer, tariff_class="2")
        assert (fixed.since.isoformat(), fixed.purchases) == (TODAY, 0)
        assert owed(buyer) == (0, 0)
        assert buyer.buy("1").total == 1_500


class TestARefundAfterwards:
    """The price paid is not what it cost: such a load is not paid back."""

    def test_is_refused_while_the_price_differs(self, buyer: Customer) -> None:
        buyer.buy("3")
        sleep_days(buyer.counter, 1)
        correct(buyer, tariff_class="2", since=TODAY)
        for operation in ("refund", "reverse"):
            with pytest.raises(RefundImpossible, match="price was put right"):
                buyer.do(operation, reason="too much")
        correct(buyer, tariff_class="1", since=TODAY)
        assert buyer.do("refund", reason="too much").amount == 3_000


class TestItIsRefused:
    """Where it cannot be known, is not ours, or not at rest."""

    @pytest.mark.parametrize("since", ["2026-11-22", "2026-12-06"])
    def test_outside_the_life_of_the_account(self, buyer: Customer, since: str) -> None:
        with pytest.raises(CorrectionImpossible, match="before the account was opened"):
            correct(buyer, tariff_class="2", since=since)

    def test_for_a_class_without_prices_then_or_now(self, buyer: Customer) -> None:
        with pytest.raises(UnknownRecord):
            correct(buyer, tariff_class="9", since=LATER)
        text = (
            'tariff_class = 5\nname = "New"\nvalid_from = 2026-12-03\n'
            'tiers = [{ price = "1.00" }]\ntiers_tax = ""\ntaxes = []'
        )
        buyer.counter.do("set-tariff", by=ADMINISTRATOR, second=SUPERVISOR, tariff=text)
        with pytest.raises(CorrectionImpossible, match="had no prices on 2026-11-23"):
            correct(buyer, tariff_class="5", since=OPENED)

    def test_while_a_card_is_in_doubt(self, buyer: Customer) -> None:
        buyer.counter.put(buyer.card)
        with pulled_at_write(buyer.counter, 0, ApduPhase.AFTER), pytest.raises(PlanInterrupted):
            buyer.counter.do("prepay", volume="1")
        with pytest.raises(PlanStillOpen):
            correct(buyer, tariff_class="2", since=LATER)
        buyer.do("settle")
        assert correct(buyer, tariff_class="2", since=LATER).purchases == 2

    @pytest.mark.parametrize("size", ["0", "256", "-1"])
    def test_for_no_household(self, buyer: Customer, size: str) -> None:
        with pytest.raises(CorrectionImpossible):
            correct(buyer, household_size=size, since=LATER)

    def test_without_anything_that_changes(self, buyer: Customer) -> None:
        with pytest.raises(CorrectionImpossible):
            correct(buyer, since=LATER)

    def test_without_a_reason(self, buyer: Customer) -> None:
        with pytest.raises(BadArgument):
            correct(buyer, tariff_class="2", reason="")

    def test_for_a_number_that_is_no_accounts(self, buyer: Customer) -> None:
        with pytest.raises(BadAccountNumber):
            correct(buyer, account="\u0661\u0662", tariff_class="2")

    def test_once_something_was_sold_since_it_was_quoted(self, buyer: Customer) -> None:
        operation = operation_named("correct-class")
        caller = Caller(operator=CASHIER, second=SUPERVISOR)
        wish = parse_arguments(
            operation,
            {"account": buyer.account, "reason": "x", "tariff_class": "2", "since": LATER},
        )
        kiosk = buyer.counter.kiosk
        quote = operation.quote(operation.look(kiosk, caller, wish), wish)
        buyer.buy("1")
        with pytest.raises(StaleQuote):
            operation.perform(kiosk, caller, quote)


def test_an_account_is_put_right_at_its_home_alone(make_proved: MakeCounter) -> None:
    home, away = make_proved(node=7, roaming=True), make_proved(node=8, roaming=True)
    number = home.account()
    sync(home, away)
    asked: dict[str, Any] = {
        "account": number,
        "household_size": "5",
        "reason": "counted",
        "since": OPENED,
    }
    with pytest.raises(CorrectionImpossible, match="kept at kiosk K07"):
        away.do("correct-class", second=SUPERVISOR, **asked)
    home.do("correct-class", second=SUPERVISOR, **asked)
    sync(home, away)
    with ledger_of(away).read() as reader:
        found = accounts.account(reader.db, number)
    assert found is not None
    assert found.household_size == 5


def test_a_meter_charged_by_the_month_changes_from_today_on_alone(
    make_proved: MakeCounter,
) -> None:
    profile = TapcardSle4442()
    counter = make_proved(profile=profile)
    counter.do(
        "set-meter-model",
        by=ADMINISTRATOR,
        model="DN15",
        profile=profile.name,
        kind="water",
        charging="volume_back_charge",
    )
    one = Customer(counter)
    one.allocate()
    one.visit()
    sleep_days(counter, 3)
    with pytest.raises(CorrectionImpossible, match="by what each month used"):
        correct(one, household_size="5", since=OPENED)
    assert correct(one, household_size="5").purchases == 0


class TestWhoMay:
    """Two people, always."""

    def test_nobody_alone(self, buyer: Customer) -> None:
        before = count_events(buyer.counter)
        for second in (None, CASHIER):
            with pytest.raises(SecondPersonNeeded):
                correct(buyer, tariff_class="2", second=second)
        assert count_events(buyer.counter) == before

    def test_nobody_without_the_right_or_a_shift(self, buyer: Customer) -> None:
        with pytest.raises(NotAllowed):
            correct(buyer, tariff_class="2", by=ADMINISTRATOR)
        with pytest.raises(NoOpenShift):
            correct(buyer, tariff_class="2", by=SUPERVISOR, second=ADMINISTRATOR)

    def test_a_repeated_id_returns_the_first_result(self, buyer: Customer) -> None:
        first = correct(buyer, tariff_class="2", since=LATER, request="c-1")
        assert correct(buyer, tariff_class="2", since=LATER, request="c-1") == first
        assert len(events(buyer.counter, "class_corrected")) == 1
