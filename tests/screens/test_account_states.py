"""An account is suspended, resumed and voided from its page."""

from __future__ import annotations

from app.screens.account import AccountPage
from app.screens.account_more import AccountMore
from app.screens.find_account import FindAccount
from app.screens.operation_screen import Stage
from app.screens.resume_account import ResumeAccount
from app.screens.suspend_account import SuspendAccount
from app.screens.void_account import VoidAccount
from tests.counter import Counter
from tests.operations.proofs import events, prove
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands


async def more_with(cashier: Hands, account: str) -> None:
    await cashier.sign_in()
    await cashier.press("5")
    await cashier.on(FindAccount)
    await cashier.types(account)
    await cashier.press("enter")
    await cashier.on(AccountPage)
    await cashier.sees("Enter  More with this account")
    await cashier.press("enter")
    await cashier.on(AccountMore)


async def test_suspended_and_resumed_again(desk: Counter, household: Household) -> None:
    async with hands(desk) as cashier:
        await more_with(cashier, household.account)
        await cashier.press("1")
        await cashier.on(SuspendAccount)
        await cashier.sees("2  House empty")
        await cashier.press("2", "enter", "0", "enter")
        await cashier.reads("active again at once")
        await cashier.press("backspace", "9", "enter")
        await cashier.sees("Press + to suspend the account.")
        await cashier.sees("2026-12-02")
        assert events(desk, "account_suspended") == []
        await cashier.press("plus")
        await cashier.sees("It buys nothing")
        await cashier.press("enter")
        await cashier.on(AccountPage)
        await cashier.sees("SUSPENDED since 2026-11-23 until 2026-12-02: House empty")
        await cashier.press("enter")
        await cashier.on(AccountMore)
        await cashier.press("2")
        await cashier.on(ResumeAccount)
        await cashier.sees("1  The customer is back")
        await cashier.press("1", "enter")
        await cashier.sees("Press + to resume the account.")
        await cashier.press("plus")
        await cashier.sees("is active again")
    assert len(events(desk, "account_resumed")) == 1
    prove(desk)


async def test_a_suspended_customer_stands_out_where_they_are_met(
    desk: Counter, household: Household
) -> None:
    for _again in range(2):
        desk.account("Amina Mwangi")
    desk.do("suspend-account", account=household.account, reason="house empty")
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("5")
        await cashier.on(FindAccount)
        await cashier.types("amina")
        await cashier.press("enter")
        await cashier.sees("SUSPENDED")
        await cashier.press("escape", "escape")
        await cashier.press("2")
        await cashier.put(household.at_home())
        await cashier.sees("SUSPENDED since 2026-11-23: house empty")


async def test_a_used_account_is_not_voided_and_an_unused_one_for_its_digits(
    desk: Counter, household: Household
) -> None:
    unused = desk.account("Wrong Entry")
    async with hands(desk) as cashier:
        await more_with(cashier, household.account)
        await cashier.press("3")
        await cashier.on(VoidAccount)
        await cashier.sees("1  Opened twice")
        await cashier.press("1", "enter")
        await cashier.types(household.account[-3:])
        await cashier.press("enter")
        await cashier.sees("a meter or money stands in its file")
        assert cashier.screen.stage is Stage.REFUSED
    async with hands(desk) as cashier:
        await more_with(cashier, unused)
        await cashier.press("3")
        await cashier.on(VoidAccount)
        await cashier.sees("1  Opened twice")
        await cashier.press("1", "enter", "0", "0", "0", "enter")
        await cashier.reads("not the last three digits")
        for _digit in range(3):
            await cashier.press("backspace")
        await cashier.types(unused[-3:])
        await cashier.press("enter")
        await cashier.sees("void for ever")
        await cashier.press("plus")
        await cashier.sees("Its number is never used again.")
    assert [event.account for event in events(desk, "account_voided")] == [unused]
    prove(desk)
