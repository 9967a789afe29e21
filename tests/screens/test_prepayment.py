"""Prepayment on the screen: sold once, for what the review said, and never by accident."""

from __future__ import annotations

from app.domain.metering import MeterAnswer
from app.screens.menu import Menu
from app.screens.operation_screen import Stage
from app.screens.prepayment import Prepayment
from tests.counter import Counter
from tests.screens.conftest import Household
from tests.screens.desk import hands


async def test_a_known_card_at_the_menu_is_sold_to_in_three_keys_and_digits(
    desk: Counter, household: Household
) -> None:
    card = household.at_home()
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.put(card)
        await cashier.on(Prepayment)
        await cashier.sees("Amina Salim")
        await cashier.types("500")
        await cashier.press("enter")
        await cashier.sees("On the card")
        await cashier.types("1000")
        await cashier.press("enter")
        await cashier.sees("Take KES 1000.00, then press +")
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
        await cashier.sees("Change")
        await cashier.pull()
        await cashier.on(Menu)
    credited = household.meter.state.total_credited
    assert household.meter.take(card) is MeterAnswer.CREDIT
    assert household.meter.state.total_credited > credited
    assert household.meter.state.number == 2


async def test_enter_however_long_it_is_held_moves_no_money(
    desk: Counter, household: Household
) -> None:
    card = household.at_home()
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.put(card)
        await cashier.sees("Amina Salim")
        await cashier.types("500")
        await cashier.press(*["enter"] * 20)
        assert cashier.screen.stage is Stage.REVIEW
