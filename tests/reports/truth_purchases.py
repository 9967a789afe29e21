"""How purchases must have been paid, and what must have been bought in which tier."""

from __future__ import annotations

from collections import Counter, defaultdict

from app.domain.tariff.breakdown import LineKind
from app.reports.asked import Asked
from tests.reports.expected import Expected, Line, expected
from tests.reports.journal_read import Journal

_TENDERS = ("times", "tendered", "change", "to_balance", "paid")


def tenders(journal: Journal, asked: Asked) -> Expected:
    """By kind of tender, as last put right."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sale in journal.sold(asked.since, asked.until):
        if not sale.tenders:
            continue
        corrected = journal.tenders.get(sale.event)
        for one in sale.tenders if corrected is None else corrected.new:
            found[one.kind.value].update(
                times=1,
                tendered=one.tendered,
                change=one.change,
                to_balance=one.to_balance,
                paid=one.amount,
            )
    rows: list[Line] = [
        {"tender": kind, **{name: sums[name] for name in _TENDERS}} for kind, sums in found.items()
    ]
    return expected(("tender",), rows, _TENDERS)


def tiers(journal: Journal, asked: Asked) -> Expected:
    """By tariff class, utility kind and tier; what was for nothing is a tier of its own."""
    found: defaultdict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for sale in journal.sold(asked.since, asked.until):
        for line in sale.price.lines:
            if line.kind in (LineKind.TIER, LineKind.ALLOWANCE):
                found[str(sale.price.tariff_class), sale.kind, line.code].update(
                    purchases=1, volume=line.quantity, amount=line.amount
                )
    key = ("class", "utility", "tier")
    rows: list[Line] = [
        {
            **dict(zip(key, group, strict=True)),
            "purchases": sums["purchases"],
            "volume": sums["volume"],
            "amount": sums["amount"],
        }
        for group, sums in found.items()
    ]
    return expected(key, rows, ("amount",))
