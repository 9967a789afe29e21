"""Putting a card, an account or a meter on the blacklist: nothing is sold or written to it.

What is on a card and in a meter stays. What was begun is settled, money goes back, a card is taken
back. One that stands on it already is put anew, with another reason or another day.
"""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.blacklist import BlacklistEntry, EntryState, Listed, Subject
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.blacklist import Blacklisted
from app.ledger.queries import blacklist, journal
from app.operations.blacklisting import account_behind, subject_named
from app.operations.errors import BadArgument, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.blacklist_slip import blacklist_slip
from app.operations.paper.letterhead import print_document
from app.operations.reasons import reason_given


class BlacklistArguments(msgspec.Struct, frozen=True, kw_only=True):
    """What, why, and until when."""

    what: Listed
    number: str
    """Of the account or the meter; of a card its serial in hexadecimal."""
    reason: str
    until: date | None = None
    """First day on which it has ended by itself; none: two people lift it."""


class BlacklistLook(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be put on the list, how it stands there now, and today."""

    subject: Subject
    account: str
    stands: BlacklistEntry | None
    today: date


class BlacklistQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What will be recorded."""

    look: BlacklistLook
    reason: str
    until: date | None


class BlacklistResult(msgspec.Struct, frozen=True, kw_only=True):
    """It stands on the list."""

    subject: Subject
    account: str
    """Whose it is; empty where nobody here knows."""
    since: date
    until: date | None
    reason: str


def look_at(kiosk: Kiosk, caller: Caller, arguments: BlacklistArguments) -> BlacklistLook:
    """Refuses a number that is none, and an account that is not known. Raises UnknownRecord."""
    subject = subject_named(arguments.what, arguments.number)
    with kiosk.ledger.read() as reader:
        return BlacklistLook(
            subject=subject,
            account=account_behind(reader.db, subject),
            stands=blacklist.entry(reader.db, subject),
            today=local_date(kiosk),
        )


def quote_for(look: BlacklistLook, arguments: BlacklistArguments) -> BlacklistQuote:
    """Raises BadArgument for a bad reason, and for a day that has come already."""
    until = arguments.until
    if until is not None and until <= look.today:
        raise BadArgument(
            _("The entry would be over at once."),
            _("Nothing was done. Give a day after {today}, or none.").format(
                today=look.today.isoformat()
            ),
        )
    stands = look.stands
    if stands is not None and stands.state(look.today) is EntryState.IN_FORCE:
        _require_longer(stands, until)
    return BlacklistQuote(look=look, reason=reason_given(arguments.reason), until=until)


def _require_longer(stands: BlacklistEntry, until: date | None) -> None:
    """An entry is only made longer here: to end it sooner is to lift it, which takes two."""
    if until is None or (stands.until is not None and until >= stands.until):
        return
    raise BadArgument(
        _("It stands on the blacklist already, and longer than that."),
        _("Nothing was done. Two people lift an entry (unblacklist)."),
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: BlacklistQuote) -> BlacklistResult:
    """Records it and prints the slip. Raises StaleQuote."""
    look = quote.look

    def work(tx: Transaction) -> EventId:
        if blacklist.entry(tx.db, look.subject) != look.stands:
            raise StaleQuote(
                _("The blacklist changed meanwhile."), _("Nothing was done. Start over.")
            )
        event = Blacklisted(
            subject=look.subject,
            account=look.account,
            reason=quote.reason,
            until=quote.until,
            date=look.today,
        )
        slip = blacklist_slip(kiosk, tx, event, caller)
        print_document(tx, slip, slip.number)
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, listed: EventId) -> BlacklistResult:
    """The result of an earlier call."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, listed)
    if entry is None or not isinstance(entry.event, Blacklisted):
        raise LookupError(listed)
    event = entry.event
    return BlacklistResult(
        subject=event.subject,
        account=event.account,
        since=event.date,
        until=event.until,
        reason=event.reason,
    )


BLACKLIST = Operation(
    name="blacklist",
    summary=_("Put a card, an account or a meter on the blacklist: nothing is sold to it."),
    permission=Permission.BLACKLIST,
    arguments=BlacklistArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("blacklisted",),
)
