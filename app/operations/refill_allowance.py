"""A vending limit typed in as a code that head office read out, for a counter without a line."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.allowance import Allowance, AllowanceLeft
from app.domain.allowance_code import PURPOSE, AllowanceCode, proves, read_allowance_code
from app.domain.identity import EventId
from app.domain.lockout import FOREVER, locked_until
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger import allowances as taking
from app.ledger import exchange
from app.ledger.events.allowances import AllowanceTaken
from app.ledger.queries import allowances, journal
from app.operations.errors import AllowanceCodeRefused
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.vending import counter_left


class RefillAllowanceArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``digits``: the code, with or without spaces."""

    digits: str


class RefillAllowanceLook(msgspec.Struct, frozen=True, kw_only=True):
    """What may still be sold."""

    left: AllowanceLeft
    today: date


class RefillAllowanceQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What the code says: it is not proven before it counts as a try."""

    look: RefillAllowanceLook
    code: AllowanceCode


class RefillAllowanceResult(msgspec.Struct, frozen=True, kw_only=True):
    """What may be sold from now on."""

    serial: int
    money: Money
    count: int
    until: date


def look_at(
    kiosk: Kiosk, caller: Caller, arguments: RefillAllowanceArguments
) -> RefillAllowanceLook:
    """Raises AllowanceCodeRefused at a counter that stands alone."""
    with kiosk.ledger.read() as reader:
        rest = counter_left(kiosk, reader.db)
    if rest is None:
        raise AllowanceCodeRefused(
            _("This counter belongs to no head office."),
            _("Nothing was changed, and nothing limits it: it sells without a code."),
        )
    return RefillAllowanceLook(left=rest, today=local_date(kiosk))


def quote_for(
    look: RefillAllowanceLook, arguments: RefillAllowanceArguments
) -> RefillAllowanceQuote:
    """Raises BadAllowanceCode for mistyped digits, AllowanceCodeRefused for an old code."""
    code = read_allowance_code(arguments.digits)
    _require_new(look.left.serial, code.allowance)
    if code.allowance.until < look.today:
        raise AllowanceCodeRefused(
            _("This code lets sell until {day} only.").format(day=code.allowance.until.isoformat()),
            _("Nothing was changed. Ask head office for another one, and check today's date."),
        )
    return RefillAllowanceQuote(look=look, code=code)


def carry_out(kiosk: Kiosk, caller: Caller, quote: RefillAllowanceQuote) -> RefillAllowanceResult:
    """Proves the code and goes by it. Raises AllowanceCodeRefused."""
    now = kiosk.clock.milliseconds()
    refused = kiosk.ledger.commit(lambda tx: _count_try(tx, now))
    if refused is not None:
        raise refused

    def work(tx: Transaction) -> EventId:
        ledger, grant = kiosk.ledger, quote.code.allowance
        _require_new(allowances.in_force(tx.db, ledger.node, ledger.epoch), grant)
        _require_proven(kiosk, tx, quote.code)
        return taking.take_up(
            tx,
            grant,
            ledger.node,
            ledger.epoch,
            typed=True,
            operator=caller.operator,
            request=caller.request,
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def _count_try(tx: Transaction, now: int) -> AllowanceCodeRefused | None:
    """Counts it in advance: a power cut must not give a free try."""
    so_far = taking.tries(tx.db)
    if so_far.locked_until > now:
        return _locked(so_far.locked_until, now)
    taking.note_try(tx.db, locked_until(so_far.failures + 1, now))
    return None


def _require_new(in_force: int, grant: Allowance) -> None:
    if grant.serial <= in_force:
        raise AllowanceCodeRefused(
            _("Code {serial} was used, or a later one took its place.").format(serial=grant.serial),
            _("Nothing was changed. Each code counts once: ask head office for another one."),
        )


def _require_proven(kiosk: Kiosk, tx: Transaction, code: AllowanceCode) -> None:
    office = exchange.office_keys(tx.db)
    ledger = kiosk.ledger
    key = None if office is None else tx.shared_key(office.seal, PURPOSE)
    if key is None or not proves(code, ledger.node, ledger.epoch, key):
        raise AllowanceCodeRefused(
            _("Head office did not make this code for this counter as it is now."),
            _(
                "Nothing was changed. Compare every digit, and the counter's name and epoch, with "
                "head office."
            ),
        )


def _locked(until: int, now: int) -> AllowanceCodeRefused:
    if until == FOREVER:
        remedy = _("Nothing was changed. Only a connection or a stick brings the next limit.")
    else:
        remedy = _("Nothing was changed. Wait {seconds} seconds, or connect the counter.").format(
            seconds=(until - now) // 1000 + 1
        )
    return AllowanceCodeRefused(_("Too many wrong codes were typed."), remedy)


def recall(kiosk: Kiosk, taken: EventId) -> RefillAllowanceResult:
    """What an earlier call brought."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, taken)
    if entry is None or not isinstance(entry.event, AllowanceTaken):
        raise LookupError(taken)
    event = entry.event
    return RefillAllowanceResult(
        serial=event.serial, money=event.money, count=event.count, until=event.until
    )


REFILL_ALLOWANCE = Operation(
    name="refill-allowance",
    summary=_("Type in a code of head office that lets this counter sell more."),
    permission=Permission.SELL,
    arguments=RefillAllowanceArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("allowance_taken",),
)
