"""Whose cash is an agent's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.agents import AgentSet
from app.ledger.queries import agents
from app.ledger.queries.agents import Agent
from app.operations.set_agent import SET_AGENT
from app.screens.setting_form import SettingForm
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_STATES = (Option(1, _("active")), Option(2, _("ended")))


class SetAgent(SettingForm[AgentSet]):
    """Number, operator, state."""

    heading = _("Agent")
    help_lines = (
        _("The number is that of the agent's contract: 1 to 12 digits, no zeros in front."),
        _("Sells as operator: whose drawer holds the agent's cash. Empty: the kiosk's owner"),
        _("is the agent, whoever sells here. Until a deposit is entered nothing can be sold."),
        _("End an agent once the last settlement is made; what is kept stays on record."),
        _("The review shows what changes from what; then press +. Nothing is printed."),
    )
    operation: ClassVar = SET_AGENT

    def __init__(self, agent: str | None = None) -> None:
        """``agent``: the one to change; None: a new one."""
        self._agent = agent
        self.number = Field(_("Number"), FieldKind.DIGITS, id="number", longest=12)
        self.holder = Field(
            _("Sells as operator"),
            FieldKind.DIGITS,
            id="holder",
            longest=6,
            hint=_("empty = whole kiosk"),
        )
        self.state = ChoiceField(_("State"), id="state", options=_STATES)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """The number of an agent that exists stays."""
        own = (self.holder, self.state)
        return own if self._agent is not None else (self.number, *own)

    def look(self) -> None:
        """Reads it."""
        self.work(partial(_agent, self.desk.kiosk, self._agent), self._offer, self.refuse)

    def _offer(self, agent: Agent | None) -> None:
        ended = agent is not None and not agent.active
        self.state.offer(_STATES, 2 if ended else 1)
        if agent is not None and agent.holder is not None:
            self.holder.value = str(agent.holder)
        super().look()

    def check(self, field: Field) -> None:
        """A state of the list."""
        if isinstance(field, ChoiceField):
            _chosen = field.choice

    def texts(self) -> dict[str, str]:
        """What was typed."""
        given = {
            "agent": self.number.value if self._agent is None else self._agent,
            "active": "yes" if self.state.choice.number == 1 else "no",
        }
        return {**given, "holder": self.holder.value} if self.holder.value else given

    def named(self) -> Sequence[Row]:
        """Its number."""
        return ((_("Agent"), self.texts()["agent"]),)


def _agent(kiosk: Kiosk, number: str | None) -> Agent | None:
    with kiosk.ledger.read() as reader:
        return None if number is None else agents.agent(reader.db, number)
