"""Accounts brought to the moment before an operation that needs no card, or ends them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.counter import ADMINISTRATOR
from tests.operations.cells_cards import SECOND, Prepare
from tests.operations.customer import Customer
from tests.operations.proofs import ledger_of


def of_state(name: str) -> Prepare:
    def prepare(one: Customer) -> Callable[[], Any]:
        return lambda: one.counter.do(name, account=one.account, reason="asked for")

    return prepare


def void(one: Customer) -> Callable[[], Any]:
    one.account = one.counter.account()
    return of_state("void-account")(one)


def cancel(one: Customer) -> Callable[[], Any]:
    return lambda: one.do(
        "cancel-account",
        account=one.account,
        reason="moves away",
        card="returned",
        dials="000000012345=1",
        **SECOND,
    )


def change_customer(one: Customer) -> Callable[[], Any]:
    return lambda: one.do(
        "change-customer",
        account=one.account,
        reason="tenant",
        card="returned",
        dials="000000012345=1",
        **SECOND,
    )


def merge(one: Customer) -> Callable[[], Any]:
    other = one.counter.account()
    return lambda: one.counter.do(
        "merge-accounts", account=one.account, into=other, reason="one customer", **SECOND
    )


def kinds(one: Customer) -> None:
    """Something to pay for, and something to keep."""
    given: dict[str, Any] = {"price": "5", "ledger_code": "4100"}
    for code, deposit in (("repair", "no"), ("deposit", "yes")):
        one.counter.do(
            "set-payment-kind", by=ADMINISTRATOR, code=code, name=code, deposit=deposit, **given
        )


def take_payment(one: Customer) -> Callable[[], Any]:
    kinds(one)
    return lambda: one.counter.do("take-payment", account=one.account, kind="repair")


def reverse_payment(one: Customer) -> Callable[[], Any]:
    paid = take_payment(one)()
    return lambda: one.counter.do("reverse-payment", receipt=str(paid.receipt), reason="wrong")


def return_deposit(one: Customer) -> Callable[[], Any]:
    kinds(one)
    one.counter.do("take-payment", account=one.account, kind="deposit")
    return of_state("return-deposit")(one)


def book_arrears(one: Customer) -> Callable[[], Any]:
    kinds(one)
    return lambda: one.counter.do(
        "book-arrears", account=one.account, kind="repair", reason="broken"
    )


def owing(name: str, **arguments: Any) -> Prepare:
    """About an account that owes something."""

    def prepare(one: Customer) -> Callable[[], Any]:
        book_arrears(one)()
        return lambda: one.counter.do(name, account=one.account, **arguments)

    return prepare


def give_free_water(one: Customer) -> Callable[[], Any]:
    given: dict[str, Any] = {"code": "poor", "name": "Poor", "per_month": "3", "ledger_code": "1"}
    one.counter.do("set-free-scheme", by=ADMINISTRATOR, **given)
    return lambda: one.do("give-free-water", scheme="poor", reason="in the scheme", **SECOND)


def subsidise(one: Customer) -> Callable[[], Any]:
    given: dict[str, Any] = {"code": "poor", "name": "Poor", "payer": "State", "percent": "50"}
    given |= {"per_month": "3", "ledger_code": "1"}
    one.counter.do("set-subsidy-scheme", by=ADMINISTRATOR, **given)
    asked: dict[str, Any] = {
        "account": one.account,
        "scheme": "poor",
        "until": "2028-12-31",
        "reason": "listed",
    }
    return lambda: one.counter.do("subsidise", **asked, **SECOND)


def deposit_balance(one: Customer) -> Callable[[], Any]:
    return lambda: one.counter.do("deposit-balance", account=one.account, amount="5")


def withdraw_balance(one: Customer) -> Callable[[], Any]:
    deposit_balance(one)()
    return of_state("withdraw-balance")(one)


def edit(one: Customer) -> Callable[[], Any]:
    return lambda: one.counter.do(
        "edit-account", account=one.account, phone="0712 345", reason="told"
    )


def erase(one: Customer) -> Callable[[], Any]:
    jobs = ledger_of(one.counter).print_jobs
    for job in jobs.pending():
        jobs.done(job.id)
    return lambda: one.counter.do(
        "erase-account", account=one.account, reason="asked for", **SECOND
    )
