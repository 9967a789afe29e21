"""An account by number, meter, card, name or telephone; then its page with its purchases."""

from __future__ import annotations

import re

import pytest

from app.screens.account import AccountPage
from app.screens.allocate_meter import AllocateMeter
from app.screens.find_account import FindAccount
from app.screens.menu import Menu
from app.screens.reprint import Reprint
from app.screens.settle import Settle
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import CASHIER, SUPERVISOR, Counter
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands
from tests.screens.interrupted import interrupt


async def finding(cashier: Hands, text: str, operator: int = CASHIER) -> None:
    """Find account is open and something was typed."""
    await cashier.sign_in(operator)
    await cashier.press("5")
    await cashier.on(FindAccount)
    await cashier.types(text)
    await cashier.press("enter")


def buy(desk: Counter, household: Household, times: int) -> None:
    """Purchases, each taken by the meter before the next; the last one is not."""
    for _purchase in range(times):
        desk.put(household.at_home())
        desk.do("prepay", amount="200")
    desk.reader.remove()


class TestFinding:
    @pytest.mark.parametrize("text", ["701000019", "12345", "Amnia"])
    async def test_a_single_hit_opens_its_page(
        self, desk: Counter, household: Household, text: str
    ) -> None:
        async with hands(desk) as cashier:
            await finding(cashier, text)
            await cashier.on(AccountPage)
            await cashier.sees("Amina Salim")
            await cashier.sees(household.account)
            await cashier.press("minus")
            await cashier.on(FindAccount)
            assert cashier.value("wanted") == text

    async def test_a_card_on_the_reader_opens_its_account(
        self, desk: Counter, household: Household
    ) -> None:
        async with hands(desk) as cashier:
            await cashier.sign_in()
            await cashier.press("5")
            await cashier.on(FindAccount)
            await cashier.put(household.card)
            await cashier.on(AccountPage)
            await cashier.sees("Amina Salim")

    async def test_several_are_chosen_from_by_digit_page_by_page(self, desk: Counter) -> None:
        numbers = [desk.account(f"Amos [{turn}]") for turn in range(12)]
        async with hands(desk) as cashier:
            await finding(cashier, "amos")
            await cashier.sees("1 to 9. A digit opens one. 0 shows more.")
            assert "Amos [8]" in cashier.text()
            assert "Amos [9]" not in cashier.text()
            await cashier.press("0")
            await cashier.sees("10 to 12. A digit opens one. That is all")
            await cashier.press("2")
            await cashier.on(AccountPage)
            assert cashier.screen.account == numbers[10]
            await cashier.sees("Amos [10]")
            await cashier.press("escape")
            await cashier.sees("10 to 12. A digit opens one. That is all")
            await cashier.press("escape")
            assert cashier.value("wanted") == "amos"
            await cashier.press("escape")
            await cashier.on(Menu)

    async def test_what_is_not_found_is_said_and_stays_in_the_field(self, desk: Counter) -> None:
        async with hands(desk) as cashier:
            await finding(cashier, "nobody")
            await cashier.sees("Nothing is found under nobody.")
            assert cashier.value("wanted") == "nobody"

    async def test_a_keypad_alone_corrects_what_was_not_found_and_leaves(
        self, desk: Counter
    ) -> None:
        number = desk.account("Amos Karani")
        async with hands(desk) as cashier:
            await finding(cashier, "99")
            await cashier.sees("Nothing is found under 99.")
            await cashier.press("minus")
            assert cashier.value("wanted") == ""
            await cashier.types(number)
            await cashier.press("enter")
            await cashier.on(AccountPage)
            await cashier.press("minus", "minus", "minus")
            await cashier.on(Menu)

    async def test_a_blank_card_is_said(self, desk: Counter) -> None:
        async with hands(desk) as cashier:
            await cashier.sign_in()
            await cashier.press("5")
            await cashier.put(VirtualSle4442())
            await cashier.sees("This card is blank.")


class TestThePage:
    async def test_shows_purchases_with_what_became_of_them(
        self, desk: Counter, household: Household
    ) -> None:
        buy(desk, household, 6)
        async with hands(desk) as cashier:
            await finding(cashier, household.account)
            await cashier.sees("older ones")
            shown = cashier.text()
            assert re.search(
                r"1  2026-11-23 +7 +\S+ m3 +199\.\d\d K07-01-000007  on the card", shown
            )
            assert re.search(r"5  2026-11-23 +3 .*K07-01-000003  taken", shown)
            assert "K07-01-000002" not in shown
            await cashier.press("0")
            await cashier.sees("K07-01-000001")
            await cashier.press("0")
            await cashier.sees("K07-01-000007")

    async def test_reprints_a_purchases_receipt(self, desk: Counter, household: Household) -> None:
        buy(desk, household, 1)
        async with hands(desk) as cashier:
            await finding(cashier, household.account)
            await cashier.sees("K07-01-000001")
            await cashier.press("2")
            await cashier.on(Reprint)
            await cashier.sees("Press + ")
            assert "K07-01-000001" in cashier.text()

    async def test_offers_a_meter_where_there_is_none(self, desk: Counter) -> None:
        number = desk.account("Amos Karani")
        async with hands(desk) as cashier:
            await finding(cashier, number)
            await cashier.sees("6  Allocate a meter")
            assert "none yet" in cashier.text()
            await cashier.press("7", "8", "9", "1")
            assert isinstance(cashier.screen, AccountPage)
            await cashier.press("6")
            await cashier.on(AllocateMeter)
            assert cashier.value("account") == number

    async def test_leads_to_settling_what_is_in_doubt(
        self, desk: Counter, household: Household
    ) -> None:
        interrupt(desk, household)
        async with hands(desk) as cashier:
            await finding(cashier, household.account)
            await cashier.sees("IN DOUBT")
            shown = cashier.text()
            assert re.search(r"In doubt +Purchase 2026-11-23", shown)
            assert "K07-01-S0001" in shown
            await cashier.press("9")
            await cashier.on(Settle)

    async def test_fits_the_smallest_screen_at_its_fullest(
        self, desk: Counter, household: Household
    ) -> None:
        buy(desk, household, 5)
        household.at_home()
        interrupt(desk, household)
        async with hands(desk) as supervisor:
            await finding(supervisor, household.account, SUPERVISOR)
            await supervisor.sees("9  Settle what is in doubt")
            lines = supervisor.text().splitlines()
            assert len(lines) == 24
            assert "Esc Back" in lines[-1]
