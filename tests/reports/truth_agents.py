"""What agents must have taken, earned, paid in and got back."""

from __future__ import annotations

from collections import Counter, defaultdict

from app.ledger.events.agents import AgentPaidIn, AgentSettled, VendingUsed
from app.reports.asked import Asked
from tests.reports.expected import Expected, Line, expected
from tests.reports.journal_read import Journal

_FIGURES = ("sales", "taken", "back", "commission", "paid_in", "paid_back", "settled")


def agents(journal: Journal, asked: Asked) -> Expected:
    """By agent."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for _id, _entry, event in journal.every(VendingUsed, AgentPaidIn, AgentSettled):
        if not asked.since <= event.date <= asked.until:
            continue
        sums = found[event.agent]
        match event:
            case VendingUsed():
                way = "taken" if event.cash > 0 else "back"
                sums.update(
                    {"sales": event.sales, way: abs(event.cash), "commission": event.commission}
                )
            case AgentPaidIn():
                sums["paid_in" if event.amount > 0 else "paid_back"] += abs(event.amount)
            case AgentSettled():
                sums["settled"] += 1
    rows: list[Line] = [
        {"agent": agent, **{name: sums[name] for name in _FIGURES}} for agent, sums in found.items()
    ]
    return expected(("agent",), rows, _FIGURES)
