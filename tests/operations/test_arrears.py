"""Arrears: booked, paid, planned, given up, and taken with purchases by a rule."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.domain.entries import Book
from app.domain.tariff.breakdown import LineKind
from app.operations.catalogue import operation_named
from app.operations.errors import (
    BadArgument,
    NoOpenShift,
    NotAllowed,
    PlanInterrupted,
    PlanStillOpen,
    SecondPersonNeeded,
    StaleQuote,
    UnknownRecord,
)
from app.operations.operation import Caller, parse_arguments
from app.printing.documents import ArrearsSlip, PaymentReceipt
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR
from tests.operations.customer import Customer, pulled_at_write, set_tariff, sleep_days
from tests.operations.proofs import MakeCustomer, booked, events, papers
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved
from tests.operations.test_payments import set_kind

TWO: dict[str, Any] = {"second": SUPERVISOR}


@pytest.fixture
def debtor(make_customer: MakeCustomer) -> Customer:
    """Ten a unit; nothing is owed yet."""
    one = make_customer()
    set_tariff(one.counter)
    set_kind(one.counter, "repair", tax_code="VAT", tax_rate="1600", ledger_code="4100")
    set_kind(one.counter, "deposit", deposit="yes")
    return one


def owes(one: Customer, amount: str, **arguments: Any) -> Any:
    given = {"kind": "repair", "reason": "pipe broken", **arguments}
    return one.counter.do("book-arrears", account=one.account, amount=amount, **given)


def do(one: Customer, name: str, **arguments: Any) -> Any:
    return one.counter.do(name, account=one.account, **arguments)


def arrears(one: Customer) -> int:
    return booked(one.counter, Book.ARREARS, one.account)


def taken(purchase: Any) -> int:
    lines = purchase.breakdown.lines
    return sum(line.amount for line in lines if line.kind is LineKind.ARREARS)


class TestADebt:
    """Booked with its tax; two people above the limit."""

    def test_is_income_that_waits_for_its_money(self, debtor: Customer) -> None:
        debtor.counter.do("set-limit", by=ADMINISTRATOR, limit="arrears", amount="100")
        with pytest.raises(SecondPersonNeeded, match=r"at most 100\.00"):
            owes(debtor, "116")
        first = owes(debtor, "116", due="2026-12-01", **TWO)
        assert (first.arrears, first.due, arrears(debtor)) == (11_600, date(2026, 12, 1), 11_600)
        assert booked(debtor.counter, Book.OTHER, "4100") == -10_000
        slip = papers(debtor.counter)[-1]
        assert isinstance(slip, ArrearsSlip)
        assert (slip.due, slip.ledger_code, slip.second) == ("2026-12-01", "4100", "20 Juma")
        assert owes(debtor, "50", request="t-1") == owes(debtor, "50", request="t-1")
        assert arrears(debtor) == 16_600
        file = do(debtor, "account-money")
        assert [(one.name, one.left) for one in file.debts] == [
            ("Repair", 11_600),
            ("Repair", 5_000),
        ]
        assert file.due == 5_000

    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            ({"reason": ""}, BadArgument),
            ({"reason": "x" * 61}, BadArgument),
            ({"reason": "a\ab"}, BadArgument),
            ({"kind": "deposit"}, BadArgument),
            ({"kind": "none"}, UnknownRecord),
            ({"due": "2026-11-01"}, BadArgument),
            ({"by": ADMINISTRATOR}, NotAllowed),
            ({"by": SUPERVISOR}, NoOpenShift),
        ],
    )
    def test_is_refused(
        self, debtor: Customer, arguments: dict[str, Any], error: type[Exception]
    ) -> None:
        with pytest.raises(error):
            owes(debtor, "10", **arguments)
        assert arrears(debtor) == 0


class TestPaying:
    """Whole or in part, the oldest first; never more than is owed."""

    def test_pays_the_oldest_first(self, debtor: Customer) -> None:
        owes(debtor, "100")
        owes(debtor, "50")
        paid = do(debtor, "pay-arrears", amount="120", tendered="150")
        assert (paid.change, paid.left, arrears(debtor)) == (3_000, 3_000, 3_000)
        paper = papers(debtor.counter)[-1]
        assert isinstance(paper, PaymentReceipt)
        assert paper.left == 3_000
        (debt,) = do(debtor, "account-money").debts
        assert (debt.amount, debt.left) == (5_000, 3_000)
        with pytest.raises(BadArgument, match=r"30\.00, not more"):
            do(debtor, "pay-arrears", amount="31")
        assert do(debtor, "pay-arrears").left == 0
        with pytest.raises(BadArgument, match="nothing"):
            do(debtor, "pay-arrears")
        debtor.counter.do("reverse-payment", receipt=str(paid.receipt), reason="wrong account")
        assert arrears(debtor) == 12_000

    def test_is_refused_once_something_else_paid(self, debtor: Customer) -> None:
        owes(debtor, "100")
        operation, caller = operation_named("pay-arrears"), Caller(operator=CASHIER)
        wish = parse_arguments(operation, {"account": debtor.account})
        kiosk = debtor.counter.kiosk
        quote = operation.quote(operation.look(kiosk, caller, wish), wish)
        do(debtor, "pay-arrears", amount="10")
        with pytest.raises(StaleQuote):
            operation.perform(kiosk, caller, quote)

    def test_waits_for_a_purchase_in_doubt_that_takes_some_of_it(self, debtor: Customer) -> None:
        owes(debtor, "10")
        with pulled_at_write(debtor.counter, 0, ApduPhase.AFTER), pytest.raises(PlanInterrupted):
            debtor.buy_for("20")
        with pytest.raises(PlanStillOpen):
            do(debtor, "pay-arrears")
        debtor.do("settle")
        assert arrears(debtor) == 0

    def test_is_not_needed_for_what_two_people_give_up(self, debtor: Customer) -> None:
        owes(debtor, "100")
        with pytest.raises(SecondPersonNeeded):
            do(debtor, "write-off", reason="house burnt down")
        with pytest.raises(BadArgument):
            do(debtor, "write-off", reason="house burnt down", amount="101", **TWO)
        done = do(debtor, "write-off", reason="house burnt down", amount="60", **TWO)
        assert (done.arrears, arrears(debtor)) == (4_000, 4_000)
        assert booked(debtor.counter, Book.WRITTEN_OFF) == 6_000


class TestAPlan:
    """Equal parts, month by month; kept, due or overdue."""

    def test_is_made_kept_and_ended_by_two_people(self, debtor: Customer) -> None:
        owes(debtor, "100", due="2026-12-31")
        wish = {"months": "3", "first_due": "2026-11-25", "reason": "low income"}
        with pytest.raises(SecondPersonNeeded):
            do(debtor, "plan-arrears", **wish)
        plan = do(debtor, "plan-arrears", **wish, **TWO)
        assert [(one.due.isoformat(), one.amount) for one in plan.instalments] == [
            ("2026-11-25", 3_334),
            ("2026-12-25", 3_333),
            ("2027-01-25", 3_333),
        ]
        slip = papers(debtor.counter)[-1]
        assert isinstance(slip, ArrearsSlip)
        assert len(slip.plan) == 3
        assert do(debtor, "account-money").plan.next_due == date(2026, 11, 25)
        card = debtor.do("read-card")
        assert (card.arrears, card.plan.left, card.balance) == (10_000, 10_000, 0)
        sleep_days(debtor.counter, 3)
        file = do(debtor, "account-money")
        assert (file.plan.overdue, file.due) == (3_334, 3_334)
        do(debtor, "pay-arrears", amount="40")
        assert (do(debtor, "account-money").plan.due, arrears(debtor)) == (0, 6_000)
        do(debtor, "plan-arrears", months="0", reason="pays at once", **TWO)
        assert do(debtor, "account-money").plan is None
        for bad in ({"months": "0"}, {"months": "61"}, {"months": "2", "first_due": "2026-11-01"}):
            with pytest.raises(BadArgument):
                do(debtor, "plan-arrears", reason="x", **bad, **TWO)

    def test_needs_something_to_plan(self, debtor: Customer) -> None:
        with pytest.raises(BadArgument, match="owes nothing"):
            do(debtor, "plan-arrears", months="3", reason="x", **TWO)


class TestARule:
    """What of each purchase goes to arrears; the tariff's share bounds it."""

    def test_says_what_a_purchase_takes(self, debtor: Customer) -> None:
        owes(debtor, "100", due="2026-12-31")
        assert taken(debtor.buy_for("20")) == 1_000
        rules = [
            ({"rule": "percent", "rate": "1000"}, 200),
            ({"rule": "fixed", "amount": "3"}, 300),
            ({"rule": "none"}, 0),
            ({"rule": "due"}, 0),
        ]
        for rule, expected in rules:
            do(debtor, "set-deduction", **rule, **TWO)
            debtor.visit()
            assert taken(debtor.buy_for("20")) == expected
        do(debtor, "plan-arrears", months="2", first_due="2026-11-23", reason="poor", **TWO)
        debtor.visit()
        assert taken(debtor.buy_for("20")) == 1_000
        owed = arrears(debtor)
        usual: dict[str, Any] = {
            "by": ADMINISTRATOR,
            "second": SUPERVISOR,
            "rule": "fixed",
            "amount": "2",
        }
        debtor.counter.do("set-usual-deduction", **usual)
        do(debtor, "set-deduction", rule="usual", **TWO)
        debtor.visit()
        assert taken(debtor.buy_for("20")) == 200
        assert arrears(debtor) == owed - 200
        old = events(debtor.counter, "deduction_set")[-1].old
        assert old.rule == "due"

    def test_is_refused(self, debtor: Customer) -> None:
        for bad in (
            {"rule": "percent"},
            {"rule": "none", "rate": "1"},
            {"rule": "percent", "rate": "0"},
        ):
            with pytest.raises(BadArgument):
                do(debtor, "set-deduction", **bad, **TWO)
        with pytest.raises(SecondPersonNeeded):
            do(debtor, "set-deduction", rule="none")
        with pytest.raises(NotAllowed):
            debtor.counter.do("set-usual-deduction", rule="none", **TWO)
