"""An account ends on the screen: form, statement, second person, and its card is taken back."""

from __future__ import annotations

from app.screens.account import AccountPage
from app.screens.cancel_account import CancelAccount
from app.screens.operation_screen import Stage
from app.screens.second_person import SecondPerson
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import PIN, SUPERVISOR, Counter
from tests.operations.proofs import events, prove
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands
from tests.screens.test_account_states import more_with


async def filled(cashier: Hands, household: Household, card: VirtualSle4442, dial: str) -> None:
    """Up to the review; the card is put when the form is there."""
    await more_with(cashier, household.account)
    await cashier.press("4")
    await cashier.on(CancelAccount)
    await cashier.put(card)
    await cashier.sees("1  Moves away")
    await cashier.press("1", "enter")
    await cashier.sees("handed in, on the reader")
    await cashier.press("1", "enter", "enter")
    await cashier.sees("000000012345")
    await cashier.press("enter")
    await cashier.reads("The dial is missing.")
    await cashier.types(dial)
    await cashier.press("enter")
    await cashier.sees("2  no")
    await cashier.press("1", "enter")
    await cashier.sees("2  to the account balance")
    await cashier.press("1", "enter")


async def test_two_people_sign_the_final_statement(desk: Counter, household: Household) -> None:
    async with hands(desk) as cashier:
        await filled(cashier, household, household.at_home(), "10.335")
        await cashier.sees("Left in 000000012345")
        await cashier.sees("This takes two people. Press +, then the second one signs.")
        await cashier.press("plus")
        await cashier.on(SecondPerson)
        await cashier.types(household.account[-3:])
        await cashier.press("enter")
        for typed in (str(SUPERVISOR), PIN):
            await cashier.types(typed)
            await cashier.press("enter")
        await cashier.sees("20 Juma")
        assert events(desk, "account_cancelled") == []
        await cashier.press("plus")
        await cashier.sees("has ended.")
        await cashier.sees("Now take the card back")
        await cashier.press("enter")
        await cashier.on(AccountPage)
        await cashier.sees("CANCELLED since")
    (event,) = events(desk, "account_cancelled")
    assert event.meters[0].returned
    prove(desk)


async def test_a_load_on_the_card_must_come_off_first(desk: Counter, household: Household) -> None:
    async with hands(desk) as cashier:
        await filled(cashier, household, household.card, "1")
        await cashier.sees("the meter has not taken it")
        assert cashier.screen.stage is Stage.REFUSED
        await cashier.sees("1  Refund: take the load off the card")
    assert events(desk, "account_cancelled") == []
