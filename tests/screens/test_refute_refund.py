"""A refund that its meter refutes, on the screen: two people, no money, and the card sells."""

from __future__ import annotations

from app.screens.menu import Menu
from app.screens.prepayment import Prepayment
from app.screens.read_card import ReadCard
from app.screens.refund import Refund
from app.screens.refute_refund import RefuteRefund
from app.screens.second_person import SecondPerson
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import PIN, SUPERVISOR, Counter
from tests.operations.proofs import events, prove
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands


def used_all_the_same(household: Household) -> VirtualSle4442:
    """The card after its load came off and went into the meter by a copy."""
    desk, card = household.counter, household.at_home()
    desk.put(card)
    desk.do("prepay", amount="500")
    copy = card.clone()
    desk.do("refund", reason="other")
    desk.reader.remove()
    household.meter.take(copy)
    household.meter.take(card)
    return card


async def signs(cashier: Hands) -> None:
    await cashier.press("plus")
    await cashier.on(SecondPerson)
    await cashier.sees("is never paid")
    await cashier.types(str(SUPERVISOR))
    await cashier.press("enter")
    await cashier.types(PIN)
    await cashier.press("enter")


async def test_it_is_offered_where_the_card_is_met_and_recorded_once(
    desk: Counter, household: Household
) -> None:
    card = used_all_the_same(household)
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("2")
        await cashier.on(ReadCard)
        await cashier.put(card)
        await cashier.sees("1  Record that the meter had the load")
        await cashier.press("escape")
        await cashier.on(Menu)
        await cashier.pull()
        await cashier.put(card)
        await cashier.on(Refund)
        await cashier.sees("Nothing is paid.")
        await cashier.press("1")
        await cashier.on(RefuteRefund)
        await cashier.sees("No longer to be paid")
        await signs(cashier)
        await cashier.on(RefuteRefund)
        await cashier.sees("Pay nothing.")
        assert events(desk, "refund_refuted") == []
        await cashier.press("plus")
        await cashier.sees("Nothing is paid: the meter had the load. The card sells again.")
        await cashier.sees("Give the customer the slip.")
        await cashier.pull()
        await cashier.put(card)
        await cashier.on(Prepayment)
    assert len(events(desk, "refund_refuted")) == 1
    assert events(desk, "refund_paid") == []
    prove(desk)


async def test_a_card_without_such_a_refund_is_refused(desk: Counter, household: Household) -> None:
    async with hands(desk) as cashier:
        await cashier.sign_in()
        cashier.app.push_screen(RefuteRefund())
        await cashier.on(RefuteRefund)
        await cashier.put(household.at_home())
        await cashier.sees("The card carries nothing that its meter has not taken.")
    assert events(desk, "refund_refuted") == []
