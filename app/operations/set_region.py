"""Regions: add or rename one."""

from __future__ import annotations

import msgspec

from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.master_data import RegionSet
from app.operations.errors import BadArgument
from app.operations.operation import Caller, Operation

_LARGEST = 65_535


class SetRegionArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The number stands on cards; meters of another region refuse them."""

    region: int
    name: str
    parent: int | None = None


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetRegionArguments) -> None:
    """Nothing to look at."""


def quote_for(look: None, arguments: SetRegionArguments) -> RegionSet:
    """The region as it will be. Raises BadArgument."""
    if not 0 < arguments.region <= _LARGEST or not arguments.name.strip():
        raise BadArgument(
            _("A region has a number from 1 to {most} and a name.").format(most=_LARGEST),
            _("Nothing was changed."),
        )
    return RegionSet(region=arguments.region, name=arguments.name.strip(), parent=arguments.parent)


def carry_out(kiosk: Kiosk, caller: Caller, quote: RegionSet) -> RegionSet:
    """Records it."""

    def work(tx: Transaction) -> None:
        tx.append(quote, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return quote


SET_REGION = Operation(
    name="set-region",
    summary=_("Add or rename a region."),
    permission=Permission.SETTINGS,
    arguments=SetRegionArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
