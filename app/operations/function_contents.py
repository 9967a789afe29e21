"""From what is asked for to what stands on a function card: which details each kind takes."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from peewee import Database

from app.domain.amounts import parse_money, parse_volume
from app.domain.cards import ChargingType, UtilityKind
from app.domain.function_cards import FunctionContents, FunctionKind
from app.domain.meter_tariff import MeterTariff
from app.domain.quantity import Quantity
from app.domain.tariff.meter_tiers import meter_tariff
from app.domain.text import _
from app.ledger.events.master_data import MeterModelSet
from app.ledger.queries import settings
from app.ledger.queries.settings import Utility
from app.operations.errors import BadArgument
from app.operations.function_words import FUNCTION_NAMES
from app.operations.meter_parameters import meter_parameters

MOST_USES = 255
_LONGEST_METER = 12
CLOCK_FORMAT = "%Y-%m-%d %H:%M"

_OWN_DETAILS: dict[FunctionKind, frozenset[str]] = {
    FunctionKind.SETUP: frozenset({"model", "place", "credit"}),
    FunctionKind.METER_NUMBER: frozenset({"meter"}),
    FunctionKind.TEST_VOLUME: frozenset({"credit"}),
    FunctionKind.CLOCK: frozenset({"clock"}),
    FunctionKind.TARIFF: frozenset({"tariff_class", "persons"}),
    FunctionKind.KEY_CHANGE: frozenset({"key_version"}),
}
"""Details that only some kinds take."""
_EVERYWHERE = frozenset({"model", "meter"})
"""Which meters obey it: every kind takes these."""
_NEEDED: dict[FunctionKind, tuple[str, ...]] = {
    FunctionKind.SETUP: ("model",),
    FunctionKind.METER_NUMBER: ("meter",),
    FunctionKind.TEST_VOLUME: ("credit",),
    FunctionKind.TARIFF: ("tariff_class", "expires"),
}


class FunctionDetails(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for, as typed; None where it was not."""

    function: FunctionKind
    kind: UtilityKind = UtilityKind.WATER
    region: int | None = None
    uses: int = 1
    expires: date | None = None
    model: str | None = None
    meter: str | None = None
    place: int | None = None
    credit: str | None = None
    clock: str | None = None
    tariff_class: int | None = None
    persons: int | None = None
    key_version: int | None = None


class FunctionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger, the clock and the keys add to it."""

    utility: Utility
    now: datetime
    """Local time."""
    key_version: int
    """The newest."""
    model: MeterModelSet | None
    tariff: MeterTariff | None


def tariff_for(db: Database, asked: FunctionDetails, today: date) -> MeterTariff | None:
    """The tiers of the class that was named; None where none was. Raises NoPrices."""
    if asked.tariff_class is None:
        return None
    revisions = settings.revisions(db, asked.tariff_class)
    return meter_tariff(revisions, today, persons=asked.persons or 1)


def function_contents(asked: FunctionDetails, facts: FunctionFacts) -> FunctionContents:
    """What will stand on the card, without mark. Raises BadArgument, BadAmount."""
    _require_details(asked)
    _require_sense(asked, facts)
    model = facts.model
    setup = asked.function is FunctionKind.SETUP
    return FunctionContents(
        function=asked.function,
        utility=facts.utility.utility,
        region=facts.utility.region if asked.region is None else asked.region,
        kind=asked.kind if model is None else model.kind,
        uses=asked.uses,
        expires=asked.expires,
        meter=asked.meter or "",
        place=asked.place or 1,
        charging=ChargingType.VOLUME if model is None else model.charging,
        parameters=meter_parameters(model) if setup and model is not None else None,
        credit=_credit(asked, facts),
        clock=_clock(asked, facts.now),
        tariff=facts.tariff,
        key_version=_key_version(asked, facts),
    )


def _require_details(asked: FunctionDetails) -> None:
    """Nothing that counts is missing, and nothing is given that would count for nothing."""
    name = FUNCTION_NAMES[asked.function]
    for field in _NEEDED.get(asked.function, ()):
        if not getattr(asked, field):
            raise BadArgument(
                _("A function card of the kind {name} needs {field}.").format(
                    name=name, field=field
                ),
                _("Nothing was written. Say it as {field}=...").format(field=field),
            )
    takes = _EVERYWHERE | _OWN_DETAILS.get(asked.function, frozenset())
    for field in sorted(frozenset().union(*_OWN_DETAILS.values()) - takes):
        if getattr(asked, field) is not None:
            raise BadArgument(
                _("A function card of the kind {name} has no {field}.").format(
                    name=name, field=field
                ),
                _("Nothing was written. Leave it out."),
            )


def _require_sense(asked: FunctionDetails, facts: FunctionFacts) -> None:
    if not 1 <= asked.uses <= MOST_USES:
        raise BadArgument(
            _("{uses} is no number of uses.").format(uses=asked.uses),
            _("Nothing was written. It is 1 to {most}.").format(most=MOST_USES),
        )
    if asked.expires is not None and asked.expires < facts.now.date():
        raise BadArgument(
            _("The card would have expired on {day} already.").format(
                day=asked.expires.isoformat()
            ),
            _("Nothing was written. Give a later day."),
        )
    meter = asked.meter or ""
    digits = meter.isascii() and meter.isdecimal() and len(meter) <= _LONGEST_METER
    if meter and not (digits and int(meter)):
        raise BadArgument(
            _("{meter} is no meter number.").format(meter=meter),
            _("Nothing was written. It has up to {count} digits, not all 0.").format(
                count=_LONGEST_METER
            ),
        )


def _credit(asked: FunctionDetails, facts: FunctionFacts) -> Quantity:
    if not asked.credit:
        return 0
    if facts.model is not None and facts.model.charging.counts_money:
        return parse_money(asked.credit, facts.utility.currency_digits)
    return parse_volume(asked.credit)


def _clock(asked: FunctionDetails, now: datetime) -> datetime | None:
    if asked.function is not FunctionKind.CLOCK:
        return None
    if not asked.clock:
        return now.replace(tzinfo=None, second=0, microsecond=0)
    try:
        return datetime.strptime(asked.clock.strip(), CLOCK_FORMAT)
    except ValueError as error:
        raise BadArgument(
            _("{text} is not a time.").format(text=asked.clock),
            _("Nothing was written. It looks like 2026-11-23 14:05."),
        ) from error


def _key_version(asked: FunctionDetails, facts: FunctionFacts) -> int:
    if asked.function is not FunctionKind.KEY_CHANGE:
        return 0
    version = facts.key_version if asked.key_version is None else asked.key_version
    if not 1 <= version <= facts.key_version:
        raise BadArgument(
            _("Key version {version} is not held here.").format(version=version),
            _("Nothing was written. The newest is {newest}.").format(newest=facts.key_version),
        )
    return version
