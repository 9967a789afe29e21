"""Making a function card: which one, its particulars, who takes it, review, confirm."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import partial

import msgspec

from app.domain.accounts import check_meter_number
from app.domain.amounts import parse_money, parse_volume
from app.domain.approval import Signed
from app.domain.errors import TapcardError
from app.domain.function_cards import FunctionKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.master_data import MeterModelSet
from app.ledger.queries import settings
from app.operations.errors import BadArgument
from app.operations.function_contents import CLOCK_FORMAT, MOST_USES
from app.operations.function_words import FUNCTION_NAMES
from app.operations.local_time import local_now
from app.operations.make_function_card import (
    MAKE_FUNCTION_CARD,
    MakeFunctionCardArguments,
    MakeFunctionCardQuote,
    MakeFunctionCardResult,
)
from app.operations.operation import Caller
from app.screens.function_card_offers import Offers, offers
from app.screens.operation_screen import Finished, Stage
from app.screens.signed_by_two import SignedByTwo
from app.screens.walking_form import WalkingForm, complain
from app.telling.results import told
from app.telling.words import Words
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_REASONS = (
    Option(1, _("A new meter")),
    Option(2, _("A meter is replaced")),
    Option(3, _("Fault or complaint")),
    Option(4, _("Inspection")),
    Option(5, _("Prices change")),
    Option(6, _("Keys change")),
    Option(7, _("Stock for the round")),
)
_USUAL_LOAN = 7
"""Days."""
_MOST_MINUTES = 60 * 24 * 7
"""Farthest that a clock card is made ahead of its use."""


class MakeFunctionCard(SignedByTwo[MakeFunctionCardResult], WalkingForm[MakeFunctionCardResult]):
    """Makes a card for meters out of a blank one, or out of one that came back."""

    heading = _("Make a function card")
    help_lines = (
        _("Put a blank card on the reader, or a function card that was handed in."),
        _("Type the number of what it shall do, then what the fields ask for."),
        _("Whoever takes the card is chosen by operator number and answers for it."),
        _("Some cards take two people: the second one signs after the first +."),
        _("Read what the card will do, then press + to write it."),
        _("A slip with its register number is printed: whoever takes the card signs."),
    )
    card_wanted = _("Put a blank card on the reader")

    def __init__(self) -> None:
        """Nothing is offered before a card was seen."""
        self.function = ChoiceField(_("Function"), id="function")
        self.model = ChoiceField(_("Meter model"), id="model")
        self.tariff = ChoiceField(_("Tariff"), id="tariff")
        self.meter = _digits(_("Meter number"), "meter", longest=12)
        self.credit = Field(_("Credit"), FieldKind.NUMBER, id="credit", longest=12)
        self.minutes = _digits(_("Used in minutes"), "minutes", _("empty = now"), 5)
        self.place = _digits(_("Place on the card"), "place", _("empty = 1"), 1)
        self.uses = _digits(_("How many meters"), "uses", _("empty = 1"), 3)
        self.days = _digits(_("Valid for days"), "days", _("empty = for ever"), 3)
        self.holder = ChoiceField(_("Holder"), id="holder")
        self.reason = ChoiceField(_("Reason"), id="why", options=_REASONS)
        due = _("empty = {days}").format(days=_USUAL_LOAN)
        self.due = _digits(_("Due back in days"), "due", due, 3)
        super().__init__()
        self._offers_of_card: Offers | None = None
        self._quote: MakeFunctionCardQuote | None = None

    def fields(self) -> Iterable[Field]:
        """In the order in which one thinks of them."""
        return (
            self.function,
            self.model,
            self.tariff,
            self.meter,
            self.credit,
            self.minutes,
            self.place,
            self.uses,
            self.days,
            self.holder,
            self.reason,
            self.due,
        )

    def on_mount(self) -> None:
        """Particulars of single functions come with the function."""
        self._shape(None)

    # -- the card --------------------------------------------------------------------------

    def look(self) -> None:
        """Sees the card, and what can be made of it."""
        self.forget_second()
        self.work(partial(offers, self.desk.kiosk), self.offered, self.refuse)

    def offered(self, found: Offers) -> None:
        """Shows only what the card can be."""
        self._offers_of_card = found
        functions = enumerate(found.functions, start=1)
        self.function.offer([Option(at, FUNCTION_NAMES[kind]) for at, kind in functions])
        models = [Option(at, one.model) for at, one in enumerate(found.models, start=1)]
        self.model.offer(models, 1 if models else None)
        tariffs = [Option(one.tariff_class, one.name) for one in found.tariffs]
        self.tariff.offer(tariffs, tariffs[0].number if tariffs else None)
        self.holder.offer([Option(who.number, who.name) for who in found.holders])
        self._shape(self._kind())
        self.looked([(_("Card"), found.profile)])
        self.tell_options()

    def _kind(self) -> FunctionKind | None:
        """The function that is chosen, if one is."""
        chosen, found = self.function.chosen, self._offers_of_card
        return None if chosen is None or found is None else found.functions[chosen.number - 1]

    def _shape(self, kind: FunctionKind | None) -> None:
        """Shows the particulars that a function has."""
        several = self._offers_of_card is not None and self._offers_of_card.places > 1
        setup = kind is FunctionKind.SETUP
        self.model.display = bool(self.model.options)
        self.tariff.display = kind is FunctionKind.TARIFF
        self.credit.display = setup or kind is FunctionKind.TEST_VOLUME
        self.minutes.display = kind is FunctionKind.CLOCK
        self.place.display = setup and several
        numbers = kind is FunctionKind.METER_NUMBER
        self.meter.relabel(_("Meter number"), "" if numbers else _("empty = any meter"))
        self.credit.relabel(_("Credit"), _("empty = none") if setup else "")
        tariff = kind is FunctionKind.TARIFF
        self.days.relabel(_("Valid for days"), "" if tariff else _("empty = for ever"))

    # -- form ------------------------------------------------------------------------------

    def submitted(self, field: Field | None) -> None:
        """The function says which particulars follow."""
        if field is self.function and self.function.chosen is not None:
            self._shape(self._kind())
        super().submitted(field)

    def check(self, field: Field) -> None:
        """What is chosen must be in its list; figures must be figures."""
        kind, typed = self._kind(), field.value
        if isinstance(field, ChoiceField):
            _chosen = field.choice
        elif field is self.credit and (typed or kind is FunctionKind.TEST_VOLUME):
            self._parse_credit(typed)
        elif field is self.meter and (typed or kind is FunctionKind.METER_NUMBER):
            check_meter_number(typed)
        elif field is self.uses and not 1 <= int(typed or 1) <= MOST_USES:
            raise _wrong(_("Type 1 to {most}.").format(most=MOST_USES))
        elif field is self.days and kind is FunctionKind.TARIFF and not typed:
            raise _wrong(_("A tariff card must expire: type for how many days it is valid."))
        elif field is self.minutes and int(typed or 0) > _MOST_MINUTES:
            raise _wrong(_("That is more than a week ahead."))

    def _parse_credit(self, typed: str) -> None:
        model = self._model()
        if model is not None and model.charging.counts_money:
            parse_money(typed, self.desk.words.digits)
        else:
            parse_volume(typed)

    def _model(self) -> MeterModelSet | None:
        """The model that is chosen, if any reads such cards."""
        chosen, found = self.model.chosen, self._offers_of_card
        return None if chosen is None or found is None else found.models[chosen.number - 1]

    def filled(self) -> None:
        """Asks the ledger whether it can be done."""
        kiosk, caller = self.desk.kiosk, self.desk.caller()
        minutes = int(self.minutes.value or 0) if self.minutes.display else None
        self.work(
            partial(_quoted, kiosk, caller, self._arguments(), minutes), self._review, self._wrong
        )

    def _arguments(self) -> MakeFunctionCardArguments:
        found, kind, model = self._offers_of_card, self._kind(), self._model()
        if found is None or kind is None:
            raise LookupError("no card was seen")

        def typed(field: Field) -> str | None:
            return field.value or None if field.display else None

        def days(field: Field, usual: int) -> date:
            return found.today + timedelta(days=int(field.value or usual))

        return MakeFunctionCardArguments(
            function=kind,
            model=None if model is None else model.model,
            meter=typed(self.meter),
            credit=typed(self.credit),
            place=int(self.place.value or 1) if self.place.display else None,
            tariff_class=self.tariff.choice.number if self.tariff.display else None,
            uses=int(self.uses.value or 1),
            expires=days(self.days, 0) if self.days.value else None,
            holder=str(self.holder.choice).replace("  ", " "),
            reason=self.reason.choice.name,
            due_back=days(self.due, _USUAL_LOAN),
        )

    def _wrong(self, error: TapcardError) -> None:
        """What only the whole form can say stands below its last field."""
        if isinstance(error, BadArgument):
            self.enter(Stage.FORM)
            complain(self.due, error)
        else:
            self.refuse(error)

    # -- review ----------------------------------------------------------------------------

    def _review(self, quote: MakeFunctionCardQuote) -> None:
        self._quote = quote
        question = _("Press + to write the card.")
        if quote.needs_second and not self.is_signed:
            question = _("This takes two people. Press +, then the second one signs.")
        self.ask(self._rows(quote), question)

    def _rows(self, quote: MakeFunctionCardQuote) -> list[Row]:
        return [
            (_("Function"), FUNCTION_NAMES[quote.contents.function]),
            (_("Does"), quote.does),
            (_("Works on"), quote.works_on),
            (_("Works"), quote.uses),
            (_("Holder"), quote.holder),
            (_("Reason"), quote.reason),
            (_("Due back"), quote.due_back.isoformat()),
            self.second_row(),
        ]

    def signed(self) -> Signed | None:
        """What is shown, for somebody who is elsewhere."""
        return None if self._quote is None else MAKE_FUNCTION_CARD.signs(self._quote)

    def to_be_signed(self) -> tuple[str, Sequence[Row]] | None:
        """Where the card can destroy credit, or create some."""
        quote = self._quote
        if quote is None or not quote.needs_second:
            return None
        what = _("A function card of the kind {name} is made.").format(
            name=FUNCTION_NAMES[quote.contents.function]
        )
        return what, self._rows(quote)

    def review_again(self) -> None:
        """With who has signed."""
        if self._quote is not None:
            self._review(self._quote)

    def perform(self) -> Callable[[], Finished[MakeFunctionCardResult]]:
        """Enters the card in the register and writes it."""
        kiosk, words, quote = self.desk.kiosk, self.desk.words, self._quote
        caller = self.desk.caller(self.take_second())
        if quote is None:
            raise LookupError("nothing was quoted")
        return lambda: _made(words, MAKE_FUNCTION_CARD.perform(kiosk, caller, quote))


def _digits(label: str, id: str, hint: str = "", longest: int = 3) -> Field:
    return Field(label, FieldKind.DIGITS, id=id, hint=hint, longest=longest)


def _wrong(sentence: str) -> BadArgument:
    return BadArgument(sentence, "")


def _quoted(
    kiosk: Kiosk, caller: Caller, arguments: MakeFunctionCardArguments, minutes: int | None
) -> MakeFunctionCardQuote:
    """What will be written; ``minutes``: after which a clock card will be used."""
    if minutes is not None:
        with kiosk.ledger.read() as reader:
            zone = settings.utility(reader.db).time_zone
        used_at = local_now(kiosk, zone) + timedelta(minutes=minutes)
        arguments = msgspec.structs.replace(arguments, clock=used_at.strftime(CLOCK_FORMAT))
    look = MAKE_FUNCTION_CARD.look(kiosk, caller, arguments)
    return MAKE_FUNCTION_CARD.quote(look, arguments)


def _made(words: Words, result: MakeFunctionCardResult) -> Finished[MakeFunctionCardResult]:
    said = told(words, result)
    headline = _("Its holder signs the slip.")
    return Finished(result, headline, said.rows)
