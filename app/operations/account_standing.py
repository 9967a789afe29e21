"""Whether an account lets something be done: the one place that every operation asks."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from peewee import Database

from app.domain.account_states import AccountAct, AccountStanding, AccountState, allows
from app.domain.cards import CardContents
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries.account_states import account_standing
from app.ledger.queries.accounts import Account
from app.operations.blacklisting import (
    account_subject,
    card_subject,
    meter_subject,
    require_not_listed,
)
from app.operations.errors import AccountForbids, OtherHome
from app.operations.local_time import local_date
from app.operations.records import account_named

STATE_NAMES = {
    AccountState.ACTIVE: _("active"),
    AccountState.SUSPENDED: _("SUSPENDED"),
    AccountState.CANCELLED: _("CANCELLED"),
    AccountState.MERGED: _("MERGED"),
    AccountState.VOIDED: _("VOID"),
}

_ONLY_SUSPENDED = _("Nothing was done. Only a suspended account can be resumed.")
_GOES_ON = (
    _("Account {account} has not ended: its details are needed."),
    _("Nothing was erased. Cancel the account first (cancel-account)."),
)
_MESSAGES = {
    AccountState.ACTIVE: (_("Account {account} is active."), _ONLY_SUSPENDED),
    AccountState.SUSPENDED: (
        _("Account {account} is suspended since {since}: {reason}."),
        _("Nothing was paid. Resume the account first (resume-account)."),
    ),
    AccountState.CANCELLED: (
        _("Account {account} was cancelled on {since}."),
        _("Nothing was paid. Take its card back, and open a new account to go on."),
    ),
    AccountState.MERGED: (
        _("Account {account} was merged into account {survivor} on {since}."),
        _("Nothing was paid. Take its card back and go on with account {survivor}."),
    ),
    AccountState.VOIDED: (
        _("Account {account} was voided on {since}: {reason}."),
        _("Nothing was paid. Check the number; this one is never used again."),
    ),
}


_TAKEN_OVER = (
    _("Account {account} ended on {since}; account {survivor} took over from it."),
    _("Nothing was paid. Take its card back; the new person buys with a card of their own."),
)


def account_open_to(kiosk: Kiosk, db: Database, number: str, act: AccountAct) -> Account:
    """An account that lets an act be done today.

    Raises UnknownRecord, AccountForbids, OnBlacklist.
    """
    account = account_named(db, number)
    require_open_to(db, number, act, local_date(kiosk))
    return account


def require_open_to(db: Database, number: str, act: AccountAct, day: date) -> None:
    """Raises AccountForbids, OnBlacklist; one that is not known here is taken as active."""
    refuse_closed(number, account_standing(db, number, day), act)
    require_not_listed(db, (account_subject(number),), act, day)


class CardWriting(Protocol):
    """What is about to be written, as far as it can be forbidden."""

    @property
    def account(self) -> str:
        """Whose card it is."""

    @property
    def serial(self) -> bytes:
        """The card's."""

    @property
    def contents(self) -> tuple[CardContents, ...]:
        """What is written, meter by meter."""

    @property
    def act(self) -> AccountAct:
        """What is done with the account."""


def require_writable(db: Database, write: CardWriting, day: date) -> None:
    """Raises AccountForbids, OnBlacklist: for the account, the card, every meter written for."""
    require_open_to(db, write.account, write.act, day)
    meters = (meter_subject(one.meter) for one in write.contents if one.meter)
    require_not_listed(db, (card_subject(write.serial), *meters), write.act, day)


def refuse_closed(number: str, standing: AccountStanding, act: AccountAct) -> None:
    """Raises AccountForbids unless the state of an account allows the act."""
    if allows(standing.state, act):
        return
    taken_over = standing.state is AccountState.CANCELLED and standing.survivor
    message, remedy = _TAKEN_OVER if taken_over else _MESSAGES[standing.state]
    if act is AccountAct.ERASE:
        message, remedy = _GOES_ON
    said = {
        "account": number,
        "since": "" if standing.since is None else standing.since.isoformat(),
        "reason": standing.reason,
        "survivor": standing.survivor,
    }
    raise AccountForbids(message.format(**said), remedy.format(**said), state=standing.state)


def require_home_account(kiosk: Kiosk, account: Account) -> None:
    """Raises OtherHome: only there all that was done with an account is known for sure."""
    if account.home != kiosk.ledger.node:
        raise OtherHome(
            _("Account {account} is kept at kiosk K{node:02d}: only that one can do this.").format(
                account=account.number, node=account.home
            ),
            _("Nothing was done. Send the customer there."),
        )
