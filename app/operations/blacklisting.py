"""Whether a card, an account or a meter stands on the blacklist: the one place that refuses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from peewee import Database

from app.domain.account_states import AccountAct
from app.domain.accounts import check_account_number, check_meter_number
from app.domain.blacklist import BlacklistEntry, Listed, Subject, stops
from app.domain.text import _
from app.ledger.queries import accounts, blacklist, cards
from app.operations.errors import BadArgument, OnBlacklist
from app.operations.records import account_named

_LONGEST_SERIAL = 16
"""Bytes."""
_METER_DIGITS = 12
_MESSAGES = {
    Listed.ACCOUNT: _("Account {number} is on the blacklist"),
    Listed.CARD: _("Card {number} is on the blacklist"),
    Listed.METER: _("Meter {number} is on the blacklist"),
}


def account_subject(number: str) -> Subject:
    """An account as the blacklist names it."""
    return Subject(what=Listed.ACCOUNT, number=number)


def card_subject(serial: bytes) -> Subject:
    """A card as the blacklist names it."""
    return Subject(what=Listed.CARD, number=serial.hex())


def meter_subject(number: str) -> Subject:
    """A meter as the blacklist names it: however many zeros were typed in front."""
    return Subject(what=Listed.METER, number=number.zfill(_METER_DIGITS))


def subject_named(what: Listed, number: str) -> Subject:
    """What somebody typed. Raises BadArgument, BadAccountNumber, BadMeterNumber."""
    if what is Listed.ACCOUNT:
        return account_subject(check_account_number(number))
    if what is Listed.METER:
        return meter_subject(check_meter_number(number))
    return card_subject(_serial(number))


def _serial(text: str) -> bytes:
    typed = "".join(text.split())
    try:
        serial = bytes.fromhex(typed) if typed.isascii() else b""
    except ValueError:
        serial = b""
    if not 1 <= len(serial) <= _LONGEST_SERIAL:
        raise BadArgument(
            _("That is not the serial of a card."),
            _("Nothing was done. It has pairs of the digits 0 to 9 and letters a to f."),
        )
    return serial


def account_behind(db: Database, subject: Subject) -> str:
    """The account of a subject; empty where no card or meter of that number is known here.

    Raises UnknownRecord for an account that is not known.
    """
    if subject.what is Listed.ACCOUNT:
        return account_named(db, subject.number).number
    if subject.what is Listed.METER:
        return _account_of_meter(db, subject.number)
    card = cards.card(db, bytes.fromhex(subject.number))
    return "" if card is None or card.account is None else card.account


def _account_of_meter(db: Database, number: str) -> str:
    """By the number as it was allocated: in full, or without some of the zeros in front."""
    for shown in (number[at:] for at in range(len(number))):
        found = accounts.allocation_of_meter(db, shown)
        if found is not None:
            return found.account
        if not shown.startswith("0"):
            break
    return ""


def require_not_listed(
    db: Database, subjects: Iterable[Subject], act: AccountAct, day: date
) -> None:
    """Raises OnBlacklist for the first of them that stands on the list and stops the act."""
    refuse_listed(blacklist.in_force(db, subjects, day), act)


def refuse_listed(listed: Sequence[BlacklistEntry], act: AccountAct) -> None:
    """Raises OnBlacklist for the first of these entries, all in force, that stops the act."""
    for entry in listed:
        if stops(entry.subject.what, act):
            raise _refusal(entry)


def _refusal(entry: BlacklistEntry) -> OnBlacklist:
    message = _("{subject} since {since}: {reason} (operator {operator}).").format(
        subject=_MESSAGES[entry.subject.what].format(number=entry.subject.number),
        since=entry.on.isoformat(),
        reason=entry.reason,
        operator=entry.by,
    )
    if entry.until is None:
        remedy = _("Nothing was paid. Two people can lift it (unblacklist).")
    else:
        remedy = _(
            "Nothing was paid. It ends by itself on {until}; two people can lift it before"
            " (unblacklist)."
        ).format(until=entry.until.isoformat())
    return OnBlacklist(message, remedy, entry=entry)
