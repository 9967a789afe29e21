"""Schemes by which third parties pay a share, and which account is in which."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.subsidy import SubsidyScheme, SubsidyTerm
from app.ledger.projection.statements import execute
from app.ledger.queries.reading import value

_scheme = msgspec.json.Decoder(SubsidyScheme)
_term = msgspec.json.Decoder(SubsidyTerm)


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
