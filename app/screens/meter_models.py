"""The models of meters."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.master_data import MeterModelSet
from app.ledger.queries import choices
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.paged_list import Page, PagedList, page_of
from app.telling.words import Words


class MeterModels(PagedList):
    """By name; a digit opens one to change it."""

    heading = _("Meter models")
    help_lines = (
        _("A model says what its meters count, which card they read and how much they hold."),
        _("A digit opens a model to change it; Enter adds one."),
        _("Once its meters hang on walls, a model keeps what it counts."),
        _("0 or PgDn shows more; * shows who changed what. Nothing is printed."),
    )
    head: ClassVar = (_("Model"), _("Maker"), _("Kind"), _("Counts"), _("Card"))
    widths: ClassVar = (18, 12, 11, 14, 17)
    history: ClassVar = SettingKind.METER_MODEL
    adds: ClassVar[str] = _("A digit opens one; Enter adds a model.")

    def ask(self, number: int) -> Callable[[], Page]:
        """Reads them."""
        return partial(_page, self.desk.kiosk, self.desk.words, number)

    def opened(self, thing: MeterModelSet) -> AnyScreen:
        """Its form."""
        return screen_named("set-meter-model", thing)

    def added(self) -> AnyScreen:
        """An empty form."""
        return screen_named("set-meter-model")


def _page(kiosk: Kiosk, words: Words, number: int) -> Page:
    with kiosk.ledger.read() as reader:
        models = choices.meter_models(reader.db)
    rows = [
        (one, (one.model, one.maker, words.kind(one.kind), one.charging.value, one.profile))
        for one in models
    ]
    return page_of(_("Models: {count}").format(count=len(rows)), rows, number)
