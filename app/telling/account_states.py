"""What accounts are, and what was done about it, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.account_closing import Emptied
from app.domain.account_states import AccountStanding, AccountState
from app.domain.handover import Handover
from app.domain.text import _
from app.ledger.events.accounts import AccountCancelled
from app.operations.account_standing import STATE_NAMES
from app.operations.cancel_account import CancelAccountResult
from app.operations.change_customer import ChangeCustomerResult
from app.operations.merge_accounts import MergeAccountsResult
from app.operations.resume_account import ResumeAccountResult
from app.operations.set_handover import SetHandoverResult
from app.operations.suspend_account import SuspendAccountResult
from app.operations.uncleared_meters import UnclearedMetersResult
from app.operations.void_account import VoidAccountResult
from app.telling.words import Row, Told, Words

HANDED = {
    Handover.TIER_USE: _("Use in the period"),
    Handover.CREDIT: _("Worth of the credit in the meters"),
    Handover.BALANCE: _("Account balance"),
}


_EMPTIED = {
    Emptied.HANDED_IN: _("handed in"),
    Emptied.PROVED: _("the meter shows it"),
    Emptied.STATED: _("by the dial only"),
    Emptied.UNKNOWN: _("not yet shown"),
}


def emptied_text(emptied: Emptied | None) -> str:
    """What is known of the credit in a meter whose account ended."""
    return _("not told") if emptied is None else _EMPTIED[emptied]


def standing_text(standing: AccountStanding) -> str:
    """``SUSPENDED since 2026-11-23 until 2026-12-24: away``; nothing for an active account."""
    if standing.state is AccountState.ACTIVE:
        return ""
    said = STATE_NAMES[standing.state]
    if standing.since is not None:
        said = _("{state} since {day}").format(state=said, day=standing.since.isoformat())
    if standing.until is not None:
        said = _("{state} until {day}").format(state=said, day=standing.until.isoformat())
    if standing.survivor:
        said = _("{state} into {account}").format(state=said, account=standing.survivor)
    return f"{said}: {standing.reason}" if standing.reason else said


def _suspended(_words: Words, done: SuspendAccountResult) -> Told:
    return Told(
        _("Account {account} is suspended. It buys nothing until it is resumed.").format(
            account=done.account
        ),
        [
            (_("Since"), done.since.isoformat()),
            (_("Until"), "" if done.until is None else done.until.isoformat()),
            (_("Reason"), done.reason),
        ],
    )


def _resumed(_words: Words, done: ResumeAccountResult) -> Told:
    return Told(
        _("Account {account} is active again.").format(account=done.account),
        [(_("Since"), done.on.isoformat()), (_("Reason"), done.reason)],
    )


def _voided(_words: Words, done: VoidAccountResult) -> Told:
    return Told(
        _("Account {account} is void. Its number is never used again.").format(
            account=done.account
        ),
        [(_("Since"), done.on.isoformat()), (_("Reason"), done.reason)],
    )


def _cancelled(words: Words, done: CancelAccountResult) -> Told:
    event = done.cancelled
    return Told(
        _("Account {account} has ended.").format(account=event.account),
        _statement(words, event),
    )


def _taken_over(words: Words, done: ChangeCustomerResult) -> Told:
    return Told(
        _("Account {account} takes over from {former}.").format(
            account=done.account, former=done.changed.account
        ),
        [
            *(
                (_("Meter stays"), f"{meter.meter} {words.volume(meter.dial, meter.kind)}")
                for meter in done.changed.meters
            ),
            *_statement(words, done.ended),
        ],
    )


def _handover(_words: Words, done: SetHandoverResult) -> Told:
    said = _("goes over to the new person") if done.new else _("stays with the former person")
    return Told(f"{HANDED[done.what]}: {said}.", [])


def _statement(words: Words, event: AccountCancelled) -> list[Row]:
    worth = sum(line.amount for meter in event.meters for line in meter.lines)
    due = sum(line.amount for line in event.charges)
    left = [
        (
            _("Left in {meter}").format(meter=meter.meter),
            words.credit(meter.left, meter.charging, meter.kind),
        )
        for meter in event.meters
    ]
    empty = [
        (_("{meter} is empty").format(meter=meter.meter), emptied_text(meter.emptied))
        for meter in event.meters
    ]
    amounts = (
        (_("Credit given back"), worth),
        (_("Account balance"), event.balance),
        (_("Deposit"), event.deposit),
        (_("Standing charges"), due),
        (_("Arrears"), event.arrears + event.still_owed),
        (_("Paid out in cash"), event.to_cash),
        (_("To the balance"), event.to_balance),
        (_("Paid by the customer"), event.received),
        (_("Goes to the new account"), event.to_successor),
        (_("Still owed"), event.still_owed),
    )
    return [
        *left,
        *empty,
        *((name, words.money(amount) if amount else "") for name, amount in amounts),
        (_("Receipt"), words.receipt(event.receipt)),
    ]


def _uncleared(words: Words, result: UnclearedMetersResult) -> Told:
    rows = [
        (
            f"{one.meter}, {one.account}",
            _("{credit} left on {day}: {state}").format(
                credit=words.credit(one.left + one.unproven, one.charging, one.kind),
                day=one.worked_on.isoformat(),
                state=emptied_text(one.emptied),
            ),
        )
        for one in result.meters
    ]
    said = _("{count} meters of ended accounts are not shown to be cleared.")
    return Told(said.format(count=result.count), rows)


def _merged(words: Words, done: MergeAccountsResult) -> Told:
    return Told(
        _("Account {account} has ended; its customer goes on with {survivor}.").format(
            account=done.account, survivor=done.survivor
        ),
        [
            (_("Balance of both"), words.money(done.balance) if done.balance else ""),
            (_("Arrears of both"), words.money(done.arrears) if done.arrears else ""),
            (_("Reason"), done.reason),
        ],
    )


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    SuspendAccountResult: _suspended,
    ResumeAccountResult: _resumed,
    VoidAccountResult: _voided,
    CancelAccountResult: _cancelled,
    ChangeCustomerResult: _taken_over,
    SetHandoverResult: _handover,
    MergeAccountsResult: _merged,
    UnclearedMetersResult: _uncleared,
}
