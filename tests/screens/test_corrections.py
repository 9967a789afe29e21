"""A wrong meter number and a wrong dial are put right on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.metering import MeterAnswer
from app.screens.correct_dial import CorrectDial
from app.screens.correct_meter import CorrectMeter
from app.screens.corrections import Corrections
from app.screens.menu import Menu
from app.screens.more import More
from app.screens.operation_screen import Stage
from app.screens.second_person import SecondPerson
from tests.counter import PIN, SUPERVISOR, Counter, counter
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


async def chosen(cashier: Hands, digit: str, screen: type[Any]) -> None:
    """From the menu."""
    await cashier.sign_in()
    await cashier.press("0")
    await cashier.on(More)
    await cashier.press("9")
    await cashier.on(Corrections)
    await cashier.press(digit)
    await cashier.on(screen)


async def signs(cashier: Hands) -> None:
    await cashier.on(SecondPerson)
    for typed in (str(SUPERVISOR), PIN):
        await cashier.types(typed)
        await cashier.press("enter")


async def test_the_card_is_written_for_the_right_meter(typo: Counter) -> None:
    card = typo.reader.card
    typo.reader.remove()
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
    card = typo.reader.card
    typo.reader.remove()
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
