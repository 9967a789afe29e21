"""Kinds of payment and the usual deduction on the screen."""

from __future__ import annotations

from app.screens.fees_and_limits import FeesAndLimits
from app.screens.operation_screen import Stage
from app.screens.payment_kinds import PaymentKinds
from app.screens.set_payment_kind import SetPaymentKind
from app.screens.set_usual_deduction import SetUsualDeduction
from app.screens.settings_history import SettingsHistory
from tests.counter import Counter
from tests.operations.proofs import events, prove
from tests.screens.desk import hands
from tests.screens.test_account_money import signs
from tests.screens.test_agents import fills
from tests.screens.test_settings_regions import settings_menu


async def test_kinds_are_added_changed_and_ended(desk: Counter) -> None:
    async with hands(desk) as hand:
        await settings_menu(hand)
        await hand.press("4")
        await hand.on(FeesAndLimits)
        await hand.press("5")
        await hand.on(PaymentKinds)
        await hand.sees("There are none yet.")
        await hand.press("enter")
        await hand.on(SetPaymentKind)
        await fills(hand, "repair", "Repair", "4100", "116", "VAT", "1600", "")
        await hand.on(PaymentKinds)
        await hand.sees("116.00")
        await hand.press("1")
        await hand.on(SetPaymentKind)
        await hand.until(lambda: hand.screen.stage is Stage.FORM)
        await hand.press(*["enter"] * 5, "3", "enter")
        await hand.reads("no (was yes)")
        await hand.press("plus")
        await hand.until(lambda: hand.screen.stage is Stage.DONE)
        await hand.press("enter")
        await hand.on(PaymentKinds)
        await hand.sees("ended")
        await hand.press("asterisk")
        await hand.on(SettingsHistory)
        await hand.sees("Payment without a card repai")
    added, ended = (event.new for event in events(desk, "payment_kind_set"))
    assert (added.price, added.tax_rate, added.ledger_code, added.active) == (
        11_600,
        1600,
        "4100",
        True,
    )
    assert (ended.price, ended.tax_code, ended.active) == (11_600, "VAT", False)
    prove(desk)


async def test_the_usual_deduction_is_set(desk: Counter) -> None:
    async with hands(desk) as hand:
        await settings_menu(hand)
        await hand.press("4", "6")
        await hand.on(SetUsualDeduction)
        await hand.press("2", "enter", "enter")
        await hand.reads("Percent needs a rate")
        await hand.types("2500")
        await hand.press("enter")
        await hand.sees("25 % of a payment")
        await signs(hand)
        await hand.on(SetUsualDeduction)
        await hand.press("plus")
        await hand.until(lambda: hand.screen.stage is Stage.DONE)
    (event,) = events(desk, "deduction_set")
    assert (event.account, event.new.rate) == ("", 2500)
    prove(desk)
