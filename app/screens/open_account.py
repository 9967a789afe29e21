"""Account opening: what they pay, how many they are, who they are if they say; then the meter."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.widgets import Digits

from app.domain.errors import TapcardError
from app.domain.permissions import Permission
from app.domain.regions import Region
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import choices, settings
from app.operations.errors import UnknownRecord
from app.operations.local_time import local_date
from app.operations.open_account import (
    OPEN_ACCOUNT,
    OpenAccountArguments,
    OpenAccountLook,
    OpenAccountQuote,
    OpenAccountResult,
)
from app.screens.directory import screen_named
from app.screens.operation_screen import Finished, Stage
from app.screens.walking_form import WalkingForm, complain
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.notice import Tone
from app.widgets.rows import Row

_MOST_REGIONS = 1_000


@dataclass(frozen=True)
class Offers:
    """What there is to choose from."""

    tariffs: Sequence[TariffRevision]
    usual: int | None
    """The class that most accounts have."""
    regions: Sequence[Region]
    home: int
    """The kiosk's own region."""


def offers(kiosk: Kiosk) -> Offers:
    """Prices in force today, and regions. Raises UnknownRecord where there are no prices."""
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        tariffs = choices.revisions_in_force(reader.db, today)
        if not tariffs:
            raise UnknownRecord(
                _("There are no prices in force today."),
                _("No account can be opened. Have a tariff entered first."),
            )
        return Offers(
            tariffs=tariffs,
            usual=choices.usual_tariff_class(reader.db) or tariffs[0].tariff_class,
            regions=choices.regions(reader.db, _MOST_REGIONS),
            home=settings.utility(reader.db).region,
        )


class OpenAccount(WalkingForm[OpenAccountResult]):
    """Opens a customer's file and goes on to their meter."""

    heading = _("Open account")
    help_lines = (
        _("A file for a new customer. Search first: Find account knows who is there."),
        _("Enter goes from field to field; Esc goes up again. Nothing typed is lost."),
        _("Type a number to choose from the list below the fields."),
        _("Name, phone, identity and address may stay empty."),
        _("Read the review, then press + to open the account. A slip is printed."),
        _("Then Enter goes on to the meter; Esc ends here."),
    )
    needs_card: ClassVar[bool] = False
    writing_words: ClassVar[str] = _("One moment")
    writing_below: str = _("The account is being opened.")
    done_words: str = _("The account is open")

    def __init__(self) -> None:
        """Empty fields; most may stay so."""
        self.tariff = ChoiceField(_("Tariff"), id="tariff")
        self.household = Field(
            _("Persons in household"), FieldKind.DIGITS, id="household", hint=_("empty = 1")
        )
        self.person = Field(_("Name"), FieldKind.TEXT, id="person")
        self.phone = Field(_("Phone"), FieldKind.TEXT, id="phone", longest=30)
        self.identity = Field(_("Identity document"), FieldKind.TEXT, id="identity", longest=30)
        self.address = Field(_("Address"), FieldKind.TEXT, id="address")
        self.place = ChoiceField(_("Region"), id="region")
        super().__init__()
        self.number = Digits("", id="number")
        self._quote: OpenAccountQuote | None = None

    def fields(self) -> Iterable[Field]:
        """In the order in which one asks."""
        return (
            self.tariff,
            self.household,
            self.person,
            self.phone,
            self.identity,
            self.address,
            self.place,
        )

    def body(self) -> ComposeResult:
        """As every form's; below its sentence the number of the new account."""
        for part in super().body():
            yield part
            if part is self.sentence:
                yield self.number

    def on_mount(self) -> None:
        """Asks what there is to choose from."""
        self.facts.show([], _("Name, phone, identity and address may stay empty."))
        self.look()

    def look(self) -> None:
        """What there is to choose from may have changed."""
        self.work(partial(offers, self.desk.kiosk), self.offered, self.refuse)

    def offered(self, found: Offers) -> None:
        """Shows what there is to choose from."""
        tariffs = [Option(one.tariff_class, one.name) for one in found.tariffs]
        self.tariff.offer(tariffs, found.usual)
        self.place.offer([Option(one.region, one.name) for one in found.regions], found.home)
        self.tell_options()

    # -- form ------------------------------------------------------------------------------

    def check(self, field: Field) -> None:
        """What is chosen must be in its list."""
        if isinstance(field, ChoiceField):
            _chosen = field.choice

    def filled(self) -> None:
        """Asks the ledger whether it can be done."""
        arguments = self._arguments()
        look = partial(OPEN_ACCOUNT.look, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(look, lambda seen: self._seen_by(seen, arguments), self.refuse)

    def _arguments(self) -> OpenAccountArguments:
        return OpenAccountArguments(
            tariff_class=self.tariff.choice.number,
            household_size=int(self.household.value or 1),
            name=self.person.value,
            phone=self.phone.value,
            identity=self.identity.value,
            address=self.address.value,
            region=self.place.choice.number,
        )

    def _seen_by(self, look: OpenAccountLook, arguments: OpenAccountArguments) -> None:
        """The rest that can be wrong is the household."""
        try:
            self._quote = OPEN_ACCOUNT.quote(look, arguments)
        except TapcardError as error:
            complain(self.household, error)
            return
        self.ask(self._rows(arguments), _("Press + to open the account."))

    def _rows(self, arguments: OpenAccountArguments) -> list[Row]:
        return [
            (_("Tariff"), str(self.tariff.choice)),
            (_("Persons in household"), str(arguments.household_size)),
            (_("Name"), arguments.name or _("none")),
            (_("Phone"), arguments.phone),
            (_("Identity"), arguments.identity),
            (_("Address"), arguments.address),
            (_("Region"), str(self.place.choice)),
        ]

    # -- perform ---------------------------------------------------------------------------

    def perform(self) -> Callable[[], Finished[OpenAccountResult]]:
        """Opens it."""
        kiosk, caller, quote = self.desk.kiosk, self.desk.caller(), self._quote
        if quote is None:
            raise LookupError("nothing was quoted")
        return lambda: _opened(OPEN_ACCOUNT.perform(kiosk, caller, quote))

    def _done(self, finished: Finished[OpenAccountResult]) -> None:
        self.number.update(" ".join(finished.result.account))
        super()._done(finished)
        on = (
            _("Enter: allocate the meter") if self._may_allocate() else _("Enter: back to the menu")
        )
        self.notice.say(Tone.GOOD, f"{on}     {_('Esc: end')}")

    def _may_allocate(self) -> bool:
        return Permission.ALLOCATE in self.desk.rights

    def action_back(self) -> None:
        """A refusal leads back into the form; there is nothing to fill in where none came up."""
        if self.stage is Stage.REFUSED and self.tariff.options:
            self.notice.hush()
            self.enter(Stage.FORM)
        else:
            super().action_back()

    def on_key(self, event: events.Key) -> None:
        """Enter goes on to the meter of the new account."""
        if event.key != "enter" or self.stage is not Stage.DONE or self._finished is None:
            return
        event.stop()
        event.prevent_default()
        if time.monotonic() - self._since < self.counter.guard_seconds:
            return
        if self._may_allocate():
            account = self._finished.result.account
            self.app.switch_screen(screen_named("allocate-meter", account))
        else:
            self.action_back()


def _opened(result: OpenAccountResult) -> Finished[OpenAccountResult]:
    rows = [(_("Account"), result.account)]
    return Finished(result, _("Its number stands below and on the slip."), rows)
