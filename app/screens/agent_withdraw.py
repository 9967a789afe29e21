"""Record what of an agent's deposit was paid back."""

from __future__ import annotations

from app.domain.text import _
from app.operations.agent_money import AgentMoneyResult
from app.operations.agent_withdraw import AGENT_WITHDRAW, AgentWithdrawArguments
from app.screens.agent_money_form import AgentMoneyForm


class AgentWithdraw(AgentMoneyForm[AgentMoneyResult]):
    """How much goes, and which paper says so."""

    heading = _("Agent: paid back")
    help_lines = (
        _("At most what is kept for the agent can go back; settle first to see it whole."),
        _("Type the amount and the number of the bank's paper. No drawer here is opened."),
        _("So much less may be sold from now on."),
        _("Above the limit a second person signs. A paper is printed; the agent signs it."),
    )
    operation = AGENT_WITHDRAW
    moved = _("Paid back")

    def arguments(self) -> AgentWithdrawArguments:
        """What was filled in."""
        return AgentWithdrawArguments(
            agent=self.agent, amount=self.amount.value, reference=self.reference.value
        )

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to record that the agent has this money.")
