"""A third party pays a share of so much volume a month: sold, given back, booked to each."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import ChargingType, UtilityKind
from app.domain.entries import Book
from app.domain.metering import MeterAnswer
from app.domain.tariff.breakdown import LineKind
from app.operations.catalogue import operation_named
from app.operations.errors import (
    BadArgument,
    CorrectionImpossible,
    NotAllowed,
    PlanInterrupted,
    RequestReused,
    SecondPersonNeeded,
    StaleQuote,
    UnknownRecord,
)
from app.operations.operation import Caller
from app.operations.pricing import subsidy_here
from app.operations.records import account_named
from app.printing.documents import SaleReceipt
from app.printing.elements import paper_text
from app.printing.layout import layout
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, pulled_at_write, set_tariff, sleep_days
from tests.operations.proofs import MakeCustomer, booked, count_events, events, ledger_of, papers
from tests.operations.proofs import customer as customer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

TWO: dict[str, Any] = {"second": SUPERVISOR}
TAXED = (
    'tiers = [{ price = "10.00" }]\ntiers_tax = "VAT"\n'
    'taxes = [{ code = "VAT", rate = "16", included = false }]'
)


def set_scheme(counter: Counter, **arguments: Any) -> Any:
    given: dict[str, Any] = {
        "code": "poor",
        "name": "Poor households",
        "payer": "Ministry of Water",
        "ledger_code": "1300",
        "percent": "60",
        "per_month": "3",
        "per_person": "0.5",
        **arguments,
    }
    return counter.do("set-subsidy-scheme", by=ADMINISTRATOR, **given)


def subsidise(one: Customer, **arguments: Any) -> Any:
    given = {
        "account": one.account,
        "scheme": "poor",
        "until": "2027-12-31",
        "reason": "in the register",
        **TWO,
        **arguments,
    }
    return one.counter.do("subsidise", **{k: v for k, v in given.items() if v is not None})


@pytest.fixture
def poor(make_customer: MakeCustomer) -> Customer:
    """Ten a unit; sixty percent of three and a half units a month are the ministry's."""
    one = make_customer(profile=TapcardSle4442(copyable=False))
    set_tariff(one.counter)
    set_scheme(one.counter)
    subsidise(one)
    return one


def owed_by_ministry(one: Customer) -> int:
    return booked(one.counter, Book.SUBSIDY, "poor")


def test_the_customer_pays_the_rest_until_the_month_is_used_up(poor: Customer) -> None:
    first = poor.buy("2")
    assert first.breakdown.total == 800
    (paid,) = [line for line in first.breakdown.lines if line.kind is LineKind.SUBSIDY]
    assert (paid.name, paid.quantity) == ("Paid by Ministry of Water (1300)", 2_000)
    assert (paid.amount, paid.price_of, owed_by_ministry(poor)) == (-1_200, 2_000, 1_200)
    receipt = papers(poor.counter)[-1]
    assert isinstance(receipt, SaleReceipt)
    assert (paid in receipt.lines, receipt.total) == (True, 800)
    assert poor.visit() is MeterAnswer.CREDIT
    # Six for a unit and a half; then the month is used up and two more units cost all of twenty.
    last = poor.buy_for("26")
    assert (last.breakdown.quantity, last.breakdown.total) == (3_500, 2_600)
    poor.visit()
    assert poor.buy("1").breakdown.total == 1_000
    assert owed_by_ministry(poor) == 2_100
    poor.visit()
    sleep_days(poor.counter, 10)
    assert poor.buy("1").breakdown.total == 400


def test_a_first_sale_and_one_on_a_new_card_are_subsidised_at_home(
    make_proved: MakeCounter,
) -> None:
    counter = make_proved(profile=TapcardSle4442())
    set_tariff(counter)
    set_scheme(counter)
    one = Customer(counter)
    subsidise(one)
    assert one.allocate(volume="1").breakdown.total == 30_000 + 400  # the card's fees are whole
    one.visit()
    one.do("read-card")
    one.new_card()
    wanted: dict[str, Any] = {"reason": "lost", "identity": "known", "volume": "1"}
    counter.do("reissue-card", account=one.account, **wanted)
    assert owed_by_ministry(one) == 1_200
    receipt = papers(counter)[-1]
    assert isinstance(receipt, SaleReceipt)
    (paid,) = [line for line in receipt.lines if line.kind is LineKind.SUBSIDY]
    for width, widest in (
        (32, "Paid by Ministry of Water"),
        (48, "Paid by Ministry of Water (1300)"),
    ):
        text = paper_text(layout(receipt, width), width)
        assert widest in text and "-6.00" in text, text
    assert (paid.quantity, paid.amount) == (1_000, -600)
    today = events(counter, "purchase_paid")[-1].date
    with ledger_of(counter).read() as reader:
        account = account_named(reader.db, one.account)
        away = msgspec.structs.replace(account, home=9)
        for asked, left in ((account, 1_500), (away, None)):
            found = subsidy_here(counter.kiosk, reader.db, asked, UtilityKind.WATER, today)
            assert (None if found is None else found.left) == left


def test_a_refund_and_a_reversal_give_each_what_it_paid(poor: Customer) -> None:
    before = booked(poor.counter, Book.WATER)
    poor.buy("3")
    assert poor.do("refund", reason="wrong amount").amount == 1_200
    assert owed_by_ministry(poor) == 0
    assert poor.buy("3").breakdown.total == 1_200  # the month's volume is free again
    assert poor.do("reverse", reason="wrong amount").amount == 1_200
    assert (owed_by_ministry(poor), booked(poor.counter, Book.WATER)) == (0, before)
    with (
        pulled_at_write(poor.counter, 0, ApduPhase.BEFORE),
        pytest.raises(PlanInterrupted),
    ):
        poor.buy("3")
    assert owed_by_ministry(poor) == 0
    poor.do("money-back", reason="never written", **TWO)
    assert (owed_by_ministry(poor), booked(poor.counter, Book.SUSPENSE, poor.account)) == (0, 0)
    with (
        pulled_at_write(poor.counter, 0, ApduPhase.AFTER),
        pytest.raises(PlanInterrupted),
    ):
        poor.buy("3")
    poor.do("settle")
    assert owed_by_ministry(poor) == 1_800


def test_tax_and_cash_rounding_stand_as_for_the_full_price(poor: Customer) -> None:
    set_tariff(poor.counter, "rounding = 100", prices=TAXED)
    before = booked(poor.counter, Book.TAX, "VAT")
    bought = poor.buy("1")
    kinds = [(line.kind, line.amount) for line in bought.breakdown.lines]
    assert kinds == [
        (LineKind.TIER, 1_160),
        (LineKind.SUBSIDY, -696),
        (LineKind.ROUNDING, 36),
    ]
    assert (bought.breakdown.total, booked(poor.counter, Book.TAX, "VAT")) == (500, before - 160)
    invoice = poor.counter.do(
        "tax-invoice", receipts="2", name="Asha", tax_number="A1", address="Plot 7"
    )
    assert invoice.number
    poor.do("refund", reason="wrong amount")
    assert (owed_by_ministry(poor), booked(poor.counter, Book.TAX, "VAT")) == (0, before)


def test_what_is_left_in_the_meter_goes_back_to_whom_it_came_from(poor: Customer) -> None:
    poor.buy("5")
    poor.visit()
    with pytest.raises(CorrectionImpossible, match="third party"):
        poor.counter.do(
            "correct-class",
            account=poor.account,
            household_size="3",
            since=events(poor.counter, "purchase_paid")[-1].date.isoformat(),
            reason="counted",
            **TWO,
        )
    # Two units before it and five of it went in; four are left: one and a half at ten,
    # and two and a half of which the customer paid four a unit.
    done = poor.do(
        "cancel-account",
        account=poor.account,
        reason="moves away",
        card="returned",
        dials="000000012345=3",
        **TWO,
    )
    assert done.cancelled.to_cash == 2_500
    assert owed_by_ministry(poor) == 600


def test_is_registered_for_a_time_by_two_and_ended_by_two(customer: Customer) -> None:
    set_tariff(customer.counter)
    with pytest.raises(UnknownRecord):
        subsidise(customer)
    set_scheme(customer.counter)
    before = count_events(customer.counter)
    never = {"scheme": None, "until": None}
    for arguments, error in (
        ({"second": None}, SecondPersonNeeded),
        ({"by": ADMINISTRATOR}, NotAllowed),
        ({"scheme": "rich"}, UnknownRecord),
        ({"account": "999"}, UnknownRecord),
        ({"until": None}, BadArgument),
        ({"until": "2026-01-01"}, BadArgument),
        ({"since": "2026-01-01"}, BadArgument),
        ({"scheme": None}, BadArgument),
        (never, BadArgument),
        ({"reason": ""}, BadArgument),
        ({"reason": "a\ab"}, BadArgument),
        ({"reason": "x" * 999}, BadArgument),
    ):
        with pytest.raises(error):
            subsidise(customer, **arguments)
    assert count_events(customer.counter) == before
    today = events(customer.counter, "purchase_paid")[-1].date
    tomorrow = today.replace(day=today.day + 1).isoformat()
    done = subsidise(customer, since=tomorrow, until=tomorrow, request="s-1")
    assert subsidise(customer, since=tomorrow, until=tomorrow, request="s-1") == done
    with pytest.raises(RequestReused):
        set_scheme(customer.counter, request="s-1")
    assert customer.buy("1").breakdown.total == 1_000
    customer.visit()
    assert subsidise(customer).old == done.new
    assert customer.buy("1").breakdown.total == 400
    customer.visit()
    assert subsidise(customer, **never).new is None
    assert customer.buy("1").breakdown.total == 1_000


def test_a_quote_that_the_scheme_crossed_is_made_again(poor: Customer) -> None:
    operation, caller = operation_named("prepay"), Caller(operator=CASHIER)
    poor.counter.put(poor.card)
    arguments = operation.arguments(volume="1")
    quote = operation.quote(operation.look(poor.counter.kiosk, caller, arguments), arguments)
    set_scheme(poor.counter, percent="50")
    with pytest.raises(StaleQuote):
        operation.perform(poor.counter.kiosk, caller, quote)
    assert len(events(poor.counter, "purchase_paid")) == 1
    assert set_scheme(poor.counter, active="no").old.percent == 50
    assert poor.buy("1").breakdown.total == 1_000
    for bad in (
        {"code": "A b"},
        {"payer": ""},
        {"payer": "x" * 21},
        {"ledger_code": "1" * 11},
        {"percent": "0"},
        {"percent": "101"},
    ):
        with pytest.raises(BadArgument):
            set_scheme(poor.counter, **bad)
    with pytest.raises(BadArgument):
        set_scheme(poor.counter, per_month="0", per_person="0")


def test_all_of_the_price_may_be_the_payers_also_in_a_meter(poor: Customer) -> None:
    set_scheme(poor.counter, percent="100")
    bought = poor.buy("2")
    assert (bought.breakdown.total, owed_by_ministry(poor)) == (0, 2_000)
    assert events(poor.counter, "purchase_paid")[-1].tenders == ()
    assert poor.do("refund", reason="wrong amount").amount == 0
    assert owed_by_ministry(poor) == 0
    set_scheme(poor.counter)
    poor.buy("5")
    poor.visit()
    poor.meter.use(1_000)
    poor.visit()
    poor.do("read-card")
    form = {"technician": "Baraka", "form": "F-7", "reason": "moves away", **TWO}
    counter = poor.counter
    counter.do("refund-meter-credit", account=poor.account, dial="1", remaining="6", **form)
    assert owed_by_ministry(poor) == 0


def test_a_meter_that_counts_money_is_not_subsidised(make_proved: MakeCounter) -> None:
    money = ChargingType.MONEY
    counter = make_proved(profile=TapcardSle4442(), kind=UtilityKind.WATER, charging=money)
    model: dict[str, Any] = {"model": "DN15", "profile": "tapcard-sle4442", "charging": money.value}
    counter.do("set-meter-model", by=ADMINISTRATOR, **model)
    set_tariff(counter)
    set_scheme(counter)
    one = Customer(counter)
    subsidise(one)
    assert one.allocate(amount="350").breakdown.total == 35_000
    with pytest.raises(BadArgument, match="counts money"):
        subsidise(one)
    subsidise(one, scheme=None, until=None)
