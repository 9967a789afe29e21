"""What a kiosk had set before it joined, and is set otherwise at head office, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.identity import kiosk_name
from app.domain.text import _
from app.ledger.queries.own_settings import own_settings
from app.office.fleet import FleetRow
from app.screens.office_screen import OfficeScreen
from app.screens.paged_list import Page, PagedList, page_of
from app.telling.settings import KIND_NAMES


class KioskDifferences(PagedList, OfficeScreen[None]):
    """To be set at head office, where it is to count."""

    heading = _("What it had set otherwise")
    help_lines = (
        _("A kiosk that stood alone before it joined had prices, operators and forms of"),
        _("its own. Head office's: it sets this otherwise, and that counts there now."),
        _("Its own: head office sets no such thing, and the kiosk's still counts there."),
        _("What all kiosks are to have is set under Settings."),
    )
    head: ClassVar = (_("What"), _("Which"), _("Counts there"))
    widths: ClassVar = (26, 24, 22)
    empty: ClassVar = _("It has nothing that is not set here.")

    def __init__(self, row: FleetRow) -> None:
        """``row``: the kiosk."""
        super().__init__()
        self._row = row

    def ask(self, number: int) -> Callable[[], Page]:
        """A page of them."""
        return partial(self._page, number)

    def _page(self, number: int) -> Page:
        desk = self.desk
        with desk.kiosk.ledger.read() as reader:
            found = own_settings(reader.db, self._row.node, desk.kiosk.ledger.node)
        rows = [
            (
                one,
                (
                    KIND_NAMES[one.kind],
                    one.subject,
                    _("its own") if one.office is None else _("head office's"),
                ),
            )
            for one in found
        ]
        return page_of(f"{kiosk_name(self._row.node)} {self._row.name}: {len(rows)}", rows, number)
