"""Payments without a card, and the money of an account."""

from __future__ import annotations

from typing import Any

from app.screens.account_money import AccountMoney
from app.screens.account_movements import AccountMovements
from app.screens.account_statement import AccountStatementForm
from app.screens.arrears_terms import ArrearsTerms
from app.screens.book_arrears import BookArrears
from app.screens.deposit_balance import DepositBalance
from app.screens.give_free_water import GiveFreeWater
from app.screens.operation_screen import Stage
from app.screens.pay_arrears import PayArrears
from app.screens.payments import Payments
from app.screens.plan_arrears import PlanArrears
from app.screens.prepayment import Prepayment
from app.screens.return_deposit import ReturnDeposit
from app.screens.reverse_payment import ReversePayment
from app.screens.set_deduction import SetDeduction
from app.screens.subsidise import Subsidise
from app.screens.take_payment import TakePayment
from app.screens.withdraw_balance import WithdrawBalance
from app.screens.write_off import WriteOff
from tests.counter import ADMINISTRATOR, SUPERVISOR
from tests.screens.gallery.endings import account_more
from tests.screens.gallery.page import Page, Visit
from tests.screens.jobs import JOBS, Case


def owing(case: Case) -> None:
    """An account that owes something by a plan, has a balance, and left a deposit."""
    counter, account = case.counter, case.account
    for code, name, more in (
        ("deposit", "Meter deposit", {"price": "500", "deposit": "yes"}),
        ("repair", "Repair", {"price": "116", "tax_code": "VAT", "tax_rate": "1600"}),
        ("penalty", "Penalty", {}),
    ):
        given: dict[str, Any] = {"code": code, "name": name, "ledger_code": "4100", **more}
        counter.do("set-payment-kind", by=ADMINISTRATOR, **given)
    counter.do("take-payment", account=account, kind="deposit")
    counter.do("deposit-balance", account=account, amount="80")
    counter.do("book-arrears", account=account, kind="penalty", amount="300", reason="Bypass")
    counter.do("plan-arrears", account=account, months="3", reason="Low income", second=SUPERVISOR)
    counter.do("book-arrears", account=account, kind="repair", reason="Pipe", due="2026-12-31")


def in_a_scheme(case: Case) -> None:
    """A scheme gives every household three units a month."""
    given: dict[str, Any] = {
        "code": "poor",
        "name": "Poor households",
        "per_month": "3",
        "ledger_code": "6100",
    }
    case.counter.do("set-free-scheme", by=ADMINISTRATOR, **given)


def in_a_subsidy(case: Case) -> None:
    """A ministry pays a share; the account is in its scheme."""
    scheme = {
        "name": "Poor households",
        "payer": "Ministry of Water",
        "ledger_code": "1300",
    }
    given: dict[str, Any] = {"code": "poor", "percent": "60", "per_month": "3", **scheme}
    case.counter.do("set-subsidy-scheme", by=ADMINISTRATOR, **given)
    wanted: dict[str, Any] = {"scheme": "poor", "until": "2026-12-31", "reason": "In the register"}
    case.counter.do("subsidise", account=case.account, second=SUPERVISOR, **wanted)


async def payments(visit: Visit) -> None:
    """Taken or undone."""
    await visit.cashier.sign_in()
    await visit.cashier.press("7")
    await visit.cashier.on(Payments)


async def take_payment_form(visit: Visit) -> None:
    """What there is to pay for."""
    await payments(visit)
    await visit.cashier.press("1")
    await visit.cashier.sees("3  Repair  KES 116.00")


async def take_payment_review(visit: Visit) -> None:
    """Cash is confirmed."""
    await take_payment_form(visit)
    await visit.cashier.press("3", "enter", "enter")
    await visit.cashier.types("Baraka Said")
    await visit.cashier.press("enter", "enter", "enter")
    await visit.cashier.sees("Press + when the money is in your hand.")


async def reverse_payment_review(visit: Visit) -> None:
    """What goes back."""
    await payments(visit)
    await visit.cashier.press("2")
    await visit.cashier.on(ReversePayment)
    await visit.cashier.until(lambda: visit.cashier.screen.stage is Stage.FORM)
    receipt = visit.case.counter.do("deposit-balance", account=visit.case.account, amount="5")
    await visit.cashier.types(str(receipt.receipt))
    await visit.cashier.press("enter", "2", "enter")
    await visit.cashier.sees("Press + to give the money back.")


async def account_money(visit: Visit) -> None:
    """What can be done with it."""
    await account_more(visit)
    await visit.cashier.press("8")
    await visit.cashier.on(AccountMoney)


async def _form(visit: Visit, *digits: str) -> None:
    await account_money(visit)
    for digit in digits:
        await visit.cashier.press(digit)
        await visit.cashier.pilot.pause()
    await visit.cashier.sees("Kept for it")


async def pay_arrears_form(visit: Visit) -> None:
    """The debts, each with its day."""
    await _form(visit, "1")


async def book_arrears_form(visit: Visit) -> None:
    """What for."""
    await _form(visit, "2")


async def arrears_terms(visit: Visit) -> None:
    """Month by month, with each purchase, or not at all."""
    await account_money(visit)
    await visit.cashier.press("3")
    await visit.cashier.on(ArrearsTerms)


async def plan_arrears_review(visit: Visit) -> None:
    """Two people sign the days."""
    await _form(visit, "3", "1")
    await visit.cashier.press("6", "enter", "1", "enter")
    await visit.cashier.sees("This takes two people.")


async def set_deduction_form(visit: Visit) -> None:
    """The rules."""
    await _form(visit, "3", "2")


async def write_off_review(visit: Visit) -> None:
    """All of it."""
    await _form(visit, "3", "3")
    await visit.cashier.press("enter", "2", "enter")
    await visit.cashier.sees("This takes two people.")


async def deposit_balance_form(visit: Visit) -> None:
    """What is there already."""
    await _form(visit, "4")


async def withdraw_balance_review(visit: Visit) -> None:
    """Money goes out."""
    await _form(visit, "5")
    await visit.cashier.press("enter", "1", "enter")
    await visit.cashier.sees("Press + to pay the money out.")


async def give_free_water_review(visit: Visit) -> None:
    """All that the scheme still gives."""
    await account_money(visit)
    await visit.cashier.press("6")
    await visit.cashier.on(GiveFreeWater)
    await visit.cashier.put(visit.case.card)
    await visit.cashier.sees("1  Poor households")
    await visit.cashier.press("1", "enter", "enter", "1", "enter")
    await visit.cashier.sees("This takes two people.")


async def subsidise_review(visit: Visit) -> None:
    """The account stays in its scheme for longer."""
    await account_money(visit)
    await visit.cashier.press("9")
    await visit.cashier.on(Subsidise)
    await visit.cashier.sees("1  Poor households")
    await visit.cashier.press("1", "enter", "6", "enter", "1", "enter")
    await visit.cashier.sees("This takes two people.")


async def prepayment_subsidised(visit: Visit) -> None:
    """What the ministry pays stands on a line of its own."""
    cashier = visit.cashier
    await JOBS["prepayment"].open(cashier, visit.case)
    await cashier.put(visit.case.card)
    await cashier.sees("Amina Salim")
    await cashier.types("500")
    await cashier.press("enter", "enter")
    await cashier.sees("Paid by Ministry")


async def return_deposit_form(visit: Visit) -> None:
    """Why it goes back."""
    await _form(visit, "7")


async def account_movements(visit: Visit) -> None:
    """The statement."""
    await account_money(visit)
    await visit.cashier.press("8")
    await visit.cashier.sees("1 to 4 of 4")


async def account_statement(visit: Visit) -> None:
    """The month so far."""
    await account_money(visit)
    await visit.cashier.press("0")
    await visit.cashier.on(AccountStatementForm)
    await visit.cashier.press("enter", "enter")
    await visit.cashier.sees("Press + to print the statement.")


ACCOUNT_MONEY = (
    Page(Payments, payments),
    Page(TakePayment, take_payment_review, before=owing),
    Page(ReversePayment, reverse_payment_review),
    Page(AccountMoney, account_money),
    Page(PayArrears, pay_arrears_form, before=owing),
    Page(BookArrears, book_arrears_form, before=owing),
    Page(ArrearsTerms, arrears_terms),
    Page(PlanArrears, plan_arrears_review, before=owing),
    Page(SetDeduction, set_deduction_form, before=owing),
    Page(WriteOff, write_off_review, before=owing),
    Page(DepositBalance, deposit_balance_form, before=owing),
    Page(WithdrawBalance, withdraw_balance_review, before=owing),
    Page(GiveFreeWater, give_free_water_review, before=in_a_scheme),
    Page(Prepayment, prepayment_subsidised, before=in_a_subsidy),
    Page(Subsidise, subsidise_review, before=in_a_subsidy),
    Page(ReturnDeposit, return_deposit_form, before=owing),
    Page(AccountMovements, account_movements, before=owing),
    Page(AccountStatementForm, account_statement, before=owing),
)
