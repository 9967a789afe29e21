"""Inquiry: what the payers of schemes owe, for how much volume, of how many households."""

from __future__ import annotations

import msgspec

from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import subsidies
from app.ledger.queries.subsidies import SchemeOwes
from app.operations.operation import Caller, Operation


class SubsidiesOwedArguments(msgspec.Struct, frozen=True, kw_only=True):
    """All of them."""


class SubsidiesOwedResult(msgspec.Struct, frozen=True, kw_only=True):
    """Every scheme by code, those that owe nothing among them."""

    schemes: tuple[SchemeOwes, ...]


def look_at(kiosk: Kiosk, caller: Caller, arguments: SubsidiesOwedArguments) -> SubsidiesOwedResult:
    """Reads the books."""
    with kiosk.ledger.read() as reader:
        found = subsidies.subsidy_schemes(reader.db)
        return SubsidiesOwedResult(
            schemes=tuple(subsidies.scheme_owes(reader.db, one) for one in found)
        )


def quote_for(look: SubsidiesOwedResult, arguments: SubsidiesOwedArguments) -> SubsidiesOwedResult:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: SubsidiesOwedResult) -> SubsidiesOwedResult:
    """What was found."""
    return quote


SUBSIDIES_OWED = Operation(
    name="subsidies-owed",
    summary=_("Show what the payers of schemes owe: money, volume, households, since when."),
    permission=Permission.READ_CARD,
    arguments=SubsidiesOwedArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
