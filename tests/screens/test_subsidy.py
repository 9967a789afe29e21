"""Schemes of subsidy and free water, accounts in them, and what the counter then asks for."""

from __future__ import annotations

from typing import Any

from app.screens.fees_and_limits import FeesAndLimits
from app.screens.free_schemes import FreeSchemes
from app.screens.operation_screen import Stage
from app.screens.set_free_scheme import SetFreeScheme
from app.screens.set_subsidy_scheme import SetSubsidyScheme
from app.screens.subsidise import Subsidise
from app.screens.subsidy_schemes import SubsidySchemes
from tests.counter import ADMINISTRATOR, Counter
from tests.operations.proofs import events, prove
from tests.screens.conftest import Household
from tests.screens.desk import hands
from tests.screens.test_account_money import again, chosen, money_of, signs
from tests.screens.test_agents import fills
from tests.screens.test_settings_regions import settings_menu


async def test_schemes_are_added_changed_and_ended(desk: Counter) -> None:
    async with hands(desk) as hand:
        await settings_menu(hand)
        await hand.press("4")
        await hand.on(FeesAndLimits)
        await hand.press("7")
        await hand.on(SubsidySchemes)
        await hand.press("enter")
        await hand.on(SetSubsidyScheme)
        await fills(hand, "poor", "Poor", "Ministry", "1300", "60", "3", "0.5", "")
        await hand.on(SubsidySchemes)
        await hand.sees("60 %")
        await hand.press("1")
        await hand.on(SetSubsidyScheme)
        await hand.until(lambda: hand.screen.stage is Stage.FORM)
        await hand.press(*["enter"] * 6, "5", "enter")
        await hand.reads("no (was yes)")
        await hand.press("plus")
        await hand.until(lambda: hand.screen.stage is Stage.DONE)
        await hand.press("enter")
        await hand.on(SubsidySchemes)
        await hand.sees("ended")
        await hand.press("escape", "8")
        await hand.on(FreeSchemes)
        await hand.press("enter")
        await hand.on(SetFreeScheme)
        await fills(hand, "school", "Schools", "40", "", "6100")
        await hand.on(FreeSchemes)
        await hand.sees("40.000 m3")
    added, ended = (event.new for event in events(desk, "subsidy_scheme_set"))
    assert (added.percent, added.per_month, added.per_person, added.active) == (60, 3000, 500, True)
    assert (ended.percent, ended.active) == (60, False)
    (free,) = events(desk, "free_scheme_set")
    assert (free.new.per_month, free.new.per_person, free.new.active) == (40_000, 0, True)
    prove(desk)


async def test_an_account_is_put_in_a_scheme_and_leaves_it(
    desk: Counter, household: Household
) -> None:
    scheme: dict[str, Any] = {
        "name": "Poor",
        "payer": "Ministry",
        "ledger_code": "1300",
        "per_month": "3",
    }
    desk.do("set-subsidy-scheme", by=ADMINISTRATOR, code="poor", percent="60", **scheme)
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await money_of(cashier, household.account)
        await chosen(cashier, Subsidise, "9")
        await cashier.press("1", "enter", "6", "enter", "1", "enter")
        await cashier.sees("This takes two people.")
        await signs(cashier)
        await cashier.sees("Press + to record it.")
        await cashier.press("plus")
        await cashier.until(lambda: cashier.screen.stage is Stage.DONE)
        await cashier.press("enter")
        await again(cashier)
        await chosen(cashier, Subsidise, "9")
        await cashier.press("2", "enter", "2", "enter")
        await signs(cashier)
        await cashier.sees("Press + to record it.")
        await cashier.press("plus")
        await cashier.sees("no scheme")
    put, left = events(desk, "account_subsidised")
    assert (put.new.scheme, left.old, left.new) == ("poor", put.new, None)
    prove(desk)
