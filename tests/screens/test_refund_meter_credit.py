"""Credit inside a meter paid back on the screen: two people by form, one by transfer card."""

from __future__ import annotations

from typing import Any

from app.screens.account import AccountPage
from app.screens.corrections import Corrections
from app.screens.find_account import FindAccount
from app.screens.give_back import GiveBack
from app.screens.menu import Menu
from app.screens.more import More
from app.screens.operation_screen import Stage
from app.screens.refund_meter_credit import RefundMeterCredit
from app.screens.second_person import SecondPerson
from tests.counter import PIN, SUPERVISOR, Counter
from tests.operations.proofs import events, prove
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands


async def filled(cashier: Hands, household: Household) -> None:
    """By the technician's form, all but the dial."""
    await cashier.sign_in()
    await cashier.press("0")
    await cashier.on(More)
    await cashier.press("0")
    await cashier.on(Corrections)
    await cashier.press("6")
    await cashier.on(RefundMeterCredit)
    await cashier.types(household.account)
    await cashier.press("enter", "enter", "2", "enter")


async def test_by_form_two_people_sign_for_all_figures(desk: Counter, household: Household) -> None:
    desk.put(household.at_home())
    desk.do("read-card")
    desk.reader.remove()
    async with hands(desk) as cashier:
        await filled(cashier, household)
        await cashier.types("1")
        await cashier.press("enter")
        await cashier.types("5")
        await cashier.press("enter")
        await cashier.types("Baraka")
        await cashier.press("enter")
        await cashier.types("F7")
        await cashier.press("enter", "enter", "1", "enter")
        await cashier.sees("To pay back KES")
        await cashier.sees("Baraka, F7")
        await cashier.sees("This takes two people.")
        await cashier.press("plus")
        await cashier.on(SecondPerson)
        await cashier.types(str(SUPERVISOR))
        await cashier.press("enter")
        await cashier.types(PIN)
        await cashier.press("enter")
        await cashier.sees("Press + to pay out KES")
        assert events(desk, "meter_credit_refunded") == []
        await cashier.press("plus")
        await cashier.sees("THE CREDIT IS PAID BACK")
        await cashier.press("enter")
        await cashier.on(Menu)
    (paid,) = events(desk, "meter_credit_refunded")
    assert (paid.left, paid.technician, paid.reason) == (5_000, "Baraka", "Moves away")
    prove(desk)


async def test_a_card_that_proves_nothing_leads_back_into_the_form(
    desk: Counter, household: Household
) -> None:
    desk.put(household.at_home())
    desk.do("read-card")
    desk.reader.remove()
    async with hands(desk) as cashier:
        await filled(cashier, household)
        await cashier.press("up", "backspace", "1", "enter")
        await cashier.types("K07-01-9")
        await cashier.press("enter", "2", "enter")
        await cashier.sees("There is no transfer card K07-01-9 here.")
        await cashier.press("escape")
        assert cashier.screen.stage is Stage.FORM
        assert cashier.value("card") == "K07-01-9"
    assert events(desk, "meter_credit_refunded") == []


async def test_it_is_offered_from_the_account_and_lists_there(
    desk: Counter, household: Household
) -> None:
    desk.put(household.at_home())
    desk.do("read-card")
    desk.reader.remove()
    told: dict[str, Any] = {"dial": "1", "remaining": "5", "technician": "Baraka", "form": "F7"}
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("5")
        await cashier.on(FindAccount)
        await cashier.types(household.account)
        await cashier.press("enter")
        await cashier.on(AccountPage)
        await cashier.sees("8  Money back: refund, reversal, meter")
        await cashier.press("8")
        await cashier.on(GiveBack)
        await cashier.sees("Credit inside a meter paid back")
        await cashier.press("3")
        await cashier.on(RefundMeterCredit)
        assert cashier.value("account") == household.account
        desk.do(
            "refund-meter-credit",
            account=household.account,
            reason="moves away",
            second=SUPERVISOR,
            **told,
        )
        await cashier.press("escape", "escape")
        await cashier.on(GiveBack)
        await cashier.press("escape")
        await cashier.on(AccountPage)
        await cashier.sees("-5.000 m3")
        await cashier.sees("out of meter")
        assert "8  Money back" not in cashier.text()
