"""Account opening: what they pay, how many they are, who they are if they say; then the meter."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Digits

from app.domain.approval import Signed
from app.domain.customers import FIELD_NAMES, LONGEST, BadPersonalField, PersonalField, kept
from app.domain.errors import TapcardError
from app.domain.permissions import Permission
from app.domain.regions import Region
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import choices, settings
from app.operations.errors import BadArgument, UnknownRecord
from app.operations.local_time import local_date
from app.operations.open_account import (
    OPEN_ACCOUNT,
    OpenAccountArguments,
    OpenAccountLook,
    OpenAccountQuote,
    OpenAccountResult,
)
from app.screens.directory import screen_named
from app.screens.keys import bindings
from app.screens.operation_screen import Finished, Stage
from app.screens.signed_form import SignedForm
from app.screens.walking_form import complain
from app.telling.customers import alike_rows
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.notice import Tone
from app.widgets.rows import Row

_MOST_REGIONS = 1_000
_MORE = (
    PersonalField.IDENTITY_TYPE,
    PersonalField.STREET,
    PersonalField.ESTATE,
    PersonalField.BUILDING,
    PersonalField.UNIT,
    PersonalField.ROOM,
    PersonalField.NOTES,
)


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


class OpenAccount(SignedForm[OpenAccountResult]):
    """Opens a customer's file and goes on to their meter."""

    heading = _("Open account")
    help_lines = (
        _("A file for a new customer. Search first: Find account knows who is there."),
        _("Enter goes from field to field; Esc goes up again. Nothing typed is lost."),
        _("Type a number to choose from the list below the fields."),
        _("PgDn shows the rest: the document, the premises in parts, notes; and back."),
        _("Fields may stay empty, unless the utility wants them: then it is said."),
        _("The review names accounts that seem to be the same customer's: look before you open."),
        _("Read the review, then press +. A known identity number may take a second person."),
        _("It writes the account and prints a slip with its number; no card is written."),
        _("Then Enter goes on to the meter; Esc ends here."),
    )
    needs_card: ClassVar[bool] = False
    writing_words: ClassVar[str] = _("One moment")
    writing_below: str = _("The account is being opened.")
    done_words: str = _("The account is open")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("more")]

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
        self.more = {
            field: Field(
                FIELD_NAMES[field],
                FieldKind.TEXT,
                id=field.value.replace("_", "-"),
                longest=LONGEST[field],
            )
            for field in _MORE
        }
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
            *self.more.values(),
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
        self._page(rest=False)
        self.look()

    # -- two pages of fields ---------------------------------------------------------------

    def _page(self, *, rest: bool) -> None:
        """Shows the usual fields, or the rest."""
        others = set(self.more.values())
        for field in self.fields():
            field.display = (field in others) is rest

    @property
    def _on_rest(self) -> bool:
        return any(field.display for field in self.more.values())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages are turned while the form is filled in."""
        if action == "more":
            return self.stage is Stage.FORM
        return super().check_action(action, parameters)

    def action_more(self) -> None:
        """From one page to the other."""
        self._page(rest=not self._on_rest)
        self.shown()[0].take_focus()

    def go_up(self) -> bool:
        """Out of the first field of the rest, back to the usual ones."""
        if super().go_up():
            return True
        if not self._on_rest:
            return False
        self.action_more()
        return True

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
        """What is chosen must be in its list, what is typed must fit."""
        if isinstance(field, ChoiceField):
            _chosen = field.choice
        elif field in self._typed():
            kept(self._typed()[field], field.value)

    def _typed(self) -> dict[Field, PersonalField]:
        usual = {
            self.person: PersonalField.NAME,
            self.phone: PersonalField.PHONE,
            self.identity: PersonalField.IDENTITY,
            self.address: PersonalField.ADDRESS,
        }
        return usual | {field: name for name, field in self.more.items()}

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
            **{name.value: field.value for name, field in self.more.items()},
        )

    def _seen_by(self, look: OpenAccountLook, arguments: OpenAccountArguments) -> None:
        """The rest that can be wrong is the household, and a field that must not be empty."""
        try:
            self._quote = OPEN_ACCOUNT.quote(look, arguments)
        except BadPersonalField as error:
            self._missing(look.form.required, error)
            return
        except BadArgument as error:
            self._page(rest=False)
            complain(self.household, error)
            return
        except TapcardError as error:
            self.refuse(error)
            return
        self.review_unsigned()

    def _missing(self, required: Sequence[PersonalField], error: BadPersonalField) -> None:
        """Leads to the first field that must be told and is not."""
        empty = [
            field for field, name in self._typed().items() if name in required and not field.value
        ]
        self._page(rest=empty[0] in self.more.values())
        complain(empty[0], error)

    def takes_two(self) -> bool:
        """Where another account has the same identity and the utility wants two people."""
        return self._quote is not None and self._quote.needs_second

    def question(self) -> str:
        """What + does."""
        if self._quote is not None and self._quote.look.alike:
            return _("Press + to open one more account; Esc goes back.")
        return _("Press + to open the account.")

    def signs_for(self) -> str:
        """What the second person signs for."""
        return _("An account is opened although its identity number is known already.")

    def signed(self) -> Signed | None:
        """A second account of one identity, for somebody who is elsewhere."""
        return None if self._quote is None else OPEN_ACCOUNT.signs(self._quote)

    def shown_rows(self) -> Sequence[Row]:
        """Who seems the same first, then what was typed."""
        if self._quote is None:
            return ()
        personal = self._quote.personal
        rest = [(FIELD_NAMES[name], personal.get(name.value, "")) for name in _MORE]
        return [
            *alike_rows(self._quote.look.alike),
            (_("Tariff"), str(self.tariff.choice)),
            (_("Persons in household"), str(self._quote.household_size)),
            (_("Name"), personal.get("name") or _("none")),
            (_("Phone"), personal.get("phone", "")),
            (_("Identity"), personal.get("identity", "")),
            (_("Address"), personal.get("address", "")),
            (_("Region"), str(self.place.choice)),
            *rest,
        ]

    # -- perform ---------------------------------------------------------------------------

    def perform(self) -> Callable[[], Finished[OpenAccountResult]]:
        """Opens it."""
        kiosk, quote = self.desk.kiosk, self._quote
        caller = self.desk.caller(self.take_second())
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
