"""What accounts become."""

from __future__ import annotations

from datetime import date

from app.domain.account_states import AccountState
from app.domain.identity import EventId
from app.ledger.events import accounts
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import Projector, Rows, key_of, text_of
from app.ledger.projection.tables.accounts import AccountStateRecord


def _suspended(out: Rows, id: EventId, entry: Entry, event: accounts.AccountSuspended) -> None:
    out.add(_row(id, entry, event, AccountState.SUSPENDED, event.until))


def _resumed(out: Rows, id: EventId, entry: Entry, event: accounts.AccountResumed) -> None:
    out.add(_row(id, entry, event, AccountState.ACTIVE))


def _voided(out: Rows, id: EventId, entry: Entry, event: accounts.AccountVoided) -> None:
    out.add(_row(id, entry, event, AccountState.VOIDED))


def _row(
    id: EventId,
    entry: Entry,
    event: accounts.AccountSuspended | accounts.AccountResumed | accounts.AccountVoided,
    becomes: AccountState,
    until: date | None = None,
) -> AccountStateRecord:
    return AccountStateRecord(
        event=key_of(id),
        account=event.account,
        at=entry.at,
        becomes=becomes.value,
        day=text_of(event.date),
        until=None if until is None else text_of(until),
        reason=event.reason,
        survivor="",
    )


PROJECTORS: dict[type[Event], Projector] = {
    accounts.AccountSuspended: _suspended,
    accounts.AccountResumed: _resumed,
    accounts.AccountVoided: _voided,
}
