"""Who works here: nine on a page, a digit opens one, * adds one."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from app.domain.errors import TapcardError
from app.domain.permissions import Permission
from app.domain.text import _
from app.operations.operators import OPERATORS, OperatorsArguments, OperatorsResult
from app.screens.counter_screen import CounterScreen
from app.screens.directory import screen_named
from app.screens.keys import bindings
from app.telling.operators import ROLE_NAMES, last_seen, state_of
from app.widgets.columns import in_columns
from app.widgets.notice import Notice, Tone

_PER_PAGE = 9
_WIDTHS = (3, 9, 18, 14, 16, 14)


class Operators(CounterScreen[None]):
    """Role, activity and last sign-in of everybody."""

    heading = _("Operators")
    help_lines = (
        _("A digit opens an operator: name, role, whether they may sign in, a new PIN."),
        _("* adds one. 0 or PgDn shows the next page, PgUp the one before."),
        _("More rights, or a PIN for somebody who decides, take two people."),
        _("Rules for PINs, what a role may, and keys of people who sign from elsewhere stand in"),
        _("the menu that this list was opened from."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("more", "less"),
        *(replace(key, description=_("Add")) for key in bindings("switch")),
    ]

    def __init__(self) -> None:
        """Nothing was asked yet."""
        super().__init__()
        self.listing = Static("", id="hits", markup=False)
        self.notice = Notice(id="notice")
        self.found: OperatorsResult | None = None
        self._first = 0

    def body(self) -> ComposeResult:
        """The list, and what went wrong."""
        yield self.listing
        yield self.notice

    def on_screen_resume(self) -> None:
        """Somebody may have been changed meanwhile."""
        ask = partial(OPERATORS.run, self.desk.kiosk, self.desk.caller(), OperatorsArguments())
        self.work(ask, self._show, self._refused)

    def _show(self, found: OperatorsResult) -> None:
        self.found = found
        self._paint()

    def _paint(self) -> None:
        found = self.found
        if found is None:
            return
        head = ("", _("Number"), _("Name"), _("Role"), _("Last sign-in"), _("State"))
        text = Text(f"\n{in_columns(head, _WIDTHS)}\n", "bold")
        shown = found.operators[self._first : self._first + _PER_PAGE]
        for digit, line in enumerate(shown, start=1):
            cells = (
                f" {digit}",
                str(line.operator),
                line.name,
                ROLE_NAMES[line.role],
                last_seen(line, found.time_zone),
                state_of(line),
            )
            text.append(f"{in_columns(cells, _WIDTHS)}\n", "not bold")
        if len(found.operators) > _PER_PAGE:
            seen = _("Page {page} of {pages}. 0 shows the next one.").format(
                page=self._first // _PER_PAGE + 1, pages=-(-len(found.operators) // _PER_PAGE)
            )
            text.append(f"\n   {seen}", "not bold")
        self.listing.update(text)
        self.refresh_bindings()

    def _refused(self, error: TapcardError) -> None:
        self.notice.say(Tone.NOTE, error.message, error.remedy)

    # -- keys ------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages are turned where there are several; who may not change anything adds nobody."""
        if action in ("more", "less"):
            return self.found is not None and len(self.found.operators) > _PER_PAGE
        if action == "switch":
            return Permission.OPERATORS in self.desk.rights
        return super().check_action(action, parameters)

    def action_more(self) -> None:
        """The next page; after the last one the first."""
        if self.found is not None:
            self._first += _PER_PAGE
            if self._first >= len(self.found.operators):
                self._first = 0
            self._paint()

    def action_less(self) -> None:
        """The page before."""
        self._first = max(0, self._first - _PER_PAGE)
        self._paint()

    def action_switch(self) -> None:
        """Somebody new."""
        self.app.push_screen(screen_named("set-operator", None))

    def on_key(self, event: events.Key) -> None:
        """A digit opens an operator, for whoever may change one."""
        if not event.key.isdecimal() or self.found is None:
            return
        event.stop()
        at = int(event.key) - 1
        shown = self.found.operators[self._first : self._first + _PER_PAGE]
        if at < 0:
            self.action_more()
        elif at < len(shown) and Permission.OPERATORS in self.desk.rights:
            self.app.push_screen(screen_named("set-operator", shown[at]))
