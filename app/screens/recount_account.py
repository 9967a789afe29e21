"""Reckoning an account anew in the order of its cards."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.text import _
from app.office.administration import AskRecount
from app.office.exception_desk import Counted, CountedPage
from app.office.exceptions import OfficeException
from app.operations.sign_in import SignedIn
from app.screens.deed_form import DeedForm
from app.screens.operation_screen import Finished
from app.screens.settle_exception import facts_of
from app.widgets.rows import Row


class RecountAccount(DeedForm[Counted]):
    """There is nothing to fill in."""

    heading = _("Reckon an account anew")
    help_lines = (
        _("Press +. What several counters sold to the account is reckoned in the order of"),
        _("its cards. What it paid too much lowers its arrears, and the rest goes to its"),
        _("balance; what it paid too little becomes arrears, which the next purchase"),
        _("collects. Above the limit of arrears a second person signs. It is recorded,"),
        _("and the customer sees it on the statement."),
    )

    def __init__(self, exception: OfficeException) -> None:
        """``exception``: because of which."""
        self._exception = exception
        super().__init__()

    def shown_rows(self) -> Sequence[Row]:
        """Of which account."""
        return facts_of(self._exception, self.desk.words)

    def question(self) -> str:
        """What + does."""
        return _("Press + to reckon it anew and book it.")

    def signs_for(self) -> str:
        """What is signed for."""
        return _("An account is reckoned anew.")

    def deed(self, second: SignedIn | None) -> Finished[Counted]:
        """Books what comes out."""
        ask = AskRecount(account=self._exception.account)
        (counted,) = self.ask_for(ask, CountedPage, second).accounts
        return Finished(counted, *self._told(counted))

    def _told(self, counted: Counted) -> tuple[str, list[Row]]:
        account = (_("Account"), counted.account)
        if counted.event is None:
            return _("There is nothing to book: what arrived meanwhile fits."), [account]
        money = self.desk.words.money(abs(counted.amount))
        whose = _("Owes more") if counted.amount > 0 else _("Gets back")
        return _("It is booked."), [account, (whose, money)]
