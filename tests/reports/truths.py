"""A truth for each report: what it must say, added up from the events of a journal alone."""

from __future__ import annotations

from collections.abc import Mapping

from tests.reports.expected import Truth
from tests.reports.truth_agents import agents
from tests.reports.truth_books import account_movements, arrears, general_ledger
from tests.reports.truth_meters import meter_health, silent_accounts
from tests.reports.truth_purchases import tenders, tiers
from tests.reports.truth_refunds import refunds, reissues
from tests.reports.truth_sales import sales, sales_by
from tests.reports.truth_shifts import shifts

TRUTHS: Mapping[str, Truth] = {
    "sales": sales,
    "sales-by": sales_by,
    "tenders": tenders,
    "tiers": tiers,
    "shifts": shifts,
    "refunds": refunds,
    "reissues": reissues,
    "arrears": arrears,
    "account-movements": account_movements,
    "silent-accounts": silent_accounts,
    "meter-health": meter_health,
    "agents": agents,
    "general-ledger": general_ledger,
}
"""By the name of the report."""
