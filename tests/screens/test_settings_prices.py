"""A price rise on the screen: copied, previewed, printed, signed by two, then withdrawn."""

from __future__ import annotations

from app.printing.documents import TariffPreview
from app.screens.price_settings import PriceSettings
from app.screens.rise_caps import RiseCaps
from app.screens.second_person import SecondPerson
from app.screens.set_rise_cap import SetRiseCap
from app.screens.set_tariff import SetTariff
from app.screens.tariffs import Tariffs
from app.screens.withdraw_tariff import WithdrawTariff
from tests.counter import PIN, SUPERVISOR, Counter
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
        await hand.sees("45.00/6 67.50/15 90.00")
        await fills(hand, "", "2027-01-01", "")
        screen = hand.screen
        assert isinstance(screen, SetTariff)
        screen.form["tiers"].value = "tenfold"
        await hand.press(*["enter"] * 13)
        await hand.reads("tenfold is not a number")
        screen.form["tiers"].value = "60.00/6 67.50/15 90.00"
        await hand.press("enter")
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
