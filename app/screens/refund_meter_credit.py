"""Credit inside a meter paid back: a transfer card proves it, or two people by the form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import ClassVar

from app.domain.accounts import check_account_number
from app.domain.approval import Signed
from app.domain.errors import TapcardError
from app.domain.text import _
from app.operations.local_time import local_date
from app.operations.meter_credit_facts import MeterCreditFacts
from app.operations.refund_meter_credit import (
    REFUND_METER_CREDIT,
    RefundMeterCreditArguments,
    RefundMeterCreditQuote,
    RefundMeterCreditResult,
)
from app.screens.operation_screen import Finished
from app.screens.signed_form import SignedForm
from app.telling.results import missing_in, told
from app.telling.tenders import to_where
from app.telling.words import Words
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_CARD, _FORM = 1, 2
_REASONS = (
    Option(1, _("Moves away")),
    Option(2, _("Meter is broken")),
    Option(3, _("Too much was bought")),
    Option(4, _("Another supply")),
)


class RefundMeterCredit(SignedForm[RefundMeterCreditResult]):
    """Whose meter, what proves its credit, why."""

    heading = _("Credit inside a meter")
    help_lines = (
        _("What is left inside a meter is paid back at the price of the last purchases."),
        _("1: a transfer card took the credit out. Read it back as handed in, make it blank"),
        _("(Card retrieve), then type its number here. A card that can be copied proves nothing."),
        _("2: by the technician's form, two people: the meter came off the wall. Type its dial,"),
        _("what its display shows as left, who did the work, the form's number."),
        _("The card must have been read since the meter took its last load."),
        _("The meter is the account's no longer: allocate it anew to go on. Take its card back."),
        _("If it fails, nothing was paid: read what is said, and start over."),
    )
    needs_card: ClassVar[bool] = False
    writing_words: ClassVar[str] = _("One moment")
    writing_below: str = _("The money goes out.")
    done_words: str = _("The credit is paid back")

    def __init__(self, account: str = "") -> None:
        """``account``: its number, where it is known already."""
        self.account = Field(
            _("Account"), FieldKind.DIGITS, id="account", value=account, longest=12
        )
        self.meter = Field(
            _("Meter"), FieldKind.DIGITS, id="meter", hint=_("empty = the only one"), longest=12
        )
        self.proof = ChoiceField(
            _("Proved by"),
            id="proof",
            options=(
                Option(_CARD, _("transfer card, made blank")),
                Option(_FORM, _("technician's form")),
            ),
        )
        self.card = Field(_("Transfer card no."), FieldKind.TEXT, id="card", longest=24)
        self.dial = Field(_("Dial"), FieldKind.NUMBER, id="dial", longest=14)
        self.left = Field(_("Left on its display"), FieldKind.NUMBER, id="left", longest=14)
        self.technician = Field(_("Technician"), FieldKind.TEXT, id="technician", longest=40)
        self.form = Field(_("Form number"), FieldKind.TEXT, id="form", longest=20)
        self.days = Field(
            _("Work done, days ago"),
            FieldKind.DIGITS,
            id="days",
            hint=_("empty = today"),
            longest=3,
        )
        self.reason = ChoiceField(_("Reason"), id="why", options=_REASONS)
        super().__init__()
        self.quote: RefundMeterCreditQuote | None = None
        self._show_for(_FORM)

    def fields(self) -> Iterable[Field]:
        """As one asks, the proof before what it says."""
        by_form = (self.dial, self.left, self.technician, self.form, self.days)
        return (self.account, self.meter, self.proof, self.card, *by_form, self.reason)

    def look(self) -> None:
        """There is nothing to look at before the account is known."""

    def _show_for(self, proof: int) -> None:
        self.card.display = proof == _CARD
        for field in (self.dial, self.left, self.technician, self.form, self.days):
            field.display = proof == _FORM

    # -- form ------------------------------------------------------------------------------

    def check(self, field: Field) -> None:
        """An account number, a proof and a reason from their lists."""
        if field is self.account:
            check_account_number(field.value)
        elif field is self.proof:
            self._show_for(self.proof.choice.number)
        elif field is self.reason:
            _chosen = self.reason.choice

    def filled(self) -> None:
        """Asks the ledger what it is worth."""
        by_form = self.proof.choice.number == _FORM
        day = local_date(self.desk.kiosk) - timedelta(days=int(self.days.value or 0))
        arguments = RefundMeterCreditArguments(
            account=self.account.value,
            reason=self.reason.choice.name,
            meter=self.meter.value or None,
            card=None if by_form else self.card.value,
            dial=self.dial.value if by_form else None,
            remaining=self.left.value if by_form else None,
            technician=self.technician.value if by_form else "",
            form=self.form.value if by_form else "",
            work_date=day if by_form else None,
        )
        look = partial(REFUND_METER_CREDIT.look, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(look, lambda found: self._found(found, arguments), self.refuse)

    def _found(self, found: MeterCreditFacts, arguments: RefundMeterCreditArguments) -> None:
        try:
            self.quote = REFUND_METER_CREDIT.quote(found, arguments)
        except TapcardError as error:
            self.refuse(error)
        else:
            self.review_unsigned()

    # -- review ----------------------------------------------------------------------------

    def takes_two(self) -> bool:
        """By form always; by card above the limit."""
        return self._quoted().needs_second

    def question(self) -> str:
        """Money goes out, or onto the account balance."""
        words, quote = self.desk.words, self._quoted()
        if not quote.to_cash:
            money = words.money(quote.to_balance)
            return _("Press + to put {money} on the account balance.").format(money=money)
        return _("Press + to pay out {money}.").format(money=words.money(quote.to_cash))

    def signs_for(self) -> str:
        """Whose meter, how much."""
        quote = self._quoted()
        return _("Credit inside meter {meter} is paid back: {money}.").format(
            meter=quote.facts.allocation.meter, money=self.desk.words.money(quote.amount)
        )

    def signed(self) -> Signed | None:
        """Whose money and how much, for somebody who is elsewhere."""
        return REFUND_METER_CREDIT.signs(self._quoted())

    def shown_rows(self) -> list[Row]:
        """What was in the meter and what it is worth, line by line."""
        words, quote = self.desk.words, self._quoted()
        facts = quote.facts
        kind = facts.allocation.kind
        work = ", ".join(part for part in (quote.technician, quote.form) if part)
        return [
            (_("Account"), facts.allocation.account),
            (_("Meter"), facts.allocation.meter),
            (_("Transfer card"), "" if facts.card is None else str(facts.card)),
            (_("Dial"), "" if quote.dial is None else words.volume(quote.dial, kind)),
            (_("Technician, form"), work),
            (_("Was in the meter"), words.credit(quote.left, facts.charging, kind)),
            *words.charges(quote.lines, kind),
            (
                _("To pay back {currency}").format(currency=words.currency),
                words.column(quote.amount),
            ),
            *to_where(words, quote.to_cash, quote.to_balance),
            (_("Reason"), quote.reason),
        ]

    def _quoted(self) -> RefundMeterCreditQuote:
        if self.quote is None:
            raise LookupError("nothing was quoted")
        return self.quote

    # -- perform ---------------------------------------------------------------------------

    def perform(self) -> Callable[[], Finished[RefundMeterCreditResult]]:
        """Pays."""
        kiosk, words, quote = self.desk.kiosk, self.desk.words, self._quoted()
        caller = self.desk.caller(self.take_second())
        return lambda: _paid(words, REFUND_METER_CREDIT.perform(kiosk, caller, quote))


def _paid(words: Words, result: RefundMeterCreditResult) -> Finished[RefundMeterCreditResult]:
    said = told(words, result)
    signs = _("The customer signs the receipt. Take the meter's card back.")
    return Finished(result, said.headline, said.rows, [signs, *missing_in(result)])
