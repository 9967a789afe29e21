"""Record what an agent deposited with the utility."""

from __future__ import annotations

from app.domain.text import _
from app.operations.agent_deposit import AGENT_DEPOSIT, AgentDepositArguments
from app.operations.agent_money import AgentMoneyResult
from app.screens.agent_money_form import AgentMoneyForm


class AgentDeposit(AgentMoneyForm[AgentMoneyResult]):
    """How much came, and which paper says so."""

    heading = _("Agent: paid in")
    help_lines = (
        _("Have the bank's paper, or the receipt of the utility's till, at hand."),
        _("Type the amount and the number of that paper. No drawer here is opened."),
        _("So much more may be sold at once; what the agent owed is paid first."),
        _("Above the limit a second person signs. A paper is printed; the agent signs it."),
        _("A mistake is paid back the same way, with its own reference."),
    )
    operation = AGENT_DEPOSIT
    moved = _("Paid in")

    def arguments(self) -> AgentDepositArguments:
        """What was filled in."""
        return AgentDepositArguments(
            agent=self.agent, amount=self.amount.value, reference=self.reference.value
        )

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to record that the utility has this money.")
