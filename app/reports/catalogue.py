"""All reports, by name, in the order in which `tapcard report --list` tells them."""

from __future__ import annotations

from app.domain.text import _
from app.reports.account_movements import ACCOUNT_MOVEMENTS
from app.reports.agents import AGENTS
from app.reports.arrears import ARREARS
from app.reports.cashier_close import CASHIER_CLOSE
from app.reports.corrections import CORRECTIONS
from app.reports.errors import BadReport
from app.reports.function_cards import FUNCTION_CARDS
from app.reports.general_ledger import GENERAL_LEDGER
from app.reports.late_bookings import LATE_BOOKINGS
from app.reports.meter_changes import METER_CHANGES
from app.reports.meter_health import METER_HEALTH
from app.reports.operators import OPERATORS
from app.reports.receipts import RECEIPTS
from app.reports.refunds import REFUNDS
from app.reports.reissues import REISSUES
from app.reports.report import Report
from app.reports.safe import SAFE
from app.reports.sales import SALES
from app.reports.sales_by import SALES_BY
from app.reports.shifts import SHIFTS
from app.reports.silent_accounts import SILENT_ACCOUNTS
from app.reports.statement import STATEMENT
from app.reports.tenders import TENDERS
from app.reports.tiers import TIERS
from app.reports.unused_credit import UNUSED_CREDIT
from app.reports.unusual import UNUSUAL
from app.reports.water_balance import WATER_BALANCE

_ALL = (
    SALES,
    SALES_BY,
    TENDERS,
    TIERS,
    SHIFTS,
    SAFE,
    CASHIER_CLOSE,
    RECEIPTS,
    REFUNDS,
    CORRECTIONS,
    REISSUES,
    METER_CHANGES,
    ARREARS,
    ACCOUNT_MOVEMENTS,
    STATEMENT,
    UNUSED_CREDIT,
    SILENT_ACCOUNTS,
    UNUSUAL,
    WATER_BALANCE,
    METER_HEALTH,
    FUNCTION_CARDS,
    OPERATORS,
    AGENTS,
    GENERAL_LEDGER,
    LATE_BOOKINGS,
)
REPORTS: dict[str, Report] = {one.name: one for one in _ALL}


def report_named(name: str) -> Report:
    """One of them. Raises BadReport."""
    if name not in REPORTS:
        raise BadReport(
            _("There is no report {name}.").format(name=name),
            _("`tapcard report --list` names all of them."),
        )
    return REPORTS[name]
