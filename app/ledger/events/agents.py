"""Agents: who they are, what they may sell, what they deposited, sold and earned."""

from __future__ import annotations

from datetime import date

from app.domain.agents import Commission, VendingLimit
from app.domain.entries import Posting
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.ledger.events.base import Event


class AgentSet(Event, tag="agent_set", frozen=True, kw_only=True):
    """An agent was added or changed."""

    agent: str
    """Number of the contract; it names nobody."""
    holder: int | None
    """The operator whose cash is the agent's; None: everybody's at this kiosk."""
    active: bool = True
    """Whether what is sold still counts as sold by the agent."""
    replaces: EventId | None = None
    """The event that set it before; None: it is new."""


class VendingLimitSet(Event, tag="vending_limit_set", frozen=True, kw_only=True):
    """What an agent may sell was set."""

    agent: str
    limit: VendingLimit
    replaces: EventId | None = None


class CommissionSet(Event, tag="commission_set", frozen=True, kw_only=True):
    """What an agent earns by a sale was set; it counts from the next sale on."""

    agent: str
    commission: Commission
    replaces: EventId | None = None


class VendingUsed(Event, tag="vending_used", frozen=True, kw_only=True):
    """Cash came into an agent's hand or left it; committed with the event that says why."""

    agent: str
    subject: EventId
    """That event."""
    sale: EventId | None = None
    """The purchase that it is about, if it is about one."""
    cash: Money
    """Taken; below zero: given back."""
    basis: Money = 0
    """What earns a commission of it."""
    commission: Money = 0
    terms: Commission
    """Those of the sale."""
    sales: int = 0
    """How many sales more: 1, 0 or -1."""
    date: date
    shift: EventId
    entries: tuple[Posting, ...] = ()


class AgentPaidIn(Event, tag="agent_paid_in", frozen=True, kw_only=True):
    """An agent's money came to the utility, or went back."""

    agent: str
    amount: Money
    """Below zero: it went back."""
    reference: str
    """Number of the bank's paper, or of the receipt of the utility's till."""
    date: date
    entries: tuple[Posting, ...]


class AgentSettled(Event, tag="agent_settled", frozen=True, kw_only=True):
    """The statement since the one before; commission that was due is deposit from now on."""

    agent: str
    number: int
    """1, 2, ... of this agent."""
    since: date | None
    """Day of the settlement before; None: it is the first one."""
    paid_in: Money
    paid_back: Money
    sold: Money
    """Cash taken."""
    given_back: Money
    """Cash that went back."""
    sales: int
    commission: Money
    """Earned in that time."""
    credited: Money
    """Of it, put to the deposit now."""
    position: Money
    """After it: what the utility keeps for the agent; below zero what the agent owes."""
    date: date
    entries: tuple[Posting, ...]
