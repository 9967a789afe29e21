"""A second file of a customer is merged on the screen by two people."""

from __future__ import annotations

from app.screens.account import AccountPage
from app.screens.merge_accounts import MergeAccounts
from app.screens.second_person import SecondPerson
from tests.counter import PIN, SUPERVISOR, Counter
from tests.operations.proofs import events, prove
from tests.screens.conftest import Household
from tests.screens.desk import hands
from tests.screens.test_account_states import more_with


async def test_the_second_person_signs_for_which_one_stays(
    desk: Counter, household: Household
) -> None:
    double = desk.account("Amina S.")
    async with hands(desk) as cashier:
        await more_with(cashier, double)
        await cashier.press("5")
        await cashier.on(MergeAccounts)
        await cashier.sees("1  Opened twice")
        await cashier.press("1", "enter", "7", "enter")
        await cashier.reads("account number")
        await cashier.press("backspace")
        await cashier.types(household.account)
        await cashier.press("enter")
        await cashier.sees("This takes two people. Press +, then the second one signs.")
        await cashier.press("plus")
        await cashier.on(SecondPerson)
        await cashier.types(double[-3:])
        await cashier.press("enter")
        for typed in (str(SUPERVISOR), PIN):
            await cashier.types(typed)
            await cashier.press("enter")
        await cashier.sees("Press + to merge the accounts.")
        assert events(desk, "account_merged") == []
        await cashier.press("plus")
        await cashier.sees(f"goes on with {household.account}")
        await cashier.press("enter")
        await cashier.on(AccountPage)
        await cashier.sees(f"into {household.account}")
    assert len(events(desk, "account_merged")) == 1
    prove(desk)
