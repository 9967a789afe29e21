"""Payments without a card, and the money of an account, on their screens."""

from __future__ import annotations

from typing import Any

import pytest

from app.screens.account import AccountPage
from app.screens.account_money import AccountMoney
from app.screens.account_more import AccountMore
from app.screens.account_movements import AccountMovements
from app.screens.arrears_terms import ArrearsTerms
from app.screens.book_arrears import BookArrears
from app.screens.deposit_balance import DepositBalance
from app.screens.find_account import FindAccount
from app.screens.give_free_water import GiveFreeWater
from app.screens.menu import Menu
from app.screens.operation_screen import Stage
from app.screens.pay_arrears import PayArrears
from app.screens.payments import Payments
from app.screens.plan_arrears import PlanArrears
from app.screens.return_deposit import ReturnDeposit
from app.screens.reverse_payment import ReversePayment
from app.screens.second_person import SecondPerson
from app.screens.set_deduction import SetDeduction
from app.screens.take_payment import TakePayment
from app.screens.withdraw_balance import WithdrawBalance
from app.screens.write_off import WriteOff
from tests.counter import ADMINISTRATOR, PIN, SUPERVISOR, Counter
from tests.operations.proofs import events, prove
from tests.operations.test_payments import set_kind
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands


@pytest.fixture
def till(desk: Counter) -> Counter:
    """A deposit of 500, a penalty of any amount, a repair of 116 with tax; in that order."""
    set_kind(desk, "deposit", price="500", deposit="yes")
    set_kind(desk, "penalty")
    set_kind(desk, "repair", price="116", tax_code="VAT", tax_rate="1600")
    return desk


async def signs(cashier: Hands) -> None:
    await cashier.press("plus")
    await cashier.on(SecondPerson)
    for typed in (str(SUPERVISOR), PIN):
        await cashier.types(typed)
        await cashier.press("enter")


async def money_of(cashier: Hands, account: str) -> None:
    """From the menu to the money of an account."""
    await cashier.press("5")
    await cashier.on(FindAccount)
    await cashier.types(account)
    await cashier.press("enter")
    await cashier.on(AccountPage)
    await cashier.sees("Enter  More with this account")
    await again(cashier)


async def again(cashier: Hands) -> None:
    """From the account's page to its money."""
    await cashier.on(AccountPage)
    await cashier.press("enter")
    await cashier.on(AccountMore)
    await cashier.press("8")
    await cashier.on(AccountMoney)


async def chosen(cashier: Hands, screen: type[Any], *digits: str) -> None:
    for digit in digits:
        await cashier.press(digit)
    await cashier.on(screen)
    await cashier.until(lambda: cashier.screen.stage is Stage.FORM)


async def test_a_payment_is_taken_and_undone(till: Counter) -> None:
    async with hands(till) as cashier:
        await cashier.sign_in()
        await cashier.press("7")
        await cashier.on(Payments)
        await chosen(cashier, TakePayment, "1")
        await cashier.sees("3  Repair  KES 116.00")
        await cashier.press("3", "enter", "enter", "enter", "enter", "enter")
        await cashier.reads("Either an account pays, or somebody by name.")
        await cashier.press("escape", "escape")
        await cashier.types("Baraka Said")
        await cashier.press("enter")
        await cashier.types("form 12")
        await cashier.press("enter")
        await cashier.types("200")
        await cashier.press("enter")
        await cashier.sees("Press + when the money is in your hand.")
        await cashier.sees("KES 84.00")
        assert events(till, "payment_taken") == []
        await cashier.press("plus")
        await cashier.sees("Repair: KES 116.00 is paid.")
        await cashier.press("enter")
        await cashier.on(Menu)
        till.do("set-limit", by=ADMINISTRATOR, limit="refund", amount="100")
        await cashier.press("7")
        await cashier.on(Payments)
        await chosen(cashier, ReversePayment, "2")
        await cashier.press("9", "enter", "1", "enter")
        await cashier.reads("has the receipt 9 here.")
        await cashier.press("escape", "up", "backspace")
        await cashier.types(str(events(till, "payment_taken")[-1].receipt))
        await cashier.press("enter", "enter")
        await cashier.sees("This takes two people.")
        await cashier.sees("Baraka Said")
        await signs(cashier)
        await cashier.sees("Press + to give the money back.")
        await cashier.press("plus")
        await cashier.reads("The customer signs the receipt.")
        await cashier.press("enter")
        await cashier.on(Menu)
    assert len(events(till, "payment_reversed")) == 1
    prove(till)


async def test_an_account_pays_its_deposit_and_gets_it_back(
    till: Counter, household: Household
) -> None:
    async with hands(till) as cashier:
        await cashier.sign_in()
        await cashier.press("7")
        await cashier.on(Payments)
        await chosen(cashier, TakePayment, "1")
        await cashier.press("1", "enter")
        await cashier.types(household.account)
        await cashier.press("enter", "enter", "enter")
        await cashier.sees("Press + when the money is in your hand.")
        await cashier.press("plus")
        await cashier.sees("Deposit now")
        await cashier.press("enter")
        await cashier.on(Menu)
        await money_of(cashier, household.account)
        await chosen(cashier, ReturnDeposit, "7")
        await cashier.types("501")
        await cashier.press("enter", "1", "enter")
        await cashier.reads("500.00, not more.")
        await cashier.press("up", *["backspace"] * 3, "enter", "enter")
        await cashier.sees("Press + to give the deposit back.")
        await cashier.press("plus")
        await cashier.sees("goes back.")
        await cashier.press("enter")
        await cashier.on(AccountPage)
        await again(cashier)
        await chosen(cashier, DepositBalance, "4")
        await cashier.types("80")
        await cashier.press("enter", "enter")
        await cashier.sees("Press + when the money is in your hand.")
        await cashier.press("plus")
        await cashier.sees("Account balance now")
        await cashier.press("enter")
        await again(cashier)
        await chosen(cashier, WithdrawBalance, "5")
        await cashier.types("30")
        await cashier.press("enter", "1", "enter")
        await cashier.sees("Press + to pay the money out.")
        await cashier.press("plus")
        await cashier.sees("goes back.")
        await cashier.press("enter")
        await again(cashier)
        await cashier.press("8")
        await cashier.on(AccountMovements)
        await cashier.sees("paid out")
        await cashier.sees("1 to 4 of 4")
    prove(till)


async def test_arrears_are_booked_planned_paid_and_given_up(
    till: Counter, household: Household
) -> None:
    till.do("set-limit", by=ADMINISTRATOR, limit="arrears", amount="200")
    async with hands(till) as cashier:
        await cashier.sign_in()
        await money_of(cashier, household.account)
        await chosen(cashier, BookArrears, "2")
        await cashier.sees("1  Penalty")
        await cashier.press("1", "enter")
        await cashier.types("300")
        await cashier.press("enter", "9", "enter", "1", "enter")
        await cashier.sees("This takes two people.")
        await cashier.sees("2026-12-02")
        await signs(cashier)
        await cashier.press("plus")
        await cashier.sees("Arrears now")
        await cashier.press("enter")
        await cashier.on(AccountPage)
        await cashier.sees("arrears KES 300.00")
        await again(cashier)
        await cashier.press("3")
        await cashier.on(ArrearsTerms)
        await chosen(cashier, PlanArrears, "1")
        await cashier.press("enter", "1", "enter")
        await cashier.reads("A plan has 1 to 60 months")
        await cashier.press("up", "3", "enter", "enter")
        await cashier.sees("2027-02-23")
        await signs(cashier)
        await cashier.press("plus")
        await cashier.sees("Both people and the customer sign the slip.")
        await cashier.press("enter")
        await cashier.sees("plan kept; next on 2026-12-23")
        await again(cashier)
        await cashier.press("3")
        await cashier.on(ArrearsTerms)
        await chosen(cashier, SetDeduction, "2")
        await cashier.press("3", "enter")
        await cashier.types("25")
        await cashier.press("enter")
        await cashier.sees("25 % of a payment")
        await signs(cashier)
        await cashier.press("plus")
        await cashier.sees("the usual")
        await cashier.press("enter")
        await again(cashier)
        await chosen(cashier, PayArrears, "1")
        await cashier.sees("Plan")
        await cashier.types("100")
        await cashier.press("enter", "enter")
        await cashier.sees("Then still owed")
        await cashier.press("plus")
        await cashier.sees("Arrears: KES 100.00 is paid.")
        await cashier.press("enter")
        await again(cashier)
        await cashier.press("3")
        await cashier.on(ArrearsTerms)
        await chosen(cashier, WriteOff, "3")
        await cashier.press("enter", "3", "enter")
        await cashier.sees("This takes two people.")
        await signs(cashier)
        await cashier.press("plus")
        await cashier.sees("KES 200.00 is given up.")
    prove(till)


async def test_free_water_goes_on_the_card_of_this_account_only(
    till: Counter, household: Household
) -> None:
    till.do(
        "set-free-scheme",
        by=ADMINISTRATOR,
        code="poor",
        name="Poor households",
        per_month="3",
        ledger_code="6100",
    )
    other = till.account("Baraka Said")
    card = household.at_home()
    async with hands(till) as cashier:
        await cashier.sign_in()
        await money_of(cashier, other)
        await cashier.press("6")
        await cashier.on(GiveFreeWater)
        await cashier.put(card)
        await cashier.reads(f"This card belongs to account {household.account}.")
        await cashier.pull()
        for _screen in range(4):
            await cashier.press("escape")
        await cashier.until(lambda: isinstance(cashier.screen, FindAccount))
        await cashier.press("escape")
        await cashier.on(Menu)
        await money_of(cashier, household.account)
        await cashier.press("6")
        await cashier.on(GiveFreeWater)
        await cashier.put(card)
        await cashier.sees("1  Poor households")
        await cashier.press("1", "enter", "4", "enter", "1", "enter")
        await cashier.reads("still gives this account 3.000 this month.")
        await cashier.press("up", "backspace", "2", "enter", "enter")
        await cashier.sees("This takes two people.")
        await signs(cashier)
        await cashier.sees("Nobody pays. Press + to write the card.")
        assert events(till, "compensation_opened") == []
        await cashier.press("plus")
        await cashier.sees("On the card for nothing: 2.000 m3.")
        await cashier.reads("Both people sign the slip.")
    assert len(events(till, "compensation_loaded")) == 1
    prove(till)
