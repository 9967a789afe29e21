"""Put an account into a scheme that pays a share, or end that; two people sign."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

from app.domain.arrears import months_after
from app.domain.subsidy import SubsidyScheme, SubsidyTerm
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.payments import AccountSubsidised
from app.ledger.queries import subsidies
from app.operations.local_time import local_date
from app.operations.subsidise import SUBSIDISE, SubsidiseArguments, SubsidiseResult
from app.screens.money_form import MoneyForm, reason_field
from app.telling.payments import term_text
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class Subsidise(MoneyForm[SubsidiseResult]):
    """Which scheme, for how long, why."""

    heading = _("Subsidy of this account")
    help_lines = (
        _("A third party pays a share of what the account buys, so much volume a month."),
        _("Choose the scheme, or that the account leaves its own; for how many months."),
        _("It counts from the next purchase on, at the kiosk where the account is kept."),
        _("An account whose meter counts money cannot be subsidised."),
        _("Two people sign. Recorded, not printed: each receipt shows the payer's part."),
    )
    operation = SUBSIDISE

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        self.scheme = ChoiceField(_("Scheme"), id="scheme")
        self.months = Field(
            _("Months"), FieldKind.DIGITS, id="months", longest=3, hint=_("from today on")
        )
        self.reason = reason_field(
            (
                _("In the register of households"),
                _("Not in the register any more"),
                _("Decision of head office"),
            )
        )
        super().__init__()
        self.account = account
        self.schemes: list[SubsidyScheme] = []

    def fields(self) -> Iterable[Field]:
        """Which scheme, for how long, why."""
        return (self.scheme, self.months, self.reason)

    def look(self) -> None:
        """Which schemes there are, and which one it is in."""
        self.forget_second()
        self.work(partial(_read, self.desk.kiosk, self.account), self._read, self.refuse)

    def _read(self, found: tuple[SubsidyTerm | None, list[SubsidyScheme]]) -> None:
        term, self.schemes = found
        options = [Option(at, one.name) for at, one in enumerate(self.schemes, start=1)]
        if term is not None:
            options.append(Option(len(options) + 1, _("leaves its scheme")))
        self.scheme.offer(options)
        self.looked([(_("Account"), self.account), (_("Scheme"), term_text(term))])
        self.tell_options()

    def check(self, field: Field) -> None:
        """Choices of their lists; no months where the account leaves."""
        if isinstance(field, ChoiceField):
            _chosen = field.choice
        if field is self.scheme:
            self.months.display = self._wanted() is not None

    def _wanted(self) -> SubsidyScheme | None:
        at = self.scheme.choice.number - 1
        return self.schemes[at] if at < len(self.schemes) else None

    def _last_day(self) -> date | None:
        months = int(self.months.value or 0)
        return months_after(local_date(self.desk.kiosk), months) if months else None

    def arguments(self) -> SubsidiseArguments:
        """What was filled in."""
        wanted = self._wanted()
        return SubsidiseArguments(
            account=self.account,
            reason=self.reason.choice.name,
            scheme=None if wanted is None else wanted.code,
            until=None if wanted is None else self._last_day(),
        )

    def takes_two(self) -> bool:
        """Always."""
        return True

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to record it.")

    def shown_rows(self) -> list[Row]:
        """Old and new."""
        quote: AccountSubsidised = self.quote
        return [
            (_("Account"), quote.account),
            (_("Scheme"), term_text(quote.new)),
            (_("Before"), term_text(quote.old)),
            (_("Reason"), quote.reason),
        ]


def _read(kiosk: Kiosk, account: str) -> tuple[SubsidyTerm | None, list[SubsidyScheme]]:
    """The scheme that it is in, and those in use."""
    with kiosk.ledger.read() as reader:
        schemes = [one for one in subsidies.subsidy_schemes(reader.db) if one.active]
        return subsidies.subsidy_term(reader.db, account), schemes
