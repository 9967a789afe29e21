"""What the screens paint during a sale, in every theme: legible, and fit for a console."""

from __future__ import annotations

from app.screens.prepayment import Prepayment
from app.widgets.themes import load_themes, shipped_themes
from tests.counter import CASHIER, PIN, Counter
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands
from tests.widgets.eyes import illegible, not_for_a_console
from tests.widgets.painted import Painted

THEMES = [theme.name for theme in load_themes([shipped_themes()]).themes]


async def flaws(cashier: Hands) -> dict[str, list[Painted]]:
    """By theme, what is painted wrongly on the screen of this moment."""
    found = {}
    for theme in THEMES:
        cashier.app.theme = theme
        await cashier.pilot.pause()
        unfit = not_for_a_console(cashier.app) if theme == "console" else []
        found[theme] = illegible(cashier.app) + unfit
    return {theme: cells for theme, cells in found.items() if cells}


async def test_a_sale_can_be_read_in_every_theme(desk: Counter, household: Household) -> None:
    card = household.at_home()
    async with hands(desk) as cashier:
        await cashier.types(str(CASHIER))
        await cashier.press("enter")
        await cashier.types("000000")
        await cashier.press("enter")
        await cashier.sees("Operator number or PIN is wrong.")
        assert await flaws(cashier) == {}
        await cashier.types(PIN)
        await cashier.press("enter")
        await cashier.sees("Prepayment")
        assert await flaws(cashier) == {}
        await cashier.press("f1")
        await cashier.sees("F3")
        assert await flaws(cashier) == {}
        await cashier.press("escape")
        await cashier.put(card)
        await cashier.on(Prepayment)
        await cashier.sees("Amina Salim")
        await cashier.types("500")
        assert await flaws(cashier) == {}
        await cashier.press("enter")
        await cashier.types("1000")
        await cashier.press("enter")
        await cashier.sees("Take KES 1000.00, then press +")
        assert await flaws(cashier) == {}
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
        assert await flaws(cashier) == {}
