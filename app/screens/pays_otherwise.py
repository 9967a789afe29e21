"""Screens that take money: * in the field of what is handed over asks for what is not cash."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.binding import BindingType

from app.domain.text import _
from app.ledger.queries import tenders
from app.screens.keys import bindings
from app.screens.operation_screen import Stage
from app.screens.pay_otherwise import PayOtherwise
from app.screens.tender_field import TenderField
from app.screens.walking_form import WalkingForm

Result = TypeVar("Result")


class PaysOtherwise(WalkingForm[Result], Generic[Result]):
    """The part that all of them share. Where only cash is taken, it does nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(replace(key, description=_("Not cash")) for key in bindings("switch"))
    ]
    tendered: TenderField

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In its field alone, and where this counter takes anything else."""
        if action == "switch":
            return self.may_pay_otherwise()
        return super().check_action(action, parameters)

    def may_pay_otherwise(self) -> bool:
        """Whether * asks for what is not cash."""
        here = self.stage is Stage.FORM and self.here() is self.tendered
        return here and bool(self.tendered.takes)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Learns what this counter takes when it is asked for the first time."""
        super().on_descendant_focus(event)
        if self.here() is self.tendered and self.tendered.takes is None:
            with self.desk.kiosk.ledger.read() as reader:
                self.tendered.told(tenders.taken_here(reader.db, self.desk.kiosk.ledger.node))
            self.refresh_bindings()

    def action_switch(self) -> None:
        """Asks; what was typed comes back beside the field."""
        asks = PayOtherwise(self.tendered.takes or frozenset(), bool(self.tendered.others))
        self.app.push_screen(asks, self._paid_otherwise)

    def _paid_otherwise(self, other: str | None) -> None:
        if other is not None:
            self.tendered.take(other)
        self.tendered.take_focus()
