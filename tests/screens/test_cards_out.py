"""Cards signed out on the screen: the technician's slip, the register, and their coming back."""

from __future__ import annotations

from app.printing.documents import CardsOutSlip
from app.screens.account import AccountPage
from app.screens.account_meters import AccountMeters
from app.screens.cards_out import CardsOut
from app.screens.return_card import ReturnCard
from app.screens.second_person import SecondPerson
from app.screens.sign_out_cards import SignOutCards
from tests.counter import ADMINISTRATOR, PIN, SUPERVISOR, Counter
from tests.operations.proofs import events, papers, prove
from tests.screens.conftest import Household
from tests.screens.desk import hands
from tests.screens.test_change_meter import at_the_meters


async def test_cards_go_out_on_a_slip_and_come_back_one_by_one(
    desk: Counter, household: Household
) -> None:
    async with hands(desk) as who:
        await at_the_meters(who, household.account, SUPERVISOR)
        await who.press("5")
        await who.on(SignOutCards)
        await who.types("Baraka Ali")
        await who.press("enter")
        await who.types("A1, A1")
        await who.press("enter")
        await who.sees("A card is named twice.")
        await who.press("backspace")
        await who.types("2")
        await who.press("enter", "enter", "enter")
        await who.sees("2 cards. Press + to record it and print the slip.")
        await who.press("plus")
        await who.sees("THE TECHNICIAN SIGNS THE SLIP")
        await who.press("enter")
        await who.on(AccountPage)
        await who.press("6")
        await who.on(AccountMeters)
        await who.press("4")
        await who.on(CardsOut)
        await who.sees("All: 2   0 overdue")
        await who.press("1")
        await who.on(ReturnCard)
        await who.press("2", "enter")
        await who.sees("Press + to record it.")
        await who.press("plus")
        await who.sees("Now record the meter change")
        await who.press("enter")
        await who.on(CardsOut)
        await who.sees("back used")
        await who.press("2")
        await who.on(ReturnCard)
        await who.press("4", "enter")
        await who.sees("This takes two people.")
        await who.press("plus")
        await who.on(SecondPerson)
        for typed in (str(ADMINISTRATOR), PIN):
            await who.types(typed)
            await who.press("enter")
        await who.sees("Press + to record it.")
        await who.press("plus")
        await who.sees("IT IS RECORDED")
    assert isinstance(papers(desk)[-1], CardsOutSlip)
    assert [back.reason for back in events(desk, "card_came_back")] == ["", "Stolen"]
    prove(desk)
