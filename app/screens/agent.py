"""What can be done with an agent, by digits."""

from __future__ import annotations

from app.domain.permissions import Permission
from app.domain.text import _
from app.screens.choices import Choice, Choices
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named


class AgentMenu(Choices):
    """Money, limit, commission, settlement."""

    heading = _("Agent")
    help_lines = (
        _("A deposit is entered when its money is with the utility, never before."),
        _("The vending limit gives credit beyond it, or bounds sales and days."),
        _("A settlement prints what was sold and earned since the one before."),
        _("Nobody enters their own money. Above a limit a second person signs."),
        _("Press the digit of what is to be done; Esc goes back."),
    )
    choices = (
        Choice("1", _("Statement"), "agent-statement", Permission.AUDIT),
        Choice("2", _("Deposit: paid in"), "agent-deposit", Permission.AGENTS),
        Choice("3", _("Deposit: paid back"), "agent-withdraw", Permission.AGENTS),
        Choice("4", _("Vending limit"), "set-vending-limit", Permission.AGENTS),
        Choice("5", _("Settle"), "settle-agent", Permission.AGENTS),
        Choice("6", _("Commission"), "set-commission", Permission.SETTINGS),
        Choice("7", _("Whose cash it is; end the agent"), "set-agent", Permission.SETTINGS),
    )

    def __init__(self, agent: str) -> None:
        """``agent``: its number."""
        super().__init__()
        self.agent = agent

    def screen_for(self, choice: Choice) -> AnyScreen:
        """Every one of them is told the agent."""
        return screen_named(choice.screen, self.agent)
