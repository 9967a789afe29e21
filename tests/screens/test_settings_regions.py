"""Regions on the screen: the tree, a new one, a move that is refused, the history."""

from __future__ import annotations

from app.screens.menu import Menu
from app.screens.regions import Regions
from app.screens.set_region import SetRegion
from app.screens.system_settings import SystemSettings
from tests.counter import ADMINISTRATOR, PIN, Counter
from tests.operations.proofs import events, prove
from tests.screens.desk import Hands, hands


async def settings_menu(hand: Hands, operator: int = ADMINISTRATOR) -> None:
    """Signed in, in the menu of settings."""
    for typed in (str(operator), PIN):
        await hand.types(typed)
        await hand.press("enter")
    await hand.on(Menu)
    await hand.press("8")
    await hand.on(SystemSettings)


async def test_the_tree_is_shown_and_changed(desk: Counter) -> None:
    desk.do("set-region", by=ADMINISTRATOR, region="20", name="Malindi", code="01", parent="0")
    async with hands(desk) as hand:
        await settings_menu(hand)
        await hand.press("1")
        await hand.on(Regions)
        await hand.sees("Malindi")
        await hand.press("enter")
        await hand.on(SetRegion)
        for typed in ("21", "07", "Watamu", "20", ""):
            await hand.types(typed)
            await hand.press("enter")
        await hand.sees("Press + to change it.")
        await hand.press("plus")
        await hand.reads("Region 21 is Watamu.")
        await hand.press("enter")
        await hand.on(Regions)
        await hand.sees("01-07")
        # Malindi cannot be moved into what lies in it.
        await hand.press("1")
        await hand.on(SetRegion)
        await hand.press("enter", "enter")
        await hand.types("21")
        await hand.press("enter", "enter")
        await hand.reads("would lie inside itself")
        await hand.press("escape", "minus", "minus", "escape", "escape", "escape")
        await hand.on(Regions)
    assert [one.name for one in events(desk, "region_set")][1:] == ["Malindi", "Watamu"]
    prove(desk)
