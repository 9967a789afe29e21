"""Settle: what was interrupted, what the card says of it, what will be done; then it is done.

Without a card the screen lists what this kiosk has to bring to an end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import ClassVar

import msgspec
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType

from app.cards.watcher import ReaderState
from app.domain.errors import TapcardError
from app.domain.text import _
from app.ledger.queries.plans import PlanRow
from app.operations.errors import (
    CardScrapped,
    PlanInterrupted,
    PlanOnHold,
    PlanStillOpen,
    UnknownRecord,
)
from app.operations.sign_in import SignedIn
from app.screens.keys import bindings
from app.screens.operation_screen import Finished, OperationScreen, Stage
from app.screens.second_person import SecondPerson
from app.screens.settling.listing import PAGE, Listed, page_of, unfinished
from app.screens.settling.looking import AccountWanted, see, see_listed
from app.screens.settling.seen import Quoted, Seen, Way
from app.screens.ways_out import WayOut
from app.widgets.field import Field, FieldKind
from app.widgets.notice import Tone
from app.widgets.rows import Rows

_SETTLED_HERE = (PlanStillOpen, PlanInterrupted, PlanOnHold, CardScrapped)


class Settle(OperationScreen[msgspec.Struct]):
    """Brings interrupted operations to their end."""

    heading = _("Settle")
    help_lines = (
        _("The card itself says what happened to an interrupted operation; nothing is guessed."),
        _("Put the card on the reader, read what it says and what will be done, then press +."),
        _("For a card that is still blank, type the account number and press Enter."),
        _("Without a card: what is unfinished here; a digit shows one of them."),
        _("Digits below the review are other ways; two people sign for each."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("more", "less")]
    card_wanted = _("Put the interrupted card on the reader")

    def __init__(self, account: str = "") -> None:
        """``account``: whose operation it is, where a blank card lies on the reader."""
        self.account = Field(
            _("Account number"),
            FieldKind.DIGITS,
            id="account",
            value=account,
            hint=_("as printed on the slip"),
            longest=12,
        )
        super().__init__()
        self.waiting = Rows(id="waiting")
        self.seen: Seen | None = None
        self.chosen: Quoted | None = None
        self._listed: Sequence[Listed] = ()
        self._first = 0
        self._second: SignedIn | None = None
        self._cardless = False

    def fields(self) -> Iterable[Field]:
        """Asked for only where the card is blank."""
        return (self.account,)

    def body(self) -> ComposeResult:
        """The list below everything else."""
        yield from super().body()
        yield self.waiting

    def on_mount(self) -> None:
        """Nothing is asked before a card says so."""
        self.account.display = False

    # -- the list --------------------------------------------------------------------------

    def enter(self, stage: Stage) -> None:
        """While a card is waited for, what waits for one is listed."""
        super().enter(stage)
        if stage is Stage.LOOK:
            self.seen = self.chosen = self._second = None
            self._cardless = False
            self.work(partial(unfinished, self.desk.words), self._list, self.refuse)

    def _list(self, listed: Sequence[Listed]) -> None:
        self._listed = listed
        self._first = min(self._first, max(0, len(listed) - 1) // PAGE * PAGE)
        self._show_page()

    def _show_page(self) -> None:
        first, *lines = page_of(self._listed, self._first)
        self.waiting.show([(line, " ") for line in lines], first)

    def action_more(self) -> None:
        """The next lines."""
        if self._first + PAGE < len(self._listed):
            self._first += PAGE
            self._show_page()

    def action_less(self) -> None:
        """The lines before."""
        self._first = max(0, self._first - PAGE)
        self._show_page()

    def _pick(self, row: PlanRow) -> None:
        self._cardless = True
        look = partial(see_listed, self.desk.words, self.desk.caller(), self.desk.rights, row)
        self.work(look, self.saw, self.refuse)

    # -- look ------------------------------------------------------------------------------

    def look(self) -> None:
        """Reads the card."""
        self.chosen = self._second = None
        self._cardless = False
        self.facts.show(())
        look = partial(
            see, self.desk.words, self.desk.caller(), self.desk.rights, self.account.value
        )
        self.work(look, self.saw, self.refuse)

    def card_moved(self, state: ReaderState) -> None:
        """What was chosen from the list needs no card: it stays until one comes."""
        if not self._cardless or self.desk.card_in:
            super().card_moved(state)

    def saw(self, seen: Seen) -> None:
        """Says all of it; + does what the card calls for."""
        self.seen, self.chosen = seen, None
        self.account.display = False
        self.done_words = _("Done") if self._cardless else _("Take the card")
        self.facts.show(seen.facts, seen.headline)
        self.ask(seen.will.rows, seen.will.question)
        if seen.ways:
            lines = [f"{digit}  {way.label}" for digit, way in enumerate(seen.ways, start=1)]
            self.notice.say(Tone.NOTE, _("Other ways:"), *lines)

    def refuse(self, error: TapcardError) -> None:
        """A blank card asks for its account; a card newly on hold is looked at again."""
        if isinstance(error, AccountWanted):
            self._want_account(error)
        elif isinstance(error, UnknownRecord) and self.account.display:
            self.account.complain(f"{error.message} {error.remedy}")
        elif isinstance(error, PlanOnHold) and self.desk.card_in:
            self.look()
        else:
            if isinstance(error, CardScrapped) and self.seen is not None:
                self.account.value = self.seen.account
            self.chosen = self._second = None
            super().refuse(error)

    def _want_account(self, error: TapcardError) -> None:
        self.account.display = True
        self.looked([])
        self.notice.say(
            Tone.NOTE, error.message, _("Type the account number of its operation, then Enter.")
        )

    def ways(self, error: TapcardError) -> tuple[WayOut, ...]:
        """This screen is itself the way out of what is open."""
        return () if isinstance(error, _SETTLED_HERE) else super().ways(error)

    def submitted(self, field: Field | None) -> None:
        """The account is known now."""
        if field is not None and field.value:
            self.look()

    # -- other ways ------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Digits choose from the list, or another way."""
        if event.key.isdecimal() and self.stage in (Stage.LOOK, Stage.REVIEW):
            event.stop()
            self._digit(int(event.key) - 1)

    def _digit(self, at: int) -> None:
        if self.stage is Stage.LOOK:
            listed = self._listed[self._first : self._first + PAGE]
            if 0 <= at < len(listed):
                self._pick(listed[at].row)
        elif self.seen is not None and self.chosen is None and 0 <= at < len(self.seen.ways):
            way, seen = self.seen.ways[at], self.seen
            rows = [(_("Customer"), seen.headline), *seen.facts]
            signs = SecondPerson(
                way.label,
                rows,
                cancels=seen.account if way.cancels else "",
                signs_for=lambda both: way.quote(both).signed,
            )
            self.app.push_screen(signs, partial(self._signed, way))

    def _signed(self, way: Way, who: SignedIn | None) -> None:
        if who is None:
            return
        self._second = who
        quote = partial(way.quote, self.desk.caller(who))
        self.work(quote, self._choose, self.refuse)

    def _choose(self, quoted: Quoted) -> None:
        self.chosen = quoted
        self.ask(quoted.rows, quoted.question)

    def action_back(self) -> None:
        """From another way back to what the card calls for; else out."""
        if self.stage is Stage.REVIEW and self.chosen is not None and self.seen is not None:
            self.saw(self.seen)
        elif self.stage is Stage.REVIEW and self._cardless:
            self.enter(Stage.LOOK)
            self.notice.hush()
        else:
            super().action_back()

    # -- perform ---------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """+ only where it does something, pages only where there is a list."""
        if action == "confirm" and self._quoted() is None:
            return False
        if action in ("more", "less") and (self.stage is not Stage.LOOK or not self._long()):
            return False
        return super().check_action(action, parameters)

    def _long(self) -> bool:
        return len(self._listed) > PAGE

    def _quoted(self) -> Quoted | None:
        if self.chosen is not None:
            return self.chosen
        return self.seen.will if self.seen is not None and self.seen.does else None

    def perform(self) -> Callable[[], Finished[msgspec.Struct]]:
        """What the review says."""
        quoted = self._quoted()
        if quoted is None:
            raise LookupError("there is nothing to do")
        return partial(quoted.perform, self.desk.caller(self._second if self.chosen else None))
