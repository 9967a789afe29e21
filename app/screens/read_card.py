"""Reading a card: everything about it in words, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from peewee import Database
from textual import events
from textual.binding import BindingType

from app.cards.watcher import ReaderState
from app.domain.comparison import Standing
from app.domain.errors import TapcardError
from app.domain.meter_forecast import meter_forecast
from app.domain.metering import MeterAnswer
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.master_data import MeterModelSet
from app.ledger.queries import accounts, cards, sales, settings
from app.operations.card_look import CardLook, MeterPart
from app.operations.card_readings import note_readings
from app.operations.errors import WhichMeter
from app.operations.operation import Caller
from app.operations.read_card import MeterRead, ReadCardResult, card_result, customer_card
from app.operations.reverse import REVERSE, ReverseArguments
from app.screens.card_choices import card_choices
from app.screens.customer import personal_name
from app.screens.keys import bindings
from app.screens.operation_screen import Finished, OperationScreen, Stage
from app.telling.cards import card_state, meter_rows, meter_summary
from app.telling.meter import meter_will
from app.telling.results import told
from app.telling.words import Words
from app.widgets.notice import Tone
from app.widgets.rows import Row

_GOOD = frozenset({Standing.NORMAL, Standing.UNLOADED, Standing.BOUGHT_ELSEWHERE})
"""Standings in which nothing is wrong."""


@dataclass(frozen=True)
class Read:
    """A card with what is known of its customer and its meter."""

    look: CardLook
    card: ReadCardResult
    name: str
    known_account: bool
    refund_waits: bool
    reversible: bool
    """Whether its last purchase can be undone as a whole now, by this operator."""
    answers: tuple[MeterAnswer, ...]
    """What each meter will do with it, by place."""


def read(kiosk: Kiosk, caller: Caller) -> Read:
    """Reads the card and keeps what its meters told. Raises what looking raises."""
    look = customer_card(kiosk, caller)
    note_readings(kiosk, caller, look)
    number = look.account
    with kiosk.ledger.read() as reader:
        account = accounts.account(reader.db, number)
        waiting = sales.open_refunds(reader.db, number)
        record = cards.card(reader.db, look.reading.serial)
        models = [_model(reader.db, part) for part in look.parts]
    newer = record.superseded_by if record else None
    return Read(
        look=look,
        card=card_result(kiosk, look),
        name=personal_name(kiosk, account) if account else "",
        known_account=account is not None,
        refund_waits=bool(waiting),
        reversible=_reversible(kiosk, caller, look),
        answers=tuple(
            _answer(part, model, newer) for part, model in zip(look.parts, models, strict=True)
        ),
    )


def _reversible(kiosk: Kiosk, caller: Caller, look: CardLook) -> bool:
    """Asks the operation itself, where a load stands on the card and nothing is unexplained."""
    standings = {part.standing for part in look.parts}
    if Standing.UNLOADED not in standings or Standing.UNEXPLAINED in standings:
        return False
    try:
        REVERSE.look(kiosk, caller, ReverseArguments(reason=""))
    except WhichMeter:
        return True
    except TapcardError:
        return False
    return True


def _model(db: Database, part: MeterPart) -> MeterModelSet | None:
    allocation = accounts.allocation(db, part.allocation) if part.allocation else None
    return settings.meter_model(db, allocation.model) if allocation else None


def _answer(part: MeterPart, model: MeterModelSet | None, newer: bytes | None) -> MeterAnswer:
    return meter_forecast(
        part.reading,
        part.standing,
        newer_card=newer,
        hoarding_limit=model.hoarding_limit if model else None,
        largest_load=model.largest_load if model else None,
    )


def _summary(words: Words, meter: MeterRead) -> list[Row]:
    return meter_summary(words, meter.contents, meter.read_back, meter.standing)


class ReadCard(OperationScreen[None]):
    """Reads whatever card is put; spends nothing and writes nothing."""

    heading = _("Read card")
    help_lines = (
        _("Put a card on the reader: it is read at once. So is another one."),
        _("Below stands what the card means and what can be done with it."),
        _("A digit goes on. Reading writes nothing and costs nothing."),
        _("Of a card with several meters, PgDn or 0 shows each one."),
    )
    card_wanted = _("Put a card on the reader")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("more"), *bindings("less")]

    @classmethod
    def when_it_fails(cls) -> tuple[str, ...]:
        """Nothing can be half done: the card is only read."""
        return (_("A card that cannot be read: wipe it, put it on again, and leave it there."),)

    def __init__(self) -> None:
        """No card was read yet."""
        super().__init__()
        self._found: Read | None = None
        self._meter = 0
        """Which meter is shown in full, 1..n; 0: all of them in short."""

    def look(self) -> None:
        """Reads the card; nothing of an earlier one stays beside what is said of it."""
        self.facts.show([])
        self.work(partial(read, self.desk.kiosk, self.desk.caller()), self._read, self.refuse)

    def _read(self, found: Read) -> None:
        card = told(self.desk.words, found.card)
        self._found, self._meter = found, 0
        self.looked(self._facts(found), self._headline(found))
        self.refresh_bindings()
        self._offers = card_choices(
            found.look,
            self.desk.rights,
            known_account=found.known_account,
            refund_waits=found.refund_waits,
            reversible=found.reversible,
        )
        good = all(meter.standing in _GOOD for meter in found.card.meters)
        stopped = found.card.held or found.card.open_plans or found.card.listed
        fine = good and not stopped
        choices = [f"{at}  {way.label}" for at, way in enumerate(self._offers, start=1)]
        said = card.headline
        if len({meter.standing for meter in found.card.meters}) > 1:
            said = _("Not every meter stands alike: see beside each.")
        self.notice.say(Tone.GOOD if fine else Tone.BAD, said, *choices)

    def _headline(self, found: Read) -> str:
        name = found.name or _("Customer without a name")
        if not self._meter:
            return name
        return _("{name}   Meter {number} of {count}").format(
            name=name, number=self._meter, count=len(found.card.meters)
        )

    def _facts(self, found: Read) -> list[Row]:
        """Everything of the only meter or of the one chosen; of several, each in two lines."""
        words, card = self.desk.words, found.card
        if len(card.meters) == 1:
            return [*told(words, card).rows, self._will(0)]
        if self._meter:
            at = self._meter - 1
            return [*meter_rows(words, card.meters[at]), self._will(at)]
        return [
            (_("Account"), found.look.account),
            (_("Card"), f"{card.serial.hex()} ({card.profile})"),
            *(row for meter in card.meters for row in _summary(words, meter)),
            *card_state(words, card),
            (_("Each meter"), _("PgDn or 0")),
        ]

    def _will(self, at: int) -> Row:
        found = self._found
        if found is None:
            raise LookupError("no card was read")
        contents = found.card.meters[at].contents
        return _("The meter will"), meter_will(self.desk.words, found.answers[at], contents)

    def action_more(self) -> None:
        """The next meter in full; after the last one all in short again."""
        self._page(1)

    def action_less(self) -> None:
        """The meter before."""
        self._page(-1)

    def _page(self, by: int) -> None:
        if self._found is not None and self.check_action("more", ()):
            self._meter = (self._meter + by) % (len(self._found.card.meters) + 1)
            self.facts.show(self._facts(self._found), self._headline(self._found))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is more only of a card that serves several meters."""
        if action in ("more", "less"):
            found = self._found if self.stage is Stage.FORM else None
            return found is not None and len(found.card.meters) > 1
        return super().check_action(action, parameters)

    def _card_gone(self, state: ReaderState) -> None:
        """What was read goes with its card."""
        self.notice.hush()
        self.enter(Stage.LOOK)
        super()._card_gone(state)

    def on_key(self, event: events.Key) -> None:
        """A digit leads on, 0 to the next meter."""
        if self.stage is Stage.FORM and event.key.isdecimal():
            at = int(event.key) - 1
            if at < 0:
                self.action_more()
            elif at < len(self._offers):
                self.go(self._offers[at])
            event.stop()

    def submitted(self, field: object) -> None:
        """There is nothing to fill in."""

    def perform(self) -> Callable[[], Finished[None]]:
        """Nothing is ever confirmed here."""
        raise NotImplementedError
