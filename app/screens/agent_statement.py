"""What an agent deposited, sold and earned in a month, and how the agent stands now."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from app.domain.errors import TapcardError
from app.domain.text import _
from app.operations.agent_statement import (
    AGENT_STATEMENT,
    AgentStatement,
    AgentStatementArguments,
)
from app.screens.counter_screen import CounterScreen
from app.screens.keys import bindings
from app.telling.agents import statement_rows
from app.widgets.notice import Notice, Tone
from app.widgets.rows import Rows

_LONGEST_MONTH = 31


class AgentStatementPage(CounterScreen[None]):
    """A month at a time; nothing is done here."""

    heading = _("Statement of an agent")
    help_lines = (
        _("The sums are those of one month; below them is how the agent stands today."),
        _("PgUp shows the month before, PgDn the one after; Esc goes back."),
        _("Sold and given back count cash only; the commission is that of the sales."),
        _("Commission not settled waits for the next settlement. Nothing is printed here."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("more", "less")]

    def __init__(self, agent: str) -> None:
        """``agent``: its number."""
        super().__init__()
        self.agent = agent
        self.facts = Rows(id="file")
        self.notice = Notice(id="notice")
        self.found: AgentStatement | None = None

    def body(self) -> ComposeResult:
        """Sums, and what went wrong."""
        yield self.facts
        yield self.notice

    def on_mount(self) -> None:
        """This month."""
        self._ask(AgentStatementArguments(agent=self.agent))

    def _ask(self, arguments: AgentStatementArguments) -> None:
        look = partial(AGENT_STATEMENT.look, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(look, self._read, self._refused)

    def _refused(self, error: TapcardError) -> None:
        self.notice.say(Tone.BAD, error.message, error.remedy)

    def _read(self, found: AgentStatement) -> None:
        self.found = found
        title = _("Agent {agent} from {since} to {until}.").format(
            agent=self.agent, since=found.since.isoformat(), until=found.until.isoformat()
        )
        self.facts.show(statement_rows(self.desk.words, found), title)

    def action_less(self) -> None:
        """The month before."""
        if self.found is not None:
            last = self.found.since - timedelta(days=1)
            self._ask(AgentStatementArguments(agent=self.agent, until=last))

    def action_more(self) -> None:
        """The month after."""
        if self.found is not None:
            first = _next_month(self.found.since)
            until = _next_month(first) - timedelta(days=1)
            self._ask(AgentStatementArguments(agent=self.agent, until=until))


def _next_month(day: date) -> date:
    """The first of it."""
    return (day.replace(day=1) + timedelta(days=_LONGEST_MONTH)).replace(day=1)
