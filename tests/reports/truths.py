"""A truth for each report: what it must say, added up from the events of a journal alone."""

from __future__ import annotations

from collections.abc import Mapping

from tests.reports.expected import Truth
from tests.reports.truth_account import statement
from tests.reports.truth_agents import agents
from tests.reports.truth_books import account_movements, arrears, general_ledger
from tests.reports.truth_cashier_close import cashier_close
from tests.reports.truth_credit_left import unused_credit
from tests.reports.truth_locked import late_bookings
from tests.reports.truth_meters import meter_health, silent_accounts
from tests.reports.truth_owed import meter_changes
from tests.reports.truth_papers import receipts
from tests.reports.truth_people import function_cards, operators
from tests.reports.truth_purchases import tenders, tiers
from tests.reports.truth_put_right import corrections
from tests.reports.truth_refunds import refunds, reissues
from tests.reports.truth_safe import safe
from tests.reports.truth_sales import sales, sales_by
from tests.reports.truth_shifts import shifts
from tests.reports.truth_unusual import unusual
from tests.reports.truth_water_balance import water_balance

TRUTHS: Mapping[str, Truth] = {
    "sales": sales,
    "sales-by": sales_by,
    "tenders": tenders,
    "tiers": tiers,
    "shifts": shifts,
    "safe": safe,
    "cashier-close": cashier_close,
    "receipts": receipts,
    "refunds": refunds,
    "corrections": corrections,
    "reissues": reissues,
    "meter-changes": meter_changes,
    "arrears": arrears,
    "account-movements": account_movements,
    "statement": statement,
    "unused-credit": unused_credit,
    "silent-accounts": silent_accounts,
    "unusual": unusual,
    "water-balance": water_balance,
    "meter-health": meter_health,
    "function-cards": function_cards,
    "operators": operators,
    "agents": agents,
    "general-ledger": general_ledger,
    "late-bookings": late_bookings,
}
"""By the name of the report."""
