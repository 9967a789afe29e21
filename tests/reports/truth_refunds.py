"""Refunds and reversals as they must be told, and cards made to replace others."""

from __future__ import annotations

from typing import Any

from app.ledger.events.codec import Entry
from app.ledger.events.sales import PurchasePaid, ReissueOpened
from app.reports.asked import Asked
from tests.reports.expected import Expected, Line, expected
from tests.reports.facts import Given
from tests.reports.journal_read import Journal


def refunds(journal: Journal, asked: Asked) -> Expected:
    """One line each, by the day on which it was begun."""
    rows: list[Line] = []
    for one in journal.refunds:
        if asked.since <= one.day <= asked.until:
            paid, refuted = journal.paid.get(one.event), journal.refuted.get(one.event)
            receipt = paid or refuted
            sale = journal.sale_of[one.purchase, one.allocation]
            rows.append(
                {
                    "date": one.day.isoformat(),
                    "account": one.account,
                    "why": one.basis,
                    "purchase": sale.load.number,
                    "operator": str(one.operator),
                    "state": _state(journal, one),
                    "receipt": None if receipt is None else receipt.receipt,
                    "volume": one.quantity,
                    "due": one.amount,
                    "paid": 0 if paid is None else one.amount,
                    "reason": one.reason,
                }
            )
    return expected(("date", "account", "why", "purchase"), rows, ("due", "paid"))


def _state(journal: Journal, one: Given) -> str:
    """How far it came."""
    if one.event in journal.refuted:
        return "refuted"
    if one.event in journal.paid:
        return "paid"
    return "waits" if one.event in journal.cancelled else "begun"


def reissues(journal: Journal, asked: Asked) -> Expected:
    """One line for each meter of the card; a fee stands with the first one."""
    rows: list[Line] = []
    for id, entry, opened in journal.every(ReissueOpened, PurchasePaid):
        if not asked.since <= opened.date <= asked.until:
            continue
        outcome = journal.outcomes.get(id, "open")
        if isinstance(opened, ReissueOpened):
            owed = (opened.owed, *(one.owed for one in opened.other_loads))
            rows += [
                _reissue(entry, opened, outcome, opened, 0 if at else opened.total, volume)
                for at, volume in enumerate(owed)
            ]
        elif opened.reissues is not None:
            rows += [
                _reissue(entry, opened.reissues, outcome, opened, 0, part.owed)
                for part in opened.reissues.loads
            ]
    return expected(("date", "account", "old_card"), rows, ("fees",))


def _reissue(
    entry: Entry, terms: Any, outcome: str, opened: Any, fees: int, owed: int
) -> dict[str, Any]:
    return {
        "date": opened.date.isoformat(),
        "account": opened.account,
        "old_card": terms.old_serial.hex(),
        "why": terms.reason.value,
        "operator": str(entry.operator),
        "state": outcome,
        "fees": fees,
        "owed": owed,
    }
