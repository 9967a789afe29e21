"""Settle with an agent: the sums since the last time are shown, then recorded and printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.domain.text import _
from app.operations.settle_agent import (
    SETTLE_AGENT,
    SettleAgentArguments,
    SettleAgentLook,
    SettleAgentResult,
)
from app.screens.operation_screen import Finished, OperationScreen
from app.telling.agents import position_row, sums_rows
from app.telling.results import told


class SettleAgent(OperationScreen[SettleAgentResult]):
    """There is nothing to fill in."""

    heading = _("Settle with an agent")
    help_lines = (
        _("What the agent paid in, sold and earned since the settlement before is shown."),
        _("Press + to record it: commission that was due becomes deposit, at once to be sold."),
        _("A numbered statement is printed; both sign it. No money moves here."),
        _("If the agent sells meanwhile, nothing is recorded: look again."),
    )
    needs_card = False
    done_words = _("The statement goes to the printer")
    writing_words = _("One moment")
    writing_below = _("It is being recorded.")

    def __init__(self, agent: str) -> None:
        """``agent``: its number."""
        super().__init__()
        self.agent = agent
        self.quote: SettleAgentLook | None = None

    def on_mount(self) -> None:
        """Looks first."""
        self.look()

    def look(self) -> None:
        """The sums."""
        arguments = SettleAgentArguments(agent=self.agent)
        look = partial(SETTLE_AGENT.look, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(look, self._found, self.refuse)

    def _found(self, look: SettleAgentLook) -> None:
        self.quote, words = look, self.desk.words
        since = _("the beginning") if look.since is None else look.since.isoformat()
        rows = [
            (_("Agent"), self.agent),
            (_("Statement"), str(look.number)),
            (_("Since"), since),
            *sums_rows(words, look.sums),
            (_("Put to the deposit"), words.money(look.due)),
            position_row(words, look.position + look.due),
        ]
        self.ask(rows, _("Press + to settle and print the statement."))

    def action_back(self) -> None:
        """There is nothing to fill in, so back is out."""
        self._leave()

    def perform(self) -> Callable[[], Finished[SettleAgentResult]]:
        """Records and prints it."""
        kiosk, words, quote = self.desk.kiosk, self.desk.words, self.quote
        caller = self.desk.caller()
        if quote is None:
            raise LookupError("nothing was quoted")

        def settled() -> Finished[SettleAgentResult]:
            result = SETTLE_AGENT.perform(kiosk, caller, quote)
            said = told(words, result)
            return Finished(result, said.headline, said.rows, [_("Both sign the statement.")])

        return settled
