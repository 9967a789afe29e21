"""Reading a card: everything about it in words, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from textual import events

from app.cards.watcher import ReaderState
from app.domain.comparison import Standing
from app.domain.meter_forecast import meter_forecast
from app.domain.metering import MeterAnswer
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.master_data import MeterModelSet
from app.ledger.queries import accounts, cards, sales, settings
from app.operations.card_look import CardLook
from app.operations.operation import Caller
from app.operations.read_card import READ_CARD, ReadCardArguments, ReadCardResult
from app.screens.card_choices import card_choices
from app.screens.customer import personal_name
from app.screens.operation_screen import Finished, OperationScreen, Stage
from app.telling.meter import meter_will
from app.telling.results import told
from app.widgets.notice import Tone

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
    answer: MeterAnswer


def read(kiosk: Kiosk, caller: Caller) -> Read:
    """Reads the card. Raises what looking raises."""
    look = READ_CARD.look(kiosk, caller, ReadCardArguments())
    number = look.reading.contents.account
    with kiosk.ledger.read() as reader:
        account = accounts.account(reader.db, number)
        waiting = sales.open_refunds(reader.db, number)
        record = cards.card(reader.db, look.reading.serial)
        allocation = accounts.allocation(reader.db, look.allocation) if look.allocation else None
        model = settings.meter_model(reader.db, allocation.model) if allocation else None
    newer = record.superseded_by if record else None
    return Read(
        look=look,
        card=READ_CARD.perform(kiosk, caller, look),
        name=personal_name(kiosk, account) if account else "",
        known_account=account is not None,
        refund_waits=bool(waiting),
        answer=_answer(look, model, newer),
    )


def _answer(look: CardLook, model: MeterModelSet | None, newer: bytes | None) -> MeterAnswer:
    return meter_forecast(
        look.reading,
        look.standing,
        newer_card=newer,
        hoarding_limit=model.hoarding_limit if model else None,
        largest_load=model.largest_load if model else None,
    )


class ReadCard(OperationScreen[None]):
    """Reads whatever card is put; spends nothing and writes nothing."""

    heading = _("Read card")
    help_lines = (
        _("Put a card on the reader: it is read at once. So is another one."),
        _("Below stands what the card means and what can be done with it."),
        _("A digit goes on. Reading writes nothing and costs nothing."),
    )
    card_wanted = _("Put a card on the reader")

    def look(self) -> None:
        """Reads the card; nothing of an earlier one stays beside what is said of it."""
        self.facts.show([])
        self.work(partial(read, self.desk.kiosk, self.desk.caller()), self._read, self.refuse)

    def _read(self, found: Read) -> None:
        who = self.desk.operator
        if who is None:
            return
        meter = meter_will(self.desk.words, found.answer, found.card.contents)
        card = told(self.desk.words, found.card)
        name = found.name or _("Customer without a name")
        self.looked([*card.rows, (_("The meter will"), meter)], name)
        self._offers = card_choices(
            found.look,
            who.role,
            known_account=found.known_account,
            refund_waits=found.refund_waits,
        )
        fine = found.card.standing in _GOOD and not found.card.held and not found.card.open_plans
        choices = [f"{at}  {way.label}" for at, way in enumerate(self._offers, start=1)]
        self.notice.say(Tone.GOOD if fine else Tone.BAD, card.headline, *choices)

    def _card_gone(self, state: ReaderState) -> None:
        """What was read goes with its card."""
        self.notice.hush()
        self.enter(Stage.LOOK)
        super()._card_gone(state)

    def on_key(self, event: events.Key) -> None:
        """A digit leads on."""
        if self.stage is Stage.FORM and event.key.isdecimal():
            at = int(event.key) - 1
            if 0 <= at < len(self._offers):
                self.go(self._offers[at])
            event.stop()

    def submitted(self, field: object) -> None:
        """There is nothing to fill in."""

    def perform(self) -> Callable[[], Finished[None]]:
        """Nothing is ever confirmed here."""
        raise NotImplementedError
