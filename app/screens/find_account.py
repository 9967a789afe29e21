"""Finding an account: by number, meter, card, name or telephone, all in one field."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input, Static

from app.cards.watcher import ReaderState
from app.domain.errors import TapcardError
from app.domain.text import _
from app.operations.card_look import CardLook
from app.operations.find_accounts import AccountHit, account_hits, find_accounts
from app.operations.read_card import customer_card
from app.screens.counter_screen import CounterScreen
from app.screens.directory import screen_named
from app.screens.keys import bindings
from app.telling.account_states import standing_text
from app.telling.blacklist import listed_text
from app.widgets.columns import in_columns
from app.widgets.field import Field, FieldKind
from app.widgets.notice import Notice, Tone

_PER_PAGE = 9
"""One digit each."""
_HINT = _(
    "\n  Type a number, or the beginning of a name or telephone, and press Enter."
    "\n  Or put the customer's card on the reader."
)
_WIDTHS = (3, 26, 12, 13, 18)


class FindAccount(CounterScreen[None]):
    """One field; what is found is chosen by a digit, a single hit opens at once."""

    heading = _("Find account")
    help_lines = (
        _("Type the number of the account or of the meter and press Enter."),
        _("The beginning of a name or of a telephone number does, too."),
        _("Or put the customer's card on the reader."),
        _("If several are found, a digit opens one; 0 or PgDn shows more."),
        _("After a search the - key empties the field."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("more", "less")]

    def __init__(self) -> None:
        """Nothing found yet."""
        super().__init__()
        self.wanted = Field(_("Account, meter, name"), FieldKind.TEXT, id="wanted")
        self.listing = Static(_HINT, id="hits", markup=False)
        self.notice = Notice(id="notice")
        self.found: tuple[str, ...] = ()
        self.hits: list[AccountHit] = []
        self._first = 0
        self._seen = -1
        self._looked_for = ""

    def body(self) -> ComposeResult:
        """Field, hits, what went wrong."""
        yield self.wanted
        yield self.listing
        yield self.notice

    def on_mount(self) -> None:
        """Begins in the field."""
        self.wanted.take_focus()

    # -- what is looked for ----------------------------------------------------------------

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Looks."""
        event.stop()
        if self.wanted.value:
            self._looked_for = self.wanted.value
            look = partial(find_accounts, self.desk.kiosk, self.wanted.value)
            self.work(look, self._found, self._refused)

    def card_moved(self, state: ReaderState) -> None:
        """A card that comes is looked up; its account opens."""
        came = state.events != self._seen
        self._seen = state.events
        if came and self.desk.card_in:
            look = partial(customer_card, self.desk.kiosk, self.desk.caller())
            self.work(look, self._card, self._refused)

    def _card(self, card: CardLook) -> None:
        self._found((card.reading.contents.account,))

    def _refused(self, error: TapcardError) -> None:
        self._clear()
        self.notice.say(Tone.NOTE, error.message, error.remedy)
        self.wanted.take_focus()

    # -- what was found --------------------------------------------------------------------

    def _found(self, numbers: tuple[str, ...]) -> None:
        self.notice.hush()
        if len(numbers) == 1:
            self._clear()
            self.app.push_screen(screen_named("account", numbers[0]))
            return
        self.found, self._first = numbers, 0
        self._page()

    def _clear(self) -> None:
        self.found, self.hits = (), []
        self.listing.update(_HINT)
        self.refresh_bindings()

    def _page(self) -> None:
        """Asks only for what one page shows."""
        numbers = self.found[self._first : self._first + _PER_PAGE]
        show = partial(account_hits, self.desk.kiosk, numbers)
        self.work(show, self._show, self._refused)

    def _show(self, hits: list[AccountHit]) -> None:
        self.hits = hits
        head = in_columns(("", _("Name"), _("Account"), _("Meter"), _("Telephone")), _WIDTHS)
        text = Text(f"\n{head}\n", "bold")
        for digit, hit in enumerate(hits, start=1):
            # Who may not buy stands out before any telephone is dialled.
            last = listed_text(hit.listed) or standing_text(hit.standing) or hit.phone
            cells = (f" {digit}", hit.name or _("no name"), hit.account, hit.meter, last)
            text.append(f"{in_columns(cells, _WIDTHS)}\n", "not bold")
        upto = self._first + len(hits)
        seen = _("{first} to {last} of {count}. A digit opens one.").format(
            first=self._first + 1, last=upto, count=len(self.found)
        )
        more = _(" 0 shows more.") if len(self.found) > _PER_PAGE else ""
        text.append(f"\n   {seen}{more}", "not bold")
        self.listing.update(text)
        self.set_focus(None)
        self.refresh_bindings()

    # -- keys ------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages are turned where there are several."""
        if action == "keypad_back" and self._answered:
            return True
        if action in ("more", "less"):
            return self.focused is None and len(self.found) > _PER_PAGE
        return super().check_action(action, parameters)

    @property
    def _answered(self) -> bool:
        """Whether the field still holds what was looked for: a keypad has no key to erase it."""
        return bool(self.wanted.value) and self.wanted.value == self._looked_for

    def action_keypad_back(self) -> None:
        """Empties an answered field; from an empty one, out."""
        if self.focused is not None and self._answered:
            self.wanted.value = ""
            self.notice.hush()
        else:
            self.action_back()

    def action_more(self) -> None:
        """The next page, after the last one the first."""
        self._first += _PER_PAGE
        if self._first >= len(self.found):
            self._first = 0
        self._page()

    def action_less(self) -> None:
        """The page before."""
        self._first = max(0, self._first - _PER_PAGE)
        self._page()

    def action_back(self) -> None:
        """From the hits into the field; from there out."""
        if self.hits and self.focused is None:
            self._clear()
            self.wanted.take_focus()
        else:
            self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """A digit opens a hit."""
        if self.focused is not None or not event.key.isdecimal():
            return
        event.stop()
        at = int(event.key) - 1
        if at < 0 and len(self.found) > _PER_PAGE:
            self.action_more()
        elif 0 <= at < len(self.hits):
            self.app.push_screen(screen_named("account", self.hits[at].account))

    def on_screen_resume(self) -> None:
        """Back from an account: the field again, unless there are hits to choose from."""
        if not self.hits:
            self.wanted.take_focus()
