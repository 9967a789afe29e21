"""Lifting an entry of the blacklist: two people."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.approval import Signed
from app.domain.blacklist import BlacklistEntry, EntryState, Listed, Subject
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.blacklist import BlacklistLifted
from app.ledger.queries import blacklist, journal
from app.operations.authority import require_second
from app.operations.blacklisting import subject_named
from app.operations.errors import StaleQuote, UnknownRecord
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.blacklist_slip import blacklist_slip
from app.operations.paper.letterhead import print_document
from app.operations.reasons import reason_given


class UnblacklistArguments(msgspec.Struct, frozen=True, kw_only=True):
    """What, and why."""

    what: Listed
    number: str
    """Of the account or the meter; of a card its serial in hexadecimal."""
    reason: str


class UnblacklistLook(msgspec.Struct, frozen=True, kw_only=True):
    """The entry in force, and today."""

    stands: BlacklistEntry
    today: date


class UnblacklistQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What will be recorded."""

    look: UnblacklistLook
    reason: str


class UnblacklistResult(msgspec.Struct, frozen=True, kw_only=True):
    """It stands on the list no more."""

    subject: Subject
    account: str
    on: date
    reason: str


def look_at(kiosk: Kiosk, caller: Caller, arguments: UnblacklistArguments) -> UnblacklistLook:
    """Refuses what does not stand on the list. Raises UnknownRecord."""
    subject = subject_named(arguments.what, arguments.number)
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        return UnblacklistLook(stands=_in_force(reader.db, subject, today), today=today)


def _in_force(db: Database, subject: Subject, today: date) -> BlacklistEntry:
    found = blacklist.entry(db, subject)
    if found is None or found.state(today) is not EntryState.IN_FORCE:
        raise UnknownRecord(
            _("{number} does not stand on the blacklist.").format(number=subject.number),
            _("Nothing was done. The list is shown by blacklist-entries."),
        )
    return found


def quote_for(look: UnblacklistLook, arguments: UnblacklistArguments) -> UnblacklistQuote:
    """Raises BadArgument for a bad reason."""
    return UnblacklistQuote(look=look, reason=reason_given(arguments.reason))


def carry_out(kiosk: Kiosk, caller: Caller, quote: UnblacklistQuote) -> UnblacklistResult:
    """Two people are known: records it, prints the slip. Raises SecondPersonNeeded, StaleQuote."""
    require_second(kiosk, caller)
    look = quote.look
    subject = look.stands.subject

    def work(tx: Transaction) -> EventId:
        if blacklist.entry(tx.db, subject) != look.stands:
            raise StaleQuote(
                _("The blacklist changed meanwhile."), _("Nothing was done. Start over.")
            )
        event = BlacklistLifted(
            subject=subject, account=look.stands.account, reason=quote.reason, date=look.today
        )
        slip = blacklist_slip(kiosk, tx, event, caller)
        print_document(tx, slip, slip.number)
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, lifted: EventId) -> UnblacklistResult:
    """The result of an earlier call."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, lifted)
    if entry is None or not isinstance(entry.event, BlacklistLifted):
        raise LookupError(lifted)
    event = entry.event
    return UnblacklistResult(
        subject=event.subject, account=event.account, on=event.date, reason=event.reason
    )


UNBLACKLIST = Operation(
    name="unblacklist",
    summary=_("Lift an entry of the blacklist; two people."),
    permission=Permission.BLACKLIST,
    arguments=UnblacklistArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("blacklist_lifted",),
    signed_for=lambda quote: Signed(account=quote.look.stands.account),
)
