"""What reports ask of meters: their numbers as put right, and which count money."""

from __future__ import annotations

from peewee import Database

from app.ledger.projection.statements import all_rows
from app.ledger.queries import settings

_MODELS = "SELECT model FROM meter_model"


NEWEST_PLAN = (
    "COALESCE((SELECT MAX(renewal.id) FROM plan renewal WHERE renewal.subject = given.id "
    "AND renewal.renews IS NOT NULL), given.id)"
)
"""The plan that wrote a compensation ``given``, or was the last to try."""


def meter_of(allocation: str) -> str:
    """The meter's number of an allocation under this name in a statement."""
    return (
        "COALESCE((SELECT value FROM allocation_field "  # noqa: S608  names in statements of this house
        f"WHERE allocation_field.allocation = {allocation}.id "
        f"AND allocation_field.field = 'meter'), {allocation}.meter)"
    )


def money_models(db: Database) -> frozenset[str]:
    """Meter models whose credit is money."""
    models = (settings.meter_model(db, code) for (code,) in all_rows(db, _MODELS))
    return frozenset(one.model for one in models if one and one.charging.counts_money)
