"""Payments that are not cash: splits, references, what goes back, what nobody knows."""

from __future__ import annotations

from typing import Any

import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.entries import Book
from app.domain.sales import TenderKind
from app.domain.tenders import BadTender
from app.ledger.queries.reading import value
from app.operations.errors import (
    CorrectionImpossible,
    NotEnoughTendered,
    ReferenceUsed,
    ReversalImpossible,
    TenderNotTaken,
    TenderUnconfirmed,
    TooMuchTendered,
    UnknownRecord,
)
from app.printing.documents import ShiftReport
from tests.counter import ADMINISTRATOR, SUPERVISOR
from tests.operations.customer import Customer, set_tariff
from tests.operations.proofs import MakeCustomer, events, ledger_of, papers
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

SPLIT = "cash=10,card=12:482913,mobile=8:QGH7SK61SU"


@pytest.fixture
def buyer(make_customer: MakeCustomer) -> Customer:
    """Ten a unit; the counter takes everything."""
    one = make_customer(profile=TapcardSle4442(copyable=False))
    set_tariff(one.counter)
    for kind in ("card", "mobile", "voucher", "bank"):
        take(one, kind)
    return one


def take(customer: Customer, kind: str, taken: str = "yes") -> Any:
    return customer.counter.do("set-tender-kind", by=ADMINISTRATOR, kind=kind, taken=taken)


def buy(customer: Customer, volume: str, **arguments: Any) -> Any:
    """Once the meter has taken what it was sold before."""
    customer.visit()
    return customer.buy(volume, **arguments)


def book(customer: Customer, which: Book) -> int:
    with ledger_of(customer.counter).read() as reader:
        found = value(reader.db, "SELECT SUM(amount) FROM posting WHERE book = ?", (which.value,))
    return int(found or 0)


def sums(customer: Customer) -> dict[str, int]:
    """What stands in the books of money received, and on the account balance."""
    wanted = (
        Book.CARD_CLEARING,
        Book.MOBILE_CLEARING,
        Book.VOUCHER_CLEARING,
        Book.BANK_CLEARING,
        Book.UNCONFIRMED,
        Book.BALANCE,
        Book.ARREARS,
    )
    found = {one.value: book(customer, one) for one in wanted}
    return {name: amount for name, amount in found.items() if amount}


class TestASplitSale:
    """Several ways of paying for one purchase."""

    def test_books_each_where_it_waits(self, buyer: Customer) -> None:
        drawer = book(buyer, Book.DRAWER)
        sold = buy(buyer, "3", tenders=SPLIT)
        assert [(one.kind, one.amount, one.reference) for one in sold.tenders] == [
            (TenderKind.CASH, 1_000, ""),
            (TenderKind.CARD, 1_200, "482913"),
            (TenderKind.MOBILE, 800, "QGH7SK61SU"),
        ]
        assert book(buyer, Book.DRAWER) - drawer == 1_000
        assert sums(buyer) == {"card_clearing": 1_200, "mobile_clearing": 800}

    def test_stands_in_the_shift_report_by_what_it_was_paid_with(self, buyer: Customer) -> None:
        buy(buyer, "3", tenders=SPLIT)
        buy(buyer, "3", tenders="cash=10,voucher=20:?")
        buyer.counter.do("close-shift", counted="0")
        paper = papers(buyer.counter)[-1]
        assert isinstance(paper, ShiftReport)
        lines = {one.name: one.amount for one in paper.tenders}
        cash = lines.pop("Cash, less change and refunds")
        assert lines == {"Card": 1_200, "Mobile money": 800, "Not confirmed, net": 2_000}
        assert paper.expected == paper.float_cash + cash
        assert sum(one.amount for one in paper.earned) == cash + sum(lines.values())

    def test_gives_change_for_cash_alone(self, buyer: Customer) -> None:
        sold = buy(buyer, "3", tenders="card=12:482913,cash=50")
        assert (sold.change, sold.to_balance) == (3_200, 0)
        with pytest.raises(TooMuchTendered):
            buy(buyer, "3", tenders="card=31:482914")
        over = buy(buyer, "3", tenders="voucher=40:V-0001", rest="balance")
        assert (over.change, over.to_balance) == (0, 1_000)
        assert sums(buyer) == {"card_clearing": 1_200, "voucher_clearing": 4_000, "balance": -1_000}

    def test_lets_one_pay_what_is_left(self, buyer: Customer) -> None:
        sold = buy(buyer, "3", tenders="cash=10,card:482913")
        assert [one.amount for one in sold.tenders] == [1_000, 2_000]
        assert [one.amount for one in buy(buyer, "3", tenders="card=5:482914,cash").tenders] == [
            2_500,
            500,
        ]
        with pytest.raises(NotEnoughTendered):
            buy(buyer, "3", tenders="card=5:482915")

    def test_what_cannot_be_meant_is_refused(self, buyer: Customer) -> None:
        for tenders in (
            "",
            "card",
            "card=30:12",
            "card=10:4829 13,card=20:482913",
            "card:482913,mobile:QGH7SK61SU",
            "cheque=30:123456",
            "balance=30:123456",
            "card=30:4*913",
        ):
            with pytest.raises(BadTender):
                buy(buyer, "3", tenders=tenders)
        assert len(events(buyer.counter, "purchase_paid")) == 1  # that of the meter

    def test_takes_only_what_is_set(self, buyer: Customer) -> None:
        take(buyer, "card", "no")
        with pytest.raises(TenderNotTaken):
            buy(buyer, "3", tenders="card=30:482913")
        assert buy(buyer, "3", tenders="bank=30:TRF-1").total == 3_000


class TestRounding:
    """To coins is rounded what is paid in coins."""

    def test_is_for_the_part_in_cash(self, buyer: Customer) -> None:
        set_tariff(buyer.counter, "rounding = 100")
        exact = buy(buyer, "0.333", tenders="card:482913")
        assert exact.total == 333
        split = buy(buyer, "0.333", tenders="card=1.11:482914,cash")
        assert (split.total, [one.amount for one in split.tenders]) == (311, [200, 111])
        assert buy(buyer, "0.333").total == 300


class TestAReference:
    """It pays once."""

    def test_is_refused_the_second_time_and_told_where_it_was(self, buyer: Customer) -> None:
        first = buy(buyer, "3", tenders="voucher=30:v 0001")
        with pytest.raises(ReferenceUsed) as refused:
            buy(buyer, "1", tenders="cash=1,voucher=9:V0001")
        assert buyer.account in refused.value.message
        assert str(first.purchase) in refused.value.message
        with pytest.raises(ReferenceUsed):
            buyer.counter.do(
                "deposit-balance", account=buyer.account, amount="30", tenders="voucher=30:V0001"
            )

    def test_of_a_corrected_sale_is_free_again(self, buyer: Customer) -> None:
        sold = buy(buyer, "3", tenders="mobile=30:QGH7SK61SU")
        given: dict[str, Any] = {
            "receipt": str(sold.receipt),
            "rest": "change",
            "reason": "misread",
        }
        buyer.counter.do("correct-tender", tenders="mobile=30:QGH7SK61SV", **given)
        assert buy(buyer, "1", tenders="mobile=10:QGH7SK61SU").total == 1_000


class TestMoneyBack:
    """Cash goes out for cash that came in; the rest becomes account balance."""

    def test_of_a_reversed_split_sale(self, buyer: Customer) -> None:
        drawer = book(buyer, Book.DRAWER)
        buy(buyer, "3", tenders=SPLIT)
        back = buyer.do("reverse", reason="wrong customer")
        assert (back.amount, back.to_cash) == (3_000, 1_000)
        assert book(buyer, Book.DRAWER) == drawer
        assert sums(buyer) == {"card_clearing": 1_200, "mobile_clearing": 800, "balance": -2_000}

    def test_of_a_refunded_load(self, buyer: Customer) -> None:
        buy(buyer, "3", tenders=SPLIT)
        assert buyer.do("refund", reason="too much").to_cash == 1_000
        assert sums(buyer)["balance"] == -2_000

    def test_of_an_undone_payment(self, buyer: Customer) -> None:
        owed: dict[str, Any] = {"account": buyer.account, "kind": "repair"}
        kind: dict[str, Any] = {
            "code": "repair",
            "name": "Repair",
            "price": "5",
            "ledger_code": "4100",
        }
        buyer.counter.do("set-payment-kind", by=ADMINISTRATOR, **kind)
        paid = buyer.counter.do("take-payment", tenders="cash=2,card=3:482913", **owed)
        undone = buyer.counter.do("reverse-payment", receipt=str(paid.receipt), reason="twice")
        assert (undone.cash, undone.to_balance) == (200, 300)
        without = buyer.counter.do(
            "take-payment", payer="Asha", kind="repair", tenders="card:482914"
        )
        with pytest.raises(ReversalImpossible):
            buyer.counter.do("reverse-payment", receipt=str(without.receipt), reason="twice")


class TestAnUnknownOutcome:
    """The terminal said nothing: the sale stands, and its money waits for somebody's word."""

    def test_that_came_after_all(self, buyer: Customer) -> None:
        sold = buy(buyer, "3", tenders="cash=10,card=20:?")
        assert sums(buyer) == {"unconfirmed": 2_000}
        settled = buyer.counter.do("settle-tender", sale=str(sold.purchase), reference="482913")
        assert (settled.came, sums(buyer)) == (True, {"card_clearing": 2_000})
        with pytest.raises(ReferenceUsed):
            buy(buyer, "1", tenders="card=10:482913")
        with pytest.raises(UnknownRecord):
            buyer.counter.do("settle-tender", reference="482914")

    def test_that_never_came_is_owed(self, buyer: Customer) -> None:
        buy(buyer, "3", tenders="mobile:?")
        settled = buyer.counter.do("settle-tender", reason="no message at the operator")
        assert (settled.came, sums(buyer)) == (False, {"arrears": 3_000})

    def test_gives_no_money_back_before(self, buyer: Customer) -> None:
        sold = buy(buyer, "3", tenders="card:?")
        with pytest.raises(TenderUnconfirmed):
            buyer.do("reverse", reason="wrong customer")
        with pytest.raises(TenderUnconfirmed):
            buyer.do("refund", reason="too much")
        with pytest.raises(CorrectionImpossible):
            buyer.counter.do(
                "correct-tender", receipt=str(sold.receipt), rest="change", reason="misread"
            )

    def test_holds_the_end_of_the_account_up(self, buyer: Customer) -> None:
        buy(buyer, "3", tenders="card:?")
        end: dict[str, Any] = {"reason": "moves away", "card": "lost", "second": SUPERVISOR}
        with pytest.raises(TenderUnconfirmed, match="whether a payment of account"):
            buyer.counter.do("cancel-account", account=buyer.account, dials="", **end)

    @pytest.mark.parametrize("paid_out", ["withdraw-balance", "return-deposit"])
    def test_takes_no_cash_out_of_what_is_kept(self, buyer: Customer, paid_out: str) -> None:
        kept: dict[str, Any] = {"account": buyer.account}
        kind: dict[str, Any] = {
            "code": "seal",
            "name": "Deposit",
            "price": "10",
            "ledger_code": "2100",
            "deposit": "yes",
        }
        buyer.counter.do("set-payment-kind", by=ADMINISTRATOR, **kind)
        buy(buyer, "3", tenders="card:?")
        buyer.counter.do("deposit-balance", amount="10", **kept)
        buyer.counter.do("take-payment", kind="seal", **kept)
        back: dict[str, Any] = {**kept, "reason": "moves away", "second": SUPERVISOR}
        with pytest.raises(TenderUnconfirmed):
            buyer.counter.do(paid_out, **back)
        buyer.counter.do("settle-tender", reference="482913")
        buyer.counter.do(paid_out, **back)

    def test_needs_somebody_who_would_owe_it(self, buyer: Customer) -> None:
        kind: dict[str, Any] = {
            "code": "repair",
            "name": "Repair",
            "price": "5",
            "ledger_code": "4100",
        }
        buyer.counter.do("set-payment-kind", by=ADMINISTRATOR, **kind)
        with pytest.raises(BadTender):
            buyer.counter.do("take-payment", payer="Asha", kind="repair", tenders="card:?")


def test_the_setting_is_told_with_what_it_was(buyer: Customer) -> None:
    assert (take(buyer, "card", "no").old, take(buyer, "card").new) == (True, True)
