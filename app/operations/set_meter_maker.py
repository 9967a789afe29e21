"""Meter makers: add one, rename it, close it."""

from __future__ import annotations

import re

import msgspec

from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.meter_stock import MeterMakerSet
from app.ledger.queries import meter_stock
from app.ledger.queries.meter_stock import MeterMaker
from app.operations.errors import BadArgument
from app.operations.operation import Caller, Operation
from app.operations.reasons import line_of_text
from app.operations.setting import recall_of, record, replaced

LONGEST_NAME = 40


class SetMeterMakerArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``maker``: the short name that models use; what is not given stays as it is."""

    maker: str
    name: str
    closed: bool | None = None


class SetMeterMakerLook(msgspec.Struct, frozen=True, kw_only=True):
    """The maker as it is, and the event that set it last."""

    current: MeterMaker | None
    replaces: EventId | None


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetMeterMakerArguments) -> SetMeterMakerLook:
    """Reads it."""
    with kiosk.ledger.read() as reader:
        return SetMeterMakerLook(
            current=meter_stock.maker(reader.db, arguments.maker),
            replaces=replaced(reader.db, SettingKind.METER_MAKER, arguments.maker),
        )


def quote_for(look: SetMeterMakerLook, arguments: SetMeterMakerArguments) -> MeterMakerSet:
    """The maker as it will be. Raises BadArgument."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,11}", arguments.maker):
        raise BadArgument(
            _("The short name of a maker has 1 to 12 letters A to Z, digits and dashes."),
            _("Nothing was changed. Give such a name: MAJI-1."),
        )
    was = look.current is not None and look.current.closed
    return MeterMakerSet(
        maker=arguments.maker,
        name=line_of_text(arguments.name, _("name"), LONGEST_NAME),
        closed=was if arguments.closed is None else arguments.closed,
        replaces=look.replaces,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: MeterMakerSet) -> MeterMakerSet:
    """Records it. Raises StaleQuote."""
    return record(kiosk, caller, quote, SettingKind.METER_MAKER, quote.maker)


SET_METER_MAKER = Operation(
    name="set-meter-maker",
    summary=_("Add a meter maker, or rename, close or open one."),
    permission=Permission.SETTINGS,
    sets=SettingKind.METER_MAKER,
    arguments=SetMeterMakerArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(MeterMakerSet),
    opened_by=("meter_maker_set",),
)
