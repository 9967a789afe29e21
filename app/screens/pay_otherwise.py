"""One payment that is not cash: its kind by a digit, how much, its reference."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from app.domain.amounts import parse_money
from app.domain.errors import TapcardError
from app.domain.identity import EventId
from app.domain.sales import TenderKind
from app.domain.tenders import TENDER_NAMES, UNKNOWN, WITH_REFERENCE, reference_of
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import shifts, tenders
from app.operations.operation import Caller
from app.operations.tender_rules import reference_used
from app.screens.walking_form import WalkingForm, complain
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind

_TAKE_BACK = 9
_NOT_KNOWN = "0"
_LONGEST_REFERENCE = 40


class PayOtherwise(WalkingForm[str]):
    """Gives it as ``--tenders`` takes it; empty: the one before does not count."""

    heading = _("Not in cash")
    help_lines = (
        _("Type the digit of what the customer pays with, how much of it, and its reference: the"),
        _("number on the terminal's slip, in the message of the phone, on voucher or transfer."),
        _("An empty amount is all that is left to be paid. Only cash gives change."),
        _("If nobody knows whether the money came (the terminal said nothing), type 0 as"),
        _("reference: the sale goes on, and the payment waits until somebody says so."),
        _("9 takes the payment back that was typed before. Nothing is taken before + is pressed."),
    )
    needs_card: ClassVar[bool] = False

    def __init__(self, takes: frozenset[TenderKind], further: bool) -> None:
        """``further``: whether one was typed already."""
        options = [
            Option(at, TENDER_NAMES[kind])
            for at, kind in enumerate(WITH_REFERENCE, start=1)
            if kind in takes
        ]
        if further:
            options.append(Option(_TAKE_BACK, _("Take back what was typed before")))
        self.kind = ChoiceField(_("Paid with"), id="kind", options=options)
        self.amount = Field(
            _("Amount"),
            FieldKind.NUMBER,
            id="amount",
            hint=_("empty = all that is left"),
            longest=14,
        )
        self.reference = Field(
            _("Reference"),
            FieldKind.TEXT,
            id="reference",
            hint=_("0 = not known"),
            longest=_LONGEST_REFERENCE,
        )
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """In the order of the terminal's slip."""
        return (self.kind, self.amount, self.reference)

    def look(self) -> None:
        """There is nothing to look at."""

    def passed(self, field: Field) -> None:
        """Taking back asks for nothing more."""
        if field is self.kind and self.kind.choice.number == _TAKE_BACK:
            self.dismiss("")

    def check(self, field: Field) -> None:
        """A kind from the list, an amount or none, a reference that can be one."""
        if field is self.kind:
            _chosen = self.kind.choice
        elif field is self.amount and field.value:
            parse_money(field.value, self.desk.words.digits)
        elif field is self.reference and field.value.strip() != _NOT_KNOWN:
            reference_of(self._kind(), field.value)

    def filled(self) -> None:
        """Asks whether its reference has paid for something already."""
        if self.reference.value.strip() == _NOT_KNOWN:
            self._give(UNKNOWN)
            return
        reference = reference_of(self._kind(), self.reference.value)
        unused = partial(
            _require_unused, self.desk.kiosk, self.desk.caller(), self._kind(), reference
        )
        self.work(unused, self._give, self._wrong)

    def _kind(self) -> TenderKind:
        return WITH_REFERENCE[self.kind.choice.number - 1]

    def _give(self, reference: str) -> None:
        amount = f"={self.amount.value}" if self.amount.value else ""
        self.dismiss(f"{self._kind().value}{amount}:{reference}")

    def _wrong(self, error: TapcardError) -> None:
        self.reference.take_focus()
        complain(self.reference, error)


def _require_unused(kiosk: Kiosk, caller: Caller, kind: TenderKind, reference: str) -> str:
    with kiosk.ledger.read() as reader:
        node = kiosk.ledger.node
        shift = shifts.open_shift(reader.db, node, caller.operator)
        since: EventId | None = None if shift is None else shift.id
        use = tenders.use_of(reader.db, kind, reference, shift=since)
    if use is not None:
        raise reference_used(use)
    return reference
