"""How far a report has come, and whether it is still wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.text import _
from app.reports.errors import ReportCancelled


def _unwatched(_done: int, _of: int) -> None:
    """Nobody looks."""


def _unheard() -> None:
    """Likewise."""


@dataclass(frozen=True)
class Watch:
    """Whoever waits for a report."""

    told: Callable[[int, int], None] = _unwatched
    """Gets how many pieces are done, of how many."""
    goes_on: Callable[[], None] = _unheard
    """Is called several times a second while one statement lasts; on another thread, perhaps."""
    given_up: Callable[[], bool] = lambda: False

    def step(self, done: int, of: int) -> None:
        """Between two pieces. Raises ReportCancelled."""
        if self.given_up():
            raise cancelled()
        self.told(done, of)

    def wanted_no_more(self) -> bool:
        """Asked from inside a statement, which ends if so; tells that it goes on."""
        self.goes_on()
        return self.given_up()


def cancelled() -> ReportCancelled:
    """What to say of a report that was given up."""
    return ReportCancelled(_("The report was cancelled."), _("Nothing was changed or printed."))
