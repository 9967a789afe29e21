"""Tariff class or household of an account are put right, from a day on; two people sign."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import ClassVar

from app.domain.accounts import check_account_number
from app.domain.approval import Signed
from app.domain.quantity import Money
from app.domain.tariff.breakdown import Line, LineKind
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import choices
from app.operations.correct_class import (
    CORRECT_CLASS,
    CorrectClassArguments,
    CorrectClassQuote,
    CorrectClassResult,
)
from app.operations.local_time import local_date
from app.operations.operation import Caller
from app.screens.inquiry_fields import day_typed
from app.screens.operation_screen import Finished
from app.screens.signed_form import SignedForm
from app.telling.results import told
from app.telling.words import Words
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_REASONS = (
    Option(1, _("Other use of the premises")),
    Option(2, _("Household counted anew")),
    Option(3, _("Typed wrongly")),
    Option(4, _("Decision of head office")),
)
_DAY_DIGITS = 8
_SUMS = (
    (_("Volume"), (LineKind.ALLOWANCE, LineKind.TIER)),
    (_("Surcharges"), (LineKind.SURCHARGE,)),
    (_("Standing charges"), (LineKind.STANDING,)),
)
"""What of the difference is shown in one row."""


def tariffs_today(kiosk: Kiosk) -> Sequence[TariffRevision]:
    """Prices in force today, one for each class."""
    with kiosk.ledger.read() as reader:
        return choices.revisions_in_force(reader.db, local_date(kiosk))


class CorrectClass(SignedForm[CorrectClassResult]):
    """Whose, what is right, from which day on, and why."""

    heading = _("Tariff class, household")
    help_lines = (
        _("What an account pays is put right, from today on or from a day that is past."),
        _("Purchases since that day are reckoned anew. What was paid too little is owed; what was"),
        _("paid too much lessens arrears or goes to the account balance."),
        _("Leave empty what is right already. A day is year, month, day: 20261203."),
        _("It takes two people; both sign the slip."),
    )
    needs_card: ClassVar[bool] = False
    writing_words: ClassVar[str] = _("One moment")
    writing_below: str = _("The correction is being booked.")
    done_words: str = _("The account is put right")

    def __init__(self) -> None:
        """Empty fields; class or household may stay so, and the day."""
        self.account = Field(_("Account"), FieldKind.DIGITS, id="account", longest=12)
        self.tariff = ChoiceField(_("Right tariff"), id="tariff")
        self.household = Field(
            _("Right persons"), FieldKind.DIGITS, id="household", hint=_("empty = as recorded")
        )
        self.since = Field(
            _("From day"),
            FieldKind.DIGITS,
            id="since",
            hint=_("YYYYMMDD, empty = today"),
            longest=_DAY_DIGITS,
        )
        self.reason = ChoiceField(_("Reason"), id="why", options=_REASONS)
        super().__init__()
        self.quote: CorrectClassQuote | None = None

    def fields(self) -> Iterable[Field]:
        """In the order in which one asks."""
        return (self.account, self.tariff, self.household, self.since, self.reason)

    def on_mount(self) -> None:
        """Asks which classes there are."""
        super().on_mount()
        self.look()

    def look(self) -> None:
        """Which classes there are may have changed."""
        self.work(partial(tariffs_today, self.desk.kiosk), self._offered, self.refuse)

    def _offered(self, tariffs: Sequence[TariffRevision]) -> None:
        self.tariff.offer([Option(one.tariff_class, one.name) for one in tariffs])
        self.tell_options()

    # -- form ------------------------------------------------------------------------------

    def check(self, field: Field) -> None:
        """An account number, a class of the list or none, a day or none, a reason."""
        if field is self.account:
            check_account_number(field.value)
        elif field is self.since:
            day_typed(field.value)
        elif field is self.reason or (field is self.tariff and field.value):
            _chosen = (self.reason if field is self.reason else self.tariff).choice

    def filled(self) -> None:
        """Asks the ledger what comes of it."""
        arguments = CorrectClassArguments(
            account=self.account.value,
            reason=self.reason.choice.name,
            tariff_class=self.tariff.choice.number if self.tariff.value else None,
            household_size=int(self.household.value) if self.household.value else None,
            since=day_typed(self.since.value),
        )
        quote = partial(_quoted, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(quote, self._reckoned, self.refuse)

    def _reckoned(self, quote: CorrectClassQuote) -> None:
        self.quote = quote
        self.review_unsigned()

    # -- review ----------------------------------------------------------------------------

    def signed(self) -> Signed | None:
        """What is shown, for somebody who is elsewhere."""
        return None if self.quote is None else CORRECT_CLASS.signs(self.quote)

    def takes_two(self) -> bool:
        """Always."""
        return True

    def question(self) -> str:
        """What is booked."""
        return _("Press + to put the account right and book the difference.")

    def signs_for(self) -> str:
        """Whose account."""
        return _("Account {account} pays otherwise from {day} on.").format(
            account=self._shown().look.account.number, day=self._shown().since.isoformat()
        )

    def shown_rows(self) -> list[Row]:
        """What changes, and what it comes to; the slip says it line by line."""
        words, quote = self.desk.words, self._shown()
        tariff, size = quote.tariff_class, quote.household_size
        sums = ((name, _sum_of(quote.lines, kinds)) for name, kinds in _SUMS)
        reckoned = _("{count} since {day}").format(
            count=len(quote.changed), day=quote.since.isoformat()
        )
        return [
            (_("Tariff class"), f"{tariff.old} > {tariff.new}" if tariff else ""),
            (_("Persons"), f"{size.old} > {size.new}" if size else ""),
            (_("Reckoned anew"), reckoned),
            *((name, words.column(amount) if amount else "") for name, amount in sums),
            (_("Comes to"), self._comes_to(quote)),
        ]

    def _comes_to(self, quote: CorrectClassQuote) -> str:
        words, found = self.desk.words, []
        if quote.to_arrears:
            sentence = _("{money} owed more") if quote.to_arrears > 0 else _("{money} owed less")
            found.append(sentence.format(money=words.money(abs(quote.to_arrears))))
        if quote.to_balance:
            sentence = _("{money} to account balance")
            found.append(sentence.format(money=words.money(quote.to_balance)))
        return ", ".join(found) or _("no difference")

    def _shown(self) -> CorrectClassQuote:
        if self.quote is None:
            raise LookupError("nothing was quoted")
        return self.quote

    # -- perform ---------------------------------------------------------------------------

    def perform(self) -> Callable[[], Finished[CorrectClassResult]]:
        """Books it."""
        kiosk, words, quote = self.desk.kiosk, self.desk.words, self._shown()
        caller = self.desk.caller(self.take_second())
        return lambda: _booked(words, CORRECT_CLASS.perform(kiosk, caller, quote))


def _sum_of(lines: Iterable[Line], kinds: Sequence[LineKind]) -> Money:
    return sum(line.amount for line in lines if line.kind in kinds)


def _quoted(kiosk: Kiosk, caller: Caller, arguments: CorrectClassArguments) -> CorrectClassQuote:
    """Looks and reckons; that may take a moment where much was bought."""
    return CORRECT_CLASS.quote(CORRECT_CLASS.look(kiosk, caller, arguments), arguments)


def _booked(words: Words, result: CorrectClassResult) -> Finished[CorrectClassResult]:
    said = told(words, result)
    return Finished(result, said.headline, said.rows, [_("Both people sign the slip.")])
