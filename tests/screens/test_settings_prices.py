"""A price rise on the screen: copied, previewed, printed, signed by two, then withdrawn."""

from __future__ import annotations

from msgspec.structs import replace

from app.domain.tariff.revision import StandingCharge, TariffRevision, Tax
from app.printing.documents import TariffPreview
from app.screens.price_settings import PriceSettings
from app.screens.rise_caps import RiseCaps
from app.screens.second_person import SecondPerson
from app.screens.set_rise_cap import SetRiseCap
from app.screens.set_tariff import SetTariff
from app.screens.tariffs import Tariffs
from app.screens.withdraw_tariff import WithdrawTariff
from tests.counter import ADMINISTRATOR, PIN, SUPERVISOR, Counter
from tests.operations.proofs import events, papers, prove
from tests.screens.desk import Hands, hands
from tests.screens.test_settings_meters import fills
from tests.screens.test_settings_regions import settings_menu


async def signs(hand: Hands) -> None:
    """The supervisor signs for what is shown."""
    await hand.press("plus")
    await hand.on(SecondPerson)
    await fills(hand, str(SUPERVISOR), PIN)
    await hand.sees("20 Juma")
    await hand.press("plus")


async def test_a_rise_is_entered_and_withdrawn(desk: Counter) -> None:
    async with hands(desk) as hand:
        await settings_menu(hand)
        await hand.press("3")
        await hand.on(PriceSettings)
        await hand.press("1")
        await hand.on(Tariffs)
        await hand.sees("in force")
        await hand.press("1")
        await hand.on(SetTariff)
        await hand.sees("67.50")
        # Period and tax as they were, a dearer first tier, no second tax.
        await _keypad(hand, "", "2027-01-01", *[""] * 6, "-----60.00", *[""] * 26)
        await hand.sees("5 persons, 12.000 m3")
        await hand.sees("KES 959.00 (was KES 869.00)")
        await hand.press("asterisk")
        await hand.reads("The preview goes to the printer. Nothing was changed.")
        assert len(events(desk, "tariff_revision_set")) == 1
        await signs(hand)
        await hand.reads("is in force from 2027-01-01 on")
        await hand.press("enter")
        await hand.on(Tariffs)
        await hand.sees("coming")
        await hand.press("2")
        await hand.on(WithdrawTariff)
        await fills(hand, "Council postponed it")
        await signs(hand)
        await hand.reads("Revision 2 of class 1 will not come into force.")
        await hand.press("enter")
        await hand.on(Tariffs)
        await hand.sees("revisions: 1")
        await hand.press("escape", "2")
        await hand.on(RiseCaps)
        await hand.press("1")
        await hand.on(SetRiseCap)
        await fills(hand, "30", "20", "1.5")
        await hand.sees("from 30 days before a rise")
        await hand.press("plus")
        await hand.reads("The cap before a rise of class 1 is set.")
    assert [one.prices[2].after for one in papers(desk) if isinstance(one, TariffPreview)] == [
        95_900
    ]
    prove(desk)


def _all_rules(counter: Counter) -> TariffRevision:
    """A revision that says something in every field."""
    text = """
        tariff_class = 3
        name = "Shops"
        valid_from = 2026-01-01
        period_months = 3
        period_kind = "anniversary"
        tiers_tax = "LEVY"
        tiers = [{ upto = "6", price = "45.0005" }, { upto = "15.5", price = "67.50" },
                 { price = "90.00" }]
        surcharges = [{ code = "sewage", name = "Sewage", price = "12.00", tax = "" },
                      { code = "fee", name = "Resource fee", price = "1.25", tax = "VAT" }]
        standing = { monthly = "50.00", tax = "VAT", most_months = 7 }
        taxes = [{ code = "VAT", rate = "16", included = true },
                 { code = "LEVY", rate = "2.5", included = false }]
        household_size = 4
        per_person = "1.5"
        allowance = "0.5"
        minimum = "20"
        maximum = "9000"
        monthly_cap = "80"
        lifeline = "3"
        deduction_share = "35.5"
        arrears_rate = "60"
        rounding = 100
        """
    found = counter.do("set-tariff", by=ADMINISTRATOR, tariff=text)
    assert isinstance(found, TariffRevision)
    return found


async def test_a_copy_that_nobody_touches_is_the_same_revision(desk: Counter) -> None:
    copied = _all_rules(desk)
    async with hands(desk) as hand:
        await settings_menu(hand)
        hand.app.push_screen(SetTariff(copied))
        await hand.on(SetTariff)
        screen = hand.screen
        await hand.until(lambda: screen.form.name.value == "Shops")
        screen.filled()
        await hand.sees("This takes two people.")
        assert replace(screen.quote, revision=1, valid_from=copied.valid_from) == copied


async def _keypad(hand: Hands, *typed: str) -> None:
    """Digits, point, minus and Enter, as fast as nobody types."""
    names = {".": "full_stop", "-": "minus"}
    for text in typed:
        await hand.hammers([*(names.get(key, key) for key in text), "enter"])


async def test_a_keypad_alone_enters_a_class(desk: Counter) -> None:
    async with hands(desk) as hand:
        await settings_menu(hand)
        hand.app.push_screen(SetTariff())
        await hand.on(SetTariff)
        await hand.sees("In force from")
        # Class, name, day, period from a list that has no 5; then a tax on top, and no other.
        await _keypad(hand, "2", "22", "2027-01-01", "5")
        await hand.reads("There is no 5 in the list.")
        await hand.press("minus")
        await _keypad(hand, "3", "", "7", "16", "2", "")
        # Two tiers with that tax; a surcharge without it, and no other.
        await _keypad(hand, "40", "10", "55.5", "", "", "8", "88", "3", "0", "")
        # Standing charge for at most 6 months; persons, and nothing of the rest but its last ones.
        await _keypad(hand, "25", "", "6", "", *[""] * 6, "--40", "---75", "----0.50")
        await hand.sees("Press + to enter it.")
        await hand.press("plus")
        await hand.reads("is in force from 2027-01-01 on")
    entered = events(desk, "tariff_revision_set")[-1].revision
    assert (entered.tariff_class, entered.name, entered.period_months) == (2, "22", 3)
    assert entered.taxes == (Tax(code="7", rate=1600, included=False),)
    assert [tier.upto for tier in entered.tiers] == [10_000, None]
    assert entered.tiers_tax == "7"
    assert [(one.code, one.name, one.tax) for one in entered.surcharges] == [("8", "88", "")]
    assert entered.standing == StandingCharge(monthly=2_500, tax="7", most_months=6)
    assert (entered.deduction_share, entered.arrears_rate, entered.rounding) == (4_000, 7_500, 50)
    prove(desk)
