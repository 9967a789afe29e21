"""Payments without a card: taken, undone in their shift, kept as deposits and given back."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.amounts import BadAmount
from app.domain.entries import Book
from app.operations.account_search import search_accounts
from app.operations.catalogue import operation_named
from app.operations.errors import (
    BadArgument,
    NoOpenShift,
    NotAllowed,
    NotEnoughTendered,
    OtherHome,
    RequestReused,
    ReversalImpossible,
    SecondPersonNeeded,
    StaleQuote,
    UnknownRecord,
)
from app.operations.operation import Caller, parse_arguments
from app.printing.documents import FinalStatement, Moved, PaymentReceipt, ShiftReport
from app.printing.elements import paper_text
from app.printing.layout import layout
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer, set_tariff
from tests.operations.proofs import booked, count_events, events, papers
from tests.operations.proofs import make_proved as make_proved
from tests.operations.proofs import proved_counter as proved_counter

TWO: dict[str, Any] = {"second": SUPERVISOR}


def set_kind(counter: Counter, code: str, **arguments: Any) -> Any:
    usual: dict[str, Any] = {"name": code.capitalize(), "ledger_code": "4711"}
    given = {"code": code, **usual, **arguments}
    return counter.do("set-payment-kind", by=ADMINISTRATOR, **given)


@pytest.fixture
def counter(proved_counter: Counter) -> Counter:
    """A repair with tax costs 116, a penalty anything, a deposit 500."""
    vat: dict[str, Any] = {"tax_code": "VAT", "tax_rate": "1600"}
    set_kind(proved_counter, "repair", price="116", ledger_code="4100", **vat)
    set_kind(proved_counter, "penalty", ledger_code="4200")
    set_kind(proved_counter, "deposit", price="500", ledger_code="2100", deposit="yes")
    return proved_counter


def pay(counter: Counter, kind: str = "repair", **arguments: Any) -> Any:
    return counter.do("take-payment", kind=kind, **arguments)


def receipt(counter: Counter) -> PaymentReceipt:
    paper = papers(counter)[-1]
    assert isinstance(paper, PaymentReceipt)
    return paper


def drawer(counter: Counter) -> int:
    (shift,) = {one.shift for one in events(counter, "payment_taken")}
    return booked(counter, Book.DRAWER, str(shift)) - 100_000


class TestATakenPayment:
    """Money in the drawer, income and tax in the books, a receipt in the customer's hand."""

    def test_is_income_with_its_tax_under_its_ledger_account(self, counter: Counter) -> None:
        account = counter.account()
        paid = pay(counter, account=account, note="form 12", tendered="200")
        assert (paid.amount, paid.change, paid.left) == (11_600, 8_400, None)
        assert drawer(counter) == 11_600
        assert (booked(counter, Book.OTHER, "4100"), booked(counter, Book.TAX, "VAT")) == (
            -10_000,
            -1_600,
        )
        paper = receipt(counter)
        assert (paper.moved, paper.number) == (Moved.TAKEN, "K07-01-000001")
        assert (paper.ledger_code, paper.note, paper.customer.name) == (
            "4100",
            "form 12",
            "Neema J.",
        )
        (tax,) = paper.taxes
        assert (tax.rate, tax.base, tax.amount) == (1600, 10_000, 1_600)

    def test_of_somebody_without_an_account_keeps_the_name_sealed(self, counter: Counter) -> None:
        paid = pay(counter, "penalty", payer="Baraka Said", amount="50", request="t-1")
        assert (paid.account, paid.payer) == ("", "Baraka Said")
        (event,) = events(counter, "payment_taken")
        assert b"Baraka" not in event.sealed
        assert receipt(counter).customer.name == "Baraka S."
        with pytest.raises(UnknownRecord):
            search_accounts(counter.kiosk, "Baraka", 10)
        assert pay(counter, "penalty", payer="Baraka Said", amount="50", request="t-1") == paid
        assert len(events(counter, "payment_taken")) == 1
        with pytest.raises(RequestReused):
            counter.do("deposit-balance", account=counter.account(), amount="1", request="t-1")

    def test_stands_in_the_shift_report_beside_the_sales(self, counter: Counter) -> None:
        account = counter.account()
        pay(counter, account=account)
        pay(counter, "deposit", account=account)
        pay(counter, "penalty", account=account, amount="30")
        counter.do("reverse-payment", receipt="3", reason="wrong account")
        counter.do("return-deposit", account=account, reason="moves away", amount="200")
        counter.do("x-report")
        (x,) = [one for one in papers(counter) if isinstance(one, ShiftReport)]
        assert (x.payments, x.payments_total, x.payouts, x.payouts_total) == (3, None, 1, None)
        closed = counter.do("close-shift", counted="1416.00x1")
        assert closed.over_short == 0
        z = papers(counter)[-1]
        assert isinstance(z, ShiftReport)
        assert (z.payments, z.payments_total, z.payouts, z.payouts_total) == (3, 64_600, 1, 20_000)
        assert (z.reversals, z.reversals_total, z.sales, z.last_receipt) == (
            1,
            3_000,
            0,
            "K07-01-000005",
        )
        earned = {line.name: line.amount for line in z.earned}
        assert earned == {"Other payments": 10_000, "Deposits": 30_000, "Tax": 1_600}

    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            ({}, BadArgument),
            ({"payer": "A", "account": "own"}, BadArgument),
            ({"payer": "B\a"}, BadArgument),
            ({"payer": "x" * 61}, BadArgument),
            ({"payer": "A", "note": "x" * 61}, BadArgument),
            ({"payer": "A", "amount": "5"}, BadArgument),
            ({"payer": "A", "amount": "\u0665"}, BadAmount),
            ({"payer": "A", "tendered": "1"}, NotEnoughTendered),
            ({"payer": "A", "kind": "penalty"}, BadArgument),
            ({"payer": "A", "kind": "deposit"}, BadArgument),
            ({"payer": "A", "kind": "nothing"}, UnknownRecord),
            ({"account": "999"}, UnknownRecord),
            ({"payer": "A", "by": ADMINISTRATOR}, NotAllowed),
            ({"payer": "A", "by": SUPERVISOR}, NoOpenShift),
        ],
    )
    def test_is_refused(
        self, counter: Counter, arguments: dict[str, Any], error: type[Exception]
    ) -> None:
        if arguments.get("account") == "own":
            arguments = {**arguments, "account": counter.account()}
        before = count_events(counter)
        with pytest.raises(error):
            pay(counter, **arguments)
        assert count_events(counter) == before

    def test_is_made_again_once_the_price_changed(self, counter: Counter) -> None:
        operation, caller = operation_named("take-payment"), Caller(operator=CASHIER)
        wish = parse_arguments(operation, {"kind": "repair", "payer": "A"})
        quote = operation.quote(operation.look(counter.kiosk, caller, wish), wish)
        changed = set_kind(counter, "repair", price="120")
        assert (changed.old.price, changed.new.price) == (11_600, 12_000)
        with pytest.raises(StaleQuote):
            operation.perform(counter.kiosk, caller, quote)
        set_kind(counter, "repair", active="no")
        with pytest.raises(UnknownRecord, match="repair"):
            pay(counter, payer="A")

    @pytest.mark.parametrize(
        "arguments",
        [
            {"code": "Two words"},
            {"name": ""},
            {"ledger_code": " "},
            {"tax_rate": "10000", "tax_code": "VAT"},
            {"tax_rate": "1600"},
            {"deposit": "yes", "tax_code": "VAT", "tax_rate": "1600"},
        ],
    )
    def test_has_no_kind_that_makes_no_sense(
        self, counter: Counter, arguments: dict[str, str]
    ) -> None:
        with pytest.raises(BadArgument):
            set_kind(counter, **{"code": "odd", **arguments})
        with pytest.raises(NotAllowed):
            counter.do("set-payment-kind", code="a", name="a", ledger_code="1")


class TestAReversal:
    """In its shift, as a whole; nothing is undone twice or after it was spent."""

    def test_gives_back_money_income_and_tax(self, counter: Counter) -> None:
        pay(counter, payer="Asha Ali")
        counter.do("set-limit", by=ADMINISTRATOR, limit="refund", amount="100")
        with pytest.raises(SecondPersonNeeded):
            counter.do("reverse-payment", receipt="1", reason="not done")
        back = counter.do("reverse-payment", receipt="1", reason="not done", **TWO)
        assert (back.amount, back.receipt, drawer(counter)) == (11_600, 2, 0)
        assert booked(counter, Book.OTHER, "4100") == booked(counter, Book.TAX, "VAT") == 0
        paper = receipt(counter)
        assert (paper.moved, paper.reverses, paper.second) == (
            Moved.REVERSED,
            "K07-01-000001",
            "20 Juma",
        )
        for number in ("1", "2", "9", "x", "\u0661"):
            with pytest.raises((ReversalImpossible, UnknownRecord)):
                counter.do("reverse-payment", receipt=number, reason="again", **TWO)

    def test_is_for_its_own_shift_only(self, counter: Counter) -> None:
        pay(counter, payer="Asha Ali")
        counter.do("open-shift", by=SUPERVISOR, float="0")
        with pytest.raises(ReversalImpossible):
            counter.do("reverse-payment", by=SUPERVISOR, receipt="1", reason="late")
        counter.do("close-shift", counted="1116.00x1")
        with pytest.raises(NoOpenShift):
            counter.do("reverse-payment", receipt="1", reason="late")

    def test_takes_back_no_deposit_that_was_given_back(self, counter: Counter) -> None:
        account = counter.account()
        pay(counter, "deposit", account=account)
        counter.do("return-deposit", account=account, reason="moves", amount="1")
        with pytest.raises(ReversalImpossible, match=r"499\.00"):
            counter.do("reverse-payment", receipt="1", reason="wrong")
        pay(counter, account=account)
        with pytest.raises(BadArgument):
            counter.do("reverse-payment", receipt="3", reason="")


class TestADeposit:
    """No income: it is kept, and goes back."""

    def test_is_given_back_in_parts_and_never_more(self, counter: Counter) -> None:
        account = counter.account()
        assert pay(counter, "deposit", account=account).left == 50_000
        assert booked(counter, Book.DEPOSIT, account) == -50_000
        counter.do("set-limit", by=ADMINISTRATOR, limit="refund", amount="300")
        part: dict[str, Any] = {"account": account, "reason": "meter returned"}
        with pytest.raises(SecondPersonNeeded):
            counter.do("return-deposit", **part)
        assert counter.do("return-deposit", amount="300", **part).left == 20_000
        assert (receipt(counter).moved, receipt(counter).ledger_code) == (Moved.GIVEN_BACK, "2100")
        with pytest.raises(BadArgument, match=r"200\.00, not more"):
            counter.do("return-deposit", amount="201", **part)
        counter.do("return-deposit", **part)
        with pytest.raises(BadArgument, match="nothing"):
            counter.do("return-deposit", **part)
        assert drawer(counter) == 0

    def test_is_settled_when_the_account_ends(self, counter: Counter) -> None:
        account = counter.account()
        pay(counter, "deposit", account=account)
        done = counter.do(
            "cancel-account", account=account, reason="moves away", card="none", **TWO
        )
        assert (done.cancelled.deposit, done.cancelled.to_cash) == (50_000, 50_000)
        assert booked(counter, Book.DEPOSIT, account) == drawer(counter) == 0
        paper = papers(counter)[-1]
        assert isinstance(paper, FinalStatement)
        assert paper.deposit == 50_000


class TestABalance:
    """Paid in anywhere, paid out at home."""

    def test_is_paid_in_and_out(self, counter: Counter) -> None:
        account = counter.account()
        paid = counter.do("deposit-balance", account=account, amount="80", tendered="100")
        assert (paid.change, paid.left, booked(counter, Book.BALANCE, account)) == (
            2_000,
            8_000,
            -8_000,
        )
        out = counter.do("withdraw-balance", account=account, amount="30", reason="asked for")
        assert (out.left, drawer(counter)) == (5_000, 5_000)
        with pytest.raises(BadArgument):
            counter.do("withdraw-balance", account=account, amount="51", reason="asked for")
        file = counter.do("account-money", account=account)
        assert (file.balance, [one.amount for one in file.movements]) == (5_000, [-3_000, 8_000])

    def test_goes_out_at_home_only(self, counter: Counter, make_proved: MakeCounter) -> None:
        account = counter.account()
        other = make_proved(node=8)
        opened = events(counter, "account_opened")[0]
        assert other.ledger is not None
        other.ledger.commit(lambda tx: tx.append(opened))
        assert other.do("deposit-balance", account=account, amount="10").left == 1_000
        for name in ("withdraw-balance", "return-deposit", "write-off"):
            with pytest.raises(OtherHome):
                other.do(name, account=account, reason="asked for", **TWO)
        with pytest.raises(ReversalImpossible):
            other.do("reverse-payment", receipt="1", reason="wrong")

    def test_is_not_spent_twice(self, make_proved: MakeCounter) -> None:
        one = Customer(make_proved())
        set_tariff(one.counter)
        one.allocate()
        one.visit()
        one.counter.do("deposit-balance", account=one.account, amount="20")
        operation, caller = operation_named("prepay"), Caller(operator=CASHIER)
        wish, kiosk = parse_arguments(operation, {"volume": "2"}), one.counter.kiosk
        one.counter.put(one.card)
        quote = operation.quote(operation.look(kiosk, caller, wish), wish)
        one.counter.do("withdraw-balance", account=one.account, reason="asked for")
        with pytest.raises(StaleQuote):
            operation.perform(kiosk, caller, quote)
        assert booked(one.counter, Book.BALANCE, one.account) == 0


class TestRoundingToCash:
    """The smallest coin is half a shilling; the difference is a line of its own."""

    @pytest.fixture
    def coarse(self, counter: Counter) -> Counter:
        set_tariff(counter, "rounding = 50")
        return counter

    def test_of_a_price_is_received_and_booked_beside_it(self, coarse: Counter) -> None:
        set_kind(coarse, "form", price="10.30")
        paid = pay(coarse, "form", payer="Baraka Said", tendered="20")
        assert (paid.amount, paid.rounding, paid.change) == (1_030, 20, 950)
        assert drawer(coarse) == 1_050
        assert booked(coarse, Book.ROUNDING) == -20
        paper = receipt(coarse)
        assert [line.amount for line in paper.rounding] == [20]
        assert "10.50" in paper_text(layout(paper, 32), 32)
        coarse.do("reverse-payment", receipt="1", reason="wrong")
        assert (drawer(coarse), booked(coarse, Book.ROUNDING)) == (0, 0)

    def test_of_all_that_is_owed_or_kept(self, coarse: Counter) -> None:
        account = coarse.account()
        set_kind(coarse, "form", price="10.20")
        coarse.do("book-arrears", account=account, kind="form", reason="lost")
        coarse.do("pay-arrears", account=account)
        assert booked(coarse, Book.ARREARS, account) == 0
        assert booked(coarse, Book.ROUNDING) == 20
        assert drawer(coarse) == 1_000
        set_kind(coarse, "kept", price="10.30", deposit="yes")
        coarse.do("take-payment", account=account, kind="kept")
        coarse.do("return-deposit", account=account, reason="moves away")
        assert (booked(coarse, Book.DEPOSIT, account), drawer(coarse)) == (0, 1_000)

    def test_is_earned_by_nobody_with_small_sums(self, coarse: Counter) -> None:
        account = coarse.account()
        coarse.do("deposit-balance", account=account, amount="10.50")
        before = count_events(coarse)
        for operation, amount in (
            ("deposit-balance", "10.20"),
            ("withdraw-balance", "0.30"),
            ("take-payment", "5.20"),
        ):
            more: dict[str, Any] = {"reason": "asked"} if operation == "withdraw-balance" else {}
            more |= {"kind": "penalty"} if operation == "take-payment" else {}
            with pytest.raises(BadArgument, match=r"the smallest step is 0\.50"):
                coarse.do(operation, account=account, amount=amount, **more)
        assert count_events(coarse) == before
