"""Reading a function card back: what it is, what meters wrote on it, and that it is here again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual import events

from app.cards.watcher import ReaderState
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.operation import Caller
from app.operations.read_function_card import (
    READ_FUNCTION_CARD,
    ReadFunctionCardArguments,
    ReadFunctionCardResult,
)
from app.screens.keys import bindings
from app.screens.operation_screen import Finished, OperationScreen, Stage
from app.telling.function_cards import card_rows, dump_rows
from app.telling.results import told
from app.widgets.notice import Tone


class ReadFunctionCard(OperationScreen[ReadFunctionCardResult]):
    """Records whatever a function card brings, as soon as it lies there."""

    heading = _("Read a function card back")
    help_lines = (
        _("Put a function card on the reader: what meters wrote on it is recorded at once."),
        _("The same card again records nothing twice."),
        _("PgDn shows one meter after the other."),
        _("When its holder hands it in, press 1: then it is no longer out."),
    )
    card_wanted = _("Put a function card on the reader")
    BINDINGS = [*bindings("more", "less")]

    @classmethod
    def when_it_fails(cls) -> tuple[str, ...]:
        """Nothing can be half done: the card is only read."""
        return (_("A card that cannot be read: wipe it, put it on again, and leave it there."),)

    def __init__(self) -> None:
        """No card was read yet."""
        super().__init__()
        self._found: ReadFunctionCardResult | None = None
        self._meter = 0
        """Which meter is shown, 1..n; 0: the card itself."""

    def look(self) -> None:
        """Reads and records."""
        self._read(returned=False)

    def _read(self, *, returned: bool) -> None:
        self.facts.show([])
        kiosk, caller = self.desk.kiosk, self.desk.caller()
        self.work(partial(read_back, kiosk, caller, returned=returned), self._tell, self.refuse)

    def _tell(self, found: ReadFunctionCardResult) -> None:
        self._found, self._meter = found, 0
        self._show()

    def _show(self) -> None:
        found = self._found
        if found is None:
            return
        words, brought = self.desk.words, len(found.dumps)
        if self._meter:
            heading = _("Meter {number} of {count} on this card").format(
                number=self._meter, count=brought
            )
            self.looked(dump_rows(words, found.dumps[self._meter - 1]), heading)
        else:
            self.looked(card_rows(words, found), told(words, found).headline)
        self._say(found)
        self.refresh_bindings()

    def _say(self, found: ReadFunctionCardResult) -> None:
        """What was recorded, and what a digit does."""
        new = sum(seen.new for seen in found.dumps)
        recorded = _("Recorded now: what {new} meters wrote.").format(new=new)
        if new <= 1:
            recorded = _("What one meter wrote is recorded.") if new else _("Nothing new is on it.")
        more = _("PgDn shows what meters wrote.") if found.dumps else ""
        if found.returned is not None:
            self.notice.say(Tone.GOOD, _("The card is back. Take it off and lock it away."), more)
        else:
            self.notice.say(Tone.NOTE, recorded, more, _("1  The holder hands it in"))

    # -- keys ------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages are turned where meters wrote something."""
        if action in ("more", "less"):
            return self.stage is Stage.FORM and bool(self._found and self._found.dumps)
        return super().check_action(action, parameters)

    def action_more(self) -> None:
        """The next meter; after the last one the card."""
        self._turn_page(1)

    def action_less(self) -> None:
        """The one before."""
        self._turn_page(-1)

    def _turn_page(self, by: int) -> None:
        if self._found is not None:
            self._meter = (self._meter + by) % (len(self._found.dumps) + 1)
            self._show()

    def on_key(self, event: events.Key) -> None:
        """1: it is handed in."""
        found = self._found
        if self.stage is not Stage.FORM or not event.key.isdecimal():
            return
        event.stop()
        if event.key == "1" and found is not None and found.returned is None:
            self._read(returned=True)

    # -- cards -----------------------------------------------------------------------------

    def _card_gone(self, state: ReaderState) -> None:
        """What was read goes with its card."""
        self._found = None
        self.notice.hush()
        self.enter(Stage.LOOK)
        super()._card_gone(state)

    def submitted(self, field: object) -> None:
        """There is nothing to fill in."""

    def perform(self) -> Callable[[], Finished[ReadFunctionCardResult]]:
        """Nothing is ever confirmed here."""
        raise NotImplementedError


def read_back(kiosk: Kiosk, caller: Caller, *, returned: bool) -> ReadFunctionCardResult:
    """Reads the card in the reader and records what it brings. Raises what reading raises."""
    arguments = ReadFunctionCardArguments(returned=returned)
    return READ_FUNCTION_CARD.run(kiosk, caller, arguments)
