"""A month whose books are closed: nothing is booked in it any more. It is never taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import msgspec
from peewee import Database

from app.domain.approval import Signed
from app.domain.identity import EventId, Node
from app.domain.months import is_locked, month_after, month_of, month_text
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.locked_months import MonthLocked
from app.ledger.queries import journal
from app.ledger.queries.locked_months import (
    OpenThings,
    last_booked,
    last_locked,
    open_things,
)
from app.operations.errors import BadArgument, MonthStillOpen, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation

_MONTH = re.compile(r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])", re.ASCII)
_NAMED = 3
"""Of the things that stand open, as many of each kind are named."""


class LockMonthArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``2026-10``; the months before it that are open are locked with it."""

    month: str


class LockMonthLook(msgspec.Struct, frozen=True, kw_only=True):
    """What is locked, and what keeps the month from it."""

    today: date
    locked: date | None
    """First day of the last locked month."""
    open: OpenThings


class LockMonthResult(msgspec.Struct, frozen=True, kw_only=True):
    """The last locked month."""

    month: date
    """Its first day."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: LockMonthArguments) -> LockMonthLook:
    """What stands open in the month. Raises BadArgument."""
    month = _month(arguments.month)
    with kiosk.ledger.read() as reader:
        return LockMonthLook(
            today=local_date(kiosk),
            locked=last_locked(reader.db, kiosk.ledger.node),
            open=open_things(reader.db, month),
        )


def _month(text: str) -> date:
    if not _MONTH.fullmatch(text.strip()):
        raise BadArgument(
            _("This is no month."), _("Nothing was locked. Write year and month, as 2026-10.")
        )
    return date.fromisoformat(f"{text.strip()}-01")


def quote_for(look: LockMonthLook, arguments: LockMonthArguments) -> MonthLocked:
    """Raises BadArgument, MonthStillOpen."""
    month = _month(arguments.month)
    if is_locked(month, look.locked):
        raise BadArgument(
            _("{month} is locked already.").format(month=month_text(month)),
            _("Nothing was changed: a lock is never taken off."),
        )
    if month >= month_of(look.today):
        raise BadArgument(
            _("{month} has not ended yet.").format(month=month_text(month)),
            _("Nothing was locked. It can be locked from {day} on.").format(
                day=month_after(month).isoformat()
            ),
        )
    _require_nothing_open(look.open, month)
    return MonthLocked(month=month, before=look.locked)


def _require_nothing_open(found: OpenThings, month: date) -> None:
    said = "; ".join(_said(found))
    if said:
        raise MonthStillOpen(
            _("{month} cannot be locked yet: {what}.").format(month=month_text(month), what=said),
            _("Nothing was locked. Close or settle them first."),
        )


def _said(found: OpenThings) -> Iterator[str]:
    for sentence, ids in (
        (_("shifts that are open ({ids})"), found.shifts),
        (_("payments not confirmed, of sales {ids}"), found.tenders),
        (_("card operations that are not settled ({ids})"), found.plans),
    ):
        if ids:
            more = ", ..." if len(ids) > _NAMED else ""
            yield sentence.format(ids=", ".join(map(str, ids[:_NAMED])) + more)


def carry_out(kiosk: Kiosk, caller: Caller, quote: MonthLocked) -> LockMonthResult:
    """Locks it. Raises StaleQuote, MonthStillOpen."""

    def work(tx: Transaction) -> EventId:
        _require_still(tx.db, kiosk.ledger.node, quote)
        event = msgspec.structs.replace(quote, known=last_booked(tx.db))
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def _require_still(db: Database, node: Node, quote: MonthLocked) -> None:
    if last_locked(db, node) != quote.before:
        raise StaleQuote(
            _("A month was locked meanwhile."), _("Nothing was locked now. Look at the list again.")
        )
    _require_nothing_open(open_things(db, quote.month), quote.month)


def recall(kiosk: Kiosk, locked: EventId) -> LockMonthResult:
    """The month that an earlier call locked."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, locked)
    if entry is None or not isinstance(entry.event, MonthLocked):
        raise LookupError(locked)
    return LockMonthResult(month=entry.event.month)


LOCK_MONTH = Operation(
    name="lock-month",
    summary=_("Close the books of a month: nothing is booked in it any more, for ever."),
    permission=Permission.SETTINGS,
    sets=SettingKind.MONTH,
    arguments=LockMonthArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("month_locked",),
    needs_second=True,
    signed_for=lambda _quote: Signed(),
)
