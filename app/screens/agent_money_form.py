"""The shape of screens about an agent's money: how the agent stands is shown above the form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Generic, TypeVar

import msgspec

from app.domain.text import _
from app.operations.agent_money import AgentMoneyQuote
from app.operations.agent_statement import (
    AGENT_STATEMENT,
    AgentStatement,
    AgentStatementArguments,
)
from app.screens.money_form import MoneyForm, amount_field
from app.telling.agents import left_rows, position_row
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

Result = TypeVar("Result", bound=msgspec.Struct)


class AgentMoneyForm(MoneyForm[Result], Generic[Result]):
    """An amount and what proves it."""

    moved: str
    """What happens to the amount, as the review says it."""

    def __init__(self, agent: str) -> None:
        """``agent``: its number."""
        self.agent = agent
        self.amount = amount_field(_("Amount"))
        self.reference = Field(_("Reference"), FieldKind.TEXT, id="reference", longest=40)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """How much, and by which paper."""
        return (self.amount, self.reference)

    def look(self) -> None:
        """How the agent stands."""
        arguments = AgentStatementArguments(agent=self.agent)
        look = partial(AGENT_STATEMENT.look, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(look, self._read, self.refuse)

    def _read(self, found: AgentStatement) -> None:
        words = self.desk.words
        rows = [position_row(words, found.position), *left_rows(words, found.left)]
        self.looked([(_("Agent"), self.agent), *rows])
        self.tell_options()

    def after(self) -> Sequence[str]:
        """The paper is proof."""
        return (_("The agent signs the paper."),)

    def shown_rows(self) -> list[Row]:
        """How much, by which paper, what that leaves."""
        quote: AgentMoneyQuote = self.quote
        words = self.desk.words
        return [
            (_("Agent"), self.agent),
            (self.moved, words.money(abs(quote.amount))),
            (_("Reference"), quote.reference),
            position_row(words, quote.look.position + quote.amount),
            (_("May sell"), words.money(max(0, quote.look.left.money + quote.amount))),
        ]
