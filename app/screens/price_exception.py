"""Money that does not fit together: what can be done about it."""

from __future__ import annotations

from textual.app import ComposeResult

from app.domain.permissions import Permission
from app.domain.text import _
from app.office.exceptions import OfficeException
from app.screens.choices import Choice, Choices
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.office_screen import OfficeScreen
from app.screens.settle_exception import facts_of
from app.widgets.rows import Rows


class PriceException(Choices, OfficeScreen[None]):
    """Book it, or leave it."""

    heading = _("What was paid does not fit")
    help_lines = (
        _("Several counters sold to the account, or collected what it owed, and did not"),
        _("know of each other. Reckoned anew, the difference is booked to its arrears or"),
        _("its balance, and what was collected twice goes back to the balance. Settled"),
        _("with a reason, nothing is booked."),
    )
    choices = (
        Choice("1", _("Reckon the account anew"), "recount-account", Permission.EXCEPTIONS),
        Choice("2", _("Settle it, book nothing"), "settle-exception", Permission.EXCEPTIONS),
    )

    def __init__(self, exception: OfficeException) -> None:
        """``exception``: an open one."""
        super().__init__()
        self._exception = exception
        self.facts = Rows(id="file")

    def body(self) -> ComposeResult:
        """Its facts above the choices."""
        yield self.facts
        yield from super().body()

    def on_mount(self) -> None:
        """Shows what it is."""
        self.facts.show(facts_of(self._exception, self.desk.words))

    def screen_for(self, choice: Choice) -> AnyScreen:
        """Each is told which."""
        return screen_named(choice.screen, self._exception)
