"""The main menu. A known card put on the reader here opens Prepayment in its amount."""

from __future__ import annotations

from functools import partial

from app.cards.watcher import ReaderState
from app.domain.comparison import SELLABLE, Standing
from app.domain.errors import TapcardError
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import plans, sales
from app.operations.operation import Caller
from app.operations.read_card import customer_card
from app.screens.choices import Choice, Choices
from app.screens.directory import screen_named
from app.widgets.notice import Tone


class Menu(Choices):
    """Where every job begins and ends."""

    heading = _("Menu")
    help_lines = (
        _("Press the digit of what is to be done."),
        _("A customer's card put on the reader opens Prepayment by itself."),
        _("Esc, pressed twice, signs you out."),
    )
    choices = (
        Choice("1", _("Prepayment"), "prepayment", Permission.SELL),
        Choice("2", _("Read card"), "read-card", Permission.READ_CARD),
        Choice("3", _("Open account"), "open-account", Permission.OPEN_ACCOUNT),
        Choice("4", _("Allocate meter"), "allocate-meter", Permission.ALLOCATE),
        Choice("5", _("Find account"), "find-account", Permission.READ_CARD),
        Choice("6", _("Inquiry"), "inquiry", Permission.READ_CARD),
        Choice("7", _("Payments without a card"), "payments", Permission.ACCOUNT_MONEY),
        Choice("8", _("Settings"), "system-settings", Permission.SIGN_IN),
        Choice("9", _("Shift and cash"), "shift", Permission.SHIFT),
        Choice("0", _("More"), "more", Permission.SIGN_IN),
    )

    def __init__(self) -> None:
        """No card was seen yet."""
        super().__init__()
        self._seen = -1
        self._leaving = False
        self._unfinished = 0

    def on_screen_resume(self) -> None:
        """What this kiosk left unfinished is said; a card that lies there is not one that came."""
        self._seen, self._leaving = self.desk.reader.events, False
        kiosk = self.desk.kiosk
        self.work(lambda: count_unfinished(kiosk), self._counted, self._unknown)

    def _counted(self, unfinished: int) -> None:
        self._unfinished = unfinished
        self._quiet()

    def _quiet(self) -> None:
        """Nothing about a card: only what stays unfinished, if anything does."""
        if not self._unfinished:
            self.notice.hush()
            return
        sentence = _("{count} operations are not finished: 0, 3 settles them.")
        if self._unfinished == 1:
            sentence = _("1 operation is not finished: 0, 3 settles it.")
        self.notice.say(Tone.BAD, sentence.format(count=self._unfinished))

    def card_moved(self, state: ReaderState) -> None:
        """A card that came while the menu is on top is looked at; one that lies there is not."""
        came = state.events != self._seen and self._seen >= 0
        self._seen = state.events
        if not self.desk.card_in:
            self._quiet()
            return
        if came and Permission.SELL in self.desk.rights:
            look = partial(what_a_card_asks_for, self.desk.kiosk, self.desk.caller())
            self.work(look, self._known, self._unknown)

    def _known(self, screen: str) -> None:
        self._quiet()
        self.app.push_screen(screen_named(screen))

    def _unknown(self, error: TapcardError) -> None:
        self.notice.say(Tone.NOTE, error.message)

    def action_back(self) -> None:
        """Signs out, at the second time: one comes here by pressing it."""
        if self._leaving:
            self.counter.sign_out()
            return
        self._leaving = True
        self.notice.say(Tone.NOTE, _("Press Esc again to sign out."))


def what_a_card_asks_for(kiosk: Kiosk, caller: Caller) -> str:
    """The screen for a known card: what is open comes first, then money that it waits for.

    Raises what reading a card may raise.
    """
    card = customer_card(kiosk, caller)
    if card.open_plans:
        return "settle"
    with kiosk.ledger.read() as reader:
        waiting = sales.open_refunds(reader.db, card.reading.contents.account)
    proved = SELLABLE | {Standing.LOAD_WAS_USED}
    return (
        "refund"
        if waiting and any(part.standing in proved for part in card.parts)
        else "prepayment"
    )


def count_unfinished(kiosk: Kiosk) -> int:
    """How many operations of this kiosk did not come to their end."""
    with kiosk.ledger.read() as reader:
        return len(plans.unfinished(reader.db, kiosk.ledger.node))
