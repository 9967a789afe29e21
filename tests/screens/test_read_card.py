"""A card on the reader, everything about it in words; and where it leads."""

from __future__ import annotations

import re

from app.cards.watcher import Presence
from app.domain.cards import MeterStatus
from app.screens.account import AccountPage
from app.screens.menu import Menu
from app.screens.prepayment import Prepayment
from app.screens.read_card import ReadCard
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import Counter
from tests.operations.proofs import count_events
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands
from tests.screens.interrupted import interrupt


async def reading(cashier: Hands, card: VirtualSle4442) -> None:
    """Read card is open, and this card was put."""
    await cashier.sign_in()
    await cashier.press("2")
    await cashier.sees("PUT A CARD ON THE READER")
    await cashier.put(card)


async def test_a_card_that_lies_there_is_read_with_one_key(
    desk: Counter, household: Household
) -> None:
    desk.put(household.card)
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("2")
        await cashier.sees("Amina Salim")


async def test_a_load_that_waits_is_said_with_what_the_meter_will_do(
    desk: Counter, household: Household
) -> None:
    before = count_events(desk)
    async with hands(desk) as cashier:
        await reading(cashier, household.card)
        await cashier.sees("Amina Salim")
        shown = cashier.text()
        assert re.search(rf"Account +{household.account}", shown)
        assert re.search(r"Last load +10\.335 m3, purchase 1: not taken by the meter", shown)
        assert re.search(r"The meter will +take 10\.335 m3", shown)
        assert "1  Refund: take the load off the card" in shown
        assert "Prepayment" not in shown
    assert count_events(desk) == before + 1  # the sign-in


async def test_what_the_meter_wrote_is_shown_in_words(desk: Counter, household: Household) -> None:
    household.meter.take(household.card)
    household.meter.days(40, 100)
    household.meter.raise_status(MeterStatus.BATTERY_LOW | MeterStatus.MAGNET)
    household.meter.take(household.card)
    async with hands(desk) as cashier:
        await reading(cashier, household.card)
        await cashier.sees("Credit left")
        shown = cashier.text()
        assert re.search(r"Meter says +on 2027-01-02", shown)
        assert re.search(r"Credit left +6\.335 m3", shown)
        assert re.search(r"Used in all +4\.000 m3", shown)
        assert re.search(r"Last months +3\.100 m3  0\.800 m3", shown)
        assert re.search(r"Warnings +battery low, magnet", shown)
        assert "taken by the meter" in shown
        assert "find nothing new: it has everything that is on the card" in shown


async def test_a_digit_goes_on_to_a_sale_and_back(desk: Counter, household: Household) -> None:
    async with hands(desk) as cashier:
        await reading(cashier, household.at_home())
        await cashier.sees("1  Prepayment")
        await cashier.press("1")
        await cashier.on(Prepayment)
        await cashier.sees("Amina Salim")
        await cashier.press("escape")
        await cashier.on(ReadCard)
        await cashier.sees("Account, purchases, receipts")
        await cashier.press("3")
        await cashier.on(AccountPage)
        await cashier.sees("K07-01-000001")


async def test_a_card_that_is_taken_takes_its_figures_along(
    desk: Counter, household: Household
) -> None:
    async with hands(desk) as cashier:
        await reading(cashier, household.at_home())
        await cashier.sees("Amina Salim")
        await cashier.pull()
        await cashier.sees("PUT A CARD ON THE READER")
        assert "Amina" not in cashier.text()
        await cashier.press("1")
        assert isinstance(cashier.screen, ReadCard)


async def test_another_card_is_read_as_it_comes(desk: Counter, household: Household) -> None:
    async with hands(desk) as cashier:
        await reading(cashier, VirtualSle4442())
        await cashier.sees("This card is blank.")
        await cashier.put(household.card)
        await cashier.sees("Amina Salim")
        assert "This card is blank." not in cashier.text()
        await cashier.put(VirtualSle4442())
        await cashier.sees("This card is blank.")
        assert "Amina" not in cashier.text()


async def test_a_card_in_doubt_leads_to_settling_only(desk: Counter, household: Household) -> None:
    interrupt(desk, household)
    async with hands(desk) as cashier:
        await reading(cashier, household.card)
        await cashier.sees("1  Settle what was interrupted")
        assert "Prepayment" not in cashier.text()
        assert "Open operations" in cashier.text()


async def test_back_is_the_menu(desk: Counter, household: Household) -> None:
    async with hands(desk) as cashier:
        await reading(cashier, household.card)
        await cashier.sees("Amina Salim")
        await cashier.press("minus")
        await cashier.on(Menu)


async def test_without_a_reader_says_so_and_goes_on_when_it_is_back(
    desk: Counter, household: Household
) -> None:
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("2")
        await cashier.sees("PUT A CARD ON THE READER")
        cashier.watch.say(Presence.NO_READER)
        await cashier.sees("There is no card reader.")
        await cashier.put(household.card)
        await cashier.sees("Amina Salim")
        assert "There is no card reader." not in cashier.text()
