"""Function cards in words: what each does to a meter, for review, paper and refusals."""

from __future__ import annotations

from app.domain.amounts import format_money, format_volume
from app.domain.function_cards import FunctionContents, FunctionKind
from app.domain.text import _
from app.domain.units import unit_of

FUNCTION_NAMES = {
    FunctionKind.SETUP: _("set-up"),
    FunctionKind.METER_NUMBER: _("meter number"),
    FunctionKind.CLEAR: _("clear"),
    FunctionKind.CHECK: _("check"),
    FunctionKind.TRANSFER: _("transfer"),
    FunctionKind.TEST_VOLUME: _("test volume"),
    FunctionKind.OPEN_VALVE: _("open valve"),
    FunctionKind.CLOSE_VALVE: _("close valve"),
    FunctionKind.CLOCK: _("clock"),
    FunctionKind.TARIFF: _("tariff"),
    FunctionKind.KEY_CHANGE: _("key change"),
    FunctionKind.TAMPER_UNLOCK: _("tamper unlock"),
}

_DOES = {
    FunctionKind.SETUP: _("Tells a meter its region, what it counts, its limits."),
    FunctionKind.CLEAR: _("Erases a meter and closes its valve; it is new again."),
    FunctionKind.CHECK: _("A meter writes all it knows on this card and stays as it is."),
    FunctionKind.TRANSFER: _("Takes credit and data out of a meter, into another."),
    FunctionKind.OPEN_VALVE: _("Opens a meter's valve, whatever its credit."),
    FunctionKind.CLOSE_VALVE: _("Closes a meter's valve, whatever its credit."),
    FunctionKind.TARIFF: _("Gives a meter its prices, the next ones with their day."),
    FunctionKind.TAMPER_UNLOCK: _("Ends the lock of a meter that was tampered with."),
}


def what_it_does(contents: FunctionContents, currency: str, digits: int) -> str:
    """One sentence, or two where credit comes with it; ``digits``: decimals of the currency."""
    credit = _credit(contents, currency, digits)
    match contents.function:
        case FunctionKind.METER_NUMBER:
            return _("Gives a meter the number {meter}.").format(meter=contents.meter)
        case FunctionKind.TEST_VOLUME:
            return _("Gives a meter {credit} that nobody pays for.").format(credit=credit)
        case FunctionKind.CLOCK:
            return _("Sets a meter's clock to {time}.").format(
                time="" if contents.clock is None else contents.clock.strftime("%Y-%m-%d %H:%M")
            )
        case FunctionKind.KEY_CHANGE:
            return _("Takes a meter to key version {version}; older cards stop working.").format(
                version=contents.key_version
            )
    does = _DOES[contents.function]
    if contents.credit:
        does += " " + _("Gives it {credit} that nobody pays for.").format(credit=credit)
    return does


def whom_it_works_on(contents: FunctionContents) -> str:
    """Which meters obey it."""
    if contents.meter and contents.function is not FunctionKind.METER_NUMBER:
        return _("meter {meter} alone").format(meter=contents.meter)
    return _("any {kind} meter of region {region}").format(
        kind=contents.kind.value, region=contents.region
    )


def how_long(contents: FunctionContents) -> str:
    """How often, and until when."""
    often = _("once") if contents.uses == 1 else _("{count} times").format(count=contents.uses)
    if not contents.uses:
        often = _("as often as it is put in")
    if contents.expires is None:
        return often
    return _("{often}, until {day}").format(often=often, day=contents.expires.isoformat())


def _credit(contents: FunctionContents, currency: str, digits: int) -> str:
    """As the meters count it that the card is for."""
    if contents.charging.counts_money:
        return f"{currency} {format_money(contents.credit, digits)}"
    return f"{format_volume(contents.credit)} {unit_of(contents.kind)}"
