"""A card is taken back on the screen: its account's last three digits are typed first."""

from __future__ import annotations

from app.screens.menu import Menu
from app.screens.more import More
from app.screens.operation_screen import Stage
from app.screens.read_card import ReadCard
from app.screens.refund import Refund
from app.screens.retrieve_card import RetrieveCard
from app.screens.settle import Settle
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, SUPERVISOR, Counter
from tests.operations.customer import pulled_at_write
from tests.operations.proofs import events, prove
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands


async def opened(cashier: Hands) -> None:
    await cashier.sign_in()
    await cashier.press("0")
    await cashier.on(More)
    await cashier.press("9")
    await cashier.on(RetrieveCard)


async def test_it_is_blank_after_the_digits_and_one_plus(
    desk: Counter, household: Household
) -> None:
    async with hands(desk) as cashier:
        await opened(cashier)
        await cashier.put(household.at_home())
        await cashier.sees("Amina Salim")
        await cashier.types("999" if household.account[-3:] != "999" else "888")
        await cashier.press("enter")
        await cashier.sees("not the last three digits")
        for _digit in range(3):
            await cashier.press("backspace")
        await cashier.types(household.account[-3:])
        await cashier.press("enter")
        await cashier.sees("nothing of it can be brought back")
        assert events(desk, "retrieve_opened") == []
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
        await cashier.sees("It can be issued to anybody.")
        await cashier.pull()
        await cashier.on(Menu)
    assert events(desk, "card_retrieved")
    prove(desk)


async def test_a_card_that_was_read_leads_to_it_and_a_loaded_one_to_its_refund(
    desk: Counter, household: Household
) -> None:
    async with hands(desk) as cashier:
        await opened(cashier)
        await cashier.put(household.card)
        await cashier.sees("the meter has not taken it")
        assert cashier.screen.stage is Stage.REFUSED
        await cashier.press("1")
        await cashier.on(Refund)
        await cashier.press("escape")
        await cashier.press("escape")
        await cashier.press("escape")
        await cashier.on(Menu)
        await cashier.pull()
        await cashier.press("2")
        await cashier.on(ReadCard)
        await cashier.put(household.at_home())
        await cashier.sees("Take the card back, make it blank")


async def test_a_pulled_card_is_settled_with_one_key(desk: Counter, household: Household) -> None:
    async with hands(desk) as cashier:
        await opened(cashier)
        await cashier.put(household.at_home())
        await cashier.sees("Amina Salim")
        await cashier.types(household.account[-3:])
        await cashier.press("enter")
        await cashier.sees("Press + to make the card blank.")
        with pulled_at_write(desk, 1, ApduPhase.BEFORE):
            await cashier.press("plus")
            await cashier.sees("put the same card in and")
        await cashier.press("1")
        await cashier.on(Settle)
        await cashier.put(household.card)
        await cashier.sees("Card taken back")
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
    assert events(desk, "card_retrieved")
    prove(desk)


async def test_a_returned_function_card_needs_no_digits(desk: Counter) -> None:
    desk.new_card()
    loan = {"holder": "Otieno", "reason": "round", "due_back": "2026-12-01"}
    desk.do("make-function-card", function="check", by=SUPERVISOR, second=ADMINISTRATOR, **loan)
    desk.do("read-function-card", by=SUPERVISOR, returned="yes")
    async with hands(desk) as cashier:
        await cashier.sign_in(SUPERVISOR)
        await cashier.press("0")
        await cashier.on(More)
        await cashier.press("9")
        await cashier.sees("function card, returned")
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
    prove(desk)
