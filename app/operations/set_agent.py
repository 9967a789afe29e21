"""Agents: whose cash is an agent's own."""

from __future__ import annotations

import msgspec

from app.domain.identity import EventId, Operator
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.agents import AgentSet
from app.ledger.queries import agents, settings
from app.ledger.queries.agents import Agent
from app.operations.agent_records import number_given
from app.operations.errors import AlreadyThere, UnknownRecord
from app.operations.operation import Caller, Operation
from app.operations.setting import recall_of, record, replaced


class SetAgentArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``holder``: number of the operator; none: the kiosk's owner, whoever sells there."""

    agent: str
    holder: Operator | None = None
    active: bool = True


class SetAgentLook(msgspec.Struct, frozen=True, kw_only=True):
    """All agents as they are, and the event that set this one last."""

    others: tuple[Agent, ...]
    node: int
    known: bool
    """Whether the holder is an operator."""
    replaces: EventId | None


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetAgentArguments) -> SetAgentLook:
    """Reads them. Raises BadArgument."""
    number, holder = number_given(arguments.agent), arguments.holder
    with kiosk.ledger.read() as reader:
        return SetAgentLook(
            others=tuple(one for one in agents.agents(reader.db) if one.agent != number),
            node=kiosk.ledger.node,
            known=holder is None or settings.operator(reader.db, holder) is not None,
            replaces=replaced(reader.db, SettingKind.AGENT, number),
        )


def quote_for(look: SetAgentLook, arguments: SetAgentArguments) -> AgentSet:
    """The agent as it will be. Raises UnknownRecord, AlreadyThere."""
    if not look.known:
        raise UnknownRecord(
            _("There is no operator {operator}.").format(operator=arguments.holder),
            _("Nothing was changed. Leave the operator out where the kiosk's owner is the agent."),
        )
    for one in look.others:
        same = one.holder == arguments.holder and (one.holder is not None or one.node == look.node)
        if one.active and arguments.active and same:
            raise AlreadyThere(
                _("Agent {agent} has this cash already.").format(agent=one.agent),
                _("Nothing was changed. End that agent first."),
            )
    return AgentSet(
        agent=arguments.agent,
        holder=arguments.holder,
        active=arguments.active,
        replaces=look.replaces,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: AgentSet) -> AgentSet:
    """Records it. Raises StaleQuote."""
    return record(kiosk, caller, quote, SettingKind.AGENT, quote.agent)


SET_AGENT = Operation(
    name="set-agent",
    summary=_("Add or change an agent: an operator, or the kiosk's owner, who sells on deposit."),
    permission=Permission.SETTINGS,
    sets=SettingKind.AGENT,
    arguments=SetAgentArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(AgentSet),
    opened_by=("agent_set",),
)
