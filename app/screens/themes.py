"""Themes: a digit shows one at once, Enter takes what is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual.theme import Theme

from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.ledger.events.ledger_life import DeviceChanged
from app.operations.set_device import SET_DEVICE, SetDeviceArguments
from app.screens.paged_list import Page, PagedList, page_of
from app.widgets.notice import Tone

_KEY = "screen.theme"


class Themes(PagedList):
    """Every theme file that can be followed."""

    heading = _("Theme")
    help_lines = (
        _("A digit shows a theme at once, on this screen and all others."),
        _("Enter takes what is shown: it is kept for the next start too, and recorded."),
        _("Esc goes back to the theme that was in use. * shows who changed what."),
        _("A file in the folder `themes` beside kiosk.toml is one more theme: themes/README.md."),
        _("`tapcard do set-device key=screen.theme value=auto`: as fits the terminal."),
    )
    head: ClassVar = (_("Theme"), _("Ground"), _("State"))
    widths: ClassVar = (24, 10, 14)
    history: ClassVar = SettingKind.DEVICE
    adds: ClassVar[str] = _("A digit shows one; Enter takes what is shown.")

    def __init__(self) -> None:
        """In the theme in use."""
        super().__init__()
        self._taken = ""

    def on_mount(self) -> None:
        """What Esc goes back to."""
        self._taken = self.app.theme

    def on_unmount(self) -> None:
        """What was only looked at is gone with the screen."""
        self.app.theme = self._taken

    def ask(self, number: int) -> Callable[[], Page]:
        """What the counter found at its start."""
        return partial(_page, tuple(self.counter.look.themes), self._taken, self.app.theme, number)

    def opened(self, thing: str) -> None:
        """Shows it."""
        self.app.theme = thing
        self.turn_to(self._number)

    def added(self) -> None:
        """Takes what is shown, for whoever may still set it."""
        wanted = SetDeviceArguments(key=_KEY, value=self.app.theme)
        take = partial(SET_DEVICE.run, self.desk.kiosk, self.desk.caller(), wanted)
        self.work(take, self._took, self._refused)

    def _took(self, changed: DeviceChanged) -> None:
        self._taken = self.app.theme = changed.new
        self.turn_to(self._number)

    def _show(self, page: Page) -> None:
        super()._show(page)
        if self.app.theme == self._taken:
            self.notice.say(Tone.GOOD, _("In use: {theme}.").format(theme=self._taken))


def _page(themes: tuple[Theme, ...], taken: str, shown: str, number: int) -> Page:
    states = {shown: _("shown"), taken: _("in use")}
    rows = [
        (
            theme.name,
            (
                theme.name,
                _("dark") if theme.dark else _("light"),
                states.get(theme.name, ""),
            ),
        )
        for theme in themes
    ]
    return page_of(_("Themes: {count}").format(count=len(rows)), rows, number)
