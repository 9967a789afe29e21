"""Put a card, an account or a meter on the blacklist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial

from app.domain.blacklist import Listed, Subject
from app.domain.text import _
from app.operations.blacklist import BLACKLIST, BlacklistArguments, BlacklistResult
from app.operations.blacklisting import subject_named
from app.operations.local_time import local_date
from app.operations.paper.blacklist_slip import LISTED_NAMES
from app.screens.account_change import AccountChange
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_KINDS = {1: Listed.ACCOUNT, 2: Listed.METER, 3: Listed.CARD}
_LONGEST = 40


class Blacklist(AccountChange[BlacklistResult]):
    """What, why, and for how many days."""

    heading = _("Put on the blacklist")
    help_lines = (
        _("Nothing is sold to what stands on the blacklist, and nothing is written to it."),
        _("Reading, settling, paying back and taking a card back still go."),
        _("A card is named by its serial, an account and a meter by their numbers."),
        _("Choose the reason; the number of days may stay empty: then two people lift it."),
        _("A slip is printed for the file of the counter. No card and no money is touched."),
        _("Refused? It says what is wrong; one already listed is only put on for longer."),
    )
    operation = BLACKLIST
    reasons = (
        _("Meter tampered with"),
        _("Water taken without paying"),
        _("Stolen"),
        _("Card copied"),
        _("Lost"),
        _("Decision of head office"),
    )

    def __init__(self, subject: Subject | None = None, account: str = "") -> None:
        """``subject``: of account ``account``; None: it is asked for."""
        kinds = tuple(Option(at, LISTED_NAMES[kind]) for at, kind in _KINDS.items())
        self.kind = ChoiceField(_("What"), id="what", options=kinds)
        self.number = Field(_("Its number"), FieldKind.TEXT, id="number", longest=_LONGEST)
        self.days = Field(
            _("Days"), FieldKind.DIGITS, id="days", longest=4, hint=_("empty: until it is lifted")
        )
        super().__init__(account)
        self._given = subject

    def fields(self) -> Iterable[Field]:
        """What, why, how long."""
        return (self.kind, self.number, self.reason, self.days)

    def look(self) -> None:
        """Only what day it is: the subject is known, or typed."""
        self.kind.display = self.number.display = self._given is None
        self.work(partial(local_date, self.desk.kiosk), self._began, self.refuse)

    def _began(self, today: date) -> None:
        self.today = today
        rows = [] if self._given is None else self._subject_rows(self._given)
        self.looked(rows, "")
        self.tell_options()

    def _subject_rows(self, subject: Subject) -> list[Row]:
        return [(LISTED_NAMES[subject.what], subject.number)]

    def check(self, field: Field) -> None:
        """What is chosen must be in its list, and the number be one of that kind."""
        super().check(field)
        if field is self.kind:
            _chosen = self.kind.choice
        if field is self.number:
            _named = self._subject()

    def _subject(self) -> Subject:
        if self._given is not None:
            return self._given
        return subject_named(_KINDS[self.kind.choice.number], self.number.value)

    def arguments(self) -> BlacklistArguments:
        """The day that the number of days leads to."""
        subject = self._subject()
        return BlacklistArguments(
            what=subject.what,
            number=subject.number,
            reason=self.reason.choice.name,
            until=self._until(),
        )

    def _until(self) -> date | None:
        if not self.days.value:
            return None
        return self.today + timedelta(days=int(self.days.value))

    def will(self) -> Sequence[Row]:
        """What, and until when."""
        until = self._until()
        return (
            *self._subject_rows(self._subject()),
            (_("Until"), _("two people lift it") if until is None else until.isoformat()),
        )

    def reviewed(self, quote: object) -> None:
        """Shows what would be done."""
        self.quote = quote
        self.ask([*self.will(), (_("Reason"), self.reason.choice.name)], self.question())

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to put it on the blacklist.")
