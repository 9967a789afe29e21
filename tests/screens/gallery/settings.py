"""The settings: menus, lists, forms, their history."""

from __future__ import annotations

from typing import Any

from app.screens.fees import Fees
from app.screens.fees_and_limits import FeesAndLimits
from app.screens.limits import Limits
from app.screens.menu import Menu
from app.screens.meter_makers import MeterMakers
from app.screens.meter_models import MeterModels
from app.screens.meter_settings import MeterSettings
from app.screens.meter_stock import MeterStock
from app.screens.price_settings import PriceSettings
from app.screens.receive_meters import ReceiveMeters
from app.screens.regions import Regions
from app.screens.rise_caps import RiseCaps
from app.screens.set_fee import SetFee
from app.screens.set_limit import SetLimit
from app.screens.set_meter_maker import SetMeterMaker
from app.screens.set_meter_model import SetMeterModel
from app.screens.set_region import SetRegion
from app.screens.set_rise_cap import SetRiseCap
from app.screens.set_stock_rule import SetStockRule
from app.screens.set_tariff import SetTariff
from app.screens.settings_history import SettingsHistory
from app.screens.system_settings import SystemSettings
from app.screens.take_back_meters import TakeBackMeters
from app.screens.tariffs import Tariffs
from app.screens.unswitched_meters import UnswitchedMeters
from app.screens.withdraw_tariff import WithdrawTariff
from tests.counter import ADMINISTRATOR, PIN, SUPERVISOR, TARIFF
from tests.screens.gallery.page import Page, Visit
from tests.screens.jobs import Case


def places(case: Case) -> None:
    """A district with a village in it, and one that is closed."""
    regions: tuple[dict[str, Any], ...] = (
        {"region": "20", "name": "Malindi", "code": "01", "parent": "12"},
        {"region": "21", "name": "Watamu", "code": "07", "parent": "20"},
        {"region": "22", "name": "Old Town", "code": "08", "parent": "20", "closed": "yes"},
    )
    for region in regions:
        case.counter.do("set-region", by=ADMINISTRATOR, **region)


async def system_settings(visit: Visit) -> None:
    """What an administrator may set."""
    cashier = visit.cashier
    for typed in (str(ADMINISTRATOR), PIN):
        await cashier.types(typed)
        await cashier.press("enter")
    await cashier.on(Menu)
    await cashier.press("8")
    await cashier.on(SystemSettings)


async def regions(visit: Visit) -> None:
    """The tree."""
    await system_settings(visit)
    await visit.cashier.press("1")
    await visit.cashier.sees("Watamu")


async def set_region(visit: Visit) -> None:
    """A village gets another name."""
    await regions(visit)
    await visit.cashier.press("3")
    await visit.cashier.on(SetRegion)
    await visit.cashier.press("enter")
    await visit.cashier.types(" Bay")
    await visit.cashier.press("enter", "enter", "enter")
    await visit.cashier.sees("Press + to change it.")


async def meter_settings(visit: Visit) -> None:
    """What there is to set of meters."""
    await system_settings(visit)
    await visit.cashier.press("2")
    await visit.cashier.on(MeterSettings)


async def meter_makers(visit: Visit) -> None:
    """Two of them."""
    await meter_settings(visit)
    await visit.cashier.press("1")
    await visit.cashier.sees("Old Meters")


async def set_meter_maker(visit: Visit) -> None:
    """One is closed."""
    await meter_makers(visit)
    await visit.cashier.press("1")
    await visit.cashier.on(SetMeterMaker)
    await visit.cashier.press("enter", "2", "enter")
    await visit.cashier.sees("Press + to change it.")


async def meter_models(visit: Visit) -> None:
    """What may hang on walls."""
    await meter_settings(visit)
    await visit.cashier.press("2")
    await visit.cashier.sees("Models: 1")


async def set_meter_model(visit: Visit) -> None:
    """A model in all its figures."""
    await meter_models(visit)
    await visit.cashier.press("1")
    await visit.cashier.on(SetMeterModel)
    await visit.cashier.press("enter")
    await visit.cashier.sees("2  electricity")


async def meter_stock(visit: Visit) -> None:
    """A range, some of it given out."""
    await meter_settings(visit)
    await visit.cashier.press("3")
    await visit.cashier.sees("Ranges: 1")


async def receive_meters(visit: Visit) -> None:
    """Numbers that came before are refused."""
    await meter_stock(visit)
    await visit.cashier.press("enter")
    await visit.cashier.on(ReceiveMeters)
    await visit.cashier.sees("empty = DN15")
    await visit.cashier.types("000000012399")
    await visit.cashier.press(*["enter"] * 6)
    await visit.cashier.sees("were received already")


async def take_back_meters(visit: Visit) -> None:
    """What hangs on a wall stays."""
    await meter_settings(visit)
    await visit.cashier.press("5")
    await visit.cashier.on(TakeBackMeters)
    for typed in ("000000012300", "000000012399", "typed wrongly"):
        await visit.cashier.types(typed)
        await visit.cashier.press("enter")
    await visit.cashier.sees("was allocated already")


async def set_stock_rule(visit: Visit) -> None:
    """Meters that nobody received are refused from now on."""
    await meter_settings(visit)
    await visit.cashier.press("4")
    await visit.cashier.on(SetStockRule)
    await visit.cashier.sees("3  refused")
    await visit.cashier.press("3", "enter", "enter")
    await visit.cashier.sees("Press + to change it.")


async def price_settings(visit: Visit) -> None:
    """What there is to set of prices."""
    await system_settings(visit)
    await visit.cashier.press("3")
    await visit.cashier.on(PriceSettings)


async def tariffs(visit: Visit) -> None:
    """A revision in force, and one that is coming."""
    await price_settings(visit)
    await visit.cashier.press("1")
    await visit.cashier.sees("coming")


async def set_tariff(visit: Visit) -> None:
    """A copy of what is in force."""
    await tariffs(visit)
    await visit.cashier.press("1")
    await visit.cashier.on(SetTariff)
    await visit.cashier.sees("67.50")


async def withdraw_tariff(visit: Visit) -> None:
    """The one that is coming."""
    await tariffs(visit)
    await visit.cashier.press("2")
    await visit.cashier.on(WithdrawTariff)
    await visit.cashier.types("Council postponed it")
    await visit.cashier.press("enter")
    await visit.cashier.sees("This takes two people.")


async def rise_caps(visit: Visit) -> None:
    """One class, with its cap."""
    await price_settings(visit)
    await visit.cashier.press("2")
    await visit.cashier.sees("Classes: 1")


async def set_rise_cap(visit: Visit) -> None:
    """Twice the usual volume from now on."""
    await rise_caps(visit)
    await visit.cashier.press("1")
    await visit.cashier.on(SetRiseCap)
    await visit.cashier.press("enter", "enter", *["minus"] * 4, "2", "enter")
    await visit.cashier.sees("Press + to change it.")


async def unswitched_meters(visit: Visit) -> None:
    """None: no meter here has prices inside."""
    await price_settings(visit)
    await visit.cashier.press("3")
    await visit.cashier.sees("All of them have the prices in force")


def rising(case: Case) -> None:
    """Prices rise in December, with a cap before."""
    text = TARIFF.replace("45.00", "60.00").replace("2026-01-01", "2026-12-01")
    case.counter.do("set-tariff", by=ADMINISTRATOR, second=SUPERVISOR, tariff=text)
    case.counter.do(
        "set-rise-cap", by=ADMINISTRATOR, tariff_class="1", days="30", volume="20", times="1.5"
    )


async def fees_and_limits(visit: Visit) -> None:
    """What is charged once, what one person may do alone."""
    await system_settings(visit)
    await visit.cashier.press("4")
    await visit.cashier.on(FeesAndLimits)


async def fees(visit: Visit) -> None:
    """The price list."""
    await fees_and_limits(visit)
    await visit.cashier.press("1")
    await visit.cashier.sees("Account opening")


async def set_fee(visit: Visit) -> None:
    """A card costs more from a day on."""
    await fees(visit)
    await visit.cashier.press("1")
    await visit.cashier.on(SetFee)
    await visit.cashier.press("enter", *["minus"] * 6)
    for typed in ("250", "VAT", "1600", "2027-01-01"):
        await visit.cashier.types(typed)
        await visit.cashier.press("enter")
    await visit.cashier.sees("Press + to change it.")


async def limits(visit: Visit) -> None:
    """One that is set, one that is not."""
    await fees_and_limits(visit)
    await visit.cashier.press("2")
    await visit.cashier.sees("Limits: 6")
    await visit.cashier.sees("Limits: 6")


async def set_limit(visit: Visit) -> None:
    """No limit any more."""
    await limits(visit)
    await visit.cashier.press("1")
    await visit.cashier.on(SetLimit)
    await visit.cashier.press(*["minus"] * 6, "enter")
    await visit.cashier.sees("Press + to change it.")


def stocked(case: Case) -> None:
    """Makers, meters, a limit."""
    steps: tuple[tuple[str, dict[str, Any]], ...] = (
        ("set-meter-maker", {"maker": "MJ", "name": "Maji Meters Ltd"}),
        ("set-meter-maker", {"maker": "OLD", "name": "Old Meters", "closed": "yes"}),
        (
            "receive-meters",
            {
                "first": "000000012300",
                "last": "000000012399",
                "model": "DN15",
                "size": "DN15",
                "seal": "A 1000-1099",
                "verified_until": "2026-11-01",
            },
        ),
        ("set-limit", {"limit": "refund", "amount": "500"}),
    )
    for operation, arguments in steps:
        case.counter.do(operation, by=ADMINISTRATOR, **arguments)


async def settings_history(visit: Visit) -> None:
    """Who changed what."""
    await system_settings(visit)
    visit.cashier.app.push_screen(SettingsHistory())
    await visit.cashier.sees("Region 22")


SETTINGS = (
    Page(SystemSettings, system_settings),
    Page(Regions, regions, before=places),
    Page(SetRegion, set_region, before=places),
    Page(MeterSettings, meter_settings),
    Page(MeterMakers, meter_makers, before=stocked),
    Page(SetMeterMaker, set_meter_maker, before=stocked),
    Page(MeterModels, meter_models),
    Page(SetMeterModel, set_meter_model),
    Page(MeterStock, meter_stock, before=stocked),
    Page(ReceiveMeters, receive_meters, before=stocked),
    Page(TakeBackMeters, take_back_meters, before=stocked),
    Page(SetStockRule, set_stock_rule),
    Page(PriceSettings, price_settings),
    Page(Tariffs, tariffs, before=rising),
    Page(SetTariff, set_tariff, before=rising),
    Page(WithdrawTariff, withdraw_tariff, before=rising),
    Page(RiseCaps, rise_caps, before=rising),
    Page(SetRiseCap, set_rise_cap, before=rising),
    Page(UnswitchedMeters, unswitched_meters),
    Page(FeesAndLimits, fees_and_limits),
    Page(Fees, fees),
    Page(SetFee, set_fee),
    Page(Limits, limits, before=stocked),
    Page(SetLimit, set_limit, before=stocked),
    Page(SettingsHistory, settings_history, before=places),
)
