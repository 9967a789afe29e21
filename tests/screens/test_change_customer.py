"""One person goes and another comes, on the screen, signed by two."""

from __future__ import annotations

from app.screens.account import AccountPage
from app.screens.change_customer import ChangeCustomer
from app.screens.second_person import SecondPerson
from tests.counter import PIN, SUPERVISOR, Counter
from tests.operations.proofs import events, prove
from tests.screens.conftest import Household
from tests.screens.desk import hands
from tests.screens.test_account_states import more_with


async def test_the_statement_is_signed_and_the_new_account_named(
    desk: Counter, household: Household
) -> None:
    async with hands(desk) as cashier:
        await more_with(cashier, household.account)
        await cashier.press("6")
        await cashier.on(ChangeCustomer)
        await cashier.put(household.at_home())
        await cashier.sees("2  New tenant")
        await cashier.press("2", "enter")
        await cashier.sees("1  handed in, on the reader")
        await cashier.press("1", "enter", "enter", "enter")
        await cashier.reads("The dial is missing")
        await cashier.press("5", "enter")
        await cashier.sees("2  estimated by two")
        await cashier.press("2", "enter")
        await cashier.sees("2  stays as arrears")
        await cashier.press("1", "enter")
        await cashier.types("Baraka Ali")
        await cashier.press("enter", "enter", "enter", "3", "enter")
        await cashier.sees("This takes two people. Press +, then the second one signs.")
        await cashier.sees("PAY OUT")
        await cashier.press("plus")
        await cashier.on(SecondPerson)
        await cashier.types(household.account[-3:])
        await cashier.press("enter")
        for typed in (str(SUPERVISOR), PIN):
            await cashier.types(typed)
            await cashier.press("enter")
        await cashier.sees("Press + to change the customer.")
        assert events(desk, "customer_changed") == []
        await cashier.press("plus")
        await cashier.sees("takes over from")
        await cashier.sees("Have the meter cleared")
        await cashier.press("enter")
        await cashier.on(AccountPage)
        await cashier.sees("CANCELLED since")
    (event,) = events(desk, "customer_changed")
    assert event.estimated
    prove(desk)
