"""Schemes by which third parties pay a share, and which account is in which."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.entries import Book
from app.domain.quantity import Money, Quantity
from app.domain.subsidy import SubsidyScheme, SubsidyTerm
from app.ledger.projection.statements import execute
from app.ledger.queries import money, usage
from app.ledger.queries.reading import day_of, value


class SchemeOwes(msgspec.Struct, frozen=True, kw_only=True):
    """What the payer of a scheme owes, and for what."""

    scheme: SubsidyScheme
    owed: Money
    """Below zero: more was paid than is owed by now."""
    since: date | None
    """Day of the oldest part that is not paid; None: nothing is owed."""
    volume: Quantity
    """Of which the scheme bears a share, from that day on."""
    households: int
    """Accounts that bought it."""


_scheme = msgspec.json.Decoder(SubsidyScheme)
_term = msgspec.json.Decoder(SubsidyTerm)


# What was paid or given back makes up for the oldest first.
_UNPAID_SINCE = (
    "SELECT MIN(date) FROM (SELECT date, SUM(amount) OVER (ORDER BY date, event, line) AS grown "
    "FROM posting WHERE book = 'subsidy' AND subject = ? AND amount > 0) AS owed "
    "WHERE grown > (SELECT COALESCE(-SUM(amount), 0) FROM posting "
    "WHERE book = 'subsidy' AND subject = ? AND amount < 0)"
)


def owed_by(db: Database, code: str) -> Money:
    """What the payer of a scheme owes."""
    return money.book_total(db, Book.SUBSIDY, code)


def scheme_owes(db: Database, scheme: SubsidyScheme) -> SchemeOwes:
    """How a scheme stands."""
    since = day_of(value(db, _UNPAID_SINCE, (scheme.code, scheme.code)))
    volume, households = (0, 0) if since is None else usage.borne_since(db, scheme.code, since)
    return SchemeOwes(
        scheme=scheme,
        owed=owed_by(db, scheme.code),
        since=since,
        volume=volume,
        households=households,
    )


def subsidy_scheme(db: Database, code: str) -> SubsidyScheme | None:
    """A scheme as last set."""
    body = value(db, "SELECT body FROM subsidy_scheme WHERE code = ?", (code,))
    return None if body is None else _scheme.decode(body)


def subsidy_schemes(db: Database) -> list[SubsidyScheme]:
    """All of them by code, those no longer in use among them."""
    rows = execute(db, "SELECT body FROM subsidy_scheme ORDER BY code")
    return [_scheme.decode(row[0]) for row in rows]


def subsidy_term(db: Database, account: str) -> SubsidyTerm | None:
    """The scheme that an account is in, and when; None: in none."""
    body = value(db, "SELECT body FROM subsidy_term WHERE account = ?", (account,))
    return None if body is None else _term.decode(body)
