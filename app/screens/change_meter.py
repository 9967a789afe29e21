"""Meter change: the technician's form, the card, the reckoning to be confirmed, two people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from app.domain.accounts import BadMeterNumber, check_account_number, check_meter_number
from app.domain.amounts import BadAmount, format_volume
from app.domain.approval import Signed
from app.domain.cards_out import LONGEST_NUMBER, card_numbers
from app.domain.errors import TapcardError
from app.domain.meter_change import BadDial, LeftTooMuch
from app.domain.text import _
from app.operations.change_meter import CHANGE_METER
from app.operations.errors import AlreadyThere, UnknownRecord
from app.operations.local_time import local_date
from app.operations.meter_change_quote import (
    LONGEST_FORM,
    LONGEST_NAME,
    ChangeMeterArguments,
    ChangeMeterLook,
    ChangeMeterQuote,
    FeesBy,
    check_left,
    dial_reading,
)
from app.operations.meter_change_result import ChangeMeterResult
from app.operations.reasons import line_of_text
from app.screens.blank_card_form import BlankCardForm
from app.screens.operation_screen import Finished
from app.screens.pays_otherwise import PaysOtherwise
from app.screens.premises import Premises, premises
from app.screens.signed_by_two import SignedByTwo
from app.screens.tender_field import TenderField
from app.screens.walking_form import complain
from app.telling.meter_changes import reckoning_rows
from app.telling.results import missing_in, told
from app.telling.words import Words
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_READ, _ESTIMATED = 1, 2
_PAID, _ARREARS = 1, 2


class ChangeMeter(
    SignedByTwo[ChangeMeterResult],
    PaysOtherwise[ChangeMeterResult],
    BlankCardForm[ChangeMeterResult],
):
    """What the form says first, then the card; the reckoning is shown before it is written."""

    heading = _("Change meter")
    help_lines = (
        _("Type what the technician's form says: both meters, both dials, when, who, its number."),
        _("What the dial was last read at stands above: a lower one takes two people."),
        _("A dial that nobody can read is estimated by two people: choose 2 beside it."),
        _("Then put the customer's card on the reader, or a blank one if it is lost."),
        _("What was paid for and not used goes onto the card; what has no room stays owed."),
        _("What was used and not paid for becomes arrears. Both take a second person."),
        _("Where the price list has a fee, it is paid now or becomes arrears."),
        _("Press + to write the card: it opens the new meter. The slip shows every figure."),
    )
    card_wanted = _("Put the customer's card on the reader, or a blank one")

    def __init__(self, account: str = "") -> None:
        """``account``: its number, where it is known already."""
        number = FieldKind.NUMBER
        self.account = Field(
            _("Account"), FieldKind.DIGITS, id="account", value=account, longest=12
        )
        self.meter = ChoiceField(_("Meter that goes"), id="meter")
        self.dial = Field(_("Its last dial"), number, id="dial", longest=14)
        self.how = ChoiceField(
            _("Dial was"),
            id="how",
            options=(
                Option(_READ, _("read")),
                Option(_ESTIMATED, _("estimated by two people")),
            ),
        )
        self.left = Field(_("Left on its display"), FieldKind.TEXT, id="left", longest=14)
        self.new_meter = Field(_("New meter number"), FieldKind.DIGITS, id="new-meter", longest=12)
        self.model = ChoiceField(_("New meter's model"), id="model")
        self.new_dial = Field(
            _("New meter's dial"), number, id="new-dial", hint=_("empty = 0"), longest=14
        )
        self.days = Field(
            _("Work done, days ago"),
            FieldKind.DIGITS,
            id="days",
            hint=_("empty = today"),
            longest=3,
        )
        self.technician = Field(
            _("Technician"), FieldKind.TEXT, id="technician", longest=LONGEST_NAME
        )
        self.form = Field(_("Form number"), FieldKind.TEXT, id="form-number", longest=LONGEST_FORM)
        self.along = Field(
            _("Card taken along"),
            FieldKind.TEXT,
            id="along",
            hint=_("empty = none"),
            longest=LONGEST_NUMBER,
        )
        self.fees = ChoiceField(
            _("Fee: 1 now, 2 owed"),
            id="fees",
            options=(
                Option(_PAID, _("paid now")),
                Option(_ARREARS, _("arrears: with the next purchases")),
            ),
        )
        self.tendered = TenderField(_("Handed over"), _("empty = exactly"))
        self._premises: Premises | None = None
        super().__init__()
        self._look: ChangeMeterLook | None = None
        self._quote: ChangeMeterQuote | None = None
        if account:
            self.start_at(self.dial)

    def first_part(self) -> Sequence[Field]:
        """What the form says."""
        return (
            self.account,
            self.meter,
            self.dial,
            self.how,
            self.left,
            self.new_meter,
            self.model,
            self.new_dial,
            self.days,
            self.technician,
            self.form,
            self.along,
        )

    def second_part(self) -> Sequence[Field]:
        """The fee, where the price list has one."""
        return (self.fees, self.tendered)

    def asked(self, field: Field) -> bool:
        """Which meter goes only where there are several; what is left only of one with money."""
        found = self._premises
        if field is self.meter:
            return found is not None and len(found.meters) > 1
        if field is self.left:
            return found is not None and found.models[self._which].charging.counts_money
        if field is self.along:
            return found is not None and found.cards_out
        return True

    @property
    def _which(self) -> int:
        """Which of the account's meters goes, 0 first."""
        several = self._premises is not None and len(self._premises.meters) > 1
        chosen = self.meter.chosen if several else None
        return chosen.number - 1 if chosen else 0

    def whose(self) -> str:
        """The account that was typed."""
        return self.account.value

    def on_mount(self) -> None:
        """Asks what hangs at the account's, if it is known."""
        self.how.offer(self.how.options, _READ)
        self.fees.offer(self.fees.options, _PAID)
        if self.account.value:
            self._ask_premises()

    # -- first part ------------------------------------------------------------------------

    def check(self, field: Field) -> None:
        """Each as such; whether it fits, the ledger says."""
        if field is self.account:
            check_account_number(field.value)
        elif field is self.new_meter:
            check_meter_number(field.value)
        elif isinstance(field, ChoiceField):
            _chosen = field.choice
        elif field is self.dial or (field is self.new_dial and field.value):
            dial_reading(field.value)
        elif field is self.left:
            check_left(field.value, self.desk.words.digits)
        elif field is self.technician:
            line_of_text(field.value, _("technician's name"), LONGEST_NAME)
        elif field is self.along and field.value:
            card_numbers(field.value)
        elif field is self.form:
            line_of_text(field.value, _("form number"), LONGEST_FORM)

    def passed(self, field: Field) -> None:
        """What hangs at an account's is shown while one goes on typing."""
        if field is self.account:
            self._ask_premises()
        elif field is self.meter:
            self._offer_models()

    def _ask_premises(self) -> None:
        ask = partial(premises, self.desk.kiosk, self.account.value)
        self.work(ask, self._known, self.refuse)

    def _known(self, found: Premises) -> None:
        self._premises = found
        words = self.desk.words
        named = [words.meter(row.kind, row.meter) for row in found.meters]
        self.meter.offer([Option(at, name) for at, name in enumerate(named, start=1)])
        self.meter.display = not self.has_card and self.asked(self.meter)
        self._offer_models()
        rows = [(_("Meter"), ", ".join(named)), (_("Last reading"), _last_readings(found))]
        self.facts.show(rows, found.name or _("Customer without a name"))

    def _offer_models(self) -> None:
        if self._premises is None:
            return
        fitting = self._premises.fitting[self._which]
        self.model.offer([Option(at, one.model) for at, one in enumerate(fitting, start=1)], 1)
        for field in (self.left, self.along):
            field.display = not self.has_card and self.asked(field)
        self.tell_options()

    def look(self) -> None:
        """Sees the card; what was signed for was signed for another look."""
        self.forget_second()
        kiosk, caller, arguments = self.desk.kiosk, self.desk.caller(), self._arguments()
        self.work(partial(CHANGE_METER.look, kiosk, caller, arguments), self.found, self.refuse)

    def _arguments(self) -> ChangeMeterArguments:
        found = self._premises
        if found is None:
            raise LookupError("no account was asked for")
        ago = timedelta(days=int(self.days.value or 0))
        return ChangeMeterArguments(
            account=self.account.value,
            meter=found.meters[self._which].meter,
            old_dial=self.dial.value,
            estimated=self.how.choice.number == _ESTIMATED,
            left=self.left.value if self.asked(self.left) else None,
            new_meter=self.new_meter.value,
            model=found.fitting[self._which][self.model.choice.number - 1].model,
            new_dial=self.new_dial.value or "0",
            work_date=local_date(self.desk.kiosk) - ago,
            technician=self.technician.value,
            form=self.form.value,
            signed_out=self.along.value or None,
            fees=FeesBy.PAID if self._pays else FeesBy.ARREARS,
            tendered=self.tendered.tendered if self._pays else None,
            tenders=self.tendered.tenders if self._pays else None,
        )

    @property
    def _pays(self) -> bool:
        """Whether there is a fee that is paid now."""
        chosen = self.fees.chosen
        asked = self._look is not None and bool(self._look.fees)
        return asked and chosen is not None and chosen.number == _PAID

    def refuse(self, error: TapcardError) -> None:
        """What is wrong with what was typed is said under its field."""
        field = self._field_behind(error)
        if field is None:
            super().refuse(error)
            return
        self.open_first_part(field)
        complain(field, error)

    def _field_behind(self, error: TapcardError) -> Field | None:
        if isinstance(error, AlreadyThere | BadMeterNumber):
            return self.new_meter
        if isinstance(error, BadDial | BadAmount):
            return self.dial
        if isinstance(error, LeftTooMuch):
            return self.left
        return self.account if isinstance(error, UnknownRecord) else None

    # -- the reckoning ---------------------------------------------------------------------

    def found(self, look: ChangeMeterLook) -> None:
        """All is known: what it comes to is shown, once a fee is settled."""
        self._look = look
        self.tendered.value = ""
        self.tendered.forget()
        try:
            quote = CHANGE_METER.quote(look, self._arguments())
        except TapcardError as error:
            self.refuse(error)
            return
        card = _("blank: it replaces the customer's card")
        if look.card.own is not None:
            card = _("the customer's own")
        facts = [
            *((_("Note"), note) for note in look.notes),
            (_("Old meter"), look.old.meter),
            (_("New meter"), f"{quote.terms.meter} ({look.model.model})"),
            (_("Card"), card),
        ]
        self.open_second_part(facts, _("Account {number}").format(number=look.account.number))
        for field in self.second_part():
            field.display = bool(look.fees)
        if not look.fees:
            self._review(quote)
            return
        self.review.ask(self._rows(quote), _("Say how the fee is settled."))
        self.add_class("-priced")

    def submitted(self, field: Field | None) -> None:
        """The fee leads to the review."""
        if field is None or field not in self.second_part() or self._look is None:
            super().submitted(field)
            return
        try:
            self.check(field)
            quote = CHANGE_METER.quote(self._look, self._arguments())
        except TapcardError as error:
            complain(field, error)
            return
        if field is self.fees and self._pays:
            self.tendered.display = True
            self.next_or_submit(field)
            return
        self.tendered.display = self._pays
        self._review(quote)

    def _review(self, quote: ChangeMeterQuote) -> None:
        self._quote = quote
        question = _("Press + to write the card.")
        if quote.needs_second and not self.is_signed:
            question = _("This takes two people. Press +, then the second one signs.")
        self.ask(self._rows(quote), question)

    def _rows(self, quote: ChangeMeterQuote) -> list[Row]:
        return [*reckoning_rows(self.desk.words, quote), self.second_row()]

    def signed(self) -> Signed | None:
        """What is shown, for somebody who is elsewhere."""
        return None if self._quote is None else CHANGE_METER.signs(self._quote)

    def to_be_signed(self) -> tuple[str, Sequence[Row]] | None:
        """Whatever moves more than a load that was paid for."""
        quote = self._quote
        if quote is None or not quote.needs_second:
            return None
        what = _("Meter {old} of account {account} is changed for meter {new}.").format(
            old=quote.look.old.meter, account=quote.look.account.number, new=quote.terms.meter
        )
        return what, self._rows(quote)

    def review_again(self) -> None:
        """With who has signed."""
        if self._quote is not None:
            self._review(self._quote)

    def perform(self) -> Callable[[], Finished[ChangeMeterResult]]:
        """Writes the card and books what was shown."""
        kiosk, words, quote = self.desk.kiosk, self.desk.words, self._quote
        caller = self.desk.caller(self.take_second())
        if quote is None:
            raise LookupError("nothing was quoted")
        return lambda: _changed(words, CHANGE_METER.perform(kiosk, caller, quote))


def _last_readings(found: Premises) -> str:
    """Of each meter that was read since it came; empty where none was."""
    said = [
        _("{dial}, {day}").format(dial=format_volume(one.dial), day=one.read_on.isoformat())
        for one in found.last_dials
        if one is not None
    ]
    return "; ".join(said)


def _changed(words: Words, result: ChangeMeterResult) -> Finished[ChangeMeterResult]:
    said = told(words, result)
    warnings = [*missing_in(result), _("Everybody signs the slip.")]
    return Finished(result, said.headline, said.rows, warnings)
