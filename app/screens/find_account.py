"""Finding an account: by number, meter, card, or any of the customer's own words, in one field."""

from __future__ import annotations

from collections.abc import Callable
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
from app.operations.account_search import AccountHit, HitPage, Position, search_accounts
from app.operations.card_look import CardLook
from app.operations.read_card import customer_card
from app.screens.counter_screen import CounterScreen
from app.screens.directory import screen_named
from app.screens.keys import bindings
from app.telling.accounts import fit_text
from app.telling.blacklist import listed_text
from app.widgets.columns import in_columns
from app.widgets.field import Field, FieldKind
from app.widgets.notice import Notice, Tone

_PER_PAGE = 9
"""One digit each."""
_HINT = _(
    "\n  Type a number, part of a name, phone, document or address, and press Enter."
    "\n  Or put the customer's card on the reader."
)
_WIDTHS = (3, 26, 12, 13, 18)


class FindAccount(CounterScreen[None]):
    """One field; what is found is chosen by a digit, a single hit opens at once."""

    heading = _("Find account")
    help_lines = (
        _("Type what you know and press Enter, or put the customer's card on the reader."),
        _("Enough is: the beginning of an account's number, any four digits of a meter's,"),
        _("any two bytes (four signs) of a card's; of a name, telephone, document or address"),
        _("any three signs in a row. Several words narrow it."),
        _("Names are found in any script, without accents, and with a mistake in them."),
        _("What fits exactly comes first, what has a mistake last."),
        _("If several are found, a digit opens one; 0 or PgDn shows more."),
        _("Nothing is written or printed. If nobody is found, type less of the word."),
        _("After a search the - key empties the field."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("more", "less")]

    def __init__(self) -> None:
        """Nothing found yet."""
        super().__init__()
        self.wanted = Field(_("Account, meter, name"), FieldKind.TEXT, id="wanted")
        self.listing = Static(_HINT, id="hits", markup=False)
        self.notice = Notice(id="notice")
        self.hits: tuple[AccountHit, ...] = ()
        self._starts: list[Position | None] = []
        self._after: Position | None = None
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
        self.wanted.complain("" if self.wanted.value else _("Type first what is looked for."))
        if self.wanted.value:
            self._looked_for = self.wanted.value
            self._starts = [None]
            self._page(self._found)

    def card_moved(self, state: ReaderState) -> None:
        """A card that comes is looked up; its account opens."""
        came = state.events != self._seen
        self._seen = state.events
        if came and self.desk.card_in:
            look = partial(customer_card, self.desk.kiosk, self.desk.caller())
            self.work(look, self._card, self._refused)

    def _card(self, card: CardLook) -> None:
        self._open(card.reading.contents.account)

    def _refused(self, error: TapcardError) -> None:
        self._clear()
        self.notice.say(Tone.NOTE, error.message, error.remedy)
        self.wanted.take_focus()

    # -- what was found --------------------------------------------------------------------

    def _open(self, account: str) -> None:
        self._clear()
        self.app.push_screen(screen_named("account", account))

    def _found(self, page: HitPage) -> None:
        """A single hit opens at once."""
        self.notice.hush()
        if len(page.hits) == 1 and page.after is None:
            self._open(page.hits[0].account)
        else:
            self._show(page)

    def _clear(self) -> None:
        self.hits, self._starts, self._after = (), [], None
        self.listing.update(_HINT)
        self.refresh_bindings()

    def _page(self, show: Callable[[HitPage], None]) -> None:
        """Asks only for what one page shows."""
        kiosk, text, start = self.desk.kiosk, self._looked_for, self._starts[-1]
        self.work(partial(search_accounts, kiosk, text, _PER_PAGE, start), show, self._refused)

    def _show(self, page: HitPage) -> None:
        self.hits, self._after = page.hits, page.after
        head = in_columns(("", _("Name"), _("Account"), _("Meter"), _("What fits")), _WIDTHS)
        text = Text(f"\n{head}\n", "bold")
        for digit, hit in enumerate(page.hits, start=1):
            cells = (
                f" {digit}",
                hit.name or _("no name"),
                hit.account,
                hit.meter,
                listed_text(hit.listed) or fit_text(hit),
            )
            text.append(f"{in_columns(cells, _WIDTHS)}\n", "not bold")
        first = 1 + _PER_PAGE * (len(self._starts) - 1)
        seen = _("{first} to {last}. A digit opens one.").format(
            first=first, last=first + len(page.hits) - 1
        )
        more = _(" 0 shows more.") if page.after else self._no_more()
        text.append(f"\n   {seen}{more}", "not bold")
        self.listing.update(text)
        self.set_focus(None)
        self.refresh_bindings()

    def _no_more(self) -> str:
        return _(" That is all; 0 shows the first again.") if len(self._starts) > 1 else ""

    # -- keys ------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages are turned where there are several."""
        if action == "keypad_back" and self._answered:
            return True
        if action in ("more", "less"):
            return self.focused is None and self._several
        return super().check_action(action, parameters)

    @property
    def _several(self) -> bool:
        """Whether there is more than one page."""
        return self._after is not None or len(self._starts) > 1

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
        self._starts = [None] if self._after is None else [*self._starts, self._after]
        self._page(self._show)

    def action_less(self) -> None:
        """The page before."""
        if len(self._starts) > 1:
            self._starts.pop()
        self._page(self._show)

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
        if at < 0 and self._several:
            self.action_more()
        elif 0 <= at < len(self.hits):
            self.app.push_screen(screen_named("account", self.hits[at].account))

    def on_screen_resume(self) -> None:
        """Back from an account: the field again, unless there are hits to choose from."""
        if not self.hits:
            self.wanted.take_focus()
