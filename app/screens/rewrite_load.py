"""Rewrite load: a load that its meter marked without taking is written again, at no cost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from app.domain.errors import TapcardError
from app.domain.text import _
from app.operations.errors import WhichMeter
from app.operations.rewrite_load import (
    REWRITE_LOAD,
    RewriteLoadArguments,
    RewriteLoadLook,
    RewriteLoadResult,
)
from app.screens.operation_screen import Finished, OperationScreen
from app.screens.ways_out import WayOut
from app.widgets.rows import Row


class RewriteLoad(OperationScreen[RewriteLoadResult]):
    """Nothing to type, nothing to pay: the card says which load."""

    heading = _("Write a load again")
    help_lines = (
        _("For a card whose meter marked the purchase and did not give the credit."),
        _("Put the card on the reader, read the review, then press +."),
        _("The same load is written again. It costs nothing, and nothing is paid out."),
        _("Afterwards this purchase cannot be refunded any more."),
    )

    def __init__(self, meter: str | None = None) -> None:
        """``meter``: whose load, where several wait to be written again."""
        super().__init__()
        self._meter = meter
        self.found: RewriteLoadLook | None = None

    def look(self) -> None:
        """Reads the card; what stands there may be of another one."""
        self.facts.show(())
        arguments = RewriteLoadArguments(meter=self._meter)
        look = partial(REWRITE_LOAD.look, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(look, self.saw, self.refuse)

    def ways(self, error: TapcardError) -> tuple[WayOut, ...]:
        """One digit for each meter whose load can be written again."""
        if not isinstance(error, WhichMeter):
            return super().ways(error)
        return tuple(
            WayOut(_("Meter {meter}").format(meter=meter), partial(RewriteLoad, meter))
            for meter in error.meters
        )

    def saw(self, found: RewriteLoadLook) -> None:
        """There is only one thing to do."""
        self.found = found
        self.facts.show(self._rows(found), _("The meter marked this purchase and did not take it."))
        self.ask(
            [
                (_("To pay"), _("nothing")),
                (_("Afterwards"), _("this purchase cannot be refunded any more")),
            ],
            _("Press + to write the load again."),
        )

    def _rows(self, found: RewriteLoadLook) -> list[Row]:
        contents = found.contents
        return [
            (_("Account"), contents.account),
            (_("Meter"), contents.meter),
            (_("Purchase"), str(contents.number)),
            (_("Load"), self.desk.words.credit(contents.load, contents.charging, contents.kind)),
        ]

    def perform(self) -> Callable[[], Finished[RewriteLoadResult]]:
        """Writes it."""
        kiosk, caller, found = self.desk.kiosk, self.desk.caller(), self.found
        if found is None:
            raise LookupError("nothing was found")
        return lambda: _written(REWRITE_LOAD.perform(kiosk, caller, found))


def _written(result: RewriteLoadResult) -> Finished[RewriteLoadResult]:
    return Finished(
        result,
        _("The load is on the card again. It cannot be refunded any more."),
        [(_("Account"), result.account), (_("Purchase"), str(result.number))],
    )
