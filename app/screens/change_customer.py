"""Another person takes over: the closing dials, the statement of the one, the file of the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from app.cards.watcher import ReaderState
from app.domain.handover import ChangeReason, Unpaid
from app.domain.text import _
from app.ledger.events.accounts import CardFate
from app.ledger.queries.accounts import Allocation
from app.operations.account_file import AccountFile
from app.operations.change_customer import (
    CHANGE_CUSTOMER,
    REASONS,
    ChangeCustomerArguments,
    ChangeCustomerQuote,
    ChangeCustomerResult,
)
from app.operations.errors import BadArgument
from app.screens.signed_change import SignedChange
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_MOST_METERS = 4
"""Places of a card."""
_REASONS = tuple(ChangeReason)
_FATES = (CardFate.RETURNED, CardFate.LOST)
_UNPAID = (Unpaid.PAID, Unpaid.STAYS)
_ESTIMATED = 2
_MOST_PERSONS = 2
"""Digits."""


class ChangeCustomer(SignedChange[ChangeCustomerResult]):
    """Why, the former card, the dials; then who comes; then the second person signs."""

    heading = _("Change of customer")
    help_lines = (
        _("One person goes, another takes over premises and meters: a sale, a tenant, a death."),
        _("Have at hand: the closing dials, the former card, the new person's papers."),
        _("A card that is handed in must lie on the reader; no load may be left on it."),
        _("The account ends with its final statement, for both people and the customer to sign."),
        _("Arrears stay with it. Settings say whether tier use, credit and balance go over."),
        _("A new account is opened; its slip is printed. No card is written yet:"),
        _("have the meter cleared, then allocate it to the new account, with a new card."),
        _("Refused? Nothing was done; refund or settle what it names first."),
    )
    operation = CHANGE_CUSTOMER
    reasons = tuple(REASONS[reason] for reason in _REASONS)

    def __init__(self, account: str) -> None:
        """``account``: of the person who goes."""
        fates = (_("handed in, on the reader"), _("lost"))
        self.card = ChoiceField(_("Former card"), id="card", options=_options(fates))
        self.days = Field(
            _("Days ago"), FieldKind.DIGITS, id="days-ago", longest=3, hint=_("empty: today")
        )
        self.dials = tuple(
            Field("", FieldKind.NUMBER, id=f"dial-{at}", longest=12) for at in range(_MOST_METERS)
        )
        measures = (_("read"), _("estimated by two"))
        self.measured = ChoiceField(_("Dials"), id="measured", options=_options(measures))
        unpaid = (_("is paid now"), _("stays as arrears"))
        self.unpaid = ChoiceField(_("What is owed"), id="unpaid", options=_options(unpaid))
        self.person = Field(_("New person"), FieldKind.TEXT, id="person", longest=60)
        self.phone = Field(_("Telephone"), FieldKind.TEXT, id="phone", longest=30)
        self.identity = Field(_("Identity no."), FieldKind.TEXT, id="identity", longest=30)
        self.persons = Field(
            _("Persons"), FieldKind.DIGITS, id="persons", longest=_MOST_PERSONS, hint=_("empty: 1")
        )
        super().__init__(account)
        self._meters: Sequence[Allocation] = ()

    def fields(self) -> Iterable[Field]:
        """First who goes, then who comes."""
        return (
            self.reason,
            self.card,
            self.days,
            *self.dials,
            self.measured,
            self.unpaid,
            self.person,
            self.phone,
            self.identity,
            self.persons,
        )

    # -- look ------------------------------------------------------------------------------

    def saw(self, file: AccountFile) -> None:
        """As many dials as the account has meters."""
        self._meters = file.meters[:_MOST_METERS]
        for at, dial in enumerate(self.dials):
            dial.display = at < len(self._meters)
            if dial.display:
                meter = self._meters[at]
                unit = self.desk.words.unit(meter.kind)
                dial.relabel(_("Dial {unit}").format(unit=unit), meter.meter)
        # The form takes the room of the account's page.
        self.looked([(_("Account"), self.account)], file.personal.get("name", ""))
        self.tell_options()

    def card_moved(self, state: ReaderState) -> None:
        """The card is only looked at when everything is filled in."""
        self._seen = state.events

    def check(self, field: Field) -> None:
        """What is chosen must be in its list, and every dial be typed."""
        super().check(field)
        if field in self.dials and not field.value:
            raise BadArgument(_("The dial is missing."), _("Type what it shows, 0 if it is new."))
        if isinstance(field, ChoiceField):
            _chosen = field.choice

    def arguments(self) -> ChangeCustomerArguments:
        """What was filled in."""
        self.forget_second()
        pairs = zip(self._meters, self.dials, strict=False)
        return ChangeCustomerArguments(
            account=self.account,
            reason=_REASONS[self.reason.choice.number - 1],
            card=_FATES[self.card.choice.number - 1],
            dials=",".join(f"{meter.meter}={dial.value}" for meter, dial in pairs),
            estimated=self.measured.choice.number == _ESTIMATED,
            worked_on=self._worked_on(),
            unpaid=_UNPAID[self.unpaid.choice.number - 1],
            name=self.person.value,
            phone=self.phone.value,
            identity=self.identity.value,
            household_size=int(self.persons.value or "1"),
        )

    def _worked_on(self) -> date | None:
        if not self.days.value:
            return None
        return self.today - timedelta(days=int(self.days.value))

    # -- review ----------------------------------------------------------------------------

    def will(self) -> Sequence[Row]:
        """The statement in short, and what goes over."""
        quote: ChangeCustomerQuote = self.quote
        words, parting = self.desk.words, quote.parting
        meters, outcome = quote.statement.meters, parting.outcome
        amounts = (
            (_("Credit given back"), sum(line.amount for one in meters for line in one.lines)),
            (_("Account balance"), quote.look.statement.facts.balance),
            (_("Standing charges"), sum(line.amount for line in quote.statement.look.charges)),
            (_("Arrears"), quote.look.statement.facts.arrears),
            (_("To the new account"), parting.to_successor),
            (_("PAY OUT"), outcome.to_cash),
            (_("TAKE IN"), outcome.received),
            (_("Stays owed"), parting.still_owed),
        )
        return [
            *(
                (
                    _("Left in {meter}").format(meter=meter.meter),
                    words.credit(meter.left, meter.charging, meter.kind),
                )
                for meter in meters
            ),
            *((name, words.money(amount) if amount else "") for name, amount in amounts),
            (_("Takes over"), self.person.value or _("a person without a name")),
            self.second_row(),
        ]

    def what(self) -> str:
        """What the second one signs for."""
        return _("Account {account} ends; another person takes over.").format(account=self.account)

    def last_question(self) -> str:
        """When both have signed."""
        return _("Press + to change the customer.")

    def still(self, result: ChangeCustomerResult) -> list[str]:
        """What is to be done with meter and cards."""
        sentences = [_("Both people and the former customer sign the statement.")]
        if result.ended.card is CardFate.RETURNED:
            sentences.append(_("Take the former card back: More, 9."))
        sentences.append(
            _("Have the meter cleared, then allocate it to account {account}.").format(
                account=result.account
            )
        )
        return sentences


def _options(names: Sequence[str]) -> tuple[Option, ...]:
    return tuple(Option(at, name) for at, name in enumerate(names, start=1))
