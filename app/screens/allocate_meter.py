"""Meter allocation: account and meter, a card with room for it, the first purchase, confirm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from app.domain.accounts import BadMeterNumber, check_account_number, check_meter_number
from app.domain.amounts import parse_volume
from app.domain.cards import UtilityKind
from app.domain.errors import TapcardError
from app.domain.meter_stock import StockRefused
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.master_data import MeterModelSet
from app.ledger.queries import accounts, choices
from app.operations.allocate_meter import (
    ALLOCATE_METER,
    AllocateMeterArguments,
    AllocateMeterLook,
    AllocateMeterQuote,
)
from app.operations.errors import AlreadyThere, UnknownRecord
from app.operations.local_time import local_date
from app.operations.pricing import revision_for
from app.operations.records import account_named
from app.operations.sale_result import SaleResult
from app.screens.blank_card_form import BlankCardForm
from app.screens.buying import Buying, Wish, sold
from app.screens.customer import personal_name
from app.screens.operation_screen import Finished
from app.screens.walking_form import complain
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind

_BLANK = _("Put a blank card on the reader")
_OWN_OR_BLANK = _("Put the customer's card on the reader, or a blank one")


@dataclass(frozen=True)
class Models:
    """What may hang on the wall."""

    models: Sequence[MeterModelSet]
    usual: str | None
    """The model that is allocated most often."""
    classes: Sequence[TariffRevision]
    """What every tariff class costs now."""


@dataclass(frozen=True)
class Owner:
    """The account that gets a meter."""

    number: str
    name: str
    tariff: str
    tariff_class: int
    meters: Sequence[str]
    """Those it has already."""


def models(kiosk: Kiosk) -> Models:
    """All meter models and tariff classes. Raises UnknownRecord where there are none."""
    with kiosk.ledger.read() as reader:
        found = choices.meter_models(reader.db)
        if not found:
            raise UnknownRecord(
                _("There are no meter models."),
                _("No meter can be allocated. Have a meter model entered first."),
            )
        usual = choices.usual_meter_model(reader.db) or found[0].model
        return Models(found, usual, choices.revisions_in_force(reader.db, local_date(kiosk)))


def owner(kiosk: Kiosk, number: str) -> Owner:
    """Who has this account. Raises UnknownRecord."""
    with kiosk.ledger.read() as reader:
        account = account_named(reader.db, number)
        tariff = revision_for(reader.db, account.tariff_class, local_date(kiosk))
        meters = [row.meter for row in accounts.meters_of(reader.db, number)]
    return Owner(
        number=number,
        name=personal_name(kiosk, account),
        tariff=tariff.name,
        tariff_class=account.tariff_class,
        meters=meters,
    )


class AllocateMeter(BlankCardForm[SaleResult], Buying[AllocateMeterQuote]):
    """Gives an account its meter, its card and the first purchase on it."""

    heading = _("Allocate meter")
    help_lines = (
        _("Type account and meter number as they stand on the slip and on the meter."),
        _("Then put a blank card on the reader, or the customer's own for a further meter."),
        _("Type the amount of the first purchase."),
        _("The * key asks for a volume instead. Fees are taken from the amount."),
        _("Read the review, take the money, then press + to write the card."),
        _("Esc goes up; nothing typed is lost. Leave the card until the screen says so."),
        _("The card belongs to the customer from then on; a receipt is printed."),
    )

    def __init__(self, account: str = "") -> None:
        """``account``: its number, where it is known already."""
        self.account = Field(
            _("Account"), FieldKind.DIGITS, id="account", value=account, longest=12
        )
        self.meter = Field(_("Meter number"), FieldKind.DIGITS, id="meter", longest=12)
        self.model = ChoiceField(_("Meter model"), id="model")
        self._prices: Sequence[TariffRevision] = ()
        self.tariff = ChoiceField(_("Tariff class"), id="tariff-class")
        self.dial = Field(
            _("Dial reading"), FieldKind.NUMBER, id="dial", hint=_("empty = 0"), longest=12
        )
        self.seal = Field(_("Seal (may stay empty)"), FieldKind.TEXT, id="seal", longest=30)
        super().__init__()
        self._look: AllocateMeterLook | None = None
        self._models: dict[int, MeterModelSet] = {}
        if account:
            self.start_at(self.meter)

    def first_part(self) -> Sequence[Field]:
        """Whose, and what hangs there."""
        return (self.account, self.meter, self.model, self.tariff, self.dial, self.seal)

    def second_part(self) -> Sequence[Field]:
        """Wish and payment."""
        return (self.wish, self.tendered)

    def asked(self, field: Field) -> bool:
        """Which tariff class is asked only where there are several."""
        return field is not self.tariff or len(self._prices) > 1

    def whose(self) -> str:
        """The account that was typed."""
        return self.account.value

    def on_mount(self) -> None:
        """Asks what models there are, and who has the account, if it is known."""
        self.work(partial(models, self.desk.kiosk), self.offered, self.refuse)

    def offered(self, found: Models) -> None:
        """Shows the models; then who has the account that came with this screen."""
        self._models = dict(enumerate(found.models, start=1))
        self._prices = found.classes
        self._offer_classes(None)
        self.tariff.display = not self.has_card and self.asked(self.tariff)
        options = [Option(at, self._described(model)) for at, model in self._models.items()]
        usual = [at for at, model in self._models.items() if model.model == found.usual]
        self.model.offer(options, usual[0] if usual else None)
        self.tell_options()
        if self.account.value:
            self._ask_owner()

    def _offer_classes(self, usual: int | None) -> None:
        offered = [Option(one.tariff_class, one.name) for one in self._prices]
        self.tariff.offer(offered, usual)

    def _described(self, model: MeterModelSet) -> str:
        """Where models are of several kinds, with its kind."""
        several = len({one.kind for one in self._models.values()}) > 1
        kind = self.desk.words.kind(model.kind) if several else ""
        return " ".join(word for word in (model.model, model.maker, kind) if word)

    # -- first part ------------------------------------------------------------------------

    def check(self, field: Field) -> None:
        """Numbers as such; whether they are known or taken, the ledger says."""
        if field is self.account:
            check_account_number(field.value)
        elif field is self.meter:
            check_meter_number(field.value)
        elif isinstance(field, ChoiceField) and (field is self.model or field.value):
            _chosen = field.choice
        elif field is self.dial and field.value.strip("0"):
            parse_volume(field.value)

    def passed(self, field: Field) -> None:
        """An account's owner is shown while one goes on typing."""
        if field is self.account:
            self._ask_owner()

    def _ask_owner(self) -> None:
        ask = partial(owner, self.desk.kiosk, self.account.value)
        self.work(ask, self._known, self.refuse)

    def _known(self, owner: Owner) -> None:
        self._offer_classes(owner.tariff_class)
        self.card_wanted = _OWN_OR_BLANK if owner.meters else _BLANK
        rows = [(_("Tariff"), owner.tariff), (_("Has already"), ", ".join(owner.meters))]
        self.facts.show(rows, owner.name or _("Customer without a name"))

    def look(self) -> None:
        """Sees the card, and whether account and meter can go together."""
        arguments = self._arguments(Wish(None, None, None))
        kiosk, caller = self.desk.kiosk, self.desk.caller()

        def seen() -> tuple[AllocateMeterLook, str]:
            look = ALLOCATE_METER.look(kiosk, caller, arguments)
            return look, personal_name(kiosk, look.account)

        self.work(seen, lambda found: self.found(*found), self.refuse)

    def found(self, look: AllocateMeterLook, name: str) -> None:
        """All can be priced."""
        self._look = look
        self.price_again()
        both = _("{account}   Meter {meter} ({model})").format(
            account=look.account.number, meter=self.meter.value, model=look.model.model
        )
        facts = [
            (_("Account"), both),
            (_("Tariff"), look.revision.name if self.asked(self.tariff) else ""),
            *((_("Note"), note) for note in look.notes),
            (_("Card"), "" if look.card.blank else _("the customer's own: one more meter on it")),
        ]
        self.label_wishes()
        self.open_second_part(facts, name or _("Customer without a name"))

    def _arguments(self, wish: Wish) -> AllocateMeterArguments:
        return AllocateMeterArguments(
            account=self.account.value,
            meter=self.meter.value,
            model=self._models[self.model.choice.number].model,
            tariff_class=self._own_class(),
            dial=self.dial.value.lstrip("0") or "0",
            seal=self.seal.value,
            amount=wish.amount,
            volume=wish.volume,
            tendered=wish.tendered,
            tenders=wish.tenders,
        )

    def _own_class(self) -> int | None:
        """What was chosen; None: the account's own."""
        return self.tariff.choice.number if self.tariff.value else None

    def refuse(self, error: TapcardError) -> None:
        """What is wrong with account or meter is said under their fields."""
        field = None
        if isinstance(error, AlreadyThere | BadMeterNumber | StockRefused):
            field = self.meter
        elif isinstance(error, UnknownRecord) and self._models:
            field = self.account
        if field is None:
            super().refuse(error)
            return
        self.open_first_part(field)
        complain(field, error)

    # -- second part -----------------------------------------------------------------------

    def kind_sold(self) -> UtilityKind:
        """As the meter's model."""
        return super().kind_sold() if self._look is None else self._look.model.kind

    def sells_volume(self, _at: int) -> bool:
        """As the meter's model."""
        return self._look is None or not self._look.model.charging.counts_money

    def price(self, wish: Wish) -> AllocateMeterQuote:
        """Exactly what will happen, fees included. Raises what quoting refuses."""
        if self._look is None:
            raise LookupError("no card was seen")
        return ALLOCATE_METER.quote(self._look, self._arguments(wish))

    def perform(self) -> Callable[[], Finished[SaleResult]]:
        """Records the payment and writes the card."""
        kiosk, words, caller, quote = (
            self.desk.kiosk,
            self.desk.words,
            self.desk.caller(),
            self.quote,
        )
        if quote is None:
            raise LookupError("nothing was quoted")
        return lambda: sold(words, ALLOCATE_METER.perform(kiosk, caller, quote))
