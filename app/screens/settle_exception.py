"""Ending an exception that somebody has looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.identity import kiosk_name
from app.domain.text import _
from app.office.administration import AskSettle
from app.office.exceptions import ExceptionKind, OfficeException
from app.operations.reasons import LONGEST_REASON, reason_given
from app.operations.sign_in import SignedIn
from app.screens.deed_form import DeedForm
from app.screens.office_exceptions import KIND_NAMES
from app.screens.operation_screen import Finished
from app.telling.words import Words
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class SettleException(DeedForm[bool]):
    """Why."""

    heading = _("Settle an exception")
    help_lines = (
        _("Look at the account first: Find account. Type what was found and done. The"),
        _("exception leaves the list; who settled it, and why, is recorded. A load that"),
        _("was sold twice becomes owed to the customer: a counter makes it good by a"),
        _("compensation; above the limit of refunds a second person signs. Money of the"),
        _("other kinds is given back at a counter."),
    )

    def __init__(self, exception: OfficeException) -> None:
        """``exception``: an open one."""
        self._exception = exception
        self.why = Field(_("Reason"), FieldKind.TEXT, id="why", longest=LONGEST_REASON)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """The reason."""
        return (self.why,)

    def look(self) -> None:
        """Its facts above the reason."""
        super().look()
        self.facts.show(facts_of(self._exception, self.desk.words))

    def check(self, field: Field) -> None:
        """Raises BadArgument."""
        reason_given(field.value)

    def shown_rows(self) -> Sequence[Row]:
        """What ends, and what comes of it."""
        owed = self._exception.kind is ExceptionKind.DUPLICATE_NUMBER
        return [
            *facts_of(self._exception, self.desk.words),
            (_("Comes of it"), _("the load is owed to the customer") if owed else ""),
            (_("Reason"), self.why.value),
        ]

    def question(self) -> str:
        """What + does."""
        return _("Press + to settle it.")

    def signs_for(self) -> str:
        """What is signed for."""
        return _("Something that does not fit together is settled.")

    def deed(self, second: SignedIn | None) -> Finished[bool]:
        """Settles it."""
        one = self._exception
        ask = AskSettle(kind=one.kind, subject=one.subject, reason=reason_given(self.why.value))
        self.ask_for(ask, type(None), second)
        return Finished(True, _("It is settled."), [(_("Account"), one.account)])


def facts_of(one: OfficeException, words: Words) -> list[Row]:
    """What an exception is about."""
    return [
        (_("What"), KIND_NAMES[one.kind]),
        (_("Account"), one.account),
        (_("Kiosks"), ", ".join(map(kiosk_name, one.kiosks))),
        (_("Money"), words.money(one.amount) if one.amount else ""),
        (_("Since"), one.since.isoformat()),
    ]
