"""An agent deposited money with the utility: so much more may be sold."""

from __future__ import annotations

import msgspec

from app.domain.approval import signed_money
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.agent_money import (
    AgentMoneyLook,
    AgentMoneyQuote,
    money_look,
    move,
    paid_in,
    recall_paid_in,
)
from app.operations.operation import Caller, Operation


class AgentDepositArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The money came by bank or at the utility's till, not into a drawer here."""

    agent: str
    amount: str
    reference: str
    """Number of the paper that proves it."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: AgentDepositArguments) -> AgentMoneyLook:
    """How the agent stands. Raises UnknownRecord, NotAllowed."""
    return money_look(kiosk, caller, arguments.agent)


def quote_for(look: AgentMoneyLook, arguments: AgentDepositArguments) -> AgentMoneyQuote:
    """Raises BadArgument, BadAmount."""
    return paid_in(look, arguments.amount, arguments.reference)


AGENT_DEPOSIT = Operation(
    name="agent-deposit",
    summary=_("Record what an agent deposited with the utility; so much more may be sold."),
    permission=Permission.AGENTS,
    arguments=AgentDepositArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=move,
    recall=recall_paid_in,
    opened_by=("agent_paid_in",),
    needs_clock=True,
    signed_for=lambda quote: signed_money(quote.look.agent.agent, quote.amount),
)
