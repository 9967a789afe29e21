"""What screens of head office share: the desk that they stand at."""

from __future__ import annotations

from typing import Generic, TypeVar, cast

from app.office.desk_asks import Deed
from app.operations.sign_in import SignedIn
from app.screens.counter_screen import CounterScreen
from app.screens.office_desk import OfficeDesk

Result = TypeVar("Result")
T = TypeVar("T")


class OfficeScreen(CounterScreen[Result], Generic[Result]):
    """A screen that only head office has."""

    @property
    def desk(self) -> OfficeDesk:
        """All counters, and `serve`."""
        return cast("OfficeDesk", super().desk)

    def do(self, deed: Deed, form: type[T], second: SignedIn | None = None) -> T:
        """What `serve` answers a deed, as ``form``; to be run beside the screen."""
        return self.desk.office.performer.do(self.desk.caller(second), deed, form)
