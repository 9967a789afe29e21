"""Reader and printer are tested, and chosen, on the screen."""

from __future__ import annotations

import pytest

from app.screens.accept_clock import AcceptClock
from app.screens.devices import Devices
from app.screens.menu import Menu
from app.screens.set_device import SetDevice
from tests.counter import ADMINISTRATOR, CASHIER, PIN, SUPERVISOR, Counter
from tests.operations.proofs import events, prove
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands
from tests.screens.test_settings_meters import fills
from tests.screens.test_settings_rules import signs

TWO_DAYS = 48 * 3600 * 1000


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


@pytest.mark.parametrize(("who", "digits"), [(SUPERVISOR, "3"), (CASHIER, "34")])
async def test_who_may_not_set_or_decide_is_offered_neither(
    desk: Counter, who: int, digits: str
) -> None:
    async with hands(desk) as cashier:
        await at_devices(cashier, who)
        await cashier.press(*digits)
        assert isinstance(cashier.screen, Devices)


async def test_two_people_accept_a_clock_that_jumped(desk: Counter) -> None:
    async with hands(desk) as cashier:
        await at_devices(cashier, ADMINISTRATOR)
        await cashier.press("4")
        await cashier.on(AcceptClock)
        await cashier.reads("The clock is believed already.")
        await cashier.press("escape")
        await cashier.on(Devices)
        desk.clock.now += TWO_DAYS
        await cashier.press("4")
        await cashier.reads("The clock stands +2880 minutes from the last recorded time.")
        await fills(cashier, "")
        await cashier.reads("The reason is missing")
        await fills(cashier, "the battery was empty")
        await cashier.sees("2026-11-25 15:00")
        await signs(cashier)
        await cashier.reads("The clock is believed. Sales go on.")
        await cashier.press("enter")
        await cashier.on(Devices)
    (accepted,) = events(desk, "clock_jump_accepted")
    assert accepted.reason == "the battery was empty"
    desk.kiosk.ledger.check_clock()
    prove(desk)
