"""An entry of the blacklist in full; one that is in force can be lifted by two people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from app.domain.blacklist import BlacklistEntry, EntryState
from app.domain.permissions import Permission
from app.domain.text import _
from app.operations.local_time import local_date
from app.operations.unblacklist import UNBLACKLIST, UnblacklistArguments, UnblacklistResult
from app.screens.signed_change import SignedChange
from app.telling.blacklist import ENTRY_STATES, entry_rows
from app.widgets.field import Field
from app.widgets.rows import Row


class Unblacklist(SignedChange[UnblacklistResult]):
    """Why it is lifted; then the second person signs."""

    heading = _("Entry of the blacklist")
    help_lines = (
        _("All that the blacklist says of one card, account or meter."),
        _("To lift it choose the reason and press Enter; two people sign."),
        _("From then on it is sold to and written to again. A slip is printed."),
        _("An entry that is over or was lifted is only shown."),
        _("Refused? Somebody was there first, or the second person may not decide."),
    )
    operation = UNBLACKLIST
    reasons = (
        _("The fine is paid"),
        _("It was an error"),
        _("It was found again"),
        _("The meter was repaired"),
        _("Decision of head office"),
    )

    def __init__(self, entry: BlacklistEntry) -> None:
        """``entry``: a line of the list."""
        super().__init__(entry.account)
        self._entry = entry

    def fields(self) -> Iterable[Field]:
        """Why."""
        return (self.reason,)

    def look(self) -> None:
        """The entry is known; only what day it is is not."""
        self.work(partial(local_date, self.desk.kiosk), self._began, self.refuse)

    def _began(self, today: date) -> None:
        self.today = today
        state = self._entry.state(today)
        lifts = Permission.BLACKLIST in self.desk.rights
        self.reason.display = lifts and state is EntryState.IN_FORCE
        self.looked(entry_rows(self._entry), ENTRY_STATES[state].capitalize())
        self.tell_options()

    def arguments(self) -> UnblacklistArguments:
        """Which entry, and why."""
        self.forget_second()
        subject = self._entry.subject
        return UnblacklistArguments(
            what=subject.what, number=subject.number, reason=self.reason.choice.name
        )

    def will(self) -> Sequence[Row]:
        """What stood on the list, and why."""
        return entry_rows(self._entry)

    def reviewed(self, quote: object) -> None:
        """Shows what would be done to the entry above."""
        self.quote = quote
        self.ask(
            [(_("Lifted because"), self.reason.choice.name), self.second_row()], self.question()
        )

    def what(self) -> str:
        """What the second one signs for."""
        return _("This entry of the blacklist is lifted.")

    def undoes(self) -> str:
        """No account ends by it."""
        return ""

    def last_question(self) -> str:
        """When both have signed."""
        return _("Press + to lift it.")
