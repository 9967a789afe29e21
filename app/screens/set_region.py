"""Add a region, or rename, move, close or open one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from app.domain.regions import LONGEST_CODE, LONGEST_NAME, Region
from app.domain.text import _
from app.ledger.events.master_data import RegionSet
from app.operations.set_region import NO_PARENT, SET_REGION
from app.screens.setting_form import SettingForm
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_STATES = (Option(1, _("open")), Option(2, _("closed: no new accounts")))


class SetRegion(SettingForm[RegionSet]):
    """Number, code, name, parent, state."""

    heading = _("Region")
    help_lines = (
        _("Enter goes from field to field; Esc goes up again. Nothing typed is lost."),
        _("The code is short and stands once below its parent, such as 03."),
        _("Inside: the number of the region that it lies in; empty for the top."),
        _("A region is moved with all that lies in it, but never into itself."),
        _("Closed, it takes no new accounts; close what lies in it first."),
        _("The review shows what changes from what; then press +. Nothing is printed."),
    )
    operation: ClassVar = SET_REGION

    def __init__(self, region: Region | None = None) -> None:
        """``region``: the one to change; None: a new one."""
        self._region = region
        self.number = Field(_("Number"), FieldKind.DIGITS, id="number-of", longest=5)
        self.code = Field(_("Code"), FieldKind.TEXT, id="code", longest=LONGEST_CODE)
        self.called = Field(_("Name"), FieldKind.TEXT, id="called", longest=LONGEST_NAME)
        self.parent_number = Field(
            _("Inside region"), FieldKind.DIGITS, id="inside", longest=5, hint=_("empty = the top")
        )
        self.state = ChoiceField(_("State"), id="state", options=_STATES)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """The number of a region that exists stays."""
        own = (self.code, self.called, self.parent_number, self.state)
        return own if self._region is not None else (self.number, *own)

    def look(self) -> None:
        """As it is."""
        region = self._region
        self.state.offer(_STATES, 2 if region is not None and region.closed else 1)
        if region is not None:
            self.code.value, self.called.value = region.code, region.name
            self.parent_number.value = "" if region.parent is None else str(region.parent)
        super().look()

    def check(self, field: Field) -> None:
        """A state is chosen from the list."""
        if field is self.state:
            _chosen = self.state.choice

    def texts(self) -> dict[str, str]:
        """Everything that stands in the form."""
        return {
            "region": self.number.value if self._region is None else str(self._region.region),
            "code": self.code.value,
            "name": self.called.value,
            "parent": self.parent_number.value or str(NO_PARENT),
            "closed": "yes" if self.state.choice.number == 2 else "no",
        }

    def named(self) -> Sequence[Row]:
        """Its number."""
        return ((_("Region"), self.texts()["region"]),)
