"""Reader and printer are tested, and chosen, on the screen."""

from __future__ import annotations

from app.screens.devices import Devices
from app.screens.menu import Menu
from app.screens.set_device import SetDevice
from tests.counter import ADMINISTRATOR, PIN, SUPERVISOR, Counter
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands


async def at_devices(cashier: Hands, who: int) -> None:
    for typed in (str(who), PIN):
        await cashier.types(typed)
        await cashier.press("enter")
    await cashier.on(Menu)
    await cashier.press("8", "6")
    await cashier.on(Devices)


async def test_the_reader_is_tested_live_and_a_paper_printed(
    desk: Counter, household: Household
) -> None:
    async with hands(desk) as cashier:
        await at_devices(cashier, ADMINISTRATOR)
        desk.reader.remove()
        await cashier.press("1")
        await cashier.sees("card")
        await cashier.put(household.card)
        await cashier.press("1")
        await cashier.sees("The reader works.")
        assert "tapcard-sle4442" in cashier.text()
        await cashier.press("2")
        await cashier.sees("goes to the printer")
        await cashier.press("3")
        await cashier.on(SetDevice)
        await cashier.press("5", "enter", *"32", "enter")
        await cashier.sees("Press + to keep it.")
        assert "printer.width" in cashier.text()
    assert desk.ledger is not None
    assert desk.ledger.print_jobs.newest(1)[0].kind == "test_page"


async def test_who_may_not_set_chooses_no_device(desk: Counter) -> None:
    async with hands(desk) as cashier:
        await at_devices(cashier, SUPERVISOR)
        await cashier.press("3")
        assert isinstance(cashier.screen, Devices)
