"""Refund on the screen: off the card first, paid when nobody can have used the load, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.screens.menu import Menu
from app.screens.more import More
from app.screens.operation_screen import Stage
from app.screens.refund import Refund
from app.screens.second_person import SecondPerson
from app.screens.settle import Settle
from app.simulator.reader import ApduPhase
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import PIN, SUPERVISOR, Counter, counter
from tests.operations.customer import pulled_at_write
from tests.operations.proofs import events, prove
from tests.protocol.kiosks import back_up, lose_and_restore
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands

MakeBuyer = Callable[..., Household]


@pytest.fixture
def make_buyer(tmp_path: Path) -> Iterator[MakeBuyer]:
    """A household whose second purchase, for KES 500, stands on the card unloaded."""
    with ExitStack() as opened:

        def make(*, copyable: bool = True) -> Household:
            profile = TapcardSle4442(copyable=copyable)
            one = Household(opened.enter_context(counter(tmp_path / "l.db", profile=profile)))
            one.at_home()
            one.counter.put(one.card)
            one.counter.do("prepay", amount="500")
            one.counter.reader.remove()
            return one

        yield make


async def opened(cashier: Hands, card: VirtualSle4442) -> None:
    await cashier.sign_in()
    await chosen(cashier)
    await cashier.put(card)


async def chosen(cashier: Hands) -> None:
    """From the menu."""
    await cashier.press("0")
    await cashier.on(More)
    await cashier.press("1")
    await cashier.on(Refund)


async def reviewed(cashier: Hands, household: Household) -> None:
    """The keypad alone: reason, last three digits of the account."""
    await cashier.sees("not taken by the meter")
    await cashier.types("2")
    await cashier.press("enter")
    await cashier.types(household.account[-3:])
    await cashier.press("enter")


async def test_a_card_that_can_be_copied_pays_only_after_its_meter(make_buyer: MakeBuyer) -> None:
    one = make_buyer()
    async with hands(one.counter) as cashier:
        await opened(cashier, one.card)
        await reviewed(cashier, one)
        await cashier.sees("Pay nothing yet: the meter proves it first.")
        await cashier.sees("To pay back KES")
        await cashier.press("plus")
        await cashier.sees("TAKE THE CARD")
        await cashier.sees("No money yet: put the card in the meter, bring it back with the slip.")
        assert events(one.counter, "refund_paid") == []
        await cashier.pull()
        await cashier.on(Menu)
        credited = one.meter.state.total_credited
        one.meter.take(one.card)
        assert one.meter.state.total_credited == credited
        await chosen(cashier)
        await cashier.put(one.card)
        await cashier.sees("Cash to hand out")
        await cashier.sees("KES 500.00")
        await cashier.sees("Take the slip and keep it.")
        await cashier.press("plus")
        await cashier.sees("Pay out KES 500.00.")
        await cashier.sees("K07-01-000003")
    (paid,) = events(one.counter, "refund_paid")
    assert (paid.to_cash, paid.to_balance) == (50_000, 0)
    (taken_off,) = events(one.counter, "refund_opened")
    assert taken_off.reason == "moved away"
    prove(one.counter)


async def test_a_card_that_cannot_be_copied_pays_at_once(make_buyer: MakeBuyer) -> None:
    one = make_buyer(copyable=False)
    async with hands(one.counter) as cashier:
        await opened(cashier, one.card)
        await reviewed(cashier, one)
        await cashier.sees("then pay out KES 500.00.")
        await cashier.press("plus")
        await cashier.sees("Pay out KES 500.00.")
    assert len(events(one.counter, "refund_paid")) == 1
    prove(one.counter)


async def test_confirm_does_not_count_before_the_last_three_digits_are_right(
    make_buyer: MakeBuyer,
) -> None:
    one = make_buyer()
    async with hands(one.counter) as cashier:
        await opened(cashier, one.card)
        await cashier.sees("not taken by the meter")
        await cashier.types("9")
        await cashier.press("enter")
        await cashier.sees("Type 1, 2 or 3.")
        await cashier.press("backspace", "1", "enter")
        await cashier.types("000")
        await cashier.press("plus", "enter", "plus")
        await cashier.sees("These are not the last three digits")
        assert cashier.screen.stage is Stage.FORM
    assert events(one.counter, "refund_opened") == []


async def test_before_the_meter_has_seen_it_the_screen_says_what_to_do(
    make_buyer: MakeBuyer,
) -> None:
    one = make_buyer()
    one.counter.put(one.card)
    one.counter.do("refund", reason="other")
    one.counter.reader.remove()
    async with hands(one.counter) as cashier:
        await opened(cashier, one.card)
        await cashier.sees("The meter has not proved yet that the load was not used.")
        await cashier.sees("Put the card in the meter and bring it back.")
        assert cashier.screen.stage is Stage.REFUSED
    assert events(one.counter, "refund_paid") == []


async def test_a_card_with_nothing_to_take_off_is_refused(
    desk: Counter, household: Household
) -> None:
    async with hands(desk) as cashier:
        await opened(cashier, household.at_home())
        await cashier.sees("There is nothing to take off. Nothing was paid.")


async def test_what_was_typed_survives_a_pulled_card_and_a_lock(make_buyer: MakeBuyer) -> None:
    one = make_buyer()
    async with hands(one.counter) as cashier:
        await opened(cashier, one.card)
        await reviewed(cashier, one)
        await cashier.sees("To pay back KES")
        await cashier.pull()
        await cashier.sees("what you typed is kept")
        await cashier.put(one.card)
        await cashier.until(lambda: "what you typed" not in cashier.text())
        await cashier.press("f12")
        await cashier.sees("Locked")
        await cashier.types("271828")
        await cashier.press("enter")
        await cashier.on(Refund)
        assert (cashier.value("reason"), cashier.value("last-three")) == ("2", one.account[-3:])
        await cashier.press("enter")
        await cashier.sees("To pay back KES")
        await cashier.press("escape")
        assert cashier.value("last-three") == one.account[-3:]
    assert events(one.counter, "refund_opened") == []


async def test_pulled_amid_the_write_it_is_settled_and_then_paid_once(
    make_buyer: MakeBuyer,
) -> None:
    one = make_buyer(copyable=False)
    async with hands(one.counter) as cashier:
        await opened(cashier, one.card)
        await reviewed(cashier, one)
        await cashier.sees("then pay out KES 500.00.")
        with pulled_at_write(one.counter, 0, ApduPhase.AFTER):
            await cashier.press("plus")
            await cashier.sees("1  Settle it now")
        await cashier.pull()
        await cashier.reads("Nothing was paid out: the load is not proved to be off the card.")
        await cashier.press("1")
        await cashier.on(Settle)
        await cashier.put(one.card)
        await cashier.sees("KES 500.00 to be paid back")
        await cashier.press("plus")
        await cashier.sees("The load is off the card. Open Refund to pay it out.")
        assert events(one.counter, "refund_paid") == []
        await cashier.press("enter")
        await cashier.on(Refund)
        await cashier.sees("Cash to hand out")
        await cashier.press("plus")
        await cashier.sees("Pay out KES 500.00.")
    assert len(events(one.counter, "refund_paid")) == 1
    prove(one.counter)


async def test_after_a_restore_two_people_compare_the_slip(make_buyer: MakeBuyer) -> None:
    one = make_buyer()
    one.counter.put(one.card)
    one.counter.do("refund", reason="other")
    one.counter.reader.remove()
    one.meter.take(one.card)
    back_up(one.counter)
    lose_and_restore(one.counter)
    async with hands(one.counter) as cashier:
        await opened(cashier, one.card)
        await cashier.on(SecondPerson)
        await cashier.sees("two people compare the slip")
        await cashier.types(str(SUPERVISOR))
        await cashier.press("enter")
        await cashier.types(PIN)
        await cashier.press("enter")
        await cashier.on(Refund)
        await cashier.sees("Cash to hand out")
        assert events(one.counter, "refund_paid") == []
        await cashier.press("plus")
        await cashier.sees("Pay out KES 500.00.")
    (paid,) = events(one.counter, "refund_paid")
    assert paid.to_cash == 50_000


async def test_another_card_does_not_stand_under_the_first_ones_name(
    make_buyer: MakeBuyer,
) -> None:
    one = make_buyer()
    async with hands(one.counter) as cashier:
        await opened(cashier, one.card)
        await cashier.sees("Amina Salim")
        await cashier.pull()
        await cashier.put(VirtualSle4442())
        await cashier.sees("This card is blank.")
        assert "Amina Salim" not in cashier.text()
