"""Add a meter model, or change one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from app.cards.profiles.registry import profiles
from app.domain.amounts import format_money, format_volume
from app.domain.cards import ChargingType, UtilityKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.master_data import MeterModelSet
from app.ledger.queries import meter_stock
from app.ledger.queries.meter_stock import MeterMaker
from app.operations.set_meter_model import LONGEST_MODEL, SET_METER_MODEL
from app.screens.setting_form import SettingForm
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_COUNTS = {
    ChargingType.VOLUME: _("volume"),
    ChargingType.VOLUME_BACK_CHARGE: _("volume, past months charged back"),
    ChargingType.MONEY: _("money"),
    ChargingType.MONEY_TIERED: _("money, with tiers inside"),
}


class SetMeterModel(SettingForm[MeterModelSet]):
    """All that a model says; what stays empty is not limited."""

    heading = _("Meter model")
    help_lines = (
        _("Type a number to choose from the list below the fields; the rest may stay empty."),
        _("Limits are m3 or kWh, or money where the meter counts money."),
        _("Holds: the most credit that the meter may have. Takes: the most of one load."),
        _("Digits of the dial: whole units that its register shows before it begins at 0."),
        _("Once its meters hang on walls, a model keeps what it counts."),
        _("The review shows what changes from what; then press +. Nothing is printed."),
    )
    operation: ClassVar = SET_METER_MODEL

    def __init__(self, model: MeterModelSet | None = None) -> None:
        """``model``: the one to change; None: a new one."""
        self._model = model
        self._profiles = [profile.name for profile in profiles()]
        self.called = Field(_("Model"), FieldKind.TEXT, id="called", longest=LONGEST_MODEL)
        self.maker = ChoiceField(_("Maker"), id="maker")
        self.kind = ChoiceField(_("Kind"), id="kind")
        self.profile = ChoiceField(_("Card"), id="profile")
        self.charging = ChoiceField(_("Counts"), id="charging")
        self.numbers = {
            "hoarding_limit": _figure(_("Holds at most"), "holds"),
            "largest_load": _figure(_("Takes at most"), "takes"),
            "pulses_per_unit": Field(
                _("Pulses per unit"), FieldKind.DIGITS, id="pulses", longest=5, hint=_("empty = 1")
            ),
            "alarm": _figure(_("Warns at"), "warns"),
            "closing_alarm": _figure(_("Closes once at"), "closes"),
            "overdraft": _figure(_("Overdraft"), "overdraft"),
            "dial_digits": Field(_("Digits of the dial"), FieldKind.DIGITS, id="digits", longest=1),
            "largest_flow": _figure(_("Flow in an hour"), "flow"),
        }
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """The name of a model that exists stays."""
        own = (self.maker, self.kind, self.profile, self.charging, *self.numbers.values())
        return own if self._model is not None else (self.called, *own)

    def look(self) -> None:
        """Reads who makes meters."""
        self.work(partial(_makers, self.desk.kiosk), self._offer, self.refuse)

    def _offer(self, makers: list[MeterMaker]) -> None:
        model = self._model
        names = [one.maker for one in makers if not one.closed]
        if model is not None and model.maker and model.maker not in names:
            names.append(model.maker)
        _choose(self.maker, [_("not named"), *names], model.maker if model is not None else "")
        kinds = [self.desk.words.kind(kind) for kind in UtilityKind]
        _choose(self.kind, kinds, "" if model is None else self.desk.words.kind(model.kind))
        _choose(self.profile, self._profiles, "" if model is None else model.profile)
        counts = [_COUNTS[one] for one in ChargingType]
        _choose(self.charging, counts, "" if model is None else _COUNTS[model.charging])
        if model is not None:
            self._fill(model)
        super().look()

    def _fill(self, model: MeterModelSet) -> None:
        for name, field in self.numbers.items():
            value = getattr(model, name)
            if not value:
                continue
            if name in ("pulses_per_unit", "dial_digits"):
                field.value = str(value)
            elif model.charging.counts_money and name != "largest_flow":
                field.value = format_money(value, self.desk.words.digits)
            else:
                field.value = format_volume(value)

    def check(self, field: Field) -> None:
        """What is chosen stands in its list."""
        if isinstance(field, ChoiceField):
            _chosen = field.choice

    def texts(self) -> dict[str, str]:
        """Everything that stands in the form; empty figures are not given."""
        given = {name: field.value for name, field in self.numbers.items() if field.value}
        chosen = self.maker.choice
        return {
            "model": self.called.value if self._model is None else self._model.model,
            "maker": "" if chosen.number == 1 else chosen.name,
            "kind": list(UtilityKind)[self.kind.choice.number - 1].value,
            "profile": self.profile.choice.name,
            "charging": list(ChargingType)[self.charging.choice.number - 1].value,
            **given,
        }

    def named(self) -> Sequence[Row]:
        """Its name."""
        return ((_("Model"), self.texts()["model"]),)


def _figure(label: str, id: str) -> Field:
    return Field(label, FieldKind.NUMBER, id=id, longest=12)


def _choose(field: ChoiceField, names: Sequence[str], usual: str) -> None:
    """Offers names by number; ``usual``: what an empty field means, the first where it is none."""
    options = [Option(at, name) for at, name in enumerate(names, start=1)]
    field.offer(options, names.index(usual) + 1 if usual in names else 1)


def _makers(kiosk: Kiosk) -> list[MeterMaker]:
    with kiosk.ledger.read() as reader:
        return meter_stock.makers(reader.db)
