"""A wrong meter number and a wrong dial are put right on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.metering import MeterAnswer
from app.screens.correct_class import CorrectClass
from app.screens.correct_dial import CorrectDial
from app.screens.correct_meter import CorrectMeter
from app.screens.correct_tender import CorrectTender
from app.screens.corrections import Corrections
from app.screens.menu import Menu
from app.screens.more import More
from app.screens.operation_screen import Stage
from app.screens.second_person import SecondPerson
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import ADMINISTRATOR, PIN, SUPERVISOR, Counter, counter
from tests.operations.customer import sleep_days
from tests.operations.proofs import events, prove
from tests.screens.desk import Hands, hands

RIGHT, WRONG = "200000012345", "200000012354"


@pytest.fixture
def typo(tmp_path: Path) -> Iterator[Counter]:
    """A card with its first load names a meter that is not the customer's."""
    with counter(tmp_path / "l.db", profile=TapcardSle4442(copyable=False)) as one:
        one.new_card()
        account = one.account("Amina Salim")
        one.do("allocate-meter", account=account, meter=WRONG, model="DN15", dial="7", amount="500")
        yield one


def taken(counter: Counter) -> VirtualSle4442:
    """The card, off the reader."""
    card = counter.reader.card
    assert isinstance(card, VirtualSle4442)
    counter.reader.remove()
    return card


async def chosen(cashier: Hands, digit: str, screen: type[Any]) -> None:
    """From the menu."""
    await cashier.sign_in()
    await cashier.press("0")
    await cashier.on(More)
    await cashier.press("0")
    await cashier.on(Corrections)
    await cashier.press(digit)
    await cashier.on(screen)


async def signs(cashier: Hands) -> None:
    await cashier.on(SecondPerson)
    for typed in (str(SUPERVISOR), PIN):
        await cashier.types(typed)
        await cashier.press("enter")


async def test_the_card_is_written_for_the_right_meter(typo: Counter) -> None:
    card = taken(typo)
    async with hands(typo) as cashier:
        await chosen(cashier, "2", CorrectMeter)
        await cashier.put(card)
        await cashier.until(lambda: cashier.screen.stage is Stage.FORM)
        await cashier.types(WRONG)
        await cashier.press("enter", "1", "enter")
        await cashier.reads("The card names this meter already.")
        await cashier.pull()
        await cashier.put(card)
        await cashier.until(lambda: cashier.screen.stage is Stage.FORM)
        await cashier.press("up", *["backspace"] * 12)
        await cashier.types(RIGHT)
        await cashier.press("enter", "enter")
        await cashier.sees("Nobody pays. Press + to write the card for the right meter.")
        await cashier.sees(WRONG)
        await cashier.press("plus")
        await cashier.reads(f"The card is now for meter {RIGHT}.")
        await cashier.pull()
        await cashier.on(Menu)
    assert typo.meter(RIGHT).take(card) is MeterAnswer.CREDIT
    prove(typo)


async def test_after_the_shift_two_people_put_the_number_right(typo: Counter) -> None:
    typo.do("close-shift", counted="0")
    typo.do("open-shift", float="0")
    card = taken(typo)
    async with hands(typo) as cashier:
        await chosen(cashier, "2", CorrectMeter)
        await cashier.put(card)
        await cashier.until(lambda: cashier.screen.stage is Stage.FORM)
        await cashier.types(RIGHT)
        await cashier.press("enter", "1", "enter")
        await cashier.sees("This takes two people.")
        await cashier.press("plus")
        await signs(cashier)
        await cashier.sees("20 Juma")
        assert events(typo, "meter_correction_opened") == []
        await cashier.press("plus")
        await cashier.reads(f"The card is now for meter {RIGHT}.")
    prove(typo)


async def test_the_dial_is_put_right_without_a_card(typo: Counter) -> None:
    (paid,) = events(typo, "purchase_paid")
    typo.reader.remove()
    async with hands(typo) as cashier:
        await chosen(cashier, "3", CorrectDial)
        await cashier.types(paid.account)
        await cashier.press("enter", "enter")
        await cashier.types("7")
        await cashier.press("enter", "2", "enter")
        await cashier.reads("This reading is recorded already.")
        await cashier.press("backspace")
        await cashier.types("17.5")
        await cashier.press("enter", "enter")
        await cashier.sees("Press + to put the reading right.")
        await cashier.sees("17.500 m3")
        await cashier.press("plus")
        await cashier.sees("THE READING IS PUT RIGHT")
        await cashier.press("enter")
        await cashier.on(Menu)
    (event,) = events(typo, "dial_corrected")
    assert (event.old, event.new, event.reason) == (7_000, 17_500, "Read wrongly from the meter")
    prove(typo)


async def test_an_account_without_a_meter_leads_back_into_the_form(typo: Counter) -> None:
    typo.reader.remove()
    other = typo.account("Baraka Said")
    async with hands(typo) as cashier:
        await chosen(cashier, "3", CorrectDial)
        await cashier.types(other)
        await cashier.press("enter", "enter")
        await cashier.types("9")
        await cashier.press("enter", "1", "enter")
        await cashier.sees(f"Account {other} has 0 meters that fit.")
        await cashier.press("escape")
        assert cashier.screen.stage is Stage.FORM
        assert cashier.value("account") == other


@pytest.fixture
def dearer(typo: Counter) -> str:
    """Account of the card; its purchase was two days ago, and a dearer class was in force then."""
    (paid,) = events(typo, "purchase_paid")
    text = (
        'tariff_class = 2\nname = "Shops"\nvalid_from = 2026-01-01\n'
        'tiers = [{ price = "100.00" }]\ntiers_tax = ""\ntaxes = []'
    )
    typo.do("set-tariff", by=ADMINISTRATOR, second=SUPERVISOR, tariff=text)
    sleep_days(typo, 2)
    typo.reader.remove()
    account: str = paid.account
    return account


async def test_a_class_is_put_right_from_a_past_day_by_two_people(
    typo: Counter, dearer: str
) -> None:
    async with hands(typo) as cashier:
        await chosen(cashier, "4", CorrectClass)
        await cashier.types(dearer)
        await cashier.press("enter")
        await cashier.sees("2  Shops")
        await cashier.press("2", "enter", "enter")
        await cashier.types("20261123")
        await cashier.press("enter", "1", "enter")
        await cashier.sees("This takes two people.")
        await cashier.sees("1 since 2026-11-23")
        await cashier.press("plus")
        await cashier.sees("owed more")
        await signs(cashier)
        await cashier.sees("Press + to put the account right and book the difference.")
        assert events(typo, "class_corrected") == []
        await cashier.press("plus")
        await cashier.sees("THE ACCOUNT IS PUT RIGHT")
        await cashier.press("enter")
        await cashier.on(Menu)
    (event,) = events(typo, "class_corrected")
    assert (event.tariff_class.new, event.household_size) == (2, None)
    assert event.to_arrears > 0
    prove(typo)


async def test_what_is_no_day_or_changes_nothing_is_said_and_kept(
    typo: Counter, dearer: str
) -> None:
    async with hands(typo) as cashier:
        await chosen(cashier, "4", CorrectClass)
        await cashier.types(dearer)
        await cashier.press("enter", "enter", "1", "enter")
        await cashier.types("20261340")
        await cashier.press("enter")
        await cashier.reads("20261340 is no day.")
        await cashier.press(*["backspace"] * 8, "enter", "2", "enter")
        await cashier.reads("This is recorded already, from that day on.")
        await cashier.press("escape")
        assert cashier.screen.stage is Stage.FORM
        assert cashier.value("household") == "1"
    assert events(typo, "class_corrected") == []


async def test_kept_change_goes_to_the_balance(typo: Counter) -> None:
    await _kept(typo, two=False)
    (event,) = events(typo, "tenders_corrected")
    (paid,) = event.new
    assert (paid.tendered, paid.to_balance) == (60_000, 60_000 - paid.amount)
    prove(typo)


async def test_once_the_drawer_was_counted_two_people_say_so(typo: Counter) -> None:
    typo.do("close-shift", counted="0")
    typo.do("open-shift", float="0")
    await _kept(typo, two=True)
    assert len(events(typo, "tenders_corrected")) == 1
    prove(typo)


async def _kept(typo: Counter, *, two: bool) -> None:
    """600 were handed over for receipt 1, not 500, and what it did not cost was kept."""
    taken(typo)
    async with hands(typo) as cashier:
        await chosen(cashier, "5", CorrectTender)
        await cashier.types("7")
        await cashier.press("enter", "2", "enter", "enter", "1", "enter")
        await cashier.reads("has the receipt 7.")
        await cashier.press("escape", "up", "up", "up", "backspace", "1", "enter", "enter")
        await cashier.types("600")
        await cashier.press("enter", "enter")
        await cashier.sees("Cash to be kept")
        if two:
            await cashier.sees("This takes two people.")
            await cashier.press("plus")
            await signs(cashier)
        await cashier.sees("Press + to book how it was really paid.")
        await cashier.press("plus")
        await cashier.sees("THE SALE IS PUT RIGHT")
        await cashier.press("enter")
        await cashier.on(Menu)
