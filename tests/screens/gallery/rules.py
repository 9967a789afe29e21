"""Rights, rules, papers and looks among the settings."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.reports.automatic import AutomaticReports as ByThemselves
from app.screens.automatic_files import AutomaticFiles
from app.screens.automatic_reports import AutomaticReports
from app.screens.handovers import Handovers
from app.screens.look_settings import LookSettings
from app.screens.paper_settings import PaperSettings
from app.screens.people_settings import PeopleSettings
from app.screens.permissions import Permissions
from app.screens.print_methods import PrintMethods
from app.screens.set_account_form import SetAccountForm
from app.screens.set_approver import SetApprover
from app.screens.set_automatic_report import SetAutomaticReport
from app.screens.set_handover import SetHandover
from app.screens.set_language import SetLanguage
from app.screens.set_permission import SetPermission
from app.screens.set_pin_rules import SetPinRules
from app.screens.set_print_method import SetPrintMethod
from app.screens.themes import Themes
from tests.counter import ADMINISTRATOR
from tests.screens.gallery.page import Page, Visit
from tests.screens.gallery.settings import fees_and_limits, system_settings
from tests.screens.jobs import Case


async def people_settings(visit: Visit) -> None:
    """Who works here, and what they may."""
    await system_settings(visit)
    await visit.cashier.press("5")
    await visit.cashier.on(PeopleSettings)


async def permissions(visit: Visit) -> None:
    """The table of rights."""
    await people_settings(visit)
    await visit.cashier.press("2")
    await visit.cashier.sees(f"Permissions: {len(Permission)}")


async def set_permission(visit: Visit) -> None:
    """Cashiers refund no more, if two people say so."""
    await permissions(visit)
    await visit.cashier.press("8")
    await visit.cashier.on(SetPermission)
    await visit.cashier.press("1", "enter", "2", "enter")
    await visit.cashier.sees("This takes two people.")


async def set_pin_rules(visit: Visit) -> None:
    """As they are."""
    await people_settings(visit)
    await visit.cashier.press("3")
    await visit.cashier.sees("0 = for ever")


async def set_approver(visit: Visit) -> None:
    """A key that was mistyped."""
    await people_settings(visit)
    await visit.cashier.press("4")
    await visit.cashier.on(SetApprover)
    await visit.cashier.press(*"20", "enter", *"12345", "enter")
    await visit.cashier.sees("digits")


async def handovers(visit: Visit) -> None:
    """What goes over."""
    await fees_and_limits(visit)
    await visit.cashier.press("3")
    await visit.cashier.sees("What may go over: 3")


async def set_handover(visit: Visit) -> None:
    """The balance goes over."""
    await handovers(visit)
    await visit.cashier.press("3")
    await visit.cashier.on(SetHandover)
    await visit.cashier.press("1", "enter")
    await visit.cashier.sees("Press + to change it.")


async def set_account_form(visit: Visit) -> None:
    """Every detail of a customer."""
    await fees_and_limits(visit)
    await visit.cashier.press("4")
    await visit.cashier.on(SetAccountForm)
    await visit.cashier.sees("2  must be told")


async def look_settings(visit: Visit) -> None:
    """What there is to set of looks."""
    await system_settings(visit)
    await visit.cashier.press("9")
    await visit.cashier.on(LookSettings)


async def themes(visit: Visit) -> None:
    """What files there are."""
    await look_settings(visit)
    await visit.cashier.press("1")
    await visit.cashier.sees("Themes: 5")


async def set_language(visit: Visit) -> None:
    """English, as long as there is no other."""
    await look_settings(visit)
    await visit.cashier.press("2")
    await visit.cashier.on(SetLanguage)
    await visit.cashier.press("2", "enter")
    await visit.cashier.sees("Press + to change it.")


async def paper_settings(visit: Visit) -> None:
    """What there is to set of papers."""
    await system_settings(visit)
    await visit.cashier.press("7")
    await visit.cashier.on(PaperSettings)


async def print_methods(visit: Visit) -> None:
    """How every kind of paper is printed."""
    await paper_settings(visit)
    await visit.cashier.press("1")
    await visit.cashier.sees("Kinds of paper")


async def set_print_method(visit: Visit) -> None:
    """A receipt is asked about from now on, and comes out twice."""
    await print_methods(visit)
    await visit.cashier.press("1")
    await visit.cashier.on(SetPrintMethod)
    await visit.cashier.press("2", "enter", "minus", "2", "enter", "enter")
    await visit.cashier.sees("Press + to change it.")


def sales_by_itself(case: Case) -> None:
    """Sales are written at each shift close."""
    case.counter.do(
        "set-automatic-report",
        by=ADMINISTRATOR,
        report="sales",
        occasion="shift-close",
        form="csv",
    )


def written_by_itself(case: Case) -> None:
    """A shift is closed; there is a folder, and no stick."""
    sales_by_itself(case)
    counter = case.counter
    assert counter.ledger is not None
    counter.do("close-shift", counted="1000x1")
    ByThemselves(counter.ledger, counter.path.parent / "reports", tuple).step()


async def automatic_reports(visit: Visit) -> None:
    """Sales at each shift close, as values with commas."""
    await paper_settings(visit)
    await visit.cashier.press("3")
    await visit.cashier.sees("Written by themselves: 1")


async def set_automatic_report(visit: Visit) -> None:
    """At the end of each month too, on sheets, by month."""
    await automatic_reports(visit)
    await visit.cashier.press("1")
    await visit.cashier.on(SetAutomaticReport)
    await visit.cashier.press("2", "enter", "4", "enter", "2", "enter")
    await visit.cashier.sees("Press + to change it.")


async def automatic_files(visit: Visit) -> None:
    """One is written, one waits for its stick."""
    await paper_settings(visit)
    await visit.cashier.press("4")
    await visit.cashier.sees("Files: 2")


RULES = (
    Page(PeopleSettings, people_settings),
    Page(Permissions, permissions),
    Page(SetPermission, set_permission),
    Page(SetPinRules, set_pin_rules),
    Page(SetApprover, set_approver),
    Page(Handovers, handovers),
    Page(SetHandover, set_handover),
    Page(SetAccountForm, set_account_form),
    Page(LookSettings, look_settings),
    Page(Themes, themes),
    Page(SetLanguage, set_language),
    Page(PaperSettings, paper_settings),
    Page(PrintMethods, print_methods),
    Page(SetPrintMethod, set_print_method),
    Page(AutomaticReports, automatic_reports, before=sales_by_itself),
    Page(SetAutomaticReport, set_automatic_report, before=sales_by_itself),
    Page(AutomaticFiles, automatic_files, before=written_by_itself),
)
