"""Makers, models and stock on the screen; fees and limits with their history."""

from __future__ import annotations

from app.screens.fees import Fees
from app.screens.limits import Limits
from app.screens.meter_settings import MeterSettings
from app.screens.meter_stock import MeterStock
from app.screens.receive_meters import ReceiveMeters
from app.screens.set_fee import SetFee
from app.screens.set_limit import SetLimit
from app.screens.set_meter_model import SetMeterModel
from app.screens.settings_history import SettingsHistory
from tests.counter import Counter
from tests.operations.proofs import events, prove
from tests.screens.desk import Hands, hands
from tests.screens.test_settings_regions import settings_menu


async def fills(hand: Hands, *typed: str) -> None:
    """Each field with its Enter."""
    for text in typed:
        await hand.types(text)
        await hand.press("enter")


async def test_a_maker_a_model_and_its_meters(desk: Counter) -> None:
    async with hands(desk) as hand:
        await settings_menu(hand)
        await hand.press("2")
        await hand.on(MeterSettings)
        await hand.press("1")
        await hand.sees("There are none yet.")
        await hand.press("enter")
        await fills(hand, "MJ", "Maji Meters", "")
        await hand.press("plus")
        await hand.reads("Meter maker MJ is Maji Meters.")
        await hand.press("enter")
        await hand.sees("Makers: 1")
        await hand.press("escape", "2")
        await hand.sees("Models: 1")
        await hand.press("enter")
        await hand.on(SetMeterModel)
        await hand.sees("empty = not named")
        await fills(hand, "DN20", "2", "", "1", "", "300", "", "", "400")
        await fills(hand, "", "", "5", "")
        await hand.reads("The meter would warn however much it holds.")
        await hand.press("escape", "escape", "escape", "escape", "minus", "minus", "minus", "3")
        await hand.press("enter", "enter", "enter", "enter", "enter")
        await hand.sees("Press + to change it.")
        await hand.press("plus")
        await hand.reads("Meter model DN20 reads cards")
        await hand.press("enter", "escape", "3")
        await hand.on(MeterStock)
        await hand.press("enter")
        await hand.on(ReceiveMeters)
        await hand.sees("empty = DN15")
        await fills(hand, "000000000500", "000000000599", "2", "DN20", "", "2031-12-31")
        await hand.sees("100")
        await hand.press("plus")
        await hand.reads("100 meters of the model DN20 are in stock.")
        await hand.press("enter")
        await hand.sees("000000000500-000000000599")
    model = events(desk, "meter_model_set")[-1]
    assert (model.maker, model.hoarding_limit, model.alarm, model.dial_digits) == (
        "MJ",
        300_000,
        3_000,
        5,
    )
    prove(desk)


async def test_a_fee_and_a_limit_change_and_tell_it(desk: Counter) -> None:
    async with hands(desk) as hand:
        await settings_menu(hand)
        await hand.press("4", "1")
        await hand.on(Fees)
        await hand.sees("Account opening")
        await hand.press("1")
        await hand.on(SetFee)
        await hand.press("enter", *["minus"] * 6)
        await fills(hand, "250", "", "", "")
        await hand.sees("KES 250.00 (was KES 200.00)")
        await hand.press("plus")
        await hand.reads("Card costs KES 250.00")
        await hand.press("enter")
        await hand.on(Fees)
        await hand.press("asterisk")
        await hand.on(SettingsHistory)
        await hand.sees("Fee card")
        await hand.press("1")
        await hand.sees("KES 250.00 (was KES 200.00)")
        await hand.press("escape", "escape", "escape", "2")
        await hand.on(Limits)
        await hand.press("1")
        await hand.on(SetLimit)
        await fills(hand, "500")
        await hand.sees("Amount  KES 500.00")
        await hand.press("plus")
        await hand.reads("What one person may give back alone: KES 500.00.")
        await hand.press("enter")
        await hand.on(Limits)
        await hand.sees("KES 500.00")
    assert events(desk, "money_limit_set")[-1].new == 50_000
    prove(desk)
