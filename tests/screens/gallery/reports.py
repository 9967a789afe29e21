"""Reports: the list, the question, the table, drawings, papers and files."""

from __future__ import annotations

from app.screens.account_months import AccountMonths
from app.screens.ask_report import AskReport
from app.screens.print_report import PrintReport
from app.screens.purchases_behind import PurchasesBehind
from app.screens.report_more import ReportMore
from app.screens.report_plot import ReportPlot
from app.screens.report_table import ReportTable
from app.screens.reports import Reports
from app.screens.write_report import WriteReport
from tests.counter import SUPERVISOR
from tests.screens.gallery.page import Page, Visit
from tests.screens.gallery.two_years import two_years

SALES, TIERS = "1", "4"
"""Digits in the list."""


async def reports(visit: Visit) -> None:
    """From the menu."""
    await visit.cashier.sign_in(SUPERVISOR)
    await visit.cashier.press("6", "6")
    await visit.cashier.on(Reports)
    await visit.cashier.sees("Enter or a digit opens a report.")


async def ask_report(visit: Visit) -> None:
    """Sales, by day, month or year."""
    await reports(visit)
    await visit.cashier.press(SALES)
    await visit.cashier.on(AskReport)
    await visit.cashier.sees("empty = 2028-11-01")


async def report_table(visit: Visit) -> None:
    """The month so far, from its best day down; columns to the right."""
    await _made(visit, SALES)
    await visit.cashier.press(*["right"] * 7, "asterisk")
    await visit.cashier.sees("▼ Net")


async def purchases_behind(visit: Visit) -> None:
    """Those of the first day."""
    await _made(visit, SALES)
    await visit.cashier.press("enter")
    await visit.cashier.on(PurchasesBehind)
    await visit.cashier.sees("Enter or a digit opens a line.")


async def report_more(visit: Visit) -> None:
    """What else can be done."""
    await _made(visit, SALES)
    await visit.cashier.press("plus")
    await visit.cashier.on(ReportMore)


async def report_plot_days(visit: Visit) -> None:
    """Sales per day."""
    await _drawn(visit, SALES)


async def report_plot_tiers(visit: Visit) -> None:
    """What was bought in which tier."""
    await _drawn(visit, TIERS)


async def print_report(visit: Visit) -> None:
    """How long it is."""
    await _more(visit, TIERS, "3")
    await visit.cashier.on(PrintReport)
    await visit.cashier.sees("Press + to print it.")


async def write_report(visit: Visit) -> None:
    """In which form, and where."""
    await _more(visit, TIERS, "2")
    await visit.cashier.on(WriteReport)
    await visit.cashier.sees("Sheets of A4")


async def account_months(visit: Visit) -> None:
    """From the account's page."""
    await visit.cashier.sign_in()
    await visit.cashier.press("5")
    await visit.cashier.sees("Account, meter, name")
    await visit.cashier.types(visit.case.account)
    await visit.cashier.press("enter")
    await visit.cashier.sees("Its last 24 months")
    await visit.cashier.press("asterisk")
    await visit.cashier.on(AccountMonths)
    await visit.cashier.sees("Largest")


async def _made(visit: Visit, digit: str) -> None:
    await reports(visit)
    await visit.cashier.press(digit)
    await visit.cashier.on(AskReport)
    await visit.cashier.sees("empty = 2028-11-01")
    await visit.cashier.press("enter")
    await visit.cashier.on(ReportTable)
    await visit.cashier.sees("+ prints")


async def _more(visit: Visit, report: str, digit: str) -> None:
    await _made(visit, report)
    await visit.cashier.press("plus")
    await visit.cashier.on(ReportMore)
    await visit.cashier.press(digit)


async def _drawn(visit: Visit, report: str) -> None:
    await _more(visit, report, "1")
    await visit.cashier.on(ReportPlot)
    await visit.cashier.sees("Largest")


REPORTS = (
    Page(Reports, reports, two_years),
    Page(AskReport, ask_report, two_years),
    Page(ReportTable, report_table, two_years),
    Page(PurchasesBehind, purchases_behind, two_years),
    Page(ReportMore, report_more, two_years),
    Page(ReportPlot, report_plot_days, two_years),
    Page(ReportPlot, report_plot_tiers, two_years),
    Page(PrintReport, print_report, two_years),
    Page(WriteReport, write_report, two_years),
    Page(AccountMonths, account_months, two_years),
)
