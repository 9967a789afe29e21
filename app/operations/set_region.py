"""Regions: add one, rename, move, close or open it."""

from __future__ import annotations

import msgspec

from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.regions import (
    LARGEST_REGION,
    LONGEST_CODE,
    LONGEST_NAME,
    Region,
    by_number,
    check_region,
)
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.master_data import RegionSet
from app.ledger.queries import settings
from app.operations.errors import BadArgument
from app.operations.operation import Caller, Operation
from app.operations.reasons import line_of_text
from app.operations.setting import recall_of, record, replaced

NO_PARENT = 0
"""Says that a region stands at the top of the tree."""


class SetRegionArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The number stands on cards; meters of another region refuse them.

    What is not given stays as it is. ``parent=0``: it stands at the top.
    """

    region: int
    name: str
    parent: int | None = None
    code: str | None = None
    closed: bool | None = None


class SetRegionLook(msgspec.Struct, frozen=True, kw_only=True):
    """All regions, this kiosk's own, and the event that set this one last."""

    regions: tuple[Region, ...]
    home: int
    replaces: EventId | None


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetRegionArguments) -> SetRegionLook:
    """Reads the tree."""
    with kiosk.ledger.read() as reader:
        return SetRegionLook(
            regions=tuple(settings.all_regions(reader.db)),
            home=settings.utility(reader.db).region,
            replaces=replaced(reader.db, SettingKind.REGION, str(arguments.region)),
        )


def quote_for(look: SetRegionLook, arguments: SetRegionArguments) -> RegionSet:
    """The region as it will be. Raises BadArgument, RegionRefused."""
    if not 0 < arguments.region <= LARGEST_REGION or not arguments.name.strip():
        raise BadArgument(
            _("A region has a number from 1 to {most} and a name.").format(most=LARGEST_REGION),
            _("Nothing was changed. Give both."),
        )
    regions = by_number(look.regions)
    was = regions.get(arguments.region, Region(region=arguments.region, name=""))
    wanted = Region(
        region=arguments.region,
        name=line_of_text(arguments.name, _("name"), LONGEST_NAME),
        parent=was.parent if arguments.parent is None else arguments.parent or None,
        code=was.code if arguments.code is None else _code(arguments.code),
        closed=was.closed if arguments.closed is None else arguments.closed,
    )
    check_region(regions, wanted, home=look.home)
    return RegionSet(
        region=wanted.region,
        name=wanted.name,
        parent=wanted.parent,
        code=wanted.code,
        closed=wanted.closed,
        replaces=look.replaces,
    )


def _code(text: str) -> str:
    code = text.strip().upper()
    if code and not (len(code) <= LONGEST_CODE and code.isascii() and code.isalnum()):
        raise BadArgument(
            _("The code of a region has at most {most} letters A to Z and digits.").format(
                most=LONGEST_CODE
            ),
            _("Nothing was changed. Give a shorter one."),
        )
    return code


def carry_out(kiosk: Kiosk, caller: Caller, quote: RegionSet) -> RegionSet:
    """Records it. Raises StaleQuote."""
    return record(kiosk, caller, quote, SettingKind.REGION, str(quote.region))


SET_REGION = Operation(
    name="set-region",
    summary=_("Add a region, or rename, move, close or open one."),
    permission=Permission.SETTINGS,
    sets=SettingKind.REGION,
    arguments=SetRegionArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(RegionSet),
    opened_by=("region_set",),
)
