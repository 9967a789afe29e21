"""Whether a payment came of which nobody knew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.tenders import TENDER_NAMES, reference_of
from app.domain.text import _
from app.ledger.queries.tenders import Unconfirmed
from app.operations.settle_tender import (
    SETTLE_TENDER,
    SettleTenderArguments,
    SettleTenderResult,
)
from app.screens.money_form import MoneyForm
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_CAME = 1
_OPTIONS = (Option(_CAME, _("it came")), Option(2, _("it did not come: the account owes it")))
_LONGEST = 60


class SettleTender(MoneyForm[SettleTenderResult]):
    """It came, with its reference; or not, and how one knows."""

    heading = _("Did the money come?")
    help_lines = (
        _("1: it came. Type the reference that proves it."),
        _("2: it did not come. The customer has the credit and owes its price as arrears."),
        _("The review shows what is booked; then press +. Nothing is printed."),
    )
    operation: ClassVar = SETTLE_TENDER

    def __init__(self, tender: Unconfirmed) -> None:
        """``tender``: which one."""
        self._tender = tender
        self.came = ChoiceField(_("Did it come"), id="came", options=_OPTIONS)
        self.proof = Field(_("Reference or why"), FieldKind.TEXT, id="proof", longest=_LONGEST)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """The answer, and what it rests on."""
        return (self.came, self.proof)

    def look(self) -> None:
        """Everything is known."""
        self.looked(self._named())
        self.tell_options()

    def check(self, field: Field) -> None:
        """A reference that can be one."""
        super().check(field)
        if field is self.proof and self.came.choice.number == _CAME:
            reference_of(self._tender.kind, field.value)

    def takes_two(self) -> bool:
        """The customer's debt, or the utility's money, is looked after by one."""
        return False

    def arguments(self) -> SettleTenderArguments:
        """What was filled in."""
        came = self.came.choice.number == _CAME
        return SettleTenderArguments(
            sale=str(self._tender.sale),
            kind=self._tender.kind,
            reference=self.proof.value if came else None,
            reason=None if came else self.proof.value,
        )

    def question(self) -> str:
        """What + does."""
        return _("Press + to record it.")

    def shown_rows(self) -> list[Row]:
        """What is booked."""
        return [
            *self._named(),
            (_("Reference"), self.quote.reference),
            (_("Reason"), self.quote.reason),
            (_("Then"), _("it is paid") if self.quote.reference else _("the account owes it")),
        ]

    def _named(self) -> Sequence[Row]:
        tender = self._tender
        return (
            (_("Account"), tender.account),
            (_("Payment"), _(TENDER_NAMES[tender.kind])),
            (_("Amount"), self.desk.words.money(tender.amount)),
            (_("Day"), tender.day.isoformat()),
        )
