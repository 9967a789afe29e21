"""The settings: menus, lists, forms, their history."""

from __future__ import annotations

from app.screens.menu import Menu
from app.screens.regions import Regions
from app.screens.set_region import SetRegion
from app.screens.settings_history import SettingsHistory
from app.screens.system_settings import SystemSettings
from tests.counter import ADMINISTRATOR, PIN
from tests.screens.gallery.page import Page, Visit
from tests.screens.jobs import Case


def places(case: Case) -> None:
    """A district with a village in it, and one that is closed."""
    for region in (
        {"region": "20", "name": "Malindi", "code": "01", "parent": "12"},
        {"region": "21", "name": "Watamu", "code": "07", "parent": "20"},
        {"region": "22", "name": "Old Town", "code": "08", "parent": "20", "closed": "yes"},
    ):
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


async def settings_history(visit: Visit) -> None:
    """Who changed what."""
    await system_settings(visit)
    visit.cashier.app.push_screen(SettingsHistory())
    await visit.cashier.sees("Region 22")


SETTINGS = (
    Page(SystemSettings, system_settings),
    Page(Regions, regions, before=places),
    Page(SetRegion, set_region, before=places),
    Page(SettingsHistory, settings_history, before=places),
)
