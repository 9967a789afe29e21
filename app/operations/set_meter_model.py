"""Meter models: what hangs on the wall, and which card profile it reads."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.cards.profiles.registry import profile_named, profiles
from app.domain.amounts import parse_money, parse_volume
from app.domain.cards import ChargingType, UtilityKind
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.master_data import MeterModelSet
from app.ledger.queries import accounts, meter_stock, settings
from app.operations.errors import BadArgument
from app.operations.operation import Caller, Operation
from app.operations.reasons import line_of_text
from app.operations.setting import recall_of, record, replaced

_MOST_DIAL_DIGITS = 9
_MOST_PULSES = 65_535
"""Two bytes of a function card."""
LONGEST_MODEL = 20
"""Characters of a model's name."""


class SetMeterModelArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Limits and alarms as credit: in whole units with up to three decimals (cubic metres).

    Where ``charging`` counts money they are amounts of money, such as ``500`` or ``12.50``.
    """

    model: str
    maker: str = ""
    kind: UtilityKind = UtilityKind.WATER
    profile: str = "tapcard-sle4442"
    charging: ChargingType = ChargingType.VOLUME
    hoarding_limit: str | None = None
    """Most that the meter may hold after a load."""
    largest_load: str | None = None
    pulses_per_unit: int = 1
    alarm: str | None = None
    """Remaining credit at which the meter warns."""
    closing_alarm: str | None = None
    """Remaining credit at which it closes the valve once, as a warning."""
    overdraft: str | None = None
    """Credit below zero at which the valve closes."""
    dial_digits: int | None = None
    """Whole units that the register shows before it begins at 0 again."""
    largest_flow: str | None = None
    """Most that flows through it in an hour, in units (cubic metres), as its maker states it."""


class SetMeterModelLook(msgspec.Struct, frozen=True, kw_only=True):
    """What amounts of money are written in, and the model that meters on the wall are of."""

    currency_digits: int
    in_use: MeterModelSet | None = None
    """The model as it is, if one of its meters is allocated."""
    replaces: EventId | None = None
    """The event that set it last."""
    maker_open: bool = True
    """Whether its maker is on the list of makers, or none is named, or it had it before."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetMeterModelArguments) -> SetMeterModelLook:
    """What the ledger knows of the model, and the decimals of its currency. Raises BadArgument."""
    model = line_of_text(arguments.model, _("name"), LONGEST_MODEL)
    with kiosk.ledger.read() as reader:
        used = accounts.model_in_use(reader.db, model)
        return SetMeterModelLook(
            currency_digits=settings.utility(reader.db).currency_digits,
            in_use=settings.meter_model(reader.db, model) if used else None,
            maker_open=_maker_open(reader.db, model, arguments.maker),
            replaces=replaced(reader.db, SettingKind.METER_MODEL, model),
        )


def _maker_open(db: Database, model: str, named: str) -> bool:
    before = settings.meter_model(db, model)
    if not named or (before is not None and before.maker == named):
        return True
    maker = meter_stock.maker(db, named)
    return maker is not None and not maker.closed


def quote_for(look: SetMeterModelLook, arguments: SetMeterModelArguments) -> MeterModelSet:
    """The model as it will be. Raises BadArgument, BadAmount."""
    if not look.maker_open:
        raise BadArgument(
            _("There is no meter maker {maker}, or it is closed.").format(maker=arguments.maker),
            _("Nothing was changed. Enter the maker first (set-meter-maker)."),
        )
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
            _("Nothing was changed. `tapcard cards profiles` says what each one carries."),
        )

    def credit(text: str | None) -> int | None:
        if text is None:
            return None
        if arguments.charging.counts_money:
            return parse_money(text, look.currency_digits)
        return parse_volume(text)

    flow = arguments.largest_flow
    model = MeterModelSet(
        model=line_of_text(arguments.model, _("name"), LONGEST_MODEL),
        maker=arguments.maker,
        kind=arguments.kind,
        profile=arguments.profile,
        charging=arguments.charging,
        hoarding_limit=credit(arguments.hoarding_limit),
        largest_load=credit(arguments.largest_load),
        pulses_per_unit=_pulses(arguments.pulses_per_unit),
        alarm=credit(arguments.alarm) or 0,
        closing_alarm=credit(arguments.closing_alarm) or 0,
        overdraft=credit(arguments.overdraft) or 0,
        dial_digits=_dial_digits(arguments.dial_digits),
        largest_flow=None if flow is None else parse_volume(flow),
        replaces=look.replaces,
    )
    _check_alarms(model)
    _check_in_use(model, look.in_use)
    return model


def _pulses(pulses: int) -> int:
    if 1 <= pulses <= _MOST_PULSES:
        return pulses
    raise BadArgument(
        _("A meter gives 1 to {most} pulses for a unit.").format(most=_MOST_PULSES),
        _("Nothing was changed. Look at the maker's sheet."),
    )


def _dial_digits(digits: int | None) -> int | None:
    if digits is None or 1 <= digits <= _MOST_DIAL_DIGITS:
        return digits
    raise BadArgument(
        _("A register shows 1 to {most} digits of whole units.").format(most=_MOST_DIAL_DIGITS),
        _("Nothing was changed. Look at the maker's sheet."),
    )


def _check_in_use(model: MeterModelSet, was: MeterModelSet | None) -> None:
    """Raises BadArgument where meters that are allocated would count something else."""
    if was is None:
        return
    if model.kind is not was.kind or model.charging.counts_money is not was.charging.counts_money:
        raise BadArgument(
            _("Meters of the model {model} are allocated, and count {kind} by {charging}.").format(
                model=was.model, kind=was.kind.value, charging=was.charging.value
            ),
            _("Nothing was changed. Enter what counts otherwise as a model of its own."),
        )


def _check_alarms(model: MeterModelSet) -> None:
    """Raises BadArgument where a meter would warn too late, or all the time."""
    if model.alarm and model.closing_alarm > model.alarm:
        raise BadArgument(
            _("The valve would close as a warning before the display warns."),
            _("Nothing was changed. Choose a closing alarm of at most the alarm."),
        )
    most = model.hoarding_limit
    if most is not None and max(model.alarm, model.closing_alarm) >= most:
        raise BadArgument(
            _("The meter would warn however much it holds."),
            _("Nothing was changed. Choose alarms below what the meter may hold."),
        )


def carry_out(kiosk: Kiosk, caller: Caller, quote: MeterModelSet) -> MeterModelSet:
    """Records it. Raises StaleQuote."""
    return record(kiosk, caller, quote, SettingKind.METER_MODEL, quote.model)


SET_METER_MODEL = Operation(
    name="set-meter-model",
    summary=_("Add or change a meter model."),
    permission=Permission.SETTINGS,
    sets=SettingKind.METER_MODEL,
    arguments=SetMeterModelArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(MeterModelSet),
    opened_by=("meter_model_set",),
)
