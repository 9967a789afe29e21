"""What an account is, and what each state lets be done with it: a matrix as data, deny by default.

Cancelled, merged and voided are final: of several such events the first one counts, and nothing
that comes after it changes it. Suspending and resuming follow the later clock. Facts may arrive in
any order; they are read in the order of their stamps. Sources: design.md section 8,
notes/domain.md 3.10 and 3.12.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import date

import msgspec


class AccountState(enum.StrEnum):
    """What an account is."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    """Buys nothing for a while; no standing charge."""
    CANCELLED = "cancelled"
    MERGED = "merged"
    """A second file of a customer, who goes on with the other one."""
    VOIDED = "voided"
    """Opened by mistake and never used."""

    @property
    def final(self) -> bool:
        """Whether no other state follows."""
        return self in _FINAL


_FINAL = frozenset({AccountState.CANCELLED, AccountState.MERGED, AccountState.VOIDED})


class AccountAct(enum.StrEnum):
    """What an operation does with an account."""

    SELL = "sell"
    """A purchase, a meter allocated; also whatever does not say what else it is."""
    MAKE_CARD = "make_card"
    """A new card instead of another one."""
    GIVE_CREDIT = "give_credit"
    """Credit without money."""
    WRITE_AGAIN = "write_again"
    """A load that was paid for, once more, at no cost."""
    RELEASE = "release"
    """A held card sells again."""
    SETTLE = "settle"
    """What was begun comes to its end."""
    GIVE_BACK = "give_back"
    """A load comes off its card, money goes back."""
    RETRIEVE = "retrieve"
    READ = "read"
    SUSPEND = "suspend"
    RESUME = "resume"
    VOID = "void"
    CANCEL = "cancel"
    MERGE = "merge"
    """Either of the two that become one."""
    CHANGE_METER = "change_meter"
    """One meter for another, or that taken back."""
    CORRECT = "correct"
    """What was recorded wrongly is put right."""
    PAY = "pay"
    """Money comes in without a card: for a service, a debt, a deposit, the balance."""
    OWE = "owe"
    """Debts are booked, given up, or to be paid in another way."""
    PAY_OUT = "pay_out"
    """A deposit or the balance goes back in cash."""
    EDIT = "edit"
    """The customer's details change."""
    ERASE = "erase"
    """The customer's details go for good."""


_ALWAYS = frozenset({AccountAct.READ, AccountAct.SETTLE, AccountAct.GIVE_BACK, AccountAct.RETRIEVE})
"""Whatever became of an account: what was begun ends, money goes back, its card is taken back."""

_ALLOWED: dict[AccountState, frozenset[AccountAct]] = {
    AccountState.ACTIVE: frozenset(AccountAct) - {AccountAct.RESUME, AccountAct.ERASE},
    AccountState.SUSPENDED: _ALWAYS
    | {
        AccountAct.WRITE_AGAIN,
        AccountAct.RELEASE,
        AccountAct.SUSPEND,
        AccountAct.RESUME,
        AccountAct.VOID,
        AccountAct.CORRECT,
        AccountAct.PAY,
        AccountAct.OWE,
        AccountAct.PAY_OUT,
        AccountAct.EDIT,
    },
    # What its final statement left as balance is still the customer's.
    AccountState.CANCELLED: _ALWAYS | {AccountAct.PAY_OUT, AccountAct.ERASE},
    AccountState.MERGED: _ALWAYS | {AccountAct.ERASE},
    AccountState.VOIDED: _ALWAYS | {AccountAct.ERASE},
}


def allows(state: AccountState, act: AccountAct) -> bool:
    """Whether an account in this state lets it be done."""
    return act in _ALLOWED[state]


class StateChange(msgspec.Struct, frozen=True, kw_only=True):
    """One event that changed the state of an account."""

    becomes: AccountState
    on: date
    """Local date of the event."""
    until: date | None = None
    """First day on which a suspension has ended by itself; None: it is resumed by hand."""
    reason: str = ""
    survivor: str = ""
    """Account that a merged one's customer goes on with, or that another person took over with."""


class AccountStanding(msgspec.Struct, frozen=True, kw_only=True):
    """What an account is on a day, and since when and why."""

    state: AccountState = AccountState.ACTIVE
    since: date | None = None
    """None: since it was opened."""
    until: date | None = None
    reason: str = ""
    survivor: str = ""


def standing_on(changes: Iterable[StateChange], day: date) -> AccountStanding:
    """``changes``: all of an account in the order of their stamps."""
    last: StateChange | None = None
    for change in changes:
        last = change
        if change.becomes.final:
            break
    if last is None or (last.until is not None and last.until <= day):
        return AccountStanding()
    return AccountStanding(
        state=last.becomes,
        since=last.on,
        until=last.until,
        reason=last.reason,
        survivor=last.survivor,
    )


def suspended_spans(changes: Iterable[StateChange]) -> tuple[tuple[date, date | None], ...]:
    """Days on which the account was suspended: first, and the one after the last, None for still.

    Days on which it was suspended and resumed again count as not suspended.
    """
    spans: list[tuple[date, date | None]] = []
    since: StateChange | None = None
    for change in changes:
        if since is not None:
            spans.append((since.on, _earlier(since.until, change.on)))
        since = change if change.becomes is AccountState.SUSPENDED else None
        if change.becomes.final:
            break
    if since is not None:
        spans.append((since.on, since.until))
    return tuple((start, end) for start, end in spans if end is None or start < end)


def _earlier(until: date | None, day: date) -> date:
    return day if until is None else min(until, day)
