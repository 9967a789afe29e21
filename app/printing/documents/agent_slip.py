"""The paper of an agent: money paid in or back, and the settlement statement."""

from __future__ import annotations

import msgspec

from app.domain.quantity import Money
from app.printing.documents.document import Document


class AgentLine(msgspec.Struct, frozen=True, kw_only=True):
    """A sum of the statement."""

    name: str
    amount: Money


class AgentSlip(Document, tag="agent_slip", frozen=True, kw_only=True):
    """What moved, and what the utility keeps for the agent, or the agent owes, from now on."""

    title: str
    agent: str
    holder: str = ""
    """The operator whose cash is the agent's; empty: everybody's at the kiosk."""
    reference: str = ""
    since: str = ""
    until: str = ""
    sales: int | None = None
    """Number of sales in that time."""
    lines: tuple[AgentLine, ...]
    position: Money
    """Kept for the agent; below zero: the agent owes it."""
    may_sell: Money
    """What may be sold from now on."""
    second: str = ""
