"""Meter models: what hangs on the wall, and which card profile it reads."""

from __future__ import annotations

import msgspec

from app.cards.profiles.registry import profile_named, profiles
from app.domain.amounts import parse_volume
from app.domain.cards import ChargingType, UtilityKind
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.master_data import MeterModelSet
from app.operations.errors import BadArgument
from app.operations.operation import Caller, Operation


class SetMeterModelArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Limits in whole units with up to three decimals (cubic metres)."""

    model: str
    maker: str = ""
    kind: UtilityKind = UtilityKind.WATER
    profile: str = "tapcard-sle4442"
    charging: ChargingType = ChargingType.VOLUME
    hoarding_limit: str | None = None
    """Most that the meter may hold after a load."""
    largest_load: str | None = None
    pulses_per_unit: int = 1


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetMeterModelArguments) -> None:
    """Nothing to look at."""


def quote_for(look: None, arguments: SetMeterModelArguments) -> MeterModelSet:
    """The model as it will be. Raises BadArgument, BadAmount."""
    known = {profile.name for profile in profiles()}
    if arguments.profile not in known:
        raise BadArgument(
            _("There is no card profile {name}.").format(name=arguments.profile),
            _("Nothing was changed. Known: {names}.").format(names=", ".join(sorted(known))),
        )
    declares = profile_named(arguments.profile).declares
    if arguments.kind not in declares.kinds or arguments.charging not in declares.charging:
        raise BadArgument(
            _("Profile {name} cannot carry {kind} charged by {charging}.").format(
                name=arguments.profile, kind=arguments.kind, charging=arguments.charging
            ),
            _("Nothing was changed."),
        )
    return MeterModelSet(
        model=arguments.model,
        maker=arguments.maker,
        kind=arguments.kind,
        profile=arguments.profile,
        charging=arguments.charging,
        hoarding_limit=_volume(arguments.hoarding_limit),
        largest_load=_volume(arguments.largest_load),
        pulses_per_unit=arguments.pulses_per_unit,
    )


def _volume(text: str | None) -> int | None:
    return None if text is None else parse_volume(text)


def carry_out(kiosk: Kiosk, caller: Caller, quote: MeterModelSet) -> MeterModelSet:
    """Records it."""

    def work(tx: Transaction) -> None:
        tx.append(quote, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return quote


SET_METER_MODEL = Operation(
    name="set-meter-model",
    summary=_("Add or change a meter model."),
    permission=Permission.SETTINGS,
    arguments=SetMeterModelArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
