"""How much a customer may buy in the days before prices rise."""

from __future__ import annotations

import re

import msgspec

from app.domain.amounts import parse_volume
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.tariff.rise_cap import MOST_DAYS, MOST_TIMES, TIMES_SCALE, RiseCap
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.master_data import RiseCapSet
from app.ledger.queries import settings
from app.operations.errors import BadArgument, UnknownRecord
from app.operations.operation import Caller, Operation
from app.operations.setting import recall_of, record, replaced


class SetRiseCapArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``days`` before a rise in which the cap holds; ``0``: no cap.

    ``volume``: most for whoever has no usual volume; ``times``: most as a multiple of the usual
    volume of a month, such as ``1.5``; without it ``volume`` holds for everybody.
    """

    tariff_class: int
    days: int
    volume: str = ""
    times: str = ""


class SetRiseCapLook(msgspec.Struct, frozen=True, kw_only=True):
    """The event that set it last."""

    replaces: EventId | None


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetRiseCapArguments) -> SetRiseCapLook:
    """Refuses a class without prices."""
    number = arguments.tariff_class
    with kiosk.ledger.read() as reader:
        if number not in settings.tariff_classes(reader.db):
            raise UnknownRecord(
                _("There is no tariff class {number}.").format(number=number),
                _("Nothing was changed. Enter its prices first."),
            )
        return SetRiseCapLook(replaces=replaced(reader.db, SettingKind.RISE_CAP, str(number)))


def quote_for(look: SetRiseCapLook, arguments: SetRiseCapArguments) -> RiseCapSet:
    """The cap as it will be. Raises BadArgument, BadAmount."""
    if not 0 <= arguments.days <= MOST_DAYS:
        raise BadArgument(
            _("A cap holds 0 to {most} days before a rise.").format(most=MOST_DAYS),
            _("Nothing was changed. 0 takes the cap away."),
        )
    cap = None
    if arguments.days:
        cap = RiseCap(
            days=arguments.days,
            volume=parse_volume(arguments.volume),
            times=_times(arguments.times.strip()) if arguments.times.strip() else None,
        )
    return RiseCapSet(tariff_class=arguments.tariff_class, cap=cap, replaces=look.replaces)


def _times(text: str) -> int:
    found = re.fullmatch(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?", text)
    times = (
        0 if found is None else int(found[1]) * TIMES_SCALE + int((found[2] or "").ljust(2, "0"))
    )
    if not 0 < times <= MOST_TIMES:
        raise BadArgument(
            _("{text} is no multiple from 0.01 to 100.").format(text=text[:40]),
            _("Nothing was changed. Type a figure such as 1.5."),
        )
    return times


def carry_out(kiosk: Kiosk, caller: Caller, quote: RiseCapSet) -> RiseCapSet:
    """Records it. Raises StaleQuote."""
    return record(kiosk, caller, quote, SettingKind.RISE_CAP, str(quote.tariff_class))


SET_RISE_CAP = Operation(
    name="set-rise-cap",
    summary=_("Set how much a customer may buy in the days before prices rise."),
    permission=Permission.SETTINGS,
    sets=SettingKind.RISE_CAP,
    arguments=SetRiseCapArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(RiseCapSet),
    opened_by=("rise_cap_set",),
)
