"""The utility pays an agent's deposit back: so much less may be sold."""

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
    paid_back,
    recall_paid_back,
)
from app.operations.operation import Caller, Operation


class AgentWithdrawArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The money goes by bank or from the utility's till, not out of a drawer here."""

    agent: str
    amount: str
    reference: str
    """Number of the paper that proves it."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: AgentWithdrawArguments) -> AgentMoneyLook:
    """How the agent stands. Raises UnknownRecord, NotAllowed."""
    return money_look(kiosk, caller, arguments.agent)


def quote_for(look: AgentMoneyLook, arguments: AgentWithdrawArguments) -> AgentMoneyQuote:
    """Raises BadArgument, BadAmount."""
    return paid_back(look, arguments.amount, arguments.reference)


AGENT_WITHDRAW = Operation(
    name="agent-withdraw",
    summary=_("Record what of an agent's deposit was paid back; so much less may be sold."),
    permission=Permission.AGENTS,
    arguments=AgentWithdrawArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=move,
    recall=recall_paid_back,
    opened_by=("agent_paid_in",),
    needs_clock=True,
    signed_for=lambda quote: signed_money(quote.look.agent.agent, quote.amount),
)
