"""What a meter is told about its own behaviour: the limits and alarms of its model."""

from __future__ import annotations

from app.domain.cards import MeterParameters
from app.ledger.events.master_data import MeterModelSet


def meter_parameters(model: MeterModelSet) -> MeterParameters:
    """For the card; credit as the model's charging type counts it, 0 where nothing is set."""
    return MeterParameters(
        alarm=model.alarm,
        closing_alarm=model.closing_alarm,
        hoarding_limit=model.hoarding_limit or 0,
        overdraft=model.overdraft,
        pulses_per_unit=model.pulses_per_unit,
    )
