"""What every inquiry's screen is: a form of filters, then what they find, nine lines a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
from app.operations.read_card import customer_card
from app.screens.counter_screen import CounterScreen
from app.screens.directory import screen_named
from app.screens.keys import bindings
from app.screens.walking_form import field_around
from app.widgets.columns import in_columns
from app.widgets.field import Field
from app.widgets.notice import Notice, Tone

LIST_HELP = (
    _("Enter looks; a field that stays empty means all. Up and Down go through the fields."),
    _("Up and Down choose a line, Enter opens it; so does its digit."),
    _("0 or PgDn shows what comes next, PgUp what came before."),
    _("Esc goes from the list to the fields, from there back. Nothing is changed or printed."),
)


@dataclass(frozen=True)
class Line:
    """A line of the list, and the event that it opens."""

    cells: tuple[str, ...]
    event: str


@dataclass(frozen=True)
class Found:
    """A page."""

    lines: Sequence[Line]
    next: str | None
    """Where the next page begins; None: this is the last."""


class InquiryList(CounterScreen[None]):
    """A page is read when it is shown; of the others only where they begin is kept."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("more", "less")]
    heads: ClassVar[tuple[str, ...]] = ()
    widths: ClassVar[tuple[int, ...]] = ()
    about = ""
    """Where the list is about one record from the start: that record. There is no form then."""

    def __init__(self) -> None:
        """Nothing was looked for yet."""
        super().__init__()
        self.inputs = tuple(self.fields())
        self.listing = Static("", id="hits", markup=False)
        self.notice = Notice(id="notice")
        self.found: Found | None = None
        self._begins: list[str | None] = [None]
        self._line = 0
        self._seen = -1

    # -- what an inquiry says for itself ---------------------------------------------------

    def fields(self) -> Sequence[Field]:
        """Its filters; one called ``card`` is filled by a card on the reader."""
        return ()

    def finding(self, typed: dict[str, str], after: str | None) -> Callable[[], Found]:
        """Work that finds a page. ``typed``: the fields that are not empty. Raises BadArgument."""
        raise NotImplementedError

    def opens(self, line: Line) -> tuple[str, str]:
        """The screen that a line opens, and what it is told: the event's record."""
        return "event", line.event

    # -- form ------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """Fields, list, what went wrong."""
        yield from self.inputs
        yield self.listing
        yield self.notice

    def on_mount(self) -> None:
        """In the first field; without a form, at once in the list."""
        if self.about:
            self._form(shown=False)
            self._ask()
        else:
            self._form(shown=True)

    def _form(self, *, shown: bool) -> None:
        for field in self.inputs:
            field.display = shown
        self.listing.display = not shown
        if shown:
            self.found = None
            self.inputs[0].take_focus()
        else:
            self.set_focus(None)
        self.refresh_bindings()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Looks."""
        event.stop()
        self._begins, self._line = [None], 0
        self._ask()

    def card_moved(self, state: ReaderState) -> None:
        """A card that comes while the form is there is looked for."""
        came = state.events != self._seen and self._seen >= 0
        self._seen = state.events
        asks = any(field.id == "card" for field in self.inputs) and not self.about
        if came and asks and self.found is None and self.desk.card_in:
            look = partial(customer_card, self.desk.kiosk, self.desk.caller())
            self.work(look, self._card, self._refused)

    def _card(self, card: CardLook) -> None:
        for field in self.inputs:
            field.value = card.reading.serial.hex() if field.id == "card" else ""
        self._begins, self._line = [None], 0
        self._ask()

    # -- list ------------------------------------------------------------------------------

    def _ask(self) -> None:
        typed = {str(field.id): field.value for field in self.inputs if field.value}
        try:
            find = self.finding(typed, self._begins[-1])
        except TapcardError as error:
            self._refused(error)
        else:
            self.work(find, self._show, self._refused)

    def _refused(self, error: TapcardError) -> None:
        self.notice.say(Tone.NOTE, error.message, error.remedy)

    def _show(self, found: Found) -> None:
        self.notice.hush()
        self._line = min(self._line, max(0, len(found.lines) - 1))
        self.found = found
        self._form(shown=False)
        self._paint(found)

    def _paint(self, found: Found) -> None:
        text = Text(f"\n  {self.about}\n" if self.about else "", "bold")
        widths = (3, *self.widths)
        if found.lines:
            text.append(f"\n{in_columns(('', *self.heads), widths)}\n", "bold")
        for at, line in enumerate(found.lines):
            chosen = at == self._line
            mark = f"{'>' if chosen else ' '}{at + 1}"
            text.append(
                f"{in_columns((mark, *line.cells), widths)}\n", "bold" if chosen else "not bold"
            )
        text.append(f"\n  {self._below(found)}", "not bold")
        self.listing.update(text)

    def _below(self, found: Found) -> str:
        if not found.lines:
            return _("Nothing was found.")
        page = _("Page {page}.").format(page=len(self._begins))
        if found.next is None:
            return _("{page} There is no more. Enter or a digit opens a line.").format(page=page)
        return _("{page} 0 shows the next one. Enter or a digit opens a line.").format(page=page)

    # -- keys ------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages are turned where there are some."""
        if action == "more":
            return self.found is not None and self.found.next is not None
        if action == "less":
            return self.found is not None and len(self._begins) > 1
        return super().check_action(action, parameters)

    def action_more(self) -> None:
        """The next page."""
        if self.found is not None and self.found.next is not None:
            self._begins.append(self.found.next)
            self._line = 0
            self._ask()

    def action_less(self) -> None:
        """The page before."""
        if len(self._begins) > 1:
            self._begins.pop()
            self._ask()

    def action_back(self) -> None:
        """From the list into the form, from there out."""
        if self.found is not None and not self.about:
            self._form(shown=True)
        else:
            self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        """In the form Up and Down walk; in the list they choose, Enter and digits open."""
        found = self.found
        if found is None:
            self._walk(event)
            return
        if event.key in ("up", "down"):
            step = 1 if event.key == "down" else -1
            self._line = max(0, min(len(found.lines) - 1, self._line + step))
            self._paint(found)
        elif event.key == "enter":
            self._open(found, self._line)
        elif event.key == "0":
            self.action_more()
        elif event.key.isdecimal():
            self._open(found, int(event.key) - 1)
        else:
            return
        event.stop()

    def _walk(self, event: events.Key) -> None:
        if event.key not in ("up", "down") or self.focused is None:
            return
        event.stop()
        here = field_around(self.focused, self.inputs)
        at = self.inputs.index(here) if here is not None else 0
        step = 1 if event.key == "down" else -1
        self.inputs[max(0, min(len(self.inputs) - 1, at + step))].take_focus()

    def _open(self, found: Found, at: int) -> None:
        if 0 <= at < len(found.lines):
            self._line = at
            self._paint(found)
            self.app.push_screen(screen_named(*self.opens(found.lines[at])))
