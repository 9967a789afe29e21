"""Which books an agent's money touches. All postings returned sum to zero.

What the utility keeps for an agent and what an agent owes it are two books: of the two, one at a
time holds something. The cash that an agent took is in drawer and safe like all cash, and stands
once more, against it, as the agent's own.
"""

from __future__ import annotations

from app.domain.agents import CommissionGoes
from app.domain.entries import Book, Posting
from app.domain.quantity import Money

TRANSFER = "agent"
"""Subject under which money that agents paid in stands: by bank, or at the utility's own till."""


def sold(
    agent: str, position: Money, cash: Money, commission: Money, goes: CommissionGoes
) -> tuple[Posting, ...]:
    """Cash came into an agent's hand, or left it (below zero), with the commission of that.

    ``position``: what was deposited and not used up before; below zero what the agent owed.
    """
    kept = commission if goes is CommissionGoes.KEPT else 0
    return _some(
        *moved(agent, position, kept - cash),
        Posting(Book.AGENT_CASH, agent, -cash),
        Posting(Book.COMMISSION, agent, commission),
        Posting(Book.COMMISSION_DUE, agent, kept - commission),
    )


def paid_in(agent: str, position: Money, amount: Money) -> tuple[Posting, ...]:
    """Money was deposited with the utility; below zero it went back to the agent."""
    return _some(
        *moved(agent, position, amount),
        Posting(Book.TENDER, TRANSFER, amount),
    )


def settled(agent: str, position: Money, due: Money) -> tuple[Posting, ...]:
    """Commission that was earned and not paid becomes deposit."""
    return _some(
        *moved(agent, position, due),
        Posting(Book.COMMISSION_DUE, agent, due),
    )


def moved(agent: str, position: Money, change: Money) -> tuple[Posting, Posting]:
    """What a change of an agent's position does to the two books: together minus the change."""
    after = position + change
    kept = max(0, after) - max(0, position)
    owes = max(0, -after) - max(0, -position)
    return Posting(Book.AGENT_DEPOSIT, agent, -kept), Posting(Book.AGENT_OWES, agent, owes)


def _some(*postings: Posting) -> tuple[Posting, ...]:
    return tuple(posting for posting in postings if posting.amount)
