"""Meters come into stock."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.master_data import MeterModelSet
from app.ledger.events.meter_stock import MetersReceived
from app.ledger.queries import choices
from app.operations.reasons import LONGEST_SEAL
from app.operations.receive_meters import LONGEST_SIZE, RECEIVE_METERS
from app.screens.setting_form import SettingForm
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind


class ReceiveMeters(SettingForm[MetersReceived]):
    """Numbers, model, size, seal, verification."""

    heading = _("Receive meters")
    help_lines = (
        _("Have the delivery note at hand: first and last number, with all their digits."),
        _("One meter alone has no last number. Numbers that were received before are refused."),
        _("Size such as DN15, the seal, the last day of the verification may stay empty."),
        _("The review shows how many they are; then press +. Nothing is printed."),
    )
    operation: ClassVar = RECEIVE_METERS

    def __init__(self) -> None:
        """Empty."""
        self.first = Field(_("First number"), FieldKind.DIGITS, id="first", longest=12)
        self.last = Field(
            _("Last number"), FieldKind.DIGITS, id="last", longest=12, hint=_("empty = only one")
        )
        self.model = ChoiceField(_("Model"), id="model")
        self.nominal = Field(_("Size"), FieldKind.TEXT, id="size", longest=LONGEST_SIZE)
        self.seal = Field(_("Seal"), FieldKind.TEXT, id="seal", longest=LONGEST_SEAL)
        self.until = Field(_("Verified until"), FieldKind.TEXT, id="until", longest=10)
        self.until.remove_class("-wide")
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """As on a delivery note."""
        return (self.first, self.last, self.model, self.nominal, self.seal, self.until)

    def look(self) -> None:
        """Reads the models."""
        self.until.relabel(_("Verified until"), _("as 2031-12-31"))
        self.work(partial(_models, self.desk.kiosk), self._offer, self.refuse)

    def _offer(self, models: list[MeterModelSet]) -> None:
        options = [Option(at, one.model) for at, one in enumerate(models, start=1)]
        self.model.offer(options, 1 if options else None)
        super().look()

    def check(self, field: Field) -> None:
        """A model is chosen from the list."""
        if field is self.model:
            _chosen = self.model.choice

    def texts(self) -> dict[str, str]:
        """What was typed; what stayed empty is not given."""
        optional = {
            "last": self.last.value,
            "size": self.nominal.value,
            "seal": self.seal.value,
            "verified_until": self.until.value,
        }
        return {
            "first": self.first.value,
            "model": self.model.choice.name,
            **{name: value for name, value in optional.items() if value},
        }

    def question(self) -> str:
        """What + does."""
        return _("Press + to take them into stock.")


def _models(kiosk: Kiosk) -> list[MeterModelSet]:
    with kiosk.ledger.read() as reader:
        return choices.meter_models(reader.db)
