"""Reversal on the screen: the last purchase of the shift is undone with its card."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.screens.corrections import Corrections
from app.screens.menu import Menu
from app.screens.more import More
from app.screens.operation_screen import Stage
from app.screens.read_card import ReadCard
from app.screens.refund import Refund
from app.screens.reverse import Reverse
from app.screens.second_person import SecondPerson
from tests.counter import ADMINISTRATOR, PIN, SUPERVISOR, counter
from tests.operations.proofs import events, prove
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands

MakeBuyer = Callable[..., Household]


@pytest.fixture
def make_buyer(tmp_path: Path) -> Iterator[MakeBuyer]:
    """A household whose second purchase, for KES 500, stands on the card unloaded."""
    with ExitStack() as opened:

        def make(*, copyable: bool = False) -> Household:
            profile = TapcardSle4442(copyable=copyable)
            one = Household(opened.enter_context(counter(tmp_path / "l.db", profile=profile)))
            one.at_home()
            one.counter.put(one.card)
            one.counter.do("prepay", amount="500")
            one.counter.reader.remove()
            return one

        yield make


async def chosen(cashier: Hands) -> None:
    """From the menu."""
    await cashier.press("0")
    await cashier.on(More)
    await cashier.press("0")
    await cashier.on(Corrections)
    await cashier.press("1")
    await cashier.on(Reverse)


async def reviewed(cashier: Hands, household: Household) -> None:
    """The keypad alone: reason, last three digits of the account."""
    await cashier.sign_in()
    await chosen(cashier)
    await cashier.put(household.card)
    await cashier.sees("not taken by the meter")
    await cashier.sees("2  Wrong card")
    await cashier.press("2", "enter")
    await cashier.types(household.account[-3:])
    await cashier.press("enter")


async def signs(cashier: Hands, operator: int) -> None:
    await cashier.on(SecondPerson)
    for typed in (str(operator), PIN):
        await cashier.types(typed)
        await cashier.press("enter")


async def test_it_is_undone_and_paid_at_once_and_ends_at_the_menu(make_buyer: MakeBuyer) -> None:
    one = make_buyer()
    async with hands(one.counter) as cashier:
        await reviewed(cashier, one)
        await cashier.sees("To give back KES")
        await cashier.sees("then pay out KES 500.00.")
        await cashier.press("plus")
        await cashier.sees("Pay out KES 500.00.")
        await cashier.pull()
        await cashier.on(Menu)
    (opened,) = events(one.counter, "refund_opened")
    assert (opened.basis, opened.reason) == ("reversed", "Wrong card: another customer's")
    assert events(one.counter, "refund_paid")[0].reversal
    prove(one.counter)


async def test_reading_the_card_offers_it_while_its_shift_may_undo_it(
    make_buyer: MakeBuyer,
) -> None:
    one = make_buyer()
    async with hands(one.counter) as cashier:
        await cashier.sign_in()
        await cashier.press("2")
        await cashier.on(ReadCard)
        await cashier.put(one.card)
        await cashier.sees("2  Reversal: undo the last purchase")
        one.counter.do("close-shift", counted="0")
        one.counter.do("open-shift", float="0")
        await cashier.pull()
        await cashier.put(one.card)
        await cashier.sees("1  Refund: take the load off the card")
        assert "Reversal" not in cashier.text()
    assert events(one.counter, "refund_opened") == []


async def test_a_card_that_can_be_copied_pays_only_after_its_meter(make_buyer: MakeBuyer) -> None:
    one = make_buyer(copyable=True)
    async with hands(one.counter) as cashier:
        await reviewed(cashier, one)
        await cashier.sees("Pay nothing yet: the meter proves it first.")
        await cashier.press("plus")
        await cashier.sees("No money yet: put the card in the meter, bring it back with the slip.")
        assert events(one.counter, "refund_paid") == []
        await cashier.pull()
        await cashier.on(Menu)
        one.meter.take(one.card)
        await cashier.press("0")
        await cashier.on(More)
        await cashier.press("1")
        await cashier.on(Refund)
        await cashier.put(one.card)
        await cashier.sees("Take the slip and keep it.")
        await cashier.press("plus")
        await cashier.sees("Pay out KES 500.00.")
    prove(one.counter)


@pytest.mark.parametrize("screen", ["reverse", "refund"])
async def test_above_the_limit_the_second_person_signs_for_what_is_shown(
    make_buyer: MakeBuyer, screen: str
) -> None:
    one = make_buyer()
    one.counter.do("set-limit", by=ADMINISTRATOR, limit="refund", amount="499.99")
    async with hands(one.counter) as cashier:
        if screen == "reverse":
            await reviewed(cashier, one)
        else:
            await cashier.sign_in()
            await cashier.press("0", "1")
            await cashier.put(one.card)
            await cashier.sees("not taken by the meter")
            await cashier.press("2", "enter")
            await cashier.types(one.account[-3:])
            await cashier.press("enter")
        await cashier.sees("This takes two people.")
        await cashier.press("plus")
        await signs(cashier, SUPERVISOR)
        await cashier.sees("then pay out KES 500.00.")
        assert events(one.counter, "refund_opened") == []
        await cashier.press("plus")
        await cashier.sees("Pay out KES 500.00.")
    prove(one.counter)


async def test_nothing_is_undone_before_the_last_three_digits_are_right(
    make_buyer: MakeBuyer,
) -> None:
    one = make_buyer()
    async with hands(one.counter) as cashier:
        await cashier.sign_in()
        await chosen(cashier)
        await cashier.put(one.card)
        await cashier.sees("not taken by the meter")
        await cashier.types("9")
        await cashier.press("enter")
        await cashier.sees("There is no 9 in the list.")
        await cashier.press("backspace", "1", "enter")
        await cashier.types("000")
        await cashier.press("plus", "enter", "plus")
        await cashier.sees("These are not the last three digits")
        assert cashier.screen.stage is Stage.FORM
    assert events(one.counter, "refund_opened") == []


async def test_what_cannot_be_reversed_leads_to_its_refund(make_buyer: MakeBuyer) -> None:
    one = make_buyer()
    one.counter.do("close-shift", counted="0")
    one.counter.do("open-shift", float="0")
    async with hands(one.counter) as cashier:
        await cashier.sign_in()
        await chosen(cashier)
        await cashier.put(one.card)
        await cashier.reads("It was paid in another shift, or to another operator.")
        await cashier.press("1")
        await cashier.on(Refund)
        await cashier.sees("not taken by the meter")
