"""Meters come into stock, by number range."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.accounts import check_meter_number
from app.domain.meter_stock import MeterRange, check_range
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.meter_stock import MetersReceived
from app.ledger.queries import meter_stock, settings
from app.operations.errors import UnknownRecord
from app.operations.given_days import day_that_came
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.reasons import LONGEST_SEAL, line_if_given
from app.operations.setting import recall_of

LONGEST_SIZE = 12


class ReceiveMetersArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``first`` and ``last`` number, with all digits; without ``last`` it is one meter."""

    first: str
    last: str | None = None
    model: str
    size: str = ""
    seal: str = ""
    verified_until: date | None = None
    """Last day of their verification."""
    received: date | None = None
    """Day on which they came; none: today."""


class ReceiveMetersLook(msgspec.Struct, frozen=True, kw_only=True):
    """Today, and what was received of these numbers before."""

    today: date
    received: tuple[MeterRange, ...]


def look_at(kiosk: Kiosk, caller: Caller, arguments: ReceiveMetersArguments) -> ReceiveMetersLook:
    """Refuses an unknown model."""
    first, last = _numbers(arguments)
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        if settings.meter_model(reader.db, arguments.model) is None:
            raise UnknownRecord(
                _("There is no meter model {code}.").format(code=arguments.model),
                _("Nothing was received. Enter the model first."),
            )
        return ReceiveMetersLook(
            today=today, received=tuple(meter_stock.ranges_around(reader.db, first, last))
        )


def _numbers(arguments: ReceiveMetersArguments) -> tuple[str, str]:
    first = check_meter_number(arguments.first)
    return first, first if not arguments.last else check_meter_number(arguments.last)


def quote_for(look: ReceiveMetersLook, arguments: ReceiveMetersArguments) -> MetersReceived:
    """What is received. Raises StockRefused, BadArgument."""
    first, last = _numbers(arguments)
    received = day_that_came(arguments.received or look.today, look.today)
    wanted = MeterRange(
        first=first, last=last, model=arguments.model, verified_until=arguments.verified_until
    )
    check_range(wanted, look.received)
    return MetersReceived(
        first=first,
        last=last,
        model=arguments.model,
        size=line_if_given(arguments.size, _("size"), LONGEST_SIZE),
        seal=line_if_given(arguments.seal, _("seal"), LONGEST_SEAL),
        verified_until=arguments.verified_until,
        received=received,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: MetersReceived) -> MetersReceived:
    """Records it. Raises StockRefused where the same were received meanwhile."""
    wanted = MeterRange(first=quote.first, last=quote.last, model=quote.model)

    def work(tx: Transaction) -> None:
        check_range(wanted, meter_stock.ranges_around(tx.db, quote.first, quote.last))
        tx.append(quote, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return quote


RECEIVE_METERS = Operation(
    name="receive-meters",
    summary=_("Take meters into stock, by number range."),
    permission=Permission.SETTINGS,
    sets=SettingKind.METERS,
    arguments=ReceiveMetersArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(MetersReceived),
    opened_by=("meters_received",),
)
