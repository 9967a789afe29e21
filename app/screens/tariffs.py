"""Tariff classes with their revisions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar, NamedTuple

from app.domain.setting_kinds import SettingKind
from app.domain.tariff.in_force import in_force
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import settings
from app.operations.local_time import local_date
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of


class ListedRevision(NamedTuple):
    """A revision, and whether it has not begun."""

    revision: TariffRevision
    coming: bool


class Tariffs(PagedList):
    """Every revision; a digit copies one that has begun, or withdraws one that has not."""

    heading = _("Tariffs")
    help_lines = (
        _("Each line is a revision: its class, its name, and the day from which it counts."),
        _("A digit on one that has begun opens a new revision as a copy of it."),
        _("A digit on one that is still coming withdraws it, by two people."),
        _("Enter begins a new class. One in force is never changed and never withdrawn."),
        _("0 or PgDn shows more; * shows who entered what. Nothing is printed."),
    )
    head: ClassVar = (_("Class"), _("Name"), _("Revision"), _("From"), _("State"))
    widths: ClassVar = (-5, 30, -8, 10, 12)
    history: ClassVar = SettingKind.TARIFF
    adds: ClassVar[str] = _("A digit copies or withdraws one; Enter begins a new class.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads them."""
        return partial(_page, self.desk.kiosk, number)

    def opened(self, thing: ListedRevision) -> AnyScreen:
        """What can be done with it."""
        name = "withdraw-tariff" if thing.coming else "set-tariff"
        return screen_named(name, thing.revision)

    def added(self) -> AnyScreen:
        """An empty form."""
        return screen_named("set-tariff")


def _page(kiosk: Kiosk, number: int) -> Page:
    today = local_date(kiosk)
    rows = []
    with kiosk.ledger.read() as reader:
        classes = settings.tariff_classes(reader.db)
        found = [settings.revisions(reader.db, one) for one in classes]
    for revisions in found:
        now = in_force(revisions, today)
        for revision in sorted(revisions, key=lambda one: (one.valid_from, one.revision)):
            state = _("in force") if revision == now else _("over")
            if revision.valid_from > today:
                state = _("coming")
            row = (
                str(revision.tariff_class),
                revision.name,
                str(revision.revision),
                revision.valid_from.isoformat(),
                state,
            )
            rows.append((ListedRevision(revision, revision.valid_from > today), row))
    title = _("Classes: {classes}; revisions: {count}")
    return page_of(title.format(classes=len(found), count=len(rows)), rows, number)
