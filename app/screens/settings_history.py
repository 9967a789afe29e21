"""Who changed which setting, when, from what to what."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from rich.text import Text

from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.operation import Caller
from app.operations.settings_history import (
    SETTINGS_HISTORY,
    ChangedSetting,
    SettingsHistoryArguments,
)
from app.screens.paged_list import Page, PagedList
from app.telling.settings import change_author, change_rows, change_title
from app.widgets.rows import lined_up


class SettingsHistory(PagedList):
    """The latest change first; a digit shows it whole."""

    heading = _("History of settings")
    help_lines = (
        _("Every change of a setting, the latest first: when, what, who, and who signed too."),
        _("A digit shows a change whole: each figure with what it was before."),
        _("0 or PgDn shows older ones, PgUp newer ones; Esc goes back."),
        _("`tapcard do settings-history kind=fee` prints the same."),
    )
    head: ClassVar = (_("When"), _("What"), _("Who"))
    widths: ClassVar = (16, 28, 28)
    empty: ClassVar[str] = _("Nothing was changed yet.")

    def __init__(self, kind: SettingKind | None = None, subject: str | None = None) -> None:
        """``kind`` and ``subject``: which settings; None: all."""
        super().__init__()
        self._arguments = (kind, subject)
        self._whole = False

    def ask(self, number: int) -> Callable[[], Page]:
        """A page of changes."""
        kind, subject = self._arguments
        wanted = SettingsHistoryArguments(kind=kind, subject=subject, page=number)
        return partial(_page, self.desk.kiosk, self.desk.caller(), wanted)

    def opened(self, thing: ChangedSetting) -> None:
        """Shows it in place of the list."""
        if self._whole:
            return
        self._whole = True
        text = Text(f"\n   {change_title(thing)}\n\n", "bold")
        lines = lined_up(change_rows(self.desk.words, thing)).splitlines()
        text.append("\n".join(f"   {line}" for line in lines), "not bold")
        self.listing.update(text)

    def action_back(self) -> None:
        """From a change to the list; from there out."""
        if self._whole:
            self._whole = False
            self.on_screen_resume()
        else:
            self.dismiss(None)


def _page(kiosk: Kiosk, caller: Caller, wanted: SettingsHistoryArguments) -> Page:
    found = SETTINGS_HISTORY.run(kiosk, caller, wanted)
    rows = [
        (change.at.strftime("%Y-%m-%d %H:%M"), change_title(change), change_author(change))
        for change in found.changes
    ]
    title = _("Changes: {count}").format(count=found.count)
    return Page(title, rows, found.changes, found.page, found.pages)
