"""The regions as a tree, with their codes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.regions import Region, by_number, full_code, in_tree
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import settings
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of


class Regions(PagedList):
    """Each below its parent; a digit opens one to change it."""

    heading = _("Regions")
    help_lines = (
        _("Every region stands below the one that it lies in, with its code from the top down."),
        _("A digit opens a region: rename it, move it, close it. Enter adds one."),
        _("0 or PgDn shows more. The number of a region stands on cards and never changes."),
        _("A region that is used never vanishes: it is closed, and takes no new accounts."),
        _("Every change is recorded with who made it and what it was before."),
    )
    head: ClassVar = (_("Code"), _("Name"), _("Number"), _("State"))
    widths: ClassVar = (18, 34, -7, 8)
    history: ClassVar = SettingKind.REGION
    adds: ClassVar[str] = _("A digit opens one; Enter adds a region.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads the tree."""
        return partial(_page, self.desk.kiosk, number)

    def opened(self, thing: Region) -> AnyScreen:
        """Its form."""
        return screen_named("set-region", thing)

    def added(self) -> AnyScreen:
        """An empty form."""
        return screen_named("set-region")


def _page(kiosk: Kiosk, number: int) -> Page:
    with kiosk.ledger.read() as reader:
        regions = by_number(settings.all_regions(reader.db))
    rows = [
        (
            region,
            (
                full_code(regions, region.region),
                "  " * depth + region.name,
                str(region.region),
                _("closed") if region.closed else "",
            ),
        )
        for region, depth in in_tree(regions)
    ]
    return page_of(_("Regions: {count}").format(count=len(rows)), rows, number)
