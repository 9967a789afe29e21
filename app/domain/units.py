"""What one whole of a kind is called, on screens; quantities are thousandths of it."""

from __future__ import annotations

from app.domain.cards import UtilityKind

_UNITS = {
    UtilityKind.WATER: "m3",
    UtilityKind.GAS: "m3",
    UtilityKind.ELECTRICITY: "kWh",
    UtilityKind.HEAT: "kWh",
}


def unit_of(kind: UtilityKind) -> str:
    """``m3`` or ``kWh``."""
    return _UNITS[kind]
