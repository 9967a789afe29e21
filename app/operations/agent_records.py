"""Agents as operations find them."""

from __future__ import annotations

import re

from peewee import Database

from app.domain.text import _
from app.ledger.queries import agents
from app.ledger.queries.agents import Agent
from app.operations.errors import BadArgument, NotAllowed, UnknownRecord
from app.operations.operation import Caller

_NUMBER = re.compile(r"[1-9][0-9]{0,11}", re.ASCII)


def number_given(text: str) -> str:
    """The number of an agent; 071 and 71 must not be two of them. Raises BadArgument."""
    if not _NUMBER.fullmatch(text):
        raise BadArgument(
            _("An agent's number has 1 to 12 digits and begins with 1 to 9."),
            _("Nothing was done. Type the number on the contract without zeros in front."),
        )
    return text


def agent_named(db: Database, code: str) -> Agent:
    """An agent. Raises UnknownRecord."""
    found = agents.agent(db, code)
    if found is None:
        raise UnknownRecord(
            _("There is no agent {agent}.").format(agent=code),
            _("Nothing was done. Look for the number under Settings, Agents."),
        )
    return found


def require_another(agent: Agent, caller: Caller) -> None:
    """Nobody enters their own money. Raises NotAllowed."""
    if agent.holder is not None and agent.holder in (caller.operator, caller.second):
        raise NotAllowed(
            _("Operator {operator} is the agent {agent}.").format(
                operator=agent.holder, agent=agent.agent
            ),
            _("Nothing was done. Somebody else enters an agent's money and limits."),
        )
