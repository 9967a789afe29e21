"""Looking things up with the keypad: a form, a page of lines, from record to record, and back."""

from __future__ import annotations

import pytest

from app.domain.cards import MeterStatus
from app.screens.account import AccountPage
from app.screens.account_more import AccountMore
from app.screens.account_operations import AccountOperations
from app.screens.event import EventPage
from app.screens.find_account import FindAccount
from app.screens.inquiry import Inquiry
from app.screens.menu import Menu
from app.screens.meter_health import MeterHealthList
from app.screens.operations import Operations
from app.screens.purchases import Purchases
from app.screens.readings import Readings
from app.screens.reprint import Reprint
from app.screens.subsidies_owed import SubsidiesOwed
from app.screens.uncleared_meters import UnclearedMeters
from tests.counter import CASHIER, SUPERVISOR, Counter
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands


def bought(desk: Counter, household: Household, times: int) -> None:
    """Purchases, each read at home before."""
    for _purchase in range(times):
        desk.put(household.at_home())
        desk.do("read-card")
        desk.do("prepay", amount="200")
    desk.reader.remove()


async def inquiring(who: Hands, digit: str, operator: int = CASHIER) -> None:
    await who.sign_in(operator)
    await who.press("6")
    await who.on(Inquiry)
    await who.press(digit)


async def back(who: Hands, *screens: type) -> None:
    """Esc leads back through these, one by one."""
    for screen in screens:
        await who.press("escape")
        await who.on(screen)


class TestTheMenu:
    async def test_leads_to_every_inquiry_and_back(self, desk: Counter) -> None:
        async with hands(desk) as cashier:
            await cashier.sign_in()
            await cashier.press("6")
            ways = {"1": FindAccount, "2": Purchases, "3": Readings, "4": Operations}
            for digit, screen in {
                **ways,
                "7": MeterHealthList,
                "8": UnclearedMeters,
                "9": SubsidiesOwed,
            }.items():
                await cashier.on(Inquiry)
                await cashier.press(digit)
                await cashier.on(screen)
                await cashier.press("escape")
            await cashier.on(Inquiry)
            await back(cashier, Menu)


class TestPurchases:
    async def test_from_a_purchase_to_every_record_and_back_the_whole_way(
        self, desk: Counter, household: Household
    ) -> None:
        bought(desk, household, 1)
        async with hands(desk) as supervisor:
            await inquiring(supervisor, "2", SUPERVISOR)
            await supervisor.on(Purchases)
            await supervisor.types("2")
            await supervisor.press("enter")
            await supervisor.sees(">1")
            await supervisor.sees("K07-01-000002")
            await supervisor.press("enter")
            await supervisor.on(EventPage)
            await supervisor.sees("Purchase paid")
            record = supervisor.screen
            for name, screen, words in (
                ("Account 7", AccountPage, "Amina Salim"),
                ("Everything done to card", Operations, "Purchase loaded"),
                ("Everything done to meter", Operations, "Card read"),
                ("Paper K07-01-000002", Reprint, "K07-01-000002"),
                ("Everything done by operator 12", Operations, "Account opened"),
                ("Shift opened K07", EventPage, "Shift opened"),
                ("Purchase loaded K07", EventPage, "Purchase loaded"),
            ):
                await supervisor.press(await digit_of(supervisor, name))
                await supervisor.on(screen)
                await supervisor.sees(words)
                for _escape in range(2):
                    if supervisor.screen is not record:
                        await supervisor.press("escape")
                await supervisor.until(lambda: supervisor.screen is record)
            await back(supervisor, Purchases)
            await supervisor.sees(">1")
            await supervisor.press("escape")
            await supervisor.until(lambda: supervisor.value("receipt") == "2")
            await back(supervisor, Inquiry, Menu)

    async def test_a_card_on_the_reader_is_looked_for_and_a_wrong_day_said(
        self, desk: Counter, household: Household
    ) -> None:
        async with hands(desk) as cashier:
            await inquiring(cashier, "2")
            await cashier.on(Purchases)
            await cashier.press(*["down"] * 5)
            await cashier.types("2026-13-01")
            await cashier.press("enter")
            await cashier.reads("2026-13-01 cannot be understood.")
            await cashier.put(household.card)
            await cashier.sees("K07-01-000001")


async def digit_of(who: Hands, name: str) -> str:
    """The digit before a link that begins so."""
    await who.sees(name)
    line = next(line for line in who.text().split("\n") if name in line)
    return line.split()[0]


class TestReadings:
    async def test_what_a_meter_told_is_found_by_its_number(
        self, desk: Counter, household: Household
    ) -> None:
        household.meter.raise_status(MeterStatus.BATTERY_LOW)
        bought(desk, household, 1)
        async with hands(desk) as cashier:
            await inquiring(cashier, "3")
            await cashier.on(Readings)
            await cashier.press("down")
            await cashier.types("12345")
            await cashier.press("enter")
            await cashier.sees("battery low")
            await cashier.press("1")
            await cashier.on(EventPage)
            await cashier.sees("Card read")
            await back(cashier, Readings)
            await cashier.press("escape")
            await cashier.until(lambda: cashier.value("meter") == "12345")
            await back(cashier, Inquiry)


class TestOperations:
    async def test_a_cashier_names_a_record_who_oversees_sees_a_day(
        self, desk: Counter, household: Household
    ) -> None:
        bought(desk, household, 1)
        async with hands(desk) as cashier:
            await inquiring(cashier, "4")
            await cashier.on(Operations)
            await cashier.press("enter")
            await cashier.reads("What colleagues did is shown to those who decide or audit.")
            await cashier.types(household.account)
            await cashier.press("enter")
            await cashier.sees("Account opened")
            await cashier.press("1")
            await cashier.on(EventPage)
            await cashier.sees("Account 7")
            assert "operator" not in cashier.text()
        async with hands(desk) as supervisor:
            await inquiring(supervisor, "4", SUPERVISOR)
            await supervisor.on(Operations)
            await supervisor.press("enter")
            await supervisor.sees("Page 1. 0 shows the next one.")
            await supervisor.sees("Operator signed in")
            await supervisor.press("0")
            await supervisor.sees("Page 2. 0 shows the next one.")
            await supervisor.press("down")
            await supervisor.sees(">2")
            await supervisor.press("pageup")
            await supervisor.sees("Page 1.")
            await supervisor.press("3")
            await supervisor.on(EventPage)

    @pytest.mark.parametrize("operator", [CASHIER, SUPERVISOR])
    async def test_from_an_account_everything_done_to_it(
        self, desk: Counter, household: Household, operator: int
    ) -> None:
        async with hands(desk) as who:
            await who.sign_in(operator)
            await who.press("5")
            await who.on(FindAccount)
            await who.types(household.account)
            await who.press("enter")
            await who.sees("Amina Salim")
            await who.press("enter")
            await who.on(AccountMore)
            await who.press("0")
            await who.on(AccountOperations)
            await who.sees("Account opened")
            await who.press("enter")
            await who.on(EventPage)
            await who.sees("Everything done to meter")
            await back(who, AccountOperations, AccountMore, AccountPage)


class TestMeterHealth:
    async def test_one_kind_of_warning_is_chosen_by_number(
        self, desk: Counter, household: Household
    ) -> None:
        household.meter.raise_status(MeterStatus.MAGNET)
        bought(desk, household, 1)
        async with hands(desk) as cashier:
            await inquiring(cashier, "7")
            await cashier.on(MeterHealthList)
            await cashier.types("99")
            await cashier.press("enter")
            await cashier.reads("There is no 99 in the list.")
            await cashier.press("backspace", "backspace")
            await cashier.types("1")
            await cashier.press("enter")
            await cashier.sees("Nothing was found.")
            await cashier.press("escape", "backspace")
            await cashier.types("2")
            await cashier.press("enter")
            await cashier.sees("magnet")
            await cashier.press("enter")
            await cashier.on(EventPage)
            await cashier.sees("Everything done to meter 000000012345")
