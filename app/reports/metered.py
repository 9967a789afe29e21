"""What reports ask of meters: their numbers as put right, which serve, and which count money."""

from __future__ import annotations

from peewee import Database

from app.ledger.projection.statements import all_rows
from app.ledger.queries import settings
from app.ledger.queries.accounts import NOT_UNWRITTEN

_MODELS = "SELECT model FROM meter_model"


NEWEST_PLAN = (
    "COALESCE((SELECT MAX(renewal.id) FROM plan renewal WHERE renewal.subject = given.id "
    "AND renewal.renews IS NOT NULL), given.id)"
)
"""The plan that wrote a compensation ``given``, or was the last to try."""


IN_SERVICE = (
    "NOT EXISTS (SELECT 1 FROM allocation_end WHERE allocation_end.allocation = allocation.id "  # noqa: S608  constants of this house
    "AND allocation_end.ended <= ?) AND NOT EXISTS (SELECT 1 FROM closed_meter "
    "WHERE closed_meter.allocation = allocation.id AND closed_meter.worked_on <= ?) "
    "AND NOT EXISTS (SELECT 1 FROM account_state WHERE account_state.account = allocation.account "
    f"AND account_state.becomes = 'merged' AND account_state.day <= ?) AND {NOT_UNWRITTEN}"
)
"""A condition on ``allocation``, with a day three times: that its meter still served its account at
the end of the day. It ends with a change of the meter, with its credit paid back, with the account.
"""


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
