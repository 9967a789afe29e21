"""What reports were written by themselves, what waits, and what failed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.automatic_files import Place
from app.operations.automatic_reports import (
    AUTOMATIC_REPORTS,
    AutomaticFileLine,
    AutomaticReportsArguments,
)
from app.operations.operation import Caller
from app.screens.paged_list import Page, PagedList
from app.telling.automatic_reports import file_place, file_state
from app.widgets.notice import Tone

_PLACES = {Place.FOLDER: _("folder"), Place.STICK: _("stick")}


class AutomaticFiles(PagedList):
    """The newest first; a digit says where a file is, or why it is not written."""

    heading = _("Files written by themselves")
    help_lines = (
        _("One line for each file: of which report and days, for the folder or for a stick."),
        _("A file that waits is written once its stick is in, or once there is room."),
        _("A failed one is tried again when the counter is opened anew."),
        _("A digit says where it is, or why it is not written; 0 shows older ones."),
    )
    head: ClassVar = (_("Report"), _("Days"), _("For"), _("Written"))
    widths: ClassVar = (20, 24, 8, 18)
    adds: ClassVar[str] = _("A digit says more of one.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads a page of them."""
        return partial(_page, self.desk.kiosk, self.desk.caller(), number)

    def opened(self, thing: AutomaticFileLine) -> None:
        """Its name, where it is or belongs, and why it is not there, below the list."""
        self.notice.say(Tone.NOTE, thing.file, file_place(thing), thing.why)


def _page(kiosk: Kiosk, caller: Caller, number: int) -> Page:
    found = AUTOMATIC_REPORTS.run(kiosk, caller, AutomaticReportsArguments(page=number))
    rows = [
        (
            one.title,
            f"{one.since.isoformat()} {one.until.isoformat()}",
            _PLACES[one.place],
            file_state(one),
        )
        for one in found.files
    ]
    title = _("Files: {count}").format(count=found.count)
    return Page(title, rows, found.files, found.page, found.pages)
