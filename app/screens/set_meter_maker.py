"""Add a meter maker, or rename, close or open one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.text import _
from app.ledger.events.meter_stock import MeterMakerSet
from app.ledger.queries.meter_stock import MeterMaker
from app.operations.set_meter_maker import LONGEST_NAME, SET_METER_MAKER
from app.screens.setting_form import SettingForm
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_STATES = (Option(1, _("open")), Option(2, _("closed: no new models")))


class SetMeterMaker(SettingForm[MeterMakerSet]):
    """Short name, name, state."""

    heading = _("Meter maker")
    help_lines = (
        _("The short name has letters A to Z, digits and dashes, and never changes."),
        _("Enter goes from field to field; Esc goes up again. Nothing typed is lost."),
        _("The review shows what changes from what; then press +. Nothing is printed."),
    )
    operation: ClassVar = SET_METER_MAKER

    def __init__(self, maker: MeterMaker | None = None) -> None:
        """``maker``: the one to change; None: a new one."""
        self._maker = maker
        self.short = Field(_("Short name"), FieldKind.TEXT, id="short", longest=12)
        self.called = Field(_("Name"), FieldKind.TEXT, id="called", longest=LONGEST_NAME)
        self.state = ChoiceField(_("State"), id="state", options=_STATES)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """The short name of a maker that exists stays."""
        own = (self.called, self.state)
        return own if self._maker is not None else (self.short, *own)

    def look(self) -> None:
        """As it is."""
        maker = self._maker
        self.state.offer(_STATES, 2 if maker is not None and maker.closed else 1)
        if maker is not None:
            self.called.value = maker.name
        super().look()

    def check(self, field: Field) -> None:
        """A state is chosen from the list."""
        if field is self.state:
            _chosen = self.state.choice

    def texts(self) -> dict[str, str]:
        """Everything that stands in the form."""
        return {
            "maker": self.short.value if self._maker is None else self._maker.maker,
            "name": self.called.value,
            "closed": "yes" if self.state.choice.number == 2 else "no",
        }

    def named(self) -> Sequence[Row]:
        """Its short name."""
        return ((_("Maker"), self.texts()["maker"]),)
